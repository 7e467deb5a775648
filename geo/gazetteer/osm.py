"""Read an extract of OpenStreetMap, as the Overpass API answers it: settlements, air fields, bases, crossings, ports.

OpenStreetMap is under the ODbL, which asks for share-alike. Its rows go into a file of the user's own and never
into the embedded gazetteer.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from geo.errors import GazetteerError
from geo.gazetteer.clean import Rules, arabic_names, latin_names
from geo.gazetteer.dumps import point_row
from geo.gazetteer.records import PlaceRow

#: What a tag makes of an element; the first that fits counts.
SUBTYPES: dict[tuple[str, str], str] = {
    ("aerodrome:type", "military"): "airbase",
    ("military", "airfield"): "airbase",
    ("military", "naval_base"): "naval_base",
    ("military", "barracks"): "barracks",
    ("military", "base"): "base",
    ("aeroway", "aerodrome"): "airport",
    ("aeroway", "airstrip"): "airstrip",
    ("barrier", "border_control"): "crossing",
    ("industrial", "port"): "port",
    ("landuse", "port"): "port",
    ("place", "city"): "town",
    ("place", "town"): "town",
    ("place", "village"): "village",
    ("place", "hamlet"): "village",
}
_LANGUAGES = ("en", "ar", "fr")
_NAMES = ("name", "alt_name", "official_name", "old_name")


class _Point(msgspec.Struct):
    lat: float
    lon: float


class _Element(msgspec.Struct):
    type: str
    id: int
    lat: float | None = None
    lon: float | None = None
    center: _Point | None = None
    tags: dict[str, str] = {}


class _Extract(msgspec.Struct):
    elements: list[_Element]


def read_osm(path: Path, rules: Rules, *, country: str) -> Iterator[PlaceRow]:
    """Yield the places of an extract.

    Parameters
    ----------
    path
        JSON as Overpass answers ``[out:json]`` with ``out center``; it is read as a whole.
    rules
        How names are cleaned.
    country
        ISO 3166 alpha-2 code of what was extracted: elements do not say it.

    Raises
    ------
    GazetteerError
        If the file cannot be read or is not such an extract.
    """
    try:
        extract = msgspec.json.decode(path.read_bytes(), type=_Extract)
    except OSError as error:
        msg = f"{path} cannot be read: {error}"
        raise GazetteerError(msg) from error
    except msgspec.MsgspecError as error:
        msg = f"{path} is no JSON of Overpass ({error}); ask it for [out:json] and `out center`"
        raise GazetteerError(msg) from error
    for element in extract.elements:
        row = _row(element, rules, country)
        if row is not None:
            yield row


def _row(element: _Element, rules: Rules, country: str) -> PlaceRow | None:
    point = element.center or element
    subtype = next((kind for (key, value), kind in SUBTYPES.items() if element.tags.get(key) == value), None)
    if subtype is None or point.lat is None or point.lon is None:
        return None
    names = {lang: _names(element.tags, f":{lang}") for lang in _LANGUAGES}
    local = _names(element.tags, "")
    names["ar"] = arabic_names([*names["ar"], *local], country, rules.arabic)
    names["en"] = latin_names([*names["en"], *_names(element.tags, ":int"), *local])
    if not names["en"] and not names["ar"]:
        return None
    population = int(digits) if (digits := element.tags.get("population", "")).isdecimal() else 0
    place_id = f"osm-{element.type[:1]}{element.id}"
    row = point_row(place_id, subtype, (country,), (point.lat, point.lon), population=population)
    row.source, row.names = f"OpenStreetMap {element.type} {element.id} (ODbL)", names
    return row


def _names(tags: dict[str, str], ending: str) -> list[str]:
    """Return the names of a language, the main one first; several stand in one tag with semicolons."""
    found = [part.strip() for name in _NAMES for part in tags.get(f"{name}{ending}", "").split(";")]
    return list(dict.fromkeys(name for name in found if name))
