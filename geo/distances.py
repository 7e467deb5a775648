"""Distances between places: geodesic length and bearing, and matrices over many.

The verdicts on distances that a text claims are made where the text is read
(`geo.geocoding.relative.judge`); this module serves what a user asks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from geo.errors import PlaceNotFoundError
from geo.geocoding.search import geocode
from geo.geodesy import Point, bearing_deg, check_point, distance_km
from geo.models import Model
from geo.settings import Settings

_POINT = re.compile(r"^\s*([-+]?\d+(?:\.\d+)?)\s*[,;]\s*([-+]?\d+(?:\.\d+)?)\s*$")


class NamedPoint(Model, frozen=True):
    """A position (EPSG:4326, degrees) and the name it goes by."""

    name: str
    place_id: str | None
    lat: float
    lon: float


class Measured(Model, frozen=True):
    """Geodesic distance (km) and initial bearing (degrees from north) between two points."""

    origin: NamedPoint = msgspec.field(name="from")
    target: NamedPoint = msgspec.field(name="to")
    distance_km: float
    bearing_deg: float


def parse_point(text: str) -> Point | None:
    """Read "lat,lon" in degrees; None if the text is no pair of numbers.

    Raises
    ------
    GeometryError
        If the numbers are no point on Earth.
    """
    match = _POINT.match(text)
    return check_point(float(match[1]), float(match[2])) if match else None


def named_points(
    names: Sequence[str], *, country: str | None = None, settings: Settings | None = None
) -> tuple[NamedPoint, ...]:
    """Return the best place for each name, or the point that a "lat,lon" gives.

    Parameters
    ----------
    names
        Names in any of the languages, or "lat,lon" in degrees.
    country
        ISO 3166 alpha-2 code that named places must have.
    settings
        Which gazetteer to use; the defaults if None.

    Raises
    ------
    PlaceNotFoundError
        If a name is not in the gazetteer or has no point.
    GeometryError
        If coordinates are no point on Earth.
    """
    settings = settings if settings is not None else Settings()
    out = []
    for name in names:
        point = parse_point(name)
        if point is not None:
            out.append(NamedPoint(name.strip(), None, point.lat, point.lon))
            continue
        best = next(iter(geocode(name, country=country, limit=1, settings=settings)), None)
        if best is None:
            msg = f"no place called {name!r} in the gazetteer; try `marsad geocode`, or give lat,lon"
            raise PlaceNotFoundError(msg)
        if best.lat is None or best.lon is None:
            msg = f"{name!r} is a {best.kind}, which has no one point; name a place in it, or give lat,lon"
            raise PlaceNotFoundError(msg)
        out.append(NamedPoint(best.name, best.place_id, best.lat, best.lon))
    return tuple(out)


def measure(a: NamedPoint, b: NamedPoint) -> Measured:
    """Return the geodesic distance and initial bearing from `a` to `b`."""
    origin, target = Point(a.lat, a.lon), Point(b.lat, b.lon)
    return Measured(a, b, round(distance_km(origin, target), 3), round(bearing_deg(origin, target), 2))


def distance(origin: str, target: str, *, country: str | None = None, settings: Settings | None = None) -> Measured:
    """Return the geodesic distance and initial bearing between two names or "lat,lon" points.

    Examples
    --------
    >>> found = distance("27.65,14.27", "32.09,23.95")
    >>> round(found.distance_km), round(found.bearing_deg)
    (1056, 60)

    Raises
    ------
    PlaceNotFoundError
        If a name is not in the gazetteer or has no point.
    GeometryError
        If coordinates are no point on Earth.
    """
    a, b = named_points((origin, target), country=country, settings=settings)
    return measure(a, b)


def matrix(points: Sequence[NamedPoint]) -> tuple[tuple[float, ...], ...]:
    """Return the symmetric matrix of geodesic distances between points, km; shape (n, n)."""
    size = len(points)
    rows = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1, size):
            rows[i][j] = rows[j][i] = measure(points[i], points[j]).distance_km
    return tuple(tuple(row) for row in rows)
