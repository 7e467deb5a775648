"""Which event word each place belongs to: by order, distance, clause boundaries and preposition."""

from __future__ import annotations

import msgspec

from geo.extraction.elements import Elements, PlaceRef
from geo.extraction.toponyms import clitics_at, says_and
from geo.extraction.triggers import TRANSFER, Trigger, finite
from geo.language.tokens import TokenStream
from geo.models import LocationRole

# scoring of place -> event word, calibrated on the development texts
BASE_SCORE = 10.0
GAP_COST = 0.3
COMMA_COST = 0.8
CLAUSE_COST = 2.4
PAUSE_COSTS = {";": CLAUSE_COST, "؛": CLAUSE_COST, ":": CLAUSE_COST, ",": COMMA_COST, "،": COMMA_COST}
RIVAL_COST = 1.6
FORWARD_BONUS = 1.6
OBJECT_BONUS = 2.0
ROLE_BONUS = 2.0
#: A noun of standing ("positions") yields to what happens there.
WEAK_COST = 2.5
ROLE_CLASH = 4.0
MIN_SCORE = 2.0
#: The verb of a relative clause stands at most this many tokens after its antecedent.
CLAUSE_WINDOW = 12
#: A bare object stands at most this many tokens after its verb.
OBJECT_WINDOW = 3
#: The place of the bases that a force comes from stands at most this many tokens after the verb.
ORIGIN_WINDOW = 5
#: Words that take a place without stating an event: who speaks, and where things lie.
RIVAL_CLASSES = frozenset({"saying", "static_verb", "source_noun"})
_CONJUNCTION, _EVENT_NOUN = frozenset({"conjunction"}), frozenset({"event_noun"})
#: They reach a little less far than an event word; a source noun reaches only what follows at once.
RIVAL_HANDICAP, SOURCE_WINDOW, SOURCE_BONUS = 1.0, 4, 2.0


class Attachment:
    """Gives the places of a sentence to its event words."""

    def __init__(self, stream: TokenStream, elements: Elements) -> None:
        self.stream = stream
        self.elements = elements
        conjunctions = stream.hits_of(_CONJUNCTION, 0, len(stream))
        self.buts = {hit.first for hit in conjunctions if hit.value == "but"}

    def assign(self, number: int, triggers: list[Trigger], refs: list[PlaceRef]) -> list[list[PlaceRef]]:
        """Return the places of each event word of a sentence, with the role that it gives them."""
        given: list[list[PlaceRef]] = [[] for _ in triggers]
        rivals = self._rivals(number, triggers)
        last_owner: int | None = None
        for position, ref in enumerate(refs):
            owner = self._owner(triggers, ref, rivals)
            before = refs[position - 1] if position else None
            if before is not None and last_owner is not None and self._coordinated(before, ref):
                owner = last_owner
                if ref.role == "at" and not self._has_role(ref):
                    inherited = given[owner][-1].role if given[owner] else ref.role
                    ref = msgspec.structs.replace(ref, role=inherited)  # noqa: PLW2901
            if owner is None:
                continue
            given[owner].append(self.as_argument(triggers[owner], ref))
            last_owner = owner
        return given

    def _coordinated(self, a: PlaceRef, b: PlaceRef) -> bool:
        """Tell whether two places stand in one list."""
        stream = self.stream
        if b.first - a.last > 3:  # noqa: PLR2004  (a comma, an "and", an article)
            return False
        if b.first == a.last:
            return "و" in clitics_at(stream, b.first)
        for index in range(a.last, b.first):
            word = stream.words[index]
            if word.raw in (",", "،") or says_and(stream.hits[index]):
                continue
            if any(h.cls in ("preposition", "determiner", "admin_head") for h in stream.hits[index]):
                continue
            return False
        return True

    def _rivals(self, number: int, triggers: list[Trigger]) -> list[tuple[int, int, bool]]:
        """Return words that take a place without stating an event: (first, last, only a source)."""
        first, last = self.stream.sentences[number]
        taken = {i for t in triggers for i in range(t.first, t.last)}
        return [
            (hit.first, hit.last, hit.cls == "source_noun")
            for hit in self.stream.hits_of(RIVAL_CLASSES, first, last)
            if hit.first not in taken and finite(self.stream, hit)
        ]

    def _owner(self, triggers: list[Trigger], ref: PlaceRef, rivals: list[tuple[int, int, bool]]) -> int | None:
        best, best_score = None, max([MIN_SCORE, *(self._rival_score(rival, triggers, ref) for rival in rivals)])
        for index, trigger in enumerate(triggers):
            if ref.first < trigger.last and trigger.first < ref.last:
                continue
            score = self._score(trigger, triggers, ref)
            if score > best_score:
                best, best_score = index, score
        return best

    def _rival_score(self, rival: tuple[int, int, bool], triggers: list[Trigger], ref: PlaceRef) -> float:
        first, last, source = rival
        if ref.first < last and first < ref.last:
            return 0.0
        if source and not (0 <= ref.first - last <= SOURCE_WINDOW and ref.role == "at"):
            return 0.0
        forward = last <= ref.first
        score = self._reach((last, ref.first) if forward else (ref.last, first), triggers) - RIVAL_HANDICAP
        return score + (FORWARD_BONUS if forward else 0.0) + (SOURCE_BONUS if source else 0.0)

    def _score(self, trigger: Trigger, triggers: list[Trigger], ref: PlaceRef) -> float:
        forward = trigger.last <= ref.first
        low, high = (trigger.last, ref.first) if forward else (ref.last, trigger.first)
        score = self._reach((low, high), [t for t in triggers if t is not trigger])
        if "weak" in trigger.meaning.flags:
            score -= WEAK_COST
        role = self._role_under(trigger, ref)
        if "origin" in trigger.meaning.flags and role not in ("from", "to"):
            return 0.0
        if forward:
            score += FORWARD_BONUS
            if not self._has_role(ref) and high - low <= OBJECT_WINDOW and trigger.meaning.object_role:
                score += OBJECT_BONUS
        if role in ("from", "to", "via"):
            transfer = trigger.meaning.type in TRANSFER or trigger.meaning.type == "visit"
            score += ROLE_BONUS if transfer else (-ROLE_CLASH if role == "from" else -1.0)
        if role == "from" and not forward:
            score -= ROLE_BONUS
        if not forward and trigger.meaning.object_role and self._relative_clause(ref.last, trigger, triggers):
            score += CLAUSE_COST + OBJECT_BONUS
        return score

    def _relative_clause(self, index: int, trigger: Trigger, triggers: list[Trigger]) -> bool:
        """Tell whether a clause right after a place has it as its object ("X, which the rebels hold")."""
        if trigger.first - index > CLAUSE_WINDOW or any(index <= t.first < trigger.first for t in triggers):
            return False
        index += self.stream.words[index].raw == ","
        return self.stream.hit(index, "object_relative") is not None

    def _role_under(self, trigger: Trigger, ref: PlaceRef) -> LocationRole:
        """Return the role of a place under an event word: « de X » after a transfer is where it starts."""
        bases = trigger.last < len(self.stream) and self.stream.hit(trigger.last, "facility_head") is not None
        if "origin" in trigger.meaning.flags and bases and 0 <= ref.first - trigger.last <= ORIGIN_WINDOW:
            return "from"  # "coming from the two bases in A"
        whence = ref.mention is not None and self.elements.mentions[ref.mention].role == "whence"
        transfer = trigger.meaning.type in TRANSFER and trigger.last <= ref.first
        return "from" if whence and transfer and ref.role == "at" else ref.role

    def _reach(self, between: tuple[int, int], rivals: list[Trigger]) -> float:
        """Return how strongly an event word reaches a place over the tokens between them."""
        low, high = between
        score, words, buts = BASE_SCORE - GAP_COST * (high - low), self.stream.words, self.buts
        for index in range(low, high):
            cost = PAUSE_COSTS.get(words[index].raw)
            if cost is not None:
                score -= cost
            elif index in buts:
                score -= CLAUSE_COST
        return score - RIVAL_COST * sum(1 for t in rivals if low <= t.first < high)

    def as_argument(self, trigger: Trigger, ref: PlaceRef) -> PlaceRef:
        """Give a bare place the role of the verb's object, and fit roles to the type."""
        role: LocationRole = self._role_under(trigger, ref)
        meaning = trigger.meaning
        if meaning.type in TRANSFER and self.stream.hit_before(ref.first, "goal_preposition") is not None:
            role = "to"  # "left Goma for Gisenyi"
        bare = ref.mention is not None and not self._has_role(ref)
        if role == "at" and bare and meaning.object_role and trigger.last <= ref.first:
            role = meaning.object_role
        if meaning.type not in TRANSFER and role in ("to", "via"):
            role = "at"
        if (
            meaning.type == "withdrawal"
            and role == "at"
            and ((bare and not trigger.verb) or self._gives_up(trigger, ref))
        ):
            role = "from"
        return msgspec.structs.replace(ref, role=role)

    def _gives_up(self, trigger: Trigger, ref: PlaceRef) -> bool:
        """Tell whether what is left are positions in a place («أخلت مواقعها في منبج»)."""
        between = self.stream.hits_of(_EVENT_NOUN, trigger.last, ref.first)
        return trigger.meaning.object_role == "from" and any(hit.value.endswith(";weak") for hit in between)

    def _has_role(self, ref: PlaceRef) -> bool:
        return ref.mention is not None and self.elements.mentions[ref.mention].role != ""
