"""Places given by their relation to others: "260 km south of Gharyan", "between X and Y", "near X".

A phrase starts at a distance, a direction or a relation word and ends at its
anchor, the place that it is measured from. A named place right beside it that
the phrase describes ("Am-Sissia, about 34 km north-east of Birao") is kept as
its apposition; whether the two fit is judged where coordinates are known
(`geo.geocoding.relative`).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from geo.extraction.coordinates import Position, find_coordinates
from geo.extraction.phrases import BREAKS, STOPS, Relation, RelativePhrase, Surroundings
from geo.extraction.toponyms import Toponym
from geo.language.lexicon import Hit
from geo.language.numbers import NumberMention
from geo.language.tokens import TokenStream

KM_PER_UNIT = {"km": 1.0, "m": 0.001, "mi": 1.609344, "nmi": 1.852}
#: An anchor stands at most this many tokens after the distance or relation.
ANCHOR_WINDOW = 9
#: A position stands at most this many tokens after the place that it is of.
POSITION_WINDOW = 4
#: «بنحو 50 كيلومترا» follows its anchor within this many tokens.
DISTANCE_GAP = 4
#: Words between a distance and its cue ("about", "some").
CUE_WINDOW = 4


def find_relative(
    stream: TokenStream, mentions: Sequence[Toponym], numbers: Sequence[NumberMention]
) -> tuple[RelativePhrase, ...]:
    """Return the relative places of an article, in order.

    Parameters
    ----------
    stream
        Tokens of the article.
    mentions
        Its place mentions, in order.
    numbers
        Its number mentions, in order.
    """
    finder = _Finder(stream, mentions, numbers)
    positions = {position.first: position for position in find_coordinates(stream)}
    phrases: list[RelativePhrase] = []
    starts = {*finder.number_at, *finder.mention_at}
    for cls in ("relation", "direction", "direction_intensifier"):
        starts.update(stream.by_class.get(cls, ()))
    after = 0
    for index in sorted(starts | positions.keys()):
        if index in positions and index >= after:
            phrases.append(finder.position(positions[index]))
            after = positions[index].last
            continue
        phrase = finder.at(index) if index >= after else None
        if phrase is not None and phrase.last > index:
            phrases.append(phrase)
            # a distance may stand inside a "between" and describe one of its ends
            between = phrase.relation == "between"
            after = max(index + 1, mentions[phrase.anchors[0]].first) if between else phrase.last
    return tuple(phrases)


class _Finder:
    """Looks for a phrase at one token; holds the indices of what stands where."""

    def __init__(self, stream: TokenStream, mentions: Sequence[Toponym], numbers: Sequence[NumberMention]) -> None:
        self.stream = stream
        self.mentions = mentions
        self.around = Surroundings(stream, mentions)
        self.mention_at = self.around.mention_at
        self.covered = self.around.covered
        self.number_at = {n.first: n for n in numbers if n.kind == "cardinal"}

    def at(self, index: int) -> RelativePhrase | None:
        number = self.number_at.get(index)
        if number is not None:
            found = self._distance(number)
            if found is not None:
                return found
        hits = self.stream.hits[index]
        if index in self.mention_at:
            return self._road(index)
        if not hits or index in self.covered:
            return None
        classes = {hit.cls for hit in hits}
        if "relation" in classes:
            relation = self.stream.hit(index, "relation")
            if relation is not None and (found := self._related(relation)) is not None:
                return found
        if "direction" in classes or "direction_intensifier" in classes:
            return self._direction(index)
        return None

    def position(self, found: Position) -> RelativePhrase:
        """Return a position in figures, with the place right before it that it is of."""
        stream = self.stream
        owner = next(
            (
                self.covered[at]
                for at in range(found.first - 1, found.first - 2 - POSITION_WINDOW, -1)
                if at in self.covered
            ),
            None,
        )
        same = (
            owner is not None
            and self.mentions[owner].use == "literal"
            and stream.sentence_of(self.mentions[owner].first) == stream.sentence_of(found.first)
        )
        anchors = (owner,) if owner is not None and same else ()
        span = self.around.cut(found.first, found.last)
        return RelativePhrase(found.first, found.last, *span, "coordinates", anchors, position=found)

    # ------------------------------------------------------------- distances

    def _distance(self, number: NumberMention) -> RelativePhrase | None:
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
            if index in self.mention_at and anchor is None:
                mention = self.mentions[self.mention_at[index]]
                if mention.use in ("literal", "metonym") or (
                    mention.use == "demonym" and self._territory(mention.last)
                ):
                    anchor = self.mention_at[index]
                    index = last = mention.last
                    continue
            hit = stream.hit(index, "direction")
            if hit is not None and direction is None and self._compass(hit):
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
        if anchor is None and not anaphor and direction is None and first == number.first:
            return None
        apposition = self.around.apposition(first, anchor) if anchor is not None or anaphor else None
        describes = ""
        if anchor is None and not anaphor:
            unnamed = next((h for at in range(unit.last, stop) if (h := stream.hit(at, "facility_head"))), None)
            if unnamed is not None and direction is None:
                describes, last = unnamed.value, unnamed.last
            # "X, some 420 km to the south": X lies so far from the place spoken of before it
            apposition = self.around.apposition(first, None) if not describes else None
            anchor = self.around.previous(self.mentions[apposition].first if apposition is not None else first)
            if anchor is None:
                return None
        anchors = (anchor,) if anchor is not None else ()
        if apposition is None and anchors:
            apposition = self.around.subject(first, last, anchors[0])
        return RelativePhrase(
            first, last, *self.around.cut(first, last), "distance", anchors,
            anaphor=anaphor, distance_km=value, direction=direction, apposition=apposition, describes=describes,
        )  # fmt: skip

    def _measures_size(self, number: NumberMention, unit: Hit) -> bool:
        """Tell whether a length is how long or wide something is ("2,000 metres long", «بطول 2000 متر»)."""
        after = self.stream.hit(unit.last, "dimension") if unit.last < len(self.stream) else None
        cue = self.stream.hit_before(number.first, "dimension") or self.stream.hit_before(
            self._cue(number.first), "dimension"
        )
        return after is not None or (cue is not None and self.stream.words[number.first - 1].arabic)

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

    def _territory(self, index: int) -> bool:
        return index < len(self.stream) and self.stream.hit(index, "territory") is not None

    # ------------------------------------------------------------- relations

    def _related(self, hit: Hit) -> RelativePhrase | None:
        stream = self.stream
        if hit.reading.trim:
            return None
        if hit.value == "between":
            return self._between(hit)
        stop = self.around.limit(hit.first, hit.last + 5)
        index = hit.last
        direction: str | None = None
        while index < stop:
            if index in self.mention_at:
                found = self.mention_at[index]
                mention = self.mentions[found]
                if mention.use == "demonym" and hit.value not in ("border", "road"):
                    index = mention.last
                    continue
                apposition = self.around.apposition(hit.first, found)
                relation: Relation = hit.value if hit.value in ("near", "off", "border", "road") else "near"  # type: ignore[assignment]
                return RelativePhrase(
                    hit.first, mention.last, *self.around.cut(hit.first, mention.last), relation, (found,),
                    direction=direction, apposition=apposition,
                )  # fmt: skip
            compass = stream.hit(index, "direction")
            if compass is not None:
                direction, index = compass.value, compass.last
                continue
            inner = stream.hit(index, "relation")
            if inner is not None and inner.value == "border":
                found_border = self._related(inner)  # "near the border with Mali"
                if found_border is None:
                    return None
                start, end = stream.span(hit.first, found_border.last)
                return msgspec.structs.replace(
                    found_border, first=hit.first, start=start, end=end, text=stream.text[start:end],
                    apposition=self.around.apposition(hit.first, found_border.anchors[0]),
                )  # fmt: skip
            anaphor = stream.hit(index, "anaphor")
            if anaphor is not None and anaphor.value != "there" and hit.value in ("near", "off"):
                return RelativePhrase(
                    hit.first, anaphor.last, *self.around.cut(hit.first, anaphor.last), "near", (),
                    anaphor=anaphor.value, direction=direction,
                )  # fmt: skip
            if stream.hit(index, "admin_head") or stream.hit(index, "determiner") or stream.hit(index, "preposition"):
                index += 1
                continue
            break
        return None

    def _between(self, hit: Hit) -> RelativePhrase | None:
        """Between A and B: the corridor; C after a comma may describe A (an apposition by distance)."""
        stop = self.around.limit(hit.first, hit.last + 22)
        found: list[int] = []
        index = hit.last
        while index < stop and len(found) < 2:  # noqa: PLR2004  (two ends)
            if index in self.mention_at:
                at = self.mention_at[index]
                mention = self.mentions[at]
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
        if len(found) < 2 or any(self.mentions[at].kind == "country" for at in found):  # noqa: PLR2004
            return None
        last = self.mentions[found[1]].last
        return RelativePhrase(hit.first, last, *self.around.cut(hit.first, last), "between", tuple(found))

    def _road(self, index: int) -> RelativePhrase | None:
        """Two names joined by a hyphen beside a word for road ("the Sebha-Ghat road", « l'axe A-B »)."""
        first = self.mention_at[index]
        if first + 1 >= len(self.mentions):
            return None
        a, b = self.mentions[first], self.mentions[first + 1]
        if self.stream.text[a.end : b.start].strip() not in ("-", "–", "—") or "literal" not in (a.use, b.use):
            return None
        after = self.stream.hit(b.last, "relation") if b.last < len(self.stream) else None
        before = self.stream.hit_before(a.first, "relation")
        road = next((hit for hit in (after, before) if hit is not None and hit.value == "road"), None)
        if road is None:
            return None
        low = self._lead(min(road.first, a.first))
        high = max(road.last, b.last)
        return RelativePhrase(low, high, *self.around.cut(low, high), "between", (first, first + 1))

    def _lead(self, index: int) -> int:
        """Walk back over a determiner and a preposition ("on the")."""
        for cls in ("determiner", "preposition"):
            hit = self.stream.hit_before(index, cls)
            index = hit.first if hit is not None else index
        return index

    def _measured(self, mention: Toponym) -> bool:
        """Tell whether a distance stands right before a mention, so that it is only an anchor."""
        return any(self.stream.hit(i, "distance_unit") for i in range(max(0, mention.first - 3), mention.first))

    # ------------------------------------------------------------ directions

    def _direction(self, index: int) -> RelativePhrase | None:
        """Direction [of] anchor: "south-west of Nawa", «شرقي أوباري», « dans le nord du pays »."""
        stream = self.stream
        first = index
        intensifier = stream.hit(index, "direction_intensifier")
        if intensifier is not None:
            index = intensifier.last
            while index < len(stream) and stream.hit(index, "determiner"):
                index += 1
        if index >= len(stream):
            return None
        hit = stream.hit(index, "direction")
        if hit is None or hit.reading.trim or not self._compass(hit):
            return None
        # «الغربية» qualifies what stands before it, «إلى الشرق من» does not
        adverbial = self._of(hit.last) and stream.hit_before(index, "preposition") is not None
        adjective = hit.reading.definite and hit.last - hit.first == 1 and not adverbial
        stop = self.around.limit(first, hit.last + 4)
        at = hit.last
        while at < stop:
            if at in self.mention_at:
                found = self.mention_at[at]
                mention = self.mentions[found]
                inhabitant = mention.use == "demonym"
                if inhabitant and not stream.words[at].arabic and not self._territory(mention.last):
                    return None
                if not inhabitant and (adjective or mention.start != stream.starts[at]):
                    return None
                distance, last = self._distance_after(mention.last)
                if distance is not None:  # «إلى الشرق من حلب بنحو 50 كيلومترا»
                    first = self._lead(first)
                return RelativePhrase(
                    first, last, *self.around.cut(first, last), "direction" if distance is None else "distance",
                    (found,), distance_km=distance, direction=hit.value,
                    apposition=self.around.apposition(first, found),
                )  # fmt: skip
            anaphor = stream.hit(at, "anaphor")
            if anaphor is not None and anaphor.value != "there":
                return RelativePhrase(
                    first, anaphor.last, *self.around.cut(first, anaphor.last), "direction", (),
                    anaphor=anaphor.value, direction=hit.value,
                    apposition=self.around.apposition(first, None),
                )  # fmt: skip
            if not (stream.hit(at, "admin_head") or stream.hit(at, "determiner") or self._of(at)):
                return None
            at += 1
        return None

    def _distance_after(self, index: int) -> tuple[float | None, int]:
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

    def _of(self, index: int) -> bool:
        if index >= len(self.stream):
            return False
        hit = self.stream.hit(index, "preposition")
        return (hit is not None and hit.value == "from") or self.stream.words[index].norm == "of"

    def _compass(self, hit: Hit) -> bool:
        """Tell a compass word from a verb spelt alike (« est »): such need an article or "au" before them."""
        stream = self.stream
        if hit.last - hit.first > 1 or not stream.lexicon.has(stream.words[hit.first], "function_word"):
            return True
        return hit.first > 0 and (stream.glued(hit.first) or stream.hit_before(hit.first, "preposition") is not None)


def _middle(number: NumberMention) -> float:
    if number.min is not None and number.max is not None:
        return (number.min + number.max) / 2
    return number.min if number.min is not None else number.max or 0.0
