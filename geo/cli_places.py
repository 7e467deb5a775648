"""An analyst's own places on the command line: which file of them is used, and the commands that edit it."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import GazetteerError
from geo.files import printable
from geo.settings import PLACES_FILE, PLACES_VARIABLE, Settings

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer
    from geo.gazetteer.own import OwnRow

#: Says who adds a row where no option does; else the name of the account.
ANALYST_VARIABLE = "MARSAD_ANALYST"
LANGUAGES = {"en": "English", "ar": "Arabic", "fr": "French"}
#: A place of the same name this near is probably the same place, km.
TWIN_KM = 15.0

ADD_EXAMPLE = """examples:
  marsad gazetteer add --kind airstrip --country LY --lat 27.1 --lon 14.2 --en "Wadi Test strip" \\
      --ar "مهبط وادي تجربة" --source "satellite image of 3 May" --by Amal
  marsad gazetteer alias ly-jufra-airbase --ar "قاعدة هون الجوية" --note "so called by a local channel"
  marsad gazetteer list
  marsad gazetteer remove own-wadi-test-strip

The rows stand in marsad-places.csv, which can be edited by hand; every command in the same folder uses it.
"""


# -------------------------------------------------------------------- options


def gazetteer_option() -> argparse.ArgumentParser:
    """Return the parent parser with the gazetteer alone."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("--gazetteer", type=Path, metavar="FILE", help="gazetteer to use instead of the embedded one")
    return parent


def places_option() -> argparse.ArgumentParser:
    """Return the parent parser with the file of own places alone."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument(
        "--places",
        type=Path,
        metavar="FILE",
        help=f"your own places and aliases (default: ${PLACES_VARIABLE}, else {PLACES_FILE} in this folder)",
    )
    return parent


def look_up_options() -> argparse.ArgumentParser:
    """Return the parent parser of commands that look places up."""
    return argparse.ArgumentParser(add_help=False, parents=[gazetteer_option(), places_option()])


def given_places(options: argparse.Namespace) -> Path | None:
    """Return the file of own places to use: that of the option, of the environment, or of this folder; else None."""
    named = _named_file(options)
    if named is not None:
        return named
    found = Path(PLACES_FILE)
    return found if found.is_file() else None


def _named_file(options: argparse.Namespace) -> Path | None:
    variable = os.environ.get(PLACES_VARIABLE)
    option: Path | None = getattr(options, "places", None)
    return option if option is not None else Path(variable) if variable else None


def settings_of(options: argparse.Namespace) -> Settings:
    """Return the settings of a command that looks places up."""
    return Settings(gazetteer_path=options.gazetteer, places_path=given_places(options))


# ------------------------------------------------------------------- commands


def add_own_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that edit the file of own places."""
    files, rows = look_up_options(), _row_options()
    example = {"epilog": ADD_EXAMPLE, "formatter_class": argparse.RawDescriptionHelpFormatter}

    add = commands.add_parser("add", parents=[files, rows], help="add a place of your own", **example)  # type: ignore[arg-type]
    add.add_argument("--kind", required=True, help="town, village, airbase, airstrip, port, base, crossing, region …")
    add.add_argument("--country", default="", metavar="LY", help="ISO 3166 alpha-2; nothing only for a sea")
    add.add_argument("--lat", type=float, required=True, metavar="DEGREES", help="WGS84 latitude")
    add.add_argument("--lon", type=float, required=True, metavar="DEGREES", help="WGS84 longitude")
    add.add_argument(
        "--uncertainty", type=float, metavar="KM", help="radius within which the point is right, or extent"
    )
    add.add_argument("--id", default="", metavar="own-NAME", help="default: made from the name")
    add.set_defaults(run=_add)

    alias = commands.add_parser("alias", parents=[files, rows], help="give a place another name", **example)  # type: ignore[arg-type]
    alias.add_argument("place_id", metavar="ID", help="id of the place, as `marsad gazetteer search` prints it")
    alias.set_defaults(run=_alias)

    own = commands.add_parser("list", parents=[files], help="print your own places and aliases")
    own.set_defaults(run=_list)

    remove = commands.add_parser(
        "remove", parents=[files], help="remove a place of your own, or your aliases of a place"
    )
    remove.add_argument("place_id", metavar="ID")
    remove.add_argument("--name", default="", help="only the alias with this name")
    remove.set_defaults(run=_remove)


def _row_options() -> argparse.ArgumentParser:
    parent = argparse.ArgumentParser(add_help=False)
    for code, language in LANGUAGES.items():
        parent.add_argument(
            f"--{code}", action="append", default=[], metavar="NAME", help=f"{language} name; again for a further one"
        )
    parent.add_argument("--source", default="", metavar="TEXT", help="where this is known from")
    parent.add_argument("--note", default="", metavar="TEXT")
    parent.add_argument(
        "--by", default="", metavar="NAME", help=f"who adds it (default: ${ANALYST_VARIABLE}, else you)"
    )
    return parent


def _add(options: argparse.Namespace) -> int:
    row = _row(options, options.id, options.kind)
    return _append(options, row)


def _alias(options: argparse.Namespace) -> int:
    from geo.gazetteer.overlay import open_gazetteer  # noqa: PLC0415
    from geo.gazetteer.own import ALIAS  # noqa: PLC0415

    gazetteer = open_gazetteer(_settings_to_write(options))
    gazetteer.place(options.place_id)  # says so if there is none
    return _append(options, _row(options, options.place_id, ALIAS))


def _settings_to_write(options: argparse.Namespace) -> Settings:
    """Return the settings of a command that may be about to make the file that they name."""
    path = given_places(options)
    return Settings(gazetteer_path=options.gazetteer, places_path=path if path and path.exists() else None)


def _row(options: argparse.Namespace, place_id: str, kind: str) -> OwnRow:
    import getpass  # noqa: PLC0415

    from geo.gazetteer.own import OwnRow  # noqa: PLC0415

    return OwnRow(
        place_id=place_id,
        kind=kind,
        names={code: tuple(names) for code in LANGUAGES if (names := getattr(options, code))},
        added_by=options.by or os.environ.get(ANALYST_VARIABLE) or getpass.getuser(),
        added_on=dt.datetime.now(tz=dt.UTC).date(),
        country=getattr(options, "country", ""),
        lat=getattr(options, "lat", None),
        lon=getattr(options, "lon", None),
        uncertainty_km=getattr(options, "uncertainty", None),
        source=options.source,
        note=options.note,
    )


def _append(options: argparse.Namespace, row: OwnRow) -> int:
    from geo.gazetteer.own import append  # noqa: PLC0415

    path = _named_file(options) or Path(PLACES_FILE)
    for line in _known_already(options, row):
        sys.stderr.write(f"marsad: {printable(line)}\n")
    row = append(path, row)
    _print(f"{row.place_id}: {', '.join(row.all_names())}  ({path})")
    return 0


def _known_already(options: argparse.Namespace, row: OwnRow) -> Iterator[str]:
    """Say which places near a new one have one of its names already: an alias may have been meant."""
    from geo.gazetteer.overlay import open_gazetteer  # noqa: PLC0415
    from geo.gazetteer.records import key_of  # noqa: PLC0415
    from geo.geodesy import great_circle_km  # noqa: PLC0415

    if row.lat is None or row.lon is None:
        return
    gazetteer = open_gazetteer(_settings_to_write(options))
    names = {entry.place.place_id: entry.place for name in row.all_names() for entry in gazetteer.lookup(key_of(name))}
    for place in names.values():
        apart = great_circle_km(row.lat, row.lon, place.lat, place.lon)
        if place.kind != "country" and apart <= TWIN_KM:
            yield f"{place.place_id} ({place.name}, {place.subtype}) has that name and lies {apart:.1f} km away"


def _list(options: argparse.Namespace) -> int:
    from geo.gazetteer.overlay import GazetteerWithOwn, open_gazetteer  # noqa: PLC0415

    gazetteer = open_gazetteer(settings_of(options))
    if not isinstance(gazetteer, GazetteerWithOwn):
        sys.stderr.write(f"marsad: no own places: there is no {PLACES_FILE} in this folder\n")
        return 0
    for row in gazetteer.rows:
        where = f"{row.lat:.4f},{row.lon:.4f} ±{row.uncertainty_km:g} km" if not row.is_alias else ""
        _print(f"{row.place_id:24}  {row.kind:10}  {where:26}  {', '.join(row.all_names())}  ({row.credit})")
    return 0


def _remove(options: argparse.Namespace) -> int:
    from geo.gazetteer.own import remove  # noqa: PLC0415

    path = _named_file(options) or Path(PLACES_FILE)
    gone = remove(path, options.place_id, name=options.name)
    if not gone:
        what = f" by the name {options.name!r}" if options.name else ""
        msg = f"{path} has no row of {options.place_id!r}{what}; `marsad gazetteer list` prints them"
        raise GazetteerError(msg)
    _print(f"{gone} rows removed from {path}")
    return 0


# ------------------------------------------------------------ for other commands


def own_summary(gazetteer: Gazetteer) -> Iterator[str]:
    """Say how many places and aliases are the analyst's."""
    from geo.gazetteer.overlay import GazetteerWithOwn  # noqa: PLC0415

    if isinstance(gazetteer, GazetteerWithOwn):
        aliases = sum(row.is_alias for row in gazetteer.rows)
        yield f"own: {len(gazetteer.rows) - aliases} places, {aliases} aliases in {gazetteer.own_path}"


def own_names(gazetteer: Gazetteer, place_id: str) -> Iterator[str]:
    """Say which names the analyst gave to a place."""
    from geo.gazetteer.overlay import GazetteerWithOwn  # noqa: PLC0415

    if isinstance(gazetteer, GazetteerWithOwn):
        for row in gazetteer.rows_of(place_id):
            yield f"{', '.join(row.all_names())}  ({row.credit})"


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
