"""From a relative phrase and a resolved anchor to a shape, and a check of the distance it claims.

Sizes follow the table in the design: a sector for distance and direction
(radially max(10 % of the distance, 5 km)), a ring for a distance alone, a
corridor between two places, a wider disc for "near". Where the phrase describes
a named place beside it, that place is the point and the phrase is its check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

import msgspec

from geo.extraction.phrases import KINDS_OF, RelativePhrase
from geo.extraction.tables import CountryRow, Tables
from geo.geodesy import COMPASS_DEG, Point, arrive, course, half_angle_deg, halfway
from geo.models import Area, Corridor, Disc, DistanceClaim, Geometry, PlaceMention, RelativePlace, Ring, Sector, Verdict

#: Radial tolerance of a stated distance: this share of it, at least so many km.
DISTANCE_SHARE, DISTANCE_FLOOR_KM = 0.1, 5.0
#: A claim fits within twice the radial tolerance plus the extents of both ends, since roads bend
#: and news rounds; beyond `NEAR_FACTOR` times that it contradicts.
ROAD_FACTOR = 1.35
NEAR_FACTOR = 2.0
#: The centre of a larger ring says nothing about where on it something is, km.
LARGEST_RING_KM = 40.0
#: "near X", "outskirts of X": radius of the disc, km, at least.
NEAR_KM = 15.0
#: "off X": radius of the disc around the place, km.
OFF_RADIUS_KM = 30.0
#: "south-west of a town" without a distance reaches this far, km.
OPEN_SECTOR_KM = 30.0
#: Half width of a corridor, km.
CORRIDOR_HALF_WIDTH_KM = 5.0
#: A part of a region ("the south of the country") lies this share of its extent from the centre.
PART_OFFSET_SHARE, FAR_OFFSET_SHARE, PART_RADIUS_SHARE = 0.5, 0.8, 0.55
#: Extent of a capital that is only called so, km.
CAPITAL_KM = 15.0
#: Bearings of a fitting apposition may be off by this much: news rounds to eight directions, and to four
#: where it says only north, south, east or west.
BEARING_TOLERANCE_DEG, CARDINAL_TOLERANCE_DEG = 50.0, 67.5
#: So many countries make a point; "near the tripoint" reaches so far, and a place "at" it may lie so far off, km.
TRIPOINT, TRIPOINT_KM, BESIDE_TRIPOINT_KM = 3, 25.0, 60.0
#: A phrase that says where an unknown name lies starts so many letters after it.
BESIDE_LETTERS = 8
#: A river or coast reaches further than its middle tells: what is on its bank lies within so many km of that.
WATER_REACH_KM = 150.0
#: What is on the road between two places lies so much further by way of it than straight, at most.
DETOUR = 1.35


class _Anchor(msgspec.Struct, frozen=True):
    name: str
    point: Point
    extent_km: float
    country: str | None
    kind: str


#: Centre (None where the shape has no telling one), uncertainty in km, shape and reasons.
_Shape = tuple[Point | None, float, Geometry, tuple[str, ...]]


def place_relative(
    phrases: Sequence[RelativePhrase], places: Sequence[PlaceMention], tables: Tables
) -> tuple[RelativePlace, ...]:
    """Return the phrases as placed shapes, in order.

    Parameters
    ----------
    phrases
        Relative phrases of one article.
    places
        Its resolved mentions; the phrases' indices point into it.
    tables
        For the extent of countries, which resolved mentions do not carry.
    """
    placer = _Placer(places, tables)
    placed = [placer.place(phrase) for phrase in phrases]
    return tuple(
        _as_next(place, following) if place.lat is None and following is not None else place
        for place, following in zip_longest(placed, placed[1:])
    )


def _as_next(place: RelativePlace, following: RelativePlace) -> RelativePlace:
    """Return what is near an unknown place where the next phrase says where that lies ("near X, 3 km from Zemio")."""
    beside = place.relation == "near" and 0 <= following.start - place.end <= BESIDE_LETTERS
    if not beside or following.distance_km is None or following.lat is None:
        return place
    return msgspec.structs.replace(
        place, lat=following.lat, lon=following.lon, uncertainty_km=following.uncertainty_km,
        geometry=following.geometry, reasons=(f"the text goes on: {following.text!r}", *following.reasons),
    )  # fmt: skip


class _Placer:
    def __init__(self, places: Sequence[PlaceMention], tables: Tables) -> None:
        self.places = places
        self.countries = tables.countries
        self.tripoints = tables.tripoints
        self.parts = tables.parts

    def place(self, phrase: RelativePhrase) -> RelativePlace:
        if phrase.position is not None:
            stated, owner = phrase.position, phrase.anchors[0] if phrase.anchors else None
            return self._made(
                phrase,
                self.places[owner].name if owner is not None else "",
                None,
                Point(stated.lat, stated.lon),
                stated.uncertainty_km,
                Disc(stated.lat, stated.lon, stated.uncertainty_km),
                ("given in figures",),
            )
        anchors = [a for a in (self._anchor(i) for i in phrase.anchors) if a is not None]
        if not anchors and phrase.anaphor:
            found = self._antecedent(phrase)
            anchors = [found] if found is not None else []
        name = " – ".join(a.name for a in anchors) or phrase.anaphor
        bearing = COMPASS_DEG.get(phrase.direction) if phrase.direction else None
        named = self._anchor(phrase.apposition) if phrase.apposition is not None else None
        if phrase.relation == "tripoint":
            return self._meeting(phrase, name, named)
        if not anchors:
            if named is None or named.kind == "country":
                return self._made(phrase, name, bearing, None, None, None, ("the anchor has no place",))
            why = f"describes {named.name}; the anchor has no place"
            return self._made(phrase, name, bearing, named.point, named.extent_km, None, (why,))
        point: Point | None
        reasons: tuple[str, ...]
        point, radius, shape, reasons = self._part_of_country(phrase, anchors[0]) or _shape(phrase, anchors, bearing)
        if named is not None and _fits(phrase, anchors, named, bearing):
            reasons = (*reasons, f"describes {named.name}, which lies there")
            return self._made(phrase, name, bearing, named.point, named.extent_km, shape, reasons)
        return self._made(phrase, name, bearing, point, radius, shape, reasons)

    def _part_of_country(self, phrase: RelativePhrase, anchor: _Anchor) -> _Shape | None:
        """Return a part of a country ("the far north of Chad"), None if the phrase names none."""
        if anchor.kind != "country" or phrase.distance_km is not None or phrase.direction is None:
            return None
        part = self.parts.get(f"{anchor.country} {'far ' if phrase.far else ''}{phrase.direction}")
        if part is None or phrase.relation not in ("direction", "near"):
            return None
        lat, lon, radius = part
        area = Area(lat, lon, radius, anchor.country, phrase.direction)
        return Point(lat, lon), radius, area, (f"{phrase.direction} of {anchor.name}",)

    def _meeting(self, phrase: RelativePhrase, name: str, named: _Anchor | None) -> RelativePlace:
        """Return where the countries of a phrase meet; of two, with that of what it describes or of the article."""
        countries = {c for index in phrase.anchors if (c := self.places[index].country) is not None}
        near = named.country if named is not None else self._focus()
        options = [
            (near not in met, key, point)
            for key, point in self.tripoints.items()
            if countries <= (met := frozenset(key.split("|")))
        ]
        known = [option for option in options if len(countries) >= TRIPOINT or not option[0]]
        if len(known) != 1:
            return self._made(phrase, name, None, None, None, None, ("no such point of three countries",))
        ((_, key, (lat, lon)),) = known
        point, where = Point(lat, lon), f"where {key.replace('|', ', ')} meet"
        shape = Disc(lat, lon, TRIPOINT_KM)
        if named is not None and course(point, named.point)[0] <= BESIDE_TRIPOINT_KM + named.extent_km:
            reasons = (where, f"describes {named.name}, which lies there")
            return self._made(phrase, name, None, named.point, named.extent_km, shape, reasons)
        return self._made(phrase, name, None, point, TRIPOINT_KM, shape, (where,))

    def _made(
        self,
        phrase: RelativePhrase,
        anchor: str,
        bearing: float | None,
        point: Point | None,
        uncertainty: float | None,
        shape: Geometry | None,
        reasons: tuple[str, ...],
    ) -> RelativePlace:
        start = self.places[phrase.anchors[0]].start if phrase.anchors else phrase.start
        return RelativePlace(
            phrase.start, phrase.end, phrase.text, anchor, phrase.distance_km, bearing,
            point.lat if point else None, point.lon if point else None, uncertainty, shape, start,
            phrase.relation, reasons,
        )  # fmt: skip

    def _anchor(self, index: int) -> _Anchor | None:
        mention = self.places[index]
        if mention.lat is not None and mention.lon is not None:
            extent = mention.uncertainty_km or DISTANCE_FLOOR_KM
            return _Anchor(mention.name, Point(mention.lat, mention.lon), extent, mention.country, mention.kind)
        if mention.country is None or mention.kind != "country":
            return None
        return _country(self.countries.get(mention.country))

    def _antecedent(self, phrase: RelativePhrase) -> _Anchor | None:
        """Return the last place of the kind that "the town", "the country", «العاصمة» refers to."""
        if phrase.anaphor == "country":
            return _country(self.countries.get(self._focus() or ""))
        if phrase.anaphor == "capital":
            return self._capital()
        kinds = KINDS_OF.get(phrase.anaphor, ("town",))
        for index in phrase.antecedents:
            mention = self.places[index]
            if mention.kind in kinds and mention.lat is not None:
                return self._anchor(index)
        return None

    def _focus(self) -> str | None:
        """Return the country that most of the article's places lie in."""
        votes = Counter(p.country for p in self.places if p.country and p.use != "organisation-part")
        return votes.most_common(1)[0][0] if votes else None

    def _capital(self) -> _Anchor | None:
        row = self.countries.get(self._focus() or "")
        if row is None or row.capital_lat is None or row.capital_lon is None:
            return None
        return _Anchor(row.capital, Point(row.capital_lat, row.capital_lon), CAPITAL_KM, row.iso2, "town")


def _country(row: CountryRow | None) -> _Anchor | None:
    return None if row is None else _Anchor(row.name, Point(row.lat, row.lon), row.extent_km, row.iso2, "country")


def _tolerance(km: float) -> float:
    return max(DISTANCE_SHARE * km, DISTANCE_FLOOR_KM)


def _shape(phrase: RelativePhrase, anchors: list[_Anchor], bearing: float | None) -> _Shape:
    """Return the shape of a phrase that describes no place."""
    anchor = anchors[0]
    point = anchor.point
    if phrase.relation == "between" and len(anchors) > 1:
        return _corridor(anchor, anchors[1])
    if phrase.distance_km is not None:
        km, tolerance = phrase.distance_km, _tolerance(phrase.distance_km)
        inner, outer = max(km - tolerance, 0.0), km + tolerance
        if bearing is None or phrase.direction is None or phrase.direction == "C":
            ring = Ring(point.lat, point.lon, inner, outer)
            reason = f"{km:g} km from {anchor.name}, no direction: a ring"
            return (point if outer <= LARGEST_RING_KM else None), outer, ring, (reason,)
        half = half_angle_deg(phrase.direction)
        centre = arrive(point, bearing=bearing, distance=km)
        sector = Sector(point.lat, point.lon, bearing, half, inner, outer)
        return centre, max(tolerance, km * half / 90), sector, (f"{km:g} km {phrase.direction} of {anchor.name}",)
    if phrase.relation == "border":
        shape = Disc(point.lat, point.lon, anchor.extent_km)
        return None, anchor.extent_km, shape, (f"somewhere on the border of {anchor.name}: no point",)
    if phrase.relation == "off":
        return point, OFF_RADIUS_KM, Disc(point.lat, point.lon, OFF_RADIUS_KM), (f"off {anchor.name}",)
    if bearing is not None and phrase.direction:
        return _part(phrase.direction, bearing, anchor, far=phrase.far)
    radius = max(NEAR_KM, anchor.extent_km * 1.5) if anchor.kind in ("town", "facility") else anchor.extent_km
    return point, radius, Disc(point.lat, point.lon, radius), (f"near {anchor.name}",)


def _corridor(a: _Anchor, b: _Anchor) -> _Shape:
    middle, km = halfway(a.point, b.point)
    path = ((a.point.lat, a.point.lon), (b.point.lat, b.point.lon))
    return middle, km / 2, Corridor(path, CORRIDOR_HALF_WIDTH_KM), (f"between {a.name} and {b.name}",)


def _part(direction: str, bearing: float, anchor: _Anchor, *, far: bool) -> _Shape:
    """Return a part of a region, or the open sector beside a town."""
    point = anchor.point
    reason = f"{direction} of {anchor.name}"
    if anchor.kind in ("country", "region", "water"):
        share = FAR_OFFSET_SHARE if far else PART_OFFSET_SHARE
        centre = arrive(point, bearing=bearing, distance=share * anchor.extent_km)
        country = anchor.country if anchor.kind == "country" else None
        area = Area(point.lat, point.lon, anchor.extent_km, country, direction)
        return centre, PART_RADIUS_SHARE * anchor.extent_km, area, (reason,)
    centre = arrive(point, bearing=bearing, distance=OPEN_SECTOR_KM / 2)
    sector = Sector(point.lat, point.lon, bearing, half_angle_deg(direction), 0.0, OPEN_SECTOR_KM)
    return centre, OPEN_SECTOR_KM / 2, sector, (f"{reason}, no distance",)


def _fits(phrase: RelativePhrase, anchors: list[_Anchor], named: _Anchor, bearing: float | None) -> bool:
    """Tell whether a named place may be what the phrase describes."""
    anchor = anchors[0]
    if phrase.relation == "border":
        return True
    km, towards = course(anchor.point, named.point)
    if phrase.relation == "between":
        return len(anchors) > 1 and _on_the_way(anchor, anchors[1], named)
    if (
        phrase.distance_km is not None
        and judge(phrase.distance_km, km, anchor.extent_km + named.extent_km) == "contradicts"
    ):
        return False
    if phrase.relation in ("part", "within"):
        return km <= ROAD_FACTOR * anchor.extent_km + named.extent_km
    if phrase.distance_km is None and phrase.relation in ("near", "off"):
        return km <= max(3 * max(NEAR_KM, anchor.extent_km), WATER_REACH_KM if anchor.kind == "water" else 0.0)
    if bearing is None or anchor.kind in ("country", "region") or km < anchor.extent_km:
        return phrase.distance_km is not None or km <= 2.5 * anchor.extent_km + OPEN_SECTOR_KM * 3
    off = abs((towards - bearing + 180) % 360 - 180)
    return off <= (CARDINAL_TOLERANCE_DEG if len(phrase.direction or "") == 1 else BEARING_TOLERANCE_DEG)


def _on_the_way(a: _Anchor, b: _Anchor, named: _Anchor) -> bool:
    """Tell whether a place lies about on the way from one place to another."""
    straight, _ = course(a.point, b.point)
    by_way = course(a.point, named.point)[0] + course(named.point, b.point)[0]
    return by_way <= DETOUR * straight + named.extent_km


def judge(claimed_km: float, geodesic_km: float, slack_km: float = 0.0) -> Verdict:
    """Return whether a claimed distance fits the geodesic one.

    A claim is often a road distance, so it may exceed the geodesic by
    `ROAD_FACTOR`; below it only the rounding tolerance counts.

    Parameters
    ----------
    claimed_km, geodesic_km
        The distance in the text and the one on the ellipsoid.
    slack_km
        Extent of both ends together, km.
    """
    tolerance = _tolerance(claimed_km)
    low, high = geodesic_km - tolerance - slack_km, geodesic_km * ROAD_FACTOR + tolerance + slack_km
    if low <= claimed_km <= high:
        return "fits"
    far = NEAR_FACTOR * (tolerance + slack_km)
    return "near" if geodesic_km - far <= claimed_km <= geodesic_km * ROAD_FACTOR + far else "contradicts"


def distance_claims(
    phrases: Sequence[RelativePhrase], places: Sequence[PlaceMention], tables: Tables
) -> tuple[DistanceClaim, ...]:
    """Return a verdict on each distance that the text claims between two named places."""
    placer = _Placer(places, tables)
    out: list[DistanceClaim] = []
    for phrase in phrases:
        if phrase.distance_km is None or not phrase.anchors:
            continue
        origin = placer._anchor(phrase.anchors[0])  # noqa: SLF001  (same module)
        target = placer._anchor(phrase.apposition) if phrase.apposition is not None else None  # noqa: SLF001
        name = places[phrase.anchors[0]].name
        if origin is None or target is None or phrase.apposition is None:
            out.append(DistanceClaim(phrase.start, phrase.end, phrase.distance_km, name, "", None, "unknown"))
            continue
        km, _ = course(origin.point, target.point)
        verdict = judge(phrase.distance_km, km, min(origin.extent_km + target.extent_km, 30.0))
        out.append(
            DistanceClaim(phrase.start, phrase.end, phrase.distance_km, name, target.name, round(km, 1), verdict)
        )
    return tuple(out)
