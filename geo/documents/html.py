"""HTML to visible text, one block a line, with the roles that the markup gives.

Nothing that a reader sees is left out; scripts, styles and hidden parts are not
text. Paragraphs are set apart by a blank line, list items start with a bullet,
and neighbouring links or cells stand three spaces apart, as page dumps have it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]
import msgspec

from geo.errors import UnsupportedFormatError
from geo.models import LineRole

_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "head", "select", "audio",
     "video", "map", "textarea"}
)  # fmt: skip
_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure", "table", "ul", "ol", "dl", "article",
     "section", "header", "footer", "nav", "aside", "main", "form"}
)  # fmt: skip
_LINES = frozenset({"div", "li", "tr", "br", "hr", "figcaption", "dt", "dd", "caption", "address", "button", "legend",
                    "fieldset", "details", "summary", "center", "body", "option", "label"})  # fmt: skip
_CELLS = frozenset({"a", "td", "th"})
#: Neighbouring cells and links are columns, unless words stand between them.
#: What an element says of its text; the outermost one decides, but a caption is one everywhere.
_ROLES: dict[str, LineRole] = {
    "nav": "list", "aside": "list", "footer": "ui", "form": "ui", "button": "ui", "figcaption": "caption",
    "h1": "title", "time": "byline",
}  # fmt: skip
_FURNITURE = frozenset({"list", "ui"})
#: Elements nested deeper than this are a trap, not a page.
_MAX_DEPTH = 2_000
#: Gaps between two pieces of text, from none to a new paragraph; the widest that is asked for wins.
_GAPS = ("", " ", "   ", "\n", "\n\n")
_SPACE, _COLUMN, _LINE, _PARAGRAPH = range(1, len(_GAPS))
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DATE = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})")
_LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d{2}-\d{2})')
_DATE_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date",
    "publication_date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "parsely-pub-date",
    "sailthru.date",
)  # fmt: skip


class Page(msgspec.Struct, frozen=True):
    """Visible text of a page, its metadata, and (start, end, role) hints from its markup."""

    text: str
    title: str
    published: dt.date | None
    hints: tuple[tuple[int, int, LineRole], ...]


def read_html(markup: str) -> Page:
    """Lay a page out as text.

    Raises
    ------
    UnsupportedFormatError
        If there is no element in it.
    """
    cleaned = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup.replace("\x00", ""))
    try:
        root = lxml.html.document_fromstring(cleaned, parser=lxml.html.HTMLParser(huge_tree=True))
    except (lxml.etree.LxmlError, ValueError) as error:
        msg = f"the HTML cannot be parsed ({error}); save the page again or give its text"
        raise UnsupportedFormatError(msg) from error
    layout = _Layout()
    layout.walk(root)
    return Page(layout.text(), _title(root), _published(root, cleaned), tuple(layout.hints))


class _Layout:
    """Writes text block by block and remembers which element it came from."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._gap = 0
        self._bullet = False
        self._cell_ended = False
        self.hints: list[tuple[int, int, LineRole]] = []

    def text(self) -> str:
        return "".join(self._parts)

    def walk(self, root: Any) -> None:  # noqa: ANN401  (lxml has no types)
        """Go through the tree without recursion: pages nest deeper than Python's stack."""
        roles: list[LineRole | None] = [None]
        events = lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in events:
            if event != "start":
                if event == "end":
                    roles.pop()
                    self._edge(element.tag)
                    self._cell_ended = element.tag in _CELLS
                self._write(element.tail, roles[-1])
                continue
            own, role = _ROLES.get(element.tag), roles[-1]
            if own is not None and (role not in _FURNITURE or own in _FURNITURE):
                role = own
            roles.append(role)
            if element.tag in _DROPPED or _hidden(element) or len(roles) > _MAX_DEPTH:
                events.skip_subtree()
                continue
            self._edge(element.tag)
            self._bullet = self._bullet or element.tag == "li"
            if element.tag in _CELLS and self._cell_ended:
                self._gap = max(self._gap, _COLUMN)
            self._write(element.text, role)

    def _edge(self, tag: str) -> None:
        self._gap = max(self._gap, _PARAGRAPH if tag in _PARAGRAPHS else _LINE if tag in _LINES else 0)

    def _write(self, raw: str | None, role: LineRole | None) -> None:
        words = _BLANKS.sub(" ", raw or "")
        bare = words.strip(" ")
        if not bare:
            self._gap = max(self._gap, len(words))
            return
        if words[0] == " ":
            self._gap = max(self._gap, _SPACE)
        if self._length:
            self._put(_GAPS[self._gap])
        if self._bullet:
            self._put("• ")
        start = self._length
        self._put(bare)
        if role is not None:
            self.hints.append((start, self._length, role))
        self._gap = _SPACE if words[-1] == " " else 0
        self._bullet = self._cell_ended = False

    def _put(self, piece: str) -> None:
        self._parts.append(piece)
        self._length += len(piece)


def _hidden(element: Any) -> bool:  # noqa: ANN401
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _title(root: Any) -> str:  # noqa: ANN401
    for path in ("//meta[@property='og:title']/@content", "//head/title/text()"):
        for value in root.xpath(path):
            if value.strip():
                return _BLANKS.sub(" ", value).strip()
    return ""


def _published(root: Any, markup: str) -> dt.date | None:  # noqa: ANN401
    """Return the day of publication that the page's metadata state, the surest place first."""
    stated: dict[str, str] = {}
    for meta in root.iter("meta"):
        for key in ("property", "name", "itemprop"):
            stated.setdefault((meta.get(key) or "").lower(), meta.get("content") or "")
    found = [stated[name] for name in _DATE_NAMES if name in stated]
    found += _LINKED_DATE.findall(markup)[:1]
    found += [time.get("datetime") or "" for time in root.iter("time")][:1]
    for value in found:
        match = _DATE.match(value)
        if match:
            try:
                return dt.date(*map(int, match.groups()))
            except ValueError:
                continue
    return None
