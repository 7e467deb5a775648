"""Distances, bearings and outlines on the WGS84 ellipsoid.

Geodesics are solved after Karney (2013), "Algorithms for geodesics", J. Geod.
87, 43-55, doi:10.1007/s00190-012-0578-z, by `geographiclib` (which geopy brings);
errors are nanometres. `great_circle_km` is the fast spherical stand-in for ranking,
at most about 0.5 % off. Latitudes and longitudes are EPSG:4326 decimal degrees,
bearings are degrees clockwise from north.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from geo.errors import GeometryError
from geo.models import Area, Corridor, Direction, Disc, Geometry, Ring, Sector

if TYPE_CHECKING:
    from geographiclib.geodesic import Geodesic

#: Mean Earth radius (IUGG R1), km.
EARTH_RADIUS_KM = 6371.0088
#: An open arrow has no length in the text; this one is only drawn, km.
OPEN_ARROW_KM = 120.0
#: Points on a full circle of an outline.
CIRCLE_POINTS = 48

COMPASS_DEG: dict[str, float] = {
    "N": 0.0, "NNE": 22.5, "NE": 45.0, "ENE": 67.5, "E": 90.0, "ESE": 112.5, "SE": 135.0, "SSE": 157.5,
    "S": 180.0, "SSW": 202.5, "SW": 225.0, "WSW": 247.5, "W": 270.0, "WNW": 292.5, "NW": 315.0, "NNW": 337.5,
}  # fmt: skip
#: Half the angle that a cardinal word (N, E …) covers, degrees.
CARDINAL_HALF_ANGLE_DEG = 22.5
#: Half the angle that a word such as "south-west" covers, degrees.
INTERCARDINAL_HALF_ANGLE_DEG = 11.25

Ring2D = tuple[tuple[float, float], ...]


class Point(NamedTuple):
    """A position, EPSG:4326, in degrees."""

    lat: float
    lon: float


@lru_cache(maxsize=1)
def _wgs84() -> Geodesic:
    from geographiclib.geodesic import Geodesic  # noqa: PLC0415  (20 ms; most articles claim no distance)

    return Geodesic.WGS84


def check_point(lat: float, lon: float) -> Point:
    """Return a `Point` or say what is wrong with it.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or the latitude is outside ±90°, the longitude outside ±180°.
    """
    if not (math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004
        msg = f"no such point on Earth: lat {lat!r}, lon {lon!r}; give degrees, latitude first"
        raise GeometryError(msg)
    return Point(lat, lon)


def distance_km(a: Point, b: Point) -> float:
    """Return the geodesic distance between two points, km."""
    return float(_wgs84().Inverse(a.lat, a.lon, b.lat, b.lon)["s12"]) / 1000


def bearing_deg(a: Point, b: Point) -> float:
    """Return the initial bearing from `a` to `b`, degrees in [0, 360)."""
    return float(_wgs84().Inverse(a.lat, a.lon, b.lat, b.lon)["azi1"]) % 360


def destination(origin: Point, *, bearing: float, distance: float) -> Point:
    """Return the point `distance` km from `origin` along the initial `bearing` (degrees)."""
    line = _wgs84().Direct(origin.lat, origin.lon, bearing, distance * 1000)
    return Point(float(line["lat2"]), float(line["lon2"]))


def midpoint(a: Point, b: Point) -> Point:
    """Return the point half-way along the geodesic from `a` to `b`."""
    return destination(a, bearing=bearing_deg(a, b), distance=distance_km(a, b) / 2)


def great_circle_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the distance on the mean sphere, km (haversine; for ranking only)."""
    p = math.pi / 180
    h = (
        math.sin((lat2 - lat1) * p / 2) ** 2
        + math.cos(lat1 * p) * math.cos(lat2 * p) * math.sin((lon2 - lon1) * p / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def half_angle_deg(direction: str) -> float:
    """Return half the angle that a compass word covers: ±22.5° for a cardinal, ±11.25° for a half one."""
    return CARDINAL_HALF_ANGLE_DEG if len(direction) == 1 else INTERCARDINAL_HALF_ANGLE_DEG


# ------------------------------------------------------------------- outlines


def outline(geometry: Geometry) -> tuple[Ring2D, ...]:
    """Return the rings of a shape as (lat, lon) pairs: the outer ring first, then holes.

    A `Direction` gives an open line of two points, its length only drawn
    (`OPEN_ARROW_KM`). Rings are closed: the last point repeats the first.
    """
    match geometry:
        case Disc(lat, lon, radius_km) | Area(lat, lon, radius_km):
            return (_circle(Point(lat, lon), radius_km),)
        case Ring(lat, lon, inner_km, outer_km):
            outer = _circle(Point(lat, lon), outer_km)
            return (outer, _circle(Point(lat, lon), inner_km)) if inner_km > 0 else (outer,)
        case Sector():
            return (_sector(geometry),)
        case Corridor(path, half_width_km):
            return (_corridor(tuple(Point(*p) for p in path), half_width_km),)
        case Direction(lat, lon, bearing):
            tip = destination(Point(lat, lon), bearing=bearing, distance=OPEN_ARROW_KM)
            return (((lat, lon), (tip.lat, tip.lon)),)
    msg = f"unknown shape {geometry!r}"
    raise GeometryError(msg)


def _arc(centre: Point, radius_km: float, start_deg: float, stop_deg: float, points: int) -> list[tuple[float, float]]:
    step = (stop_deg - start_deg) / (points - 1)
    spots = (destination(centre, bearing=start_deg + step * i, distance=radius_km) for i in range(points))
    return [(spot.lat, spot.lon) for spot in spots]


def _circle(centre: Point, radius_km: float) -> Ring2D:
    ring = _arc(centre, radius_km, 0.0, 360.0, CIRCLE_POINTS + 1)
    ring[-1] = ring[0]
    return tuple(ring)


def _sector(sector: Sector) -> Ring2D:
    centre = Point(sector.lat, sector.lon)
    first, last = sector.bearing_deg - sector.half_angle_deg, sector.bearing_deg + sector.half_angle_deg
    points = max(5, round(CIRCLE_POINTS * sector.half_angle_deg / 90))
    outer = _arc(centre, sector.outer_km, first, last, points)
    inner = _arc(centre, sector.inner_km, last, first, points) if sector.inner_km > 0 else [(centre.lat, centre.lon)]
    return (*outer, *inner, outer[0])


def _corridor(path: tuple[Point, ...], half_width_km: float) -> Ring2D:
    """Return a round-ended strip along a path."""
    cap = CIRCLE_POINTS // 4
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    for a, b in pairwise(path):
        # a geodesic's bearing changes along it: each end has its own
        for point, ahead in ((a, bearing_deg(a, b)), (b, bearing_deg(b, a) + 180)):
            to_left = destination(point, bearing=ahead - 90, distance=half_width_km)
            to_right = destination(point, bearing=ahead + 90, distance=half_width_km)
            left.append((to_left.lat, to_left.lon))
            right.append((to_right.lat, to_right.lon))
    end = bearing_deg(path[-1], path[-2]) + 180
    start = bearing_deg(path[0], path[1]) + 180
    nose = _arc(path[-1], half_width_km, end - 90, end + 90, cap)
    tail = _arc(path[0], half_width_km, start - 90, start + 90, cap)
    ring = [*left, *nose, *reversed(right), *tail]
    return (*ring, ring[0])
