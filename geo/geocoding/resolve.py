"""Rank the gazetteer's readings of each mention and keep the reasons.

The score of a reading adds the fame of the place, the countries that the
article is about, closeness to the article's other places, and the fit of its
kind with the words around the name. One name has one reading in an article
unless its own context says otherwise. Weights are calibrated on the development
texts; they are shares of a sum, so a score lies in 0–1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from geo.extraction.tables import Tables
from geo.extraction.toponyms import Toponym
from geo.gazetteer.index import Gazetteer, GazetteerPlace, NameEntry
from geo.gazetteer.search import close_spellings
from geo.geodesy import great_circle_km
from geo.language.tokens import TokenStream
from geo.models import Candidate, PlaceKind, PlaceMention
from geo.remembered import Remembered
from geo.settings import Settings

FAME_WEIGHT = 0.50
COUNTRY_WEIGHT = 0.24
COHERENCE_WEIGHT = 0.16
KIND_WEIGHT = 0.14
#: Added when the text names the country or region right after the place.
CONTAINER_BONUS = 0.5
#: The highest sum of all terms: scores are shares of it.
MAX_SCORE = FAME_WEIGHT + COUNTRY_WEIGHT + COHERENCE_WEIGHT + KIND_WEIGHT + CONTAINER_BONUS
#: Taken from a reading whose kind the words around the name exclude.
KIND_CLASH = 0.25
#: Taken from a name that the place bears only as an alias.
ALIAS_COST = 0.03
#: Uncertainty of a seat of power that is put at the capital, km.
CAPITAL_KM = 10.0
#: A spelling less like the name than this is another name; calibrated on the development texts.
MIN_LIKENESS = 0.84
#: An unknown name is looked for in countries with this share of the article.
SPELLING_SHARE = 0.1
#: How many of the nearest clear places count for coherence (the place itself is one of them).
COHERENT_PLACES = 4
#: Length of a degree of latitude, km.
KM_PER_DEGREE = 111.2
#: A facility belongs to a named town within this distance, km.
FACILITY_RADIUS_KM = 45.0
#: Uncertainty of a facility that is only known by its town, km.
UNKNOWN_FACILITY_KM = 15.0
#: A place and what contains it stand at most this many tokens apart ("Tripoli, Lebanon", "Djibo, in the north of …").
CONTAINER_TOKENS = 3
#: Two readings this close are the same place for a map, km.
SAME_PLACE_KM = 15.0
#: Votes of a mention of a country, of an adjective of it, and of a place with one reading.
COUNTRY_VOTE, ADJECTIVE_VOTE, PLACE_VOTE = 2.0, 0.4, 1.0
#: Part of the country term that a place keeps where none of the article's places is near.
REMOTE_SHARE = 0.35

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


class Reading(msgspec.Struct, frozen=True, gc=False):
    """A place that a mention may be, with how it was found."""

    place: GazetteerPlace
    country: str
    name: str
    preferred: bool
    uncertainty_km: float | None
    reason: str


class Readings(msgspec.Struct, frozen=True, gc=False):
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


class _Context(msgspec.Struct):
    """What the mentions of one article say together; remembers what was worked out of each place.

    Attributes
    ----------
    votes
        How much of the article is about each country, shares of 1.
    best_vote
        The largest of them.
    points
        The distinct points (lat, lon) that are clear, degrees.
    near
        By place: its closeness to the points.
    about
        By country: how the reasons say that the article is about it.
    """

    votes: dict[str, float]
    best_vote: float
    points: list[tuple[float, float]]
    near: dict[str, float]
    about: dict[str, str]


class Resolver:
    """Resolves mentions against one gazetteer; share an instance, it remembers the readings of names."""

    def __init__(self, gazetteer: Gazetteer, tables: Tables, *, settings: Settings) -> None:
        self.gazetteer = gazetteer
        self.countries = tables.countries
        self.settings = settings
        self._alike = Remembered(self._close_to, CACHE_SIZE)
        self._near: dict[tuple[str, str], tuple[Reading, ...]] = {}
        # by identity: the gazetteer gives the same tuple for the same name; kept with it, so that no other takes its id
        self._known: dict[int, tuple[tuple[NameEntry, ...], Readings]] = {}

    def resolve(self, mentions: Sequence[Toponym], stream: TokenStream | None = None) -> tuple[PlaceMention, ...]:
        """Return the mentions with ranked candidates, best first.

        Parameters
        ----------
        mentions
            Mentions of one article, in order.
        """
        readings = [self._readings(mention) for mention in mentions]
        votes = _country_votes(mentions, readings)
        points = _sure_points(mentions, readings, votes)
        about = {
            country: f"the article is about {country} ({vote:.0%} of its places)" for country, vote in votes.items()
        }
        context = _Context(votes, max(votes.values(), default=0.0), points, {}, about)
        chosen: dict[tuple[str, str], tuple[Candidate, ...]] = {}
        out: list[PlaceMention] = []
        for number, mention in enumerate(mentions):
            container = _container(mentions, readings, number)
            if not readings[number].all and mention.use == "literal" and not mention.country:
                readings[number] = self._spelt_alike(mention, votes)
            key = (mention.surface, mention.head)
            ranked = chosen.get(key) if container is None else None
            if ranked is None:
                ranked = chosen[key] = self._rank(mention, readings[number].all, context, container)
            out.append(self._mention(mention, ranked))
        return tuple(out)

    # -------------------------------------------------------------- readings

    def _readings(self, mention: Toponym) -> Readings:
        if not mention.entries:
            near = [self._facilities_near(entry.place, mention.head) for entry in mention.anchor_entries]
            return _readings([reading for found in near for reading in found])
        known = self._known.get(id(mention.entries))
        if known is None:
            if len(self._known) >= CACHE_SIZE:
                self._known.clear()
            known = mention.entries, _readings([_reading(entry) for entry in mention.entries])
            self._known[id(mention.entries)] = known
        return known[1]

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
                    found.append(_reading_of(place, reason=reason))
        found.sort(key=lambda reading: reading.place.subtype != head)  # they come nearest first
        if not found:
            wide = max(UNKNOWN_FACILITY_KM, town.uncertainty_km or 0.0)
            reason = f"no such {head.replace('_', ' ') or 'feature'} in the gazetteer: put at {town.name}, wider"
            found = [_reading_of(town, uncertainty_km=wide, reason=reason)]
        self._near[key] = tuple(found[:1])
        return self._near[key]

    def _spelt_alike(self, mention: Toponym, votes: dict[str, float]) -> Readings:
        """Return places of the article's countries that are spelt nearly like an unknown name."""
        countries = tuple(sorted(country for country, share in votes.items() if share >= SPELLING_SHARE))
        return self._alike[mention.surface, countries]

    def _close_to(self, key: tuple[str, tuple[str, ...]]) -> Readings:
        surface, countries = key
        hits = close_spellings(self.gazetteer, surface, countries=countries, minimum=MIN_LIKENESS)
        return _readings(
            [_reading_of(hit.place, preferred=False, reason=f"spelt like {hit.key!r}") for hit in hits[:2]]
        )

    # --------------------------------------------------------------- ranking

    def _rank(
        self, mention: Toponym, readings: tuple[Reading, ...], context: _Context, container: tuple[str, ...] | None
    ) -> tuple[Candidate, ...]:
        best_vote, kind = context.best_vote, mention.kind
        scored: list[tuple[float, str, int]] = []
        for number, reading in enumerate(readings):
            place = reading.place
            score = FAME_WEIGHT * place.weight
            near = context.near.get(place.place_id)
            if near is None:
                near = context.near[place.place_id] = self._coherence(place, context.points)
            vote = context.votes.get(reading.country)
            if vote:
                share = vote / best_vote
                score += COUNTRY_WEIGHT * share**0.5 * (REMOTE_SHARE + (1 - REMOTE_SHARE) * min(1.0, 2 * near))
            score += COHERENCE_WEIGHT * near
            fit = _kind_fit(mention, place)
            score += KIND_WEIGHT * fit if fit > 0 else -KIND_CLASH if fit < 0 else 0.0
            if container and _contained(reading, container):
                score += CONTAINER_BONUS
            if not reading.preferred:
                score -= ALIAS_COST
            scored.append((-round(max(score, 0.0) / MAX_SCORE, 4), place.place_id, number))
        if len(scored) > 1:
            scored.sort()
        out = []
        for score, place_id, number in scored[: self.settings.max_candidates]:
            reading = readings[number]
            place = reading.place
            reasons = _reasons(mention, reading, context, container)
            candidate = Candidate(
                place_id, reading.name, "facility" if kind == "facility" else place.kind, reading.country or None,
                place.lat, place.lon, reading.uncertainty_km, -score, reasons,
            )  # fmt: skip
            out.append(candidate)
        return tuple(out)

    def _coherence(self, place: GazetteerPlace, points: list[tuple[float, float]]) -> float:
        """Return closeness to the article's clear places: mean of the three best of exp(-d / scale)."""
        if len(points) < 2:  # noqa: PLR2004  (itself and one more)
            return 0.0
        scale, here_lat, here_lon = self.settings.coherence_km, place.lat, place.lon
        # on a plane at the place's latitude: only closeness counts, and far is far
        east = math.cos(math.radians(here_lat)) * KM_PER_DEGREE
        squares = [((lat - here_lat) * KM_PER_DEGREE) ** 2 + ((lon - here_lon) * east) ** 2 for lat, lon in points]
        squares.sort()
        nearest = squares[:COHERENT_PLACES]
        return sum([math.exp(-math.sqrt(square) / scale) for square in nearest]) / len(nearest)

    def _mention(self, mention: Toponym, ranked: tuple[Candidate, ...]) -> PlaceMention:
        if mention.use == "demonym":
            return PlaceMention(
                mention.start, mention.end, mention.surface, mention.surface, mention.kind, mention.use, None,
                mention.country, None, None, None, 1.0, (), mention.reasons,
            )  # fmt: skip
        best = ranked[0] if ranked else self._seat(mention)
        if best is None:
            return PlaceMention(
                mention.start, mention.end, mention.surface, mention.surface, mention.kind, mention.use, None,
                mention.country, None, None, None, 0.0, (), (*mention.reasons, "the gazetteer has no such place"),
            )  # fmt: skip
        country_only = best.kind == "country"
        tied = self._tied(ranked)
        reasons = (*mention.reasons, *best.reasons)
        if tied:
            reasons = (*reasons, f"ambiguous: {best.name} ({best.country}) or {ranked[1].name} ({ranked[1].country})")
        placed = not country_only and not tied and best.score >= self.settings.min_score
        return PlaceMention(
            mention.start, mention.end, mention.surface, best.name, best.kind, mention.use, best.place_id, best.country,
            best.lat if placed else None, best.lon if placed else None, best.uncertainty_km if placed else None,
            best.score, ranked, reasons,
        )  # fmt: skip

    def _seat(self, mention: Toponym) -> Candidate | None:
        """Return the capital for a seat of power («الكرملين»), which the gazetteer does not list."""
        row = self.countries.get(mention.country or "")
        if row is None or mention.kind != "facility" or row.capital_lat is None or row.capital_lon is None:
            return None
        reason = f"a seat of power of {row.name}: its capital"
        return Candidate(
            f"{row.iso2.lower()}-capital", mention.surface, "facility", row.iso2, row.capital_lat, row.capital_lon,
            CAPITAL_KM, 0.5, (reason,),
        )  # fmt: skip

    def _tied(self, ranked: tuple[Candidate, ...]) -> bool:
        """Tell whether the two best readings are too close in score and too far apart on the ground."""
        if len(ranked) < 2 or ranked[0].score - ranked[1].score >= self.settings.min_margin:  # noqa: PLR2004
            return False
        a, b = ranked[0], ranked[1]
        if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
            return False
        apart = great_circle_km(a.lat, a.lon, b.lat, b.lon)
        return apart > max(SAME_PLACE_KM, (a.uncertainty_km or 0) + (b.uncertainty_km or 0))


def _reading(entry: NameEntry) -> Reading:
    return _reading_of(entry.place, preferred=entry.preferred)


def _reading_of(
    place: GazetteerPlace, *, preferred: bool = True, uncertainty_km: float | None = None, reason: str = ""
) -> Reading:
    wide = place.uncertainty_km if uncertainty_km is None else uncertainty_km
    return Reading(place, place.country or "", place.name, preferred, wide, reason)


def _readings(found: list[Reading]) -> Readings:
    countries = dict.fromkeys(reading.country for reading in found if reading.country)
    states = dict.fromkeys(r.country for r in found if r.country and r.place.kind == "country")
    spots = tuple(reading for reading in found if reading.place.kind != "country")
    return Readings(tuple(found), tuple(countries), tuple(states), spots)


# -------------------------------------------------------------------- context


def _country_votes(mentions: Sequence[Toponym], readings: Sequence[Readings]) -> dict[str, float]:
    """Return how much of an article is about each country, shares of 1."""
    votes: dict[str, float] = {}
    for mention, found in zip(mentions, readings, strict=True):
        if mention.country:
            votes[mention.country] = votes.get(mention.country, 0.0) + ADJECTIVE_VOTE
        elif found.states:
            for country in found.states:
                votes[country] = votes.get(country, 0.0) + COUNTRY_VOTE
        elif len(found.countries) == 1:
            country = found.countries[0]
            votes[country] = votes.get(country, 0.0) + PLACE_VOTE
    total = sum(votes.values())
    return {country: count / total for country, count in votes.items()} if total else {}


def _sure_points(
    mentions: Sequence[Toponym], readings: Sequence[Readings], votes: dict[str, float]
) -> list[tuple[float, float]]:
    """Return the distinct points (lat, lon) of mentions whose reading is clear before coherence."""
    out: dict[str, tuple[float, float]] = {}
    for mention, found in zip(mentions, readings, strict=True):
        spots = found.spots
        if not spots or mention.use == "organisation-part":
            continue
        best = spots[0]
        if len(spots) > 1:
            scores = [FAME_WEIGHT * spot.place.weight + COUNTRY_WEIGHT * votes.get(spot.country, 0.0) for spot in spots]
            best = spots[scores.index(max(scores))]
            if best.country not in votes:
                continue
        out[best.place.place_id] = (best.place.lat, best.place.lon)
    return list(out.values())


def _container(mentions: Sequence[Toponym], readings: Sequence[Readings], number: int) -> tuple[str, ...] | None:
    """Return the country of a region or country named right after a mention."""
    if number + 1 >= len(mentions):
        return None
    mention, following = mentions[number], mentions[number + 1]
    if following.first - mention.last > CONTAINER_TOKENS or following.use != "literal":
        return None
    if following.kind not in ("country", "region") or mention.kind == "country" or following.role not in ("", "at"):
        return None
    countries = readings[number + 1].countries
    return countries if len(countries) == 1 else None


def _contained(reading: Reading, container: tuple[str, ...]) -> bool:
    return reading.country in container and reading.place.kind in ("town", "facility")


def _reasons(
    mention: Toponym, reading: Reading, context: _Context, container: tuple[str, ...] | None
) -> tuple[str, ...]:
    """Say what spoke for a reading."""
    place, country = reading.place, reading.country
    out = [reading.reason] if reading.reason else []
    near = context.near[place.place_id]
    if country in context.about:
        out.append(context.about[country])
    if near:
        out.append(f"near the article's other places ({near:.2f})")
    if _kind_fit(mention, place) > 0:
        out.append(f"kind {place.subtype} fits {mention.admin or mention.head!r}")
    if container and _contained(reading, container):
        out.append(f"{country} is named right after it")
    return tuple(out)


#: A bare name is sooner a town or country than a facility, a region or a water.
_BARE_FITS: dict[str, float] = {"country": 1.0, "town": 0.8, "water": 0.6, "region": 0.4, "facility": 0.3}
#: administrative head -> kinds and subtypes it asks for
_ADMIN_FITS: dict[str, frozenset[str]] = {
    "town": frozenset({"town", "village", "oasis", "district"}),
    "district": frozenset({"district", "region", "admin2", "town"}),
    "admin": frozenset({"region", "admin1", "admin2"}),
    "country": frozenset({"country"}),
    "camp": frozenset({"camp_idp", "base", "town", "district"}),
    "front": frozenset({"town", "region", "district", "front"}),
}


def _kind_fit(mention: Toponym, place: GazetteerPlace) -> float:
    """Return 1 where the words around a name ask for such a place, -1 where they exclude it, else 0."""
    if mention.head:
        fits = place.subtype == mention.head or place.subtype in COMPATIBLE.get(mention.head, ())
        return 1.0 if fits or place.kind == mention.kind else 0.0
    if mention.admin:
        wanted = _ADMIN_FITS.get(mention.admin, frozenset())
        return 1.0 if place.subtype in wanted or place.kind in wanted else -1.0
    return _BARE_FITS[place.kind]
