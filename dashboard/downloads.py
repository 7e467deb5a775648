"""What can be taken away: the events that the filters leave, in the formats of `geo.export`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from geo.models import ArticleRecord, Model


class Format(Model, frozen=True):
    """One format to download: key of its words, file name, media type."""

    name: str
    file: str
    mime: str


FORMATS = (
    Format("html", "marsad-map.html", "text/html"),
    Format("geojson", "marsad-events.geojson", "application/geo+json"),
    Format("csv", "marsad-events.csv", "text/csv"),
    Format("jsonl", "marsad-articles.jsonl", "application/x-ndjson"),
    Format("kml", "marsad-events.kml", "application/vnd.google-earth.kml+xml"),
    Format("gpkg", "marsad-events.gpkg", "application/geopackage+sqlite3"),
)


def make(name: str, records: Sequence[ArticleRecord], *, lang: str) -> bytes:
    """Return a file of events.

    Parameters
    ----------
    name
        Name of one of `FORMATS`.
    records
        Articles with the events to write.
    lang
        Language of the map's interface.

    Raises
    ------
    ExportError
        If the file cannot be made.
    """
    from geo.export import vector  # noqa: PLC0415  (a second of imports that only a download needs)

    match name:
        case "html":
            return _html(records, lang)
        case "geojson":
            return vector.to_geojson(records).encode()
        case "csv":
            # the byte order mark is what tells spreadsheets that this is UTF-8
            return b"\xef\xbb\xbf" + vector.to_csv(records).encode("utf-8", "replace")
        case "jsonl":
            return b"".join(msgspec.json.encode(record) + b"\n" for record in records)
        case _:
            return _through_file(f"events.{name}", lambda path: vector.write(records, path))


def _html(records: Sequence[ArticleRecord], lang: str) -> bytes:
    from geo.export.webmap import save_html  # noqa: PLC0415

    return _through_file("map.html", lambda path: save_html(records, path, lang=lang))


def _through_file(name: str, write: Callable[[Path], None]) -> bytes:
    """Return what is written to a file that is gone afterwards."""
    with TemporaryDirectory(prefix="marsad-") as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()
