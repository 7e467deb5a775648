"""What the places of one article say of each other: countries and divisions it is about, clear points, containers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

import msgspec

from geo.extraction.mentions import LIST_MARKS
from geo.extraction.toponyms import Toponym, says_and
from geo.gazetteer.index import Gazetteer, GazetteerPlace
from geo.gazetteer.records import abbreviation_key, key_of
from geo.geocoding.readings import Division, Reading, Readings, division_of
from geo.geodesy import great_circle_km
from geo.language.tokens import TokenStream

#: How many of the nearest clear places count for coherence, the one of the name itself among them.
COHERENT_PLACES = 4
#: What the clear place of the name itself counts beside one of another name.
OWN_SHARE = 0.6
#: Length of a degree of latitude, km.
KM_PER_DEGREE = 111.2
#: A place and what contains it stand at most this many tokens apart ("Tripoli, Lebanon", "Djibo, in the north of …").
CONTAINER_TOKENS = 3
#: A place of a region without a border lies within this many times its extent.
REGION_REACH = 1.5
#: Votes of a mention of a country, of an adjective of it, and of a place with one reading.
COUNTRY_VOTE, ADJECTIVE_VOTE, PLACE_VOTE = 2.0, 0.4, 1.0
#: Votes for a division of a mention of it, of its name behind a place, and of a place in it.
DIVISION_VOTE, BEHIND_VOTE, INSIDE_VOTE = 2.0, 2.0, 1.0
#: A reading less likely than this before any context is no rival of the others.
RIVAL_SHARE = 0.1
#: A reading less likely than this before any context has no vote for its division.
LEAST_SHARE = 0.005
#: Fame and country as they count for a place to be clear before coherence.
_FAME, _COUNTRY = 0.50, 0.24
#: An abbreviated division or country behind a place: ", Va.", ", W. Va.", ", TX".
_BEHIND = re.compile(r"\s?[,(]\s?((?:[A-Z]\.\s?){2,4}|(?:[A-Z]\.? )?[A-Z][a-z]{1,4}\.|[A-Z]{2,3}\b)")
_BEHIND_IN_FULL = re.compile(r"\s?[,(]\s?([A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2})")
_COMMAS = frozenset(",،(")
_DATELINE_MARKS = frozenset(",،(-–—")
_LEVELS = {"country": 0, "continent": -1, "admin1": 1}
_REGION_LEVEL, _SPOT_LEVEL = 2, 3

Containers = tuple[GazetteerPlace, ...]
#: By place id: the name that it was, latitude, longitude.
Points = dict[str, tuple[str, float, float]]
K = TypeVar("K")
#: By name: its own votes, which say nothing of itself.
OwnVotes = dict[str, dict[K, float]]


class Context(msgspec.Struct):
    """What the mentions of one article say together; remembers what was worked out of each place.

    Attributes
    ----------
    votes, divisions
        How much of the article is about each country, shares of 1, and about each division, votes.
    best_vote, best_division
        The largest of them.
    own_countries, own_divisions
        By name: its own votes, which say nothing of itself.
    points
        The distinct points (lat, lon) that are clear, degrees, by place; with the name that it was.
    near
        By place and name: its closeness to the points of other names.
    about
        By country: how the reasons say that the article is about it.
    containers
        By mention: the readings of what is named right behind it and may hold it.
    contents
        By mention: the readings of the place right before it, which it may hold.
    local
        By mention: the countries that the other names of its sentence speak for.
    listed
        By mention: the kind of the places that it is listed with, "" for none.
    """

    votes: dict[str, float]
    own_countries: OwnVotes[str]
    best_vote: float
    divisions: dict[Division, float]
    own_divisions: OwnVotes[Division]
    best_division: float
    points: Points
    near: dict[tuple[str, str], float]
    about: dict[str, str]
    containers: list[Containers]
    contents: list[tuple[Reading, ...]]
    local: list[frozenset[str]]
    listed: list[str]


def context_of(
    mentions: Sequence[Toponym], readings: Sequence[Readings], stream: TokenStream, gazetteer: Gazetteer
) -> Context:
    """Return what the mentions of an article say together.

    Parameters
    ----------
    mentions, readings
        In order, one for one.
    stream
        Tokens of the article.
    gazetteer
        Knows the abbreviations of divisions.
    """
    containers = [_containers(mentions, readings, number, stream, gazetteer) for number in range(len(mentions))]
    contents: list[tuple[Reading, ...]] = [()] * len(mentions)
    for number, found in enumerate(containers[:-1]):
        if found and found == readings[number + 1].containers:
            contents[number + 1] = readings[number].all
    counted, own_countries = _country_votes(mentions, readings)
    total = sum(counted.values()) or 1.0
    votes = {country: count / total for country, count in counted.items()}
    for mine in own_countries.values():
        mine.update({country: count / total for country, count in mine.items()})
    divisions, own_votes = _division_votes(mentions, readings, containers)
    about = {country: f"the article is about {country} ({vote:.0%} of its places)" for country, vote in votes.items()}
    return Context(
        votes, own_countries, max(votes.values(), default=0.0), divisions, own_votes,
        max(divisions.values(), default=0.0),
        _sure_points(mentions, readings, votes), {}, about, containers, contents, _local(mentions, readings, stream),
        _listed(mentions, readings, stream),
    )  # fmt: skip


def coherence(place: GazetteerPlace, name: str, points: Points, scale_km: float) -> float:
    """Return closeness to the article's clear places: mean of the best of exp(-d / scale).

    What is clear of the name itself counts, but less than what other names say.
    """
    if len(points) < 2:  # noqa: PLR2004  (itself and one more)
        return 0.0
    here_lat, here_lon = place.lat, place.lon
    # on a plane at the place's latitude: only closeness counts, and far is far
    east = math.cos(math.radians(here_lat)) * KM_PER_DEGREE
    others: list[float] = []
    own = 0.0
    for other, lat, lon in points.values():
        apart = math.hypot((lat - here_lat) * KM_PER_DEGREE, (lon - here_lon) * east)
        if other == name:
            own = max(own, OWN_SHARE * math.exp(-apart / scale_km))
        else:
            others.append(apart)
    others.sort()
    close = [math.exp(-apart / scale_km) for apart in others[: COHERENT_PLACES - 1]]
    return (sum(close) + own) / (len(close) + 1)


def holds(container: GazetteerPlace, place: GazetteerPlace) -> bool:
    """Tell whether a country, division or region holds a smaller place."""
    if container.country is None or container.country != place.country:
        return False
    level = _level(container)
    if level < 0 or level >= _level(place):
        return False
    if level == 0:
        return True
    if level == 1 and place.admin1:
        return division_of(container) == division_of(place)
    reach = REGION_REACH * container.uncertainty_km
    return great_circle_km(container.lat, container.lon, place.lat, place.lon) <= reach


def _level(place: GazetteerPlace) -> int:
    level = _LEVELS.get(place.subtype)
    if level is None:
        level = _REGION_LEVEL if place.kind in ("region", "water") else _SPOT_LEVEL
    return level


# ---------------------------------------------------------------------- votes


def _country_votes(mentions: Sequence[Toponym], readings: Sequence[Readings]) -> tuple[dict[str, float], OwnVotes[str]]:
    """Return the votes for each country, and those of each name that may lie in several."""
    votes: dict[str, float] = {}
    own: OwnVotes[str] = {}
    for mention, found in zip(mentions, readings, strict=True):
        if mention.country:
            votes[mention.country] = votes.get(mention.country, 0.0) + ADJECTIVE_VOTE
            continue
        weight = COUNTRY_VOTE if found.states else PLACE_VOTE
        for country in _spoken_for(mention, found):
            votes[country] = votes.get(country, 0.0) + weight
            if len(found.countries) > 1:
                mine = own.setdefault(mention.surface, {})
                mine[country] = mine.get(country, 0.0) + weight
    return votes, own


def _spoken_for(mention: Toponym, found: Readings) -> tuple[str, ...]:
    """Return the countries that a mention speaks for without a doubt."""
    if mention.country:
        return (mention.country,)
    return found.states or (found.countries if len(found.countries) == 1 else ())


def _local(mentions: Sequence[Toponym], readings: Sequence[Readings], stream: TokenStream) -> list[frozenset[str]]:
    sentences = [stream.sentence_of(mention.first) for mention in mentions]
    # by sentence and country: the names that speak for it
    spoken: dict[int, dict[str, set[str]]] = {}
    for sentence, mention, found in zip(sentences, mentions, readings, strict=True):
        for country in _spoken_for(mention, found):
            spoken.setdefault(sentence, {}).setdefault(country, set()).add(mention.surface)
    return [
        frozenset(country for country, names in spoken.get(sentence, {}).items() if names != {mention.surface})
        for sentence, mention in zip(sentences, mentions, strict=True)
    ]


def _listed(mentions: Sequence[Toponym], readings: Sequence[Readings], stream: TokenStream) -> list[str]:
    """Return for each mention the kind of a clear neighbour in a list («دمشق وعمان» are two towns)."""
    kinds = [_clear_kind(mention, found) for mention, found in zip(mentions, readings, strict=True)]
    joined = [_joined(stream, a, b) for a, b in pairwise(mentions)]
    out = [""] * len(mentions)
    for number, together in enumerate(joined):
        if together:
            out[number] = out[number] or kinds[number + 1]
            out[number + 1] = kinds[number] or out[number + 1]
    return [kind or _of_dateline(stream, mention) for kind, mention in zip(out, mentions, strict=True)]


def _of_dateline(stream: TokenStream, mention: Toponym) -> str:
    """Return "town" for a name that opens a line before a comma or a dash: datelines name towns («الجزائر، في 4 …»)."""
    first, last = mention.first, mention.last
    opens = first == 0 or stream.line_of[first - 1] != stream.line_of[first]
    return "town" if opens and last < len(stream) and stream.words[last].raw in _DATELINE_MARKS else ""


def _clear_kind(mention: Toponym, found: Readings) -> str:
    """Return the kind of the only reading that counts, "" if there are rivals of another."""
    if mention.use == "demonym":
        return ""
    kinds = {reading.place.kind for reading, share in found.shares if share >= RIVAL_SHARE}
    return next(iter(kinds)) if len(kinds) == 1 else ""


def _joined(stream: TokenStream, mention: Toponym, following: Toponym) -> bool:
    """Tell whether only a list mark or an "and" stands between two mentions of one line."""
    if stream.line_of[mention.first] != stream.line_of[following.first]:
        return False
    gap = stream.text[mention.end : following.start].strip()
    return gap in LIST_MARKS or (
        following.first - mention.last == 1 and says_and(stream.hits_ending.get(following.first, ()))
    )


def _division_votes(
    mentions: Sequence[Toponym], readings: Sequence[Readings], containers: Sequence[Containers]
) -> tuple[dict[Division, float], OwnVotes[Division]]:
    """Return the votes for each division, and those of each name.

    A name votes once for every division that one of its readings lies in, the likelier the
    reading the more: where Gainesville, Hall County and Georgia can all lie in one, they do.
    """
    votes: dict[Division, float] = {}
    own: OwnVotes[Division] = {}
    for number, mention in enumerate(mentions):
        if mention.use == "organisation-part":
            continue
        behind = {division_of(place) for place in containers[number] if place.subtype == "admin1"}
        for division in behind:
            if division is not None:
                votes[division] = votes.get(division, 0.0) + BEHIND_VOTE / len(behind)
        if behind or mention.surface in own:
            continue
        mine = own[mention.surface] = _own_votes(readings[number])
        for division, vote in mine.items():
            votes[division] = votes.get(division, 0.0) + vote
    return votes, own


def _own_votes(readings: Readings) -> dict[Division, float]:
    mine: dict[Division, float] = {}
    for reading, share in readings.shares:
        if share >= LEAST_SHARE and (division := division_of(reading.place)) is not None:
            vote = (DIVISION_VOTE if reading.place.subtype == "admin1" else INSIDE_VOTE) * share**0.5
            mine[division] = max(mine.get(division, 0.0), vote)
    return mine


def _sure_points(mentions: Sequence[Toponym], readings: Sequence[Readings], votes: dict[str, float]) -> Points:
    """Return the distinct points of mentions whose reading is clear before coherence."""
    out: Points = {}
    for mention, found in zip(mentions, readings, strict=True):
        spots = found.spots
        if not spots or mention.use == "organisation-part":
            continue
        best = spots[0]
        if len(spots) > 1:
            scores = [_FAME * spot.place.weight + _COUNTRY * votes.get(spot.country, 0.0) for spot in spots]
            best = spots[scores.index(max(scores))]
            if best.country not in votes:
                continue
        out.setdefault(best.place.place_id, (mention.surface, best.place.lat, best.place.lon))
    return out


# ----------------------------------------------------------------- containers


def _containers(
    mentions: Sequence[Toponym], readings: Sequence[Readings], number: int, stream: TokenStream, gazetteer: Gazetteer
) -> Containers:
    """Return the readings of the country, division or region named right behind a mention."""
    mention = mentions[number]
    if mention.kind == "country" or mention.use == "demonym":
        return ()
    if number + 1 < len(mentions):
        following = mentions[number + 1]
        close = following.first - mention.last <= CONTAINER_TOKENS
        if close and _may_hold(stream, mention, following):
            found = readings[number + 1].containers
            # "Paris, Lamar" is a town before it is a county: only what holds Paris counts
            sure = following.kind in ("country", "region")
            return found if sure else tuple(place for place in found if place.subtype in ("country", "admin1"))
    return _written_behind(stream.text, mention.end, gazetteer)


def _written_behind(text: str, end: int, gazetteer: Gazetteer) -> Containers:
    """Return the country or division that the text writes behind a place, in full or short, though it is no mention."""
    short = _BEHIND.match(text, end)
    if short is not None:
        found = gazetteer.lookup(abbreviation_key(short.group(1)))
        if holders := tuple(entry.place for entry in found if entry.place.kind in ("country", "region")):
            return holders
    full = _BEHIND_IN_FULL.match(text, end)
    words = full.group(1).split() if full is not None else []
    for count in range(len(words), 0, -1):
        found = gazetteer.lookup(key_of(" ".join(words[:count])))
        if holders := tuple(entry.place for entry in found if entry.place.subtype in ("country", "admin1")):
            return holders
    return ()


def _may_hold(stream: TokenStream, mention: Toponym, following: Toponym) -> bool:
    """Tell whether a mention may say where the one before it lies."""
    if following.use not in ("literal", "metonym") or following.role not in ("", "at"):
        return False
    if following.use == "metonym" and stream.words[mention.last].raw not in _COMMAS:
        return False  # "Fishermen of Tripoli, Lebanon, fear", but not "Tripoli Moscow says"
    if stream.line_of[mention.first] != stream.line_of[following.first]:
        return False
    gap = stream.text[mention.end : following.start].strip()
    joined = (gap in LIST_MARKS and gap not in _COMMAS) or any(
        says_and(stream.hits_ending.get(at, ())) for at in range(mention.last + 1, following.first + 1)
    )
    return not joined
