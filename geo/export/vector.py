"""Events as files for other tools: GeoJSON, GeoPackage, GeoParquet, KML, CSV.

One row per place of an event, its geometry being what the map draws: the outline
of the uncertainty, not a bare point (`lat`, `lon` and `uncertainty_km` stand
beside it), and one row per arrow of a movement. An event that is not on the map
has a row without a geometry, so that nothing is lost. EPSG:4326; GeoJSON has
longitude first, as RFC 7946 wants.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from geo.errors import ExportError
from geo.export.marks import ArrowMark, CountryMark, DiscMark, Mark, ShapeMark, marks_of
from geo.export.release import Released, release
from geo.geodesy import outline
from geo.models import ArticleRecord, Disc, Event, Location, Model

if TYPE_CHECKING:
    import geopandas as gpd

Part = Literal["place", "movement", "none"]
Position = tuple[float, float]
Records = Sequence[ArticleRecord] | Released

#: Characters that XML 1.0 has no place for; GDAL would write them into a KML that no reader opens.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: A spreadsheet takes a cell that starts like this for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
OUTLINE_DIGITS = 4


class Polygons(Model, frozen=True, tag_field="type", tag="MultiPolygon"):
    """A GeoJSON MultiPolygon: (lon, lat) rings, the outer one of each polygon counter-clockwise."""

    coordinates: tuple[tuple[tuple[Position, ...], ...], ...]


class LineOf(Model, frozen=True, tag_field="type", tag="LineString"):
    """A GeoJSON LineString of (lon, lat)."""

    coordinates: tuple[Position, ...]


class Row(Model, frozen=True):
    """One place or movement of one event, flat, as a table has it.

    Lists are joined by "; ". `review` is what analysts said of the event, empty where the release does not tell it.
    """

    event_id: str
    part: Part
    type: str
    modality: str
    role: str
    place: str
    place_id: str | None
    country: str | None
    lat: float | None
    lon: float | None
    where_prec: int | None
    uncertainty_km: float | None
    method: str
    actors: str
    opponents: str
    start: dt.date | None
    end: dt.date | None
    edtf: str
    quantities: str
    equipment: str
    attributed_to: str | None
    confidence: float
    quote: str
    not_placed: str
    title: str
    source: str
    source_sha256: str
    published: dt.date | None
    lang: str
    review: str


class Feature(Model, frozen=True, tag_field="type", tag="Feature"):
    """A GeoJSON feature; `geometry` is null for what is not on the map."""

    id: str
    geometry: Polygons | LineOf | None
    properties: Row


class Collection(Model, frozen=True, tag_field="type", tag="FeatureCollection"):
    """A GeoJSON document (RFC 7946)."""

    features: tuple[Feature, ...]


def features(records: Records) -> tuple[Feature, ...]:
    """Return the rows of all events with their geometries, in the order of the text."""
    released = records if isinstance(records, Released) else release(records)
    return tuple(
        feature
        for record in released.records
        for event in record.events
        for feature in _of_event(record, event, released.reviews.get(event.id, ""))
    )


def to_geojson(records: Records) -> str:
    """Return events as GeoJSON text."""
    return msgspec.json.encode(Collection(features(records))).decode()


def to_csv(records: Records) -> str:
    """Return events as CSV text, without outlines.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Row.__struct_fields__)
    for feature in features(records):
        writer.writerow(_cell(value) for value in msgspec.structs.astuple(feature.properties))
    return out.getvalue()


def to_frame(records: Records) -> gpd.GeoDataFrame:
    """Return events as a GeoPandas frame, EPSG:4326, one row per feature; dates as ISO text."""
    import geopandas as gpd  # noqa: PLC0415  (a second to import; only files for other tools need it)
    from shapely.geometry import shape  # noqa: PLC0415

    rows = features(records)
    columns = {name: [_plain(getattr(feature.properties, name)) for feature in rows] for name in Row.__struct_fields__}
    shapes = [shape(msgspec.to_builtins(f.geometry)) if f.geometry is not None else None for f in rows]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


def write(records: Records, path: Path) -> None:
    """Write events to a file; its ending says as what.

    Parameters
    ----------
    records
        Articles with their events.
    path
        Ends in ``.geojson``, ``.gpkg``, ``.parquet``, ``.kml`` or ``.csv``; an existing file is replaced.

    Raises
    ------
    ExportError
        If the ending is another one, or the file cannot be written.
    """
    path = Path(path)
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        msg = f"no format for {path.suffix!r}; give {str(path.stem)!r} one of the endings {', '.join(_WRITERS)}"
        raise ExportError(msg)
    try:
        path.unlink(missing_ok=True)
        writer(records, path)
    except (OSError, RuntimeError) as error:  # GDAL's errors are RuntimeErrors
        msg = f"cannot write {str(path)!r}: {error}; choose a folder that exists and is writable"
        raise ExportError(msg) from error


def _write_geojson(records: Records, path: Path) -> None:
    path.write_text(to_geojson(records), encoding="utf-8", newline="\n")


def _write_csv(records: Records, path: Path) -> None:
    # the mark at the start is what makes Excel read the Arabic as UTF-8
    path.write_text(to_csv(records), encoding="utf-8-sig", newline="")


def _write_geopackage(records: Records, path: Path) -> None:
    to_frame(records).to_file(path, driver="GPKG", layer="events", engine="pyogrio")


def _write_parquet(records: Records, path: Path) -> None:
    to_frame(records).to_parquet(path, index=False)


def _write_kml(records: Records, path: Path) -> None:
    """Write KML; the words of articles go into data fields, since a viewer runs a description as HTML."""
    frame = to_frame(records)
    frame = frame[~frame.geometry.isna()]
    frame.insert(0, "Name", [f"{row.type}: {row.place}" for row in frame.itertuples()])
    for column in frame.columns.drop("geometry"):
        frame[column] = [_NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value for value in frame[column]]
    frame.to_file(path, driver="KML", engine="pyogrio")


_WRITERS: dict[str, Callable[[Records, Path], None]] = {
    ".geojson": _write_geojson,
    ".gpkg": _write_geopackage,
    ".parquet": _write_parquet,
    ".kml": _write_kml,
    ".csv": _write_csv,
}


# ----------------------------------------------------------------------- rows


def _of_event(record: ArticleRecord, event: Event, review: str) -> Iterator[Feature]:
    number = 0
    for place in event.locations:
        if place.role == "anchor":
            continue
        only = msgspec.structs.replace(event, locations=(place,))
        areas = [area for mark in marks_of(only, 0) if (area := _area(mark)) is not None]
        geometry = Polygons(tuple(polygon for area in areas for polygon in area)) if areas else None
        yield Feature(f"{event.id}/{number}", geometry, _row(record, event, review, "place", place))
        number += 1
    for mark in marks_of(event, 0):
        if isinstance(mark, ArrowMark):
            line = LineOf(tuple((lon, lat) for lat, lon in mark.path))
            yield Feature(f"{event.id}/{number}", line, _row(record, event, review, "movement", None))
            number += 1
    if number == 0:
        yield Feature(f"{event.id}/0", None, _row(record, event, review, "none", None))


def _row(record: ArticleRecord, event: Event, review: str, part: Part, place: Location | None) -> Row:
    names = "; ".join(p.name for p in event.locations if p.role != "anchor")
    return Row(
        event_id=event.id,
        part=part,
        type=event.type,
        modality=event.modality,
        role=place.role if place else "",
        place=place.name if place else names,
        place_id=place.place_id if place else None,
        country=place.country if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        where_prec=place.where_prec if place else None,
        uncertainty_km=place.uncertainty_km if place else None,
        method=place.method if place else "",
        actors="; ".join(actor.name for actor in event.actors if actor.role != "opponent"),
        opponents="; ".join(actor.name for actor in event.actors if actor.role == "opponent"),
        start=event.time.start,
        end=event.time.end,
        edtf=event.time.edtf,
        quantities="; ".join(quantity.text for quantity in event.quantities),
        equipment="; ".join(item.name for item in event.equipment),
        attributed_to=event.attributed_to,
        confidence=event.confidence,
        quote=event.evidence.quote,
        not_placed=next((item.why for item in record.unplaced if item.event == event.id), ""),
        title=record.title,
        source=record.source,
        source_sha256=record.source_sha256,
        published=record.published,
        lang=record.lang,
        review=review,
    )


def _area(mark: Mark) -> list[tuple[tuple[Position, ...], ...]] | None:
    """Return the polygons of a mark in GeoJSON order, or None if it has none. A country is not an outline here."""
    match mark:
        case DiscMark(lat=lat, lon=lon, radius_km=radius_km):
            return [tuple(_wound(ring, outer=True) for ring in outline(Disc(lat, lon, radius_km)))]
        case ShapeMark(polygons=polygons):
            return [tuple(_wound(ring, outer=n == 0) for n, ring in enumerate(polygon)) for polygon in polygons]
        case CountryMark() | _:
            return None


def _wound(ring: Sequence[tuple[float, float]], *, outer: bool) -> tuple[Position, ...]:
    """Return a (lat, lon) ring as (lon, lat): counter-clockwise outside, clockwise for a hole."""
    flat = tuple((round(lon, OUTLINE_DIGITS), round(lat, OUTLINE_DIGITS)) for lat, lon in ring)
    twice_area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(flat))
    return flat if (twice_area > 0) == outer else flat[::-1]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _cell(value: object) -> object:
    plain = "" if value is None else _plain(value)
    return f"'{plain}" if isinstance(plain, str) and plain.startswith(_FORMULA_STARTS) else plain
