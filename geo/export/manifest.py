"""What a report is made of, for machines: inputs, versions, settings, what was left out and why, how sure it is.

The page carries it as one block of JSON, from which the page's own "About this
report" is drawn and which `marsad manifest` prints.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib import metadata, resources
from pathlib import Path

import msgspec

from geo.errors import ExportError
from geo.export.mapspec import MapSpec
from geo.export.marks import MAIN_ROLES
from geo.export.profile import Profile
from geo.export.release import Change, Released
from geo.gazetteer.index import Gazetteer
from geo.models import ArticleRecord, Model
from geo.settings import Settings

SCHEMA = "marsad.report/1"
#: Id of the block in the page.
BLOCK = "marsad-manifest"
#: From this many articles on, a manifest gives the sum of their hashes instead of each: the file is to stay small.
LISTED_ARTICLES = 2000
_NOWHERE = "none"
_BLOCK_TEXT = re.compile(rf'<script type="application/json" id="{BLOCK}">(.*?)</script>', re.DOTALL)


class Report(Model, frozen=True, kw_only=True):
    """What an author says about a report, and how it came about.

    Attributes
    ----------
    author, contact
        Who made it, and where to send corrections: plain text.
    date
        Day of the report, as given: never today's by itself.
    note
        Summary or method, plain text; an empty line begins a new paragraph. It stands before the standing words on
        how marks come about.
    filters
        What was chosen before the map was made, in words: field → value.
    settings
        Of the run; None if they are not known.
    unreadable
        Files that could not be read.
    """

    author: str = ""
    date: dt.date | None = None
    note: str = ""
    contact: str = ""
    filters: dict[str, str] = msgspec.field(default_factory=dict)
    settings: Settings | None = None
    unreadable: int = 0


class Source(Model, frozen=True):
    """One article that the report rests on."""

    title: str
    file: str
    sha256: str
    index: int
    lang: str
    published: dt.date | None
    published_basis: str | None
    events: int


class Versions(Model, frozen=True):
    """What read the texts: the program, and the hashes of its data and of the analyst's own places, empty if none."""

    marsad: str
    gazetteer_sha256: str
    lexicon_sha256: str
    tables_sha256: str
    own_places_sha256: str


class Counts(Model, frozen=True):
    """How many there were, and how many are shown.

    Attributes
    ----------
    on_map, country_only, not_placed
        Events with a mark, in the tray of countries and wide regions, and without any place. An event may be in
        two trays.
    precision
        UCDP ``where_prec`` of the place that stands for an event, or "none" → events.
    """

    articles_in: int
    events_in: int
    articles: int
    events: int
    on_map: int
    country_only: int
    not_placed: int
    unreadable: int
    precision: dict[str, int]
    modality: dict[str, int]
    languages: dict[str, int]


class Accuracy(Model, frozen=True):
    """What the quality gate holds the program to: language → figure → floor; "all" is all languages together."""

    corpora: str
    floors: dict[str, dict[str, float]]


class Manifest(Model, frozen=True):
    """Everything about a report but its events.

    Attributes
    ----------
    inputs_sha256
        SHA-256 over the hashes of the files shown, sorted, one a line; empty where they are hidden.
    sources
        The articles; empty from `LISTED_ARTICLES` on.
    """

    schema: str
    title: str
    author: str
    date: dt.date | None
    lang: str
    note: str
    contact: str
    versions: Versions
    settings: dict[str, str | int | float | bool | None]
    filters: dict[str, str]
    profile: Profile
    changes: tuple[Change, ...]
    counts: Counts
    accuracy: Accuracy
    inputs_sha256: str
    sources: tuple[Source, ...]


def build_manifest(spec: MapSpec, report: Report, released: Released | None = None) -> Manifest:
    """Return the manifest of a map.

    Parameters
    ----------
    spec
        The map.
    report
        What its author says.
    released
        The records that the map was made of; without them there are no lists of sources, precisions and the like.
    """
    if released is None:
        released = Released((), Profile(), len(spec.sources), _size(spec))
    records = released.records
    hashes = sorted({record.source_sha256 for record in records} - {""})
    return Manifest(
        schema=SCHEMA,
        title=spec.title,
        author=report.author,
        date=report.date,
        lang=spec.lang,
        note=report.note,
        contact=report.contact,
        versions=_versions(report.settings),
        settings=_plain_settings(report.settings),
        filters=report.filters,
        profile=released.profile,
        changes=released.changes,
        counts=_counts(spec, released, report.unreadable),
        accuracy=accuracy(),
        inputs_sha256=hashlib.sha256("\n".join(hashes).encode()).hexdigest() if hashes else "",
        sources=tuple(map(_source, records)) if len(records) < LISTED_ARTICLES else (),
    )


@lru_cache(maxsize=1)
def accuracy() -> Accuracy:
    """Return the floors of the quality gate, as `scripts/build_docs.py` wrote them beside the program's data."""
    return msgspec.json.decode(_data("accuracy.json"), type=Accuracy)


def read_manifest(path: Path) -> Manifest:
    """Return the manifest of a report file.

    Raises
    ------
    ExportError
        If the file cannot be read or is no report of ours.
    """
    try:
        page = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        msg = f"{str(path)!r} cannot be read: {error}"
        raise ExportError(msg) from error
    found = _BLOCK_TEXT.search(page)
    if found is None:
        msg = f"{str(path)!r} holds no manifest; is it a map that `marsad map` wrote?"
        raise ExportError(msg)
    try:
        return msgspec.json.decode(found[1], type=Manifest)
    except msgspec.MsgspecError as error:
        msg = f"the manifest of {str(path)!r} is damaged: {error}"
        raise ExportError(msg) from error


class Checked(Model, frozen=True):
    """Which files are sources of a report, and which sources are not among the files."""

    files: tuple[tuple[Path, bool], ...]
    missing: tuple[str, ...]


def check_sources(manifest: Manifest, paths: Iterable[Path]) -> Checked:
    """Compare files with the sources of a report, by their SHA-256.

    Raises
    ------
    ExportError
        If the report does not list its sources, or a file cannot be read.
    """
    names = {source.sha256: source.file for source in manifest.sources if source.sha256}
    if not names:
        msg = f"the report does not list its sources (profile {manifest.profile.name!r}); nothing can be compared"
        raise ExportError(msg)
    found, seen = [], set()
    for path in paths:
        digest = _file_hash(path)
        seen.add(digest)
        found.append((path, digest in names))
    return Checked(tuple(found), tuple(name for digest, name in names.items() if digest not in seen))


# --------------------------------------------------------------------- counts


def _size(spec: MapSpec) -> int:
    return spec.packed.count if spec.packed is not None else len(spec.events)


def _counts(spec: MapSpec, released: Released, unreadable: int) -> Counts:
    pairs = [(record, event) for record in released.records for event in record.events]
    events = _size(spec)
    off = {index for entry in spec.countries for index in entry.events}
    unplaced = {entry.event for entry in spec.unplaced}
    precision: Counter[str] = Counter()
    for _, event in pairs:
        named = [place for place in event.locations if place.role != "anchor"]
        main = min(named, key=lambda place: (place.lat is None, MAIN_ROLES.index(place.role)), default=None)
        precision[str(main.where_prec) if main is not None and main.method != "none" else _NOWHERE] += 1
    return Counts(
        released.articles_in, released.events_in, len(released.records) or len(spec.sources), events,
        events - len(off | unplaced), len(off), len(unplaced), unreadable, _sorted(precision),
        _sorted(Counter(event.modality for _, event in pairs)), _sorted(Counter(r.lang for r in released.records)),
    )  # fmt: skip


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _source(record: ArticleRecord) -> Source:
    return Source(
        record.title, record.source, record.source_sha256, record.index, record.lang, record.published,
        record.published_basis, len(record.events),
    )  # fmt: skip


# ------------------------------------------------------------------- versions


def _versions(settings: Settings | None) -> Versions:
    lexicon = settings.lexicon_path if settings is not None else None
    gazetteer = Gazetteer.open(settings.gazetteer_path if settings is not None else None)
    places = settings.places_path if settings is not None else None
    return Versions(
        _version(), gazetteer.sections.digest, _file_hash(lexicon) if lexicon else _data_hash("lexicon.msgpack"),
        _data_hash("tables.msgpack"), _file_hash(places) if places else "",
    )  # fmt: skip


def _version() -> str:
    try:
        return metadata.version("marsad")
    except metadata.PackageNotFoundError:
        return "unknown"


def _data(name: str) -> bytes:
    return resources.files("geo").joinpath("data", name).read_bytes()


@lru_cache(maxsize=4)
def _data_hash(name: str) -> str:
    return hashlib.sha256(_data(name)).hexdigest()


def _file_hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        msg = f"{str(path)!r} cannot be read: {error}"
        raise ExportError(msg) from error


def _plain_settings(settings: Settings | None) -> dict[str, str | int | float | bool | None]:
    """Return settings without paths and accounts: a report tells nothing of the machine and the person."""
    if settings is None:
        return {}
    out: dict[str, str | int | float | bool | None] = {}
    for name in Settings.__struct_fields__:
        value = getattr(settings, name)
        if name == "online":
            out[name] = value.service if value is not None else None
        elif not name.endswith("_path"):
            out[name] = value.isoformat() if isinstance(value, dt.date) else value
    return out
