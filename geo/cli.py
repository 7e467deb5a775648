"""The command line: parse, call, print. Everything heavy is imported where it is used.

Exit status: 0 all well, 1 something failed (its error stands on standard error, one
line each; the other files are done all the same), 2 the command itself was wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from geo.errors import GeoError, InputError, PlaceNotFoundError, UnsupportedFormatError
from geo.settings import Settings

if TYPE_CHECKING:
    from geo.models import ArticleRecord, Candidate

#: From this many files on, a progress bar is drawn (on standard error, if it is a terminal).
PROGRESS_FROM_FILES = 5
#: Endings of files that a folder given on the command line is searched for.
READABLE = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".md"})
PORT = 8501

EXAMPLES = """examples:
  marsad extract report.txt page.html > articles.jsonl
  marsad map news/ -o report.html --title "Libya, autumn" --lang ar
  marsad geocode "براك الشاطئ" Tobruk --country LY
  marsad distance "براك الشاطئ" Tobruk
  marsad distance 27.65,14.27 32.09,23.95
  marsad serve news/
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except GeoError as error:
        _complain(error)
        return 1
    except BrokenPipeError:
        # the reader has gone (`| head`); what is left to flush has nowhere to go
        sys.stdout = None  # type: ignore[assignment]
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="marsad",
        description="Read Arabic, English and French news about military presence and put it on a map with its evidence.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"marsad {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    extract = commands.add_parser("extract", help="print one JSON object per article")
    extract.add_argument("files", nargs="+", type=Path, metavar="FILE", help="text or HTML files, or folders of them")
    extract.add_argument("--format", choices=["jsonl", "geojson"], default="jsonl")
    extract.set_defaults(run=_extract)

    make_map = commands.add_parser("map", help="write one offline HTML map")
    make_map.add_argument("files", nargs="+", type=Path, metavar="FILE")
    make_map.add_argument("-o", "--output", type=Path, required=True, metavar="REPORT.html")
    make_map.add_argument("--title", default="", help="title of the report")
    make_map.add_argument("--lang", choices=["ar", "en", "fr"], default="en", help="language of the interface")
    make_map.set_defaults(run=_map)

    geocode = commands.add_parser("geocode", help="rank the places that a name, or a point, may be")
    geocode.add_argument("names", nargs="+", metavar="NAME", help='a name, or "lat,lon" for what lies there')
    geocode.add_argument("--country", metavar="LY", help="only places of this country (ISO 3166 alpha-2)")
    geocode.add_argument("--limit", type=int, default=5, metavar="N")
    geocode.add_argument("--format", choices=["text", "jsonl"], default="text")
    geocode.set_defaults(run=_geocode)

    distance = commands.add_parser("distance", help="geodesic distance and bearing between places")
    distance.add_argument("places", nargs="+", metavar="PLACE", help='names or "lat,lon"; more than two give a matrix')
    distance.add_argument("--country", metavar="LY")
    distance.add_argument("--format", choices=["text", "json"], default="text")
    distance.set_defaults(run=_distance)

    serve = commands.add_parser("serve", help="open the dashboard on this machine")
    serve.add_argument("folder", nargs="?", type=Path, help="a folder of texts to open with")
    serve.add_argument("--port", type=int, default=PORT)
    serve.set_defaults(run=_serve)

    schema = commands.add_parser("schema", help="print the JSON Schema of what extract prints")
    schema.set_defaults(run=_schema)

    explain = commands.add_parser("explain", help="print an article with its lines, names, readings and decisions")
    explain.add_argument("file", type=Path, metavar="FILE")
    explain.set_defaults(run=_explain)
    return parser


# ------------------------------------------------------------------- commands


def _extract(options: argparse.Namespace) -> int:
    status = _Status()
    if options.format == "geojson":
        from geo.export.vector import to_geojson  # noqa: PLC0415

        _print(to_geojson(list(_records(options.files, status))))
        return status.code
    for record in _records(options.files, status):
        _print(msgspec.json.encode(record).decode())
    return status.code


def _map(options: argparse.Namespace) -> int:
    from geo.export.webmap import save_html  # noqa: PLC0415

    status = _Status()
    records = list(_records(options.files, status))
    if not records and status.code:
        return status.code
    save_html(records, options.output, title=options.title or options.output.stem, lang=options.lang)
    sys.stderr.write(f"{options.output}: {sum(len(r.events) for r in records)} events from {len(records)} articles\n")
    return status.code


def _geocode(options: argparse.Namespace) -> int:
    from geo.geocoding.search import geocode  # noqa: PLC0415

    found_all = True
    for query in options.names:
        candidates = geocode(query, country=options.country, limit=options.limit, settings=Settings())
        found_all &= bool(candidates)
        if options.format == "jsonl":
            _print(msgspec.json.encode({"query": query, "candidates": candidates}).decode())
        else:
            _print(f"{query}: {len(candidates)} candidates" if candidates else f"{query}: not in the gazetteer")
            for candidate in candidates:
                _print(_line(candidate))
    return 0 if found_all else 1


def _line(candidate: Candidate) -> str:
    where = f"{candidate.lat:.4f},{candidate.lon:.4f}" if candidate.lat is not None and candidate.lon is not None else "no point"
    size = f"±{candidate.uncertainty_km:g} km" if candidate.uncertainty_km is not None else ""
    return f"  {candidate.score:.2f}  {where:20} {size:9} {candidate.name} ({candidate.kind}, {candidate.country or '–'})  {candidate.place_id}"


def _distance(options: argparse.Namespace) -> int:
    from geo.distances import measure, named_points  # noqa: PLC0415

    if len(options.places) < 2:  # noqa: PLR2004  (a distance has two ends)
        msg = f"a distance needs two places, got {options.places!r}"
        raise PlaceNotFoundError(msg)
    points = named_points(options.places, country=options.country, settings=Settings())
    pairs = [measure(a, b) for i, a in enumerate(points) for b in points[i + 1 :]]
    for pair in pairs:
        if options.format == "json":
            _print(msgspec.json.encode(pair).decode())
        else:
            _print(f"{pair.origin.name} → {pair.target.name}: {pair.distance_km:.1f} km, bearing {pair.bearing_deg:.0f}°")
    return 0


def _serve(options: argparse.Namespace) -> int:
    import importlib.util  # noqa: PLC0415
    import os  # noqa: PLC0415
    import subprocess  # noqa: PLC0415

    spec = importlib.util.find_spec("dashboard")
    if spec is None or not spec.submodule_search_locations:
        msg = "the dashboard is not installed; install the distribution `marsad` as a whole"
        raise UnsupportedFormatError(msg)
    app = Path(next(iter(spec.submodule_search_locations))) / "app.py"
    environment = dict(os.environ)
    if options.folder is not None:
        environment["MARSAD_FOLDER"] = str(options.folder.resolve())
    command = [
        sys.executable, "-m", "streamlit", "run", str(app), "--server.address=127.0.0.1", f"--server.port={options.port}",
        "--browser.gatherUsageStats=false", "--server.headless=true", "--client.toolbarMode=minimal",
    ]  # fmt: skip
    sys.stderr.write(f"Marsad on http://127.0.0.1:{options.port} – stop with Ctrl-C\n")
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603  (our own program)


def _schema(_options: argparse.Namespace) -> int:
    from geo.models import ArticleRecord  # noqa: PLC0415

    schema = msgspec.json.schema(ArticleRecord)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    _print(msgspec.json.format(msgspec.json.encode(schema), indent=2).decode())
    return 0


def _explain(options: argparse.Namespace) -> int:
    from geo.export.explain import explain  # noqa: PLC0415

    status = _Status()
    for record in _records([options.file], status):
        _print(explain(record, _text(options.file)))
    return status.code


# -------------------------------------------------------------------- helpers


class _Status:
    """The exit status so far."""

    def __init__(self) -> None:
        self.code = 0


def _records(paths: Sequence[Path], status: _Status) -> Iterator[ArticleRecord]:
    """Yield the records of all files; a bad file costs one line and the exit status, not the others."""
    from geo.documents import read_source  # noqa: PLC0415
    from geo.pipeline import Pipeline  # noqa: PLC0415

    files = list(_files(paths))
    pipeline = Pipeline()
    for path in _progress(files):
        try:
            source = read_source(path, None, path.name, settings=pipeline.settings)
            yield from pipeline.run_source(source)
        except GeoError as error:
            _complain(error, path)
            status.code = 1


def _text(path: Path) -> str:
    from geo.documents import read_source  # noqa: PLC0415

    return read_source(path, None, path.name, settings=Settings()).text


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in READABLE)
        else:
            yield path


def _progress(files: Sequence[Path]) -> Iterator[Path]:
    if len(files) < PROGRESS_FROM_FILES or not sys.stderr.isatty():
        yield from files
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    yield from track(files, description="reading", console=Console(stderr=True))


def _complain(error: GeoError, path: Path | None = None) -> None:
    text = " ".join(str(error).split())
    prefix = f"{path}: " if path is not None and isinstance(error, InputError) and str(path) not in text else ""
    sys.stderr.write(f"marsad: {prefix}{text}\n")


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("marsad")
    except PackageNotFoundError:
        return "0 (not installed)"


if __name__ == "__main__":
    sys.exit(main())
