"""What an analyst decided about an event, and the event as it stands after that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from geo.models import ArticleRecord, Disc, Event, Location, Model

Verdict = Literal["accepted", "rejected", "moved", "merged"]
#: Roles of a place, the one that says best where an event is first.
_MAIN_ROLES = ("at", "area", "to", "from", "via", "anchor")
#: UCDP precision class of a place that an analyst set on the map.
_EXACT = 1


class Review(Model, frozen=True):
    """One decision of an analyst about one event.

    Attributes
    ----------
    verdict
        "moved" needs `lat` and `lon` (EPSG:4326 degrees), "merged" needs `merged_into`, the id of
        the event that states the same fact.
    by, at
        Who, and when (UTC).
    """

    event_id: str
    verdict: Verdict
    by: str
    at: dt.datetime
    note: str = ""
    name: str = ""
    lat: float | None = None
    lon: float | None = None
    uncertainty_km: float | None = None
    merged_into: str | None = None


class StoredEvent(Model, frozen=True):
    """An event as the pipeline found it, with its article and what analysts decided."""

    event: Event
    source: str
    source_sha256: str
    article: int
    title: str
    lang: str
    published: dt.date | None
    reviews: tuple[Review, ...] = ()

    @property
    def status(self) -> str:
        """The last verdict, or "unreviewed"."""
        return self.reviews[-1].verdict if self.reviews else "unreviewed"

    @property
    def reviewed(self) -> Event:
        """The event with the analysts' last move applied to its main location."""
        moved = next((r for r in reversed(self.reviews) if r.verdict == "moved"), None)
        return self.event if moved is None else _move(self.event, moved)


def apply_reviews(
    records: Sequence[ArticleRecord], reviews: Iterable[Review]
) -> tuple[tuple[ArticleRecord, ...], dict[str, str]]:
    """Return records with the analysts' moves applied, and the last verdict by event id.

    Parameters
    ----------
    records
        Articles with their events.
    reviews
        Decisions in the order they were made.
    """
    decided: dict[str, list[Review]] = {}
    for review in reviews:
        decided.setdefault(review.event_id, []).append(review)
    out = tuple(
        msgspec.structs.replace(
            record, events=tuple(_stored(record, event, decided.get(event.id, ())).reviewed for event in record.events)
        )
        for record in records
    )
    return out, {key: found[-1].verdict for key, found in decided.items()}


def _stored(record: ArticleRecord, event: Event, reviews: Sequence[Review]) -> StoredEvent:
    return StoredEvent(
        event, record.source, record.source_sha256, record.index, record.title, record.lang, record.published,
        tuple(reviews),
    )  # fmt: skip


def main_location(event: Event) -> Location | None:
    """Return the location that says best where an event is, preferring one with a point."""
    ranked = sorted(event.locations, key=lambda p: (p.lat is None, _MAIN_ROLES.index(p.role)))
    return ranked[0] if ranked else None


def _move(event: Event, review: Review) -> Event:
    """Return an event whose main location is where the analyst put it."""
    main = main_location(event)
    if review.lat is None or review.lon is None:
        return event
    shape = Disc(review.lat, review.lon, review.uncertainty_km) if review.uncertainty_km else None
    reasons = (f"moved by {review.by} on {review.at:%Y-%m-%d}", *((review.note,) if review.note else ()))
    if main is None:
        start, end = event.evidence.start, event.evidence.end
        main = Location("at", review.name, None, None, None, None, _EXACT, None, "analyst", None, start, end, 1.0)
        event = msgspec.structs.replace(event, locations=(main,))
    moved = msgspec.structs.replace(
        main, name=review.name or main.name, place_id=None, lat=review.lat, lon=review.lon, where_prec=_EXACT,
        uncertainty_km=review.uncertainty_km, method="analyst", geometry=shape, score=1.0, reasons=reasons,
    )  # fmt: skip
    return msgspec.structs.replace(event, locations=tuple(moved if p is main else p for p in event.locations))
