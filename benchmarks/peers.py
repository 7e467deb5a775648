"""Programs that find place names, for the benchmarks to measure ours beside them.

Each is run as its own documentation says, with its own names where it ships any.
None is a dependency: one that is not installed is left out and said so.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from geo.gazetteer import Gazetteer
from geo.gazetteer.extend import rows_of

Finder = Callable[[str], Any]
Span = tuple[int, int]


class Peer(NamedTuple):
    """A program beside ours: its package, what makes its finder, and what reads the spans from what that found."""

    package: str
    make: Callable[[], Finder]
    spans: Callable[[str, Any], Iterator[Span]]

    @property
    def version(self) -> str | None:
        """The version that is installed, None if none is."""
        if importlib.util.find_spec(self.package) is None:
            return None
        return importlib.metadata.version(self.package)


def _flashgeotext() -> Finder:
    from flashgeotext.geotext import GeoText  # noqa: PLC0415

    return GeoText().extract


def _flashgeotext_spans(_text: str, found: Any) -> Iterator[Span]:  # noqa: ANN401  (nested dicts of the package)
    return (span for names in found.values() for name in names.values() for span in name["span_info"])


def _geotext() -> Finder:
    from geotext import GeoText  # noqa: PLC0415

    return GeoText


def _geotext_spans(text: str, found: Any) -> Iterator[Span]:  # noqa: ANN401  (an untyped package)
    """Look for the names that it found: it gives no offsets."""
    for name in {*found.cities, *found.countries}:
        yield from (match.span() for match in re.finditer(rf"\b{re.escape(name)}\b", text))


def _phrase_matcher() -> Finder:
    """Return spaCy's PhraseMatcher with the names of our gazetteer, on a blank pipeline."""
    import spacy  # noqa: PLC0415
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415
    from spacy.util import filter_spans  # noqa: PLC0415

    nlp = spacy.blank("xx")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    gazetteer = Gazetteer.open()
    names = {name for row in rows_of(gazetteer) for lang in ("en", "ar", "fr") for name in row.names.get(lang, ())}
    matcher.add("place", list(nlp.tokenizer.pipe(sorted(names))))
    nlp.max_length = 10_000_000
    return lambda text: filter_spans(matcher(nlp(text), as_spans=True))


def _phrase_matcher_spans(_text: str, found: Any) -> Iterator[Span]:  # noqa: ANN401  (spans of the package)
    return ((span.start_char, span.end_char) for span in found)


PEERS = {
    "flashgeotext": Peer("flashgeotext", _flashgeotext, _flashgeotext_spans),
    "geotext": Peer("geotext", _geotext, _geotext_spans),
    "spaCy PhraseMatcher": Peer("spacy", _phrase_matcher, _phrase_matcher_spans),
}
