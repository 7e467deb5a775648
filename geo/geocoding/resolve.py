"""Rank the gazetteer's readings of each mention and keep the reasons.

The score of a reading adds the fame of the place, the countries that the
article is about, closeness to the article's other places, and the fit of its
kind with the words around the name. One name has one reading in an article
unless its own context says otherwise. Weights are calibrated on the development
texts; they are shares of a sum, so a score lies in 0–1.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Sequence

import msgspec

from geo.extraction.mentions import Toponym
from geo.extraction.tables import Tables
from geo.gazetteer.index import Gazetteer, GazetteerPlace, NameEntry
from geo.gazetteer.search import close_spellings
from geo.geodesy import great_circle_km
from geo.models import Candidate, PlaceMention
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


class Reading(msgspec.Struct, frozen=True):
    """A place that a mention may be, with how it was found."""

    place: GazetteerPlace
    name: str
    kind_known: bool
    preferred: bool
    uncertainty_km: float | None
    reason: str


class Resolver:
    """Resolves mentions against one gazetteer; share an instance, it caches facilities near towns."""

    def __init__(self, gazetteer: Gazetteer, tables: Tables, *, settings: Settings) -> None:
        self.gazetteer = gazetteer
        self.countries = tables.countries
        self.settings = settings
        self._alike: dict[tuple[str, tuple[str, ...]], tuple[Reading, ...]] = {}
        self._near: dict[tuple[str, str], tuple[Reading, ...]] = {}

    def resolve(self, mentions: Sequence[Toponym], *, source_country: str | None = None) -> tuple[PlaceMention, ...]:
        """Return the mentions with ranked candidates, best first.

        Parameters
        ----------
        mentions
            Mentions of one article, in order.
        source_country
            ISO code of the country the source publishes from, if known.
        """
        readings = [self._readings(mention) for mention in mentions]
        votes = self._country_votes(mentions, readings, source_country)
        points = self._sure_points(mentions, readings, votes)
        chosen: dict[tuple[str, str], tuple[Candidate, ...]] = {}
        out: list[PlaceMention] = []
        for number, mention in enumerate(mentions):
            container = self._container(mentions, readings, number)
            key = (mention.surface, mention.head)
            if not readings[number] and mention.use == "literal" and not mention.country:
                readings[number] = self._spelt_alike(mention, votes)
            if container is None and key in chosen:
                ranked = chosen[key]
            else:
                ranked = self._rank(mention, readings[number], votes, points, container)
                chosen[key] = ranked
            out.append(self._mention(mention, ranked))
        return tuple(out)

    # -------------------------------------------------------------- readings

    def _readings(self, mention: Toponym) -> tuple[Reading, ...]:
        if mention.entries:
            return tuple(_reading(entry) for entry in mention.entries)
        out: list[Reading] = []
        for entry in mention.anchor_entries:
            out.extend(self._facilities_near(entry.place, mention.head))
        return tuple(out)

    def _facilities_near(self, town: GazetteerPlace, head: str) -> tuple[Reading, ...]:
        """Return the facilities of a town that a head word may mean, else the town with a wider disc."""
        key = (town.place_id, head)
        if key in self._near:
            return self._near[key]
        wanted = COMPATIBLE.get(head, frozenset({head}))
        found: list[Reading] = []
        if town.lat is not None and town.lon is not None and town.kind == "town":
            for place, km in self.gazetteer.nearest(town.lat, town.lon, kinds=("facility",), limit=12):
                if place.subtype in wanted and km <= FACILITY_RADIUS_KM:
                    reason = f"the {place.subtype} {km:.0f} km from {town.name}"
                    found.append(Reading(place, place.name, True, True, place.uncertainty_km, reason))  # noqa: FBT003
        found.sort(key=lambda r: (r.place.subtype != head, great_circle_km(town.lat, town.lon, r.place.lat, r.place.lon)))
        if not found:
            wide = max(UNKNOWN_FACILITY_KM, town.uncertainty_km or 0.0)
            reason = f"no such {head.replace('_', ' ') or 'feature'} in the gazetteer: put at {town.name}, wider"
            found = [Reading(town, town.name, False, True, wide, reason)]  # noqa: FBT003
        self._near[key] = tuple(found[:1])
        return self._near[key]

    def _spelt_alike(self, mention: Toponym, votes: dict[str, float]) -> tuple[Reading, ...]:
        """Return places of the article's countries that are spelt nearly like an unknown name."""
        countries = tuple(sorted(country for country, share in votes.items() if share >= SPELLING_SHARE))
        key = (mention.surface, countries)
        if key not in self._alike:
            hits = close_spellings(self.gazetteer, mention.surface, countries=countries, minimum=MIN_LIKENESS)
            self._alike[key] = tuple(
                Reading(hit.place, hit.place.name, False, False, hit.place.uncertainty_km, f"spelt like {hit.key!r}")  # noqa: FBT003
                for hit in hits[:2]
            )
        return self._alike[key]

    # --------------------------------------------------------------- context

    def _country_votes(
        self, mentions: Sequence[Toponym], readings: Sequence[tuple[Reading, ...]], source: str | None
    ) -> dict[str, float]:
        """Return how much of an article is about each country, shares of 1."""
        votes: Counter[str] = Counter()
        if source:
            votes[source] += ADJECTIVE_VOTE
        for mention, found in zip(mentions, readings, strict=True):
            if mention.country:
                votes[mention.country] += ADJECTIVE_VOTE
                continue
            countries = {r.place.country for r in found if r.place.country}
            if any(r.place.kind == "country" for r in found):
                votes.update({r.place.country: COUNTRY_VOTE for r in found if r.place.kind == "country" and r.place.country})
            elif len(countries) == 1:
                votes[countries.pop()] += PLACE_VOTE
        total = sum(votes.values())
        return {country: count / total for country, count in votes.items()} if total else {}

    def _sure_points(
        self, mentions: Sequence[Toponym], readings: Sequence[tuple[Reading, ...]], votes: dict[str, float]
    ) -> list[tuple[float, float]]:
        """Return the distinct points (lat, lon) of mentions whose reading is clear before coherence."""
        out: dict[str, tuple[float, float]] = {}
        for number, found in enumerate(readings):
            spots = [r for r in found if r.place.kind != "country" and r.place.lat is not None and r.place.lon is not None]
            if not spots or mentions[number].use == "organisation-part":
                continue
            best = max(spots, key=lambda r: FAME_WEIGHT * r.place.weight + COUNTRY_WEIGHT * votes.get(r.place.country or "", 0))
            if best.place.lat is not None and best.place.lon is not None:
                sure = len(spots) == 1 or votes.get(best.place.country or "", 0) > 0
                if sure:
                    out[best.place.place_id] = (best.place.lat, best.place.lon)
        return list(out.values())

    def _container(
        self, mentions: Sequence[Toponym], readings: Sequence[tuple[Reading, ...]], number: int
    ) -> tuple[str, ...] | None:
        """Return the countries of a region or country named right after a mention."""
        if number + 1 >= len(mentions):
            return None
        mention, following = mentions[number], mentions[number + 1]
        if following.first - mention.last > CONTAINER_TOKENS or following.use != "literal":
            return None
        if following.kind not in ("country", "region") or mention.kind == "country" or following.role not in ("", "at"):
            return None
        countries = {r.place.country for r in readings[number + 1] if r.place.country}
        return tuple(countries) if len(countries) == 1 else None

    # --------------------------------------------------------------- ranking

    def _rank(
        self,
        mention: Toponym,
        readings: tuple[Reading, ...],
        votes: dict[str, float],
        points: list[tuple[float, float]],
        container: tuple[str, ...] | None,
    ) -> tuple[Candidate, ...]:
        best_vote = max(votes.values(), default=0.0)
        scored: list[Candidate] = []
        for reading in readings:
            place = reading.place
            reasons = [reading.reason] if reading.reason else []
            score = FAME_WEIGHT * place.weight
            share = votes.get(place.country or "", 0.0) / best_vote if best_vote else 0.0
            near = self._coherence(place, points)
            if share:
                score += COUNTRY_WEIGHT * share**0.5 * (REMOTE_SHARE + (1 - REMOTE_SHARE) * min(1.0, 2 * near))
                reasons.append(f"the article is about {place.country} ({votes[place.country or '']:.0%} of its places)")
            if near:
                score += COHERENCE_WEIGHT * near
                reasons.append(f"near the article's other places ({near:.2f})")
            fit = _kind_fit(mention, place)
            score += KIND_WEIGHT * max(fit, 0.0) - (KIND_CLASH if fit < 0 else 0.0)
            if fit > 0:
                reasons.append(f"kind {place.subtype} fits {mention.admin or mention.head!r}")
            if container and place.country in container and place.kind in ("town", "facility"):
                score += CONTAINER_BONUS
                reasons.append(f"{place.country} is named right after it")
            if not reading.preferred:
                score -= ALIAS_COST
            scored.append(
                Candidate(
                    place.place_id, reading.name, "facility" if mention.kind == "facility" else place.kind, place.country,
                    place.lat, place.lon, reading.uncertainty_km, round(max(score, 0.0) / MAX_SCORE, 4), tuple(reasons),
                )  # fmt: skip
            )
        scored.sort(key=lambda c: (-c.score, c.place_id))
        return tuple(scored[: self.settings.max_candidates])

    def _coherence(self, place: GazetteerPlace, points: list[tuple[float, float]]) -> float:
        """Return closeness to the article's clear places: mean of the three best of exp(-d / scale)."""
        if place.lat is None or place.lon is None or len(points) < 2:  # noqa: PLR2004  (itself and one more)
            return 0.0
        scale = self.settings.coherence_km
        # on a plane at the place's latitude: only closeness counts, and far is far
        east = math.cos(math.radians(place.lat)) * KM_PER_DEGREE
        nearest = heapq.nsmallest(
            COHERENT_PLACES, [((lat - place.lat) * KM_PER_DEGREE) ** 2 + ((lon - place.lon) * east) ** 2 for lat, lon in points]
        )
        return sum(math.exp(-math.sqrt(square) / scale) for square in nearest) / len(nearest)

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
            f"{row.iso2.lower()}-capital", mention.surface, "facility", row.iso2, row.capital_lat, row.capital_lon, CAPITAL_KM,
            0.5, (reason,),
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
    place = entry.place
    return Reading(place, place.name, True, entry.preferred, place.uncertainty_km, "")  # noqa: FBT003


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
    # a bare name is sooner a town or country than a facility, a region or a water
    return {"country": 1.0, "town": 0.8, "water": 0.6, "region": 0.4, "facility": 0.3}[place.kind]
