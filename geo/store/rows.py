"""Records as rows of the tables."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, insert

from geo.models import ArticleRecord, Event
from geo.store import tables

#: PostgreSQL's text refuses U+0000, and a lone surrogate is no character in any database.
_FORBIDDEN = {0: None} | dict.fromkeys(range(0xD800, 0xE000))


def plain(words: str) -> str:
    """Return words without what a database refuses; for columns that are only searched and shown."""
    return words.translate(_FORBIDDEN)


class Rows:
    """Rows of several records, collected and then written in one go.

    Parameters
    ----------
    with_shapes
        Whether the geometry column exists and is to be filled.
    """

    def __init__(self, *, with_shapes: bool) -> None:
        self._with_shapes = with_shapes
        self._articles: list[dict[str, object]] = []
        self._events: list[dict[str, object]] = []
        self._actors: list[dict[str, object]] = []
        self._locations: list[dict[str, object]] = []
        self._shapes: list[dict[str, object]] = []

    def add(self, record: ArticleRecord) -> None:
        """Collect the rows of one article."""
        key: dict[str, object] = {"source_sha256": record.source_sha256, "article": record.index}
        self._articles.append(
            key | {
                "source": plain(record.source), "title": plain(record.title), "lang": record.lang,
                "published": record.published,
                "record": msgspec.json.encode(msgspec.structs.replace(record, events=())).decode(),
            }
        )  # fmt: skip
        for position, event in enumerate(record.events):
            self._add_event(key | {"position": position}, event)

    def _add_event(self, key: dict[str, object], event: Event) -> None:
        self._events.append(
            key | {
                "event_id": event.id, "type": event.type, "modality": event.modality, "first_day": event.time.start,
                "last_day": event.time.end, "confidence": event.confidence,
                "record": msgspec.json.encode(event).decode(),
            }
        )  # fmt: skip
        for number, actor in enumerate(event.actors):
            own = {"number": number, "role": actor.role, "name": plain(actor.name), "actor_id": actor.actor_id}
            self._actors.append(key | own)
        for number, place in enumerate(event.locations):
            self._locations.append(
                key | {
                    "number": number, "role": place.role, "name": plain(place.name), "place_id": place.place_id,
                    "country": place.country, "lat": place.lat, "lon": place.lon, "where_prec": place.where_prec,
                    "uncertainty_km": place.uncertainty_km, "method": place.method,
                }
            )  # fmt: skip
            shape = tables.wkt(place) if self._with_shapes else None
            if shape is not None:
                self._shapes.append(key | {"number": number, "wkt": shape})

    def write(self, connection: Connection) -> None:
        """Insert all rows."""
        for table, rows in (
            (tables.articles, self._articles), (tables.events, self._events), (tables.actors, self._actors),
            (tables.locations, self._locations),
        ):  # fmt: skip
            if rows:
                connection.execute(insert(table), rows)
        tables.write_geometries(connection, self._shapes)
