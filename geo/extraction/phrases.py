"""Relative phrases, and what stands around one: its window, what it describes, what it is measured from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from geo.extraction.coordinates import Position
from geo.extraction.toponyms import Toponym, role_before
from geo.language.lexicon import Hit
from geo.language.tokens import TokenStream

Relation = Literal[
    "distance",
    "direction",
    "near",
    "off",
    "border",
    "road",
    "leads",
    "between",
    "coordinates",
    "part",
    "within",
    "tripoint",
]

#: An apposition stands at most this many tokens before its phrase.
APPOSITION_WINDOW = 9
#: "The town is" stands at most this many tokens before what is said of it.
SUBJECT_WINDOW = 4
#: What a word for a place refers to was named at most this many sentences before.
LOOK_BACK = 3
#: Kinds of place by the words that refer to them.
KINDS_OF: dict[str, tuple[str, ...]] = {
    "town": ("town",), "capital": ("town",), "base": ("facility",), "airport": ("facility",), "port": ("facility",),
    "country": ("country",), "region": ("region",), "there": ("town", "facility", "region"),
}  # fmt: skip
#: Heads of the facilities that "the base", «المطار» or "the port" means before others.
HEADS_OF = {
    "base": frozenset({"airbase", "base", "naval_base", "barracks"}),
    "airport": frozenset({"airport", "airbase"}),
    "port": frozenset({"port", "naval_base", "oil_terminal"}),
}
#: Kinds of place that hold others: what is said behind "in the Red Sea" may be said of the island before it.
_CONTAINERS = frozenset({"region", "water", "country"})
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
    antecedents
        Mentions that the definite word may refer to, the likeliest first.
    far
        The direction is an extreme one (« dans l'extrême nord »).
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
    far: bool = False
    apposition: int | None = None
    describes: str = ""
    position: Position | None = None
    antecedents: tuple[int, ...] = ()


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
        """Return the mention that ends just before a phrase and that the phrase describes.

        Of "an outcrop in the Red Sea some 90 km south of Hodeidah" it is what lies in the sea, if that is named.
        """
        stream = self.stream
        container: int | None = None
        at, stop = first - 1, max(-1, first - 1 - APPOSITION_WINDOW)
        while at > stop:
            if stream.words[at].raw in STOPS:
                break
            if at in self.covered:
                found = self.covered[at]
                mention = self.mentions[found]
                if mention.use != "literal" or found == anchor:
                    break
                if mention.kind not in _CONTAINERS or "at" not in (mention.role, role_before(stream, mention.first)):
                    return found
                container = found if container is None else container
                at, stop = mention.first - 1, max(-1, mention.first - 1 - APPOSITION_WINDOW)
                continue
            if any(h.cls in ("event_verb", "saying", "unit_head", "force_noun") for h in stream.hits[at]):
                break
            at -= 1
        return container

    def subject(self, first: int, last: int, anchor: int) -> int | None:
        """Return the place a whole sentence measures («وتبعد بني وليد نحو 180 كيلومترا عن …»)."""
        for at in range(first, last):
            if at in self.mention_at and self.mention_at[at] != anchor:
                return self.mention_at[at]
        return None

    def told_of(self, first: int) -> int | None:
        """Return the place that a word right before a phrase stands for ("The town is about 110 miles north of …")."""
        for hit in self.stream.find("anaphor", max(0, first - SUBJECT_WINDOW), first):
            if any(at in self.covered for at in range(hit.first, first)):
                continue
            found = self.antecedents(hit.value, hit.first)
            return found[0] if found else None
        return None

    def antecedents(self, kind: str, before: int) -> tuple[int, ...]:
        """Return the places that "the town" or «القاعدة» may stand for, the likeliest first.

        Of several the last; but not those that the sentence only starts from («من سبها وغات إلى تخوم المدينة»), and
        an air base rather than a port where a base is meant.
        """
        wanted = KINDS_OF.get(kind, ("town",))
        sentence = self.stream.sentence_of(before)
        opening = self.stream.sentences[max(0, sentence - LOOK_BACK)][0]
        heads = HEADS_OF.get(kind, frozenset())
        ranked = []
        left = False
        for number, mention in enumerate(self.mentions):
            if not opening <= mention.first < before or mention.use != "literal" or mention.kind not in wanted:
                continue
            left = self.stream.sentence_of(mention.first) == sentence and (left or mention.role == "from")
            ranked.append((bool(heads) and mention.head not in heads, left, -number))
        return tuple(-number for *_, number in sorted(ranked))

    def lead(self, index: int) -> int:
        """Walk back over a determiner and a preposition ("on the")."""
        for cls in ("determiner", "preposition"):
            hit = self.stream.hit_before(index, cls)
            index = hit.first if hit is not None else index
        return index

    def of(self, index: int) -> bool:
        """Tell whether "of" or "from" stands at a token."""
        if index >= len(self.stream):
            return False
        hit = self.stream.hit(index, "preposition")
        return (hit is not None and hit.value == "from") or self.stream.words[index].norm == "of"

    def territory(self, index: int) -> bool:
        """Tell whether a word for land stands at a token ("Algerian territory")."""
        return index < len(self.stream) and self.stream.hit(index, "territory") is not None

    def compass(self, hit: Hit) -> bool:
        """Tell a compass word from a verb spelt alike (« est »): such need an article or "au" before them."""
        stream = self.stream
        if hit.last - hit.first > 1 or not stream.lexicon.has(stream.words[hit.first], "function_word"):
            return True
        return hit.first > 0 and (stream.glued(hit.first) or stream.hit_before(hit.first, "preposition") is not None)
