"""The gazetteer file as bytes: a checked header, then sections that are mapped, not read.

Layout, little endian::

    magic "MARSADGZ" · format version u32 · number of sections u32
    size of the body u64 · sum u64 · xor u64 (over the body's 64-bit words) · SHA-256 of the body (32 bytes)
    section table: name (16 bytes, NUL padded) · offset u64 · size u64 (offsets from the start of the body)
    body: the sections, each padded to 8 bytes

Sum and xor are checked whenever a file is opened (about a millisecond for the
embedded file); the SHA-256 by `check_digest`. Together with the size they catch a
truncated or damaged file before a mapped structure is trusted.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import GazetteerError
from geo.files import replace_file

MAGIC = b"MARSADGZ"
VERSION = 1
_HEAD = struct.Struct("<8sIIQQQ32s")
_ENTRY = struct.Struct("<16sQQ")
_ALIGN = 8
#: More sections than any version has; a larger number is damage.
_MAX_SECTIONS = 256

REBUILD = "build it again with `marsad gazetteer build` or reinstall marsad"


def _pad(size: int) -> int:
    return -size % _ALIGN


def _sums(body: memoryview | bytes) -> tuple[int, int]:
    """Return the wrapping sum and the xor of the 64-bit words of a padded body."""
    words = np.frombuffer(body, dtype="<u8")
    if not words.size:
        return 0, 0
    return int(np.add.reduce(words, dtype=np.uint64)), int(np.bitwise_xor.reduce(words))


def write_sections(path: Path, sections: dict[str, bytes]) -> None:
    """Write a gazetteer file in one step: either the whole new file stands, or the old one stays.

    Parameters
    ----------
    path
        Target; its folder must exist.
    sections
        Section name (up to 16 ASCII letters) to bytes, written in this order.

    Raises
    ------
    GazetteerError
        If the file cannot be written.
    """
    table, parts, offset = [], [], 0
    for name, data in sections.items():
        table.append(_ENTRY.pack(name.encode("ascii"), offset, len(data)))
        parts.append(data + bytes(_pad(len(data))))
        offset += len(parts[-1])
    body = b"".join(parts)
    total, mixed = _sums(body)
    head = _HEAD.pack(MAGIC, VERSION, len(sections), len(body), total, mixed, hashlib.sha256(body).digest())
    try:
        replace_file(path, [head, *table, body])
    except OSError as error:
        msg = f"the gazetteer cannot be written to {path}: {error}"
        raise GazetteerError(msg) from error


class Sections:
    """A mapped gazetteer file whose header, bounds and sums were checked.

    Raises
    ------
    GazetteerError
        If the file is missing, is no gazetteer, is of another format version, is
        truncated, or its bytes have changed since it was built.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if size < _HEAD.size:
                    msg = f"{path} is no gazetteer file ({size} bytes); {REBUILD}"
                    raise GazetteerError(msg)
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            msg = f"the gazetteer cannot be read ({error}); {REBUILD}"
            raise GazetteerError(msg) from error
        view = memoryview(self._map)
        magic, version, count, body_size, total, mixed, digest = _HEAD.unpack_from(view)
        self._digest = bytes(digest)
        if magic != MAGIC:
            msg = f"{path} is no gazetteer file (it starts with {bytes(magic)!r}); {REBUILD}"
            raise GazetteerError(msg)
        if version != VERSION:
            msg = f"{path} has gazetteer format {version}, this version of marsad reads format {VERSION}; {REBUILD}"
            raise GazetteerError(msg)
        start = _HEAD.size + count * _ENTRY.size
        if count > _MAX_SECTIONS or size != start + body_size:
            msg = f"{path} is truncated or damaged: {size} bytes, {start + body_size} expected; {REBUILD}"
            raise GazetteerError(msg)
        self._body = view[start:]
        if body_size % _ALIGN or _sums(self._body) != (total, mixed):
            msg = f"{path} is damaged: its checksum does not fit its content; {REBUILD}"
            raise GazetteerError(msg)
        self._views = self._table(view, count)

    def _table(self, view: memoryview, count: int) -> dict[str, memoryview]:
        views = {}
        for index in range(count):
            raw, offset, size = _ENTRY.unpack_from(view, _HEAD.size + index * _ENTRY.size)
            name = raw.rstrip(b"\0").decode("ascii", "replace")
            if offset + size > len(self._body):
                msg = f"{self.path} is damaged: section {name!r} lies outside the file; {REBUILD}"
                raise GazetteerError(msg)
            views[name] = self._body[offset : offset + size]
        return views

    def __getitem__(self, name: str) -> memoryview:
        """Return the mapped bytes of a section."""
        try:
            return self._views[name]
        except KeyError:
            msg = f"{self.path} is damaged: it has no section {name!r}; {REBUILD}"
            raise GazetteerError(msg) from None

    def array(self, name: str, dtype: str) -> npt.NDArray[np.integer[Any]]:
        """Return a section as a mapped, read-only array."""
        data = self[name]
        item = np.dtype(dtype).itemsize
        if len(data) % item:
            msg = f"{self.path} is damaged: section {name!r} is no array of {dtype}; {REBUILD}"
            raise GazetteerError(msg)
        return np.frombuffer(data, dtype=dtype)

    def check_digest(self) -> bool:
        """Tell whether the body still has the SHA-256 it was built with (reads the whole file)."""
        return hashlib.sha256(self._body).digest() == self._digest

    @property
    def digest(self) -> str:
        """SHA-256 of the body, as the header states it."""
        return self._digest.hex()
