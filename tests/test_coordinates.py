"""Positions in figures: what is written is read, what is no position is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.models import ArticleRecord

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
    ["12.50, 30.31", "12 N, 30 E", "95.104 N, 40.412 E", "35.104 E, 40.412 N", "35.104 N, 190.412 E", "7.62 and 5.56"],
)
def test_other_figures_are_no_position(written: str) -> None:
    assert read("en", written).relative_places == ()


@given(st.integers(-89_999, 89_999), st.integers(-179_999, 179_999), st.sampled_from(["en", "fr", "ar"]))
def test_every_decimal_position_is_read_back(lat: int, lon: int, lang: str) -> None:
    (place,) = read(lang, f"{lat / 1000:.3f}, {lon / 1000:.3f}").relative_places
    assert (place.lat, place.lon) == pytest.approx((lat / 1000, lon / 1000))
    assert place.uncertainty_km == pytest.approx(0.1), "no finer than a hundred metres"
