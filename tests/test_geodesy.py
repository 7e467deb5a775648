"""Distances, bearings and outlines against figures that were worked out elsewhere."""

from __future__ import annotations

import math

import pytest

from geo.errors import GeometryError
from geo.geodesy import (
    CARDINAL_HALF_ANGLE_DEG,
    COMPASS_DEG,
    INTERCARDINAL_HALF_ANGLE_DEG,
    OPEN_ARROW_KM,
    Point,
    bearing_deg,
    check_point,
    destination,
    distance_km,
    great_circle_km,
    half_angle_deg,
    midpoint,
    outline,
)
from geo.models import Area, Corridor, Direction, Disc, Ring, Sector

# Flinders Peak to Buninyong, the worked example of the Geodetic Datum of Australia manual (GRS80, whose
# flattening differs from WGS84's by 1e-13): 54 972.271 m, azimuth 306°52'05.37"
FLINDERS = Point(-(37 + 57 / 60 + 3.72030 / 3600), 144 + 25 / 60 + 29.52440 / 3600)
BUNINYONG = Point(-(37 + 39 / 60 + 10.15610 / 3600), 143 + 55 / 60 + 35.38390 / 3600)
GHARYAN = Point(32.17, 13.02)


def test_distance_and_bearing_of_a_surveyed_line() -> None:
    assert distance_km(FLINDERS, BUNINYONG) == pytest.approx(54.972271, abs=2e-6)
    assert bearing_deg(FLINDERS, BUNINYONG) == pytest.approx(306 + 52 / 60 + 5.37 / 3600, abs=1e-5)


def test_a_quarter_of_the_meridian() -> None:
    # length of the WGS84 meridian quadrant: 10 001.965729 km
    assert distance_km(Point(0, 0), Point(90, 0)) == pytest.approx(10001.965729, abs=1e-6)


def test_the_equator_is_a_circle_of_the_larger_axis() -> None:
    assert distance_km(Point(0, 10), Point(0, 11)) == pytest.approx(6378.137 * math.pi / 180, abs=1e-9)


def test_nearly_antipodal_points_are_solved() -> None:
    # the case on which Vincenty's iteration fails
    assert distance_km(Point(0, 0), Point(0.5, 179.7)) == pytest.approx(19944.127421, abs=1e-3)


def test_the_date_line_is_no_wall() -> None:
    assert distance_km(Point(0, 179.5), Point(0, -179.5)) == pytest.approx(111.319, abs=0.01)


def test_midpoint_is_equally_far_from_both_ends() -> None:
    spot = midpoint(FLINDERS, BUNINYONG)
    assert distance_km(FLINDERS, spot) == pytest.approx(distance_km(spot, BUNINYONG), abs=1e-6)


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (-90.1, 0), (0, 180.5), (0, -181), (math.nan, 0), (0, math.inf)])
def test_what_is_no_point_on_earth_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(GeometryError, match="latitude first"):
        check_point(lat, lon)


def test_the_poles_and_the_date_line_are_points() -> None:
    assert check_point(90, 180) == Point(90, 180)
    assert check_point(-90, -180) == Point(-90, -180)


def test_a_cardinal_word_covers_twice_what_a_half_one_does() -> None:
    assert half_angle_deg("S") == CARDINAL_HALF_ANGLE_DEG == 22.5
    assert half_angle_deg("SW") == INTERCARDINAL_HALF_ANGLE_DEG == 11.25
    assert COMPASS_DEG["SW"] == 225


# ------------------------------------------------------------------- outlines


def test_a_disc_is_a_closed_circle_at_its_radius() -> None:
    (ring,) = outline(Disc(GHARYAN.lat, GHARYAN.lon, 10))
    assert ring[0] == ring[-1]
    assert {round(distance_km(GHARYAN, Point(*spot)), 6) for spot in ring} == {10.0}


def test_an_area_is_drawn_as_a_disc_of_its_extent() -> None:
    assert outline(Area(26, 14, 300)) == outline(Disc(26, 14, 300))


def test_a_ring_has_a_hole_unless_it_begins_at_its_centre() -> None:
    outer, inner = outline(Ring(GHARYAN.lat, GHARYAN.lon, 90, 110))
    assert distance_km(GHARYAN, Point(*outer[7])) == pytest.approx(110)
    assert distance_km(GHARYAN, Point(*inner[7])) == pytest.approx(90)
    assert len(outline(Ring(GHARYAN.lat, GHARYAN.lon, 0, 5))) == 1


def test_260_km_south_is_a_sector_between_two_radii_and_two_bearings() -> None:
    (ring,) = outline(Sector(GHARYAN.lat, GHARYAN.lon, 180, 22.5, 234, 286))
    assert ring[0] == ring[-1]
    for spot in ring:
        assert 234 - 1e-6 <= distance_km(GHARYAN, Point(*spot)) <= 286 + 1e-6
        assert 157.5 - 1e-6 <= bearing_deg(GHARYAN, Point(*spot)) <= 202.5 + 1e-6


def test_a_sector_from_its_apex_is_a_wedge() -> None:
    (ring,) = outline(Sector(10, 10, 0, 11.25, 0, 50))
    assert (10, 10) in ring


def test_a_corridor_keeps_its_width_along_the_path() -> None:
    ends = (29.985, 14.25), (27.653, 14.272)
    (ring,) = outline(Corridor(ends, 5))
    assert ring[0] == ring[-1]
    near = [min(distance_km(Point(*spot), Point(*end)) for end in ends) for spot in ring]
    assert max(near) == pytest.approx(5, abs=1e-6)


def test_an_open_arrow_is_a_line_of_two_points() -> None:
    ((start, tip),) = outline(Direction(29.2, 16.0, 225, 11.25))
    assert start == (29.2, 16.0)
    assert distance_km(Point(*start), Point(*tip)) == pytest.approx(OPEN_ARROW_KM)
    assert bearing_deg(Point(*start), Point(*tip)) == pytest.approx(225)


def test_what_is_no_shape_is_refused() -> None:
    with pytest.raises(GeometryError, match="unknown shape"):
        outline("disc")  # type: ignore[arg-type]


def test_the_sphere_is_at_most_half_a_percent_off() -> None:
    a, b = Point(27.65, 14.27), Point(32.09, 23.95)
    assert great_circle_km(*a, *b) == pytest.approx(distance_km(a, b), rel=0.005)


def test_destination_undoes_distance_and_bearing() -> None:
    spot = destination(GHARYAN, bearing=123.4, distance=567.8)
    assert distance_km(GHARYAN, spot) == pytest.approx(567.8)
    assert bearing_deg(GHARYAN, spot) == pytest.approx(123.4)
