"""Event frames: which places, forces, numbers and dates belong to which event word.

Clause-level: a sentence may hold several event words, and each place goes to
the one that governs it, by order, distance, clause boundaries and preposition.
Frames point at mentions by index; they become events once places are resolved
(`geo.geocoding.locate`).
"""

from __future__ import annotations

import msgspec

from geo.extraction.discourse import Discourse, Stance
from geo.extraction.forces import Count, Force, Weapon
from geo.extraction.relative import RelativePhrase
from geo.extraction.toponyms import Toponym, role_before, role_of_clitics
from geo.extraction.triggers import TRANSFER, Trigger
from geo.language.dates import DateMention
from geo.language.tokens import TokenStream
from geo.models import LocationRole

# scoring of place -> event word, calibrated on the development texts
BASE_SCORE = 10.0
GAP_COST = 0.3
COMMA_COST = 0.8
CLAUSE_COST = 2.4
RIVAL_COST = 1.6
FORWARD_BONUS = 1.6
OBJECT_BONUS = 2.0
ROLE_BONUS = 2.0
#: A noun of standing ("positions") yields to what happens there.
WEAK_COST = 2.5
#: Two verbs of motion this close tell one journey ("left A … and reached B").
JOURNEY_TOKENS = 14
ROLE_CLASH = 4.0
MIN_SCORE = 2.0
#: A bare object stands at most this many tokens after its verb.
OBJECT_WINDOW = 3
#: An anaphor further from its event word than this belongs elsewhere.
ANAPHOR_WINDOW = 9
#: Mentions that these reasons put where nothing happens.
#: Types that are only put where the place itself is named.
NO_ANAPHORA = frozenset({"presence", "visit", "agreement"})
#: Types whose equipment a later sentence may list.
CARRIES = frozenset({"delivery", "deployment", "movement"})
NO_ARGUMENT = frozenset({"dateline", "where countries meet"})
#: "against" stands at most this many tokens before who is attacked.
AGAINST_WINDOW = 3
#: So many tokens further from its event word counts a force without a name, and one that no table holds.
UNNAMED_COST, UNKNOWN_COST = 100, 6
#: «إليها» stands at most this many tokens after its verb.
PRONOUN_WINDOW = 5
#: Words that take a place without stating an event: who speaks, and where things lie.
RIVAL_CLASSES = frozenset({"saying", "static_verb", "source_noun"})
#: They reach a little less far than an event word; a source noun reaches only what follows at once.
RIVAL_HANDICAP, SOURCE_WINDOW, SOURCE_BONUS = 1.0, 4, 2.0
#: A place after another within this many tokens may be what contains it ("Djibo, in the north of Burkina Faso").
CONTAINER_WINDOW = 7


class PlaceRef(msgspec.Struct, frozen=True, gc=False):
    """A place argument: a mention or a relative phrase by index, with its role."""

    role: LocationRole
    first: int
    last: int
    mention: int | None = None
    relative: int | None = None
    anaphoric: bool = False


class Frame(msgspec.Struct, frozen=True):
    """One event word with its arguments, before places are resolved."""

    trigger: Trigger
    places: tuple[PlaceRef, ...]
    direction: str | None
    stance: Stance
    subjects: tuple[Force, ...]
    opponents: tuple[Force, ...]
    date: DateMention | None
    counts: tuple[Count, ...]
    weapons: tuple[Weapon, ...]
    start: int
    end: int
    rules: tuple[str, ...]
    #: the date is that of the sentence before in the same paragraph
    date_inherited: bool = False


class Elements(msgspec.Struct, frozen=True):
    """All that was found in an article, each list in text order."""

    mentions: tuple[Toponym, ...]
    relatives: tuple[RelativePhrase, ...]
    forces: tuple[Force, ...]
    weapons: tuple[Weapon, ...]
    counts: tuple[Count, ...]
    dates: tuple[DateMention, ...]
    triggers: tuple[Trigger, ...]


def build_frames(stream: TokenStream, elements: Elements) -> tuple[Frame, ...]:
    """Return the event frames of an article, in order."""
    builder = _Builder(stream, elements)
    frames: list[Frame] = []
    for number in range(len(stream.sentences)):
        found = builder.sentence(number)
        if not found and frames:
            builder.take_inventory(number, frames)
        frames.extend(found)
    return tuple(frames)


class _Builder:
    def __init__(self, stream: TokenStream, elements: Elements) -> None:
        self.stream = stream
        self.elements = elements
        self.discourse = Discourse(stream)
        self.by_sentence: dict[int, list[Trigger]] = {}
        for trigger in elements.triggers:
            self.by_sentence.setdefault(trigger.sentence, []).append(trigger)
        self.anchors = _anchors(elements)
        self.places = self._place_elements()
        #: mentions that frames have been built on so far
        self.event_places: list[int] = []
        #: line and date of the last dated frame
        self.last_date: tuple[int, DateMention] | None = None

    # ---------------------------------------------------------------- places

    def _place_elements(self) -> dict[int, list[PlaceRef]]:
        """Return candidate place arguments by sentence; anchors and containers left out."""
        out: dict[int, list[PlaceRef]] = {}
        mentions = self.elements.mentions
        for number, relative in enumerate(self.elements.relatives):
            if relative.apposition is not None or relative.relation in ("near", "border"):
                continue
            if relative.relation == "direction" and relative.distance_km is None and self._only_heading(relative):
                continue
            role = self._relative_role(relative)
            ref = PlaceRef(role, relative.first, relative.last, relative=number)
            out.setdefault(self.stream.sentence_of(relative.first), []).append(ref)
        previous: Toponym | None = None
        for number, mention in enumerate(mentions):
            if mention.use == "demonym" and mention.country:
                land = self._territory(mention)
                if land is not None:
                    ref = PlaceRef(_role(land), mention.first, mention.last, mention=number)
                    out.setdefault(self.stream.sentence_of(mention.first), []).append(ref)
                continue
            if mention.use != "literal" or any(reason in NO_ARGUMENT for reason in mention.reasons):
                continue
            if number in self.anchors:
                continue
            if previous is not None and self._contains(previous, mention):
                continue
            if mention.kind in ("region", "country") and self._after_relative(mention):
                continue
            ref = PlaceRef(_role(mention.role), mention.first, mention.last, mention=number)
            out.setdefault(self.stream.sentence_of(mention.first), []).append(ref)
            previous = mention
        for ref in self._unnamed():
            out.setdefault(self.stream.sentence_of(ref.first), []).append(ref)
        for refs in out.values():
            refs.sort(key=lambda ref: ref.first)
        return out

    def _unnamed(self) -> list[PlaceRef]:
        """Return mentions of a facility without a name that another sentence says the distance of."""
        described = [n for n, r in enumerate(self.elements.relatives) if r.describes]
        if len(described) != 1:
            return []
        relative = self.elements.relatives[described[0]]
        covered = {i for m in self.elements.mentions for i in range(m.first, m.last)} | set(
            range(relative.first, relative.last)
        )
        out = []
        for index, hit in self.stream.by_class.get("facility_head", {}).items():
            role = role_of_clitics(self.stream, hit.reading.clitics) or role_before(self.stream, index)
            if (
                index in covered
                or hit.reading.definite
                or role not in ("at", "to")
                or not _belongs(self.stream, hit.last)
            ):
                continue
            out.append(PlaceRef(_role(role), index, hit.last, relative=described[0], anaphoric=True))
        return out

    def _after_relative(self, outer: Toponym) -> bool:
        """Tell whether a region only says where a relative place before it lies ("45 km from Birao, in Vakaga")."""
        if outer.role in ("to", "from", "via"):
            return False
        for relative in self.elements.relatives:
            if relative.anchors and 0 <= outer.first - relative.last <= CONTAINER_WINDOW // 2:
                between = range(relative.last, outer.first)
                return not any(
                    self.stream.words[i].raw in ".;؛"
                    or any(h.cls in ("event_verb", "conjunction") for h in self.stream.hits[i])
                    for i in between
                )
        return False

    def _territory(self, mention: Toponym) -> str | None:
        """Return the role of "Libyan territory", «الأراضي الليبية»; None if no word for land stands there."""
        stream = self.stream
        land = stream.hit_before(mention.first, "territory")
        if not stream.words[mention.first].arabic and mention.last < len(stream):
            land = stream.hit(mention.last, "territory")
        if land is None:
            return None
        first = min(land.first, mention.first)
        return role_of_clitics(stream, land.reading.clitics) or role_before(stream, first)

    def _only_heading(self, relative: RelativePhrase) -> bool:
        """Tell whether a direction phrase has no anchor of its own, only a bearing."""
        return not relative.anchors and not relative.anaphor

    def _relative_role(self, relative: RelativePhrase) -> LocationRole:
        if relative.relation in ("between", "road"):
            return "area"
        return _role(role_before(self.stream, relative.first))

    def _contains(self, inner: Toponym, outer: Toponym) -> bool:
        """Tell whether `outer` only says where `inner` lies ("Sollé, in Loroum province")."""
        if (
            outer.kind not in ("region", "country", "water")
            or inner.kind in ("country",)
            or outer.first - inner.last > CONTAINER_WINDOW
        ):
            return False
        if outer.role in ("to", "from", "via") or (
            outer.kind == inner.kind and inner.kind == "region" and not outer.role
        ):
            return False
        stream = self.stream
        if stream.line_of[inner.first] != stream.line_of[outer.first]:
            return False
        for index in range(inner.last, outer.first):
            if stream.words[index].raw in ".;؛؟?!":
                return False
            hits = stream.hits[index]
            if any(h.cls == "conjunction" and h.value == "and" for h in hits) or any(
                h.cls in ("event_verb", "force_noun") for h in hits
            ):
                return False
        if stream.words[outer.first].arabic and "و" in _clitics(stream, outer):
            return False
        return True

    def _main_delivery(self, frame: Frame) -> bool:
        if frame.trigger.meaning.type != "delivery":
            return False
        kinds = {self.elements.mentions[p.mention].kind for p in frame.places if p.mention is not None}
        return kinds != {"country"}

    def take_inventory(self, number: int, frames: list[Frame]) -> None:
        """Add the equipment that a sentence lists to the transfer before it ("the shipment includes …")."""
        first, last = self.stream.sentences[number]
        if not any(first <= index < last for index in self.stream.by_class.get("inventory_verb", ())):
            return
        weapons = tuple(w for w in self.elements.weapons if first <= w.first < last)
        if not weapons:
            return
        backwards = range(len(frames) - 1, -1, -1)
        # the first delivery with a place is the article's subject; failing that, the last thing that moved
        ranked = sorted(
            backwards,
            key=lambda at: (not self._main_delivery(frames[at]), at if self._main_delivery(frames[at]) else -at),
        )
        for position in ranked:
            frame = frames[position]
            if frame.trigger.meaning.type in CARRIES:
                counts = tuple(c for c in self.elements.counts if first <= c.number.first < last)
                frames[position] = msgspec.structs.replace(
                    frame,
                    weapons=(*frame.weapons, *weapons),
                    counts=(*frame.counts, *counts),
                    rules=(*frame.rules, "inventory"),
                )
                return

    # -------------------------------------------------------------- sentence

    def sentence(self, number: int) -> list[Frame]:
        triggers = self.by_sentence.get(number, [])
        if all(trigger.void for trigger in triggers):
            return []
        given: dict[int, list[PlaceRef]] = {i: [] for i in range(len(triggers))}
        rivals = self._rivals(number, triggers)
        refs = self.places.get(number, [])
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
            given[owner].append(self._as_argument(triggers[owner], ref))
            last_owner = owner
        frames = []
        for index, trigger in enumerate(triggers):
            frame = self._frame(trigger, triggers, given[index], number) if not trigger.void else None
            if frame is not None:
                frames.append(frame)
        frames = _with_origins(_journeys(frames))
        frames = [self._dated(frame, number) for frame in frames]
        self.event_places.extend(
            p.mention for f in frames for p in f.places if p.mention is not None and not p.anaphoric
        )
        return frames

    def _dated(self, frame: Frame, number: int) -> Frame:
        """Give an undated frame the date last told in its paragraph, and keep its own for the next."""
        line = self.stream.line_of[self.stream.sentences[number][0]]
        if frame.date is not None:
            self.last_date = (line, frame.date)
            return frame
        if self.last_date is None or self.last_date[0] != line or frame.stance.modality in ("planned", "possible"):
            return frame
        return msgspec.structs.replace(frame, date=self.last_date[1], date_inherited=True)

    def _has_role(self, ref: PlaceRef) -> bool:
        return ref.mention is not None and self.elements.mentions[ref.mention].role != ""

    def _coordinated(self, a: PlaceRef, b: PlaceRef) -> bool:
        """Tell whether two places stand in one list."""
        stream = self.stream
        if b.first - a.last > 3:  # noqa: PLR2004  (a comma, an "and", an article)
            return False
        if b.first == a.last:
            return "و" in _clitics_at(stream, b.first)
        for index in range(a.last, b.first):
            word = stream.words[index]
            if word.raw in (",", "،") or any(
                h.cls in ("conjunction",) and h.value == "and" for h in stream.hits[index]
            ):
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
            for index in range(first, last)
            if index not in taken
            for hit in self.stream.hits[index]
            if hit.cls in RIVAL_CLASSES
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
        if "origin" in trigger.meaning.flags and ref.role not in ("from", "to"):
            return 0.0
        if forward:
            score += FORWARD_BONUS
            if not self._has_role(ref) and high - low <= OBJECT_WINDOW and trigger.meaning.object_role:
                score += OBJECT_BONUS
        if ref.role in ("from", "to", "via"):
            transfer = trigger.meaning.type in TRANSFER or trigger.meaning.type in ("visit",)
            score += ROLE_BONUS if transfer else (-ROLE_CLASH if ref.role == "from" else -1.0)
        if ref.role == "from" and not forward:
            score -= ROLE_BONUS
        return score

    def _reach(self, between: tuple[int, int], rivals: list[Trigger]) -> float:
        """Return how strongly an event word reaches a place over the tokens between them."""
        low, high = between
        score = BASE_SCORE - GAP_COST * (high - low)
        for index in range(low, high):
            raw = self.stream.words[index].raw
            if raw in (";", "؛", ":"):
                score -= CLAUSE_COST
            elif raw in (",", "،"):
                score -= COMMA_COST
            elif any(h.cls == "conjunction" and h.value == "but" for h in self.stream.hits[index]):
                score -= CLAUSE_COST
        return score - RIVAL_COST * sum(1 for t in rivals if low <= t.first < high)

    def _as_argument(self, trigger: Trigger, ref: PlaceRef) -> PlaceRef:
        """Give a bare place the role of the verb's object, and fit roles to the type."""
        role: LocationRole = ref.role
        meaning = trigger.meaning
        if meaning.type in TRANSFER and self.stream.hit_before(ref.first, "goal_preposition") is not None:
            role = "to"  # "left Goma for Gisenyi"
        bare = ref.mention is not None and not self._has_role(ref)
        if role == "at" and bare and meaning.object_role and trigger.last <= ref.first:
            role = meaning.object_role
        if meaning.type not in TRANSFER and role in ("to", "via"):
            role = "at"
        if meaning.type == "withdrawal" and role == "at" and bare and not trigger.verb:
            role = "from"
        return msgspec.structs.replace(ref, role=role)

    # ----------------------------------------------------------------- frame

    def _frame(self, trigger: Trigger, triggers: list[Trigger], places: list[PlaceRef], number: int) -> Frame | None:
        stream, elements = self.stream, self.elements
        first, last = stream.sentences[number]
        rules = [f"{trigger.meaning.type}:{trigger.text}"]
        direction = self._heading(trigger, triggers, last)
        ref = self._anaphor(trigger, number)
        if ref is not None:
            argument = self._as_argument(trigger, ref)
            if not places or self._fills(trigger, places, argument):
                places = [*places, argument]
                rules.append("anaphora")
        if not places:
            return None
        if trigger.meaning.type not in TRANSFER:
            places = [p for p in places if p.role != "from"]
            if not places:
                return None
        low, high = self._clause(trigger, triggers, places, first, last)
        stance = self.discourse.stance(trigger, low, high)
        if stance.negated:
            return None
        owned = {t.last for t in triggers if t is not trigger and not t.verb}
        # a force right after another noun of action is that noun's («سيطرة قوات …»)
        forces = [f for f in elements.forces if first <= f.first < last and f.first not in owned]
        subjects, opponents = self._actors(trigger, forces, low, high)
        start, end = stream.span(first, last)
        return Frame(
            trigger, tuple(places), direction, stance, subjects, opponents, self._date(trigger, first, last, low, high),
            tuple(c for c in elements.counts if low <= c.number.first < high),
            tuple(w for w in elements.weapons if low <= w.first < high),
            start, end, tuple(rules),
        )  # fmt: skip

    def _fills(self, trigger: Trigger, places: list[PlaceRef], argument: PlaceRef) -> bool:
        """Tell whether an anaphor gives a movement the end that it lacks."""
        if trigger.meaning.type not in TRANSFER or argument.role not in ("from", "to"):
            return False
        mentions = {p.mention for p in places}
        return argument.mention not in mentions and not any(p.role in (argument.role, "at") for p in places)

    def _clause(
        self, trigger: Trigger, triggers: list[Trigger], places: list[PlaceRef], first: int, last: int
    ) -> tuple[int, int]:
        """Return the token range that belongs to a trigger: up to its neighbours, its places included."""
        low = max((t.last for t in triggers if t.last <= trigger.first), default=first)
        high = min((t.first for t in triggers if t.first >= trigger.last), default=last)
        for place in places:
            low, high = min(low, place.first), max(high, place.last)
        return max(low, first), min(high, last)

    def _heading(self, trigger: Trigger, triggers: list[Trigger], last: int) -> str | None:
        """Return the bare direction of a movement ("head west", «إلى الجنوب الغربي»)."""
        if trigger.meaning.type not in TRANSFER:
            return None
        stop = min(
            (t.first for t in triggers if t.first >= trigger.last and t.meaning.type not in TRANSFER), default=last
        )
        taken = {i for r in self.elements.relatives for i in range(r.first, r.last)}
        for hit in self.stream.find("direction", trigger.last, stop):
            if hit.first in taken or hit.value == "C":
                continue
            following = self.stream.hit(hit.last, "preposition") if hit.last < len(self.stream) else None
            if following is None or following.value not in ("from",):
                return hit.value
        return None

    def _anaphor(self, trigger: Trigger, number: int) -> PlaceRef | None:
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
                role = role_of_clitics(stream, hit.reading.clitics) or role_before(stream, hit.first)
                return PlaceRef(_role(role), hit.first, hit.last, mention=found, anaphoric=True)
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
                return PlaceRef(_role(hit.value), index, index + 1, mention=found, anaphoric=True)
        return None

    def _antecedent(self, kind: str, before: int) -> int | None:
        wanted = {
            "town": ("town",), "capital": ("town",), "base": ("facility",), "airport": ("facility",), "port": ("facility",),
            "country": ("country",), "region": ("region",), "there": ("town", "facility", "region"),
        }[kind]  # fmt: skip
        start = self.stream.sentences[max(0, self.stream.sentence_of(before) - 3)][0]
        # where something happened before any place that was only named
        order = [*reversed(self.event_places), *range(len(self.elements.mentions) - 1, -1, -1)]
        for number in order:
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

    def _actors(
        self, trigger: Trigger, forces: list[Force], low: int, high: int
    ) -> tuple[tuple[Force, ...], tuple[Force, ...]]:
        """Return subject and opponent: the force before (or, in a verb-first clause, after) the event word."""
        subjects: list[Force] = []
        opponents: list[Force] = []
        battle = trigger.meaning.type in ("clash", "strike")
        for force in forces:
            against = force.first > trigger.first and (self._against(force) or self._joins(opponents, force))
            if against and (battle or low <= force.first < high):
                opponents.append(force)
            elif not against and (low <= force.first < high or battle):
                subjects.append(force)
        if not subjects and forces:
            subjects = [min(forces, key=lambda f: abs(f.first - trigger.first))]
        subjects.sort(key=lambda f: _actor_rank(f, trigger))
        return tuple(subjects[:3]), tuple(opponents[:3])

    def _joins(self, opponents: list[Force], force: Force) -> bool:
        """Tell whether a force is listed right after one that is acted on."""
        if not opponents or force.first - opponents[-1].last > 1:
            return False
        between = range(opponents[-1].last, force.first)
        joined = any(h.cls == "conjunction" and h.value == "and" for i in between for h in self.stream.hits[i])
        return joined or "و" in _clitics_at(self.stream, force.first)

    def _against(self, force: Force) -> bool:
        """Tell whether a force is acted on: a preposition of role "against" stands just before it."""
        low = max(0, force.first - AGAINST_WINDOW)
        return any(
            hit.value == "against" and not any(h.cls == "event_verb" for h in self.stream.hits[index])
            for index in range(low, force.first)
            for hit in self.stream.hits[index]
            if hit.cls == "preposition"
        )

    def _date(self, trigger: Trigger, first: int, last: int, low: int, high: int) -> DateMention | None:
        """Return the date nearest to the event word: in its clause, else in its sentence."""
        dates = [d for d in self.elements.dates if first <= d.first < last]
        inside = [d for d in dates if low <= d.first < high] or dates
        return min(inside, key=lambda d: abs(d.first - trigger.first), default=None)


def _anchors(elements: Elements) -> set[int]:
    """Return the mentions that only measure or bound something, with those listed after them ("borders with A, B and C")."""
    anchors = {a for r in elements.relatives for a in r.anchors if r.relation != "near"}
    for number in range(1, len(elements.mentions)):
        mention, before = elements.mentions[number], elements.mentions[number - 1]
        if number - 1 in anchors and mention.kind == "country" and f"listed with {before.surface}" in mention.reasons:
            anchors.add(number)
    return anchors


def _journeys(frames: list[Frame]) -> list[Frame]:
    """Join a frame that only leaves with the next one that only arrives."""
    out: list[Frame] = []
    for frame in frames:
        before = out[-1] if out else None
        if before is not None and _one_journey(before, frame):
            lead = frame if "origin" in before.trigger.meaning.flags else before
            out[-1] = msgspec.structs.replace(
                lead,
                places=(*before.places, *(_arriving(p) for p in frame.places)),
                direction=frame.direction or before.direction,
                date=before.date or frame.date,
                rules=(*before.rules, *frame.rules),
            )
            continue
        out.append(frame)
    return out


def _with_origins(frames: list[Frame]) -> list[Frame]:
    """Give a movement that only arrives the place of the clause before it ("based in A, they move to B")."""
    out: list[Frame] = []
    for frame in frames:
        before = out[-1] if out else None
        if (
            before is not None
            and frame.trigger.meaning.type in TRANSFER
            and frame.trigger.verb
            and {place.role for place in frame.places} == {"to"}
            and before.stance.modality == frame.stance.modality
        ):
            starts = [p for p in before.places if p.role in ("at", "to") and not _same_place(p, frame.places)]
            if len(starts) == 1:
                origin = msgspec.structs.replace(starts[0], role="from", anaphoric=True)
                frame = msgspec.structs.replace(  # noqa: PLW2901
                    frame, places=(*frame.places, origin), rules=(*frame.rules, "origin of the clause before")
                )
        out.append(frame)
    return out


def _same_place(place: PlaceRef, others: tuple[PlaceRef, ...]) -> bool:
    return any((place.mention, place.relative) == (other.mention, other.relative) for other in others)


def _arriving(place: PlaceRef) -> PlaceRef:
    return msgspec.structs.replace(place, role="to") if place.role == "at" else place


def _one_journey(a: Frame, b: Frame) -> bool:
    goal = "goal" in b.trigger.meaning.flags
    if a.trigger.meaning.type not in TRANSFER or not (goal or b.trigger.meaning.type in TRANSFER):
        return False
    if b.trigger.first - a.trigger.last > JOURNEY_TOKENS or (a.stance.modality != b.stance.modality and not goal):
        return False
    leaves = {p.role for p in a.places} == {"from"}
    arrives = bool(b.places) and all(p.role in ("to", "at", "via") for p in b.places)
    if "goal" in b.trigger.meaning.flags:
        return leaves
    came = {p.role for p in b.places} == {"from"} and "origin" in b.trigger.meaning.flags
    return (leaves and arrives) or (came and all(p.role in ("to", "at") for p in a.places))


def _actor_rank(force: Force, trigger: Trigger) -> float:
    """Return how far a force is from an event word, names before groups of people without one."""
    return abs(force.first - trigger.first) + UNNAMED_COST * (not force.named) + UNKNOWN_COST * (force.actor_id is None)


def _belongs(stream: TokenStream, index: int) -> bool:
    """Tell whether a force that owns it stands right after an unnamed facility («قاعدة تابعة للجيش»)."""
    classes = {"force_noun", "actor", "unit_head"}
    return any(h.cls in classes for at in range(index - 1, min(index + 2, len(stream))) for h in stream.hits[at])


def _role(role: str) -> LocationRole:
    return role if role in ("from", "to", "via") else "at"  # type: ignore[return-value]


def _clitics_at(stream: TokenStream, index: int) -> tuple[str, ...]:
    return tuple(c for r in stream.words[index].readings for c in r.clitics)


def _clitics(stream: TokenStream, mention: Toponym) -> tuple[str, ...]:
    skip = mention.start - stream.starts[mention.first]
    return tuple(c for r in stream.words[mention.first].readings if r.skip == skip and skip for c in r.clitics)
