"""Which place "the town", «القاعدة» or «إليها» stands for."""

from __future__ import annotations

from itertools import chain

from geo.extraction.attachment import OBJECT_WINDOW
from geo.extraction.elements import Elements, PlaceRef, location_role
from geo.extraction.toponyms import clitic_role
from geo.extraction.triggers import TRANSFER, Trigger
from geo.language.tokens import TokenStream

#: An anaphor further from its event word than this belongs elsewhere.
ANAPHOR_WINDOW = 9
#: «إليها» stands at most this many tokens after its verb.
PRONOUN_WINDOW = 5
#: Types that are only put where the place itself is named.
NO_ANAPHORA = frozenset({"presence", "visit", "agreement"})


class References:
    """Looks back for what a word stands for; remembers where events were put so far."""

    def __init__(self, stream: TokenStream, elements: Elements, anchors: set[int]) -> None:
        self.stream = stream
        self.elements = elements
        self.anchors = anchors
        #: mentions that frames have been built on so far
        self.event_places: list[int] = []

    def anaphor(self, trigger: Trigger, number: int) -> PlaceRef | None:
        """Return the place that "the town", «القاعدة» or a pronoun stands for."""
        stream = self.stream
        if trigger.meaning.type in NO_ANAPHORA:
            return None
        first, last = stream.sentences[number]
        for hit in stream.find("anaphor", first, last):
            gap = hit.first - trigger.last if hit.first >= trigger.last else trigger.first - hit.last
            if gap > ANAPHOR_WINDOW or (hit.value == "country" and not 0 <= hit.first - trigger.last <= OBJECT_WINDOW):
                continue
            found = self._antecedent(hit.value, hit.first)
            if found is not None:
                return PlaceRef(
                    location_role(clitic_role(stream, hit)), hit.first, hit.last, mention=found, anaphoric=True
                )
        ref = self._pronoun(trigger, last)
        if ref is not None:
            return ref
        if trigger.pronoun and trigger.verb and trigger.meaning.object_role:
            found = self._antecedent("town", trigger.first)
            if found is not None:
                return PlaceRef(trigger.meaning.object_role, trigger.first, trigger.last, mention=found, anaphoric=True)
        return None

    def _pronoun(self, trigger: Trigger, last: int) -> PlaceRef | None:
        """Return the place of a preposition with a pronoun after a verb of motion («إليها», «منها»)."""
        if trigger.meaning.type not in TRANSFER:
            return None
        stream = self.stream
        for index in range(trigger.last, min(last, trigger.last + PRONOUN_WINDOW)):
            hit = stream.hit(index, "preposition")
            if hit is None or hit.reading.trim < 2 or hit.value not in ("from", "to"):  # noqa: PLR2004
                continue
            if any(m.first == index + 1 for m in self.elements.mentions):
                continue  # «منها سبها وغات»: among them
            found = self._antecedent("there", index)
            if found is not None:
                return PlaceRef(location_role(hit.value), index, index + 1, mention=found, anaphoric=True)
        return None

    def _antecedent(self, kind: str, before: int) -> int | None:
        wanted = {
            "town": ("town",), "capital": ("town",),
            "base": ("facility",), "airport": ("facility",), "port": ("facility",),
            "country": ("country",), "region": ("region",), "there": ("town", "facility", "region"),
        }[kind]  # fmt: skip
        start = self.stream.sentences[max(0, self.stream.sentence_of(before) - 3)][0]
        # where something happened before any place that was only named
        everywhere = range(len(self.elements.mentions) - 1, -1, -1)
        for number in chain(reversed(self.event_places), everywhere):
            mention = self.elements.mentions[number]
            if number in self.event_places and mention.first < start:
                continue
            if mention.first >= before or mention.use != "literal" or mention.kind not in wanted:
                continue
            if number in self.anchors:
                continue
            if kind == "capital" and not any(h.cls == "capital" for h in self.stream.hits[mention.first]):
                continue
            return number if mention.first >= start else None
        return None
