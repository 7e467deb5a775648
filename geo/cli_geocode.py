"""`marsad geocode` and `marsad distance`: places by name, and what lies between them."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

import msgspec

from geo.cli_online import given_online, online_options
from geo.cli_places import look_up_options, settings_of
from geo.errors import OnlineError
from geo.files import printable

if TYPE_CHECKING:
    from geo.models import Candidate


def add_place_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `geocode` and `distance`."""
    parent = look_up_options()
    geocode = commands.add_parser(
        "geocode", parents=[parent, online_options()], help="rank the places that a name, or a point, may be"
    )
    geocode.add_argument("names", nargs="+", metavar="NAME", help='a name, or "lat,lon" for what lies there')
    geocode.add_argument("--country", metavar="LY", help="only places of this country (ISO 3166 alpha-2)")
    geocode.add_argument("--limit", type=int, default=5, metavar="N", help="candidates for each name (default 5)")
    geocode.add_argument("--format", choices=["text", "jsonl"], default="text", help="default text")
    geocode.set_defaults(run=_geocode)

    distance = commands.add_parser("distance", parents=[parent], help="geodesic distance and bearing between places")
    distance.add_argument("origin", metavar="PLACE", help='a name or "lat,lon"')
    distance.add_argument("targets", nargs="+", metavar="PLACE", help="with more than two places, each pair")
    distance.add_argument("--country", metavar="LY", help="only places of this country (ISO 3166 alpha-2)")
    distance.add_argument("--format", choices=["text", "json", "csv"], default="text", help="csv is a matrix in km")
    distance.set_defaults(run=_distance)


def _geocode(options: argparse.Namespace) -> int:
    from geo.geocoding.search import geocode  # noqa: PLC0415

    settings = msgspec.structs.replace(settings_of(options), online=given_online(options))
    found_all = True
    for query in options.names:
        try:
            candidates = geocode(query, country=options.country, limit=options.limit, settings=settings)
        except OnlineError as error:
            sys.stderr.write(f"marsad: {printable(str(error))}\n")
            offline = msgspec.structs.replace(settings, online=None)
            candidates, found_all = (
                geocode(query, country=options.country, limit=options.limit, settings=offline),
                False,
            )
        found_all &= bool(candidates)
        if options.format == "jsonl":
            _print(msgspec.json.encode({"query": query, "candidates": candidates}).decode())
        else:
            _print(f"{query}: {len(candidates)} candidates" if candidates else f"{query}: not in the gazetteer")
            for candidate in candidates:
                _print(_line(candidate))
    return 0 if found_all else 1


def _line(candidate: Candidate) -> str:
    has_point = candidate.lat is not None and candidate.lon is not None
    where = f"{candidate.lat:.4f},{candidate.lon:.4f}" if has_point else "no point"
    size = f"±{candidate.uncertainty_km:g} km" if candidate.uncertainty_km is not None else ""
    what = f"{candidate.name} ({candidate.kind}, {candidate.country or '–'})"
    return f"  {candidate.score:.2f}  {where:20} {size:9} {what}  {candidate.place_id}"


def _distance(options: argparse.Namespace) -> int:
    from geo.distances import matrix, measure, named_points  # noqa: PLC0415

    points = named_points([options.origin, *options.targets], country=options.country, settings=settings_of(options))
    if options.format == "csv":
        import csv  # noqa: PLC0415

        table = csv.writer(sys.stdout)
        table.writerow(["km", *(point.name for point in points)])
        table.writerows([point.name, *row] for point, row in zip(points, matrix(points), strict=True))
        return 0
    for pair in (measure(a, b) for i, a in enumerate(points) for b in points[i + 1 :]):
        if options.format == "json":
            _print(msgspec.json.encode(pair).decode())
        else:
            ends = f"{pair.origin.name} → {pair.target.name}"
            _print(f"{ends}: {pair.distance_km:.1f} km, bearing {pair.bearing_deg:.0f}°")
    return 0


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
