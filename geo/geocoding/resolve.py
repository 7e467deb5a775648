"""Rank the gazetteer's readings of each mention and keep the reasons.

The score of a reading adds the fame of the place, the countries and divisions that
the article is about, closeness to the article's other places, what is named right
behind it, and the fit of its kind with the words around the name. One name has one
reading in an article unless its own context says otherwise. Weights are calibrated on
the development texts; they are shares of a sum, so a score lies in 0–1.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from geo.errors import OnlineError
from geo.extraction.tables import Tables
from geo.extraction.toponyms import Toponym
from geo.gazetteer.index import Gazetteer, GazetteerPlace
from geo.geocoding.context import Containers, Context, coherence, context_of, holds
from geo.geocoding.online import LOOK_UP_FAILED, OnlineLookup, online_lookup
from geo.geocoding.readings import (
    COMPATIBLE,
    Reading,
    ReadingFinder,
    Readings,
    division_of,
    reading_of,
    readings_of,
)
from geo.geodesy import great_circle_km
from geo.language.tokens import TokenStream
from geo.models import Candidate, PlaceMention
from geo.settings import Settings

FAME_WEIGHT = 0.55
COUNTRY_WEIGHT = 0.24
DIVISION_WEIGHT = 0.12
COHERENCE_WEIGHT = 0.16
KIND_WEIGHT = 0.14
#: Added where another name of the sentence speaks for the country («الجيش اللبناني … من صيدا»).
SENTENCE_WEIGHT = 0.08
#: Added when the text names what holds the place right behind it; a region whose country fits is worth less.
CONTAINER_BONUS, SAME_COUNTRY_BONUS = 0.5, 0.3
#: Added to what holds a reading of the place right before it ("Atlanta, Georgia").
CONTENT_BONUS = 0.3
#: Added to what the name means further on, where its container stands behind it.
TOLD_BONUS = 0.25
#: The highest sum of all terms: scores are shares of it.
MAX_SCORE = FAME_WEIGHT + COUNTRY_WEIGHT + COHERENCE_WEIGHT + KIND_WEIGHT + CONTAINER_BONUS
#: Taken from a reading whose kind the words around the name exclude.
KIND_CLASH = 0.25
#: Taken from a name that the place bears only as an alias.
ALIAS_COST = 0.03
#: Uncertainty of a seat of power that is put at the capital, km.
CAPITAL_KM = 10.0
#: An unknown name is looked for in countries with this share of the article.
SPELLING_SHARE = 0.1
#: Two readings this close are the same place for a map, km.
SAME_PLACE_KM = 15.0
#: An article whose first country has a smaller share is about many, and the first one says less.
FOCUS_SHARE = 0.5
#: Less is the rounding of a difference of votes.
LEAST_VOTE = 1e-9
#: Part of the country term that a place keeps where none of the article's places is near.
REMOTE_SHARE = 0.35
#: A place of less fame than a town of 80,000, in a country with less of the article than a mention or two.
OBSCURE_WEIGHT, STRAY_SHARE = 0.7, 0.12
NO_SUCH_PLACE = "the gazetteer has no such place"
STRAY = "known only as another name of an obscure town in a country that the article does not speak of"
#: What a name is looked up again by in one article: as written, with the words that say what it is.
_Name = tuple[str, str, str]


class Resolver:
    """Resolves mentions against one gazetteer; share an instance, it remembers the readings of names."""

    def __init__(self, gazetteer: Gazetteer, tables: Tables, *, settings: Settings) -> None:
        self.gazetteer = gazetteer
        self.countries = tables.countries
        self.settings = settings
        self._finder = ReadingFinder(gazetteer)
        self._online = None if settings.online is None else online_lookup(settings, gazetteer)

    def resolve(self, mentions: Sequence[Toponym], stream: TokenStream) -> tuple[PlaceMention, ...]:
        """Return the mentions with ranked candidates, best first.

        Parameters
        ----------
        mentions
            Mentions of one article, in order.
        stream
            Tokens of the article.
        """
        readings = [self._finder.of(mention) for mention in mentions]
        context = context_of(mentions, readings, stream, self.gazetteer)
        countries = tuple(sorted(country for country, share in context.votes.items() if share >= SPELLING_SHARE))
        ranked: dict[int, tuple[Candidate, ...]] = {}
        told: dict[_Name, str] = {}
        for number, mention in enumerate(mentions):
            if context.containers[number] or context.contents[number]:
                own = ranked[number] = self._rank(mention, readings[number], context, number)
                if own:
                    told.setdefault(_name(mention), own[0].place_id)
        chosen: dict[_Name, tuple[Candidate, ...]] = {}
        out: list[PlaceMention] = []
        for number, mention in enumerate(mentions):
            if not readings[number].all and mention.use == "literal" and not mention.country:
                readings[number] = self._finder.spelt_alike(mention.surface, countries)
                if self._online is not None and not readings[number].all:
                    readings[number], mention = _elsewhere(self._online, mention, countries)  # noqa: PLW2901
            name = _name(mention)
            if number in ranked:
                chosen[name] = ranked[number]
            elif name not in chosen:
                chosen[name] = self._rank(mention, readings[number], context, number, told=told.get(name))
            stray = _is_stray(readings[number], context)
            out.append(self._mention(mention, () if stray else chosen[name], why=STRAY if stray else NO_SUCH_PLACE))
        return tuple(out)

    # --------------------------------------------------------------- ranking

    def _rank(
        self, mention: Toponym, readings: Readings, context: Context, number: int, *, told: str | None = None
    ) -> tuple[Candidate, ...]:
        """Return the readings of a mention, best first; `told` is what its name means beside its container."""
        containers, contents = context.containers[number], context.contents[number]
        own = context.own_countries.get(mention.surface, {})
        focus = min(1.0, context.best_vote / FOCUS_SHARE)
        scored: list[tuple[float, str, int]] = []
        for index, reading in enumerate(readings.all):
            place = reading.place
            score = FAME_WEIGHT * place.weight
            key = place.place_id, mention.surface
            near = context.near.get(key)
            if near is None:
                near = context.near[key] = coherence(place, key[1], context.points, self.settings.coherence_km)
            vote = context.votes.get(reading.country, 0.0) - own.get(reading.country, 0.0)
            if vote > LEAST_VOTE:
                close = 1.0 if _is_alone(place, readings) else min(1.0, 2 * near)
                here = REMOTE_SHARE + (1 - REMOTE_SHARE) * close
                score += COUNTRY_WEIGHT * (vote / context.best_vote) ** 0.5 * here * focus
            score += COHERENCE_WEIGHT * near
            share = _division_share(mention, place, readings, context)
            if share:
                score += DIVISION_WEIGHT * share**0.5
            if reading.country in context.local[number]:
                score += SENTENCE_WEIGHT
            fit = _kind_fit(mention, place, context.listed[number])
            score += KIND_WEIGHT * fit if fit > 0 else -KIND_CLASH if fit < 0 else 0.0
            score += _contained(place, containers)
            if contents and any(holds(place, content.place) for content in contents):
                score += CONTENT_BONUS
            if place.place_id == told:
                score += TOLD_BONUS
            if not reading.preferred:
                score -= ALIAS_COST
            scored.append((-round(min(max(score, 0.0) / MAX_SCORE, 1.0), 4), place.place_id, index))
        if len(scored) > 1:
            scored.sort()
        return tuple(
            _candidate(mention, readings.all[index], -score, context, containers)
            for score, _, index in scored[: self.settings.max_candidates]
        )

    def _mention(self, mention: Toponym, ranked: tuple[Candidate, ...], *, why: str = NO_SUCH_PLACE) -> PlaceMention:
        if mention.use == "demonym":
            return PlaceMention(
                mention.start, mention.end, mention.surface, mention.surface, mention.kind, mention.use, None,
                mention.country, None, None, None, 1.0, (), mention.reasons,
            )  # fmt: skip
        best = ranked[0] if ranked else self._seat(mention)
        if best is None:
            return PlaceMention(
                mention.start, mention.end, mention.surface, mention.surface, mention.kind, mention.use, None,
                mention.country, None, None, None, 0.0, (), (*mention.reasons, why),
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


def _is_stray(readings: Readings, context: Context) -> bool:
    """Tell whether a name is known only as another name of an obscure town, in a country that nothing else speaks of.

    An article about one country means a place of its own, which the gazetteer lacks, rather than that.
    """
    if len(readings.all) != 1 or context.best_vote < FOCUS_SHARE:
        return False
    (only,) = readings.all
    share = context.votes.get(only.country, 0.0)
    obscure = only.place.kind == "town" and only.place.weight < OBSCURE_WEIGHT
    return obscure and not only.preferred and share < STRAY_SHARE


def _elsewhere(online: OnlineLookup, mention: Toponym, countries: tuple[str, ...]) -> tuple[Readings, Toponym]:
    """Return what an online service knows of a name in the article's countries; the mention says why, if nothing."""
    try:
        hits = online.find(mention.surface, countries=countries)
        why = "" if hits else f"{online.online.service} knows no such place"
    except OnlineError as error:
        hits, why = (), f"{LOOK_UP_FAILED}: {error}"
    found = [reading_of(hit.place, preferred=hit.likeness == 1, reason=hit.reason) for hit in hits]
    return readings_of(found), msgspec.structs.replace(mention, reasons=(*mention.reasons, why)) if why else mention


def _name(mention: Toponym) -> _Name:
    return mention.surface.casefold(), mention.head, mention.admin


def _is_alone(place: GazetteerPlace, readings: Readings) -> bool:
    """Tell whether a country shares its name with none of its own places, as it does with some capitals («الجزائر»)."""
    return place.kind == "country" and not any(spot.country == place.country for spot in readings.spots)


def _division_share(mention: Toponym, place: GazetteerPlace, readings: Readings, context: Context) -> float:
    """Return how much the other names speak for the division of a place, as a part of the most votes.

    A division called like a town in it ("Nalut") leaves that to the town.
    """
    division = division_of(place) if context.divisions else None
    if division is None or division not in context.divisions:
        return 0.0
    if place.kind == "region" and any(_bears_name(place, reading.place) for reading in readings.spots):
        return 0.0
    own = context.own_divisions.get(mention.surface, {}).get(division, 0.0)
    return max(0.0, context.divisions[division] - own) / context.best_division


def _bears_name(division: GazetteerPlace, town: GazetteerPlace) -> bool:
    """Tell whether a place of a division's name lies in it, though tables may write the division differently."""
    if town is division or town.country != division.country:
        return False
    apart = great_circle_km(division.lat, division.lon, town.lat, town.lon)
    return holds(division, town) or (town.kind == "town" and apart <= division.uncertainty_km)


def _contained(place: GazetteerPlace, containers: Containers) -> float:
    """Return what it adds to a place that what is named behind it holds it."""
    if any(holds(container, place) for container in containers):
        return CONTAINER_BONUS
    countries = {container.country for container in containers if container.subtype != "admin1"}
    alone = len(countries) == 1 and place.country in countries and place.kind in ("town", "facility")
    return SAME_COUNTRY_BONUS if alone else 0.0


def _candidate(mention: Toponym, reading: Reading, score: float, context: Context, containers: Containers) -> Candidate:
    place = reading.place
    kind = "facility" if mention.kind == "facility" else place.kind
    return Candidate(
        place.place_id, reading.name, kind, reading.country or None, place.lat, place.lon, reading.uncertainty_km,
        score, _reasons(mention, reading, context, containers),
    )  # fmt: skip


def _reasons(mention: Toponym, reading: Reading, context: Context, containers: Containers) -> tuple[str, ...]:
    """Say what spoke for a reading."""
    place, country = reading.place, reading.country
    out = [reading.reason] if reading.reason else []
    near = context.near[place.place_id, mention.surface]
    if country in context.about:
        out.append(context.about[country])
    if near:
        out.append(f"near the article's other places ({near:.2f})")
    if _kind_fit(mention, place, "") > 0:
        out.append(f"kind {place.subtype} fits {mention.admin or mention.head!r}")
    if containers and _contained(place, containers):
        out.append(f"{containers[0].name} is named right after it")
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


def _kind_fit(mention: Toponym, place: GazetteerPlace, listed: str) -> float:
    """Return 1 where the words around a name ask for such a place, -1 where they exclude it, else 0.

    A bare name in a list is sooner of the kind that the others are.
    """
    if mention.head:
        fits = place.subtype == mention.head or place.subtype in COMPATIBLE.get(mention.head, ())
        return 1.0 if fits or place.kind == mention.kind else 0.0
    if mention.admin:
        wanted = _ADMIN_FITS.get(mention.admin, frozenset())
        return 1.0 if place.subtype in wanted or place.kind in wanted else -1.0
    if listed in ("town", "country") and place.kind in ("town", "country"):
        return 1.0 if place.kind == listed else 0.0
    return _BARE_FITS[place.kind]
