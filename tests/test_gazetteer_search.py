"""Search forgives spelling, script and incompleteness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer
from geo.gazetteer.search import search
from geo.gazetteer.skeleton import neighbours, skeleton


@pytest.mark.parametrize(
    ("query", "place_id"),
    [
        ("Gharyan", "ly-gharyan"),
        ("Garian", "ly-gharyan"),
        ("غريان", "ly-gharyan"),
        ("غاريان", "ly-gharyan"),
        ("Gharya", "ly-gharyan"),
        ("tobru", "ly-tobruk"),
        ("مصراطة", "ly-misrata"),
        ("Misratha", "ly-misrata"),
        ("Kidaal", "ml-kidal"),
        ("باماكوو", "ml-bamako"),
        ("BENGHAZI", "ly-benghazi"),
    ],
)
def test_the_place_is_first_in_any_spelling(query: str, place_id: str) -> None:
    assert search(Gazetteer.open(), query, limit=1)[0].place.place_id == place_id


def test_country_limits_the_answers() -> None:
    hits = search(Gazetteer.open(), "Tripoli", country="LB", limit=5)
    assert hits[0].place.country == "LB"
    assert all("LB" in hit.place.countries for hit in hits)


def test_answers_are_ranked_distinct_and_limited() -> None:
    hits = search(Gazetteer.open(), "san", limit=7)
    assert len(hits) == 7
    assert len({hit.place.place_id for hit in hits}) == 7
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("query", ["", "   ", "!!", "؟"])
def test_nothing_is_found_for_no_name(query: str) -> None:
    assert search(Gazetteer.open(), query) == []


@pytest.mark.parametrize(
    ("latin", "arabic"), [("gharyan", "غريان"), ("bamako", "باماكو"), ("al jufra", "الجفره"), ("hmeimim", "حميميم")]
)
def test_both_scripts_have_one_skeleton(latin: str, arabic: str) -> None:
    assert skeleton(latin) == skeleton(arabic)


@given(st.text(alphabet="BTJHXDRZSKFLMN", min_size=1, max_size=6))
def test_being_a_neighbour_is_mutual(form: str) -> None:
    assert all(form in neighbours(other) for other in neighbours(form))


@given(st.text(min_size=1, max_size=20))
def test_no_text_breaks_a_search(text: str) -> None:
    for hit in search(Gazetteer.open(), text, limit=3):
        assert 0 <= hit.score <= 1
