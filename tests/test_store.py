"""The store on SQLite and on a real PostGIS server: the same promises for both."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import create_engine, text

from geo.documents import read_source
from geo.errors import GeometryError, StoreError
from geo.models import SCHEMA, ArticleRecord
from geo.settings import Settings
from geo.store import Query, Review, Store, main_location

NOON = dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    if request.param == "sqlite":
        yield tmp_path / "marsad.sqlite"
        return
    url = request.getfixturevalue("postgis_url")
    yield url
    engine = create_engine(url)
    with engine.begin() as connection:
        tables = (
            connection.execute(text("SELECT tablename FROM pg_tables WHERE tablename LIKE 'marsad%'")).scalars().all()
        )
        for table in tables:
            connection.execute(text(f"DROP TABLE {table} CASCADE"))
    engine.dispose()


@pytest.fixture
def store(target: Path | str) -> Iterator[Store]:
    with Store(target) as opened:
        yield opened


def by_key(records: tuple[ArticleRecord, ...]) -> list[ArticleRecord]:
    return sorted(records, key=lambda r: (r.source_sha256, r.index))


def test_what_is_read_back_equals_what_was_written(store: Store, sample_records: tuple[ArticleRecord, ...]) -> None:
    store.save(sample_records)
    assert list(store.records()) == by_key(sample_records)


def test_it_is_still_there_after_closing(target: Path | str, sample_records: tuple[ArticleRecord, ...]) -> None:
    with Store(target) as first:
        first.save(sample_records)
    with Store(target) as second:
        assert list(second.records()) == by_key(sample_records)


def test_writing_twice_is_writing_once(store: Store, sample_records: tuple[ArticleRecord, ...]) -> None:
    store.save(sample_records)
    before = store.counts()
    store.save(sample_records)
    assert store.counts() == before
    assert before["events"] == sum(len(record.events) for record in sample_records) > 20


def test_a_rerun_leaves_no_trace_of_the_former_one(store: Store, sample_records: tuple[ArticleRecord, ...]) -> None:
    record = next(r for r in sample_records if len(r.events) > 1)
    store.save([record])
    shorter = msgspec.structs.replace(record, events=record.events[:1])
    store.save([shorter])
    assert list(store.records()) == [shorter]
    assert store.counts()["locations"] == len(shorter.events[0].locations)


def test_reviews_survive_a_rerun_and_forgetting(store: Store, sample_records: tuple[ArticleRecord, ...]) -> None:
    record = next(r for r in sample_records if r.events)
    store.save([record])
    review = Review(record.events[0].id, "rejected", "Amal", NOON, note="a drill of 2019")
    store.review(review)
    store.save([record])
    (found, *_) = store.events()
    assert (found.reviews, found.status) == ((review,), "rejected")
    store.forget(record.source_sha256)
    assert list(store.events()) == []
    assert store.orphaned_reviews() == (review,)
    store.save([record])
    assert store.orphaned_reviews() == ()
    assert [e.event.id for e in store.events(Query(statuses=("rejected",)))] == [record.events[0].id]


def test_a_moved_event_stands_where_the_analyst_put_it(store: Store, sample_records: tuple[ArticleRecord, ...]) -> None:
    record = next(r for r in sample_records if r.events and r.events[0].locations)
    store.save([record])
    event = record.events[0]
    store.review(Review(event.id, "moved", "Amal", NOON, name="hangar 3", lat=27.66, lon=14.28, uncertainty_km=0.5))
    found = next(e for e in store.events() if e.event.id == event.id)
    assert found.event == event, "what the pipeline said stays as it was"
    place = main_location(found.reviewed)
    assert place is not None
    assert (place.lat, place.lon, place.method, place.name) == (27.66, 14.28, "analyst", "hangar 3")
    assert place.reasons == ("moved by Amal on 2025-03-01",)


def test_the_last_decision_counts_and_none_is_lost(store: Store) -> None:
    for verdict in ("accepted", "rejected", "accepted"):
        store.review(Review("ev-1", verdict, "Amal", NOON))  # type: ignore[arg-type]
    assert [r.verdict for r in store.reviews("ev-1")] == ["accepted", "rejected", "accepted"]


def test_reviews_that_lack_something_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="needs a name"):
        store.review(Review("ev-1", "accepted", " ", NOON))
    with pytest.raises(StoreError, match="needs lat and lon"):
        store.review(Review("ev-1", "moved", "Amal", NOON))
    with pytest.raises(GeometryError):
        store.review(Review("ev-1", "moved", "Amal", NOON, lat=127.0, lon=14.0))
    with pytest.raises(StoreError, match="another event"):
        store.review(Review("ev-1", "merged", "Amal", NOON, merged_into="ev-1"))
    assert store.reviews() == ()


def test_queries_agree_with_filtering_by_hand(store: Store, sample_records: tuple[ArticleRecord, ...]) -> None:
    store.save(sample_records)
    everything = [event for record in sample_records for event in record.events]

    def ids(query: Query) -> set[str]:
        return {item.event.id for item in store.events(query)}

    assert ids(Query()) == {e.id for e in everything}
    assert ids(Query(types=("clash", "strike"))) == {e.id for e in everything if e.type in ("clash", "strike")}
    assert ids(Query(modalities=("denied",))) == {e.id for e in everything if e.modality == "denied"}
    assert ids(Query(countries=("LY",))) == {e.id for e in everything if any(p.country == "LY" for p in e.locations)}
    assert ids(Query(actors=("wagner",))) == {e.id for e in everything if any(a.actor_id == "wagner" for a in e.actors)}
    assert ids(Query(max_where_prec=1)) == {e.id for e in everything if any(p.where_prec <= 1 for p in e.locations)}
    assert ids(Query(min_confidence=0.6)) == {e.id for e in everything if e.confidence >= 0.6}
    day = dt.date(2024, 6, 1)
    assert ids(Query(since=day)) == {e.id for e in everything if e.time.end is not None and e.time.end >= day}
    assert ids(Query(until=day)) == {e.id for e in everything if e.time.start is not None and e.time.start <= day}
    box = Query(south=20, north=34, west=9, east=25)
    assert ids(box) == {
        e.id for e in everything
        if any(p.lat is not None and p.lon is not None and 20 <= p.lat <= 34 and 9 <= p.lon <= 25 for p in e.locations)
    }  # fmt: skip
    assert ids(box)


def test_the_text_behind_the_offsets_can_be_kept(store: Store, samples: Path, pipeline: object) -> None:
    del pipeline
    source = read_source(samples / "ar-01-brak.txt", None, "ar-01-brak.txt", settings=Settings())
    store.save([], source=source)
    assert store.source_text(source.sha256) == source.text
    assert store.source_text("0" * 64) is None


def test_odd_characters_come_back_as_they_were(store: Store) -> None:
    title = "a\x00b \u202e <script>"
    record = ArticleRecord(SCHEMA, "x.txt", "f" * 64, 0, 0, 5, title, "en", None, None, (), (), (), (), (), ())
    store.save([record])
    assert list(store.records()) == [record]


# ------------------------------------------------------------------- PostGIS


@pytest.mark.postgis
def test_postgis_holds_the_shapes_as_geometry(postgis_url: str, sample_records: tuple[ArticleRecord, ...]) -> None:
    with Store(postgis_url) as store:
        store.save(sample_records)
    engine = create_engine(postgis_url)
    try:
        with engine.connect() as connection:
            rows = connection.execute(
                text(
                    "SELECT lat, lon, ST_SRID(geom) AS srid, ST_IsValid(geom) AS valid,"
                    " ST_DWithin(geom::geography, ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography, 1000000) AS near"
                    " FROM marsad_locations WHERE geom IS NOT NULL AND lat IS NOT NULL"
                )
            ).all()
            missing = connection.execute(
                text("SELECT count(*) FROM marsad_locations WHERE geom IS NULL AND lat IS NOT NULL")
            ).scalar()
    finally:
        engine.dispose()
    assert len(rows) > 20
    assert missing == 0
    assert all(row.srid == 4326 and row.valid and row.near for row in rows)


# ------------------------------------------------------------- bad databases


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_text("these are my notes\n" * 100, encoding="utf-8")
    with pytest.raises(StoreError, match=r"notes\.sqlite.*not a database"):
        Store(path)


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    with pytest.raises(StoreError, match=r"another program's database.*bookmarks"):
        Store(path)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    other.close()


def test_a_truncated_database_is_refused(tmp_path: Path, sample_records: tuple[ArticleRecord, ...]) -> None:
    path = tmp_path / "marsad.sqlite"
    with Store(path) as store:
        store.save(sample_records)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(StoreError, match="malformed"):
        Store(path)


def store_after(folder: Path, statement: str) -> Path:
    """Return a new store to which somebody did this behind its back."""
    path = folder / "marsad.sqlite"
    Store(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute(statement)
    raw.close()
    return path


def test_half_a_store_is_refused(tmp_path: Path) -> None:
    path = store_after(tmp_path, "DROP TABLE marsad_reviews")
    with pytest.raises(StoreError, match="damaged: it lacks marsad_reviews"):
        Store(path)


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    path = store_after(tmp_path, "UPDATE marsad_meta SET value = 'marsad.store/99'")
    with pytest.raises(StoreError, match=r"marsad\.store/99"):
        Store(path)


@pytest.mark.parametrize(
    "target", ["nosuch://host/db", "mysql://host/db", "postgresql+pg8000://u:secret@127.0.0.1:1/db"]
)
def test_addresses_that_cannot_be_opened_say_so_without_the_password(target: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store(target)
    assert "secret" not in str(caught.value)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open"):
        Store(tmp_path)


# ---------------------------------------------------------------- two writers


def write_often(target: Path | str, records: tuple[ArticleRecord, ...], rounds: int) -> None:
    with Store(target) as store:
        for _ in range(rounds):
            store.save(records)
            store.review(Review("ev-shared", "accepted", "a writer", NOON))


def test_two_writers_at_once_lose_nothing(target: Path | str, sample_records: tuple[ArticleRecord, ...]) -> None:
    rounds = 5
    context = multiprocessing.get_context("spawn")
    half = len(sample_records) // 2
    # the parts overlap: both write the same sources at the same time
    parts = (sample_records[: half + 2], sample_records[half - 2 :])
    writers = [context.Process(target=write_often, args=(target, part, rounds)) for part in parts]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=120)
    assert [writer.exitcode for writer in writers] == [0, 0]
    with Store(target) as store:
        assert list(store.records()) == by_key(sample_records)
        assert len(store.reviews("ev-shared")) == 2 * rounds


def test_a_write_that_fails_leaves_nothing(store: Store, sample_records: tuple[ArticleRecord, ...]) -> None:
    record = next(r for r in sample_records if r.events)
    twice = (record, msgspec.structs.replace(record, title="the same article again"))
    with pytest.raises(StoreError):
        store.save(twice)
    assert store.counts() == {"articles": 0, "events": 0, "locations": 0, "reviews": 0}
