"""Make `data/country_parts.csv`: where "the north of the country" is, for the eight directions.

Usage: python scripts/make_country_parts.py SHAPEFILE

SHAPEFILE is Natural Earth's `ne_10m_admin_0_countries` (public domain). A part is what lies beyond a line across the
direction: the last third of the country's reach that way, of "the far north" the last sixth. Its point is the middle
of that area, its radius that within which most of it lies.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterator
from pathlib import Path

import geopandas
import numpy as np
import shapely
from shapely.affinity import scale

from geo.geodesy import COMPASS_DEG

ROOT = Path(__file__).resolve().parent.parent
CODE, NO_CODE = "ISO_A2_EH", "-99"
KM_PER_DEGREE = 111.2
#: Smaller countries have no parts that news tells apart, km².
LEAST_AREA = 15_000.0
#: Islands and exclaves smaller than this share of the largest piece are left out.
LEAST_PIECE = 0.1
#: Share of the reach in a direction that a part takes, plain and "far".
SHARES = {"": 1 / 3, "far ": 1 / 6}
#: The radius holds this share of a part's area, judged by a grid of so many steps.
HELD, STEPS = 0.9, 40
DIRECTIONS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


def mainland(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the pieces of a country that count."""
    pieces = list(getattr(geometry, "geoms", [geometry]))
    largest = max(piece.area for piece in pieces)
    return shapely.union_all([piece for piece in pieces if piece.area >= LEAST_PIECE * largest])


def beyond(flat: shapely.Geometry, bearing: float, share: float) -> shapely.Geometry:
    """Return what of a shape lies in the last share of its reach along a bearing, degrees."""
    east, north = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    reach = shapely.get_coordinates(flat) @ np.array([east, north])
    line = reach.max() - share * (reach.max() - reach.min())
    size = 4 * max(flat.bounds[2] - flat.bounds[0], flat.bounds[3] - flat.bounds[1])
    middle = flat.centroid
    off = line - (middle.x * east + middle.y * north)
    x, y = middle.x + off * east, middle.y + off * north
    half = [
        (x - size * north, y + size * east), (x + size * north, y - size * east),
        (x + size * north + size * east, y - size * east + size * north),
        (x - size * north + size * east, y + size * east + size * north),
    ]  # fmt: skip
    return flat.intersection(shapely.Polygon(half))


def radius(part: shapely.Geometry) -> float:
    """Return the radius around a part's middle that holds most of it, degrees of latitude."""
    low_x, low_y, high_x, high_y = part.bounds
    grid = np.array([(x, y) for x in np.linspace(low_x, high_x, STEPS) for y in np.linspace(low_y, high_y, STEPS)])
    inside = grid[shapely.contains_xy(part, grid[:, 0], grid[:, 1])]
    apart = np.hypot(inside[:, 0] - part.centroid.x, inside[:, 1] - part.centroid.y)
    return float(np.quantile(apart, HELD))


def rows(code: str, geometry: shapely.Geometry) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield code, part, latitude, longitude and radius in km of a country's parts."""
    land = mainland(geometry)
    narrow = math.cos(math.radians(land.centroid.y))
    flat = scale(land, xfact=narrow, yfact=1.0, origin=(0, 0))
    if flat.area * KM_PER_DEGREE**2 < LEAST_AREA:
        return
    for word, share in SHARES.items():
        for direction in DIRECTIONS:
            part = beyond(flat, COMPASS_DEG[direction], share)
            lon, lat = part.centroid.x / narrow, part.centroid.y
            yield code, f"{word}{direction}", f"{lat:.2f}", f"{lon:.2f}", f"{radius(part) * KM_PER_DEGREE:.0f}"


def main() -> None:
    """Write the table."""
    countries = geopandas.read_file(sys.argv[1])
    with (ROOT / "data" / "country_parts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["iso2", "part", "lat", "lon", "radius_km"])
        for _, row in countries[countries[CODE] != NO_CODE].sort_values(CODE).iterrows():
            writer.writerows(rows(row[CODE], row.geometry))


if __name__ == "__main__":
    main()
