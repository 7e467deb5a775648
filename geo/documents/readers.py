"""Files to `Source`: decoded text with what the file tells about itself.

Offsets everywhere in Marsad are code points into `Source.text`. For plain text
that is the decoded file, byte order mark left off and line ends kept; for HTML
it is the visible text, one block a line, as `geo.documents.html` lays it out.
`Source.sha256` is always of the bytes as they were read.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path

import msgspec

from geo.documents.decode import BLANKS, declared_charset, decode
from geo.errors import EmptyInputError, InputError, TooLargeError, UnsupportedFormatError
from geo.models import LineRole, Model
from geo.settings import Settings

_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".mhtml"})
_HTML_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
#: First bytes of formats that users do hand in, and what to do about them.
_FOREIGN = (
    (b"%PDF-", "PDF", "export its text first"),
    (b"PK\x03\x04", "a ZIP container (DOCX, ODT, EPUB …)", "export its text first"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "export its text first"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"\x89PNG", "a PNG picture", "give the text, not a picture of it"),
    (b"\xff\xd8\xff", "a JPEG picture", "give the text, not a picture of it"),
    (b"{\\rtf", "RTF", "save it as plain text"),
)


class Hint(Model, frozen=True):
    """What the markup says of a stretch of text: ``text[start:end]`` plays this role."""

    start: int
    end: int
    role: LineRole


class Source(Model, frozen=True):
    """One file as text.

    Attributes
    ----------
    name
        How the user calls it: a file name or an address.
    sha256
        Of the bytes, hexadecimal.
    text
        Decoded text that all offsets point into.
    encoding
        Encoding that the bytes turned out to be in.
    media_type
        ``text/plain`` or ``text/html``.
    published
        Day of publication that the file's metadata state.
    title
        Title that the file's metadata state.
    hints
        Roles that the markup gives, in order, not overlapping.
    """

    name: str
    sha256: str
    text: str
    encoding: str
    media_type: str
    published: dt.date | None = None
    title: str = ""
    hints: tuple[Hint, ...] = ()


def read_source(path: Path | None, data: bytes | None, name: str, *, settings: Settings) -> Source:
    """Read one file.

    Parameters
    ----------
    path
        File to read; None if `data` is given.
    data
        Its bytes; None if `path` is given.
    name
        How the source is called in records.
    settings
        `max_input_bytes` is used, and `published` where the page does not tell its day.

    Raises
    ------
    EmptyInputError
        If there is no text in it.
    TooLargeError
        If it is larger than allowed.
    UnsupportedFormatError, EncodingError
        If it is no text, or in no encoding that Marsad reads.
    InputError
        If the file cannot be opened.
    """
    if data is None:
        if path is None:
            msg = f"{name!r}: neither a path nor bytes were given"
            raise InputError(msg)
        data = _read_bytes(path, settings.max_input_bytes)
    if len(data) > settings.max_input_bytes:
        msg = f"{name!r} has {len(data)} bytes, more than max_input_bytes ({settings.max_input_bytes}); split it"
        raise TooLargeError(msg)
    if not data.strip():
        msg = f"{name!r} is empty; give a file that holds text"
        raise EmptyInputError(msg)
    digest = hashlib.sha256(data).hexdigest()
    try:
        source = _parse(data, name, digest)
    except InputError as error:
        msg = f"{name!r}: {error}"
        raise type(error)(msg) from error
    if not source.text.strip(BLANKS):
        msg = f"{name!r} holds no text, only blanks or markup; give a file that holds text"
        raise EmptyInputError(msg)
    if source.published is None and settings.published is not None:
        source = msgspec.structs.replace(source, published=settings.published)
    return source


def _read_bytes(path: Path, limit: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > limit:
            msg = f"{str(path)!r} has {size} bytes, more than max_input_bytes ({limit}); split it"
            raise TooLargeError(msg)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        msg = f"{str(path)!r} cannot be read: {error}"
        raise InputError(msg) from error


def _parse(data: bytes, name: str, digest: str) -> Source:
    for start, what, advice in _FOREIGN:
        if data.startswith(start):
            msg = f"this is {what}, which Marsad does not read; {advice}"
            raise UnsupportedFormatError(msg)
    if Path(name).suffix.lower() in _HTML_SUFFIXES or _HTML_START.match(data[:4096]):
        from geo.documents.html import read_html  # noqa: PLC0415  (lxml is only loaded for HTML)

        markup, encoding = decode(data, declared=declared_charset(data))
        page = read_html(markup)
        return msgspec.structs.replace(
            Source(name, digest, page.text, encoding, "text/html"),
            published=page.published,
            title=page.title,
            hints=tuple(Hint(start, end, role) for start, end, role in page.hints),
        )
    text, encoding = decode(data)
    return Source(name, digest, text, encoding, "text/plain")
