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
from geo.extraction.directions import Directions
from geo.extraction.distances import Distances
from geo.extraction.meetings import Meetings
from geo.extraction.phrases import BREAKS, RelativePhrase, Surroundings
from geo.extraction.relations import Relations
from geo.extraction.toponyms import Toponym, says_and
from geo.language.numbers import NumberMention
from geo.language.tokens import TokenStream

#: A position stands at most this many tokens after the place that it is of.
POSITION_WINDOW = 4
#: A phrase right behind another, with no more than this many tokens between, is said of the same place.
CHAIN_WINDOW = 3
#: Classes of words that open a phrase.
_OPENINGS = ("relation", "direction", "direction_intensifier", "meeting_verb", "tripoint", "outskirts")


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
    starts = {*finder.distances.number_at, *finder.mention_at}
    for cls in _OPENINGS:
        starts.update(stream.by_class.get(cls, ()))
    after = 0
    for index in sorted(starts | positions.keys()):
        if index in positions and index >= after:
            phrases.append(finder.position(positions[index]))
            after = positions[index].last
            continue
        phrase = finder.at(index) if index >= after else None
        if phrase is not None and phrase.last > index:
            phrases.append(finder.chained(phrases[-1], phrase) if phrases else phrase)
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
        #: inside an event word of several words ("set off", « fait route ») no phrase begins
        self.verbal = {
            index for hit in stream.by_class.get("event_verb", {}).values() for index in range(hit.first + 1, hit.last)
        }
        self.distances = Distances(self.around, numbers)
        self.directions = Directions(self.around, self.distances)
        self.relations = Relations(self.around)
        self.meetings = Meetings(self.around)

    def at(self, index: int) -> RelativePhrase | None:
        number = self.distances.number_at.get(index)
        if number is not None:
            found = self.distances.read(number)
            if found is not None:
                return found
        hits = self.stream.hits[index]
        if index in self.mention_at:
            return (
                self.relations.road(index)
                or self.directions.part(index)
                or self.meetings.read(index)
                or self.relations.within(index)
            )
        if not hits or index in self.covered or index in self.verbal:
            return None
        classes = {hit.cls for hit in hits}
        if classes & {"tripoint", "meeting_verb"} and (met := self.meetings.read(index)) is not None:
            return met
        if "relation" in classes:
            relation = self.stream.hit(index, "relation")
            if relation is not None and (found := self.relations.read(relation)) is not None:
                return found
        if "outskirts" in classes and (around := self.stream.hit(index, "outskirts")) is not None:
            return self.relations.outskirts(around)
        if "direction" in classes or "direction_intensifier" in classes:
            return self.directions.read(index)
        return None

    def chained(self, before: RelativePhrase, phrase: RelativePhrase) -> RelativePhrase:
        """Return a phrase that follows another right away with what that one describes.

        "Banibangou, about 110 miles north of Niamey, near the border with Mali": both are said of Banibangou.
        """
        described = before.apposition
        if described is None or before.relation == "between" or described in phrase.anchors:
            return phrase
        apart = range(before.last, phrase.first)
        if len(apart) > CHAIN_WINDOW or (phrase.apposition not in (None, *before.anchors)):
            return phrase
        linked = all(
            self.stream.words[at].raw in BREAKS
            or says_and(self.stream.hits[at])
            or any(h.cls in ("preposition", "determiner", "distance_cue") for h in self.stream.hits[at])
            for at in apart
        )
        same = self.stream.sentence_of(before.first) == self.stream.sentence_of(phrase.first)
        return msgspec.structs.replace(phrase, apposition=described) if linked and same else phrase

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
