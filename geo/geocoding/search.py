"""Look a name, or a point, up as a user asks for it: ranked candidates with reasons."""

from __future__ import annotations

from geo.gazetteer.index import GazetteerPlace
from geo.gazetteer.overlay import open_gazetteer
from geo.gazetteer.search import SearchHit, score_of, search
from geo.geocoding.online import online_lookup
from geo.geocoding.online.lookup import Hit
from geo.geodesy import Point, check_point
from geo.models import Candidate
from geo.settings import Settings

#: A point this far from a place has no score left, km.
REVERSE_SCALE_KM = 50.0


def geocode(
    query: str, *, country: str | None = None, limit: int = 5, settings: Settings | None = None
) -> tuple[Candidate, ...]:
    """Return the places that a name may be, best first.

    Parameters
    ----------
    query
        A name in any of the languages, or "lat,lon" in degrees for what lies there.
    country
        ISO 3166 alpha-2 code that candidates must have.
    limit
        At most so many candidates.
    settings
        Which gazetteer to use, and whether an online service is asked, too; the defaults if None.

    Raises
    ------
    GeometryError
        If `query` is a pair of numbers that is no point on Earth.
    OnlineError
        If an online service was to be asked and could not be.
    """
    settings = settings if settings is not None else Settings()
    gazetteer = open_gazetteer(settings)
    pair = query.replace(";", ",").split(",")
    if len(pair) == 2:  # noqa: PLR2004  (latitude and longitude)
        try:
            point = check_point(float(pair[0]), float(pair[1]))
        except ValueError as error:
            if type(error) is not ValueError:
                raise
        else:
            return reverse(point, limit=limit, settings=settings)
    found = [_found(hit) for hit in search(gazetteer, query, country=country, limit=limit)]
    if settings.online is not None:
        known = {candidate.place_id for candidate in found}
        hits = online_lookup(settings, gazetteer).find(query, countries=(country,) if country else ())
        found += [_found_online(hit) for hit in hits if hit.place.place_id not in known]
        found.sort(key=lambda candidate: -candidate.score)
    return tuple(found[:limit])


def reverse(point: Point, *, limit: int = 5, settings: Settings) -> tuple[Candidate, ...]:
    """Return the named places nearest to a point (EPSG:4326), nearest first."""
    gazetteer = open_gazetteer(settings)
    return tuple(_near(place, km) for place, km in gazetteer.nearest(point.lat, point.lon, limit=limit))


def _found(hit: SearchHit) -> Candidate:
    place = hit.place
    reason = "the name as written" if hit.how == "exact" else f"{hit.how}: {hit.key!r}"
    return _candidate(place, hit.score, (reason, hit.note) if hit.note else (reason,))


def _found_online(hit: Hit) -> Candidate:
    return _candidate(hit.place, score_of(hit.place, hit.likeness), (hit.reason,))


def _candidate(place: GazetteerPlace, score: float, reasons: tuple[str, ...]) -> Candidate:
    country = place.kind == "country"
    return Candidate(
        place.place_id, place.name, place.kind, place.country,
        None if country else place.lat, None if country else place.lon,
        None if country else place.uncertainty_km, score, reasons,
    )  # fmt: skip


def _near(place: GazetteerPlace, km: float) -> Candidate:
    score = round(max(0.0, 1 - km / REVERSE_SCALE_KM), 4)
    return Candidate(
        place.place_id, place.name, place.kind, place.country, place.lat, place.lon, place.uncertainty_km, score,
        (f"{km:.1f} km away",),
    )  # fmt: skip
