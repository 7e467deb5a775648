"""Make `data/tripoints.csv`: the points where three countries meet.

Usage: python scripts/make_tripoints.py SHAPEFILE

SHAPEFILE is Natural Earth's `ne_10m_admin_0_countries` (public domain), whose neighbours share their vertices: a
vertex of three countries is where they meet.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import geopandas
import shapely

ROOT = Path(__file__).resolve().parent.parent
#: Vertices of neighbours agree to so many decimals of a degree.
DECIMALS = 6
#: Natural Earth's column of ISO 3166 alpha-2 codes, and what it writes for none.
CODE, NO_CODE = "ISO_A2_EH", "-99"


def main() -> None:
    """Write the table."""
    owners: defaultdict[tuple[float, float], set[str]] = defaultdict(set)
    for _, row in geopandas.read_file(sys.argv[1]).iterrows():
        if row[CODE] == NO_CODE:
            continue
        for lon, lat in shapely.get_coordinates(row.geometry):
            owners[round(float(lat), DECIMALS), round(float(lon), DECIMALS)].add(row[CODE])
    met: dict[tuple[str, str, str], tuple[float, float]] = {}
    for (lat, lon), countries in sorted(owners.items()):
        for three in combinations(sorted(countries), 3):
            met.setdefault(three, (lat, lon))
    with (ROOT / "data" / "tripoints.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["countries", "lat", "lon", "source"])
        for three, (lat, lon) in sorted(met.items()):
            writer.writerow(["|".join(three), f"{lat:.3f}", f"{lon:.3f}", "Natural Earth 1:10m"])


if __name__ == "__main__":
    main()
