"""Words that state an event, and whether they can be meant in a military sense here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import get_args

import msgspec

from geo.extraction.forces import Force, Weapon
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
#: Types that carry something from one place to another.
TRANSFER = frozenset({"movement", "withdrawal", "deployment", "delivery", "naval"})
#: Military words per 100 words below which an article is not about forces
#: (calibrated on the development texts: sport, weather and economy stay under it).
MIN_MILITARY_PER_100 = 3.3
#: … and at least so many of them in all.
MIN_MILITARY_WORDS = 2
#: Sport words per military word above which battle words are metaphors.
MAX_SPORT_RATIO = 0.7
#: Classes of the lexicon that count as military words.
MILITARY_CLASSES = frozenset({"military_word", "force_noun", "actor", "equipment"})


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
    out: list[Trigger] = []
    for number, (first, last) in enumerate(stream.sentences):
        if stream.line_role(first) not in NARRATIVE_ROLES or _sporting(stream, first, last):
            continue
        found: list[Trigger] = []
        index = first
        while index < last:
            idiom = stream.hit(index, "not_event")
            if idiom is not None:
                index = idiom.last
                continue
            hit = _event_hit(stream, index, covered)
            if hit is None or hit.last > last:
                index += 1
                continue
            meaning = parse_meaning(hit.value)
            stated = meaning.military or meaning.type not in NEEDS_FORCE or armed[number]
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
        found = [_as_delivery(stream, _as_visit(stream, t, first, last), first, last) for t in found]
        weapon = any(first <= w.first < last for w in weapons)
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
    by_class = stream.by_class
    if meaning.type == "construction":
        return _any_near(by_class.get("structure", {}), hit, first, last, STRUCTURE_WINDOW)
    if meaning.type in ("strike", "clash") and hit.cls == "event_verb":
        return not _any_near(by_class.get("disaster", {}), hit, first, last, SUBJECT_WINDOW)
    if hit.cls == "event_verb" and stream.hit(hit.first, "saying") is not None:
        # «نقلت الوكالة» tells, «نقلت قوات» moves
        carried = {**by_class.get("force_noun", {}), **by_class.get("equipment", {}), **by_class.get("actor", {})}
        return any(index in carried for index in range(hit.last, min(last, hit.last + CARRIED_WINDOW)))
    return True


def _any_near(found: dict[int, Hit], hit: Hit, first: int, last: int, window: int) -> bool:
    return any(index in found for index in range(max(first, hit.first - window), min(last, hit.last + window)))


def _as_visit(stream: TokenStream, trigger: Trigger, first: int, last: int) -> Trigger:
    """Read a movement as a visit where only somebody of rank moves."""
    if trigger.meaning.type != "movement":
        return trigger
    classes = {hit.cls for index in range(first, last) for hit in stream.hits[index]}
    if classes & {"force_noun", "equipment"} or not classes & {"commander", "person_title"}:
        return trigger
    return msgspec.structs.replace(trigger, meaning=msgspec.structs.replace(trigger.meaning, type="visit"))


def _as_delivery(stream: TokenStream, trigger: Trigger, first: int, last: int) -> Trigger:
    """Read an arrival as a delivery where what arrives is equipment and no unit."""
    if trigger.meaning.type != "movement" or "goal" in trigger.meaning.flags:
        return trigger
    arabic = stream.words[trigger.first].arabic
    side = range(trigger.last, min(last, trigger.last + CARGO_WINDOW))
    if not arabic:
        side = range(trigger.first - 1, max(first, trigger.first - CARGO_WINDOW) - 1, -1)
    owned = {i for at, hit in stream.by_class.get("facility_head", {}).items() for i in range(at, hit.last + 1)}
    for index in side:
        if index not in owned and (stream.hit(index, "force_noun") or stream.hit(index, "unit_head")):
            return trigger
        if stream.hit(index, "equipment"):
            return msgspec.structs.replace(trigger, meaning=msgspec.structs.replace(trigger.meaning, type="delivery"))
    return trigger


def _without_echoes(stream: TokenStream, found: list[Trigger], first: int, last: int) -> list[Trigger]:
    """Drop words that only repeat what a stronger word of the sentence states.

    Deaths are part of the attack that caused them; a column or convoy is what a
    verb of motion moves; a meeting needs somebody of rank.
    """
    live = [t for t in found if not t.void]
    attack = any(t.meaning.type in ("clash", "strike") and "kill" not in t.meaning.flags for t in live)
    motion = any(t.meaning.type in TRANSFER and "carrier" not in t.meaning.flags for t in live)
    ranked = any(
        hit.cls in ("commander", "person_title") or (hit.cls == "actor" and hit.phrase.value)
        for index in range(first, last)
        for hit in stream.hits[index]
    )
    drill = any(t.meaning.type == "exercise" for t in live)
    return [
        t
        for t in found
        if not ("kill" in t.meaning.flags and attack)
        and not ("carrier" in t.meaning.flags and motion)
        and not ("weak" in t.meaning.flags and attack)
        and not ("start" in t.meaning.flags and (attack or drill))
        and (t.meaning.type != "visit" or ranked)
    ]


def _civilian(stream: TokenStream, trigger: Trigger, first: int, last: int) -> bool:
    """Tell whether civilians stand nearer to a verb of motion than any force, on the side of its subject."""
    ahead = range(trigger.first - 1, max(first, trigger.first - SUBJECT_WINDOW) - 1, -1)
    behind = range(trigger.last, min(last, trigger.last + SUBJECT_WINDOW))
    for index in behind if stream.words[trigger.first].arabic else ahead:
        for hit in stream.hits[index]:
            if hit.cls in ("force_noun", "actor", "equipment", "unit_head", "commander"):
                return False
            if hit.cls == "civilian":
                return True
    return False


def _event_hit(stream: TokenStream, index: int, covered: set[int]) -> Hit | None:
    if index in covered or not stream.hits[index]:
        return None
    verb, noun = stream.hit(index, "event_verb"), stream.hit(index, "event_noun")
    if verb is not None and verb.reading.trim == 1 and stream.words[index].light_form[-1] not in PRONOUN_ENDINGS:
        verb = None  # an accusative noun or an adjective («عسكري»), no verb with a pronoun
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
    if military < MIN_MILITARY_WORDS or sport > military * MAX_SPORT_RATIO:
        return False
    return military * 100 >= words * MIN_MILITARY_PER_100


def _tally(stream: TokenStream, first: int, last: int) -> tuple[int, int]:
    """Return how many words of a stretch are military, and how many of sport."""
    military = sport = 0
    for index in range(first, last):
        classes = {hit.phrase.cls for hit in stream.hits[index]}
        military += bool(classes & MILITARY_CLASSES)
        sport += "sport_word" in classes
    return military, sport


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
