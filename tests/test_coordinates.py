"""Positions in figures: what is written is read, what is no position is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mgrs import MGRS

import geo
from geo.geodesy import Point, distance_km
from geo.models import ArticleRecord

ASSETS = Path(geo.__file__).parent / "export" / "assets"

SENTENCES = {
    "en": "On 3 May 2024 a drone struck an army convoy at {}, the ministry of defence said.",
    "fr": "Un drone a frappé un convoi de l'armée à {} le 3 mai 2024, selon le ministère de la défense.",
    "ar": "قصفت طائرة مسيرة رتلا للجيش عند الإحداثيات {} يوم 3 مايو 2024 وفق وزارة الدفاع.",
}


def read(lang: str, written: str) -> ArticleRecord:
    return geo.extract_text(SENTENCES[lang].format(written))[0]


@pytest.mark.parametrize(
    ("lang", "written", "lat", "lon"),
    [
        ("en", "35.104 N, 40.412 E", 35.104, 40.412),
        ("en", "16°46′12″N 3°00′W", 16.77, -3.0),
        ("en", "13.5204, 30.3101", 13.5204, 30.3101),
        ("en", "-12.2467, 40.1501", -12.2467, 40.1501),
        ("fr", "16°46'N 3°06'O", 16.766667, -3.1),
        ("fr", "19,25° nord et 1,08° est", 19.25, 1.08),
        ("ar", "19°15′ شمالا و1°05′ شرقا", 19.25, 1.083333),
        ("ar", "٢٠٫٢٤٣٠ شمالا، ٠٫٩٧٧٤ شرقا", 20.243, 0.9774),
        # sides before the figures, and with vowel signs
        ("en", "N 32°04', E 23°57'", 32.066667, 23.95),
        ("en", "N32 04.5 W023 57.2", 32.075, -23.953333),
        ("fr", "S 4°30' O 15°12'", -4.5, -15.2),
        ("ar", "٣٢°٠٤′ شمالاً و٢٣°٥٧′ شرقاً", 32.066667, 23.95),
        # longitude first, where the letters say so
        ("en", "40.412 E, 35.104 N", 35.104, 40.412),
        # spaced, in words, with the names of the axes
        ("fr", "32° 04' N, 23° 57' E", 32.066667, 23.95),
        ("fr", "32°04'12\" N – 23°57'00\" E", 32.07, 23.95),
        ("fr", "16°46' de latitude nord et 3°06' de longitude ouest", 16.766667, -3.1),
        ("en", "32 degrees 4 minutes north, 23 degrees 57 minutes east", 32.066667, 23.95),
        ("ar", "32 درجة و4 دقائق شمالا و23 درجة و57 دقيقة شرقا", 32.066667, 23.95),
        # as notices to airmen and mariners write them
        ("en", "320430N 0235712W", 32.075, -23.953333),
        ("en", "32-04.5N 023-57.2E", 32.075, 23.953333),
    ],
)
def test_a_position_is_where_the_strike_is(lang: str, written: str, lat: float, lon: float) -> None:
    record = read(lang, written)
    (place,) = record.relative_places
    assert (place.lat, place.lon) == pytest.approx((lat, lon), abs=1e-5)
    assert place.text == written
    (event,) = record.events
    (location,) = event.locations
    assert location.method == "coordinates"
    assert (location.lat, location.lon) == (place.lat, place.lon)


@pytest.mark.parametrize(
    "written",
    [
        "12.50, 30.31", "12 N, 30 E", "95.104 N, 40.412 E", "35.104 E, 40.412 E", "35.104 N, 190.412 E",
        "7.62 and 5.56", "35.104 – 40.412", "N 1 and E 2", "3,000, 4,000", "10,000 to 20,000", "0.001 to 0.002",
        "1204N 1830", "3204N 02367E",
        # designators, rules, hours; a square that is not in the grid, digits that do not pair
        "37T", "T-72B3", "BTR-80A", "F-16", "12 T-90M", "3 F-16C 123 456", "40 CFR 150211", "20H LE 15 02",
        "37T DG 123 45", "37T DG 12345678901", "37T ZZ 123 456", "61T DG 123 456", "33C TA 123 456", "37t dg 123 456",
    ],
)  # fmt: skip
def test_other_figures_are_no_position(written: str) -> None:
    assert read("en", written).relative_places == ()


@given(st.integers(-89_999, 89_999), st.integers(-179_999, 179_999), st.sampled_from(["en", "fr", "ar"]))
def test_every_decimal_position_is_read_back(lat: int, lon: int, lang: str) -> None:
    (place,) = read(lang, f"{lat / 1000:.3f}, {lon / 1000:.3f}").relative_places
    assert (place.lat, place.lon) == pytest.approx((lat / 1000, lon / 1000))
    assert place.uncertainty_km == pytest.approx(0.1), "no finer than a hundred metres"


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ("latitude {}, longitude {}", ("32.08", "23.97")),
        ("latitude {} north and longitude {} east", ("32.08", "23.97")),
        ("longitude {1}, latitude {0}", ("32.08", "23.97")),
    ],
)
def test_the_names_of_the_axes_stand_for_the_sides(written: str, after: tuple[str, str]) -> None:
    (place,) = read("en", written.format(*after)).relative_places
    assert (place.lat, place.lon) == (32.08, 23.97)


@pytest.mark.parametrize(
    ("written", "side_km"),
    [
        ("37T DG 12345 67890", 0.001),
        ("37TDG1234567890", 0.001),
        ("37T DG 1234 6789", 0.01),
        ("37T DG 123 678", 0.1),
        ("37TDG123678", 0.1),
        ("37 T DG 123 678", 0.1),
        ("37T DG 12 67", 1),
        ("37T DG 1 6", 10),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_grid_reference_is_as_fine_as_its_digits(lang: str, written: str, side_km: float) -> None:
    (place,) = read(lang, written if lang == "ar" else f"grid {written}").relative_places
    assert place.text == written
    # easting 412 345, northing 4 667 890 of zone 37
    assert distance_km(Point(place.lat, place.lon), Point(42.158240, 37.938969)) <= side_km * 0.75 + 0.001
    assert place.uncertainty_km == pytest.approx(max(0.1, side_km * 0.7071), abs=1e-3)


def test_a_coarse_grid_reference_needs_a_word_that_says_so() -> None:
    assert read("en", "37T DG 12 67").relative_places == ()
    assert len(read("en", "grid reference 37T DG 12 67").relative_places) == 1


@given(
    # whole metres or so: GEOTRANS rounds a nanometre south of the equator into a square that does not exist
    st.integers(-7_950_000, 8_350_000).map(lambda number: number / 100_000),
    st.integers(-17_990_000, 17_990_000).map(lambda number: number / 100_000),
    st.integers(1, 5),
    st.sampled_from(["{}{}{}{}", "{} {} {} {}", "{} {} {}{}"]),
)
def test_every_grid_reference_is_read_back_to_its_square(lat: float, lon: float, digits: int, written: str) -> None:
    reference = MGRS().toMGRS(lat, lon, MGRSPrecision=digits)
    head, easting, northing = reference[: -2 * digits], reference[-2 * digits : -digits], reference[-digits:]
    (place,) = read("ar", written.format(head[:-2], head[-2:], easting, northing)).relative_places
    half_diagonal_km = 100 / 10**digits / 2**0.5
    # grid scale differs from one by at most 0.1 % within a zone
    assert distance_km(Point(place.lat, place.lon), Point(lat, lon)) <= half_diagonal_km * 1.002 + 0.001


@pytest.mark.browser
def test_the_map_writes_the_grid_reference_that_is_read(chromium: str) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    points = [
        (32.887, 13.187), (27.65, 14.27), (12.609, -7.975), (16.272, -0.045), (15.5, 32.56), (35.41, 35.95),
        (-33.8568, 151.2153), (-4.32, 15.31), (60.4, 5.3), (78.2, 15.6), (72.5, 9.1), (72.5, 21.5), (48.0, 37.8),
        (0.01, 0.01), (-0.01, -0.01), (55.75, 37.62), (14.4, 36.9), (25.0, -179.9), (-54.8, -68.3), (83.5, 40.0),
    ]  # fmt: skip
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(content=(ASSETS / "coordinates.js").read_text(encoding="utf-8"))
        shown = page.evaluate("points => points.map(([lat, lon]) => mgrs(lat, lon, 1))", [list(p) for p in points])
        browser.close()
    for (lat, lon), reference in zip(points, shown, strict=True):
        written = reference.strip("\u2066\u2069")
        assert written.replace(" ", "") == MGRS().toMGRS(lat, lon, MGRSPrecision=2).lstrip("0")
        (place,) = read("ar", written).relative_places
        assert distance_km(Point(place.lat, place.lon), Point(lat, lon)) <= 0.71
