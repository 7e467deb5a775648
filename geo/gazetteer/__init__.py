"""The gazetteer: built from open sources and our tables, mapped, looked up, matched in text.

`Gazetteer.open` and `find_names` are what the pipeline uses; the build
(`geo.gazetteer.embedded`, `geo.gazetteer.dumps`) imports its sources where it needs them.
"""

from geo.gazetteer.index import Gazetteer, GazetteerPlace, NameEntry
from geo.gazetteer.match import NameMatch, find_names

__all__ = ["Gazetteer", "GazetteerPlace", "NameEntry", "NameMatch", "find_names"]
