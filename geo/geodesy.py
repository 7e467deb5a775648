"""Distances, bearings and outlines on the WGS84 ellipsoid.

Geodesics are solved after Karney (2013), "Algorithms for geodesics", J. Geod.
87, 43-55, doi:10.1007/s00190-012-0578-z, by `geographiclib` (which geopy brings);
errors are nanometres. Where the uncertainty is kilometres and an article has many
to solve, `course`, `arrive` and `halfway` solve them after Vincenty (1975), "Direct
and inverse solutions of geodesics on the ellipsoid", Survey Review 23 (176), 88-93:
errors stay under a millimetre, at a twentieth of the time. `great_circle_km` is the
spherical stand-in for ranking, at most about 0.5 % off. Latitudes and longitudes are
EPSG:4326 decimal degrees, bearings are degrees clockwise from north.
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
#: Semi-major axis, km, and flattening of WGS84.
_SEMI_MAJOR_KM, _FLATTENING = 6378.137, 1 / 298.257223563
_SEMI_MINOR_KM = _SEMI_MAJOR_KM * (1 - _FLATTENING)
_SECOND_ECCENTRICITY_SQUARED = (_SEMI_MAJOR_KM / _SEMI_MINOR_KM) ** 2 - 1
#: Vincenty's iteration ends when an angle changes by less than this, radians: under a tenth of a millimetre.
_SETTLED_RAD = 1e-11
#: Nearly antipodal points do not settle; everywhere else a handful of rounds is enough.
_MAX_ROUNDS = 20
_HALF_TURN_DEG = 180.0
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


def course(a: Point, b: Point) -> tuple[float, float]:
    """Return distance (km) and initial bearing (degrees in [0, 360)) from `a` to `b`, right to a millimetre.

    Notes
    -----
    Vincenty's inverse solution; points nearly opposite each other, where it does not
    settle, are left to Karney's. The bearing between coincident points is 0.
    """
    reduced_a = math.atan((1 - _FLATTENING) * math.tan(math.radians(a.lat)))
    reduced_b = math.atan((1 - _FLATTENING) * math.tan(math.radians(b.lat)))
    sin_a, cos_a, sin_b, cos_b = math.sin(reduced_a), math.cos(reduced_a), math.sin(reduced_b), math.cos(reduced_b)
    apart = turn = math.radians(b.lon - a.lon)
    for _ in range(_MAX_ROUNDS):
        sin_turn, cos_turn = math.sin(turn), math.cos(turn)
        east, north = cos_b * sin_turn, cos_a * sin_b - sin_a * cos_b * cos_turn
        sin_sigma = math.hypot(east, north)
        if sin_sigma == 0:
            return 0.0, 0.0
        cos_sigma = sin_a * sin_b + cos_a * cos_b * cos_turn
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = cos_a * cos_b * sin_turn / sin_sigma
        cos2_alpha = 1 - sin_alpha * sin_alpha
        cos_2m = cos_sigma - 2 * sin_a * sin_b / cos2_alpha if cos2_alpha else 0.0  # 0 along the equator
        c = _FLATTENING / 16 * cos2_alpha * (4 + _FLATTENING * (4 - 3 * cos2_alpha))
        bend = sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2 * cos_2m * cos_2m - 1))
        before, turn = turn, apart + (1 - c) * _FLATTENING * sin_alpha * bend
        if abs(turn - before) < _SETTLED_RAD:
            scale, swell = _vincenty_series(cos2_alpha)
            km = _SEMI_MINOR_KM * scale * (sigma - _stretch(swell, sin_sigma, cos_sigma, cos_2m))
            return km, math.degrees(math.atan2(east, north)) % 360
    return distance_km(a, b), bearing_deg(a, b)


def arrive(origin: Point, *, bearing: float, distance: float) -> Point:
    """Return the point `distance` km from `origin` along the initial `bearing` (degrees), right to a millimetre."""
    tan_u = (1 - _FLATTENING) * math.tan(math.radians(origin.lat))
    cos_u = 1 / math.hypot(1, tan_u)
    sin_u = tan_u * cos_u
    sin_bearing, cos_bearing = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    sigma_1 = math.atan2(tan_u, cos_bearing)
    sin_alpha = cos_u * sin_bearing
    cos2_alpha = 1 - sin_alpha * sin_alpha
    scale, swell = _vincenty_series(cos2_alpha)
    straight = sigma = distance / (_SEMI_MINOR_KM * scale)
    for _ in range(_MAX_ROUNDS):
        before = sigma
        sin_sigma, cos_sigma, cos_2m = math.sin(sigma), math.cos(sigma), math.cos(2 * sigma_1 + sigma)
        sigma = straight + _stretch(swell, sin_sigma, cos_sigma, cos_2m)
        if abs(sigma - before) < _SETTLED_RAD:
            break
    sin_sigma, cos_sigma, cos_2m = math.sin(sigma), math.cos(sigma), math.cos(2 * sigma_1 + sigma)
    across = sin_u * sin_sigma - cos_u * cos_sigma * cos_bearing
    lat = math.atan2(
        sin_u * cos_sigma + cos_u * sin_sigma * cos_bearing, (1 - _FLATTENING) * math.hypot(sin_alpha, across)
    )
    turn = math.atan2(sin_sigma * sin_bearing, cos_u * cos_sigma - sin_u * sin_sigma * cos_bearing)
    c = _FLATTENING / 16 * cos2_alpha * (4 + _FLATTENING * (4 - 3 * cos2_alpha))
    bend = sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2 * cos_2m * cos_2m - 1))
    lon = origin.lon + math.degrees(turn - (1 - c) * _FLATTENING * sin_alpha * bend)
    return Point(math.degrees(lat), lon if abs(lon) <= _HALF_TURN_DEG else (lon + 180) % 360 - 180)


def halfway(a: Point, b: Point) -> tuple[Point, float]:
    """Return the point half-way from `a` to `b` and the whole distance (km), both right to a millimetre."""
    km, bearing = course(a, b)
    return arrive(a, bearing=bearing, distance=km / 2), km


def _vincenty_series(cos2_alpha: float) -> tuple[float, float]:
    """Return the terms A and B of Vincenty's series for a geodesic of this azimuth at the equator."""
    u2 = cos2_alpha * _SECOND_ECCENTRICITY_SQUARED
    return (
        1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2))),
        u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2))),
    )


def _stretch(swell: float, sin_sigma: float, cos_sigma: float, cos_2m: float) -> float:
    """Return how much longer an arc is on the ellipsoid than on its sphere, radians."""
    inner = cos_sigma * (2 * cos_2m * cos_2m - 1)
    outer = swell / 6 * cos_2m * (4 * sin_sigma * sin_sigma - 3) * (4 * cos_2m * cos_2m - 3)
    return swell * sin_sigma * (cos_2m + swell / 4 * (inner - outer))


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
    # the sides hold the ends of the arcs already: the same point twice, but for rounding, would make the ring
    # cross itself
    nose = _arc(path[-1], half_width_km, end - 90, end + 90, cap)[1:-1]
    tail = _arc(path[0], half_width_km, start - 90, start + 90, cap)[1:-1]
    ring = [*left, *nose, *reversed(right), *tail]
    return (*ring, ring[0])
