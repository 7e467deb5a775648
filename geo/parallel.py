"""The same pipeline over Dask: each worker opens its own pipeline once and reads files by itself.

Dask is imported where it is used; install it with ``pip install 'marsad[parallel]'``.
Results are those of `geo.reading.extract_files`, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from geo.errors import SettingsError
from geo.files import find_files
from geo.reading import Outcome, extract_files, read_one
from geo.settings import Settings

_Item = TypeVar("_Item")
#: Files that one task reads: enough to pay for sending it, few enough to share the work evenly.
FILES_PER_TASK = 32
#: Tasks in the air for each worker; bounds how many outcomes wait in memory.
TASKS_PER_WORKER = 4


def extract_files_parallel(
    paths: Iterable[Path | str], *, workers: int, settings: Settings | None = None
) -> Iterator[Outcome]:
    """Yield the outcome of each file, in order, read by several processes.

    Parameters
    ----------
    paths
        Files, or folders that are searched for text and HTML files.
    workers
        Number of processes; 1 reads in this one, without Dask.
    settings
        Of the run; the defaults if None.

    Raises
    ------
    SettingsError
        If `workers` is less than 1, or Dask is needed and not installed.
    """
    if workers < 1:
        msg = f"workers must be at least 1, got {workers}"
        raise SettingsError(msg)
    settings = settings if settings is not None else Settings()
    if workers == 1:
        yield from extract_files(paths, settings=settings)
        return
    try:
        from dask.base import compute  # noqa: PLC0415
        from dask.delayed import delayed  # noqa: PLC0415
    except ImportError as error:
        msg = f"{workers} workers need Dask, which is not installed: pip install 'marsad[parallel]', or use 1 worker"
        raise SettingsError(msg) from error
    tasks = [delayed(_read_batch)(batch, settings) for batch in _batches(find_files(paths), FILES_PER_TASK)]
    for wave in _batches(tasks, workers * TASKS_PER_WORKER):
        for outcomes in compute(*wave, scheduler="processes", num_workers=workers):
            yield from outcomes


def _read_batch(paths: tuple[Path, ...], settings: Settings) -> list[Outcome]:
    return [read_one(path, settings) for path in paths]


def _batches(items: Sequence[_Item], size: int) -> Iterator[tuple[_Item, ...]]:
    return (tuple(items[i : i + size]) for i in range(0, len(items), size))
