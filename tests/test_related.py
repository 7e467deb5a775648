"""Other reports of the same: what is linked, what is not, and how many of them are independent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import mapcases
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import related
from geo.export.mapspec import build_mapspec
from geo.export.profile import Profile, load_profile
from geo.export.release import release
from geo.geocoding.facts import GROUPS
from geo.models import Actor, ArticleRecord, Disc, Event
from geo.related import Reports, related_reports, said_by

WAGNER, ARMY = Actor("subject", "Wagner Group", "wagner", 0, 0), Actor("subject", "Libyan Army", "lna", 0, 0)
BRAK, SEBHA = (27.65, 14.27), (27.04, 14.43)
DAY = mapcases.day("2024-10-28")
LONG = "A column of some forty vehicles left the base on Monday evening and headed south, two residents said."


def event(event_id: str, kind: str = "movement", at: tuple[float, float] = BRAK, **more: object) -> Event:
    spot = mapcases.place(more.pop("role", "at"), "Somewhere", Disc(*at, 5.0), at=at)
    spot = msgspec.structs.replace(spot, uncertainty_km=more.pop("km", 5.0))
    fields = {"time": DAY, "actors": (WAGNER,), **more}
    return mapcases.event(event_id, kind, fields.pop("quote", f"Words of {event_id} alone."), spot, **fields)


def article(name: str, *events: Event, published: dt.date | None = None) -> ArticleRecord:
    record = mapcases.record(f"{name}.txt", name, "en", *events, published=published)
    return msgspec.structs.replace(record, source_sha256=name)


def apart(*events: Event, published: Sequence[dt.date | None] = ()) -> dict[str, Reports]:
    """Return the links of events that stand in an article each."""
    days = [*published, *[None] * (len(events) - len(published))]
    return related_reports([article(e.id, e, published=day) for e, day in zip(events, days, strict=True)])


def test_two_articles_that_tell_one_thing_are_linked_with_what_they_share() -> None:
    found = apart(event("a"), event("b", "deployment"))
    assert found["a"].links == (related.Link("b", "same", copy=False, reasons=("place", "days", "force")),)
    assert found["a"].independent == 1
    assert set(found) == {"a", "b"}


@pytest.mark.parametrize(
    "other",
    [
        event("b", "clash"),
        event("b", at=SEBHA),
        event("b", time=mapcases.day("2024-11-02")),
        event("b", actors=(ARMY,)),
        event("b", role="from"),
        event("b", role="anchor"),
    ],
    ids=["another type", "another place", "another day", "another force", "the other end", "only measured from there"],
)
def test_what_differs_in_one_of_them_is_not_linked(other: Event) -> None:
    assert apart(event("a"), other) == {}


def test_a_force_that_one_does_not_name_is_no_hindrance() -> None:
    assert apart(event("a"), event("b", actors=()))["a"].links[0].reasons == ("place", "days")
    surface = Actor("subject", "a column", None, 0, 0)
    assert apart(event("a"), event("b", actors=(surface,)))["b"].independent == 1


def test_where_the_place_or_the_day_is_wide_a_shared_force_must_join_in() -> None:
    year = mapcases.EventTime("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31), "2024", "explicit")
    for wide in (event("b", km=200.0, actors=()), event("b", time=year, actors=())):
        assert apart(event("a"), wide) == {}
    for wide in (event("b", km=200.0), event("b", time=year)):
        assert apart(event("a"), wide) != {}


def test_without_a_day_the_days_before_publication_stand_in() -> None:
    undated = mapcases.EventTime("", None, None, "", "unknown")
    soon, late = dt.date(2024, 10, 30), dt.date(2024, 12, 1)
    found = apart(event("a"), event("b", time=undated), event("c", time=undated), published=(None, soon, late))
    assert found["a"].links == (related.Link("b", "same", copy=False, reasons=("place", "published", "force")),)
    assert "c" not in found
    assert apart(event("a", time=undated), event("b", time=undated)) == {}, "no day at all confirms nothing"


def test_events_of_one_article_are_never_linked() -> None:
    assert related_reports([article("a", event("a"), event("b"))]) == {}


def test_ten_copies_are_not_ten_sources() -> None:
    cut = " ".join(LONG.split()[:-3])
    copies = [event(f"c{number}", quote=cut if number % 2 else f"{LONG} It was dark.") for number in range(10)]
    found = apart(
        *copies, event("own", quote="Drivers saw army lorries pass through Brak all night long, they told us.")
    )
    assert len(found["c0"].links) == 10
    assert sum(link.copy for link in found["c0"].links) == 9
    assert found["c0"].independent == 1
    assert found["own"].independent == 1, "all ten are one voice"


def test_what_two_outlets_have_from_one_source_is_one_voice() -> None:
    found = apart(event("a", attributed_to="Nova"), event("b", attributed_to="nova"), event("c"))
    assert found["a"].independent == 1
    assert found["c"].independent == 1
    assert not any(link.copy for link in found["a"].links)


def test_an_article_that_tells_it_twice_is_one_voice() -> None:
    twice = article("two", event("b", attributed_to="one"), event("c", attributed_to="another"))
    assert related_reports([article("one", event("a")), twice])["a"].independent == 1


def test_a_denial_is_linked_and_told_apart() -> None:
    found = apart(event("a"), event("b", modality="denied"), event("c"))
    assert [(link.event, link.kind) for link in found["a"].links] == [("b", "denial"), ("c", "same")]
    assert found["a"].independent == 1
    assert found["b"].independent == 0


def test_a_crowd_of_events_is_left_to_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(related, "MOST_EVENTS", 2)
    assert apart(event("a"), event("b")) == {}


# ----------------------------------------------------------------------- laws

KINDS = st.sampled_from(["movement", "deployment", "withdrawal", "clash", "strike", "presence"])
FORCES = st.sampled_from([(), (WAGNER,), (ARMY,), (WAGNER, ARMY)])
WORDS = st.sampled_from(
    [LONG, LONG.upper(), "Short.", "Other words of the same length as these, more or less, told at noon."]
)


@st.composite
def corpora(draw: st.DrawFn) -> list[ArticleRecord]:
    out = []
    for number in range(draw(st.integers(2, 6))):
        events = [
            event(
                f"e{number}-{index}", draw(KINDS), draw(st.sampled_from([BRAK, SEBHA, (27.7, 14.3)])),
                actors=draw(FORCES), modality=draw(st.sampled_from(["asserted", "reported", "denied"])),
                time=mapcases.day(f"2024-10-{draw(st.integers(20, 28))}"), quote=draw(WORDS),
                role=draw(st.sampled_from(["at", "from", "to"])), km=draw(st.sampled_from([1.0, 8.0, 120.0])),
                attributed_to=draw(st.sampled_from([None, "Nova"])),
            )
            for index in range(draw(st.integers(1, 3)))
        ]  # fmt: skip
        out.append(article(f"a{number}", *events))
    return out


@given(corpora())
def test_links_are_symmetric_between_articles_and_within_a_group_of_types(records: list[ArticleRecord]) -> None:
    home = {e.id: (record.source, e) for record in records for e in record.events}
    found = related_reports(records)
    for key, reports in found.items():
        assert len({link.event for link in reports.links}) == len(reports.links)
        assert 0 <= reports.independent <= len({home[link.event][0] for link in reports.links})
        for link in reports.links:
            back = {other.event: other for other in found[link.event].links}[key]
            assert (back.kind, back.copy, back.reasons) == (link.kind, link.copy, link.reasons)
            assert home[key][0] != home[link.event][0]
            kinds = {GROUPS.get(home[at][1].type, home[at][1].type) for at in (key, link.event)}
            assert len(kinds) == 1


@given(corpora(), st.randoms())
def test_the_order_of_the_articles_does_not_matter(records: list[ArticleRecord], shuffle: object) -> None:
    def plain(found: dict[str, Reports]) -> dict[str, object]:
        return {key: ({*reports.links}, reports.independent) for key, reports in found.items()}

    other = records.copy()
    shuffle.shuffle(other)
    assert plain(related_reports(records)) == plain(related_reports(other))


@given(corpora())
def test_a_copy_more_adds_no_voice(records: list[ArticleRecord]) -> None:
    """Whatever is there, an article repeated word by word under another name confirms nothing."""
    found = related_reports(records)
    last = records[-1]
    again = article("again", *(msgspec.structs.replace(e, id=f"again-{e.id}") for e in last.events))
    for key, reports in related_reports([*records, again]).items():
        before = found[key].independent if key in found else 0
        long = all(len(said_by(last, e).pairs) >= related.COPY_PAIRS for e in last.events)
        if key in {e.id for record in records for e in record.events} and long:
            assert reports.independent <= before


# ---------------------------------------------------------------- on the map


def test_the_cards_carry_the_links() -> None:
    spec = build_mapspec([article("x", event("a")), article("y", event("b"))])
    assert [(card.others_total, card.independent, card.others[0].event) for card in spec.events] == [
        (1, 1, "b"), (1, 1, "a"),
    ]  # fmt: skip


def test_a_release_without_words_still_knows_its_copies() -> None:
    records = [article(name, event(name, quote=LONG)) for name in "abc"]
    silent = release(records, Profile(sentences="drop"))
    assert silent.links is not None
    assert silent.links["a"].independent == 0
    assert all(link.copy for link in silent.links["a"].links)
    hidden = release(records, load_profile("protected"), day=dt.date(2025, 6, 1))
    assert [link.event for link in hidden.links["r-1"].links] == ["r-2", "r-3"]
    assert hidden.links["r-1"].independent == 0


def test_a_link_to_what_is_left_out_is_gone() -> None:
    records = [article("x", event("a")), article("y", event("b"))]
    released = release(records, Profile(unreviewed="drop"), reviews={"a": "accepted"})
    assert released.links == {}
