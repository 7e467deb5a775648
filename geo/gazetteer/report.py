"""What a gazetteer says of itself, and what is wrong with it: for `marsad gazetteer info` and `check`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from geo.gazetteer.index import Gazetteer, GazetteerPlace
from geo.geodesy import great_circle_km

#: Two places of one name, kind and country this near are one place, km.
TWIN_KM = 1.0
#: A point is off its country if so many nearest towns, the first within so many km, are all in others.
FOREIGN_TOWNS, FOREIGN_KM = 5, 40.0


class Info(msgspec.Struct, frozen=True):
    """What `marsad gazetteer info` prints."""

    path: str
    bytes: int
    sha256: str
    places: int
    names: int
    kinds: dict[str, int]
    inputs: dict[str, str]
    attribution: str


class Fault(msgspec.Struct, frozen=True):
    """One thing that `marsad gazetteer check` found.

    Attributes
    ----------
    sort
        "digest", "source", "point", "twin" or "country".
    place_id
        The place, empty where the file as a whole is meant.
    """

    sort: str
    place_id: str
    text: str


def info(gazetteer: Gazetteer) -> Info:
    """Return what a gazetteer says of itself."""
    meta = gazetteer.meta
    return Info(
        path=str(gazetteer.path),
        bytes=gazetteer.path.stat().st_size,
        sha256=gazetteer.sections.digest,
        places=meta.places,
        names=meta.keys,
        kinds=meta.counts,
        inputs=meta.inputs,
        attribution=meta.attribution,
    )


def check(gazetteer: Gazetteer) -> list[Fault]:
    """Return the faults of a gazetteer: bytes, sources, points, twins, points off their country (seconds)."""
    faults = []
    if not gazetteer.sections.check_digest():
        faults.append(Fault("digest", "", "the file's SHA-256 is not the one it was built with"))
    places = list(gazetteer.places())
    for place in places:
        if not place.source:
            faults.append(Fault("source", place.place_id, f"{place.name} has no source"))
        if (place.lat, place.lon) == (0.0, 0.0):
            faults.append(Fault("point", place.place_id, f"{place.name} lies at 0, 0: a missing point"))
    faults.extend(_twins(places))
    faults.extend(fault for place in places if place.kind == "facility" for fault in _off_country(gazetteer, place))
    return faults


def _twins(places: list[GazetteerPlace]) -> Iterator[Fault]:
    groups: defaultdict[tuple[str, str, str | None], list[GazetteerPlace]] = defaultdict(list)
    for place in places:
        groups[(place.name, place.subtype, place.country)].append(place)
    for group in groups.values():
        for index, place in enumerate(group):
            for other in group[index + 1 :]:
                if great_circle_km(place.lat, place.lon, other.lat, other.lon) <= TWIN_KM:
                    yield Fault("twin", place.place_id, f"{place.name} stands twice, also as {other.place_id}")


def _off_country(gazetteer: Gazetteer, place: GazetteerPlace) -> Iterator[Fault]:
    near = gazetteer.nearest(place.lat, place.lon, kinds=["town"], limit=FOREIGN_TOWNS)
    around = {town.country for town, _ in near}
    if near and near[0][1] <= FOREIGN_KM and around.isdisjoint(place.countries) and len(around) == 1:
        text = f"{place.name} is put in {place.country}, all towns around are in {around.pop()}"
        yield Fault("country", place.place_id, text)
