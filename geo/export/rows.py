"""From the events of articles to the rows that `geo.export.packed` packs, and back to the map."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

from geo.export.marks import MAIN_ROLES, is_drawn
from geo.export.packed import MODALITIES, TYPES, Rows
from geo.models import Event

_EPOCH = dt.date(1970, 1, 1).toordinal()
_TYPE = {name: number for number, name in enumerate(TYPES)}
_MODALITY = {name: number for number, name in enumerate(MODALITIES)}
_COLUMNS = (
    "lat", "lon", "type", "modality", "precision", "confidence", "radius_km", "day", "last_day", "source", "actor",
    "place", "text",
)  # fmt: skip
#: Precision of an event that names no place.
NOWHERE = 8


def rows_of(pairs: Sequence[tuple[int, Event]]) -> Rows:
    """Return events, each with the number of its article, as columns.

    Only the place that stands for an event and its first subject go into the
    columns; its shapes and arrows are `geo.export.marks.extras`.
    """
    actors: dict[str, int] = {}
    places: dict[str, int] = {}
    table = [_row(source, event, actors, places) for source, event in pairs]
    columns = list(zip(*table, strict=True)) or [()] * len(_COLUMNS)
    return Rows(**dict(zip(_COLUMNS, columns, strict=True)), actors=tuple(actors), places=tuple(places))


def _row(source: int, event: Event, actors: dict[str, int], places: dict[str, int]) -> tuple[Any, ...]:
    """Return the values of one event in the order of `_COLUMNS`; new names are added to the two dictionaries."""
    drawn = sorted(filter(is_drawn, event.locations), key=lambda place: MAIN_ROLES.index(place.role))
    named = drawn or [place for place in event.locations if place.role != "anchor"]
    subject = next((actor.name for actor in event.actors if actor.role == "subject"), "")
    start, end = event.time.start, event.time.end or event.time.start
    return (
        drawn[0].lat if drawn else math.nan,
        drawn[0].lon if drawn else math.nan,
        _TYPE[event.type],
        _MODALITY[event.modality],
        named[0].where_prec if named else NOWHERE,
        event.confidence,
        (drawn[0].uncertainty_km or 0.0) if drawn else 0.0,
        start.toordinal() - _EPOCH if start else 0,
        end.toordinal() - _EPOCH if end else 0,
        source,
        _number(actors, subject),
        _number(places, named[0].name if named else ""),
        event.evidence.quote,
    )


def _number(known: dict[str, int], name: str) -> int:
    return known.setdefault(name, len(known) + 1) if name else 0
