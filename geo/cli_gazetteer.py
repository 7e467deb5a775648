"""`marsad gazetteer`: what the gazetteer holds, what is wrong with it, and a larger one from downloaded files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli_places import add_own_commands, gazetteer_option, look_up_options, own_names, own_summary, settings_of
from geo.errors import GazetteerError
from geo.files import printable

if TYPE_CHECKING:
    from rich.progress import TaskID

    from geo.gazetteer.clean import Rules
    from geo.gazetteer.index import Gazetteer, GazetteerPlace
    from geo.gazetteer.records import PlaceRow

BUILD_EXAMPLE = """examples:
  marsad gazetteer build -o libya.bin --geonames LY.zip --alternate-names alternateNamesV2.zip
  marsad gazetteer build -o mali.bin --gns ML=Mali.txt --ourairports airports.csv
  marsad gazetteer build -o sahel.bin --download ML NE BF ourairports
  marsad extract news/ --gazetteer libya.bin

Nothing is fetched without --download. A file or a .zip with one is read. With --download, the files
are kept; run again, it fetches what has changed, or takes up what was interrupted.
"""
GEONAMES_CREDIT = "Contains data of GeoNames (geonames.org), CC BY 4.0."
OURAIRPORTS_CREDIT = "Contains data of OurAirports (public domain)."
OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0 (openstreetmap.org/copyright); this file is under the ODbL."
GNS_CREDIT = "Contains data of the NGA GEOnet Names Server (US government work)."


def add_gazetteer_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `gazetteer` with its own commands."""
    group = commands.add_parser("gazetteer", help="look into the gazetteer, check it, build a larger one")
    own = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    parent = look_up_options()

    info = own.add_parser("info", parents=[parent], help="print counts, sources and licences")
    info.set_defaults(run=_info)

    search = own.add_parser("search", parents=[parent], help="find places by name: prefixes, spellings, either script")
    search.add_argument("name", metavar="NAME")
    search.add_argument("--country", metavar="LY", help="only places of this country (ISO 3166 alpha-2)")
    search.add_argument("--limit", type=int, default=10, metavar="N", help="default 10")
    search.set_defaults(run=_search)

    show = own.add_parser("show", parents=[parent], help="print all that is known of a place, by its id")
    show.add_argument("place_id", metavar="ID")
    show.set_defaults(run=_show)

    check = own.add_parser("check", parents=[parent], help="look for damage, twins, points off their country")
    check.set_defaults(run=_check)

    build = own.add_parser(
        "build", parents=[gazetteer_option()], help="write a larger gazetteer from downloaded files",
        epilog=BUILD_EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    build.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    build.add_argument("--geonames", type=Path, nargs="+", default=[], metavar="FILE", help="country dumps of GeoNames")
    build.add_argument(
        "--alternate-names", type=Path, nargs="+", default=[], metavar="FILE",
        help="alternateNamesV2 of GeoNames, or countries' parts of it",
    )  # fmt: skip
    build.add_argument("--ourairports", type=Path, metavar="FILE", help="airports.csv of OurAirports")
    build.add_argument(
        "--gns", nargs="+", default=[], metavar="CC=FILE", help="country files of NGA GNS, with ISO alpha-2"
    )
    build.add_argument(
        "--osm", nargs="+", default=[], metavar="CC=FILE",
        help="JSON of the Overpass API (`out center`), with ISO alpha-2; the file that is built is then under the ODbL",
    )  # fmt: skip
    network = build.add_argument_group("download", "Opens the network, and only here.")
    network.add_argument(
        "--download", nargs="+", default=[], metavar="WHAT",
        help="country codes (LY), alternate-names (of the whole world, about 200 MB), ourairports",
    )  # fmt: skip
    network.add_argument(
        "--download-into", type=Path, default=Path("gazetteer-sources"), metavar="FOLDER",
        help="where the files are kept (default gazetteer-sources)",
    )  # fmt: skip
    network.add_argument(
        "--download-from", action="append", default=[], metavar="SOURCE=URL",
        help="a mirror: geonames=URL or ourairports=URL",
    )  # fmt: skip
    build.set_defaults(run=_build)
    add_own_commands(own)


def _open(options: argparse.Namespace) -> Gazetteer:
    from geo.gazetteer.overlay import open_gazetteer  # noqa: PLC0415

    return open_gazetteer(settings_of(options))


def _info(options: argparse.Namespace) -> int:
    from geo.gazetteer.report import info  # noqa: PLC0415

    gazetteer = _open(options)
    found = info(gazetteer)
    _print(f"{found.path}: {found.bytes} bytes, SHA-256 {found.sha256}")
    _print(f"{found.places} places by {found.names} names")
    for kind, count in found.kinds.items():
        _print(f"  {kind:10} {count:8}")
    _print("built from " + ", ".join(f"{name} {version}" for name, version in sorted(found.inputs.items())))
    _print(found.attribution)
    for line in own_summary(gazetteer):
        _print(line)
    return 0


def _search(options: argparse.Namespace) -> int:
    from geo.gazetteer.search import search  # noqa: PLC0415

    hits = search(_open(options), options.name, country=options.country, limit=options.limit)
    for hit in hits:
        _print(f"{hit.score:.2f}  {hit.how:8}  {_line(hit.place)}{f'  ({printable(hit.note)})' if hit.note else ''}")
    return 0 if hits else 1


def _line(place: GazetteerPlace) -> str:
    what = f"{place.name} ({place.subtype}, {place.admin1 + ', ' if place.admin1 else ''}{place.country or '–'})"
    return f"{place.place_id:24}  {place.lat:.4f},{place.lon:.4f} ±{place.uncertainty_km:g} km  {what}"


def _show(options: argparse.Namespace) -> int:
    gazetteer = _open(options)
    place = gazetteer.place(options.place_id)
    for field in place.__struct_fields__:
        value = getattr(place, field)
        _print(f"{field:16}{', '.join(value) if isinstance(value, tuple) else value}")
    _print(f"{'names':16}{', '.join(gazetteer.names_of(place.place_id))}")
    for line in own_names(gazetteer, place.place_id):
        _print(f"{'own names':16}{line}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from geo.gazetteer.report import check  # noqa: PLC0415

    faults = check(_open(options))
    for fault in faults:
        _print(f"{fault.sort:8}{fault.place_id:24}{fault.text}")
    sys.stderr.write(f"{len(faults)} faults\n")
    return 1 if faults else 0


def _build(options: argparse.Namespace) -> int:
    from geo.gazetteer.extend import extend, rules_of  # noqa: PLC0415
    from geo.gazetteer.index import Gazetteer  # noqa: PLC0415

    _check_target(options.output)
    base = Gazetteer.open(options.gazetteer)
    _download(options)
    sources = list(_sources(options, rules_of(base)))
    if not sources:
        msg = "nothing to build from; give --geonames, --ourairports, --gns or --osm with files, or --download"
        raise GazetteerError(msg)
    inputs: Mapping[str, str] = {path.name: credit.split(" (")[0] for path, credit, _ in sources}
    licences = "\n".join(dict.fromkeys(credit for _, credit, _ in sources))
    meta = extend(base, options.output, [rows for _, _, rows in sources], attribution=licences, inputs=inputs)
    sys.stderr.write(f"{options.output}: {meta.places} places by {meta.keys} names\n")
    return 0


def _check_target(output: Path) -> None:
    """Say before the work, not after it, that its result cannot be written."""
    if output.is_dir() or not output.absolute().parent.is_dir():
        why = "it is a folder" if output.is_dir() else "there is no such folder"
        msg = f"the gazetteer cannot be written to {output}: {why}"
        raise GazetteerError(msg)


def _download(options: argparse.Namespace) -> None:
    """Fetch what the options name, and add the files to those that are built from."""
    if not options.download:
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn  # noqa: PLC0415

    from geo.gazetteer.download import fetch, remotes  # noqa: PLC0415

    wanted, bases = remotes(options.download), _mirrors(options.download_from)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        for remote in wanted:
            task = bar.add_task(remote.path, total=None)

            def tell(there: int, total: int | None, task: TaskID = task) -> None:
                bar.update(task, completed=there, total=total)

            path = fetch(remote, options.download_into, bases=bases, progress=tell)
            if remote.role == "airports":
                options.ourairports = path
            elif remote.role == "places":
                options.geonames = [*options.geonames, path]
            else:
                options.alternate_names = [*options.alternate_names, path]


def _mirrors(pairs: Iterable[str]) -> dict[str, str]:
    from geo.gazetteer.download import BASES  # noqa: PLC0415

    bases = dict(BASES)
    for pair in pairs:
        source, equals, url = pair.partition("=")
        if not equals or source not in BASES:
            msg = f"--download-from takes SOURCE=URL with {' or '.join(BASES)}, got {pair!r}"
            raise GazetteerError(msg)
        bases[source] = url
    return bases


def _sources(options: argparse.Namespace, rules: Rules) -> Iterator[tuple[Path, str, Iterable[PlaceRow]]]:
    """Yield (file, licence text, rows) of each source, the most trusted first."""
    from geo.gazetteer import dumps, osm  # noqa: PLC0415

    if options.alternate_names and not options.geonames:
        msg = "--alternate-names holds names by GeoNames id only; give --geonames too"
        raise GazetteerError(msg)
    alternate: dict[int, dict[str, list[str]]] = {}
    wanted = dumps.geonames_ids(options.geonames) if options.alternate_names else set()
    for path in options.alternate_names:
        alternate |= dumps.read_alternate_names(path, wanted.__contains__, progress=_progress(path))
    for path in options.geonames:
        yield path, GEONAMES_CREDIT, dumps.read_geonames(path, rules, alternate=alternate, progress=_progress(path))
    if options.ourairports is not None:
        path = options.ourairports
        yield path, OURAIRPORTS_CREDIT, dumps.read_ourairports(path, progress=_progress(path))
    for country, path in map(_by_country, options.gns):
        yield path, GNS_CREDIT, dumps.read_gns(path, rules, country=country, progress=_progress(path))
    for country, path in map(_by_country, options.osm):
        yield path, OSM_CREDIT, osm.read_osm(path, rules, country=country)


def _by_country(pair: str) -> tuple[str, Path]:
    """Return the country and the file of an argument ``CC=FILE``."""
    country, equals, name = pair.partition("=")
    if not equals or len(country) != 2 or not country.isupper():  # noqa: PLR2004  (ISO 3166 alpha-2)
        msg = f"--gns and --osm take CC=FILE with an ISO 3166 alpha-2 code, got {pair!r}"
        raise GazetteerError(msg)
    return country, Path(name)


def _progress(path: Path) -> Callable[[int], None] | None:
    """Return what tells how far a file is read, if somebody watches."""
    if not sys.stderr.isatty():
        return None
    return lambda lines: print(f"\r{path.name}: {lines:,} lines", end="", file=sys.stderr, flush=True)  # noqa: T201


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
