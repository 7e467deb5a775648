"""From an event's locations to what is drawn: uncertainty has a shape, a movement an arrow.

A mark never says more than the text: a disc has the size of the place, "260 km
south of" is a sector, a movement that names one end only stays open, and a
country alone is shaded, never given a point. Coordinates are (lat, lon) in
EPSG:4326 degrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from geo.export import basemap
from geo.geodesy import COMPASS_DEG, OPEN_ARROW_KM, Point, destination, outline
from geo.models import Area, Corridor, Direction, Disc, Event, Geometry, Location, Model, Ring, Sector

#: Decimal places of outlines (about 110 m) and of points (about 11 m).
OUTLINE_DIGITS, POINT_DIGITS = 3, 4
#: UCDP precisions that say "here": a named spot, or near one. Coarser ones get a hollow badge.
PINPOINT_PRECISIONS = frozenset({1, 2})
#: Types of event that go from one place to another.
MOVING_TYPES = frozenset({"movement", "withdrawal", "deployment", "delivery"})
#: Which location stands for the event, best first.
MAIN_ROLES = ("at", "area", "to", "via", "from", "anchor")
#: An area this wide (a continent, "the Sahel") is no place to put a mark: as wide as the largest countries, km.
WIDE_AREA_KM = 1000.0
#: A fan is at least this wide, degrees either side.
NARROWEST_FAN_DEG = 5.0

Path = tuple[tuple[float, float], ...]


class PointMark(Model, frozen=True, tag="point"):
    """The badge of an event, or a small dot at its other places.

    `precise` is false where the point only labels a larger shape. `ends` tells
    of a movement with one known end: ``"arrives"`` or ``"departs"``.
    """

    event: int
    role: str
    lat: float
    lon: float
    main: bool
    precise: bool
    ends: str = ""


class DiscMark(Model, frozen=True, tag="disc"):
    """Everything within `radius_km`."""

    event: int
    role: str
    lat: float
    lon: float
    radius_km: float


class ShapeMark(Model, frozen=True, tag="shape"):
    """A closed outline: each polygon is an outer ring and its holes."""

    event: int
    role: str
    shape: str
    polygons: tuple[tuple[Path, ...], ...]


class CountryMark(Model, frozen=True, tag="country"):
    """A whole country, to be shaded by its code."""

    event: int
    role: str
    country: str


class ArrowMark(Model, frozen=True, tag="arrow"):
    """A movement along `path`; an open end is a direction of which no more is known.

    `fan_deg` is half the angle within which an open end lies (0: both ends known).
    """

    event: int
    path: Path
    open_start: bool
    open_end: bool
    fan_deg: float


Mark = PointMark | DiscMark | ShapeMark | CountryMark | ArrowMark


def is_drawn(place: Location) -> bool:
    """Tell whether a location gets a mark of its own: it has a point, and is no continent or the like."""
    return place.lat is not None and place.role != "anchor" and not is_wide(place.geometry)


def is_wide(shape: Geometry | None) -> bool:
    """Tell whether a shape is an area as wide as the largest countries, and none of them."""
    return isinstance(shape, Area) and shape.country is None and shape.radius_km >= WIDE_AREA_KM


def marks_of(event: Event, index: int) -> tuple[Mark, ...]:
    """Return the marks of one event, shapes first, so that badges are drawn over them.

    Parameters
    ----------
    event
        The event.
    index
        Its number in the map.
    """
    marks: list[Mark] = []
    for place in event.locations:
        marks.extend(_shape(place, index))
    arrow = _arrow(event.locations, index)
    if arrow is not None:
        marks.append(arrow)
    placed = [place for place in event.locations if is_drawn(place)]
    placed.sort(key=lambda place: MAIN_ROLES.index(place.role))
    for number, place in enumerate(placed):
        marks.append(_point(place, index, main=number == 0, ends=_one_end(event) if arrow is None else ""))
    return tuple(marks)


def _shape(place: Location, index: int) -> tuple[Mark, ...]:  # noqa: PLR0911  (one return per shape)
    if place.role == "anchor":
        return ()
    match place.geometry:
        case None if place.lat is None and place.country:
            return (CountryMark(index, place.role, place.country),)
        case Disc(lat, lon, radius_km):
            return (_disc(index, place.role, lat, lon, radius_km),)
        case Area(country=str() as code, direction=None):
            return (CountryMark(index, place.role, code),)
        case Area() if is_drawn(place):
            return _area(place.geometry, place.role, index)
        case Ring() | Sector() | Corridor():
            rings = tuple(_thin(ring) for ring in outline(place.geometry))
            return (ShapeMark(index, place.role, _name(place.geometry), (rings,)),)
    return ()


def _area(area: Area, role: str, index: int) -> tuple[Mark, ...]:
    """Return a part of a country along its borders, a part of a region as a half disc, or a sized disc."""
    if area.direction is None:
        return (_disc(index, role, area.lat, area.lon, area.radius_km),)
    if area.country is not None:
        rings = basemap.part_of_country(area)
        if rings:
            return (ShapeMark(index, role, "area", tuple((ring,) for ring in rings)),)
    bearing = COMPASS_DEG.get(area.direction)
    if bearing is None:
        return (_disc(index, role, area.lat, area.lon, area.radius_km * basemap.CENTRE_SHARE),)
    half = basemap.HALF_PLANE_DEG if len(area.direction) == 1 else basemap.QUADRANT_HALF_DEG
    part = Sector(area.lat, area.lon, bearing, half, 0.0, area.radius_km)
    return (ShapeMark(index, role, "area", ((_thin(outline(part)[0]),),)),)


def _disc(index: int, role: str, lat: float, lon: float, radius_km: float) -> DiscMark:
    return DiscMark(index, role, round(lat, POINT_DIGITS), round(lon, POINT_DIGITS), radius_km)


def _name(shape: Geometry) -> str:
    return type(shape).__name__.lower()


def _thin(ring: Iterable[tuple[float, float]]) -> Path:
    return tuple((round(lat, OUTLINE_DIGITS), round(lon, OUTLINE_DIGITS)) for lat, lon in ring)


def _point(place: Location, index: int, *, main: bool, ends: str) -> PointMark:
    lat, lon = _spot(place)
    precise = place.where_prec in PINPOINT_PRECISIONS
    return PointMark(index, place.role, lat, lon, main, precise, ends if main else "")


def _spot(place: Location) -> tuple[float, float]:
    assert place.lat is not None and place.lon is not None  # noqa: S101, PT018  (callers pass placed ones)
    return round(place.lat, POINT_DIGITS), round(place.lon, POINT_DIGITS)


# --------------------------------------------------------------------- arrows


def _arrow(places: Sequence[Location], index: int) -> ArrowMark | None:
    """Return the arrow of a movement: between its places, or open where the text names no more than a direction."""
    by_role = {role: [p for p in places if p.role == role] for role in ("from", "via", "to")}
    stops = [_spot(p) for role in ("from", "via", "to") for p in by_role[role] if is_drawn(p)]
    starts, ends = by_role["from"], by_role["to"]
    heading = next((p.geometry for p in ends if isinstance(p.geometry, Direction)), None)
    if heading is not None:
        return _towards(index, stops, Point(heading.lat, heading.lon), heading.bearing_deg, heading.half_angle_deg)
    if len(stops) > 1:
        return ArrowMark(index, tuple(stops), not _placed(starts), not _placed(ends), 0.0)
    if len(stops) != 1:
        return None
    known = Point(*stops[0])
    for unknown, backwards in ((ends, False), (starts, True)):
        code = next((p.country for p in unknown if p.lat is None and p.country), None)
        seen = basemap.heading_to_country(known, code) if code else None
        if seen is not None:
            fan = max(seen.half_angle, NARROWEST_FAN_DEG)
            arrow = _towards(index, stops, known, seen.bearing, fan)
            if backwards:
                return ArrowMark(index, arrow.path[::-1], open_start=True, open_end=False, fan_deg=fan)
            return arrow
    return None


def _towards(
    index: int, stops: list[tuple[float, float]], origin: Point, bearing: float, half_angle: float
) -> ArrowMark:
    tip = destination(origin, bearing=bearing, distance=OPEN_ARROW_KM)
    path = [*(stops or [(origin.lat, origin.lon)]), (round(tip.lat, POINT_DIGITS), round(tip.lon, POINT_DIGITS))]
    return ArrowMark(index, tuple(path), open_start=False, open_end=True, fan_deg=half_angle)


def _placed(places: Sequence[Location]) -> bool:
    return any(is_drawn(place) for place in places)


def _one_end(event: Event) -> str:
    """Tell which end of a movement the text names, if it names one only."""
    if event.type not in MOVING_TYPES:
        return ""
    roles = {place.role for place in event.locations if is_drawn(place)}
    if roles == {"to"}:
        return "arrives"
    return "departs" if roles == {"from"} else ""


def extras(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return what a row of a packed map cannot say: outlines, arrows, shaded countries."""
    return tuple(mark for mark in marks if isinstance(mark, ShapeMark | ArrowMark | CountryMark))


def spots_of(marks: Iterable[Mark]) -> Iterable[tuple[float, float]]:
    """Return the (lat, lon) of all marks that have any."""
    return chain.from_iterable(_spots(mark) for mark in marks)


def _spots(mark: Mark) -> Iterable[tuple[float, float]]:
    match mark:
        case PointMark(lat=lat, lon=lon):
            return ((lat, lon),)
        case ShapeMark(polygons=polygons):
            return chain.from_iterable(ring for polygon in polygons for ring in polygon)
        case ArrowMark(path=path):
            return path
        case _:
            return ()
