"""Many events in few bytes: columns, sorted along a space-filling curve, delta-coded, gzipped, base64.

A map of up to `geo.export.mapspec.PACK_FROM` events carries a full card for
each. Beyond, each event is a row of columns: where, when, what, how it is put,
how precise, who, which article, and its sentence. The browser turns the columns
into typed arrays without parsing; a card is made when it is opened. Sentences and
articles stay packed there, in blocks of lines that are unpacked when one of them is
read. The order of rows is that of a Morton curve (Morton 1966), so that neighbours
stand together and their differences are small.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from geo import related
from geo.export.cards import MOST_LINKS
from geo.export.symbols import SYMBOLS
from geo.geocoding.facts import GROUPS
from geo.ledger import SAME_PLACE_KM
from geo.models import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Coordinates are whole 1/10,000 degrees, about 11 m: no text is finer.
DEGREE_UNITS = 10_000
#: Radii are whole tenths of a kilometre, up to this many.
RADIUS_UNITS, RADIUS_MAX = 10, 65_535
#: A span of days beyond this is cut, days; an unknown day is 0, which is 1 January 1970.
SPAN_MAX = 65_535
GZIP_LEVEL = 9
#: Enough of an article's SHA-256 to tell it among many, hex digits: of 100,000, two share 10 in one map of 200.
HASH_DIGITS = 10
#: Lines of a block: the browser unpacks one in about two milliseconds.
BLOCK_LINES = 2048
#: The end of the first block starts the window of all others, so that short blocks pack as well as the whole, bytes.
DICTIONARY_SIZE = 32_768
BYTE_BITS = 8
MODALITIES = ("asserted", "reported", "planned", "possible", "denied")
TYPES = tuple(symbol.type for symbol in SYMBOLS)


class Rule(Model, frozen=True):
    """What the browser needs to find other reports of the same among rows: the figures of `geo.related`.

    `groups` holds the number of the group of each of `TYPES`.
    """

    groups: tuple[int, ...]
    news_days: int = related.NEWS_DAYS
    slack_days: int = related.DAY_SLACK.days
    same_place_km: float = SAME_PLACE_KM
    vague_km: float = related.VAGUE_KM
    vague_days: int = related.VAGUE_DAYS
    copy_share: float = related.COPY_SHARE
    copy_pairs: int = related.COPY_PAIRS
    most_links: int = MOST_LINKS


def _rule() -> Rule:
    names = [GROUPS.get(kind, kind) for kind in TYPES]
    return Rule(tuple(names.index(name) for name in names))


class Packed(Model, frozen=True):
    """Rows of events as one text.

    Attributes
    ----------
    count, placed, articles
        Rows in all, how many of them, the first ones, have a point, and how many articles they come from.
    types, modalities, actors, places
        What the numbers in the columns stand for; actor and place 0 are none.
    columns
        Base64 of gzipped columns: latitude and longitude (int32, differences,
        zigzag, `placed` values each), actor, place and source (as wide as
        `width_of` says of the highest number there can be, `count` values each),
        first day since 1970 and span (uint16), radius (uint16), type, modality,
        precision and confidence in percent (uint8), all as planes of bytes, lowest
        first.
    sentences
        `packed_lines` of the sentences, one a line.
    sources
        `packed_lines` of the articles (`geo.export.mapspec.SourceArticle`) as JSON, one a line, each hash cut to
        `HASH_DIGITS`.
    ids
        Base64 of the gzipped event ids, one a line; empty if the map goes by
        numbers of rows alone, since ids are random and hardly pack.
    reviewed
        Rows that an analyst stood by; None where the map does not tell reviews.
    rule
        How other reports of the same are found.
    """

    count: int
    placed: int
    articles: int
    types: tuple[str, ...]
    modalities: tuple[str, ...]
    actors: tuple[str, ...]
    places: tuple[str, ...]
    degree_units: int
    radius_units: int
    columns: str
    sentences: str
    sources: str
    ids: str = ""
    reviewed: tuple[int, ...] | None = None
    rule: Rule = msgspec.field(default_factory=_rule)


class Rows(msgspec.Struct, kw_only=True):
    """Events as columns of the same length, before packing; an event without a point has NaN.

    `actors` and `places` hold the names, `actor` and `place` one plus their
    index, 0 for none. `day` and `last_day` count from 1970-01-01, 0 for unknown.
    """

    lat: Sequence[float]
    lon: Sequence[float]
    type: Sequence[int]
    modality: Sequence[int]
    precision: Sequence[int]
    confidence: Sequence[float]
    radius_km: Sequence[float]
    day: Sequence[int]
    last_day: Sequence[int]
    source: Sequence[int]
    actor: Sequence[int]
    place: Sequence[int]
    text: Sequence[str]
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    id: Sequence[str] = ()


def pack(rows: Rows, articles: Sequence[bytes]) -> tuple[Packed, list[int]]:
    """Return packed rows and, for each row given, its new number.

    Parameters
    ----------
    rows
        The events; those without a point come last in the packed order.
    articles
        The articles, each as JSON without a line break.
    """
    lat, lon = np.asarray(rows.lat, dtype="f8"), np.asarray(rows.lon, dtype="f8")
    order = morton_order(lat, lon)
    placed = int(np.isfinite(lat).sum())
    spots = order[:placed]
    day = np.asarray(rows.day, dtype="i8")
    span = np.clip(np.asarray(rows.last_day, dtype="i8") - day, 0, SPAN_MAX)
    radius = np.clip(np.nan_to_num(np.asarray(rows.radius_km, dtype="f8") * RADIUS_UNITS), 0, RADIUS_MAX)
    percent = np.asarray(rows.confidence, dtype="f8") * 100
    numbered = ((rows.actor, len(rows.actors)), (rows.place, len(rows.places)), (rows.source, len(articles)))
    columns = [
        _deltas(lat[spots]), _deltas(lon[spots]),
        *(_planes(column, order, width_of(most)) for column, most in numbered),
        *(_planes(column, order, 2) for column in (day, span, radius)),
        *(_planes(column, order, 1) for column in (rows.type, rows.modality, rows.precision, np.rint(percent))),
    ]  # fmt: skip
    numbers = np.empty(len(order), dtype="i8")
    numbers[order] = np.arange(len(order))
    packed = Packed(
        len(order), placed, len(articles), TYPES, MODALITIES, rows.actors, rows.places, DEGREE_UNITS, RADIUS_UNITS,
        zipped(b"".join(columns)),
        packed_lines([rows.text[index].encode("utf-8", "replace") for index in order]),
        packed_lines(articles),
        zipped("\n".join(rows.id[index] for index in order).encode()) if rows.id else "",
    )  # fmt: skip
    return packed, numbers.tolist()


def width_of(most: int) -> int:
    """Return how many bytes (1, 2 or 4) numbers up to this one take."""
    return next(width for width in (1, 2, 4) if most < 1 << BYTE_BITS * width)


def packed_lines(lines: Sequence[bytes]) -> str:
    """Return lines of UTF-8 as base64 of blocks of `BLOCK_LINES` lines that can be unpacked one by one.

    First the number of blocks, then for each its size packed and unpacked (all
    uint32, lowest byte first), then the blocks: each its lines joined by line
    breaks, by DEFLATE without a head (RFC 1951); from the second on with the last
    `DICTIONARY_SIZE` bytes of the first as preset dictionary. A line break within a
    line becomes a space.
    """
    flat = [line.replace(b"\r", b" ").replace(b"\n", b" ") for line in lines]
    raw = [b"\n".join(flat[first : first + BLOCK_LINES]) for first in range(0, len(flat), BLOCK_LINES)]
    dictionary = raw[0][-DICTIONARY_SIZE:] if raw else b""
    blocks = [_deflated(block, dictionary if number else b"") for number, block in enumerate(raw)]
    sizes = [len(blocks), *(size for pair in zip(map(len, blocks), map(len, raw), strict=True) for size in pair)]
    return base64.b64encode(np.array(sizes, dtype="<u4").tobytes() + b"".join(blocks)).decode("ascii")


def _deflated(data: bytes, dictionary: bytes) -> bytes:
    packer = zlib.compressobj(GZIP_LEVEL, wbits=-zlib.MAX_WBITS, zdict=dictionary)
    return packer.compress(data) + packer.flush()


def zipped(data: bytes) -> str:
    """Return bytes gzipped, as base64; the same for the same bytes."""
    # columns are mostly noise: few matches are worth their codes (zlib's manual on Z_FILTERED), about 3 % less
    packer = zlib.compressobj(GZIP_LEVEL, wbits=16 + zlib.MAX_WBITS, strategy=zlib.Z_FILTERED)
    return base64.b64encode(packer.compress(data) + packer.flush()).decode("ascii")


def morton_order(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the order of points along a Morton curve of 16 bits an axis, stable; NaN comes last."""
    known = np.isfinite(lat)
    y = np.where(known, (np.nan_to_num(lat) + 90) / 180, 0) * 0xFFFF
    x = np.where(known, (np.nan_to_num(lon) + 180) / 360, 0) * 0xFFFF
    key = _spread(x.astype("u8")) | (_spread(y.astype("u8")) << np.uint64(1))
    key = np.where(known, key, np.iinfo("u8").max)
    return np.argsort(key, kind="stable")


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero between the bits of 16-bit numbers."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values


def _deltas(degrees: NDArray[np.float64]) -> bytes:
    whole = np.rint(degrees * DEGREE_UNITS).astype("i4")
    return planes_of(zigzag(np.diff(whole, prepend=np.int32(0)).astype("i4")))


def zigzag(steps: NDArray[np.int32]) -> NDArray[np.uint32]:
    """Return signed numbers as unsigned ones, small for small: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return ((steps << 1) ^ (steps >> 31)).astype("<u4")


def _planes(column: Sequence[float] | NDArray[np.generic], order: NDArray[np.int64], width: int) -> bytes:
    return planes_of(np.asarray(column)[order].astype(f"<u{width}"))


def planes_of(values: NDArray[np.generic]) -> bytes:
    """Return the bytes of numbers plane by plane: equal high bytes side by side pack well."""
    values = np.ascontiguousarray(values)
    return values.view("u1").reshape(len(values), values.dtype.itemsize).T.tobytes()
