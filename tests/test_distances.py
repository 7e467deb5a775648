"""Distances between names and points, as `marsad distance` gives them."""

from __future__ import annotations

import msgspec
import pytest

from geo.distances import NamedPoint, distance, matrix, measure, named_points, parse_point
from geo.errors import GeometryError, PlaceNotFoundError
from geo.geocoding.relative import judge
from geo.geodesy import Point


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("27.65,14.27", Point(27.65, 14.27)),
        (" -12.5 ; +30 ", Point(-12.5, 30)),
        ("0,0", Point(0, 0)),
        ("Tobruk", None),
        ("27.65", None),
        ("1,2,3", None),
        ("27,65,14,27", None),
    ],
)
def test_a_point_is_two_numbers_and_nothing_else(text: str, point: Point | None) -> None:
    assert parse_point(text) == point


def test_a_point_off_the_earth_is_refused() -> None:
    with pytest.raises(GeometryError, match="latitude first"):
        parse_point("127.65,14.27")


def test_brak_to_tobruk_in_either_script() -> None:
    arabic = distance("براك الشاطئ", "طبرق")
    assert (arabic.origin.place_id, arabic.target.place_id) == ("ly-brak", "ly-tobruk")
    assert arabic == distance("Brak al-Shati", "Tobruk")
    assert arabic.distance_km == pytest.approx(1060, abs=15)
    assert arabic.bearing_deg == pytest.approx(59, abs=2)


def test_a_country_is_no_end_of_a_distance() -> None:
    with pytest.raises(PlaceNotFoundError, match="'Libya' is a country"):
        distance("Libya", "27.65,14.27", country="LY")


def test_a_name_that_is_nowhere_is_said_so() -> None:
    with pytest.raises(PlaceNotFoundError, match="xqzvxqzv"):
        named_points(["xqzvxqzv"])


def test_a_matrix_is_symmetric_with_nothing_on_its_diagonal() -> None:
    points = [
        NamedPoint(str(i), None, lat, lon)
        for i, (lat, lon) in enumerate([(27.65, 14.27), (32.09, 23.95), (29.2, 16.0)])
    ]
    rows = matrix(points)
    assert [rows[i][i] for i in range(3)] == [0, 0, 0]
    assert all(rows[i][j] == rows[j][i] for i in range(3) for j in range(3))
    assert rows[0][1] == measure(points[0], points[1]).distance_km


def test_the_printed_names_are_from_and_to() -> None:
    found = msgspec.json.decode(msgspec.json.encode(distance("0,0", "0,1")))
    assert list(found) == ["from", "to", "distance_km", "bearing_deg"]
    assert found["distance_km"] == pytest.approx(111.319)
    assert found["bearing_deg"] == 90


@pytest.mark.parametrize(
    ("claimed", "measured", "verdict"), [(260, 269.4, "fits"), (260, 500, "contradicts"), (100, 100, "fits")]
)
def test_a_claimed_distance_gets_a_verdict(claimed: float, measured: float, verdict: str) -> None:
    assert judge(claimed, measured) == verdict
