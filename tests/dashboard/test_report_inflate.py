"""Our own DEFLATE in the browser, beside zlib."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path

import mapcases
import numpy as np
import pytest
from browsing import Visit

from geo.export.packed import BLOCK_LINES, packed_lines

pytestmark = [
    pytest.mark.browser,
    # the browser driver's own sockets are collected after the test
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

#: All pairs of packed and plain bytes that do not come out as they went in, or that fail.
WRONG = """pairs => {
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  return pairs.map(([packed, plain, dictionary], index) => {
    const wanted = bytes(plain);
    try {
      const got = MarsadMap.inflate(bytes(packed), wanted.length, bytes(dictionary));
      return got.length === wanted.length && got.every((byte, i) => byte === wanted[i]) ? null : index;
    } catch (error) { return `${index}: ${error.message}`; }
  }).filter(one => one !== null);
}"""
NOISE = np.random.default_rng(5).bytes(90_000)
TEXTS = (
    b"", b"a", b"ab" * 40_000, NOISE, NOISE[:300] + b"x" * 600 + NOISE[:300], mapcases.AR_QUOTE.encode() * 300,
    bytes(range(256)) * 3,
)  # fmt: skip
STRATEGIES = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED)


def raw(data: bytes, level: int, strategy: int, dictionary: bytes = b"") -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, 9, strategy, dictionary)
    return packer.compress(data) + packer.flush()


def text(*parts: bytes) -> list[str]:
    return [base64.b64encode(part).decode() for part in parts]


def test_it_unpacks_what_zlib_packs(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"])
    pairs = [
        text(raw(data, level, strategy, dictionary), data, dictionary)
        for data in TEXTS
        for level in (0, 1, 6, 9)
        for strategy in STRATEGIES
        for dictionary in (b"", mapcases.AR_QUOTE.encode() + b"ab")
    ]
    assert page.evaluate(WRONG, pairs) == []


def test_a_damaged_block_is_an_error_and_no_endless_loop(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"])
    data = mapcases.AR_QUOTE.encode() * 30
    whole = raw(data, 9, zlib.Z_DEFAULT_STRATEGY)
    cut = [whole[: len(whole) // 2], whole[:3], b"", whole[:40] + NOISE[:40]]
    assert len(page.evaluate(WRONG, [text(part, data, b"") for part in cut])) == len(cut)


def test_each_line_is_read_from_its_block(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"])
    lines = [f"سطر {number}" for number in range(3 * BLOCK_LINES + 5)]
    got = page.evaluate(
        "([packed, wanted]) => { const lines = new MarsadMap.Lines(packed); return wanted.map(n => lines.line(n)); }",
        [
            packed_lines([line.encode() for line in lines]),
            [len(lines) - 1, 0, BLOCK_LINES, BLOCK_LINES - 1, 7, 2 * BLOCK_LINES],
        ],
    )
    assert got == [lines[n] for n in (len(lines) - 1, 0, BLOCK_LINES, BLOCK_LINES - 1, 7, 2 * BLOCK_LINES)]
