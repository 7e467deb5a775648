"""Marsad: from news text to an evidence-backed map.

>>> import geo
>>> record = geo.extract_text("Wagner fighters arrived at Al-Jufra air base on 3 May 2021, officials said.")[0]
>>> [(event.type, event.locations[0].name) for event in record.events]
[('movement', 'Al-Jufra Air Base')]

The names below are the public ones; each is imported when it is first used, so that
`import geo` is quick and brings in no map or database library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.distances import distance
    from geo.documents import Source
    from geo.errors import GeoError
    from geo.export.webmap import presence_map, save_html
    from geo.gazetteer import Gazetteer
    from geo.geocoding.search import geocode
    from geo.ledger import corroboration, presence
    from geo.models import ArticleRecord, Event, Location
    from geo.parallel import extract_files_parallel
    from geo.pipeline import Pipeline
    from geo.reading import Outcome, extract_file, extract_files, extract_text
    from geo.settings import Settings
    from geo.store import Store

__all__ = [
    "ArticleRecord",
    "Event",
    "Gazetteer",
    "GeoError",
    "Location",
    "Outcome",
    "Pipeline",
    "Settings",
    "Source",
    "Store",
    "corroboration",
    "distance",
    "extract_file",
    "extract_files",
    "extract_files_parallel",
    "extract_text",
    "geocode",
    "presence",
    "presence_map",
    "save_html",
]

_HOMES = {
    "ArticleRecord": "geo.models",
    "Event": "geo.models",
    "Gazetteer": "geo.gazetteer",
    "GeoError": "geo.errors",
    "Location": "geo.models",
    "Outcome": "geo.reading",
    "Pipeline": "geo.pipeline",
    "Settings": "geo.settings",
    "Source": "geo.documents",
    "Store": "geo.store",
    "corroboration": "geo.ledger",
    "distance": "geo.distances",
    "extract_file": "geo.reading",
    "extract_files": "geo.reading",
    "extract_files_parallel": "geo.parallel",
    "extract_text": "geo.reading",
    "geocode": "geo.geocoding.search",
    "presence": "geo.ledger",
    "presence_map": "geo.export.webmap",
    "save_html": "geo.export.webmap",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        msg = f"module 'geo' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
