"""Resolve names whose spans are given: by an annotator, an analyst, or another program's recogniser.

Where the extractor sees the same span, its reading is taken, with the head words and
the preposition around it. Else the name is looked up as written, then as a demonym or
an abbreviation, and last by the longest name inside it («جامعة القاهرة» lies in Cairo).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from geo.errors import InputError
from geo.extraction.demonyms import demonym
from geo.extraction.mentions import find_mentions
from geo.extraction.toponyms import Toponym
from geo.gazetteer.index import Gazetteer, NameEntry
from geo.gazetteer.match import find_names
from geo.gazetteer.records import abbreviation_key, key_of
from geo.geocoding.resolve import Resolver
from geo.language.lexicon import Lexicon
from geo.language.tokens import TokenStream
from geo.models import Line, PlaceMention

#: An abbreviation without full stops has at most so many capitals ("UAE").
SHORT_LETTERS = 3
#: Classes of words that say what sort of thing a name with a longer name inside is.
_HEADS = frozenset({"facility_head", "feature_head", "feature_tail", "facility_prefix"})


def resolve_spans(
    text: str, spans: Sequence[tuple[int, int]], *, resolver: Resolver, lexicon: Lexicon, lang: str | None = None
) -> tuple[PlaceMention, ...]:
    """Return the places of given spans of a text, with ranked candidates.

    Parameters
    ----------
    text
        The whole text: its other places, and the words around each name, speak for one reading or another.
    spans
        Half-open, in code points, in order of their beginnings.
    resolver
        Ranks the readings of one gazetteer.
    lexicon
        Words of the languages.
    lang
        Language of the text (BCP 47), None for unknown.

    Returns
    -------
    tuple of PlaceMention
        One for each span, in order; one without candidates where the gazetteer has no such place.

    Raises
    ------
    InputError
        If a span is empty or outside the text, or the spans are not in order.
    """
    _check(text, spans)
    stream = TokenStream(text, _lines(text), lexicon, lang=lang)
    named = _Named(stream, resolver.gazetteer)
    return resolver.resolve([named.at(start, end) for start, end in spans], stream)


def _check(text: str, spans: Sequence[tuple[int, int]]) -> None:
    before = 0
    for start, end in spans:
        if not before <= start < end <= len(text):
            msg = f"the span {start}–{end} is empty, out of order, or outside the text of {len(text)} characters"
            raise InputError(msg)
        before = start


def _lines(text: str) -> list[Line]:
    lines, at = [], 0
    for raw in text.split("\n"):
        if raw.strip():
            lines.append(Line(at, at + len(raw), "body"))
        at += len(raw) + 1
    return lines


class _Named:
    """The toponyms of one text, by their spans."""

    def __init__(self, stream: TokenStream, gazetteer: Gazetteer) -> None:
        self.stream = stream
        self.gazetteer = gazetteer
        self.found = {(mention.first, mention.last): mention for mention in find_mentions(stream, gazetteer)}

    def at(self, start: int, end: int) -> Toponym:
        """Return the toponym of a span."""
        stream = self.stream
        first = min(bisect_right(stream.ends, start), max(len(stream) - 1, 0))
        last = max(first + 1, bisect_left(stream.starts, end))
        surface = stream.text[start:end]
        if _is_short(surface) and (entries := self.gazetteer.lookup(abbreviation_key(surface))):
            return self._toponym(first, last, (start, end), entries=entries)
        seen = self.found.get((first, last))
        if seen is not None and (seen.entries or seen.country or seen.anchor_entries):
            return seen
        for key in keys_of(surface):
            if entries := self.gazetteer.lookup(key):
                return self._toponym(first, last, (start, end), entries=entries)
        adjective = demonym(stream, first) if first < len(stream) else None
        if adjective is not None and adjective.last == last:
            return self._region_of(adjective, (start, end)) or adjective
        return self._inside(first, last, (start, end))

    def _toponym(
        self,
        first: int,
        last: int,
        span: tuple[int, int],
        *,
        entries: tuple[NameEntry, ...] = (),
        anchors: tuple[NameEntry, ...] = (),
        head: str = "",
    ) -> Toponym:
        start, end = span
        known = entries or anchors
        kind = known[0].place.kind if known else "town"
        return Toponym(
            first, last, start, end, self.stream.text[start:end], kind, "literal", entries, anchors, head=head,
        )  # fmt: skip

    def _region_of(self, adjective: Toponym, span: tuple[int, int]) -> Toponym | None:
        """Return the continent or region that an adjective is of ("European"), None where it is of a country."""
        if adjective.country is not None:
            return None
        hit = self.stream.hit(adjective.first, "regional_demonym")
        entries = self.gazetteer.lookup(key_of(hit.value)) if hit is not None else ()
        return self._toponym(adjective.first, adjective.last, span, entries=entries) if entries else None

    def _inside(self, first: int, last: int, span: tuple[int, int]) -> Toponym:
        """Return a name that the gazetteer lacks with the longest name inside it as its anchor."""
        names = find_names(self.stream, self.gazetteer, first=first, last=last)
        if not names:
            return self._toponym(first, last, span)
        longest = max(names, key=lambda name: (name.last - name.first, name.entries[0].place.weight))
        heads = [hit.value for hit in self.stream.hits_of(_HEADS, first, last) if not hit.reading.trim]
        return self._toponym(first, last, span, anchors=longest.entries, head=heads[0] if heads else "")


def _is_short(surface: str) -> bool:
    """Tell whether a name is written as an abbreviation: with a full stop, or in a few capitals."""
    return surface.endswith(".") or (surface.isupper() and len(surface) <= SHORT_LETTERS)


def keys_of(surface: str) -> Iterator[str]:
    """Yield the look-up keys of a name as it stands in a text: as written, then without what is no part of it."""
    plain = surface.strip("#").replace("_", " ")
    key = key_of(plain)
    yield key
    if key.startswith("the "):
        yield key.removeprefix("the ")
    if key.endswith(" s"):  # a possessive
        yield key.removesuffix(" s")
