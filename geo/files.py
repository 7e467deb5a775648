"""Which files a path stands for; imports nothing, so that the command line starts fast."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

#: Endings of files that a folder is searched for.
READABLE = frozenset({".txt", ".text", ".html", ".htm", ".xhtml"})


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
