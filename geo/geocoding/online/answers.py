"""What online services answered, kept in a SQLite file that several processes share.

"Not found" is an answer, too, and is kept, though not for as long. The file also holds when
each service may next be asked, so that all processes together keep its pace. It tells what
an analyst looked for: it is made readable by its owner alone.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from geo.errors import OnlineError

#: Places move seldom, names are added often: how long an answer stands, days.
FOUND_DAYS, NOT_FOUND_DAYS = 365, 30
#: Another process holds the file for milliseconds, s.
_BUSY_S = 30.0
_VERSION = 1
#: A turn farther ahead than this was taken before the clock was set back, s.
_FARTHEST_TURN_S = 3_600.0
_TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    service TEXT, name TEXT, countries TEXT, asked_on TEXT NOT NULL, places BLOB NOT NULL,
    PRIMARY KEY (service, name, countries)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (service TEXT PRIMARY KEY, next_s REAL NOT NULL) WITHOUT ROWID;
"""


class Found(msgspec.Struct, frozen=True):
    """A place as a service gave it.

    Attributes
    ----------
    place_id
        ``osm-n…``, ``osm-w…``, ``osm-r…`` or ``gn-…``, as the service's database has it.
    name, names
        The name to show, and all that the answer holds.
    subtype
        Sort of place (`geo.gazetteer.kinds`).
    country
        ISO 3166 alpha-2, "" where the service says none.
    lat, lon
        WGS84 degrees.
    uncertainty_km
        Radius of a town or facility, extent of a region or water.
    importance
        How well known the service holds it, 0-1; 0 if it does not say.
    """

    place_id: str
    name: str
    names: tuple[str, ...]
    subtype: str
    country: str
    lat: float
    lon: float
    uncertainty_km: float
    population: int = 0
    importance: float = 0.0


class Answer(msgspec.Struct, frozen=True):
    """What a service answered, and when; no place means that it knows none."""

    places: tuple[Found, ...]
    asked_on: dt.date

    def is_fresh(self, today: dt.date) -> bool:
        """Tell whether the answer still stands on a day."""
        return (today - self.asked_on).days <= (FOUND_DAYS if self.places else NOT_FOUND_DAYS)


class Question(msgspec.Struct, frozen=True):
    """What is asked: the service and its address, the name, and the countries that answers are limited to."""

    service: str
    name: str
    countries: tuple[str, ...]


def default_path() -> Path:
    """Return where answers are kept if no setting says it: the user's cache folder."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "marsad" / "online.sqlite"


class Answers:
    """The file of answers; safe for threads and processes, as each use opens it anew.

    Raises
    ------
    OnlineError
        If the file cannot be made, is damaged, or is of another version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
        except OSError as error:
            msg = f"the file of online answers cannot be made: {error}; name another one with --online-cache"
            raise OnlineError(msg) from error
        with self._open() as base:
            (version,) = base.execute("PRAGMA user_version").fetchone()
            if version not in (0, _VERSION):
                msg = (
                    f"{path} holds online answers of version {version}, not {_VERSION}; name another file, or delete it"
                )
                raise OnlineError(msg)
            base.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=_BUSY_S, isolation_level=None)) as base:
                yield base
        except sqlite3.Error as error:
            msg = f"the file of online answers {self.path} cannot be used: {error}; name another one, or delete it"
            raise OnlineError(msg) from error

    def get(self, question: Question) -> Answer | None:
        """Return the kept answer to a question, None if there is none that this version reads."""
        with self._open() as base:
            row = base.execute(
                "SELECT asked_on, places FROM answers WHERE service = ? AND name = ? AND countries = ?", _key(question)
            ).fetchone()
        if row is None:
            return None
        try:
            return Answer(msgspec.json.decode(row[1], type=tuple[Found, ...]), dt.date.fromisoformat(row[0]))
        except (msgspec.MsgspecError, ValueError):
            return None

    def put(self, question: Question, answer: Answer) -> None:
        """Keep an answer instead of an earlier one."""
        row = (*_key(question), answer.asked_on.isoformat(), msgspec.json.encode(answer.places))
        with self._open() as base:
            base.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)

    def turn(self, service: str, delay_s: float) -> float:
        """Take the next turn at a service and return how long to wait for it, s.

        Parameters
        ----------
        service
            Its address.
        delay_s
            Least time between two turns of all processes.
        """
        now = time.time()
        with self._open() as base:
            base.execute("BEGIN IMMEDIATE")
            row = base.execute("SELECT next_s FROM turns WHERE service = ?", (service,)).fetchone()
            ahead = row[0] - now if row else 0.0
            wait = ahead if 0 < ahead <= _FARTHEST_TURN_S else 0.0
            base.execute("INSERT OR REPLACE INTO turns VALUES (?, ?)", (service, now + wait + delay_s))
            base.execute("COMMIT")
        return float(wait)


def _key(question: Question) -> tuple[str, str, str]:
    return question.service, question.name, ",".join(question.countries)
