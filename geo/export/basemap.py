"""The basemap that every face of the map shares: countries, their borders, names and capitals.

Built by `scripts/build_basemap.py` from Natural Earth (public domain) and read
from the package; no request is ever made. Coordinates are EPSG:4326.
"""

from __future__ import annotations

import gzip
import math
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from geo.errors import ExportError
from geo.geodesy import COMPASS_DEG, Point, bearing_deg
from geo.models import Area

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LANGUAGES = ("en", "ar", "fr")
#: A cut reaches beyond any country, degrees.
FAR_DEG = 200.0
#: "The centre of the country" is what lies within this share of its extent.
CENTRE_SHARE = 0.45
#: Half the angle of a quadrant ("the south-west") and of a half ("the south"), degrees.
QUADRANT_HALF_DEG, HALF_PLANE_DEG = 45.0, 90.0
#: A country that fills more of the horizon than this has no direction as seen from a point, degrees either side.
WIDEST_HALF_ANGLE_DEG = 60.0
#: Outlines are thinned by this much, degrees; the basemap itself is no finer.
OUTLINE_TOLERANCE_DEG = 0.01
#: Below this latitude a ring runs around the pole, degrees.
POLAR_LAT = -85.0
HALF_TURN_DEG = 180.0


Line = tuple[tuple[float, float], ...]


class Unit(msgspec.Struct, frozen=True):
    """Land of one country: rings of arc numbers, `~n` meaning arc n backwards."""

    id: str
    polygons: list[list[list[int]]]


class Basemap(msgspec.Struct, frozen=True):
    """Shared arcs as whole `1/scale` degrees (lon, lat), delta-coded, and what they bound.

    `divisions` are the lines between first-order divisions in the default regions; each river has the zoom from which
    it is drawn.
    """

    source: str
    scale: int
    arcs: list[list[int]]
    units: list[Unit]
    borders: list[int]
    cut_borders: list[list[int]]
    disputed: list[list[int]]
    divisions: list[list[int]]
    rivers: list[tuple[float, list[int]]]
    labels: list[tuple[str, float, float, float, str, str, str]]
    towns: list[tuple[float, float, float, str, str, str]]


class Heading(NamedTuple):
    """Where a country lies as seen from a point: the middle bearing and half the angle, degrees."""

    bearing: float
    half_angle: float


@lru_cache(maxsize=1)
def load() -> Basemap:
    """Return the decoded basemap.

    Raises
    ------
    ExportError
        If the file is missing from the installation.
    """
    try:
        shipped = (resources.files("geo") / "data" / "basemap.json.gz").read_bytes()
    except FileNotFoundError as error:
        msg = "geo/data/basemap.json.gz is missing: build it with scripts/build_basemap.py or install Marsad again"
        raise ExportError(msg) from error
    return msgspec.json.decode(gzip.decompress(shipped), type=Basemap)


def country_name(code: str, lang: str) -> str:
    """Return the name of a country in an interface language, or its code if it has none."""
    return _names().get(code, {}).get(lang) or code


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    return {label[0]: dict(zip(LANGUAGES, label[4:], strict=True)) for label in load().labels}


@lru_cache(maxsize=64)
def country_polygon(code: str) -> BaseGeometry | None:
    """Return the land of a country in (lon, lat) degrees, or None if the basemap has none of that code."""
    from shapely.geometry import Polygon  # noqa: PLC0415  (only shapes that follow a border need it)
    from shapely.ops import unary_union  # noqa: PLC0415

    base = load()
    pieces = []
    for unit in base.units:
        if unit.id == code:
            for outer, *holes in unit.polygons:
                pieces.append(Polygon(_ring(outer), [_ring(hole) for hole in holes]).buffer(0))
    return unary_union(pieces) if pieces else None


def _ring(refs: list[int]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for ref in refs:
        piece = _arc(ref if ref >= 0 else ~ref)
        piece = piece if ref >= 0 else piece[::-1]
        points.extend(piece[1:] if points else piece)
    return _unwrapped(points)


def _unwrapped(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Carry a ring that crosses 180° on beyond it, in one piece; one around the pole stays as it is."""
    if any(lat < POLAR_LAT for _, lat in points):
        return points
    turn = 0.0
    out = [points[0]]
    for (before, _), (lon, lat) in pairwise(points):
        if abs(lon - before) > HALF_TURN_DEG:
            turn += -360.0 if lon > before else 360.0
        out.append((lon + turn, lat))
    return out


@lru_cache(maxsize=1)
def rings_of_land() -> dict[str, tuple[Line, ...]]:
    """Return the (lon, lat) rings of all land by country, holes among them."""
    rings: dict[str, list[Line]] = {}
    for unit in load().units:
        rings.setdefault(unit.id, []).extend(tuple(_ring(ring)) for polygon in unit.polygons for ring in polygon)
    return {code: tuple(lines) for code, lines in rings.items()}


def border_lines() -> list[Line]:
    """Return the (lon, lat) lines of the borders that nobody disputes."""
    base = load()
    return [tuple(_unwrapped(_arc(arc))) for arc in base.borders] + [tuple(_line(flat)) for flat in base.cut_borders]


def disputed_lines() -> list[Line]:
    """Return the (lon, lat) lines of disputed borders, to be drawn dashed."""
    return [tuple(_line(flat)) for flat in load().disputed]


def _arc(number: int) -> list[tuple[float, float]]:
    return _line(load().arcs[number])


def _line(flat: list[int]) -> list[tuple[float, float]]:
    base = load()
    x = y = 0
    out = []
    for dx, dy in zip(flat[::2], flat[1::2], strict=True):
        x, y = x + dx, y + dy
        out.append((x / base.scale, y / base.scale))
    return out


def part_of_country(area: Area) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the (lat, lon) rings of the part of a country that an area names, largest piece first.

    "The south" is what lies south of the country's middle, "the south-west" the
    quarter around that bearing, "the centre" what lies near the middle. Empty if
    the basemap does not know the country.
    """
    from shapely.geometry import Polygon  # noqa: PLC0415

    land = country_polygon(area.country or "")
    if land is None:
        return ()
    middle = land.representative_point() if land.is_empty else land.centroid
    if area.direction is None:
        cut = land
    elif area.direction == "C" or area.direction not in COMPASS_DEG:
        west, south, east, north = land.bounds
        cut = land.intersection(middle.buffer(CENTRE_SHARE * max(east - west, north - south) / 2))
    else:
        bearing = COMPASS_DEG[area.direction]
        half = HALF_PLANE_DEG if len(area.direction) == 1 else QUADRANT_HALF_DEG
        fan = [(middle.x, middle.y)]
        for offset in (-half, -half / 2, 0.0, half / 2, half):
            turn = math.radians(bearing + offset)
            fan.append((middle.x + FAR_DEG * math.sin(turn), middle.y + FAR_DEG * math.cos(turn)))
        cut = land.intersection(Polygon(fan))
    return _rings(cut.simplify(OUTLINE_TOLERANCE_DEG))


def _rings(shape: BaseGeometry) -> tuple[tuple[tuple[float, float], ...], ...]:
    pieces = [p for p in getattr(shape, "geoms", [shape]) if p.geom_type == "Polygon" and not p.is_empty]
    pieces.sort(key=lambda piece: -piece.area)
    return tuple(tuple((round(y, 3), round(x, 3)) for x, y in piece.exterior.coords) for piece in pieces)


def heading_to_country(point: Point, code: str) -> Heading | None:
    """Return the direction in which a country lies from a point.

    None if the point lies in it, if it surrounds the point, or if the basemap
    does not know it: then no direction follows from the text.
    """
    from shapely.geometry import Point as Spot  # noqa: PLC0415

    land = country_polygon(code)
    if land is None or land.distance(Spot(point.lon, point.lat)) == 0:
        return None
    # the main piece: overseas islands would turn the fan into half a horizon
    main = max(getattr(land, "geoms", [land]), key=lambda piece: piece.area)
    middle = bearing_deg(point, Point(main.centroid.y, main.centroid.x))
    corners = main.simplify(0.5).exterior.coords
    turns = [(bearing_deg(point, Point(lat, lon)) - middle + 180) % 360 - 180 for lon, lat in corners]
    half = (max(turns) - min(turns)) / 2
    if half > WIDEST_HALF_ANGLE_DEG:
        return None
    return Heading((middle + (max(turns) + min(turns)) / 2) % 360, half)
