"""What an analyst pastes: single sentences, and the ways a movement is told, in three languages."""

import datetime as dt

import pytest

from geo.models import ArticleRecord
from geo.reading import extract_text
from geo.settings import Settings

PUBLISHED = Settings(published=dt.date(2025, 3, 5))
Told = tuple[str, tuple[tuple[str, str], ...]]


def told(text: str) -> set[Told]:
    return {(event.type, tuple((place.role, place.name) for place in event.locations)) for event in events(text)}


def events(text: str) -> list:
    (record,) = extract_text(text, settings=PUBLISHED)
    assert isinstance(record, ArticleRecord)
    return list(record.events)


@pytest.mark.parametrize(
    ("text", "type_", "place"),
    [
        ("سقط عشرة قتلى بغارة جوية على نيالا", "strike", "Nyala"),
        ("شهدت مدينة بابنوسة اشتباكات عنيفة", "clash", "Babanusa"),
        ("أعلن الجيش إسقاط ثلاث مسيرات فوق عطبرة", "strike", "Atbara"),
        ("The army took Bara on Tuesday.", "control", "Bara"),
        ("L'armée a repris Tessalit lundi.", "control", "Tessalit"),
    ],
)
def test_a_single_sentence_states_its_event(text: str, type_: str, place: str) -> None:
    assert told(text) == {(type_, (("at", place),))}


@pytest.mark.parametrize(
    ("text", "origin", "goal"),
    [
        ("Russian troops arrived in Tobruk from Tartus.", "Tartus", "Tobruk"),
        ("وصل رتل من عشرين آلية إلى سبها قادما من طبرق أمس.", "Tobruk", "Sebha"),
        ("Un convoi de l'armée a quitté Gao pour Kidal lundi.", "Gao (Mali)", "Kidal"),
    ],
)
def test_a_movement_has_both_its_ends(text: str, origin: str, goal: str) -> None:
    assert [places for _, places in told(text)] == [(("from", origin), ("to", goal))]


def test_each_leg_of_a_journey_is_a_movement() -> None:
    legs = {places for _, places in told("نقل الجيش أرتالا من سبها إلى طبرق ومنها إلى بنغازي.")}
    assert {(("from", "Sebha"), ("to", "Tobruk")), (("from", "Tobruk"), ("to", "Benghazi"))} <= legs


def test_a_title_tells_nothing_twice() -> None:
    text = (
        "Army leaves Gao\n5 March 2025\n\n"
        "A long column of army lorries and armoured vehicles left Gao for Kidal on Monday morning, soldiers said. "
        "People of the town watched from their roofs until the last of them had gone out of sight in the dust.\n"
    )
    assert [event.time.edtf for event in events(text)] == ["2025-03-03"]


def test_an_article_is_no_acronym_and_an_adjective_no_weapon() -> None:
    (event,) = events("Un convoi d'hommes armés a quitté Gao pour Kidal lundi.")
    assert "United Nations" not in {actor.name for actor in event.actors}
    assert "armés" not in {weapon.text for weapon in event.equipment}


def test_what_is_dated_ahead_is_planned() -> None:
    (event,) = events("The army moves two battalions from Gao to Kidal on 20 March 2025.")
    assert event.modality == "planned"


def test_an_adjective_in_the_accusative_is_no_country() -> None:
    (record,) = extract_text("قال الجيش إن رتلا تركيا دخل من معبر باب السلامة إلى أعزاز يوم الأحد.", settings=PUBLISHED)
    assert [place.use for place in record.places if place.surface == "تركيا"] == ["demonym"]


def test_a_known_town_that_begins_an_unknown_name_gets_no_coordinates() -> None:
    (record,) = extract_text("Soldiers of the army left the base at Adan Qorqor on Monday.", settings=PUBLISHED)
    assert all(place.lat is None for place in record.places if place.surface.startswith("Adan"))
