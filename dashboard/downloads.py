"""What can be taken away: the events that the filters leave, in the formats of `geo.export`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from dashboard.details import Details
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


def make(name: str, records: Sequence[ArticleRecord], *, lang: str, details: Details | None = None) -> bytes:
    """Return a file of events.

    Parameters
    ----------
    name
        Name of one of `FORMATS`.
    records
        Articles with the events to write.
    lang
        Language of the map's interface.
    details
        What the file says of itself, and the profile under which it leaves; without, everything leaves as it is.

    Raises
    ------
    ExportError, SettingsError
        If the file cannot be made, or the profile needs a day that is not given.
    """
    from geo.export import vector  # noqa: PLC0415  (a second of imports that only a download needs)
    from geo.export.release import release  # noqa: PLC0415

    report = details.report if details is not None else None
    released = release(records, details.profile, day=details.report.date) if details is not None else release(records)
    match name:
        case "html":
            from geo.export.webmap import save_html  # noqa: PLC0415

            title = details.title.strip() or None if details is not None else None
            return _through_file(
                "map.html", lambda path: save_html(released, path, title=title, lang=lang, report=report)
            )
        case "geojson":
            return vector.to_geojson(released).encode()
        case "csv":
            # the byte order mark is what tells spreadsheets that this is UTF-8
            return b"\xef\xbb\xbf" + vector.to_csv(released).encode("utf-8", "replace")
        case "jsonl":
            return b"".join(msgspec.json.encode(record) + b"\n" for record in released.records)
        case _:
            return _through_file(f"events.{name}", lambda path: vector.write(released, path))


def _through_file(name: str, write: Callable[[Path], None]) -> bytes:
    """Return what is written to a file that is gone afterwards."""
    with TemporaryDirectory(prefix="marsad-") as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()
