"""One place for one place: merge the records of several sources.

Two records are the same place if they state the same GeoNames id, or if they are
of one group (`geo.gazetteer.kinds.merge_group`), share a name that is the first
name of at least one of them, and lie close together. Air fields need no shared
name: no two of them lie within `AIR_FIELD_KM`.
The better ranked source gives id, point and names first; the others add names and
fill what is empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from geo.gazetteer.kinds import merge_group
from geo.gazetteer.records import PlaceRow
from geo.geodesy import great_circle_km

#: Records of one name and group closer than this are one place, km.
SAME_PLACE_KM = 15.0
#: GeoNames has some places twice; beside a row of our tables the second is dropped within this, km.
TWIN_KM = 3.0
#: Extents of one region are put differently by different sources, km.
SAME_REGION_KM = 150.0
#: Two runways closer than this are one air field, km.
AIR_FIELD_KM = 3.0
_CELL_DEG = 0.1


class Merger:
    """Takes rows, best source first, and keeps one per place."""

    def __init__(self) -> None:
        self.places: list[PlaceRow] = []
        self._by_key: defaultdict[tuple[str, str], list[PlaceRow]] = defaultdict(list)
        self._by_geonames: dict[int, PlaceRow] = {}
        self._air: defaultdict[tuple[int, int], list[PlaceRow]] = defaultdict(list)

    def add_all(self, rows: Iterable[PlaceRow]) -> None:
        """Add rows in their order."""
        for row in rows:
            self.add(row)

    def add(self, row: PlaceRow) -> PlaceRow:
        """Add one row; return the place it became or was merged into."""
        known = self._find(row)
        if known is None:
            self.places.append(row)
            known = row
            if merge_group(row.subtype) == "air":
                self._air[_cell(row)].append(row)
        else:
            _absorb(known, row)
        if row.geonames:
            self._by_geonames.setdefault(row.geonames, known)
        for key in row.name_keys():
            bucket = self._by_key[(merge_group(known.subtype), key)]
            if known not in bucket:
                bucket.append(known)
        return known

    def named(self, group: str, key: str) -> list[PlaceRow]:
        """Return the places of a group that have a key."""
        return self._by_key.get((group, key), [])

    def _find(self, row: PlaceRow) -> PlaceRow | None:
        group = merge_group(row.subtype)
        if row.geonames and (known := self._by_geonames.get(row.geonames)) and merge_group(known.subtype) == group:
            return known
        if group == "air":
            near = [p for p in self._neighbours(row) if _apart(p, row) <= AIR_FIELD_KM]
            if near:
                return min(near, key=lambda place: _apart(place, row))
        main = row.main_keys()
        for key in row.name_keys():
            for place in self._by_key.get((group, key), ()):
                if _same(place, row, group) and (key in main or key in place.main_keys()):
                    return place
        return None

    def _neighbours(self, row: PlaceRow) -> Iterable[PlaceRow]:
        y, x = _cell(row)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                yield from self._air.get((y + dy, x + dx), ())


def _same(place: PlaceRow, row: PlaceRow, group: str) -> bool:
    if group == "country":
        return place.countries == row.countries
    if place.geonames and row.geonames and place.geonames != row.geonames:
        # two records of one source are two places, unless a person knew better
        return place.rank != row.rank and _apart(place, row) <= TWIN_KM
    shared = not place.countries or not row.countries or not set(place.countries).isdisjoint(row.countries)
    apart = _apart(place, row)
    if group in ("region", "water"):
        if place.subtype != row.subtype and "admin1" in (place.subtype, row.subtype):
            return False
        divisions = place.subtype == row.subtype == "admin1"
        return shared and (divisions or apart <= max(SAME_REGION_KM, place.uncertainty_km))
    return shared and apart <= SAME_PLACE_KM


def _absorb(known: PlaceRow, row: PlaceRow) -> None:
    for lang, names in row.names.items():
        known.add_names(lang, names)
    known.abbreviations += [short for short in row.abbreviations if short not in known.abbreviations]
    known.population = known.population or row.population
    known.weight = max(known.weight, row.weight)
    known.admin1 = known.admin1 or row.admin1
    known.geonames = known.geonames or row.geonames
    known.countries = known.countries or row.countries


def _apart(a: PlaceRow, b: PlaceRow) -> float:
    return great_circle_km(a.lat, a.lon, b.lat, b.lon)


def _cell(row: PlaceRow) -> tuple[int, int]:
    return int(row.lat // _CELL_DEG), int(row.lon // _CELL_DEG)
