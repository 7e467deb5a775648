"""Stream the files that a user downloads: GeoNames dumps, OurAirports, NGA GNS.

Every reader takes a plain file, or a ``.zip`` with one, yields `PlaceRow` objects and
keeps no more than the records of its own file that it yields. A line that is not of
the format raises `geo.errors.GazetteerError` with the file and the line number:
a half-read source would be a gazetteer with holes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from geo.errors import GazetteerError
from geo.gazetteer.airfields import field_names
from geo.gazetteer.clean import Rules, arabic_names, latin_names
from geo.gazetteer.kinds import KIND_OF
from geo.gazetteer.records import PlaceRow, prior, town_radius_km
from geo.gazetteer.sources import AIRPORT_RADIUS_KM, RANK_AIRPORT, RANK_GEONAMES, RANK_OTHER

#: Called with the number of lines read so far, every `PROGRESS_STEP` lines.
Progress = Callable[[int], None]
PROGRESS_STEP = 20_000

_GEONAMES_COLUMNS, _ALTERNATE_COLUMNS = 19, 10
#: Extent of things that a dump gives a point for, km, by kind: nothing says more.
_EXTENT_KM = {"facility": 2.0, "region": 30.0, "water": 20.0}
#: Languages whose tagged alternate names are taken; "" is untagged.
_LANGUAGES = frozenset({"ar", "en", "fr", ""})


@contextmanager
def open_dump(path: Path) -> Iterator[Iterator[str]]:
    """Open a dump as lines of text.

    Raises
    ------
    GazetteerError
        If the file cannot be read, is no UTF-8, or the archive holds no such file.
    """
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                member = _member(path, archive)
                with archive.open(member) as raw:
                    yield iter(io.TextIOWrapper(raw, encoding="utf-8-sig", newline="\n"))
        else:
            with path.open(encoding="utf-8-sig", newline="\n") as file:
                yield iter(file)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        msg = f"{path} cannot be read: {error}"
        raise GazetteerError(msg) from error


def _member(path: Path, archive: zipfile.ZipFile) -> str:
    names = [name for name in archive.namelist() if not name.lower().startswith("readme")]
    wanted = [name for name in names if Path(name).stem == path.stem]
    if len(wanted or names) != 1:
        msg = f"{path} should hold one data file, it has {', '.join(names) or 'none'}"
        raise GazetteerError(msg)
    return (wanted or names)[0]


def _fields(lines: Iterable[str], columns: int, path: Path, progress: Progress | None) -> Iterator[list[str]]:
    for number, line in enumerate(lines, 1):
        fields = line.rstrip("\r\n").split("\t")
        if len(fields) != columns:
            msg = f"{path}, line {number}: {columns} columns expected, {len(fields)} found"
            raise GazetteerError(msg)
        if progress is not None and number % PROGRESS_STEP == 0:
            progress(number)
        yield fields


def _number(text: str, path: Path, what: str) -> float:
    try:
        return float(text)
    except ValueError:
        msg = f"{path}: {what} {text!r} is no number"
        raise GazetteerError(msg) from None


# ------------------------------------------------------------------- GeoNames


def geonames_ids(paths: Iterable[Path]) -> set[int]:
    """Return the ids that GeoNames dumps hold, so that no other names need be kept.

    A line without one is passed over here: `read_geonames` tells it.
    """
    found: set[int] = set()
    for path in paths:
        with open_dump(path) as lines:
            found.update(int(number) for line in lines if (number := line.partition("\t")[0]).isdecimal())
    return found


def read_alternate_names(
    path: Path, wanted: Callable[[int], bool] | None = None, *, progress: Progress | None = None
) -> dict[int, dict[str, list[str]]]:
    """Return GeoNames id to names by language, of `alternateNamesV2.txt` or a country's part of it.

    Historic and colloquial names are left out, preferred ones come first; codes and
    links (isolanguage ``iata``, ``wkdt``, ``link`` …) are no names.

    Parameters
    ----------
    path
        The file.
    wanted
        Which ids to keep; None keeps all.
    progress
        Told how many lines were read.
    """
    found: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with open_dump(path) as lines:
        for fields in _fields(lines, _ALTERNATE_COLUMNS, path, progress):
            lang, historic = fields[2], fields[7] == "1"
            if lang not in _LANGUAGES or historic or fields[6] == "1":
                continue
            number = int(_number(fields[1], path, "GeoNames id"))
            if wanted is None or wanted(number):
                names = found[number][lang]
                names.insert(0, fields[3]) if fields[4] == "1" else names.append(fields[3])
    return {number: dict(names) for number, names in found.items()}


def read_geonames(
    path: Path,
    rules: Rules,
    *,
    alternate: Mapping[int, Mapping[str, list[str]]] | None = None,
    divisions: Mapping[tuple[str, str], str] | None = None,
    progress: Progress | None = None,
) -> Iterator[PlaceRow]:
    """Yield the places of a GeoNames dump (``LY.txt``, ``allCountries.txt``, ``cities500.txt``).

    Parameters
    ----------
    path
        The file, 19 columns.
    rules
        Which features become what, and how names are cleaned.
    alternate
        Tagged names by id, from `read_alternate_names`.
    divisions
        (country, GeoNames code) to the English name of the division.
    progress
        Told how many lines were read.

    Raises
    ------
    GazetteerError
        If a line is not of the format.
    """
    alternate, divisions = alternate or {}, divisions or {}
    with open_dump(path) as lines:
        for fields in _fields(lines, _GEONAMES_COLUMNS, path, progress):
            subtype = rules.features.get(f"{fields[6]}.{fields[7]}") or rules.features.get(fields[6])
            if subtype is None:
                continue
            number = int(_number(fields[0], path, "GeoNames id"))
            row = point_row(
                f"gn-{number}",
                subtype,
                (fields[8],) if fields[8] else (),
                (_number(fields[4], path, "latitude"), _number(fields[5], path, "longitude")),
                population=int(fields[14] or 0),
            )
            row.source, row.geonames, row.rank = f"GeoNames {number}", number, RANK_GEONAMES
            row.admin1 = divisions.get((fields[8], fields[10]), "")
            _add_names(row, [fields[1], *fields[3].split(",")], alternate.get(number, {}), rules)
            yield row


def point_row(
    place_id: str, subtype: str, countries: tuple[str, ...], point: tuple[float, float], *, population: int = 0
) -> PlaceRow:
    """Return a row of a dump's point, without names."""
    kind = KIND_OF[subtype]
    return PlaceRow(
        place_id=place_id,
        subtype=subtype,
        countries=countries,
        admin1="",
        lat=round(point[0], 5),
        lon=round(point[1], 5),
        uncertainty_km=town_radius_km(population) if kind == "town" else _EXTENT_KM[kind],
        population=population,
        verified=True,
        source="",
        rank=RANK_OTHER,
        weight=prior(subtype, population),
    )


def _add_names(row: PlaceRow, untagged: list[str], tagged: Mapping[str, list[str]], rules: Rules) -> None:
    country = row.countries[0] if row.countries else ""
    if not tagged:  # most records of a dump: the short way
        latin = latin_names(untagged) or untagged[:1]
        row.names = {"en": latin[:1], "ar": arabic_names(untagged, country, rules.arabic), "": latin[1:]}
        return
    row.add_names("en", latin_names([*tagged.get("en", []), untagged[0]]) or [untagged[0]])
    row.add_names("fr", latin_names(tagged.get("fr", [])))
    others = [*untagged, *tagged.get("", [])]
    row.add_names("ar", arabic_names([*tagged.get("ar", []), *others], country, rules.arabic))
    row.add_names("", latin_names(others))


# ----------------------------------------------------------------- OurAirports

_AIRPORT_TYPES = {
    "large_airport": "airport",
    "medium_airport": "airport",
    "small_airport": "airport",
    "seaplane_base": "airport",
    "closed": "airstrip",
}
_MILITARY = ("air base", "airbase", "afb", "air force", "military")


def read_ourairports(path: Path, *, progress: Progress | None = None) -> Iterator[PlaceRow]:
    """Yield the air fields of OurAirports' ``airports.csv`` (public domain); heliports are left out.

    A field is an air base where its name or keywords say so; the file has no flag for it.
    """
    with open_dump(path) as lines:
        for number, record in enumerate(csv.DictReader(lines), 1):
            if progress is not None and number % PROGRESS_STEP == 0:
                progress(number)
            try:
                subtype = _AIRPORT_TYPES.get(record["type"])
                if subtype is None:
                    continue
                name, keywords = record["name"], record["keywords"] or ""
                point = (float(record["latitude_deg"]), float(record["longitude_deg"]))
                ident, country, town = record["ident"], record["iso_country"], record["municipality"]
            except (KeyError, ValueError, TypeError) as error:
                msg = f"{path}, record {number}: not as OurAirports writes it ({error!r})"
                raise GazetteerError(msg) from error
            if any(word in f"{name} {keywords}".lower() for word in _MILITARY):
                subtype = "airbase"
            row = point_row(f"oa-{ident.lower()}", subtype, (country,), point)
            row.uncertainty_km, row.rank, row.source = AIRPORT_RADIUS_KM, RANK_AIRPORT, f"OurAirports {ident}"
            row.add_names("en", [*field_names(name), *(part.strip() for part in keywords.split(",") if " " in part)])
            if town:
                row.add_names("town", [town.strip()])
            yield row


# ------------------------------------------------------------------------- GNS

#: Name types: approved, variant, unverified, provisional; with S in native script.
_GNS_NATIVE, _GNS_ROMAN = frozenset({"NS", "VS", "DS"}), frozenset({"N", "V", "D", "C", "P"})
_GNS_NEEDED = ("ufi", "full_name", "nt", "lat_dd", "long_dd", "desig_cd", "fc")


def read_gns(path: Path, rules: Rules, *, country: str, progress: Progress | None = None) -> Iterator[PlaceRow]:
    """Yield the places of a country file of the NGA GEOnet Names Server (US government work).

    The lines of one feature are joined by its `ufi`; the native-script names are the
    Arabic ones.

    Parameters
    ----------
    path
        Tab-separated file with the header of 2022 and later.
    rules
        Which designations become what, and how names are cleaned.
    country
        ISO 3166 alpha-2 code of the file's country: GNS has codes of its own.
    progress
        Told how many lines were read.
    """
    places: dict[str, PlaceRow] = {}
    with open_dump(path) as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if missing := [name for name in _GNS_NEEDED if name not in (reader.fieldnames or ())]:
            msg = f"{path} has no column {', '.join(missing)}: is it a GNS file of 2022 or later?"
            raise GazetteerError(msg)
        for number, record in enumerate(reader, 1):
            if progress is not None and number % PROGRESS_STEP == 0:
                progress(number)
            feature = record["fc"]
            subtype = rules.features.get(f"{feature}.{record['desig_cd']}") or rules.features.get(feature)
            if subtype is not None:
                _gns_name(places, record, subtype, country, path)
    for row in places.values():
        row.names["ar"] = arabic_names(row.names.get("ar", []), country, rules.arabic)
        row.names["en"] = latin_names(row.names.get("en", [])) or row.names.get("en", [])
        if row.names["en"] or row.names["ar"]:
            yield row


def _gns_name(places: dict[str, PlaceRow], record: dict[str, str], subtype: str, country: str, path: Path) -> None:
    ufi, sort = record["ufi"], record["nt"]
    row = places.get(ufi)
    if row is None:
        point = (_number(record["lat_dd"], path, "latitude"), _number(record["long_dd"], path, "longitude"))
        row = places[ufi] = point_row(f"gns-{ufi}", subtype, (country,), point)
        row.source = f"NGA GNS {ufi}"
    if sort in _GNS_NATIVE:
        row.add_names("ar", [record["full_name"]])
    elif sort in _GNS_ROMAN:
        first = sort == "N"
        row.names["en"] = [record["full_name"], *row.names.get("en", [])] if first else row.names.get("en", [])
        row.add_names("en", [record["full_name"]])
