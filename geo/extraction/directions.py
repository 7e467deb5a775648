"""Directions without a distance: "south-west of Nawa", «شرقي أوباري», « dans le nord du pays »."""

from __future__ import annotations

from geo.extraction.distances import Distances
from geo.extraction.phrases import RelativePhrase, Surroundings


class Directions:
    """Reads directions of one article."""

    def __init__(self, around: Surroundings, distances: Distances) -> None:
        self.stream = around.stream
        self.around = around
        self.distances = distances

    def read(self, index: int) -> RelativePhrase | None:
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
        if hit is None or hit.reading.trim or not self.around.compass(hit):
            return None
        # «الغربية» qualifies what stands before it, «إلى الشرق من» does not
        adverbial = self.around.of(hit.last) and stream.hit_before(index, "preposition") is not None
        adjective = hit.reading.definite and hit.last - hit.first == 1 and not adverbial
        stop = self.around.limit(first, hit.last + 4)
        at = hit.last
        while at < stop:
            if at in self.around.mention_at:
                found = self.around.mention_at[at]
                mention = self.around.mentions[found]
                inhabitant = mention.use == "demonym"
                if inhabitant and not stream.words[at].arabic and not self.around.territory(mention.last):
                    return None
                if not inhabitant and (adjective or mention.start != stream.starts[at]):
                    return None
                distance, last = self.distances.after(mention.last)
                if distance is not None:  # «إلى الشرق من حلب بنحو 50 كيلومترا»
                    first = self.around.lead(first)
                return RelativePhrase(
                    first, last, *self.around.cut(first, last), "direction" if distance is None else "distance",
                    (found,), distance_km=distance, direction=hit.value, far=intensifier is not None,
                    apposition=self.around.apposition(first, found),
                )  # fmt: skip
            anaphor = stream.hit(at, "anaphor") or (stream.hit(at, "anaphor_noun") if at == hit.last else None)
            if anaphor is not None and anaphor.value != "there":
                return RelativePhrase(
                    first, anaphor.last, *self.around.cut(first, anaphor.last), "direction", (),
                    anaphor=anaphor.value, direction=hit.value, far=intensifier is not None,
                    apposition=self.around.apposition(first, None),
                    antecedents=self.around.antecedents(anaphor.value, first),
                )  # fmt: skip
            if not (stream.hit(at, "admin_head") or stream.hit(at, "determiner") or self.around.of(at)):
                return None
            at += 1
        return None

    def part(self, index: int) -> RelativePhrase | None:
        """Return a part of a country that the gazetteer knows by name ("northern Syria", «غربي العراق»)."""
        stream, found = self.stream, self.around.mention_at[index]
        mention = self.around.mentions[found]
        named = mention.kind == "region" and mention.use == "literal" and not mention.head
        if not named or stream.hit(index, "direction") is None or mention.last - mention.first < 2:  # noqa: PLR2004
            return None
        return RelativePhrase(
            mention.first, mention.last, mention.start, mention.end, mention.surface, "part", (found,),
            apposition=self.around.apposition(mention.first, found),
        )  # fmt: skip
