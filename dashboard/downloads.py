"""What can be taken away: the events that the filters leave, as map, GeoJSON, CSV and JSON Lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from dashboard.data import Row
from geo.models import ArticleRecord

#: First characters that make a spreadsheet read a cell as a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Columns of the CSV, one row an event.
COLUMNS = (
    "id", "type", "modality", "actors", "place", "place_id", "country", "lat", "lon", "where_prec", "uncertainty_km",
    "method", "edtf", "start", "end", "quantities", "equipment", "attributed_to", "confidence", "sentence", "title",
    "published", "source", "source_sha256", "evidence_start", "evidence_end", "why_not_placed",
)  # fmt: skip


def to_jsonl(records: Sequence[ArticleRecord]) -> bytes:
    """Return one JSON object per article and line, as `marsad extract` prints."""
    return b"".join(msgspec.json.encode(record) + b"\n" for record in records)


def to_geojson_bytes(records: Sequence[ArticleRecord]) -> bytes:
    """Return a GeoJSON feature collection.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    from geo.export.vector import to_geojson  # noqa: PLC0415  (only a download needs it)

    return str(to_geojson(list(records))).encode()


def to_html(records: Sequence[ArticleRecord], *, lang: str) -> bytes:
    """Return the map as one HTML page that needs no network.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    from geo.export.webmap import save_html  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        path = Path(folder) / "map.html"
        save_html(list(records), path, title="", lang=lang)
        return path.read_bytes()


def to_csv(rows: Sequence[Row], records: Sequence[ArticleRecord]) -> bytes:
    """Return one line per event, UTF-8 with a byte order mark, as spreadsheets expect it.

    Parameters
    ----------
    rows
        The events.
    records
        The article of each, in the same order.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row, record in zip(rows, records, strict=True):
        writer.writerow([_cell(value) for value in _values(row, record)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _values(row: Row, record: ArticleRecord) -> tuple[object, ...]:
    event, place = row.event, row.main
    return (
        row.uid, event.type, event.modality, "; ".join(f"{a.name} ({a.role})" for a in event.actors),
        place.name if place else "", place.place_id if place else "", place.country if place else "",
        place.lat if place else "", place.lon if place else "", place.where_prec if place else "",
        place.uncertainty_km if place else "", place.method if place else "none", event.time.edtf, event.time.start,
        event.time.end, "; ".join(q.text for q in event.quantities), "; ".join(item.name for item in event.equipment),
        event.attributed_to, event.confidence, event.evidence.quote, record.title, record.published, record.source,
        record.source_sha256, event.evidence.start, event.evidence.end, row.why,
    )  # fmt: skip


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
