"""Laws that hold for all points."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.geodesy import (
    EARTH_RADIUS_KM,
    Point,
    arrive,
    bearing_deg,
    course,
    destination,
    distance_km,
    great_circle_km,
    halfway,
    midpoint,
    outline,
)
from geo.models import Corridor, Disc, Sector

lats = st.floats(-89.9, 89.9)
lons = st.floats(-180, 180)
points = st.builds(Point, lats, lons)
#: Half the shortest way around the Earth, km: no geodesic is longer.
LONGEST_KM = 20_004.0


@given(points, points)
def test_distance_is_symmetric_and_bounded(a: Point, b: Point) -> None:
    there = distance_km(a, b)
    assert math.isclose(there, distance_km(b, a), abs_tol=1e-6)
    assert 0 <= there <= LONGEST_KM


@given(points)
def test_a_point_is_no_distance_from_itself(a: Point) -> None:
    assert distance_km(a, a) == 0


@given(points, points, points)
def test_a_detour_is_never_shorter(a: Point, b: Point, c: Point) -> None:
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1e-6


@given(points, st.floats(0, 359.9), st.floats(0.001, 5000))
def test_going_somewhere_and_measuring_agree(origin: Point, bearing: float, distance: float) -> None:
    there = destination(origin, bearing=bearing, distance=distance)
    assert -90 <= there.lat <= 90
    assert -180 <= there.lon <= 180
    assert math.isclose(distance_km(origin, there), distance, rel_tol=1e-9, abs_tol=1e-9)


@given(points, st.floats(0, 359.9), st.floats(1, 5000))
def test_the_bearing_is_the_one_gone(origin: Point, bearing: float, distance: float) -> None:
    assume(abs(origin.lat) < 89)
    found = bearing_deg(origin, destination(origin, bearing=bearing, distance=distance))
    assert 0 <= found < 360
    assert abs((found - bearing + 180) % 360 - 180) < 1e-6


@given(points, points)
def test_half_way_is_half_the_way(a: Point, b: Point) -> None:
    assume(distance_km(a, b) < 19_000)
    assert math.isclose(distance_km(a, midpoint(a, b)), distance_km(a, b) / 2, rel_tol=1e-9, abs_tol=1e-9)


@given(points, points)
def test_the_sphere_never_strays_further_than_its_flattening(a: Point, b: Point) -> None:
    assume(distance_km(a, b) > 1)
    # Earth's radii of curvature differ from the mean sphere's by at most 0.56 %
    assert math.isclose(great_circle_km(*a, *b), distance_km(a, b), rel_tol=0.006)


@given(points, st.floats(0.1, 500))
def test_a_circle_is_closed_and_round(centre: Point, radius: float) -> None:
    (ring,) = outline(Disc(centre.lat, centre.lon, radius))
    assert ring[0] == ring[-1]
    assert all(math.isclose(distance_km(centre, Point(*spot)), radius, rel_tol=1e-6) for spot in ring)


@given(points, st.floats(0, 359.9), st.sampled_from([11.25, 22.5]), st.floats(10, 400))
def test_a_sector_lies_between_its_radii(centre: Point, bearing: float, half_angle: float, distance: float) -> None:
    margin = max(distance / 10, 5)
    (ring,) = outline(Sector(centre.lat, centre.lon, bearing, half_angle, distance - margin, distance + margin))
    assert ring[0] == ring[-1]
    for spot in ring:
        assert distance - margin - 1e-6 <= distance_km(centre, Point(*spot)) <= distance + margin + 1e-6


@given(st.builds(Point, st.floats(-70, 70), st.floats(-150, 150)), st.floats(0, 359.9), st.floats(20, 1500))
def test_a_corridor_is_one_simple_strip(start: Point, bearing: float, length: float) -> None:
    end = destination(start, bearing=bearing, distance=length)
    assume(abs(end.lon - start.lon) < 90 and abs(end.lat) < 75)
    (ring,) = outline(Corridor((start, end), 5))
    shape = shapely.Polygon([(lon, lat) for lat, lon in ring])
    assert shape.is_valid, shapely.is_valid_reason(shape)


@given(points, points)
def test_the_quick_course_is_karneys_to_a_millimetre(a: Point, b: Point) -> None:
    km, bearing = course(a, b)
    assert math.isclose(km, distance_km(a, b), abs_tol=1e-6)
    assume(1e-3 < km < 15_000)  # the bearing between points that touch or face each other is anyone's
    off = math.radians((bearing - bearing_deg(a, b) + 180) % 360 - 180)
    assert abs(off) * min(km, EARTH_RADIUS_KM) < 1e-6


@given(points, st.floats(0, 360), st.floats(0, 5_000))
def test_the_quick_arrival_is_karneys_to_a_millimetre(origin: Point, bearing: float, distance: float) -> None:
    there = arrive(origin, bearing=bearing, distance=distance)
    assert distance_km(there, destination(origin, bearing=bearing, distance=distance)) < 1e-6
    middle, km = halfway(origin, there)
    assert distance_km(origin, middle) == pytest.approx(km / 2, abs=1e-6)
