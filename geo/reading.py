"""Files and texts to records in one call each, one bad file never losing the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from geo.documents import Source, read_source
from geo.errors import GeoError, InputError
from geo.files import find_files, printable
from geo.models import ArticleRecord, Model
from geo.pipeline import Pipeline
from geo.settings import Settings

#: Pipelines kept open: as many as a process is likely to have settings.
_OPEN_PIPELINES = 4


class Outcome(Model, frozen=True):
    """What came of one file: its records, or the one line that says why there are none.

    Attributes
    ----------
    path
        As it was given.
    source
        The decoded file that the records' offsets point into; None if it could not be read.
    error
        Empty if all went well.
    """

    path: str
    source: Source | None
    records: tuple[ArticleRecord, ...]
    error: str = ""


@lru_cache(maxsize=_OPEN_PIPELINES)
def pipeline_for(settings: Settings) -> Pipeline:
    """Return the pipeline of this process for some settings; it is opened once."""
    return Pipeline(settings)


def extract_text(text: str, *, name: str = "text", settings: Settings | None = None) -> tuple[ArticleRecord, ...]:
    """Return the records of a text.

    Parameters
    ----------
    text
        One or more articles, with or without the furniture of their page.
    name
        How the source is called in the records.
    settings
        Of the run; the defaults if None.

    Raises
    ------
    InputError
        If the text is empty, too large, or cannot be read as news.
    """
    pipeline = pipeline_for(settings if settings is not None else Settings())
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        half = f"{text[error.start]!r} at {error.start}"
        msg = f"{name!r} holds half a character ({half}, a lone surrogate); decode it again"
        raise InputError(msg) from error
    return pipeline.run_source(read_source(None, data, name, settings=pipeline.settings))


def extract_file(path: Path | str, *, settings: Settings | None = None) -> tuple[ArticleRecord, ...]:
    """Return the records of one text or HTML file.

    Raises
    ------
    InputError
        If the file cannot be read as news.
    """
    pipeline = pipeline_for(settings if settings is not None else Settings())
    path = Path(path)
    return pipeline.run_source(read_source(path, None, path.name, settings=pipeline.settings))


def extract_files(paths: Iterable[Path | str], *, settings: Settings | None = None) -> Iterator[Outcome]:
    """Yield the outcome of each file, in order; folders are searched for text and HTML files.

    Raises
    ------
    LexiconError, GazetteerError
        If the data that ships with the package is missing or damaged: then no file can be read.
    """
    settings = settings if settings is not None else Settings()
    pipeline_for(settings)
    for path in find_files(paths):
        yield read_one(path, settings)


def read_one(path: Path, settings: Settings) -> Outcome:
    """Return the outcome of one file; an error of that file is part of it."""
    pipeline = pipeline_for(settings)
    try:
        source = read_source(path, None, path.name, settings=settings)
        return Outcome(str(path), source, pipeline.run_source(source))
    except GeoError as error:
        return Outcome(str(path), None, (), one_line(error, path))


def one_line(error: GeoError, path: Path | None = None) -> str:
    """Return an error as one printable line that names the file."""
    text = str(error)
    if path is not None and isinstance(error, InputError) and str(path) not in text and repr(path.name) not in text:
        text = f"{path}: {text}"
    return printable(text)
