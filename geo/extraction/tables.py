"""The tables of named actors and equipment that ship with the package."""

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


class Tables(msgspec.Struct, frozen=True):
    """Actors and equipment by id."""

    actors: dict[str, ActorRow]
    equipment: dict[str, EquipmentRow]


@lru_cache(maxsize=1)
def load_tables() -> Tables:
    """Load the built tables.

    Raises
    ------
    LexiconError
        If the file is missing or damaged.
    """
    try:
        data = resources.files("geo").joinpath("data/forces.msgpack").read_bytes()
        return msgspec.msgpack.decode(data, type=Tables)
    except (OSError, msgspec.MsgspecError) as error:
        msg = f"the tables of forces cannot be read ({error}); build them with `make data`"
        raise LexiconError(msg) from error
