"""Which events a user asks for, as data and as SQL."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, Select, Table, and_, exists, select

from geo.models import Model
from geo.store import tables


class Query(Model, frozen=True, kw_only=True):
    """Which events to return; an empty field does not restrict.

    Attributes
    ----------
    actors, places
        Ids; one of them must take part.
    since, until
        Days that the event's interval must overlap; events of unknown date are left out then.
    max_where_prec
        Coarsest UCDP precision class of the best location.
    south, west, north, east
        Box that a location's point must lie in, EPSG:4326 degrees.
    statuses
        Of `StoredEvent.status`.
    """

    types: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    max_where_prec: int | None = None
    south: float | None = None
    west: float | None = None
    north: float | None = None
    east: float | None = None
    min_confidence: float = 0.0
    statuses: tuple[str, ...] = ()

    @property
    def box(self) -> tuple[tuple[str, str, float], ...]:
        """The sides of the box that are given, as (column, comparison, degrees)."""
        sides = (
            ("lat", "ge", self.south),
            ("lat", "le", self.north),
            ("lon", "ge", self.west),
            ("lon", "le", self.east),
        )
        return tuple((column, comparison, side) for column, comparison, side in sides if side is not None)


def statement(query: Query) -> Select[tuple[object, ...]]:
    """Return the SQL that finds the events of a query, with what `StoredEvent` needs."""
    events, articles = tables.events.c, tables.articles.c
    found = (
        select(
            events.record, events.event_id, events.source_sha256, events.article, articles.source, articles.title,
            articles.lang, articles.published,
        )
        .join(tables.articles, and_(articles.source_sha256 == events.source_sha256, articles.article == events.article))
        .order_by(events.source_sha256, events.article, events.position)
    )  # fmt: skip
    for column, allowed in (
        (events.type, query.types), (events.modality, query.modalities), (events.source_sha256, query.sources),
    ):  # fmt: skip
        if allowed:
            found = found.where(column.in_(allowed))
    if query.min_confidence > 0:
        found = found.where(events.confidence >= query.min_confidence)
    if query.since is not None:
        found = found.where(events.last_day >= query.since)
    if query.until is not None:
        found = found.where(events.first_day <= query.until)
    if query.actors:
        found = found.where(_has(tables.actors, tables.actors.c.actor_id.in_(query.actors)))
    places = _place_conditions(query)
    return found.where(_has(tables.locations, *places)) if places else found


def _has(table: Table, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that an event has a row of a table for which all conditions hold."""
    own, events = table.c, tables.events.c
    same = (own.source_sha256 == events.source_sha256, own.article == events.article, own.position == events.position)
    return exists().where(*same, *conditions)


def _place_conditions(query: Query) -> list[ColumnElement[bool]]:
    places = tables.locations.c
    out: list[ColumnElement[bool]] = []
    if query.places:
        out.append(places.place_id.in_(query.places))
    if query.countries:
        out.append(places.country.in_(query.countries))
    if query.max_where_prec is not None:
        out.append(places.where_prec <= query.max_where_prec)
    for column, comparison, side in query.box:
        out.append(places[column] >= side if comparison == "ge" else places[column] <= side)
    return out
