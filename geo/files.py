"""Files: which ones a path stands for, writing one in one step, one writer at a time.

Imports next to nothing, so that the command line starts fast.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

#: Endings of files that a folder is searched for.
READABLE = frozenset({".txt", ".text", ".html", ".htm", ".xhtml"})
#: A second writer waits so long for the first, s: what is written under a lock takes milliseconds.
LOCK_WAIT_S = 10.0
_LOCK_POLL_S = 0.05
#: Mode of a file that was not there before.
_NEW_MODE = 0o644


def find_files(paths: Iterable[Path | str]) -> list[Path]:
    """Return the files that paths stand for: a file itself, a folder's readable files in order of name."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found.extend(sorted(p for p in path.rglob("*") if p.suffix.lower() in READABLE and p.is_file()))
        else:
            found.append(path)
    return found


def printable(text: str) -> str:
    """Return text as one line that a terminal shows and does not obey: no control or direction characters."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in " ".join(text.split()))


def replace_file(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file in one step: either the whole new one stands, or the old one stays.

    Parameters
    ----------
    path
        Target; its folder must exist.
    parts
        Content, written one after the other.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    import tempfile  # noqa: PLC0415  (see the head of this module)

    mode = path.stat().st_mode & 0o777 if path.exists() else _NEW_MODE
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.writelines(parts)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


@contextmanager
def one_writer(path: Path, *, wait_s: float = LOCK_WAIT_S) -> Iterator[None]:
    """Keep other processes that ask likewise from writing a file.

    The lock lies beside the file (``.<name>.lock``) and ends with the process that holds it.

    Raises
    ------
    TimeoutError
        If another process holds the lock for longer than `wait_s`.
    OSError
        If the lock cannot be made.
    """
    lock = path.with_name(f".{path.name}.lock")
    with lock.open("ab") as file:
        until = time.monotonic() + wait_s
        while not _try_lock(file.fileno()):
            if time.monotonic() >= until:
                msg = f"{path} is being written by another process"
                raise TimeoutError(msg)
            time.sleep(_LOCK_POLL_S)
        yield


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
