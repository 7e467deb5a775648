"""Words that state an event, and whether they can be meant in a military sense here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import get_args

import msgspec

from geo.extraction.forces import Force, Weapon
from geo.extraction.sport import sport_marks
from geo.language.lexicon import Hit
from geo.language.tokens import TokenStream
from geo.models import NARRATIVE_ROLES, EventType, LocationRole

#: Types whose words are everyday words unless a force or weapon stands near.
NEEDS_FORCE = frozenset(
    {"presence", "deployment", "movement", "withdrawal", "delivery", "construction", "control", "visit", "agreement"}
)
#: One-letter endings of a verb that are a pronoun for sure.
PRONOUN_ENDINGS = frozenset({"ه"})
#: Equipment that arrives stands at most this many tokens from its verb.
CARGO_WINDOW = 9
#: What is built stands at most this many tokens from the word for building.
STRUCTURE_WINDOW = 8
#: What is carried stands at most this many tokens after the verb.
CARRIED_WINDOW = 5
#: A subject stands at most this many tokens from its verb of motion.
SUBJECT_WINDOW = 6
#: Movements that bring nothing to anybody: what somebody is hired for, and an advance.
NO_ARRIVAL = frozenset({"goal", "march"})
#: Types that carry something from one place to another.
TRANSFER = frozenset({"movement", "withdrawal", "deployment", "delivery", "naval"})
#: Military words per 100 words below which an article is not about forces
#: (calibrated on the development texts: sport, weather and economy stay under it).
MIN_MILITARY_PER_100 = 3.3
#: … and at least so many of them in all.
MIN_MILITARY_WORDS = 2
#: … one, or a word of battle, in a text of so few words: a sentence that somebody pastes.
SHORT_WORDS = 30
#: An article with fewer forces and weapons than this, none of them in a table, states events only beside one.
FEW_ARMED = 4
#: Sport words per military word above which battle words are metaphors.
MAX_SPORT_RATIO = 0.7
#: Classes of the lexicon that count as military words.
MILITARY_CLASSES = frozenset({"military_word", "force_noun", "actor", "equipment"})
# classes of the lexicon whose tokens are looked up together
_EVENT_CLASSES = frozenset({"not_event", "event_verb", "event_noun"})
_EQUIPMENT, _ACTOR = frozenset({"equipment"}), frozenset({"actor"})
_STRUCTURE, _DISASTER = frozenset({"structure"}), frozenset({"disaster"})
_CARRIED = frozenset({"force_noun", "equipment", "actor"})
_MOVED = frozenset({"force_noun", "equipment"})
_UNITS = frozenset({"force_noun", "unit_head"})
_MARTIAL = frozenset({"commander", "facility_head", "facility_adjective"})
_RANKED = frozenset({"commander", "person_title"})
_FORCES = frozenset({"force_noun", "actor", "equipment", "unit_head", "commander"})
_MOVERS = _FORCES | {"civilian"}
#: What it means that something other than a town falls, and the words that tell a town.
_FALLS = {"equipment": "strike;mil", "casualty": "clash;mil;kill"}
_PLACES = frozenset({"admin_head", "facility_head"})


class Meaning(msgspec.Struct, frozen=True):
    """What a trigger value says: ``type[;obj=role][;mil][;kill][;keep]``."""

    type: EventType
    object_role: LocationRole | None
    military: bool
    flags: frozenset[str]


class Trigger(msgspec.Struct, frozen=True, gc=False):
    """An event word: tokens ``[first, last)`` of a sentence."""

    first: int
    last: int
    sentence: int
    meaning: Meaning
    verb: bool
    form: str
    pronoun: bool
    text: str
    #: it takes its places but states no military event («الفيضانات التي ضربت درنة»)
    void: bool = False


@lru_cache(maxsize=512)
def parse_meaning(value: str) -> Meaning:
    """Parse the value of an event word."""
    head, *options = value.split(";")
    if head not in get_args(EventType):
        msg = f"unknown event type in lexicon value {value!r}"
        raise ValueError(msg)
    role = next((o.removeprefix("obj=") for o in options if o.startswith("obj=")), None)
    flags = frozenset(o for o in options if "=" not in o)
    return Meaning(head, role, "mil" in flags, flags)  # type: ignore[arg-type]


def find_triggers(
    stream: TokenStream, forces: Sequence[Force], weapons: Sequence[Weapon], covered: set[int]
) -> tuple[Trigger, ...]:
    """Return the event words of an article's narrative sentences.

    Parameters
    ----------
    stream
        Tokens of the article.
    forces, weapons
        What the article names; everyday words count as events only beside them.
    covered
        Tokens inside place names and named actors, which are no event words.
    """
    if not is_military(stream):
        return ()
    armed = _armed_sentences(stream, forces, weapons)
    # where hardly anybody is armed, battles are metaphors
    few = len(forces) + len(weapons) < FEW_ARMED and all(force.actor_id is None for force in forces)
    doubtful = few and len(stream) > SHORT_WORDS
    events = stream.marks(_EVENT_CLASSES)
    armed_at = [weapon.first for weapon in weapons]
    out: list[Trigger] = []
    for number, (first, last) in enumerate(stream.sentences):
        if stream.line_role(first) not in NARRATIVE_ROLES or _sporting(stream, first, last):
            continue
        found: list[Trigger] = []
        index = first
        while (index := events.find(1, index, last)) >= 0:
            idiom = stream.hit(index, "not_event")
            if idiom is not None:
                index = idiom.last
                continue
            hit = _event_hit(stream, index, covered)
            if hit is None or hit.last > last:
                index += 1
                continue
            meaning = parse_meaning(hit.value)
            plain = not doubtful and (meaning.military or meaning.type not in NEEDS_FORCE)
            stated = plain or armed[number]
            if not stated:
                index = hit.last
                continue
            void = not _fits(stream, hit, meaning, first, last)
            found.append(
                Trigger(
                    hit.first, hit.last, number, meaning, hit.cls == "event_verb", hit.phrase.form,
                    hit.reading.trim > 1, stream.surface(hit.first, hit.last), void,
                )
            )  # fmt: skip
            index = hit.last
        if not found:
            continue
        found = [_read_again(stream, trigger, first, last) for trigger in found]
        weapon = bisect_left(armed_at, first) < bisect_left(armed_at, last)
        found = [
            msgspec.structs.replace(t, void=True)
            if (t.meaning.type in TRANSFER and _civilian(stream, t, first, last))
            or (t.meaning.type == "delivery" and not weapon)
            else t
            for t in found
        ]
        out.extend(_without_echoes(stream, found, first, last))
    return tuple(out)


def _fits(stream: TokenStream, hit: Hit, meaning: Meaning, first: int, last: int) -> bool:
    """Tell whether the words around an event word allow its meaning."""
    if meaning.type == "construction":
        return _near(stream, _STRUCTURE, hit, (first, last), STRUCTURE_WINDOW)
    if "shoot" in meaning.flags:
        # «أطلق صاروخا» fires, «أطلق حملة» launches
        return _among(stream, _EQUIPMENT, hit.last, min(last, hit.last + CARGO_WINDOW))
    if meaning.type in ("strike", "clash") and hit.cls == "event_verb":
        return not _near(stream, _DISASTER, hit, (first, last), SUBJECT_WINDOW)
    if hit.cls == "event_verb" and stream.hit(hit.first, "saying") is not None:
        # «نقلت الوكالة» tells, «نقلت قوات» moves
        return _among(stream, _CARRIED, hit.last, min(last, hit.last + CARRIED_WINDOW))
    return True


def _near(stream: TokenStream, classes: frozenset[str], hit: Hit, bounds: tuple[int, int], window: int) -> bool:
    """Tell whether a hit of a class starts within so many tokens of another, inside of bounds."""
    return _among(stream, classes, max(bounds[0], hit.first - window), min(bounds[1], hit.last + window))


def _read_again(stream: TokenStream, trigger: Trigger, first: int, last: int) -> Trigger:
    """Return an event word in the sense that its subject and object give it."""
    for reading in (_as_visit, _as_handover, _as_delivery, _as_strike, _as_construction):
        trigger = reading(stream, trigger, first, last)
    return trigger


def _of_type(trigger: Trigger, type_: EventType) -> Trigger:
    return _meaning(trigger, msgspec.structs.replace(trigger.meaning, type=type_))


def _meaning(trigger: Trigger, meaning: Meaning) -> Trigger:
    return msgspec.structs.replace(trigger, meaning=meaning)


def _among(stream: TokenStream, classes: frozenset[str], first: int, last: int) -> bool:
    """Tell whether a hit of one of some classes starts in tokens ``[first, last)``."""
    return stream.marks(classes).find(1, first, last) >= 0


def _as_strike(stream: TokenStream, trigger: Trigger, first: int, last: int) -> Trigger:
    """Read the fall of a town as a strike where what falls, or is brought down, is equipment or somebody killed."""
    if "fall" not in trigger.meaning.flags:
        return trigger
    for index in _subject_side(stream, trigger, first, last, CARGO_WINDOW):
        if any(hit.cls in _PLACES for hit in stream.hits[index]):
            break
        fallen = next((hit.cls for hit in stream.hits[index] if hit.cls in _FALLS), None)
        if fallen is not None:
            return _meaning(trigger, parse_meaning(_FALLS[fallen]))
    return trigger


def _as_construction(stream: TokenStream, trigger: Trigger, _first: int, last: int) -> Trigger:
    """Read a stay as a construction where what the verb has for its object is built («أقام مهبطا»)."""
    if "build" not in trigger.meaning.flags:
        return trigger
    for hit in stream.hits_of(_STRUCTURE, trigger.last, min(last, trigger.last + CARRIED_WINDOW)):
        if not hit.reading.clitics and not hit.reading.definite and stream.hit_before(hit.first, "preposition") is None:
            return _of_type(trigger, "construction")
    return trigger


def _as_visit(stream: TokenStream, trigger: Trigger, first: int, last: int) -> Trigger:
    """Read a movement as a visit where only somebody of rank moves."""
    if trigger.meaning.type != "movement":
        return trigger
    if _among(stream, _MOVED, first, last) or not _among(stream, _RANKED, first, last):
        return trigger
    return _of_type(trigger, "visit")


def _as_handover(stream: TokenStream, trigger: Trigger, _first: int, last: int) -> Trigger:
    """Read the handing over of a base as a delivery where weapons are handed over."""
    if "handover" not in trigger.meaning.flags:
        return trigger
    weapons = _among(stream, _EQUIPMENT, trigger.last, min(last, trigger.last + CARRIED_WINDOW))
    return _meaning(trigger, parse_meaning("delivery")) if weapons else trigger


def _as_delivery(stream: TokenStream, trigger: Trigger, first: int, last: int) -> Trigger:
    """Read an arrival as a delivery where what arrives is equipment and no unit."""
    if trigger.meaning.type != "movement" or not NO_ARRIVAL.isdisjoint(trigger.meaning.flags):
        return trigger
    units, equipment = stream.marks(_UNITS), stream.marks(_EQUIPMENT)
    for index in _subject_side(stream, trigger, first, last, CARGO_WINDOW):
        if units[index] and not _owned(stream, index):
            return trigger
        if equipment[index]:
            return _of_type(trigger, "delivery")
    return trigger


def _subject_side(stream: TokenStream, trigger: Trigger, first: int, last: int, window: int) -> range:
    """Return the tokens where the subject of a verb stands, the nearest first: after it in Arabic, else before."""
    if stream.words[trigger.first].arabic:
        return range(trigger.last, min(last, trigger.last + window))
    return range(trigger.first - 1, max(first, trigger.first - window) - 1, -1)


def _owned(stream: TokenStream, index: int) -> bool:
    """Tell whether a word stands in the name of a facility, or right after its head ("army base")."""
    heads = stream.by_class.get("facility_head", {})
    return any(hit.first <= index <= hit.last for hit in heads.values())


def _without_echoes(stream: TokenStream, found: list[Trigger], first: int, last: int) -> list[Trigger]:
    """Drop words that only repeat what a stronger word of the sentence states.

    Deaths are part of the attack that caused them; a column or convoy is what a
    verb of motion moves; a meeting needs somebody of rank.
    """
    live = [t for t in found if not t.void]
    attack = any(t.meaning.type in ("clash", "strike") and "kill" not in t.meaning.flags for t in live)
    motion = any(t.meaning.type in TRANSFER and "carrier" not in t.meaning.flags for t in live)
    drill = any(t.meaning.type == "exercise" for t in live)
    return [
        t
        for t in found
        if not ("kill" in t.meaning.flags and attack)
        and not ("carrier" in t.meaning.flags and (motion or (attack and t.meaning.type == "recon")))
        and not ("weak" in t.meaning.flags and (attack or _object_of_another(t, live)))
        and not ("start" in t.meaning.flags and (attack or drill))
        and (t.meaning.type != "visit" or _ranked(stream, first, last))
    ]


def _object_of_another(noun: Trigger, live: Sequence[Trigger]) -> bool:
    """Tell whether a noun of standing is what a verb before it gives up or takes («أخلت مواقعها»)."""
    governing = {"withdrawal", "control", "strike"}
    return any(t.verb and t.meaning.type in governing and 0 <= noun.first - t.last <= SUBJECT_WINDOW for t in live)


def _ranked(stream: TokenStream, first: int, last: int) -> bool:
    """Tell whether somebody of rank, or a named force, stands in a stretch."""
    if _among(stream, _RANKED, first, last):
        return True
    return any(hit.value for hit in stream.hits_of(_ACTOR, first, last))


def _civilian(stream: TokenStream, trigger: Trigger, first: int, last: int) -> bool:
    """Tell whether civilians stand nearer to a verb of motion than any force, on the side of its subject."""
    movers = stream.marks(_MOVERS)
    for index in _subject_side(stream, trigger, first, last, SUBJECT_WINDOW):
        if not movers[index]:
            continue
        for hit in stream.hits[index]:
            if hit.cls in _FORCES:
                return False
            if hit.cls == "civilian":
                return True
    return False


def _event_hit(stream: TokenStream, index: int, covered: set[int]) -> Hit | None:
    if index in covered or not stream.hits[index]:
        return None
    verb, noun = stream.hit(index, "event_verb"), stream.hit(index, "event_noun")
    if verb is not None and not finite(stream, verb):
        verb = None
    if noun is not None and verb is not None and verb.phrase.form == "present" and _compounded(stream, index, noun):
        verb = None
    best = verb if noun is None or (verb is not None and verb.last >= noun.last) else noun
    if best is None:
        return None
    # "the base", « une marche »: after an article a finite form is a noun
    if (
        best is verb
        and best.phrase.form == "present"
        and stream.hit_before(index, "determiner")
        and best.last - index == 1
    ):
        best = noun
        if best is None:
            return None
    # a bare clitic reading of a rarer word loses against a function word of the same form
    if best.reading.clitics and any(
        h.cls in ("preposition", "conjunction") and not h.reading.clitics for h in stream.hits[index]
    ):
        return None
    return best


def _compounded(stream: TokenStream, index: int, noun: Hit) -> bool:
    """Tell whether a word that is noun and verb is the head of a force's name ("an army patrol")."""
    before = stream.before(index)
    return "carrier" in parse_meaning(noun.value).flags and ("force_noun" in before or "demonym" in before)


def finite(stream: TokenStream, verb: Hit) -> bool:
    """Tell whether a word can be the finite verb that it looks like, rather than a noun or an adjective.

    No finite verb takes an article («الرابط بين»), and one letter at its end is a pronoun only if it is one that
    verbs take, not the ending of an accusative noun or of an adjective («عسكري»).
    """
    if verb.reading.definite:
        return False
    return verb.reading.trim != 1 or stream.words[verb.last - 1].light_form[-1] in PRONOUN_ENDINGS


def is_military(stream: TokenStream) -> bool:
    """Tell whether an article's narrative is about armed forces at all; sentences of sport do not count."""
    words = military = sport = 0
    for first, last in stream.sentences:
        if stream.line_role(first) not in NARRATIVE_ROLES:
            continue
        armed, games = _tally(stream, first, last)
        sport += games
        if games <= armed:
            words += last - first
            military += armed
    needed = MIN_MILITARY_WORDS
    if words <= SHORT_WORDS:
        needed = 1
        attacks = (hit for hit in stream.hits_of(_EVENT_CLASSES, 0, len(stream)) if hit.cls != "not_event")
        military += any(parse_meaning(hit.value).military for hit in attacks)
        military += max(stream.marks(_MARTIAL), default=0)
    if military < needed or sport > military * MAX_SPORT_RATIO:
        return False
    return military * 100 >= words * MIN_MILITARY_PER_100


def _tally(stream: TokenStream, first: int, last: int) -> tuple[int, int]:
    """Return how many words of a stretch are military, and how many of sport."""
    return stream.marks(MILITARY_CLASSES).count(1, first, last), sport_marks(stream).count(1, first, last)


def _sporting(stream: TokenStream, first: int, last: int) -> bool:
    """Tell whether a sentence has more sport words than military ones."""
    military, sport = _tally(stream, first, last)
    return sport > military


def _armed_sentences(stream: TokenStream, forces: Sequence[Force], weapons: Sequence[Weapon]) -> list[bool]:
    """Tell for each sentence whether a force or weapon stands in it or in the one before on its line."""
    own = [False] * len(stream.sentences)
    for first in (*(force.first for force in forces), *(weapon.first for weapon in weapons)):
        own[stream.sentence_of(first)] = True
    out = list(own)
    for number in range(1, len(own)):
        first, before = stream.sentences[number][0], stream.sentences[number - 1][0]
        if own[number - 1] and stream.line_of[first] == stream.line_of[before]:
            out[number] = True
    return out
