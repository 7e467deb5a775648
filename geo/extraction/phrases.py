"""Relative phrases, and what stands around one: its window, what it describes, what it is measured from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from geo.extraction.coordinates import Position
from geo.extraction.toponyms import Toponym
from geo.language.tokens import TokenStream

Relation = Literal["distance", "direction", "near", "off", "border", "road", "between", "coordinates"]

#: An apposition stands at most this many tokens before its phrase.
APPOSITION_WINDOW = 7
STOPS = frozenset({".", "؟", "?", "!", ";", "؛", ":"})
BREAKS = frozenset({",", "،", "(", ")", "»", "«"})


class RelativePhrase(msgspec.Struct, frozen=True, gc=False):
    """A relation to one or two anchors; indices point into the list of mentions.

    Attributes
    ----------
    anchors
        Mentions it is measured from; empty where the anchor is only an anaphor.
    anaphor
        Kind of place that a definite word refers to ("town", "capital", "country"), "" if none.
    apposition
        Mention that the phrase describes, if any.
    describes
        The phrase says how far an unnamed facility of this type is ("1.5 km from an army base"), "" if not.
    position
        What figures say; its anchor is the named place right before it, if any.
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    relation: Relation
    anchors: tuple[int, ...]
    anaphor: str = ""
    distance_km: float | None = None
    direction: str | None = None
    apposition: int | None = None
    describes: str = ""
    position: Position | None = None


class Surroundings:
    """The mentions of an article around a phrase, by token."""

    def __init__(self, stream: TokenStream, mentions: Sequence[Toponym]) -> None:
        self.stream = stream
        self.mentions = mentions
        self.mention_at = {m.first: i for i, m in enumerate(mentions)}
        self.covered = {t: i for i, m in enumerate(mentions) for t in range(m.first, m.last)}

    def cut(self, first: int, last: int) -> tuple[int, int, str]:
        """Return raw start, end and text of a phrase, without an "and" glued to it («وتبعد»)."""
        start, end = self.stream.span(first, last)
        opening = next((h for h in self.stream.hits[first] if h.cls in ("distance_cue", "relation", "direction")), None)
        if opening is not None and opening.reading.clitics and not opening.reading.definite:
            start += opening.reading.skip
        return start, end, self.stream.text[start:end]

    def limit(self, index: int, wanted: int) -> int:
        """Return the end of the window: the sentence, cut at terminal punctuation."""
        end = self.stream.sentences[self.stream.sentence_of(index)][1]
        for at in range(index, min(end, wanted)):
            if self.stream.words[at].raw in STOPS:
                return at
        return min(end, wanted)

    def previous(self, index: int) -> int | None:
        """Return the last literal mention before a token in its sentence or the one before."""
        sentence = self.stream.sentence_of(index)
        start = self.stream.sentences[max(0, sentence - 1)][0]
        for at in range(len(self.mentions) - 1, -1, -1):
            mention = self.mentions[at]
            if mention.last <= index and mention.use == "literal" and mention.kind in ("town", "facility"):
                return at if mention.first >= start else None
        return None

    def apposition(self, first: int, anchor: int | None) -> int | None:
        """Return the mention that ends just before a phrase and that the phrase describes."""
        stream = self.stream
        for at in range(first - 1, max(-1, first - 1 - APPOSITION_WINDOW), -1):
            if stream.words[at].raw in STOPS:
                return None
            if at in self.covered:
                found = self.covered[at]
                mention = self.mentions[found]
                return found if mention.use == "literal" and found != anchor else None
            if any(h.cls in ("event_verb", "saying", "unit_head", "force_noun") for h in stream.hits[at]):
                return None
        return None

    def subject(self, first: int, last: int, anchor: int) -> int | None:
        """Return the place a whole sentence measures («وتبعد بني وليد نحو 180 كيلومترا عن …»)."""
        for at in range(first, last):
            if at in self.mention_at and self.mention_at[at] != anchor:
                return self.mention_at[at]
        return None
