"""Who acts in an event and who is acted on."""

from __future__ import annotations

from geo.extraction.forces import Force
from geo.extraction.toponyms import clitics_at, says_and
from geo.extraction.triggers import Trigger
from geo.language.tokens import TokenStream

#: "against" stands at most this many tokens before who is attacked.
AGAINST_WINDOW = 3
#: So many tokens further from its event word counts a force without a name, and one that no table holds.
UNNAMED_COST, UNKNOWN_COST = 100, 6


def actors(
    stream: TokenStream, trigger: Trigger, forces: list[Force], low: int, high: int
) -> tuple[tuple[Force, ...], tuple[Force, ...]]:
    """Return subject and opponent: the force before (or, in a verb-first clause, after) the event word."""
    subjects: list[Force] = []
    opponents: list[Force] = []
    battle = trigger.meaning.type in ("clash", "strike")
    for force in forces:
        against = force.first > trigger.first and (_against(stream, force) or _joins(stream, opponents, force))
        if against and (battle or low <= force.first < high):
            opponents.append(force)
        elif not against and (low <= force.first < high or battle):
            subjects.append(force)
    if not subjects and forces:
        subjects = [min(forces, key=lambda f: abs(f.first - trigger.first))]
    subjects.sort(key=lambda f: _actor_rank(f, trigger))
    return tuple(subjects[:3]), tuple(opponents[:3])


def _joins(stream: TokenStream, opponents: list[Force], force: Force) -> bool:
    """Tell whether a force is listed right after one that is acted on."""
    if not opponents or force.first - opponents[-1].last > 1:
        return False
    between = range(opponents[-1].last, force.first)
    joined = any(says_and(stream.hits[i]) for i in between)
    return joined or "و" in clitics_at(stream, force.first)


def _against(stream: TokenStream, force: Force) -> bool:
    """Tell whether a force is acted on: a preposition of role "against" stands just before it."""
    low = max(0, force.first - AGAINST_WINDOW)
    return any(
        hit.value == "against" and not any(h.cls == "event_verb" for h in stream.hits[index])
        for index in range(low, force.first)
        for hit in stream.hits[index]
        if hit.cls == "preposition"
    )


def _actor_rank(force: Force, trigger: Trigger) -> float:
    """Return how far a force is from an event word, names before groups of people without one."""
    return abs(force.first - trigger.first) + UNNAMED_COST * (not force.named) + UNKNOWN_COST * (force.actor_id is None)
