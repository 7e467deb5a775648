"""The time of what an article tells without a date."""

from __future__ import annotations

import datetime as dt

from geo.models import Event
from geo.reading import extract_text
from geo.settings import Settings

PUBLISHED = dt.date(2025, 3, 26)


def events(text: str, published: dt.date | None = PUBLISHED) -> dict[str, Event]:
    (record,) = extract_text(text, settings=Settings(published=published))
    return {place.name: event for event in record.events for place in event.locations}


def test_an_undated_event_has_the_time_of_the_story_as_inherited() -> None:
    told = events("The army retook Khartoum airport on Monday.\n\nIts units later captured Jebel Aulia.")
    assert told["Jebel Aulia"].time.edtf == "2025-03-24"
    assert told["Jebel Aulia"].time.basis == "inherited"


def test_history_at_the_opening_dates_nothing() -> None:
    told = events("The army lost Khartoum airport on 15 April 2023.\n\nIts units have captured Jebel Aulia.")
    assert not told["Jebel Aulia"].time.edtf


def test_what_stands_or_is_only_planned_has_no_time_of_the_story() -> None:
    told = events(
        "The army retook Khartoum airport on Monday.\n\n"
        "A garrison is based in Kosti.\n\nThe army plans to send troops to Nyala."
    )
    assert not told["Kosti"].time.edtf
    assert not told["Nyala"].time.edtf
