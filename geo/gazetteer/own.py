"""An analyst's own places and aliases: a small CSV file in the project, one row each, with who and when.

The file is meant to be read, edited and compared by people: `add`, `remove` and the rest
leave every other line as it stands. Columns in any order, further ones are left alone:

    id               ``own-<slug>`` for a place of the analyst's; the id of any place for an alias
    kind             sort of place (`geo.gazetteer.kinds`), or ``alias``
    country          ISO 3166 alpha-2; empty for seas and for aliases
    lat, lon         WGS84 degrees; empty for aliases
    uncertainty_km   radius within which the point is right, or extent; empty: `DEFAULT_RADIUS_KM`
    name_en, name_ar, name_fr            at least one
    aliases_en, aliases_ar, aliases_fr   further spellings, separated by ``|``
    source, note     free text
    added_by, added_on                   a name, and a day as YYYY-MM-DD
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from geo.errors import GazetteerError, GeometryError
from geo.files import one_writer, replace_file
from geo.gazetteer.kinds import KIND_OF
from geo.gazetteer.names import MIN_KEY_LETTERS
from geo.gazetteer.records import LANGUAGES, key_of
from geo.geodesy import check_point

ALIAS = "alias"
PREFIX = "own-"
_PLACE_COLUMNS = ("country", "lat", "lon", "uncertainty_km")
_NAME_COLUMNS = (*(f"name_{lang}" for lang in LANGUAGES), *(f"aliases_{lang}" for lang in LANGUAGES))
COLUMNS = ("id", "kind", *_PLACE_COLUMNS, *_NAME_COLUMNS, "source", "note", "added_by", "added_on")
#: Radius of a point whose row does not state one, km: a village, and a strip or camp.
#: Regions and waters must state how far they extend: nothing else says it.
DEFAULT_RADIUS_KM = {"town": 3.0, "facility": 2.0}
#: Larger than any region of a country that news names, km.
_MAX_RADIUS_KM = 3_000.0
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SEPARATOR = "|"
_KINDS = sorted(subtype for subtype, kind in KIND_OF.items() if kind != "country")


class OwnRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the file: a place of the analyst's, or further names of a place.

    Attributes
    ----------
    kind
        Sort of place, or `ALIAS`.
    lat, lon
        WGS84 degrees, None for an alias.
    uncertainty_km
        None for an alias.
    names
        Language to names, the one to show first.
    lines
        First and last line of the row in its file, counted from 1; (0, 0) before it is written.
    """

    place_id: str
    kind: str
    names: Mapping[str, tuple[str, ...]]
    added_by: str
    added_on: dt.date
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    uncertainty_km: float | None = None
    source: str = ""
    note: str = ""
    lines: tuple[int, int] = (0, 0)

    @property
    def is_alias(self) -> bool:
        """Tell whether the row names a place that stands elsewhere."""
        return self.kind == ALIAS

    @property
    def credit(self) -> str:
        """Who added it, when, from what, and the note, as one sentence."""
        what = "alias" if self.is_alias else "place"
        parts = (f"the analyst's own {what}, added by {self.added_by} on {self.added_on}", self.source, self.note)
        return "; ".join(part for part in parts if part)

    def all_names(self) -> list[str]:
        """Return the names of all languages."""
        return [name for names in self.names.values() for name in names]


# -------------------------------------------------------------------- reading


def parse_rows(data: bytes, path: Path) -> tuple[OwnRow, ...]:
    """Return the rows of a file.

    Parameters
    ----------
    data
        Its bytes, UTF-8.
    path
        How messages call it.

    Raises
    ------
    GazetteerError
        If a row makes no sense; the message has its line number.
    """
    rows: list[OwnRow] = []
    known: dict[str, int] = {}
    for line, last, record in _records(data, path):
        try:
            row = _row(record, (line, last))
        except ValueError as error:
            raise _fault(path, line, str(error)) from error
        if not row.is_alias and known.setdefault(row.place_id, line) != line:
            raise _fault(path, line, f"the id {row.place_id!r} stands on line {known[row.place_id]} already")
        rows.append(row)
    return tuple(rows)


def read_rows(path: Path) -> tuple[OwnRow, ...]:
    """Return the rows of a file that must be there.

    Raises
    ------
    GazetteerError
        If it cannot be read or a row makes no sense.
    """
    return parse_rows(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file of own places.

    Raises
    ------
    GazetteerError
        If it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"the own places cannot be read: {error}; `marsad gazetteer add` makes the file"
        raise GazetteerError(msg) from error


def _records(data: bytes, path: Path) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Yield (first line, last line, cells by column) of each row that is not empty."""
    reader = csv.reader(io.StringIO(_text(data, path), newline=""), strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            last = reader.line_num
            if header is None:
                header = _header(cells, path)
            elif cells:
                if len(cells) != len(header):
                    raise _fault(path, line, f"{len(cells)} cells, the header has {len(header)}")
                yield line, last, dict(zip(header, map(str.strip, cells), strict=True))
            line = last + 1
    except csv.Error as error:
        raise _fault(path, line, f"no CSV ({error})") from error


def _text(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _fault(path, line, "not UTF-8; save the file as CSV UTF-8") from error


def _header(cells: Sequence[str], path: Path) -> list[str]:
    header = [cell.strip() for cell in cells]
    if missing := [name for name in COLUMNS if name not in header]:
        raise _fault(path, 1, f"the header lacks {', '.join(missing)} (columns are separated by commas)")
    if len(set(header)) != len(header):
        raise _fault(path, 1, "a column stands twice in the header")
    return header


def _fault(path: Path, line: int, text: str) -> GazetteerError:
    return GazetteerError(f"{path}, line {line}: {text}")


def _row(record: Mapping[str, str], lines: tuple[int, int]) -> OwnRow:
    names = {}
    for lang in LANGUAGES:
        cells = [record[f"name_{lang}"], *record[f"aliases_{lang}"].split(_SEPARATOR)]
        if found := tuple(dict.fromkeys(name for cell in cells if (name := cell.strip()))):
            names[lang] = found
    try:
        added_on = dt.date.fromisoformat(record["added_on"])
    except ValueError:
        msg = f"added_on is {record['added_on']!r}; write a day as YYYY-MM-DD"
        raise ValueError(msg) from None
    numbers = {name: _number(record[name], name) for name in ("lat", "lon", "uncertainty_km")}
    row = OwnRow(
        place_id=record["id"], kind=record["kind"], names=names, added_by=record["added_by"], added_on=added_on,
        country=record["country"], source=record["source"], note=record["note"], lines=lines, **numbers,
    )  # fmt: skip
    return checked(row)


def _number(cell: str, name: str) -> float | None:
    try:
        return float(cell) if cell else None
    except ValueError:
        msg = f"{name} is {cell!r}, which is no number"
        raise ValueError(msg) from None


# ------------------------------------------------------------------- checking


def checked(row: OwnRow) -> OwnRow:
    """Return a row that makes sense by itself, with its radius filled in.

    Raises
    ------
    ValueError
        With one sentence that says what is wrong.
    """
    problem = _problem_of_names(row) or (_problem_of_alias(row) if row.is_alias else _problem_of_place(row))
    if problem:
        raise ValueError(problem)
    if row.is_alias or row.uncertainty_km is not None:
        return row
    radius = DEFAULT_RADIUS_KM.get(KIND_OF[row.kind])
    if radius is None:
        msg = f"a {row.kind} needs uncertainty_km: how far it extends from its point"
        raise ValueError(msg)
    return msgspec.structs.replace(row, uncertainty_km=radius)


def _problem_of_names(row: OwnRow) -> str:
    if not row.all_names():
        return "no name; give one in name_en, name_ar or name_fr"
    for name in row.all_names():
        if _SEPARATOR in name or not name.isprintable():
            return f"the name {name!r} holds {_SEPARATOR!r} or a character that is not printable"
        key = key_of(name)
        if len(key) < MIN_KEY_LETTERS or not key[0].isalnum():
            return f"the name {name!r} has fewer than {MIN_KEY_LETTERS} letters"
    for field, text in (("added_by", row.added_by), ("source", row.source), ("note", row.note)):
        if not text.isprintable():
            return f"{field} holds a line break or another character that is not printable"
    return "" if row.added_by else "added_by is empty; say who added the row"


def _problem_of_alias(row: OwnRow) -> str:
    if not row.place_id:
        return "an alias needs the id of its place"
    given = (("country", row.country), ("lat", row.lat), ("lon", row.lon), ("uncertainty_km", row.uncertainty_km))
    filled = [name for name, value in given if value not in ("", None)]
    return f"an alias has no {', '.join(filled)}: these are of its place" if filled else ""


def _problem_of_place(row: OwnRow) -> str:
    if not row.place_id.startswith(PREFIX) or _ID.fullmatch(row.place_id) is None:
        return f"the id {row.place_id!r} should be {PREFIX!r} and small Latin letters, digits and hyphens"
    if row.kind not in _KINDS:
        return f"{row.kind!r} is no kind of place; one of {', '.join(_KINDS)}, {ALIAS}"
    if not _is_country(row.country) and (row.country or KIND_OF[row.kind] != "water"):
        return f"country is {row.country!r}; write an ISO 3166 alpha-2 code (LY, ML, SD …), nothing only for a sea"
    return _problem_of_point(row)


def _problem_of_point(row: OwnRow) -> str:
    if row.lat is None or row.lon is None:
        return "a place needs lat and lon, in degrees"
    try:
        check_point(row.lat, row.lon)
    except GeometryError as error:
        return str(error)
    radius = row.uncertainty_km
    if radius is not None and not (math.isfinite(radius) and 0 < radius <= _MAX_RADIUS_KM):
        return f"uncertainty_km is {radius:g}; it lies between 0 and {_MAX_RADIUS_KM:g}"
    return ""


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()  # noqa: PLR2004  (alpha-2)


# -------------------------------------------------------------------- writing


def new_id(names: Sequence[str], taken: Sequence[str]) -> str:
    """Return an id for a new place, from its first name in Latin letters, that is not taken."""
    plain = (key_of(name).replace(" ", "-") for name in names)
    slug = next((key for key in plain if _ID.fullmatch(key)), "place")
    number, found = 1, f"{PREFIX}{slug}"
    while found in taken:
        number += 1
        found = f"{PREFIX}{slug}-{number}"
    return found


def append(path: Path, row: OwnRow) -> OwnRow:
    """Add a row at the end of a file, which is made if it is not there.

    Parameters
    ----------
    path
        The file; other lines stay as they are.
    row
        What to add; without an id it gets one.

    Raises
    ------
    GazetteerError
        If the row makes no sense, its id is taken, or the file is broken or cannot be written.
    """
    with _written(path):
        data = (path.read_bytes() if path.exists() else b"") or (",".join(COLUMNS) + "\n").encode()
        rows = parse_rows(data, path)
        taken = [known.place_id for known in rows if not known.is_alias]
        if not row.place_id:
            row = msgspec.structs.replace(row, place_id=new_id(row.all_names(), taken))
        try:
            row = checked(row)
        except ValueError as error:
            raise GazetteerError(str(error)) from error
        if not row.is_alias and row.place_id in taken:
            msg = f"{path} has a place {row.place_id!r} already; choose another id, or remove it first"
            raise GazetteerError(msg)
        end = "\r\n" if b"\r\n" in data else "\n"
        gap = b"" if data.endswith(b"\n") else end.encode()
        header = next(csv.reader(io.StringIO(_text(data, path))))
        replace_file(path.resolve(), [data, gap, _line(row, header, end)])
    return row


def remove(path: Path, place_id: str, *, name: str = "") -> int:
    """Remove the rows of a place, or those of its alias rows that have a name; return how many.

    Raises
    ------
    GazetteerError
        If the file is broken or cannot be written.
    """
    with _written(path):
        data = read_bytes(path)
        gone = [
            row
            for row in parse_rows(data, path)
            if row.place_id == place_id and (not name or (row.is_alias and name in row.all_names()))
        ]
        lines = data.splitlines(keepends=True)
        for row in reversed(gone):
            del lines[row.lines[0] - 1 : row.lines[1]]
        if gone:
            replace_file(path.resolve(), lines)
    return len(gone)


def _line(row: OwnRow, header: Sequence[str], end: str) -> bytes:
    cells = {
        "id": row.place_id, "kind": row.kind, "country": row.country, "source": row.source, "note": row.note,
        "added_by": row.added_by, "added_on": row.added_on.isoformat(),
    }  # fmt: skip
    for name, value in (("lat", row.lat), ("lon", row.lon), ("uncertainty_km", row.uncertainty_km)):
        cells[name] = "" if value is None else f"{value:.6g}" if name == "uncertainty_km" else f"{value:.6f}"
    for lang, names in row.names.items():
        cells[f"name_{lang}"], cells[f"aliases_{lang}"] = names[0], _SEPARATOR.join(names[1:])
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerow([cells.get(name.strip(), "") for name in header])
    return out.getvalue().encode()


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Be the only writer of a file; what goes wrong on the disk is told as our error."""
    try:
        with one_writer(path):
            yield
    except OSError as error:
        msg = f"the own places cannot be written to {path}: {error}"
        raise GazetteerError(msg) from error
