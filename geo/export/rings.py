"""Range rings that the author of a map draws: all that lies as far from a place as a radius or a weapon reaches."""

from __future__ import annotations

import math

from geo.errors import GeometryError, PlaceNotFoundError, SettingsError
from geo.extraction.tables import load_tables
from geo.geocoding.search import geocode
from geo.geodesy import Point, check_point
from geo.language.normalize import fold
from geo.models import Model
from geo.settings import Settings

#: No range on Earth is longer: half of its girth, km.
LARGEST_RING_KM = 20_000.0
#: Names of weapons that a message offers.
_OFFERED = 8


class RangeRing(Model, frozen=True):
    """A ring around a point (EPSG:4326 degrees).

    Attributes
    ----------
    km
        Its radius along the ellipsoid.
    weapon
        Whose nominal range that is, from the equipment table; empty for a radius of one's own.
    place
        What stands at the point; empty for bare coordinates.
    """

    lat: float
    lon: float
    km: float
    weapon: str = ""
    place: str = ""


def range_ring(text: str, *, settings: Settings | None = None) -> RangeRing:
    """Return the ring that a text such as ``"Tobruk:150"`` or ``"32.9,13.2:Kalibr"`` describes.

    Parameters
    ----------
    text
        A place by name, or latitude and longitude in degrees; a colon; a radius in km, or a weapon of the
        equipment table by its name or an unmistakable part of it. Of several places of a name the likeliest is
        taken, and the ring tells which one it is.
    settings
        Which gazetteer to ask; the defaults if None.

    Raises
    ------
    SettingsError
        If the text has no such form, the radius is none, or no one weapon of that name has a known range.
    PlaceNotFoundError
        If the gazetteer knows no place of that name that has a point.
    GeometryError
        If the coordinates are no point on Earth.
    """
    where, colon, reach = (part.strip() for part in text.rpartition(":"))
    if not (where and colon and reach):
        msg = f"{text!r} is no range ring; give a place and a radius in km or a weapon, such as 'Tobruk:150'"
        raise SettingsError(msg)
    km, weapon = _reach(reach)
    point, place = _centre(where, settings)
    return RangeRing(round(point.lat, 5), round(point.lon, 5), km, weapon, place)


def _reach(text: str) -> tuple[float, str]:
    """Return a radius in km and the weapon that has it."""
    try:
        km = float(text.removesuffix("km"))
    except ValueError:
        return _range_of(text)
    if not (math.isfinite(km) and 0 < km <= LARGEST_RING_KM):
        msg = f"the radius of a range ring must lie in 0–{LARGEST_RING_KM:,.0f} km, got {text!r}"
        raise SettingsError(msg)
    return km, ""


def _range_of(name: str) -> tuple[float, str]:
    wanted = fold(name)
    known = {row.name: row.range_km for row in load_tables().equipment.values() if row.range_km is not None}
    found = [own for own in known if fold(own) == wanted] or [own for own in known if wanted in fold(own)]
    if len(found) == 1:
        return known[found[0]], found[0]
    if found:
        msg = f"{name!r} may be several weapons: {', '.join(sorted(found)[:_OFFERED])}; give more of the name"
    else:
        msg = f"the equipment table has no weapon {name!r} with a known range; give the radius in km instead"
    raise SettingsError(msg)


def _centre(text: str, settings: Settings | None) -> tuple[Point, str]:
    """Return a point and the name of what stands there."""
    pair = text.split(",")
    if len(pair) == 2:  # noqa: PLR2004  (latitude and longitude)
        try:
            return check_point(float(pair[0]), float(pair[1])), ""
        except GeometryError:
            raise
        except ValueError:  # a name with a comma
            pass
    for place in geocode(text, settings=settings):
        if place.lat is not None and place.lon is not None:
            return Point(place.lat, place.lon), place.name
    msg = f"no place {text!r} is known; give its coordinates, such as '32.9,13.2', or add it to your own places"
    raise PlaceNotFoundError(msg)
