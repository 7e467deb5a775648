"""Release profiles: what may leave the house, as data.

The named ones stand in ``assets/profiles.toml``; a TOML file of the user's own may
hold others, one table each, or the fields of one alone.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import msgspec

from geo.errors import SettingsError
from geo.models import Model

#: Nothing is coarsened beyond this: wider cells than a country are no place any more, km.
LARGEST_GRID_KM = 500.0
DEFAULT = "full"


class Profile(Model, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may leave the house; the defaults let everything through.

    Attributes
    ----------
    name
        As the report tells it.
    grid_km
        Every point is put to the middle of its cell of a grid of this width, and every shape
        widened so that it still covers the true one; a place smaller than a cell (its radius below half
        of the width) loses its name too, which is blackened in sentences and titles. 0 leaves places as they are.
    embargo_days
        Events of the last so many days before the day of the report are left out, and undated ones with them.
    since, until
        Events that ended before, or may have happened after, these days are left out.
    unreviewed
        What becomes of events that no analyst has accepted: kept, marked as not reviewed, or left out.
    sentences
        Whether the words of the articles (sentences and titles) are dropped.
    places
        Whether names of places finer than a country are dropped. Their sentences and titles go with them.
    outlets
        Whether the articles' files, titles and hashes are hidden.
    voices
        Whether those are hidden whom the articles name as their source, and the sentences in which they are named.
    """

    name: str = DEFAULT
    grid_km: float = 0.0
    embargo_days: int = 0
    since: dt.date | None = None
    until: dt.date | None = None
    unreviewed: Literal["keep", "mark", "drop"] = "keep"
    sentences: Literal["keep", "drop"] = "keep"
    places: Literal["keep", "drop"] = "keep"
    outlets: Literal["show", "hide"] = "show"
    voices: Literal["show", "hide"] = "show"

    def __post_init__(self) -> None:
        """Refuse values that make no sense."""
        if not (math.isfinite(self.grid_km) and 0 <= self.grid_km <= LARGEST_GRID_KM):
            msg = f"profile {self.name!r}: grid_km must lie in 0–{LARGEST_GRID_KM:g}, got {self.grid_km!r}"
            raise SettingsError(msg)
        if self.embargo_days < 0:
            msg = f"profile {self.name!r}: embargo_days must not be negative, got {self.embargo_days}"
            raise SettingsError(msg)

    @property
    def changes_records(self) -> bool:
        """Whether records may come out other than they went in."""
        return msgspec.structs.replace(self, name=DEFAULT, unreviewed="keep") != Profile() or self.unreviewed == "drop"

    def last_day(self, day: dt.date | None) -> dt.date | None:
        """Return the last day that events of a report of this day may have; None without a limit.

        Raises
        ------
        SettingsError
            If the profile counts days back and the report has no day.
        """
        if not self.embargo_days:
            return self.until
        if day is None:
            msg = (
                f"profile {self.name!r} holds back the last {self.embargo_days} days, counted from the day of the "
                "report, which is not given; give it (--date YYYY-MM-DD)"
            )
            raise SettingsError(msg)
        try:
            limit = day - dt.timedelta(days=self.embargo_days)
        except OverflowError as error:
            msg = f"profile {self.name!r}: {self.embargo_days} days before {day} is no day; give fewer"
            raise SettingsError(msg) from error
        return limit if self.until is None else min(limit, self.until)


def load_profile(name: str) -> Profile:
    """Return a profile by its name, or from a TOML file of the user's own.

    Parameters
    ----------
    name
        A name of `names`, or a path that ends in ``.toml``; ``FILE.toml:NAME`` takes one of several tables.

    Raises
    ------
    SettingsError
        If there is no such profile, or the file cannot be read as one.
    """
    if name in names():
        return _named(name)
    path, _, table = name.partition(".toml:")
    if not table and not name.endswith(".toml"):
        msg = f"no release profile {name!r}; give one of {', '.join(names())}, or a file that ends in .toml"
        raise SettingsError(msg)
    return _from_file(Path(f"{path}.toml" if table else name), table)


def names() -> tuple[str, ...]:
    """Return the names of the profiles that come with the program, the most open first."""
    return tuple(_shipped())


@lru_cache(maxsize=1)
def _shipped() -> dict[str, dict[str, Any]]:
    return tomllib.loads((resources.files("geo.export") / "assets" / "profiles.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def _named(name: str) -> Profile:
    return _profile(name, _shipped()[name])


def _from_file(path: Path, table: str) -> Profile:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # a TOMLDecodeError or UnicodeDecodeError is a ValueError
        msg = f"the release profile {str(path)!r} cannot be read: {error}"
        raise SettingsError(msg) from error
    tables = {key: value for key, value in found.items() if isinstance(value, dict)}
    if not tables and not table:
        return _profile(path.stem, found)
    wanted = table or next(iter(tables))
    if wanted not in tables or (not table and len(tables) > 1):
        known = ", ".join(tables)
        msg = f"{str(path)!r} holds the profiles {known}; name one of them, as in {path}:{next(iter(tables))}"
        raise SettingsError(msg)
    return _profile(wanted, tables[wanted])


def _profile(name: str, fields: dict[str, Any]) -> Profile:
    try:
        return msgspec.convert({"name": name, **fields}, Profile)
    except msgspec.ValidationError as error:
        msg = f"release profile {name!r}: {error}; its fields are {', '.join(Profile.__struct_fields__)}"
        raise SettingsError(msg) from error
