"""What the session has open: files read once, their events as rows, and the bounded caches behind them.

Extraction is cached by the hash of a file, so a filter change, another page or
another session never runs it again. What is cached is frozen records, which
sessions may share without a copy; maps are never cached.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec
import streamlit as st

from geo.documents import read_source
from geo.errors import GeoError, InputError
from geo.export.marks import MAIN_ROLES
from geo.files import find_files
from geo.language.normalize import fold
from geo.models import ArticleRecord, Event, Location, Model
from geo.pipeline import Pipeline
from geo.settings import PLACES_VARIABLE, Settings

#: Files of one folder that are read at once; a corpus beyond this belongs in `marsad extract`.
MAX_FOLDER_FILES = 2000
#: Readings kept for all sessions together: about 100 kB each for a page of news.
MAX_CACHED_READINGS = 1000
#: `Row.precision` of an event without any place: coarser than all seven classes of UCDP.
NO_PLACE = 9
COUNTRY_ONLY = 6
#: Where the sample texts stand: in the source tree, beside the package.
SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"


class Given(Model, frozen=True):
    """Something that the user handed in: bytes with a name, or a path with the name it is shown by."""

    name: str
    data: bytes | None = None
    path: Path | None = None


class Reading(Model, frozen=True):
    """One file after reading: its articles with the text they point into, or the error."""

    name: str
    sha256: str
    text: str = ""
    records: tuple[ArticleRecord, ...] = ()
    error: str = ""


class Row(Model, frozen=True):
    """One event with what the views and filters need of its surroundings.

    Attributes
    ----------
    uid
        The event's id, told apart if the same event comes from two files.
    reading, record
        Position of its file in `Corpus.readings` and of its article therein.
    main
        The location that says best where the event is; None if it has none.
    precision
        UCDP ``where_prec`` of `main`, `NO_PLACE` without one.
    placed
        Whether it has a mark on the map.
    why
        Why it has none.
    haystack
        Folded words that the search looks in.
    """

    uid: str
    reading: int
    record: int
    event: Event
    main: Location | None
    precision: int
    placed: bool
    why: str
    forces: tuple[str, ...]
    haystack: str

    @property
    def countries(self) -> tuple[str, ...]:
        """Countries of its locations, ISO 3166 alpha-2, each once."""
        return tuple(dict.fromkeys(place.country for place in self.event.locations if place.country))


class Corpus(Model, frozen=True):
    """Everything that a session has open."""

    readings: tuple[Reading, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def records(self) -> tuple[ArticleRecord, ...]:
        """All articles in order."""
        return tuple(record for reading in self.readings for record in reading.records)

    @property
    def failed(self) -> tuple[Reading, ...]:
        """Files that could not be read."""
        return tuple(reading for reading in self.readings if reading.error)

    @property
    def digest(self) -> str:
        """A key of the content, for caches of what is derived from it."""
        return hashlib.sha256("".join(reading.sha256 for reading in self.readings).encode()).hexdigest()[:16]

    def find(self, uid: str) -> Row | None:
        """Return the row of an event, None if it is not there."""
        return next((row for row in self.rows if row.uid == uid), None)

    def record_of(self, row: Row) -> ArticleRecord:
        """Return the article of a row."""
        return self.readings[row.reading].records[row.record]

    def text_of(self, row: Row) -> str:
        """Return the text that the offsets of a row point into."""
        return self.readings[row.reading].text

    def rows_of(self, reading: int, record: int) -> tuple[Row, ...]:
        """Return the events of one article in the order of its text."""
        found = (row for row in self.rows if row.reading == reading and row.record == record)
        return tuple(sorted(found, key=lambda row: row.event.evidence.start))


# -------------------------------------------------------------------- reading


@st.cache_resource(show_spinner=False)
def pipeline() -> Pipeline:
    """Return the one pipeline of the server: its lexicon and gazetteer are read-only."""
    places = os.environ.get(PLACES_VARIABLE)
    return Pipeline(Settings(places_path=Path(places) if places else None))


@st.cache_resource(show_spinner=False, max_entries=MAX_CACHED_READINGS)
def _read(sha256: str, name: str, _data: bytes) -> Reading:
    """Read and extract one file; an error is a result, so that the other files go on."""
    engine = pipeline()
    try:
        source = read_source(None, _data, name, settings=engine.settings)
        return Reading(name, sha256, source.text, engine.run_source(source))
    except GeoError as error:
        return Reading(name, sha256, error=str(error))


def read_given(given: Given) -> Reading:
    """Return the reading of one file, from the cache if these bytes were read before."""
    data = given.data
    if data is None:
        try:
            data = _load(given)
        except InputError as error:
            return Reading(given.name, f"unread:{given.name}", error=str(error))
    return _read(hashlib.sha256(data).hexdigest(), given.name, data)


def _load(given: Given) -> bytes:
    limit = pipeline().settings.max_input_bytes
    path = given.path or Path(given.name)
    try:
        size = path.stat().st_size
        if size <= limit:
            return path.read_bytes()
    except (OSError, ValueError) as error:
        msg = f"{given.name!r} cannot be read: {error}"
        raise InputError(msg) from error
    msg = f"{given.name!r} has {size} bytes, more than the limit of {limit}; split it"
    raise InputError(msg)


def extend(corpus: Corpus, given: Sequence[Given], progress: Callable[[float], object] | None = None) -> Corpus:
    """Return the corpus with further files; those that are open already (by their bytes) are left out.

    Parameters
    ----------
    corpus
        What is open.
    given
        The files to add.
    progress
        Called with the share done, 0–1, after each file.
    """
    seen = {reading.sha256 for reading in corpus.readings}
    readings = list(corpus.readings)
    for number, item in enumerate(given, start=1):
        reading = read_given(item)
        if reading.sha256 not in seen:
            seen.add(reading.sha256)
            readings.append(reading)
        if progress is not None:
            progress(number / len(given))
    return Corpus(tuple(readings), rows_of_readings(readings))


def folder_files(folder: Path) -> tuple[Given, ...]:
    """Return the readable files of a folder and its subfolders, by name.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    try:
        if not folder.is_dir():
            msg = f"{str(folder)!r} is not a folder"
            raise InputError(msg)
        paths = find_files((folder,))
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        msg = f"{str(folder)!r} cannot be opened: {error}"
        raise InputError(msg) from error
    return tuple(Given(str(path.relative_to(folder)), path=path) for path in paths)


def sample_files() -> tuple[Given, ...]:
    """Return the sample texts; none where only the package is installed."""
    return tuple(Given(path.name, path=path) for path in sorted(SAMPLES.glob("*.txt")))


# ----------------------------------------------------------------------- rows


def rows_of_readings(readings: Sequence[Reading]) -> tuple[Row, ...]:
    """Return one row per event, in the order of files, articles and events."""
    rows: list[Row] = []
    taken: set[str] = set()
    for number, reading in enumerate(readings):
        for index, record in enumerate(reading.records):
            reasons = {item.event: item.why for item in record.unplaced}
            for event in record.events:
                uid = _unique(event.id, taken)
                rows.append(_row(uid, (number, index), record, event, reasons.get(event.id, "")))
    return tuple(rows)


def _unique(event_id: str, taken: set[str]) -> str:
    uid, copies = event_id, 1
    while uid in taken:
        copies += 1
        uid = f"{event_id}~{copies}"
    taken.add(uid)
    return uid


def _row(uid: str, where: tuple[int, int], record: ArticleRecord, event: Event, why: str) -> Row:
    ranked = sorted(
        event.locations, key=lambda place: (not drawn(place), place.lat is None, MAIN_ROLES.index(place.role))
    )
    main = ranked[0] if ranked else None
    placed = main is not None and drawn(main)
    precision = NO_PLACE
    if main is not None and placed:
        precision = main.where_prec
    elif main is not None and main.country:
        precision = COUNTRY_ONLY
    forces = tuple(dict.fromkeys(actor.name for actor in event.actors))
    names = (*forces, *(place.name for place in event.locations))
    words = (event.evidence.quote, *names, record.title, event.attributed_to or "")
    return Row(uid, *where, event, main, precision, placed, why, forces, search_key(" ".join(words)))


def drawn(place: Location) -> bool:
    """Tell whether a location gets a mark: it has a point or a shape, and is finer than a country."""
    return place.method not in {"country", "none"} and (place.lat is not None or place.geometry is not None)


def search_key(text: str) -> str:
    """Return text as the search compares it: folded word by word, so that spelling variants meet."""
    return " ".join(fold(word) for word in text.split())


def with_rows(corpus: Corpus, rows: Iterable[Row]) -> tuple[ArticleRecord, ...]:
    """Return the articles of a corpus with only these events: what the filters leave, for export."""
    kept: dict[tuple[int, int], set[str]] = {}
    for row in rows:
        kept.setdefault((row.reading, row.record), set()).add(row.event.id)
    out = []
    for (reading, index), ids in sorted(kept.items()):
        record = corpus.readings[reading].records[index]
        out.append(
            msgspec.structs.replace(
                record,
                events=tuple(event for event in record.events if event.id in ids),
                unplaced=tuple(item for item in record.unplaced if item.event in ids),
            )
        )
    return tuple(out)
