"""Which statements of an article are one fact, told twice."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from geo.models import Article, Event

#: Types of one group are one fact when they share a place.
GROUPS: dict[str, str] = {
    "presence": "hold", "control": "control", "deployment": "transfer", "movement": "transfer", "delivery": "transfer",
    "withdrawal": "withdrawal", "naval": "naval", "clash": "clash", "strike": "clash", "exercise": "exercise",
}  # fmt: skip


def distinct(statements: Iterable[Event], article: Article) -> list[Event]:
    """Return the facts of an article in text order, each once.

    Parameters
    ----------
    statements
        Events as its sentences state them, in text order.
    article
        Where they stand; its title tells what the text below tells better.
    """
    facts: dict[tuple[object, ...], list[Event]] = {}
    for event in statements:
        _add(facts.setdefault(_fact(event), []), event)
    events = _without_presence_echo([event for same in facts.values() for event in same])
    events = _without_headline_echo(events, article)
    return sorted(events, key=lambda event: (event.evidence.start, event.id))


def _fact(event: Event) -> tuple[object, ...]:
    """Return what makes two statements one fact, time apart: kind of event, places, and whether it is said to be so."""
    group = GROUPS.get(event.type, event.type)
    spots = tuple(sorted((p.role, p.place_id or p.name, p.country or "") for p in event.locations))
    state = event.modality if event.modality in ("planned", "denied", "possible") else ""
    return group, spots, state


def _add(same: list[Event], event: Event) -> None:
    """Add an event to those of the same kind and place, or merge it with one of the same or of no time."""
    for number, known in enumerate(same):
        if event.evidence.start == known.evidence.start and _of_two_sides(event, known) and event.rules != known.rules:
            continue  # one sentence tells it twice of two sides: the place changed hands
        if event.time.edtf == known.time.edtf or not event.time.start or not known.time.start:
            better = _better(event, known)
            kept, other = (event, known) if better else (known, event)
            time = kept.time if kept.time.start else other.time
            same[number] = msgspec.structs.replace(kept, id=known.id, time=time)
            return
    same.append(event)


def _better(new: Event, old: Event) -> bool:
    return (bool(new.time.start), new.confidence, len(new.actors)) > (
        bool(old.time.start), old.confidence, len(old.actors),
    )  # fmt: skip


def _of_two_sides(a: Event, b: Event) -> bool:
    """Tell whether two statements share no actor."""
    return {actor.name for actor in a.actors}.isdisjoint(actor.name for actor in b.actors)


def _without_presence_echo(events: list[Event]) -> list[Event]:
    """Drop a presence where the same sentence states more of the same place."""
    more = {
        (event.evidence.start, place.place_id or place.name)
        for event in events
        if event.type != "presence"
        for place in event.locations
        if place.role in ("at", "to", "area")
    }
    return [
        event
        for event in events
        if event.type != "presence"
        or not any((event.evidence.start, p.place_id or p.name) in more for p in event.locations)
    ]


def _without_headline_echo(events: list[Event], article: Article) -> list[Event]:
    """Drop what a title tells where the text below tells it with a date or with more places."""
    titles = [(line.start, line.end) for line in article.lines if line.role == "title"]
    heads = {e.id for e in events if any(start <= e.evidence.start < end for start, end in titles)}
    told = [event for event in events if event.id not in heads]
    return [event for event in events if event.id not in heads or not any(_tells_more(e, event) for e in told)]


def _tells_more(event: Event, head: Event) -> bool:
    """Tell whether an event is that of a title, and neither its date nor its places contradict it."""
    (group, _, state), (head_group, _, head_state) = _fact(event), _fact(head)
    if (group, state) != (head_group, head_state) or head.time.edtf not in ("", event.time.edtf):
        return False
    spots = {place.place_id or place.name for place in event.locations}
    return all((place.place_id or place.name) in spots for place in head.locations)
