"""A second reader of packed lines, written from the description of the format alone."""

from __future__ import annotations

import base64
import zlib

import numpy as np

from geo.export.packed import DICTIONARY_SIZE


def lines_in(text: str, dictionary_size: int = DICTIONARY_SIZE) -> list[bytes]:
    """Return packed lines, read with zlib."""
    data = base64.b64decode(text)
    count = int.from_bytes(data[:4], "little")
    sizes = np.frombuffer(data, "<u4", 2 * count, 4).reshape(-1, 2)
    at, dictionary, lines = 4 + 8 * count, b"", []
    for packed_size, size in sizes.tolist():
        reader = zlib.decompressobj(-zlib.MAX_WBITS, zdict=dictionary)
        block = reader.decompress(data[at : at + packed_size])
        assert (len(block), reader.eof) == (size, True)
        dictionary = dictionary or block[-dictionary_size:]
        lines += block.split(b"\n")
        at += packed_size
    assert at == len(data)
    return lines
