"""Files to articles: read, decode, and label every line of a page."""

from geo.documents.readers import Hint, Source, read_source
from geo.documents.segment import segment

__all__ = ["Hint", "Source", "read_source", "segment"]
