"""Who is reported where since when, and which facts several voices state: derived from events, never stored.

Both functions are pure: the same records give the same answer, whenever they are asked.
Nothing here says that a force *is* somewhere; it says when it was last reported there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from geo.errors import SettingsError
from geo.geocoding.facts import GROUPS
from geo.geodesy import great_circle_km
from geo.language.normalize import fold
from geo.models import Actor, ArticleRecord, Event, Location, Model

State = Literal["reported", "stale", "left", "undated"]
DayBasis = Literal["text", "published", "unknown"]

#: A report older than this says little about now, days. Our choice: half a year, about one rotation of a unit.
STALE_AFTER_DAYS = 180
#: A report without a date of its own tells of the days before it was published, days. Our choice: a fortnight.
NEWS_WINDOW_DAYS = 14
#: Places of one fact lie within their uncertainties, but two outlets may name different parts of a town, km.
SAME_PLACE_KM = 10.0

#: Which actors an event shows to be at its place. A strike comes from afar: it shows its target.
_SHOWN: dict[str, frozenset[str]] = {
    "clash": frozenset({"subject", "opponent", "partner"}),
    "strike": frozenset({"opponent"}),
} | dict.fromkeys(
    ("presence", "deployment", "movement", "construction", "recon", "naval", "exercise", "control", "withdrawal"),
    frozenset({"subject", "partner"}),
)
#: Only what is said to be so shows a presence; plans, possibilities and denials do not.
_SAID_TO_BE_SO = frozenset({"asserted", "reported"})
_COUNTRY_PREC = 6


class Sighting(Model, frozen=True):
    """One event as a witness.

    Attributes
    ----------
    first_day, last_day
        Interval that the event lies in; from the text, or else up to the day of publication.
    basis
        Where the days are from.
    voice
        Who says so: the source that the text names, else the file.
    departs
        Whether it tells that the force left.
    """

    event_id: str
    type: str
    first_day: dt.date | None
    last_day: dt.date | None
    basis: DayBasis
    voice: str
    departs: bool


class Presence(Model, frozen=True):
    """A force reported at a place.

    Attributes
    ----------
    actor, place
        Ids; a name, or coordinates, where there is no id.
    first_seen, last_seen
        Days between which it is reported there; None if no report is dated.
    state
        "reported", "stale" (last report too long ago), "left" (last report tells of a withdrawal), or "undated".
    """

    actor: str
    actor_name: str
    place: str
    place_name: str
    country: str | None
    lat: float | None
    lon: float | None
    where_prec: int
    first_seen: dt.date | None
    last_seen: dt.date | None
    state: State
    sightings: tuple[Sighting, ...]


class Fact(Model, frozen=True):
    """Events that state one fact, as far as can be seen.

    Attributes
    ----------
    voices
        Who states it, each once; copies of the same words count once.
    denials
        Ids of events that deny it.
    """

    type: str
    actor_names: tuple[str, ...]
    place_name: str
    first_day: dt.date | None
    last_day: dt.date | None
    events: tuple[str, ...]
    voices: tuple[str, ...]
    denials: tuple[str, ...]

    @property
    def corroborated(self) -> bool:
        """Whether at least two voices state it."""
        return len(self.voices) > 1


# ------------------------------------------------------------------- presence


def presence(
    records: Iterable[ArticleRecord], *, as_of: dt.date | None = None, stale_after_days: int = STALE_AFTER_DAYS
) -> tuple[Presence, ...]:
    """Return which force is reported at which place, the latest first.

    Parameters
    ----------
    records
        Of any number of sources.
    as_of
        Day to look from; later reports are left out. None is the latest day of the records, so that the
        answer does not depend on today.
    stale_after_days
        A presence last reported longer ago than this is stale.

    Raises
    ------
    SettingsError
        If `stale_after_days` is negative.
    """
    if stale_after_days < 0:
        msg = f"stale_after_days must not be negative, got {stale_after_days}"
        raise SettingsError(msg)
    seen: dict[tuple[str, str], list[tuple[Actor, Location, Sighting]]] = {}
    for record in records:
        for event in record.events:
            if event.modality in _SAID_TO_BE_SO:
                for actor, place, sighting in _sightings(record, event):
                    seen.setdefault((actor_key(actor), place_key(place)), []).append((actor, place, sighting))
    days = [s.last_day for found in seen.values() for _, _, s in found if s.last_day is not None]
    horizon = as_of if as_of is not None else max(days, default=None)
    out = []
    for key, found in seen.items():
        kept = [item for item in found if _is_before(item[2], horizon)]
        if kept:
            out.append(_presence(key, kept, horizon, stale_after_days))
    return tuple(sorted(out, key=lambda p: (-(p.last_seen or dt.date.min).toordinal(), p.actor, p.place)))


def _sightings(record: ArticleRecord, event: Event) -> Iterator[tuple[Actor, Location, Sighting]]:
    first, last, basis = days_of(record, event)
    voice = voice_of(record, event)
    for place in event.locations:
        if place.role == "anchor" or place_key(place) == "":
            continue
        departs = event.type == "withdrawal" and place.role in ("from", "at", "area")
        sighting = Sighting(event.id, event.type, first, last, basis, voice, departs)
        for actor in event.actors:
            if actor.role in _SHOWN.get(event.type, frozenset()):
                yield actor, place, sighting


def _presence(
    key: tuple[str, str],
    found: Sequence[tuple[Actor, Location, Sighting]],
    horizon: dt.date | None,
    stale_after_days: int,
) -> Presence:
    found = sorted(found, key=lambda item: (item[2].last_day or dt.date.min, item[2].event_id))
    actor, place, _ = found[0]
    sightings = tuple(s for _, _, s in found)
    first = min((s.first_day for s in sightings if s.first_day is not None), default=None)
    last = max((s.last_day for s in sightings if s.last_day is not None), default=None)
    state: State
    if last is None or horizon is None:
        state = "undated"
    elif sightings[-1].departs:
        state = "left"
    else:
        state = "stale" if (horizon - last).days > stale_after_days else "reported"
    return Presence(
        key[0], actor.name, key[1], place.name, place.country, place.lat, place.lon, place.where_prec, first, last,
        state, sightings,
    )  # fmt: skip


def _is_before(sighting: Sighting, horizon: dt.date | None) -> bool:
    return horizon is None or sighting.first_day is None or sighting.first_day <= horizon


def place_key(place: Location) -> str:
    """Return what makes two locations the same place: gazetteer id, country or rounded point; "" for none."""
    if place.place_id:
        return place.place_id
    if place.lat is not None and place.lon is not None:
        return f"{place.lat:.2f},{place.lon:.2f}"
    return f"country-{place.country.lower()}" if place.country and place.where_prec == _COUNTRY_PREC else ""


def days_of(record: ArticleRecord, event: Event) -> tuple[dt.date | None, dt.date | None, DayBasis]:
    """Return the interval in which an event lies, and whether the text or the publication gives it."""
    if event.time.start is not None or event.time.end is not None:
        return event.time.start or event.time.end, event.time.end or record.published or event.time.start, "text"
    # "XXXX-11-05" has words for the day but no year: the publication, were it known, would have given it
    if record.published is not None and event.time.basis == "unknown":
        return record.published - dt.timedelta(days=NEWS_WINDOW_DAYS), record.published, "published"
    return None, None, "unknown"


# -------------------------------------------------------------- corroboration


class _Claim(Model, frozen=True):
    record: ArticleRecord
    event: Event
    first: dt.date
    last: dt.date


def corroboration(records: Iterable[ArticleRecord]) -> tuple[Fact, ...]:
    """Return the facts that the events state, those with the most voices first.

    Events state one fact if they are of one kind, share a named force and a place, and may
    have happened on the same day. Events without a day, or without a force, stand alone
    and are left out: nothing can confirm them.
    """
    claims = [
        _Claim(record, event, first, last)
        for record in records
        for event in record.events
        for first, last, _ in (days_of(record, event),)
        if first is not None and last is not None and event.actors and event.locations
    ]
    # the most precise first: it anchors its fact, so that "in May" cannot chain two days of May together
    claims.sort(key=lambda c: ((c.last - c.first).days, c.first, c.event.id))
    groups: list[list[_Claim]] = []
    by_actor: dict[tuple[str, str], list[list[_Claim]]] = {}
    for claim in claims:
        kind = GROUPS.get(claim.event.type, claim.event.type)
        keys = [(kind, actor_key(actor)) for actor in claim.event.actors]
        home = next((group for key in keys for group in by_actor.get(key, ()) if _agree(group[0], claim)), None)
        if home is not None:
            home.append(claim)
            continue
        groups.append([claim])
        for key in dict.fromkeys(keys):
            by_actor.setdefault(key, []).append(groups[-1])
    facts = [fact for group in groups if (fact := _fact(group)) is not None]
    return tuple(sorted(facts, key=lambda f: (-len(f.voices), f.events)))


def _fact(group: Sequence[_Claim]) -> Fact | None:
    stating = [claim for claim in group if claim.event.modality in _SAID_TO_BE_SO]
    if not stating:
        return None
    anchor = stating[0]
    names = tuple(actor.name for actor in anchor.event.actors)
    denials = tuple(sorted({claim.event.id for claim in group if claim.event.modality == "denied"}))
    voices: dict[str, str] = {}
    for claim in stating:
        # words copied from one outlet by another are one voice
        voices.setdefault(fold(claim.event.evidence.quote), voice_of(claim.record, claim.event))
    return Fact(
        anchor.event.type, names, anchor.event.locations[0].name, anchor.first, anchor.last,
        tuple(claim.event.id for claim in stating), tuple(sorted(set(voices.values()))), denials,
    )  # fmt: skip


def _agree(a: _Claim, b: _Claim) -> bool:
    """Return whether two claims of one kind with a shared force may state one fact."""
    return (
        a.first <= b.last
        and b.first <= a.last
        and any(same_place(p, q) for p in a.event.locations for q in b.event.locations if p.role != "anchor" != q.role)
    )


def same_place(a: Location, b: Location) -> bool:
    """Tell whether two locations may be one: the same id, or points within their uncertainties."""
    if place_key(a) == place_key(b):
        return place_key(a) != ""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return False
    reach = max(SAME_PLACE_KM, (a.uncertainty_km or 0.0) + (b.uncertainty_km or 0.0))
    return great_circle_km(a.lat, a.lon, b.lat, b.lon) <= reach


def actor_key(actor: Actor) -> str:
    """Return what makes two mentions of a force the same force: its id, or its folded name."""
    return actor.actor_id or fold(actor.name)


def voice_of(record: ArticleRecord, event: Event) -> str:
    """Return who tells an event: the source that the text names, else the file."""
    return event.attributed_to or record.source
