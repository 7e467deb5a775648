"""The places that a name may be: of the gazetteer, of the facilities near a town, or spelt alike."""

from __future__ import annotations

import math
from functools import cached_property

import msgspec

from geo.extraction.toponyms import Toponym
from geo.gazetteer.index import Gazetteer, GazetteerPlace, NameEntry
from geo.gazetteer.search import close_spellings
from geo.models import PlaceKind
from geo.remembered import Remembered

#: A spelling less like the name than this is another name; calibrated on the development texts.
MIN_LIKENESS = 0.84
#: A facility belongs to a named town within this distance, km.
FACILITY_RADIUS_KM = 45.0
#: Uncertainty of a facility that is only known by its town, km.
UNKNOWN_FACILITY_KM = 15.0
#: A reading whose prior is lower by this much is a third as likely: tenfold inhabitants are one of two to three.
PRIOR_SCALE = 0.06

AIR = frozenset({"airbase", "airport", "airstrip", "base"})
SEA = frozenset({"port", "naval_base", "oil_terminal"})
LAND = frozenset({"base", "barracks", "headquarters", "training_centre", "airbase", "camp", "depot"})
#: facility head -> subtypes of the gazetteer that it may mean
COMPATIBLE: dict[str, frozenset[str]] = {
    "airbase": AIR | LAND, "airport": AIR, "base": LAND | AIR | frozenset({"naval_base"}), "barracks": LAND,
    "port": SEA, "naval_base": SEA, "oil_terminal": SEA, "headquarters": LAND,
}  # fmt: skip
_FACILITIES: frozenset[PlaceKind] = frozenset({"facility"})
#: Names whose readings are kept; dropped together when there are more.
CACHE_SIZE = 50_000

#: A first-order division: country and English name.
Division = tuple[str, str]


class Reading(msgspec.Struct, frozen=True, gc=False):
    """A place that a mention may be, with how it was found."""

    place: GazetteerPlace
    country: str
    name: str
    preferred: bool
    uncertainty_km: float | None
    reason: str


class Readings(msgspec.Struct, frozen=True, dict=True):
    """All places that a name may be, and what holds of them together.

    Attributes
    ----------
    countries
        Their countries, each once.
    states
        Those of them that are countries, by their codes.
    spots
        Those that have a point to be near to.
    """

    all: tuple[Reading, ...]
    countries: tuple[str, ...]
    states: tuple[str, ...]
    spots: tuple[Reading, ...]

    @cached_property
    def shares(self) -> tuple[tuple[Reading, float], ...]:
        """How likely each reading is before any context, shares of 1."""
        best = max((reading.place.weight for reading in self.all), default=0.0)
        odds = [math.exp((reading.place.weight - best) / PRIOR_SCALE) for reading in self.all]
        total = sum(odds)
        return tuple((reading, odd / total) for reading, odd in zip(self.all, odds, strict=True))

    @cached_property
    def containers(self) -> tuple[GazetteerPlace, ...]:
        """Those of them that other places can lie in."""
        return tuple(reading.place for reading in self.all if reading.place.kind in ("country", "region"))


def division_of(place: GazetteerPlace) -> Division | None:
    """Return the first-order division that a place is or lies in, None where the gazetteer does not say."""
    if place.country is None:
        return None
    name = place.admin1 or (place.name if place.subtype == "admin1" else "")
    return (place.country, name) if name else None


class ReadingFinder:
    """Finds the readings of mentions in one gazetteer, and remembers them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._alike = Remembered(self._close_to, CACHE_SIZE)
        self._near: dict[tuple[str, str], tuple[Reading, ...]] = {}
        # by identity: the gazetteer gives the same tuple for the same name; kept with it, so that no other takes its id
        self._known: dict[int, tuple[tuple[NameEntry, ...], Readings]] = {}

    def of(self, mention: Toponym) -> Readings:
        """Return the readings of a mention as it is written."""
        if not mention.entries:
            # a port or base is a town's before it is a country's («ميناء الجزائر»)
            anchors = [entry.place for entry in mention.anchor_entries if entry.place.kind != "country"]
            anchors = anchors or [entry.place for entry in mention.anchor_entries]
            near = [self._facilities_near(place, mention.head) for place in anchors]
            return readings_of([reading for found in near for reading in found])
        known = self._known.get(id(mention.entries))
        if known is None:
            if len(self._known) >= CACHE_SIZE:
                self._known.clear()
            found = [reading_of(entry.place, preferred=entry.preferred, reason=entry.note) for entry in mention.entries]
            known = self._known[id(mention.entries)] = mention.entries, readings_of(found)
        return known[1]

    def spelt_alike(self, surface: str, countries: tuple[str, ...]) -> Readings:
        """Return places of some countries that are spelt nearly like an unknown name."""
        return self._alike[surface, countries]

    def _facilities_near(self, town: GazetteerPlace, head: str) -> tuple[Reading, ...]:
        """Return the facilities of a town that a head word may mean, else the town with a wider disc."""
        key = (town.place_id, head)
        if key in self._near:
            return self._near[key]
        wanted = COMPATIBLE.get(head, frozenset({head}))
        found: list[Reading] = []
        if town.kind == "town":
            for place, km in self.gazetteer.nearest(town.lat, town.lon, kinds=_FACILITIES, limit=12):
                if place.subtype in wanted and km <= FACILITY_RADIUS_KM:
                    reason = f"the {place.subtype} {km:.0f} km from {town.name}"
                    found.append(reading_of(place, reason=reason))
        found.sort(key=lambda reading: reading.place.subtype != head)  # they come nearest first
        if not found:
            wide = max(UNKNOWN_FACILITY_KM, town.uncertainty_km or 0.0)
            reason = f"no such {head.replace('_', ' ') or 'feature'} in the gazetteer: put at {town.name}, wider"
            found = [reading_of(town, uncertainty_km=wide, reason=reason)]
        self._near[key] = tuple(found[:1])
        return self._near[key]

    def _close_to(self, key: tuple[str, tuple[str, ...]]) -> Readings:
        surface, countries = key
        hits = close_spellings(self.gazetteer, surface, countries=countries, minimum=MIN_LIKENESS)
        return readings_of(
            [reading_of(hit.place, preferred=False, reason=f"spelt like {hit.key!r}") for hit in hits[:2]]
        )


def reading_of(
    place: GazetteerPlace, *, preferred: bool = True, uncertainty_km: float | None = None, reason: str = ""
) -> Reading:
    """Return a place as a reading."""
    wide = place.uncertainty_km if uncertainty_km is None else uncertainty_km
    return Reading(place, place.country or "", place.name, preferred, wide, reason)


def readings_of(found: list[Reading]) -> Readings:
    """Return readings with what holds of them together."""
    countries = dict.fromkeys(reading.country for reading in found if reading.country)
    states = dict.fromkeys(r.country for r in found if r.country and r.place.kind == "country")
    spots = tuple(reading for reading in found if reading.place.kind != "country")
    return Readings(tuple(found), tuple(countries), tuple(states), spots)
