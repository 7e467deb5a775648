"""What issue 2 says that the two seeds must show: two pages as a user saved them, furniture and all.

Every row of its table is a test. The texts lie beside the project (`../shared/seeds`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from geo.documents import Source, read_source
from geo.geodesy import Point, distance_km
from geo.models import ArticleRecord, Corridor, Direction, Event, Location
from geo.pipeline import Pipeline

pytestmark = pytest.mark.shared

#: A named base or town must lie this near to the coordinates of the table, km.
NEAR_KM = 5.0
BRAK_BASE = Point(27.65, 14.27)
JUFRA_BASE = Point(29.20, 16.00)
GHARYAN = Point(32.17, 13.02)
TOBRUK_PORT = Point(32.07, 23.98)
BASE_101 = Point(12.53, -7.95)
WATIYA_BASE = Point(32.47, 11.90)
BENGHAZI = Point(32.12, 20.07)
WAGNER = "wagner"
MOVES = ("movement", "deployment", "delivery")


def read(pipeline: Pipeline, path: Path) -> tuple[Source, tuple[ArticleRecord, ...]]:
    source = read_source(path, None, path.name, settings=pipeline.settings)
    return source, pipeline.run_source(source)


@pytest.fixture(scope="module")
def libya_page(pipeline: Pipeline, shared: Path) -> tuple[Source, tuple[ArticleRecord, ...]]:
    (path,) = (shared / "seeds").glob("000_*.txt")
    return read(pipeline, path)


@pytest.fixture(scope="module")
def ticker_page(pipeline: Pipeline, shared: Path) -> tuple[Source, tuple[ArticleRecord, ...]]:
    (path,) = (shared / "seeds").glob("004_*.txt")
    return read(pipeline, path)


@pytest.fixture(scope="module")
def libya(libya_page: tuple[Source, tuple[ArticleRecord, ...]]) -> ArticleRecord:
    return libya_page[1][0]


@pytest.fixture(scope="module")
def mali(libya_page: tuple[Source, tuple[ArticleRecord, ...]]) -> ArticleRecord:
    return libya_page[1][1]


@pytest.fixture(scope="module")
def ticker(ticker_page: tuple[Source, tuple[ArticleRecord, ...]]) -> ArticleRecord:
    return ticker_page[1][0]


def is_near(place: Location, point: Point, km: float = NEAR_KM) -> bool:
    return place.lat is not None and place.lon is not None and distance_km(Point(place.lat, place.lon), point) <= km


def at(
    events: Iterable[Event], point: Point, *, roles: Sequence[str] = ("at", "area", "to"), km: float = NEAR_KM
) -> list[Event]:
    return [e for e in events if any(p.role in roles and is_near(p, point, km) for p in e.locations)]


def of_type(record: ArticleRecord, *types: str) -> list[Event]:
    return [event for event in record.events if event.type in types]


def actor_ids(event: Event) -> set[str | None]:
    return {actor.actor_id for actor in event.actors}


def named(event: Event, *words: str) -> bool:
    return any(word in actor.name for word in words for actor in event.actors)


def quoting(record: ArticleRecord, *words: str) -> list[Event]:
    return [event for event in record.events if all(word in event.evidence.quote for word in words)]


def is_drawn(event: Event) -> bool:
    return any(place.lat is not None for place in event.locations)


# ---------------------------------------------------------------- both pages


def test_the_first_page_is_two_articles_and_the_second_one(
    libya_page: tuple[Source, tuple[ArticleRecord, ...]], ticker_page: tuple[Source, tuple[ArticleRecord, ...]]
) -> None:
    assert [record.lang for record in libya_page[1]] == ["ar", "ar"]
    assert [record.lang for record in ticker_page[1]] == ["ar"]
    assert libya_page[1][1].title == "معدات عسكرية وإنشاءات جديدة.. روسيا تعزز وجودها بمالي"
    assert ticker_page[1][0].title.startswith("بعد تدخلها في سوريا")
    assert ticker_page[1][0].published == dt.date(2020, 5, 31)


@pytest.mark.parametrize("page", ["libya_page", "ticker_page"])
def test_every_span_is_the_words_it_says(page: str, request: pytest.FixtureRequest) -> None:
    source, records = request.getfixturevalue(page)
    for record in records:
        for place in record.places:
            assert source.text[place.start : place.end] == place.surface
        for relative in record.relative_places:
            assert source.text[relative.start : relative.end] == relative.text
        for event in record.events:
            assert source.text[event.evidence.start : event.evidence.end] == event.evidence.quote
            assert all(0 <= item.start < item.end <= len(source.text) for item in (*event.actors, *event.locations))


# ------------------------------------------------------------- 000, the first


def test_wagner_is_present_at_brak_air_base_as_nova_reports(libya: ArticleRecord) -> None:
    found = [e for e in at(of_type(libya, "presence"), BRAK_BASE) if WAGNER in actor_ids(e)]
    assert found
    (event,) = found
    assert event.modality == "reported"
    assert event.attributed_to is not None
    assert "نوفا" in event.attributed_to
    assert "مصادر أمنية ليبية" in event.attributed_to
    assert event.time.edtf == "XXXX-11-02"


def test_wagner_reconnoitres_an_area_from_shwayrif_to_brak(libya: ArticleRecord) -> None:
    found = [e for e in of_type(libya, "recon") if WAGNER in actor_ids(e)]
    assert len(found) == 1
    (area,) = [p for p in found[0].locations if p.role == "area"]
    assert isinstance(area.geometry, Corridor)
    ends = [Point(*spot) for spot in area.geometry.path]
    assert distance_km(ends[0], Point(29.985, 14.25)) <= NEAR_KM
    assert distance_km(ends[-1], BRAK_BASE) <= NEAR_KM


def test_the_claim_of_260_km_south_of_gharyan_fits_shwayrif(libya: ArticleRecord) -> None:
    claim = next(c for c in libya.distance_claims if c.claimed_km == 260)
    assert (claim.origin, claim.target, claim.verdict) == ("Gharyan", "Ash Shwayrif", "fits")
    assert claim.geodesic_km == pytest.approx(270, abs=3)


def test_part_of_wagner_moves_from_jufra_to_the_south_west(libya: ArticleRecord) -> None:
    (event,) = at(of_type(libya, *MOVES), JUFRA_BASE, roles=("from",))
    assert event.type == "movement"
    assert WAGNER in actor_ids(event)
    (goal,) = [p for p in event.locations if p.role == "to"]
    assert isinstance(goal.geometry, Direction), "an open arrow: the text gives no end"
    assert goal.geometry.bearing_deg == 225
    assert is_near(
        Location("to", "", None, None, goal.geometry.lat, goal.geometry.lon, 1, None, "none", None, 0, 1, 1), JUFRA_BASE
    )
    assert (goal.lat, goal.lon) == (None, None), "no point finer than the text"
    assert event.time.text == "أواخر الشهر المنصرم"
    assert event.time.edtf.startswith("XXXX-10"), "late in the month before the November that the page speaks from"


def test_gharyan_sees_a_clash_on_30_october(libya: ArticleRecord) -> None:
    (event,) = at(of_type(libya, "clash"), GHARYAN)
    assert event.time.edtf == "XXXX-10-30"
    subjects = [a.name for a in event.actors if a.role == "subject"]
    opponents = " ".join(a.name for a in event.actors if a.role == "opponent")
    assert any("دعاب" in name or "Dabab" in name for name in subjects)
    assert "لواء غريان" in opponents or "Gharyan" in opponents
    assert "الدعم والاستقرار" in opponents or "Stabilit" in opponents


def test_gharyan_changes_hands_twice(libya: ArticleRecord) -> None:
    found = at(of_type(libya, "control"), GHARYAN)
    assert len(found) == 2
    assert any(named(e, "دعاب", "Dabab") for e in found)
    assert any(named(e, "غرفة عسكرية") or "ly-gnu" in actor_ids(e) for e in found)


def test_russian_warships_may_get_berths_in_tobruk_port(libya: ArticleRecord) -> None:
    (event,) = at(of_type(libya, "naval"), TOBRUK_PORT)
    assert event.modality == "possible"
    assert event.attributed_to is not None
    assert "بلومبيرغ" in event.attributed_to
    assert named(event, "السفن الروسية", "Russia", "Russian")


def test_yevkurov_visited_benghazi(libya: ArticleRecord) -> None:
    (event,) = at(of_type(libya, "visit"), BENGHAZI, km=15)
    assert "ru-yevkurov" in actor_ids(event)


def test_derna_and_the_green_mountain_are_places_without_a_military_event(libya: ArticleRecord) -> None:
    names = {place.surface: place for place in libya.places}
    assert names["درنة"].use == "literal"
    assert names["درنة"].place_id == "ly-derna"
    assert any("الجبل الأخضر" in surface for surface in names)
    flooded = {place.place_id for surface, place in names.items() if surface == "درنة" or "الجبل الأخضر" in surface}
    assert not [e for e in libya.events if flooded & {p.place_id for p in e.locations}]


def test_the_years_of_the_first_article_stay_unknown(libya: ArticleRecord) -> None:
    assert libya.published is None
    for event in libya.events:
        if event.time.edtf:
            assert event.time.edtf.startswith("XXXX"), event
            assert (event.time.start, event.time.end) == (None, None)


# ------------------------------------------------------------ 000, the second


def test_equipment_is_delivered_to_base_101_and_a_malian_base(mali: ArticleRecord) -> None:
    found = [e for e in quoting(mali, "وصلت العديد من الآليات العسكرية") if e.type in MOVES]
    assert found
    assert all(e.type == "delivery" for e in found)
    goals = [p for e in found for p in e.locations if p.role in ("to", "at")]
    assert any(is_near(p, BASE_101) for p in goals)
    assert len({(p.place_id, p.name) for p in goals}) >= 2, "the Malian army's base is a place of its own"
    for event in found:
        assert event.time.edtf == "2025-01-09/2025-02-01"
        assert (event.time.start, event.time.end) == (dt.date(2025, 1, 9), dt.date(2025, 2, 1))


def test_base_101_is_bamakos_and_no_other(mali: ArticleRecord) -> None:
    bases = [place for place in mali.places if "101" in place.surface and place.kind == "facility"]
    assert bases
    for place in bases:
        assert place.country == "ML"
        assert place.lat is not None
        assert place.lon is not None
        assert distance_km(Point(place.lat, place.lon), BASE_101) <= NEAR_KM


def test_the_malian_base_is_a_kilometre_and_a_half_away(mali: ArticleRecord) -> None:
    relative = next(r for r in mali.relative_places if r.distance_km == 1.5)
    assert relative.lat is not None
    assert relative.lon is not None
    assert relative.uncertainty_km is not None
    assert distance_km(Point(relative.lat, relative.lon), BASE_101) <= NEAR_KM + relative.uncertainty_km


def test_the_delivery_lists_its_equipment(mali: ArticleRecord) -> None:
    deliveries = of_type(mali, *MOVES)
    listed = " ".join(f"{item.name} {item.text}" for e in deliveries for item in e.equipment)
    for name in ("T-72B3", "BMD", "BTR", "Spartak"):
        assert name in listed, name
    assert "KamAZ" in listed or "كاماز" in listed
    tanks = [q for e in deliveries for q in e.quantities if "دبابات" in q.text or q.unit == "tank"]
    assert {(q.min, q.max, q.qualifier) for q in tanks} == {(5, None, "at_least")}


def test_more_than_100_vehicles_arrived_on_17_january(mali: ArticleRecord) -> None:
    found = [e for e in quoting(mali, "أكثر من 100 آلية") if e.type in MOVES]
    assert found
    (event,) = found
    assert event.type == "delivery"
    assert event.time.edtf == "2025-01-17"
    assert (100, None, "at_least") in [(q.min, q.max, q.qualifier) for q in event.quantities]


def test_base_101_is_being_widened(mali: ArticleRecord) -> None:
    found = [e for e in at(of_type(mali, "construction"), BASE_101, km=NEAR_KM) if "توسيع" in e.evidence.quote]
    assert found
    assert WAGNER in {i for e in found for i in actor_ids(e)}


# ------------------------------------------------------------------------ 004


def test_gna_forces_take_watiya_air_base(ticker: ArticleRecord) -> None:
    found = at(of_type(ticker, "control"), WATIYA_BASE)
    assert len(found) == 1
    assert actor_ids(found[0]) & {"ly-gna-forces", "ly-gna"}
    assert found[0].modality in ("asserted", "reported")


def test_fighters_backed_by_turkey_move_from_syria_to_libya(ticker: ArticleRecord) -> None:
    found = [e for e in quoting(ticker, "استقدمتهم أنقرة من سوريا") if e.type in ("movement", "deployment")]
    assert found
    legs = [{(p.role, p.country): p for p in e.locations} for e in found]
    both = [leg for leg in legs if {("from", "SY"), ("to", "LY")} <= set(leg)]
    assert both
    assert all(p.lat is None for leg in both for p in leg.values()), "countries have no point"


def test_about_2500_russians_of_wagner_are_in_libya(ticker: ArticleRecord) -> None:
    counted = [
        e
        for e in of_type(ticker, "presence", "deployment")
        if any(q.max == 2500 or q.min == 2500 for q in e.quantities)
    ]
    assert counted
    assert any(actor_ids(e) & {WAGNER, "ru-mercs"} for e in counted)
    for event in counted:
        assert {p.country for p in event.locations} == {"LY"}
        assert all(p.lat is None for p in event.locations)
        assert event.id in {item.event for item in ticker.unplaced}


def test_aircraft_were_sent_and_that_was_denied(ticker: ArticleRecord) -> None:
    sent = [e for e in quoting(ticker, "نشر طائرات روسية") if e.type in (*MOVES, "presence")]
    assert sent
    said = [e for e in sent if e.modality in ("asserted", "reported") and e.type in MOVES]
    denied = [e for e in sent if e.modality == "denied"]
    assert said, "what is denied is shown, too"
    assert denied
    assert denied[0].attributed_to is not None
    assert "النواب" in denied[0].attributed_to
    assert denied[0].denies in {e.id for e in said}
    assert all("LY" in {p.country for p in e.locations} for e in (*said, *denied))


# ------------------------------------------------------ nothing that is not so


def furniture(source: Source, start: str, end: str) -> tuple[int, int]:
    first = source.text.index(start)
    return first, source.text.index(end, first) + len(end)


def test_nothing_comes_from_the_furniture_of_the_first_page(
    libya_page: tuple[Source, tuple[ArticleRecord, ...]],
) -> None:
    source, records = libya_page
    spans = [
        furniture(source, "المصادر: بلومبيرغ", "إقرأ أيضاً:"),
        furniture(source, "مقالات مشابهة", "في مجال الدفاع"),
    ]
    for record in records:
        for event in record.events:
            assert not [span for span in spans if event.evidence.start < span[1] and span[0] < event.evidence.end]
            for place in event.locations:
                assert not [span for span in spans if span[0] <= place.start < span[1]]


def test_nothing_comes_from_the_ticker(ticker_page: tuple[Source, tuple[ArticleRecord, ...]]) -> None:
    source, records = ticker_page
    title = source.text.index("بعد تدخلها في سوريا")
    for record in records:
        assert not [event for event in record.events if event.evidence.start < title]
        assert not [place for event in record.events for place in event.locations if place.start < title]


@pytest.mark.parametrize("page", ["libya_page", "ticker_page"])
def test_no_event_stands_at_a_capital_that_only_said_or_wants(page: str, request: pytest.FixtureRequest) -> None:
    _, records = request.getfixturevalue(page)
    silent = {"ru-moscow", "tr-ankara", "ae-abu-dhabi", "eg-cairo", "sa-riyadh"}
    met_there = "اجتماعهما في موسكو"
    for record in records:
        for event in record.events:
            if met_there not in event.evidence.quote:
                assert not silent & {p.place_id for p in event.locations if p.lat is not None}, event.evidence.quote


@pytest.mark.parametrize(
    "words",
    [
        "أن موسكو أرسلت",
        "والمدعومة من أنقرة",
        "أن موسكو تريد",
        "أن أبوظبي هي التي استأجرت",
        "استقدمتهم أنقرة",
        "الذي تمثله أبوظبي",
        "من الصعب على موسكو مساعدة",
        "أن موسكو تحاول",
    ],
)
def test_a_capital_that_acts_is_a_government(
    words: str, ticker_page: tuple[Source, tuple[ArticleRecord, ...]], ticker: ArticleRecord
) -> None:
    start = ticker_page[0].text.index(words)
    (place,) = [p for p in ticker.places if start <= p.start < start + len(words)]
    assert place.use == "metonym"


def test_the_financial_middleman_is_not_mali(ticker: ArticleRecord) -> None:
    assert not [p for p in ticker.places if p.country == "ML"]
    assert not [e for e in ticker.events if "ML" in {p.country for p in e.locations}]


def test_a_brigade_and_a_corps_are_forces_and_no_places(libya: ArticleRecord, mali: ArticleRecord) -> None:
    text_of = {id(record): [(p.surface, p.use, p.start) for p in record.places] for record in (libya, mali)}
    clash = quoting(libya, "لواء غريان")[0]
    brigade = clash.evidence.start + clash.evidence.quote.index("لواء غريان") + len("لواء ")
    assert [use for _, use, start in text_of[id(libya)] if start == brigade] in ([], ["organisation-part"])
    corps = [e for e in mali.events if "فيلق أفريقيا" in e.evidence.quote]
    assert any("فيلق" in actor.name or "Africa Corps" in actor.name for e in corps for actor in e.actors)
    assert not [p for e in mali.events for p in e.locations if p.place_id == "int-africa"]


def test_what_has_no_point_is_in_the_tray_with_its_reason(
    libya_page: tuple[Source, tuple[ArticleRecord, ...]], ticker_page: tuple[Source, tuple[ArticleRecord, ...]]
) -> None:
    for record in (*libya_page[1], *ticker_page[1]):
        tray = {item.event: item.why for item in record.unplaced}
        assert {event.id for event in record.events if not is_drawn(event)} == set(tray)
        assert all(tray.values())
