"""The command line: parse, call, print. Everything heavy is imported where it is used.

Exit status: 0 all well, 1 something failed (its error stands on standard error, one
line each; the other files are done all the same), 2 the command itself was wrong.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import msgspec

from geo.cli_gazetteer import add_gazetteer_commands
from geo.cli_geocode import add_place_commands
from geo.cli_online import given_online, online_options
from geo.cli_places import given_places, look_up_options, places_option, settings_of
from geo.cli_report import Read, add_report_commands
from geo.errors import ExportError, GeoError
from geo.files import READABLE, find_files, printable
from geo.settings import PLACES_VARIABLE, Settings

if TYPE_CHECKING:
    from geo.models import ArticleRecord
    from geo.reading import Outcome
    from geo.store import Store

#: From this many files on, a progress bar is drawn (on standard error, if it is a terminal).
PROGRESS_FROM_FILES = 5
PORT = 8501
#: Status of a program that was interrupted, as shells have it: 128 + SIGINT.
INTERRUPTED = 130
FILES_HELP = f"text or HTML files, or folders, which are searched for {', '.join(sorted(READABLE))}"

EXAMPLES = """examples:
  marsad extract report.txt page.html > articles.jsonl
  marsad map news/ -o report.html --title "Libya, autumn" --lang ar
  marsad export news/ -o events.gpkg
  marsad explain report.txt
  marsad geocode "براك الشاطئ" Tobruk --country LY
  marsad distance "براك الشاطئ" Tobruk
  marsad serve news/

exit status: 0 all well; 1 something failed (one line each on standard error, the other
files are done all the same); 2 the command was wrong.
Nothing is sent anywhere unless you ask for it: no command opens a network connection
without --online or --download.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = build_parser().parse_args(argv)
    try:
        return int(options.run(options))
    except GeoError as error:
        _complain(str(error))
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # the reader has gone (`| head`); what is left to flush has nowhere to go
        sys.stdout = None
        return 1


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; `docs/cli.md` is made from it."""
    parser = argparse.ArgumentParser(
        prog="marsad",
        description="Read Arabic, English and French news about military presence; put it on a map with its evidence.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_reading_commands(commands)
    add_place_commands(commands)
    add_gazetteer_commands(commands)

    serve = commands.add_parser("serve", parents=[places_option()], help="open the dashboard on this machine")
    serve.add_argument("folder", nargs="?", type=Path, help="a folder of texts to open with")
    serve.add_argument("--port", type=int, default=PORT, help=f"port on 127.0.0.1 (default {PORT})")
    serve.set_defaults(run=_serve)

    schema = commands.add_parser("schema", help="print the JSON Schema of what extract prints")
    schema.set_defaults(run=_schema)
    return parser


def _reading_options() -> argparse.ArgumentParser:
    """Return the parent parser of commands that read articles."""
    parent = argparse.ArgumentParser(add_help=False, parents=[look_up_options(), online_options()])
    parent.add_argument(
        "--published",
        type=dt.date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="day of publication of texts that do not give it",
    )
    return parent


def _add_reading_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parent = _reading_options()
    extract = commands.add_parser("extract", parents=[parent], help="print one JSON object per article")
    extract.add_argument("files", nargs="+", type=Path, metavar="FILE", help=FILES_HELP)
    extract.add_argument("--format", choices=["jsonl", "geojson"], default="jsonl", help="default jsonl")
    extract.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="processes that read (needs Dask if more than 1)"
    )
    extract.add_argument("--store", metavar="DB", help="also keep the records in a SQLite file or a PostGIS database")
    extract.set_defaults(run=_extract)

    add_report_commands(commands, parent, FILES_HELP, _read)

    explain = commands.add_parser(
        "explain", parents=[parent], help="print an article with its lines, names, readings and decisions"
    )
    explain.add_argument("file", type=Path, metavar="FILE")
    explain.add_argument("--tokens", action="store_true", help="also the tokens and what the lexicon reads in them")
    explain.set_defaults(run=_explain)

    ledger = commands.add_parser("ledger", parents=[parent], help="print who is reported where, since when, until when")
    ledger.add_argument("files", nargs="+", type=Path, metavar="FILE", help=FILES_HELP)
    ledger.add_argument(
        "--as-of", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="default: the latest day reported"
    )
    ledger.add_argument(
        "--facts", action="store_true", help="print which events state one fact, and how many voices do"
    )
    ledger.add_argument("--format", choices=["text", "jsonl"], default="text", help="default text")
    ledger.set_defaults(run=_ledger)


# ------------------------------------------------------------------- commands


def _extract(options: argparse.Namespace) -> int:
    status = _Status(options)
    outcomes = status.watch(_outcomes(options.files, options, jobs=options.jobs))
    if options.store:
        from geo.store import Store  # noqa: PLC0415

        with Store(options.store) as store:
            return _print_records(_kept(outcomes, store), options.format, status)
    return _print_records((r for outcome in outcomes for r in outcome.records), options.format, status)


def _kept(outcomes: Iterable[Outcome], store: Store) -> Iterator[ArticleRecord]:
    for outcome in outcomes:
        if outcome.source is not None:
            store.save(outcome.records, source=outcome.source)
        yield from outcome.records


def _print_records(records: Iterable[ArticleRecord], form: str, status: _Status) -> int:
    if form == "geojson":
        from geo.export.vector import to_geojson  # noqa: PLC0415

        _print(to_geojson(list(records)))
        return status.code
    encode = msgspec.json.Encoder().encode
    for record in records:
        _print(encode(record).decode())
    return status.code


def _explain(options: argparse.Namespace) -> int:
    from geo.export.explain import explain  # noqa: PLC0415
    from geo.language.lexicon import load_lexicon  # noqa: PLC0415

    lexicon = load_lexicon() if options.tokens else None
    status = _Status(options)
    for outcome in status.watch(_outcomes([options.file], options)):
        for record in outcome.records:
            text = outcome.source.text if outcome.source is not None else ""
            _print(explain(record, text, lexicon=lexicon))
    return status.code


def _ledger(options: argparse.Namespace) -> int:
    from geo.ledger import corroboration, presence  # noqa: PLC0415

    records, status = _records(options)
    if options.facts:
        for fact in corroboration(records):
            line = f"{fact.first_day} – {fact.last_day}  {fact.type}: {', '.join(fact.actor_names)}, {fact.place_name}"
            voices = f"{len(fact.voices)} voices: {'; '.join(fact.voices)}; {len(fact.denials)} denials"
            _print(msgspec.json.encode(fact).decode() if options.format == "jsonl" else f"{line}  ({voices})")
        return status.code
    for item in presence(records, as_of=options.as_of):
        line = (
            f"{item.first_seen or '?'} – {item.last_seen or '?'}  {item.state:8}  {item.actor_name}, {item.place_name}"
        )
        _print(msgspec.json.encode(item).decode() if options.format == "jsonl" else line)
    return status.code


def _serve(options: argparse.Namespace) -> NoReturn:
    import importlib.util  # noqa: PLC0415
    import os  # noqa: PLC0415

    from geo.gazetteer.own import read_rows  # noqa: PLC0415

    spec = importlib.util.find_spec("dashboard")
    if spec is None or not spec.submodule_search_locations:
        msg = "the dashboard is not installed; install the distribution `marsad` as a whole"
        raise ExportError(msg)
    app = Path(next(iter(spec.submodule_search_locations))) / "app.py"
    environment = dict(os.environ)
    if options.folder is not None:
        environment["MARSAD_FOLDER"] = str(options.folder.resolve())
    if (places := given_places(options)) is not None:
        read_rows(places)  # a broken file is told here, and not by a page
        environment[PLACES_VARIABLE] = str(places.resolve())
    command = [
        sys.executable, "-m", "streamlit", "run", str(app), "--server.address=127.0.0.1",
        f"--server.port={options.port}", "--browser.gatherUsageStats=false", "--server.headless=true",
        "--client.toolbarMode=minimal",
    ]  # fmt: skip
    sys.stderr.write(f"Marsad on http://127.0.0.1:{options.port} – stop with Ctrl-C\n")
    sys.stderr.flush()
    # becomes the server instead of watching over it: who ends this process ends the dashboard
    os.execve(command[0], command, environment)  # noqa: S606  (our own program)


def _schema(_options: argparse.Namespace) -> int:
    from geo.models import ArticleRecord  # noqa: PLC0415

    schema = msgspec.json.schema(ArticleRecord)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    _print(msgspec.json.format(msgspec.json.encode(schema), indent=2).decode())
    return 0


# -------------------------------------------------------------------- helpers


class _Status:
    """The exit status so far."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.code = self.failed = 0
        self._online = options.online is not None

    def watch(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Pass outcomes on; a bad file costs one line and the exit status, not the others."""
        failed: dict[str, int] = {}
        for outcome in outcomes:
            if outcome.error:
                _complain(outcome.error)
                self.code = 1
                self.failed += 1
            for reason in _look_ups_failed(outcome.records) if self._online else ():
                failed[reason] = failed.get(reason, 0) + 1
            yield outcome
        for reason, count in failed.items():
            _complain(f"{reason} ({count} names)")
            self.code = 1


def _look_ups_failed(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield why names could not be looked up online; their articles are read all the same."""
    from geo.geocoding.online import LOOK_UP_FAILED  # noqa: PLC0415

    for record in records:
        for place in record.places:
            yield from (reason for reason in place.reasons if reason.startswith(LOOK_UP_FAILED))


class _Version(argparse.Action):
    """Print the version; looking it up takes longer than all the rest, so only when asked."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415

        _print(f"marsad {version('marsad')}")
        parser.exit()


def _settings(options: argparse.Namespace) -> Settings:
    return msgspec.structs.replace(settings_of(options), online=given_online(options), published=options.published)


def _outcomes(paths: Sequence[Path], options: argparse.Namespace, *, jobs: int = 1) -> Iterator[Outcome]:
    from geo.parallel import extract_files_parallel  # noqa: PLC0415

    files = find_files(paths)
    outcomes = extract_files_parallel(files, workers=jobs, settings=_settings(options))
    if len(files) < PROGRESS_FROM_FILES or not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    yield from track(outcomes, description="reading", total=len(files), console=Console(stderr=True))


def _records(options: argparse.Namespace) -> tuple[list[ArticleRecord], _Status]:
    """Return the records of all files that could be read, and the exit status that the others leave."""
    status = _Status(options)
    return [r for outcome in status.watch(_outcomes(options.files, options)) for r in outcome.records], status


def _read(options: argparse.Namespace) -> Read:
    records, status = _records(options)
    return records, status.failed, _settings(options)


def _complain(text: str) -> None:
    sys.stderr.write(f"marsad: {printable(text)}\n")


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
