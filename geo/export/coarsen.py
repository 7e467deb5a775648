"""Places put on a grid, so that nobody can tell where in its cell the true point lies.

Whatever comes out depends on the cell alone: the point is the middle of the cell,
and a shape is widened by the distance from that middle to the farthest corner, never
by the distance to the true point, which would give it away. The grid is the same for
all reports: rows of equal latitude, and in each row cells of about the same width.
"""

from __future__ import annotations

import math
from functools import lru_cache

import msgspec

from geo.geodesy import COMPASS_DEG, EARTH_RADIUS_KM, Point, destination, great_circle_km, midpoint
from geo.models import Area, Corridor, Direction, Disc, Geometry, Location, Model, Ring, Sector

#: Decimals of a cell's middle, about 11 m.
_DIGITS = 4
#: What rounding and the sphere instead of the ellipsoid (0.5 %) may take from a distance: the reach has this added.
_SLACK = 1.01
#: UCDP class 2 is "within 25 km"; what is wider is class 5, km.
_NEAR_KM, _NEAR_PREC, _ESTIMATED_PREC = 25.0, 2, 5
_HALF_TURN_DEG = 180.0


class Cell(Model, frozen=True):
    """One cell of the grid: its middle (EPSG:4326 degrees), and how far its farthest corner is, km."""

    lat: float
    lon: float
    reach_km: float


def cell_of(lat: float, lon: float, grid_km: float) -> Cell:
    """Return the cell that a point lies in; cells are about `grid_km` wide and high."""
    step = math.degrees(grid_km / EARTH_RADIUS_KM)
    row = min(int((lat + 90) / step), math.ceil(180 / step) - 1)
    south, width, reach = _row(row, step)
    column = min(int((lon + 180) / width), round(360 / width) - 1)
    middle = (south + min(south + step, 90)) / 2
    return Cell(round(middle, _DIGITS), round((column + 0.5) * width - 180, _DIGITS), reach)


@lru_cache(maxsize=4096)
def _row(row: int, step: float) -> tuple[float, float, float]:
    """Return the southern edge of a row, the width of its cells in degrees, and their reach in km."""
    south = -90 + row * step
    north = min(south + step, 90.0)
    middle = (south + north) / 2
    width = 360 / max(1, math.floor(360 * math.cos(math.radians(middle)) / step))
    reach = max(great_circle_km(middle, 0.0, edge, width / 2) for edge in (south, north))
    return south, width, round(reach * _SLACK, 2)


def coarsen(place: Location, grid_km: float) -> Location:
    """Return a location on the grid, with everything gone that could tell the true point.

    A location without a point, or one that is a whole country or a part of one, stays as it is.
    """
    if isinstance(place.geometry, Area) and place.geometry.country is not None:
        return msgspec.structs.replace(place, candidates=())
    if place.lat is None or place.lon is None:
        shape = coarsen_shape(place.geometry, grid_km) if place.geometry is not None else None
        return msgspec.structs.replace(place, geometry=shape, place_id=None, candidates=(), reasons=())
    cell = cell_of(place.lat, place.lon, grid_km)
    uncertainty = _up(max(grid_km, (place.uncertainty_km or 0.0) + cell.reach_km))
    shape = Disc(cell.lat, cell.lon, uncertainty)
    if place.geometry is not None:
        shape = coarsen_shape(place.geometry, grid_km)
    if isinstance(shape, Disc):
        shape = Disc(shape.lat, shape.lon, max(shape.radius_km, uncertainty))
    spot = _middle(shape)
    floor = _NEAR_PREC if uncertainty <= _NEAR_KM else _ESTIMATED_PREC
    return msgspec.structs.replace(
        place, place_id=None, lat=round(spot.lat, _DIGITS), lon=round(spot.lon, _DIGITS), uncertainty_km=uncertainty,
        geometry=shape, where_prec=max(place.where_prec, floor), candidates=(),
        reasons=(f"put on a grid of {grid_km:g} km by the release profile",),
    )  # fmt: skip


def coarsen_shape(shape: Geometry, grid_km: float) -> Geometry:
    """Return a shape whose points are on the grid and which covers the true one."""
    match shape:
        case Corridor(path=path, half_width_km=half):
            return _corridor(path, half, grid_km)
        case Area(country=str()):
            return shape
        case _:
            cell = cell_of(shape.lat, shape.lon, grid_km)
            return _around(shape, cell, cell.reach_km)


def _middle(shape: Geometry) -> Point:
    """Return the point that stands for a shape on the grid.

    It follows from the shape and not from the former point: a point 260 km south of an anchor, put on the grid
    by itself, would tell more of where in its cell the anchor lies.
    """
    match shape:
        case Sector(lat, lon, bearing, _, inner, outer):
            return destination(Point(lat, lon), bearing=bearing, distance=(inner + outer) / 2)
        case Corridor(path=path):
            return midpoint(Point(*path[0]), Point(*path[-1]))
        case Area(lat, lon, radius, _, str() as direction) if direction in COMPASS_DEG:
            return destination(Point(lat, lon), bearing=COMPASS_DEG[direction], distance=radius / 2)
        case _:
            return Point(shape.lat, shape.lon)


def _up(km: float) -> float:
    return math.ceil(km * 10) / 10


def _down(km: float) -> float:
    return max(0.0, math.floor(km * 10) / 10)


def _around(shape: Disc | Ring | Sector | Area | Direction, cell: Cell, reach: float) -> Geometry:
    """Return a shape moved to the middle of a cell and widened by `reach` km."""
    here = {"lat": cell.lat, "lon": cell.lon}
    match shape:
        case Disc(radius_km=radius) | Area(radius_km=radius):
            return msgspec.structs.replace(shape, **here, radius_km=_up(radius + reach))
        case Direction():
            return msgspec.structs.replace(shape, **here)
        case Sector(half_angle_deg=half, inner_km=inner, outer_km=outer) if inner > reach:
            # seen from the middle of the cell, a point at `inner` may lie this much to the side
            wider = half + math.degrees(math.asin(reach / inner))
            if wider < _HALF_TURN_DEG:
                return Sector(
                    cell.lat, cell.lon, shape.bearing_deg, _up(wider), _down(inner - reach), _up(outer + reach)
                )
    return Ring(cell.lat, cell.lon, _down(shape.inner_km - reach), _up(shape.outer_km + reach))


def _corridor(path: tuple[tuple[float, float], ...], half_width_km: float, grid_km: float) -> Geometry:
    cells = [cell_of(lat, lon, grid_km) for lat, lon in path]
    width = _up(half_width_km + max(cell.reach_km for cell in cells))
    spots = tuple(dict.fromkeys((cell.lat, cell.lon) for cell in cells))
    return Corridor(spots, width) if len(spots) > 1 else Disc(*spots[0], width)
