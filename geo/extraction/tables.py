"""The tables of actors, equipment, countries and points of three countries that ship with the package."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import msgspec

from geo.errors import LexiconError


class ActorRow(msgspec.Struct, frozen=True):
    """One row of `data/actors.csv`: names by language, type, country, parent and valid years."""

    id: str
    type: str
    country: str
    name_en: str
    name_ar: str
    name_fr: str
    parent: str = ""
    valid_from: str = ""
    valid_to: str = ""
    acled_type: str = ""


class EquipmentRow(msgspec.Struct, frozen=True):
    """One row of `data/equipment.csv`; `range_km` where it is well known."""

    id: str
    equipment_class: str
    name: str
    range_km: float | None = None


class CountryRow(msgspec.Struct, frozen=True):
    """One row of `data/countries.csv`: label point and extent (EPSG:4326, km), and the capital."""

    iso2: str
    name: str
    lat: float
    lon: float
    extent_km: float
    capital: str = ""
    capital_lat: float | None = None
    capital_lon: float | None = None


class Tables(msgspec.Struct, frozen=True):
    """Actors and equipment by id, countries by ISO 3166 alpha-2 code, and where three of them meet.

    Attributes
    ----------
    tripoints
        Codes in order, joined by "|" ("EG|LY|SD"), to (lat, lon) in degrees (EPSG:4326).
    parts
        Code and direction ("ML N", "TD far N") to (lat, lon, radius in km) of that part of the country.
    """

    actors: dict[str, ActorRow]
    equipment: dict[str, EquipmentRow]
    countries: dict[str, CountryRow]
    tripoints: dict[str, tuple[float, float]] = {}
    parts: dict[str, tuple[float, float, float]] = {}


@lru_cache(maxsize=1)
def load_tables() -> Tables:
    """Load the built tables.

    Raises
    ------
    LexiconError
        If the file is missing or damaged.
    """
    try:
        data = resources.files("geo").joinpath("data/tables.msgpack").read_bytes()
        return msgspec.msgpack.decode(data, type=Tables)
    except (OSError, msgspec.MsgspecError) as error:
        msg = f"the tables cannot be read ({error}); build them with `make data`"
        raise LexiconError(msg) from error
