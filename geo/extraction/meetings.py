"""Where three countries meet: "where Somalia, Kenya and Ethiopia meet", «المثلث الحدودي مع تونس والجزائر»."""

from __future__ import annotations

from geo.extraction.phrases import RelativePhrase, Surroundings
from geo.extraction.toponyms import Toponym

#: Countries that meet stand at most this many tokens apart.
GAP = 4
#: Fewest countries beside a word for such a point, and beside a verb of meeting.
LEAST_NAMED, LEAST_MEETING = 1, 3


class Meetings:
    """Reads where countries meet in one article."""

    def __init__(self, around: Surroundings) -> None:
        self.stream = around.stream
        self.around = around

    def read(self, index: int) -> RelativePhrase | None:
        """Return the phrase that begins at a word for such a point, a verb of meeting or the first of the countries."""
        stream = self.stream
        noun = stream.hit(index, "tripoint")
        verb = stream.hit(index, "meeting_verb")
        opening = noun or verb
        if opening is None and not self._country(self.around.mentions[self.around.mention_at[index]]):
            return None
        last = opening.last if opening is not None else index
        countries: list[int] = []
        stop = self.around.limit(index, len(stream))
        at = last
        while at < min(stop, last + GAP):
            found = self.around.mention_at.get(at)
            if found is not None and self._country(self.around.mentions[found]):
                countries.append(found)
                last = at = self.around.mentions[found].last
                continue
            inner = stream.hit(at, "meeting_verb")
            verb, last = (inner, inner.last) if inner is not None and countries else (verb, last)
            at = inner.last if inner is not None else at + 1
        enough = LEAST_NAMED if noun is not None else LEAST_MEETING
        if len(countries) < enough or (noun is None and verb is None):
            return None
        return RelativePhrase(
            index, last, *self.around.cut(index, last), "tripoint", tuple(countries),
            apposition=self.around.apposition(index, countries[0]),
        )  # fmt: skip

    def _country(self, mention: Toponym) -> bool:
        return mention.kind == "country" and mention.use != "organisation-part"
