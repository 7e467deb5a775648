"""Relative places as the pipeline reads and places them."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.models import ArticleRecord, RelativePlace
from geo.reading import extract_text
from geo.settings import Settings

#: A point this far from where it should be is still right, km.
NEAR_KM = 25.0


def read(text: str) -> ArticleRecord:
    return extract_text(text, settings=Settings(published=dt.date(2025, 6, 12)))[0]


def relative(text: str, words: str) -> RelativePlace:
    found = [place for place in read(text).relative_places if words in place.text]
    assert len(found) == 1, [place.text for place in read(text).relative_places]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "lat", "lon"),
    [
        # where three countries meet: all named, two named, or named by their adjectives
        ("They took the border triangle where Sudan meets Libya and Egypt.", "Sudan meets", 22.0, 25.0),
        ("وتمركزت قوة قرب المثلث الحدودي السوري العراقي الأردني.", "المثلث الحدودي", 33.4, 38.8),
        ("Ils tiennent Dolow, là où se rejoignent la Somalie, le Kenya et l'Éthiopie.", "Somalie", 4.18, 42.08),
        # a place that lies there is the point
        ("An advance party reached Ubari, on the Sebha-Ghat road.", "Sebha-Ghat", 26.59, 12.78),
        ("The column is due to reach Ghat, near the Algerian frontier.", "Algerian frontier", 24.96, 10.18),
        ("Troops are based in Malabo, on Bioko island.", "Bioko", 3.75, 8.78),
        # what follows a phrase right away is said of the same place
        ("The army holds Banibangou, 110 miles north of Niamey, near the border with Mali.", "Mali", 15.04, 2.70),
        # "the town" is the one spoken of, and not one that a force only comes from
        ("The raid hit Banibangou. The town is about 110 miles north of Niamey.", "110 miles", 15.04, 2.70),
        ("واندلعت اشتباكات في طرابلس. ووصلت أرتال من الزنتان إلى تخوم المدينة.", "تخوم المدينة", 32.89, 13.19),
        # what is near an unknown place lies where the text goes on to say
        ("L'hélicoptère s'est posé aux abords de Koumboli, à trois kilomètres de Zémio.", "Koumboli", 5.03, 25.14),
    ],
)
def test_a_phrase_is_placed_where_it_says(text: str, words: str, lat: float, lon: float) -> None:
    place = relative(text, words)
    assert place.lat == pytest.approx(lat, abs=NEAR_KM / 111)
    assert place.lon == pytest.approx(lon, abs=NEAR_KM / 111)


def test_the_far_north_lies_beyond_the_north() -> None:
    north = relative("Une base est en construction dans le nord du Tchad.", "nord du Tchad")
    far = relative("Une base est en construction dans l'extrême nord du Tchad.", "nord du Tchad")
    assert north.lat is not None
    assert far.lat is not None
    assert far.lat > north.lat > 15.4


def test_countries_that_meet_nowhere_have_no_point() -> None:
    places = read("The border triangle of Libya, Egypt and Yemen is quiet.").relative_places
    assert all(place.lat is None for place in places)


def test_how_far_a_force_went_is_no_place() -> None:
    record = read("Troops advanced about 4 km from Tarhuna towards Tripoli.")
    assert not record.relative_places
    (event,) = record.events
    assert {(place.role, place.name) for place in event.locations} == {("from", "Tarhuna"), ("to", "Tripoli")}


def test_an_unknown_spelling_of_a_foreign_town_is_that_town() -> None:
    places = read("غادر الرتل كيدال أمس ثم بلغ تيساليت بعد أن مر عبر أغلهوك، في شمال مالي.").places
    assert "ml-aguelhok" in {place.place_id for place in places}
