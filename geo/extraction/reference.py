"""Which place "the town", «القاعدة» or «إليها» stands for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain, takewhile

from geo.extraction.attachment import OBJECT_WINDOW
from geo.extraction.elements import Elements, PlaceRef, location_role
from geo.extraction.phrases import HEADS_OF, KINDS_OF, LOOK_BACK
from geo.extraction.toponyms import clitic_role
from geo.extraction.triggers import TRANSFER, Trigger
from geo.language.lexicon import Hit
from geo.language.tokens import TokenStream

#: An anaphor further from its event word than this belongs elsewhere.
ANAPHOR_WINDOW = 9
#: «إليها» stands at most this many tokens after its verb.
PRONOUN_WINDOW = 5
#: «ومنها» follows its place, or comes before its verb, within this many tokens.
BESIDE_WINDOW = 2
_FACILITY_HEADS = frozenset({"facility_head"})
#: Types that are only put where the place itself is named.
NO_ANAPHORA = frozenset({"presence", "visit", "agreement"})


class References:
    """Looks back for what a word stands for; remembers where events were put so far."""

    def __init__(self, stream: TokenStream, elements: Elements, anchors: set[int]) -> None:
        self.stream = stream
        self.elements = elements
        self.anchors = anchors
        # what a road leads to is passed through: the next leg may start there
        passed = {r.anchors[0] for r in elements.relatives if r.relation in ("road", "leads") and len(r.anchors) == 1}
        #: anchors where no leg starts
        self.measures = anchors - passed
        #: mentions that frames have been built on so far
        self.event_places: list[int] = []
        self.firsts = [mention.first for mention in elements.mentions]
        self.mention_at = frozenset(self.firsts)

    def anaphor(self, trigger: Trigger, triggers: Sequence[Trigger]) -> PlaceRef | None:
        """Return the place that "the town", «القاعدة» or a pronoun stands for; `triggers` are those of its sentence."""
        stream = self.stream
        if trigger.meaning.type in NO_ANAPHORA:
            return None
        first, last = stream.sentences[trigger.sentence]
        for hit in stream.find("anaphor", first, last):
            gap = hit.first - trigger.last if hit.first >= trigger.last else trigger.first - hit.last
            if gap > ANAPHOR_WINDOW or (hit.value == "country" and not 0 <= hit.first - trigger.last <= OBJECT_WINDOW):
                continue
            found = self._antecedent(hit.value, hit.first)
            if found is not None:
                role = clitic_role(stream, hit)
                if role == "whence" and trigger.meaning.type in TRANSFER and hit.first >= trigger.last:
                    role = "from"  # « s'est envolé de la capitale »
                return PlaceRef(location_role(role), hit.first, hit.last, mention=found, anaphoric=True)
        ref = self._pronoun(trigger, triggers)
        if ref is not None:
            return ref
        if trigger.pronoun and trigger.verb and trigger.meaning.object_role:
            found = self._antecedent("town", trigger.first)
            if found is not None:
                return PlaceRef(trigger.meaning.object_role, trigger.first, trigger.last, mention=found, anaphoric=True)
        return None

    def _pronoun(self, trigger: Trigger, triggers: Sequence[Trigger]) -> PlaceRef | None:
        """Return the place of a pronoun beside a verb of motion («إليها», "from where", « d'où »)."""
        if trigger.meaning.type not in TRANSFER:
            return None
        first, last = self.stream.sentences[trigger.sentence]
        for hit in self.stream.find("place_pronoun", first, min(last, trigger.last + PRONOUN_WINDOW)):
            ahead = hit.last <= trigger.first
            if (hit.first < trigger.last and not ahead) or self._counts(hit):
                continue
            found = self._place_before(hit.first) if ahead else self._antecedent("there", hit.first)
            if found is None or (ahead and not self._opens_clause(hit, trigger, triggers, found)):
                continue
            return PlaceRef(location_role(hit.value), hit.first, hit.last, mention=found, anaphoric=True)
        return None

    def _counts(self, hit: Hit) -> bool:
        """Tell whether a pronoun counts parts: of a force («كتيبة منه»), or places («منها سبها وغات»)."""
        forces = any(before.cls == "force_noun" for before in self.stream.hits_ending.get(hit.first, ()))
        return forces or hit.last in self.mention_at

    def _opens_clause(self, hit: Hit, trigger: Trigger, triggers: Sequence[Trigger], antecedent: int) -> bool:
        """Tell whether a pronoun of place before a verb belongs to it: it follows the place, or the verb follows it."""
        beside = hit.first - self.elements.mentions[antecedent].last <= BESIDE_WINDOW
        others = any(hit.last <= t.first < trigger.first for t in triggers)
        return not others and (beside or trigger.first - hit.last <= BESIDE_WINDOW)

    def _named(self, back: int, before: int) -> range:
        """Return the mentions between a sentence so many before a token's own and that token."""
        start = self.stream.sentences[max(0, self.stream.sentence_of(before) - back)][0]
        return range(bisect_left(self.firsts, start), bisect_left(self.firsts, before))

    def _place_before(self, index: int) -> int | None:
        """Return the last place named before a token, in its sentence or the one before."""
        mentions = self.elements.mentions
        named = [n for n in self._named(1, index) if mentions[n].use == "literal" and n not in self.measures]
        # a country after a place only says where it lies
        return max(named, key=lambda number: (mentions[number].kind != "country", number), default=None)

    def _antecedent(self, kind: str, before: int) -> int | None:
        """Return the last place of a kind before a token, within `LOOK_BACK` sentences."""
        wanted, mentions = KINDS_OF[kind], self.elements.mentions
        near = self._named(LOOK_BACK, before)
        # where something happened before any place that was only named
        happened = takewhile(lambda number: number >= near.start, reversed(self.event_places))
        found = [
            number
            for number in chain(happened, reversed(near))
            if number < near.stop
            and mentions[number].use == "literal"
            and mentions[number].kind in wanted
            and number not in self.anchors
            and (kind != "capital" or any(h.cls == "capital" for h in self.stream.hits[mentions[number].first]))
        ]
        # «المطار» is an airport rather than the base named last
        alike = (number for number in found if self._headed(number, HEADS_OF.get(kind, frozenset())))
        return next(alike, found[0] if found else None)

    def _headed(self, number: int, heads: frozenset[str]) -> bool:
        """Tell whether a mention's name holds one of some facility heads."""
        mention = self.elements.mentions[number]
        return any(hit.value in heads for hit in self.stream.hits_of(_FACILITY_HEADS, mention.first, mention.last))
