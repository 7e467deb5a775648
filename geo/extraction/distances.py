"""Distances: "about 110 miles north of Niamey", «على بعد 90 كلم جنوب شرق طرابلس», "some 420 km to the south"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction.phrases import BREAKS, STOPS, RelativePhrase, Surroundings
from geo.extraction.toponyms import Toponym
from geo.language.lexicon import Hit
from geo.language.numbers import NumberMention

KM_PER_UNIT = {"km": 1.0, "m": 0.001, "mi": 1.609344, "nmi": 1.852}
#: An anchor stands at most this many tokens after the distance.
ANCHOR_WINDOW = 9
#: «بنحو 50 كيلومترا» follows its anchor within this many tokens.
DISTANCE_GAP = 4
#: Words between a distance and its cue ("about", "some").
CUE_WINDOW = 4


class Distances:
    """Reads distances of one article; holds where its numbers stand."""

    def __init__(self, around: Surroundings, numbers: Sequence[NumberMention]) -> None:
        self.stream = around.stream
        self.around = around
        self.number_at = {n.first: n for n in numbers if n.kind == "cardinal"}

    def read(self, number: NumberMention) -> RelativePhrase | None:
        """Read number + unit [+ direction] [+ from/of] + anchor."""
        stream = self.stream
        if number.last >= len(stream):
            return None
        unit = stream.hit(number.last, "distance_unit")
        if unit is None or (number.max if number.max is not None else number.min) is None:
            return None
        if self._measures_size(number, unit):
            return None
        value = _middle(number) * KM_PER_UNIT[unit.value]
        stop = self.around.limit(number.first, unit.last + ANCHOR_WINDOW)
        direction: str | None = None
        anchor: int | None = None
        anaphor = ""
        index = last = unit.last
        while index < stop:
            if index in self.around.mention_at and anchor is None:
                mention = self.around.mentions[self.around.mention_at[index]]
                if mention.use in ("literal", "metonym") or (
                    mention.use == "demonym" and self.around.territory(mention.last)
                ):
                    anchor = self.around.mention_at[index]
                    index = last = mention.last
                    continue
            hit = stream.hit(index, "direction")
            if hit is not None and direction is None and self.around.compass(hit):
                direction, index, last = hit.value, hit.last, hit.last
                continue
            if (
                anchor is None
                and not anaphor
                and (ana := stream.hit(index, "anaphor")) is not None
                and ana.value != "there"
            ):
                anaphor, index, last = ana.value, ana.last, ana.last
                continue
            if stream.words[index].raw in BREAKS and (anchor is not None or anaphor or direction is not None):
                break
            index += 1
        first = self._cue(number.first)
        if direction is None and anchor is not None and self._gone(first, self.around.mentions[anchor]):
            return None
        if anchor is None and not anaphor and direction is None and first == number.first:
            return None
        apposition = self.around.apposition(first, anchor) if anchor is not None or anaphor else None
        if apposition is None and anchor is not None:
            apposition = self.around.told_of(first)
        describes = ""
        if anchor is None and not anaphor:
            unnamed = next((h for at in range(unit.last, stop) if (h := stream.hit(at, "facility_head"))), None)
            if unnamed is not None and direction is None:
                describes, last = unnamed.value, unnamed.last
            # "X, some 420 km to the south": X lies so far from the place spoken of before it
            apposition = self.around.apposition(first, None) if not describes else None
            anchor = self.around.previous(self.around.mentions[apposition].first if apposition is not None else first)
            if anchor is None:
                return None
        anchors = (anchor,) if anchor is not None else ()
        if apposition is None and anchors:
            apposition = self.around.subject(first, last, anchors[0])
        return RelativePhrase(
            first, last, *self.around.cut(first, last), "distance", anchors,
            anaphor=anaphor, distance_km=value, direction=direction, apposition=apposition, describes=describes,
            antecedents=self.around.antecedents(anaphor, first) if anaphor else (),
        )  # fmt: skip

    def _measures_size(self, number: NumberMention, unit: Hit) -> bool:
        """Tell whether a length is how long or wide something is ("2,000 metres long", «بطول 2000 متر»)."""
        after = self.stream.hit(unit.last, "dimension") if unit.last < len(self.stream) else None
        cue = self.stream.hit_before(number.first, "dimension") or self.stream.hit_before(
            self._cue(number.first), "dimension"
        )
        return after is not None or (cue is not None and self.stream.words[number.first - 1].arabic)

    def _gone(self, first: int, origin: Toponym) -> bool:
        """Tell whether a length is how far a force went ("advanced about 4 km from Uspenivka")."""
        verb = self.stream.hit_before(first, "event_verb")
        return verb is not None and origin.role == "from"

    def _cue(self, index: int) -> int:
        """Walk back over "about", "some", «على بعد نحو» to where the phrase begins."""
        first = index
        for back in range(1, CUE_WINDOW + 1):
            at = index - back
            if at < 0 or self.stream.words[at].raw in STOPS or self.stream.words[at].raw in BREAKS:
                break
            if any(h.cls in ("distance_cue", "qualifier") and h.last >= first for h in self.stream.hits[at]):
                first = at
        return first

    def after(self, index: int) -> tuple[float | None, int]:
        """Return the length right after an anchor, in km, and where it ends; None and the anchor's end without one."""
        for at in range(index, min(index + DISTANCE_GAP, len(self.stream))):
            number = self.number_at.get(at)
            if number is not None and number.last < len(self.stream):
                unit = self.stream.hit(number.last, "distance_unit")
                if unit is not None:
                    return _middle(number) * KM_PER_UNIT[unit.value], unit.last
            if not any(hit.cls in ("distance_cue", "qualifier", "preposition") for hit in self.stream.hits[at]):
                break
        return None, index


def _middle(number: NumberMention) -> float:
    if number.min is not None and number.max is not None:
        return (number.min + number.max) / 2
    return number.min if number.min is not None else number.max or 0.0
