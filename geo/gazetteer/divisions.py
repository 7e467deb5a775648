"""How much first-order divisions are named: by their inhabitants, unless a place in them bears their name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from geo.gazetteer.records import PlaceRow, prior
from geo.geodesy import great_circle_km

#: A division is named that much less than a city of its inhabitants would be.
_NAMED = 0.9


def weigh_divisions(places: Iterable[PlaceRow]) -> None:
    """Raise the prior of divisions to nearly that of a city of their inhabitants.

    California is named more often than some hamlet California. A division that is called
    like a town, a valley or a sea there («نالوت», «البحر الأحمر») keeps its prior: the bare
    name is sooner that place. An island of its name is named as often as it is.
    """
    listed = list(places)
    inhabitants: defaultdict[tuple[str, str], int] = defaultdict(int)
    for place in listed:
        if place.kind == "town" and place.countries and place.admin1:
            inhabitants[place.countries[0], place.admin1] += place.population
    divisions = [place for place in listed if place.subtype == "admin1" and place.countries]
    keys = {key for division in divisions for key in division.name_keys()}
    named: defaultdict[str, list[PlaceRow]] = defaultdict(list)
    for place in listed:
        if place.subtype not in ("admin1", "country"):
            for key in place.name_keys():
                if key in keys:
                    named[key].append(place)
    for division in divisions:
        namesakes = [
            place for key in division.name_keys() for place in named.get(key, ()) if _shares_name(division, place)
        ]
        if any(place.subtype != "island" for place in namesakes):
            continue
        people = inhabitants[division.countries[0], division.admin1]
        division.weight = max(division.weight, _NAMED * prior("town", people))
        for place in namesakes:  # an island that the division is made of
            place.weight = max(place.weight, division.weight)


def _shares_name(division: PlaceRow, place: PlaceRow) -> bool:
    """Tell whether a place of the division's name lies in it, or is a water that it may be called after."""
    if place.kind == "water":
        return True
    if place.countries[:1] != division.countries[:1]:
        return False
    if place.kind == "town" and place.admin1 == division.admin1:
        return True
    return great_circle_km(place.lat, place.lon, division.lat, division.lon) <= division.uncertainty_km
