"""`marsad map`, `export` and `manifest`: what leaves the house, who says so, and under which release profile."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError, StoreError
from geo.files import printable
from geo.settings import Settings

if TYPE_CHECKING:
    from geo.export.manifest import Report
    from geo.export.release import Released
    from geo.models import ArticleRecord, Model

#: What is read: the records, how many files could not be read, and the settings of the run.
Read = tuple[Sequence["ArticleRecord"], int, Settings]
Reader = Callable[[argparse.Namespace], Read]
FILES = ".geojson, .gpkg, .parquet, .kml or .csv; .png, .svg or .pdf for a picture"
MAP_EXAMPLE = """examples:
  marsad map news/ -o report.html --title "Libya, autumn" --author "Desk" --date 2025-11-02
  marsad map news/ -o report.html --profile public --date 2025-11-02 --note note.txt --contact corrections@example.org
  marsad map news/ -o report.html --ring Tobruk:150 --ring "32.9,13.2:Kalibr"
  marsad map news/ -o report.html --reviews team.sqlite --profile mine.toml:newsroom --date 2025-11-02
"""


def add_report_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    parent: argparse.ArgumentParser,
    files: str,
    read: Reader,
) -> None:
    """Add `map`, `export` and `manifest`.

    Parameters
    ----------
    commands
        Where to add them.
    parent
        Options of commands that read articles.
    files
        Help of their files.
    read
        Reads what the options ask for.
    """
    release, about = _release_options(), _about_options()
    make_map = commands.add_parser(
        "map", parents=[parent, release, about], help="write one offline HTML map", epilog=MAP_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    make_map.add_argument("files", nargs="+", type=Path, metavar="FILE", help=files)
    make_map.add_argument("-o", "--output", type=Path, required=True, metavar="REPORT.html")
    make_map.add_argument(
        "--symbols", choices=["marsad", "nato"], default="marsad", help="symbols shown first (default marsad, our own)"
    )
    make_map.add_argument(
        "--ring", action="append", default=[], type=_text, metavar="PLACE:KM", dest="rings",
        help="draw a range ring around a place or LAT,LON, or as far as a weapon reaches (PLACE:WEAPON); repeatable",
    )  # fmt: skip
    make_map.set_defaults(run=lambda options: _map(options, read))

    export = commands.add_parser(
        "export", parents=[parent, release, about], help="write events for other tools; the ending says as what"
    )
    export.add_argument("files", nargs="+", type=Path, metavar="FILE", help=files)
    export.add_argument("-o", "--output", type=Path, required=True, metavar="EVENTS.gpkg", help=FILES)
    export.add_argument("--size", choices=["slide", "print"], default="slide", help="of a picture (default slide)")
    export.add_argument("--manifest", type=Path, metavar="FILE.json", help="also write what the file is made of")
    export.set_defaults(run=lambda options: _export(options, read))

    manifest = commands.add_parser("manifest", help="print what a report is made of, as JSON, or check its sources")
    manifest.add_argument("report", type=Path, metavar="REPORT.html")
    manifest.add_argument(
        "--check", nargs="+", type=Path, metavar="FILE", help="tell which of these files are its sources (by hash)"
    )
    manifest.set_defaults(run=_manifest)


def _release_options() -> argparse.ArgumentParser:
    group = argparse.ArgumentParser(add_help=False)
    options = group.add_argument_group("what leaves the house")
    options.add_argument(
        "--profile", default="full", metavar="NAME",
        help="release profile: full, embargo, public, reviewed, protected, or FILE.toml (default full)",
    )  # fmt: skip
    options.add_argument("--reviews", metavar="DB", help="a store whose analysts' decisions count")
    return group


def _about_options() -> argparse.ArgumentParser:
    group = argparse.ArgumentParser(add_help=False)
    options = group.add_argument_group("what the report says of itself")
    options.add_argument("--title", type=_text, default="", help="title of the report")
    options.add_argument("--author", type=_text, default="", metavar="NAME", help="who made it")
    options.add_argument(
        "--date", type=dt.date.fromisoformat, metavar="YYYY-MM-DD",
        help="its day, from which an embargo counts back; none is put in by itself",
    )  # fmt: skip
    options.add_argument("--note", default="", metavar="TEXT", help="summary or method, or a UTF-8 file that holds it")
    options.add_argument("--contact", type=_text, default="", metavar="TEXT", help="where to send corrections")
    options.add_argument(
        "--lang", choices=["ar", "en", "fr"], default="en", help="language of the interface (default en)"
    )
    return group


# ------------------------------------------------------------------- commands


def _map(options: argparse.Namespace, read: Reader) -> int:
    from geo.export.rings import range_ring  # noqa: PLC0415
    from geo.export.webmap import presence_map, save_html  # noqa: PLC0415

    rings = [range_ring(text) for text in options.rings]  # a name misspelt is told before an hour of reading
    released, report, status = _released(options, read)
    if released is None:
        return status
    title = options.title or options.output.stem
    site = presence_map(released, title=title, lang=options.lang, report=report, symbols=options.symbols, rings=rings)
    save_html(site, options.output)
    for ring in rings:
        sys.stderr.write(
            f"ring of {ring.km:g} km around {printable(ring.place or 'a point')} ({ring.lat:g}, {ring.lon:g})\n"
        )
    _tell(options.output, released)
    return status


def _export(options: argparse.Namespace, read: Reader) -> int:
    from geo.export import figure, vector  # noqa: PLC0415

    released, report, status = _released(options, read)
    if released is None:
        return status
    title = options.title or options.output.stem
    if options.output.suffix.lower() in figure.FORMATS:
        figure.save_figure(released, options.output, title=title, lang=options.lang, size=options.size, report=report)
    else:
        vector.write(released, options.output)
    if options.manifest is not None:
        from geo.export.manifest import build_manifest  # noqa: PLC0415
        from geo.export.mapspec import build_mapspec  # noqa: PLC0415

        spec = build_mapspec(released, lang=options.lang, title=title)
        _write_json(build_manifest(spec, report, released), options.manifest)
    return status


def _manifest(options: argparse.Namespace) -> int:
    from geo.export.manifest import read_manifest  # noqa: PLC0415

    manifest = read_manifest(options.report)
    if not options.check:
        sys.stdout.write(_json(manifest))
        return 0
    from geo.export.manifest import check_sources  # noqa: PLC0415
    from geo.files import find_files  # noqa: PLC0415

    found = check_sources(manifest, find_files(options.check))
    for path, is_source in found.files:
        sys.stdout.write(f"{'source  ' if is_source else 'other   '}{printable(str(path))}\n")
    for name in found.missing:
        sys.stdout.write(f"missing {printable(name)}\n")
    return 1 if found.missing else 0


# -------------------------------------------------------------------- helpers


def _released(options: argparse.Namespace, read: Reader) -> tuple[Released | None, Report, int]:
    """Return what the profile lets out, what the author says, and the exit status that files which failed leave."""
    from geo.export.manifest import Report  # noqa: PLC0415
    from geo.export.profile import load_profile  # noqa: PLC0415
    from geo.export.release import release  # noqa: PLC0415

    profile = load_profile(options.profile)
    profile.last_day(options.date)  # a day that is missing is told before an hour of reading
    note = _note(options.note)
    records, unreadable, settings = read(options)
    report = Report(
        author=options.author, date=options.date, note=note, contact=options.contact, settings=settings,
        unreadable=unreadable,
    )  # fmt: skip
    if not records and unreadable:
        return None, report, 1
    reviews: dict[str, str] = {}
    if options.reviews:
        records, reviews = _with_reviews(records, options.reviews)
    return release(records, profile, day=options.date, reviews=reviews), report, 1 if unreadable else 0


def _with_reviews(records: Sequence[ArticleRecord], target: str) -> tuple[Sequence[ArticleRecord], dict[str, str]]:
    from geo.store import Store  # noqa: PLC0415
    from geo.store.review import apply_reviews  # noqa: PLC0415

    if "://" not in target and not Path(target).is_file():
        msg = f"there is no store at {target!r}; give the one in which events were reviewed"
        raise StoreError(msg)
    with Store(target) as store:
        return apply_reviews(records, store.reviews())


def _text(argument: str) -> str:
    """Return an argument as text: bytes that are no UTF-8 come from the shell as halves of characters."""
    return argument.encode("utf-8", "replace").decode()


def _note(text: str) -> str:
    """Return a note, from a file if it names one."""
    try:
        is_file = bool(text) and Path(text).is_file()
    except (OSError, ValueError):  # too long for a path, or with characters that no path has: a text
        return _text(text)
    if not is_file:
        return _text(text)
    try:
        return Path(text).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"the note {text!r} cannot be read as UTF-8: {error}"
        raise ExportError(msg) from error


def _tell(path: Path, released: Released) -> None:
    events = sum(len(record.events) for record in released.records)
    text = f"{printable(str(path))}: {events} events from {len(released.records)} articles"
    if events < released.events_in:
        text += f" (of {released.events_in}; profile {printable(released.profile.name)})"
    sys.stderr.write(f"{text}\n")


def _json(model: Model) -> str:
    import msgspec  # noqa: PLC0415

    return msgspec.json.format(msgspec.json.encode(model), indent=2).decode() + "\n"


def _write_json(model: Model, path: Path) -> None:
    try:
        path.write_text(_json(model), encoding="utf-8", newline="\n")
    except OSError as error:
        msg = f"cannot write the manifest to {str(path)!r}: {error.strerror}; choose a folder that is writable"
        raise ExportError(msg) from error
