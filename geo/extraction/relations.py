"""Relations without a figure: "near X", "off X", "on the border with X", "between X and Y", "the X-Y road"."""

from __future__ import annotations

import msgspec

from geo.extraction.phrases import BREAKS, Relation, RelativePhrase, Surroundings
from geo.extraction.toponyms import Toponym, role_before
from geo.language.lexicon import Hit

#: An anchor stands at most this many tokens after the relation.
RELATION_WINDOW = 5
#: What may stand between a relation and its anchor.
PASSED_OVER = ("admin_head", "determiner", "preposition")


class Relations:
    """Reads relations of one article."""

    def __init__(self, around: Surroundings) -> None:
        self.stream = around.stream
        self.around = around

    def read(self, hit: Hit) -> RelativePhrase | None:
        """Return the phrase that a relation word opens, None if no place follows it."""
        stream = self.stream
        if hit.reading.trim:
            return None
        if hit.value == "between":
            return self._between(hit)
        stop = self.around.limit(hit.first, hit.last + RELATION_WINDOW)
        index = hit.last
        direction: str | None = None
        neighbour: int | None = None
        while index < stop:
            if index in self.around.mention_at:
                found = self.around.mention_at[index]
                mention = self.around.mentions[found]
                if mention.use == "demonym" and hit.value not in ("border", "road", "leads"):
                    neighbour, index = found, mention.last  # "near the Algerian frontier"
                    continue
                return self._to(hit, found, direction)
            compass = stream.hit(index, "direction")
            if compass is not None:
                direction, index = compass.value, compass.last
                continue
            inner = stream.hit(index, "relation")
            if inner is not None and inner.value in ("border", "between"):  # "along the border between A and B"
                found_border = self.read(inner) if neighbour is None else self._bounded(hit, inner, neighbour)
                return None if found_border is None else self._widened(found_border, hit)
            anaphor = stream.hit(index, "anaphor")
            if anaphor is not None and anaphor.value != "there" and hit.value in ("near", "off"):
                return RelativePhrase(
                    hit.first, anaphor.last, *self.around.cut(hit.first, anaphor.last), "near", (),
                    anaphor=anaphor.value, direction=direction, apposition=self._beside(hit.first, None),
                    antecedents=self.around.antecedents(anaphor.value, hit.first),
                )  # fmt: skip
            if not any(stream.hit(index, cls) for cls in PASSED_OVER):
                break
            index += 1
        before = self.around.covered.get(hit.first - 1) if hit.value == "border" else None
        if before is not None and self.around.mentions[before].use == "demonym":
            return self._bounded(hit, hit, before)
        return None

    def outskirts(self, hit: Hit) -> RelativePhrase | None:
        """Return the surroundings of a town that is not named again ("on the western outskirts", «مشارفها»)."""
        if self.around.of(hit.last) or hit.last in self.around.mention_at:
            return None
        antecedents = self.around.antecedents("town", hit.first)
        side = self.stream.hit_before(hit.first, "direction")
        first = self.around.lead(hit.first if side is None else side.first)
        return RelativePhrase(
            first, hit.last, *self.around.cut(first, hit.last), "near", (), anaphor="town", antecedents=antecedents
        )

    def _to(self, hit: Hit, found: int, direction: str | None) -> RelativePhrase:
        """Return the relation to a named place."""
        mention = self.around.mentions[found]
        relation: Relation = hit.value if hit.value in ("near", "off", "border", "road", "leads") else "near"  # type: ignore[assignment]
        if relation == "border" and mention.kind != "country" and mention.use == "literal":
            relation = "near"  # "the border at Kourémalé"
        apposition = self.around.apposition(hit.first, found)
        return RelativePhrase(
            hit.first, mention.last, *self.around.cut(hit.first, mention.last), relation, (found,),
            direction=direction, apposition=apposition,
        )  # fmt: skip

    def _bounded(self, hit: Hit, border: Hit, neighbour: int) -> RelativePhrase:
        """Return a border named by the adjective of a country before it ("the Ethiopian border")."""
        first = min(hit.first, self.around.mentions[neighbour].first)
        return RelativePhrase(
            first, border.last, *self.around.cut(first, border.last), "border", (neighbour,),
            apposition=self.around.apposition(first, neighbour),
        )  # fmt: skip

    def _widened(self, border: RelativePhrase, hit: Hit) -> RelativePhrase:
        """Return "the border with Mali" with the "near" before it."""
        start, end = self.stream.span(hit.first, border.last)
        apposition = self._beside(hit.first, border.anchors[0])
        return msgspec.structs.replace(
            border, first=hit.first, start=start, end=end, text=self.stream.text[start:end], apposition=apposition
        )

    def _beside(self, first: int, anchor: int | None) -> int | None:
        """Return what a phrase describes: the place before it, or what "the town" before it stands for."""
        found = self.around.apposition(first, anchor)
        return self.around.told_of(first) if found is None else found

    def within(self, index: int) -> RelativePhrase | None:
        """Return the region or water that a town or base right before it lies in ("Malabo, on Bioko island")."""
        found = self.around.mention_at[index]
        mention = self.around.mentions[found]
        if mention.kind not in ("region", "water") or mention.use != "literal" or found == 0:
            return None
        inner = self.around.mentions[found - 1]
        first = self.around.lead(mention.first)
        outer = self.stream.hit_before(first, "preposition")
        first = outer.first if outer is not None else first
        gap = [self.stream.words[at].raw for at in range(inner.last, first)]
        near = inner.use == "literal" and inner.kind in ("town", "facility") and inner.last <= first
        near = near and (not gap or (len(gap) == 1 and gap[0] in BREAKS))
        same = self.stream.sentence_of(inner.first) == self.stream.sentence_of(first)
        if not near or not same or role_before(self.stream, mention.first) != "at" or first == mention.first:
            return None
        return RelativePhrase(
            first, mention.last, *self.around.cut(first, mention.last), "within", (found,), apposition=found - 1
        )

    def _between(self, hit: Hit) -> RelativePhrase | None:
        """Between A and B: the corridor; C after a comma may describe A (an apposition by distance)."""
        stop = self.around.limit(hit.first, hit.last + 22)
        found: list[int] = []
        index = hit.last
        while index < stop and len(found) < 2:  # noqa: PLR2004  (two ends)
            if index in self.around.mention_at:
                at = self.around.mention_at[index]
                mention = self.around.mentions[at]
                if not found and mention.use != "literal":
                    return None
                if mention.use == "literal" and not (found and self._measured(mention)):
                    found.append(at)
                index = mention.last
                continue
            if not found and index - hit.last > 3:  # noqa: PLR2004  (the first end follows at once)
                return None
            if (
                any(h.cls in ("event_verb", "saying") and not h.reading.clitics for h in self.stream.hits[index])
                and found
            ):
                return None
            index += 1
        if len(found) < 2 or any(self.around.mentions[at].kind == "country" for at in found):  # noqa: PLR2004
            return None
        last = self.around.mentions[found[1]].last
        return RelativePhrase(
            hit.first, last, *self.around.cut(hit.first, last), "between", tuple(found),
            apposition=self._described(hit.first, found),
        )  # fmt: skip

    def _described(self, first: int, ends: list[int]) -> int | None:
        """Return the place right before a stretch that lies on it ("Ubari, on the Sebha-Ghat road")."""
        found = self.around.apposition(first, ends[0])
        if found is None or found in ends or self.around.mentions[found].kind not in ("town", "facility"):
            return None
        return found

    def road(self, index: int) -> RelativePhrase | None:
        """Two names joined by a hyphen beside a word for road ("the Sebha-Ghat road", « l'axe A-B »)."""
        first = self.around.mention_at[index]
        if first + 1 >= len(self.around.mentions):
            return None
        a, b = self.around.mentions[first], self.around.mentions[first + 1]
        if self.stream.text[a.end : b.start].strip() not in ("-", "–", "—") or "literal" not in (a.use, b.use):
            return None
        after = self.stream.hit(b.last, "relation") if b.last < len(self.stream) else None
        before = self.stream.hit_before(a.first, "relation")
        road = next((hit for hit in (after, before) if hit is not None and hit.value == "road"), None)
        if road is None:
            return None
        low = self.around.lead(min(road.first, a.first))
        high = max(road.last, b.last)
        return RelativePhrase(
            low, high, *self.around.cut(low, high), "between", (first, first + 1),
            apposition=self._described(low, [first, first + 1]),
        )  # fmt: skip

    def _measured(self, mention: Toponym) -> bool:
        """Tell whether a distance stands right before a mention, so that it is only an anchor."""
        return any(self.stream.hit(i, "distance_unit") for i in range(max(0, mention.first - 3), mention.first))
