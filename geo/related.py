"""Other reports of the same: events of different articles that likely tell one thing, linked and never merged.

The rule is transparent, so that a reader can judge it. Two events are linked if

* they stand in different articles and are of one group of types (`geo.geocoding.locate.GROUPS`);
* they share a place within their uncertainties, in a role that fits: where a movement starts is compared with
  where another starts, not with where it ends;
* their days overlap; where a text gives no day, the days before its publication stand in;
* they share a force, where both name a known one; where place or days are too wide to tell much, they must share one.

A denial is linked to what it denies, and told apart. Links are symmetric and not transitive. How many *independent*
reports there are is counted apart from how many there are: texts that share most of their words are copies, and
what two outlets have from one named source is one voice.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Literal, NamedTuple

import msgspec

from geo.geocoding.facts import GROUPS
from geo.language.normalize import fold
from geo.ledger import actor_key, same_place, voice_of
from geo.models import ArticleRecord, Event, Location, Model

LinkKind = Literal["same", "denial"]
Reason = Literal["place", "days", "published", "force"]

#: A text without a day tells of the last days before it was published, days: agencies follow within hours, weeklies
#: within days.
NEWS_DAYS = 4
#: "Tuesday night" is Tuesday to one outlet and Wednesday to the next, days.
DAY_SLACK = dt.timedelta(days=1)
#: A place known no better than this, or an interval longer than this, tells little: a shared force must join in.
VAGUE_KM, VAGUE_DAYS = 50.0, 31
#: Two sentences are copies if the shorter one shares so much of its pairs of words with the longer one. Our choice:
#: an agency's sentence that is cut or has a few words exchanged stays above, two reports in own words stay below.
COPY_SHARE = 0.7
#: Shorter sentences are alike by chance, pairs of words.
COPY_PAIRS = 5
#: Beyond, nobody reads the links of a card, and comparing all with all takes seconds.
MOST_EVENTS = 5000
#: Where everything tells one thing, each event is compared with so many later ones: no card lists more.
MOST_NEAR = 100


class Link(Model, frozen=True):
    """Another event that likely tells the same, or denies it.

    Attributes
    ----------
    event
        Its id.
    copy
        Whether its sentence is mostly the same words.
    reasons
        What the two share.
    """

    event: str
    kind: LinkKind
    copy: bool
    reasons: tuple[Reason, ...]


class Reports(Model, frozen=True):
    """The other reports of one event.

    Attributes
    ----------
    independent
        How many voices other than its own tell the same: an article is one voice, and so are articles of which one
        copies the other or which have it from one named source.
    """

    links: tuple[Link, ...]
    independent: int


class Said(Model, frozen=True):
    """Words and voice of an event, as far as they tell whether two reports are independent."""

    pairs: frozenset[tuple[str, str]]
    voice: str


class _Told(msgspec.Struct):
    """One event with what the rule looks at."""

    number: int
    article: int
    event: Event
    first: dt.date
    last: dt.date
    dated: bool
    forces: frozenset[str]
    knows_forces: bool
    said: Said


class _Near(NamedTuple):
    """An event near another, and what they share."""

    told: _Told
    copy: bool
    reasons: tuple[Reason, ...]


class _Pair(NamedTuple):
    one: _Told
    other: _Told
    reasons: tuple[Reason, ...]


def said_by(record: ArticleRecord, event: Event) -> Said:
    """Return the words and the voice of an event."""
    words = [fold(word) for word in event.evidence.quote.split()]
    return Said(frozenset(pairwise(words)), fold(voice_of(record, event)))


def related_reports(records: Sequence[ArticleRecord], *, said: Mapping[str, Said] | None = None) -> dict[str, Reports]:
    """Return, for each event that has any, the other reports of the same.

    Parameters
    ----------
    records
        Articles with their events. From `MOST_EVENTS` events on nothing is linked.
    said
        Words and voices by event id, for records that had theirs taken away; others are asked themselves.
    """
    if sum(len(record.events) for record in records) >= MOST_EVENTS:
        return {}
    groups: dict[str, list[_Told]] = defaultdict(list)
    for told in _told(records, said or {}):
        groups[GROUPS.get(told.event.type, told.event.type)].append(told)
    near: dict[int, list[_Near]] = defaultdict(list)
    for pair in (pair for group in groups.values() for pair in _pairs(group)):
        copy = is_copy(pair.one.said, pair.other.said)
        near[pair.one.number].append(_Near(pair.other, copy, pair.reasons))
        near[pair.other.number].append(_Near(pair.one, copy, pair.reasons))
    found = {told.number: told for group in groups.values() for told in group if told.number in near}
    joined = {number: _joined(told, near[number]) for number, told in found.items()}
    return {
        told.event.id: Reports(_links(told, near[number]), _independent(told, near[number], joined))
        for number, told in sorted(found.items())
    }


def is_copy(one: Said, other: Said) -> bool:
    """Tell whether two sentences share most of their words in the same order."""
    shorter = min(len(one.pairs), len(other.pairs))
    return shorter >= COPY_PAIRS and len(one.pairs & other.pairs) >= COPY_SHARE * shorter


def _told(records: Sequence[ArticleRecord], said: Mapping[str, Said]) -> Iterator[_Told]:
    number = 0
    for article, record in enumerate(records):
        for event in record.events:
            number += 1
            days = _days(record, event)
            if days is not None:
                forces = frozenset(actor_key(actor) for actor in event.actors)
                known = any(actor.actor_id for actor in event.actors)
                dated = event.time.start is not None or event.time.end is not None
                words = said.get(event.id) or said_by(record, event)
                yield _Told(number, article, event, *days, dated, forces, known, words)


def _days(record: ArticleRecord, event: Event) -> tuple[dt.date, dt.date] | None:
    """Return the days in which an event lies; None if neither the text nor its publication tells."""
    first, last = event.time.start or event.time.end, event.time.end or event.time.start
    if first is not None and last is not None:
        return first, last
    if record.published is None:
        return None
    return record.published - dt.timedelta(days=NEWS_DAYS), record.published


def _pairs(group: list[_Told]) -> Iterator[_Pair]:
    """Yield the linked events of one group of types: each pair once."""
    group.sort(key=lambda told: (told.first, told.number))
    for index, one in enumerate(group):
        room = MOST_NEAR
        for other in islice(group, index + 1, None):
            if other.first > one.last + DAY_SLACK or not room:
                break
            if one.article == other.article or one.event.id == other.event.id:
                continue
            reasons = _reasons(one, other)
            if reasons:
                room -= 1
                yield _Pair(one, other, reasons)


def _reasons(one: _Told, other: _Told) -> tuple[Reason, ...]:
    """Return what two events of one group and of overlapping days share; nothing if they are not one matter."""
    shared = not one.forces.isdisjoint(other.forces)
    if not shared:
        vague_days = max(one.last - one.first, other.last - other.first).days > VAGUE_DAYS
        if vague_days or (one.knows_forces and other.knows_forces):
            return ()
    if not any(
        _role(one.event, a) == _role(other.event, b) != "" and (shared or _is_narrow(a, b)) and same_place(a, b)
        for a in one.event.locations
        for b in other.event.locations
    ):
        return ()
    days: Reason = "days" if one.dated and other.dated else "published"
    return ("place", days, "force") if shared else ("place", days)


def _role(event: Event, place: Location) -> str:
    """Return the end of an event that a place is: its start, its end (or where it is), or none."""
    if place.role == "anchor" or place.method in ("none", "direction"):
        return ""
    if place.role == "from" or (event.type == "withdrawal" and place.role in ("at", "area")):
        return "start"
    return "end"


def _is_narrow(*places: Location) -> bool:
    return all(place.lat is not None and (place.uncertainty_km or 0.0) <= VAGUE_KM for place in places)


def _denies(told: _Told) -> bool:
    return told.event.modality == "denied"


def _links(told: _Told, near: Sequence[_Near]) -> tuple[Link, ...]:
    """Return the links of one event in the order of the articles."""
    return tuple(
        Link(other.event.id, "denial" if _denies(told) != _denies(other) else "same", copy, reasons)
        for other, copy, reasons in sorted(near, key=lambda item: item.told.number)
    )


def _joined(told: _Told, near: Sequence[_Near]) -> frozenset[int]:
    """Return the numbers of near events that tell it with the same voice."""
    return frozenset(other.number for other, copy, _ in near if copy or other.said.voice == told.said.voice)


def _independent(told: _Told, near: Sequence[_Near], joined: Mapping[int, frozenset[int]]) -> int:
    """Return how many voices but its own tell what an event tells."""
    same = [told, *(other for other, *_ in near if _denies(other) == _denies(told))]
    article = {item.number: item.article for item in same}
    within: dict[int, list[int]] = defaultdict(list)
    for item in same:
        within[item.article].append(item.number)
    waiting, voices = set(article), 0
    for item in same:
        if item.number not in waiting:
            continue
        voices += 1
        waiting.discard(item.number)
        voice = [item.number]
        while voice:
            number = voice.pop()
            more = waiting.intersection(joined[number]) | waiting.intersection(within[article[number]])
            waiting -= more
            voice.extend(more)
    return voices - 1
