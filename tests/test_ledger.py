"""Presence over time and corroboration, on records made by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import SettingsError
from geo.ledger import NEWS_WINDOW_DAYS, corroboration, presence
from geo.models import SCHEMA, Actor, ArticleRecord, Event, EventTime, Evidence, Location

MAY = dt.date(2021, 5, 3)
NO_TIME = EventTime("", None, None, "", "unknown")


def day(value: dt.date, until: dt.date | None = None) -> EventTime:
    return EventTime(value.isoformat(), value, until or value, str(value), "explicit")


def at(name: str, place_id: str | None = "ly-jufra", *, role: Any = "at", **more: Any) -> Location:
    values: dict[str, Any] = {"country": "LY", "lat": 29.2, "lon": 16.0, "where_prec": 1, "uncertainty_km": 1.0} | more
    return Location(role, name, place_id, values["country"], values["lat"], values["lon"], values["where_prec"],
                    values["uncertainty_km"], "gazetteer", None, 0, 1, 0.9)  # fmt: skip


def actor(name: str = "Wagner Group", actor_id: str | None = "wagner", role: Any = "subject") -> Actor:
    return Actor(role, name, actor_id, 0, 1)


JUFRA = at("Al-Jufra Air Base")


def event(number: int, kind: Any = "presence", when: EventTime = NO_TIME, **more: Any) -> Event:
    values: dict[str, Any] = {
        "modality": "asserted", "actors": (actor(),), "locations": (JUFRA,), "voice": None, "quote": f"words {number}",
    } | more  # fmt: skip
    return Event(f"ev-{number}", kind, values["modality"], values["actors"], values["locations"], when, (), (),
                 values["voice"], Evidence(0, 1, values["quote"]), 0.8, (), ())  # fmt: skip


def record(name: str, *events: Event, published: dt.date | None = None) -> ArticleRecord:
    return ArticleRecord(
        SCHEMA, name, name.ljust(64, "0"), 0, 0, 9, name, "en", published, None, (), (), (), (), events, ()
    )


# ------------------------------------------------------------------- presence


def test_first_and_last_seen_span_all_reports() -> None:
    later = MAY + dt.timedelta(days=40)
    (found,) = presence([record("b", event(2, when=day(later))), record("a", event(1, "movement", day(MAY)))])
    assert (found.actor, found.place) == ("wagner", "ly-jufra")
    assert (found.first_seen, found.last_seen, found.state) == (MAY, later, "reported")
    assert [s.event_id for s in found.sightings] == ["ev-1", "ev-2"]


def test_an_old_report_is_stale_and_as_of_looks_back() -> None:
    records = [record("a", event(1, when=day(MAY)))]
    (then,) = presence(records, as_of=MAY + dt.timedelta(days=10))
    (much_later,) = presence(records, as_of=MAY + dt.timedelta(days=400))
    assert (then.state, much_later.state) == ("reported", "stale")
    assert presence(records, as_of=MAY - dt.timedelta(days=1)) == ()


def test_without_as_of_the_latest_report_is_now_not_today() -> None:
    (found,) = presence([record("a", event(1, when=day(MAY)))])
    assert found.state == "reported"


def test_a_withdrawal_ends_a_presence_and_a_return_reopens_it() -> None:
    gone = event(2, "withdrawal", day(MAY + dt.timedelta(days=30)), locations=(at("Al-Jufra Air Base", role="from"),))
    back = event(3, "deployment", day(MAY + dt.timedelta(days=60)))
    stay = event(1, when=day(MAY))
    assert presence([record("a", stay, gone)])[0].state == "left"
    assert presence([record("a", stay, gone, back)])[0].state == "reported"


@pytest.mark.parametrize("modality", ["planned", "possible", "denied"])
def test_what_is_not_said_to_be_so_shows_no_presence(modality: str) -> None:
    assert presence([record("a", event(1, when=day(MAY), modality=modality))]) == ()


def test_a_strike_shows_its_target_there_and_not_who_struck() -> None:
    struck = event(1, "strike", day(MAY), actors=(actor("GNA", "ly-gna"), actor(role="opponent")))
    assert [p.actor for p in presence([record("a", struck)])] == ["wagner"]


def test_a_country_is_a_place_of_its_own_without_a_point() -> None:
    libya = at("Libya", None, lat=None, lon=None, where_prec=6, uncertainty_km=None)
    (found,) = presence([record("a", event(1, when=day(MAY), locations=(libya,)))])
    assert (found.place, found.lat, found.where_prec) == ("country-ly", None, 6)


def test_a_report_without_a_day_is_dated_by_its_publication_or_not_at_all() -> None:
    (dated,) = presence([record("a", event(1), published=MAY)])
    assert (dated.first_seen, dated.last_seen) == (MAY - dt.timedelta(days=NEWS_WINDOW_DAYS), MAY)
    assert dated.sightings[0].basis == "published"
    (undated,) = presence([record("a", event(1))])
    assert (undated.state, undated.first_seen) == ("undated", None)


def test_a_day_without_a_year_is_not_given_one() -> None:
    yearless = EventTime("XXXX-11-02", None, None, "2 November", "explicit")
    (found,) = presence([record("a", event(1, when=yearless), published=MAY)])
    assert found.state == "undated"


def test_a_negative_age_is_refused() -> None:
    with pytest.raises(SettingsError, match="-1"):
        presence([], stale_after_days=-1)


# -------------------------------------------------------------- corroboration


def facts(*records: ArticleRecord) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(fact.events, fact.voices) for fact in corroboration(records)]


def test_two_voices_on_one_day_at_one_place_are_one_corroborated_fact() -> None:
    a, b = record("a", event(1, when=day(MAY))), record("b", event(2, when=day(MAY)))
    (fact,) = corroboration([a, b])
    assert (fact.events, fact.voices, fact.corroborated) == (("ev-1", "ev-2"), ("a", "b"), True)


def test_a_copy_of_the_same_words_or_the_same_agency_is_one_voice() -> None:
    copied = record("a", event(1, when=day(MAY), quote="same")), record("b", event(2, when=day(MAY), quote="same"))
    cited = record("a", event(1, when=day(MAY), voice="Nova")), record("b", event(2, when=day(MAY), voice="Nova"))
    for pair in (copied, cited):
        (fact,) = corroboration(pair)
        assert not fact.corroborated


def test_a_denial_stands_beside_what_it_denies() -> None:
    denied = event(2, when=day(MAY), modality="denied")
    (fact,) = corroboration([record("a", event(1, when=day(MAY))), record("b", denied)])
    assert (fact.events, fact.denials) == (("ev-1",), ("ev-2",))
    assert corroboration([record("b", denied)]) == ()


@pytest.mark.parametrize(
    "other",
    [
        {"when": day(MAY + dt.timedelta(days=1))},
        {"when": day(MAY), "kind": "clash"},
        {"when": day(MAY), "actors": (actor("GNA", "ly-gna"),)},
        {"when": day(MAY), "locations": (at("Brak", "ly-brak", lat=27.5, lon=14.3),)},
    ],
)
def test_another_day_kind_force_or_place_is_another_fact(other: dict[str, Any]) -> None:
    assert len(facts(record("a", event(1, when=day(MAY))), record("b", event(2, **other)))) == 2


def test_neighbouring_places_within_their_uncertainty_are_the_same() -> None:
    near = at("Jufra", "ly-jufra-town", lat=29.24, uncertainty_km=8.0)
    assert (
        len(facts(record("a", event(1, when=day(MAY))), record("b", event(2, when=day(MAY), locations=(near,))))) == 1
    )


def test_a_vague_date_does_not_chain_two_days_together() -> None:
    month = day(dt.date(2021, 5, 1), dt.date(2021, 5, 31))
    found = facts(
        record("a", event(1, when=day(MAY))),
        record("b", event(2, when=day(dt.date(2021, 5, 20)))),
        record("c", event(3, when=month)),
    )
    assert found == [(("ev-1", "ev-3"), ("a", "c")), (("ev-2",), ("b",))]


# ------------------------------------------------------------------------ laws

events = st.builds(
    event,
    st.integers(1, 10**6),
    st.sampled_from(["presence", "clash", "movement", "withdrawal"]),
    st.dates(dt.date(2020, 1, 1), dt.date(2021, 12, 31)).map(day),
    modality=st.sampled_from(["asserted", "reported", "denied"]),
    locations=st.sampled_from([(JUFRA,), (at("Brak", "ly-brak", lat=27.5, lon=14.3),)]),
)
archives = st.lists(events, max_size=12, unique_by=lambda e: e.id).map(
    lambda found: [record(f"source {e.id}", e) for e in found]
)


@given(archives, st.randoms())
def test_the_order_of_the_sources_does_not_matter(records: list[ArticleRecord], random: Any) -> None:
    shuffled = list(records)
    random.shuffle(shuffled)
    assert presence(shuffled) == presence(records)
    assert corroboration(shuffled) == corroboration(records)


@given(archives)
def test_every_statement_is_in_exactly_one_fact(records: list[ArticleRecord]) -> None:
    stated = sorted(e.id for r in records for e in r.events if e.modality != "denied")
    assert sorted(i for fact in corroboration(records) for i in fact.events) == stated
