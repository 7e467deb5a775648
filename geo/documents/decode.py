"""Bytes to text: byte order mark, then UTF-8, then the single-byte encodings of our three languages."""

from __future__ import annotations

import codecs
import re

from geo.errors import EncodingError, UnsupportedFormatError

#: Characters that show nothing: blanks, line ends, zero-width and direction marks.
BLANKS = (
    " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
#: The longest mark first: the UTF-32 one starts with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What Arabic, English and French pages were saved in before UTF-8. Others would only be guesses.
LEGACY = ("cp1256", "iso8859_6", "cp1252")
#: Bytes that are looked at to tell text from binary, or one encoding from another.
SAMPLE_BYTES = 65_536
#: Control characters beyond this share of the sample are no text; a stray one is.
MAX_CONTROL_SHARE = 0.01
#: UTF-16 without a mark: this share of the bytes on one side are high bytes of a Latin or Arabic letter or space.
MIN_WIDE_SHARE = 0.7
#: A file cut in the middle of a character ends in at most this many bytes of it.
_LONGEST_TAIL = 3
_WIDE_HIGH_BYTES = bytes((0x00, 0x06, 0x20, 0xFE))
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27}) + b"\x7f"


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, str]:
    """Decode text of unknown encoding.

    Parameters
    ----------
    data
        The whole file.
    declared
        Encoding that the file itself names (HTML), tried before any guess.

    Returns
    -------
    tuple of (text, encoding name)

    Raises
    ------
    UnsupportedFormatError
        If the bytes are no text.
    EncodingError
        If no encoding that Marsad reads fits them.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name), name
    wide = _wide(data[:SAMPLE_BYTES])
    if wide is not None:
        return _strict(data, wide), wide
    _refuse_binary(data[:SAMPLE_BYTES])
    for name in dict.fromkeys(filter(None, ("utf-8", _known(declared)))):
        try:
            return _strict(data, name), name
        except EncodingError:
            continue
    from charset_normalizer import from_bytes  # noqa: PLC0415  (only old files need it)

    found = from_bytes(data[:SAMPLE_BYTES], cp_isolation=list(LEGACY)).best()
    if found is not None:
        return _strict(data, found.encoding), found.encoding
    msg = f"the bytes are neither UTF-8 nor {', '.join(LEGACY)}; save the file as UTF-8"
    raise EncodingError(msg)


def _strict(data: bytes, name: str) -> str:
    """Decode, forgiving only a last character that was cut off."""
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        if len(data) - error.start <= _LONGEST_TAIL and error.start > 0 and name.startswith("utf"):
            return data[: error.start].decode(name)
        msg = f"byte {error.start} is not {name} ({error.reason}); save the file as UTF-8"
        raise EncodingError(msg) from error


def _known(name: str | None) -> str | None:
    """Return a declared encoding under Python's name, with the supersets that browsers read in its place."""
    if not name:
        return None
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(found, found)


def _wide(sample: bytes) -> str | None:
    """Tell UTF-16 without a mark by its high bytes, which stand on one side only."""
    if len(sample) < 4 or (b"\x00" not in sample and b"\x06" not in sample):  # noqa: PLR2004
        return None
    even, odd = sample[0::2], sample[1::2]
    shares = [1 - len(side.translate(None, _WIDE_HIGH_BYTES)) / len(side) for side in (even, odd)]
    big, little = shares
    if max(shares) < MIN_WIDE_SHARE or min(shares) > max(shares) / 2:
        return None
    return "utf-16-be" if big > little else "utf-16-le"


def _refuse_binary(sample: bytes) -> None:
    if b"\x00" in sample:
        msg = "the file holds NUL bytes, so it is no text; Marsad reads plain text and HTML"
        raise UnsupportedFormatError(msg)
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > MAX_CONTROL_SHARE * len(sample):
        share = 100 * controls / len(sample)
        msg = f"{share:.0f} % of the bytes are control characters, so it is no text; Marsad reads plain text and HTML"
        raise UnsupportedFormatError(msg)


_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")


def declared_charset(data: bytes) -> str | None:
    """Return the encoding that an HTML file names in its head, if any."""
    head = data[:4096]
    found = _META.search(head) or _DECLARATION.search(head)
    return found.group(1).decode("ascii") if found else None
