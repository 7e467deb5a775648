"""The parts of the dashboard one by one: markup, words, filters and downloads."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import card, data, details, downloads, markup, naming, state, words
from geo import models
from geo.documents import read_source
from geo.export.manifest import Report
from geo.export.profile import load_profile, names
from geo.pipeline import Pipeline


@pytest.fixture(scope="module")
def corpus() -> data.Corpus:
    return data.extend(data.Corpus(), data.sample_files())


def test_a_lone_surrogate_does_not_stop_the_page() -> None:
    assert markup.tag("p", "a\ud800b") == "<p>a?b</p>"


# --------------------------------------------------------------------- markup


@given(st.text())
def test_no_text_can_leave_its_element(text: str) -> None:
    made = markup.tag("p", text, title=text, cls=text)
    parsed = HTMLParser(convert_charrefs=True)
    tags: list[str] = []
    parsed.handle_starttag = lambda name, _: tags.append(name)  # type: ignore[method-assign]
    parsed.feed(made)
    assert tags == ["p"]


@pytest.mark.parametrize("attribute", ["onclick", "href", "src", "style", "srcset", "formaction"])
def test_no_attribute_can_run_or_fetch_anything(attribute: str) -> None:
    with pytest.raises(ValueError, match="not allowed"):
        markup.tag("p", **{attribute: "x"})


@pytest.mark.parametrize(
    "text", ["![x](http://e.x/i.png)", ":red[x]", "$x$", "<b>", "`x`", "[a](b)", "# x", ":material/home:"]
)
def test_text_for_markdown_is_read_as_written(text: str) -> None:
    made = markup.plain(text)
    assert re.sub(r"\\(.)", r"\1", made) == text
    assert not re.search(r"(?<!\\)[!\[\]()<>`$:#*_~]", made)


# ---------------------------------------------------------------------- words


def test_every_language_has_every_word() -> None:
    keys = {lang: frozenset(words._table(lang)) for lang in words.languages()}
    assert set(keys) == {"ar", "en", "fr"}
    assert len(set(keys.values())) == 1


def test_every_language_fills_in_the_same_values() -> None:
    tables = [words._table(lang) for lang in words.languages()]
    for key in tables[0]:
        assert len({frozenset(re.findall(r"\{(\w+)\}", table[key])) for table in tables}) == 1, key


CODES = {
    "type": models.EventType,
    "modality": models.Modality,
    "use": models.PlaceUse,
    "role": models.LineRole,
    "verdict": models.Verdict,
    "actor": models.ActorRole,
    "location": models.LocationRole,
    "method": models.LocationMethod,
    "basis": models.TimeBasis,
}


def test_every_profile_has_a_word() -> None:
    assert {f"profile.{name}" for name in names()} <= set(words._table("en"))


@pytest.mark.parametrize("kind", CODES)
def test_every_code_of_the_models_has_a_word(kind: str) -> None:
    assert {f"{kind}.{code}" for code in get_args(CODES[kind])} <= set(words._table("en"))


# ------------------------------------------------------------------ downloads


def test_downloads_hold_what_the_filters_leave(corpus: data.Corpus) -> None:
    kept = state.Filters(types=("clash",)).apply(corpus.rows)
    ids = {row.event.id for row in kept}
    assert 0 < len(ids) < len(corpus.rows)
    made = {item.name: downloads.make(item.name, data.with_rows(corpus, kept), lang="en") for item in downloads.FORMATS}
    lines = [json.loads(line) for line in made["jsonl"].decode().splitlines()]
    assert {event["id"] for line in lines for event in line["events"]} == ids
    assert {line["event_id"] for line in csv.DictReader(io.StringIO(made["csv"].decode("utf-8-sig")))} == ids
    assert {item["properties"]["event_id"] for item in json.loads(made["geojson"])["features"]} == ids
    assert made["html"].startswith(b"<!DOCTYPE html>")
    assert made["kml"].startswith(b"<?xml")
    assert made["gpkg"].startswith(b"SQLite format 3")


def test_a_download_says_who_made_it_and_leaves_under_its_profile(corpus: data.Corpus) -> None:
    filters = state.Filters(types=("movement",), start=dt.date(2024, 1, 1), undated=False)
    report = Report(author="L. H.", date=dt.date(2030, 1, 1), filters=details.told(filters, words.load_words("en")))
    asked = details.Details("Autumn", report, load_profile("protected"))
    made = {
        item.name: downloads.make(item.name, corpus.records, lang="en", details=asked) for item in downloads.FORMATS
    }
    (block,) = re.findall(r'id="marsad-manifest">(.*?)</script>', made["html"].decode())
    manifest = json.loads(block)
    assert (manifest["title"], manifest["author"], manifest["profile"]["name"]) == ("Autumn", "L. H.", "protected")
    assert manifest["filters"] == {
        "Type of event": "Movement", "From": "2024-01-01", "Keep events without a date": "no",
    }  # fmt: skip
    quotes = {row.event.evidence.quote.encode() for row in corpus.rows if len(row.event.evidence.quote) > 20}
    assert quotes
    assert not [name for name, file in made.items() for quote in quotes if quote in file]


DAYS = st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1))


@given(
    st.builds(
        state.Filters,
        types=st.lists(st.sampled_from(state.TYPES), unique=True).map(tuple),
        forces=st.lists(st.text(min_size=1), max_size=4).map(tuple),
        modalities=st.lists(st.sampled_from(state.MODALITIES), unique=True).map(tuple),
        start=DAYS,
        end=DAYS,
        undated=st.booleans(),
        precision=st.sampled_from(state.PRECISIONS),
        query=st.text(max_size=state.MAX_QUERY_CHARS),
    )
)
def test_filters_survive_the_address(filters: state.Filters) -> None:
    query = {key: value if isinstance(value, list) else [value] for key, value in state.to_query(filters).items()}
    assert state.from_query(query) == filters


@given(st.sampled_from(state.TYPES), st.sampled_from(state.PRECISIONS), DAYS, DAYS, st.booleans())
def test_a_filter_only_takes_away(kind: str, precision: int, start: dt.date, end: dt.date, undated: bool) -> None:  # noqa: FBT001
    rows = data.extend(data.Corpus(), data.sample_files()[:4]).rows
    filters = state.Filters(types=(kind,), precision=precision, start=start, end=end, undated=undated)
    kept = filters.apply(rows)
    assert set(kept) <= set(rows)
    assert filters.apply(kept) == kept


def test_threads_that_read_at_once_read_what_one_reads_alone(corpus: data.Corpus) -> None:
    engine = Pipeline()
    sources = [read_source(item.path, None, item.name, settings=engine.settings) for item in data.sample_files()]
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(engine.run_source, sources * 4))
    for number, records in enumerate(read):
        assert records == corpus.readings[number % len(sources)].records


def test_a_denial_is_shown_beside_what_it_denies() -> None:
    read = data.extend(data.Corpus(), data.sample_files()[:1])
    record = read.readings[0].records[0]
    claim, denial = record.events[0], msgspec.structs.replace(record.events[-1], denies=record.events[0].id)
    changed = msgspec.structs.replace(record, events=(claim, denial))
    reading = msgspec.structs.replace(read.readings[0], records=(changed,))
    corpus = data.Corpus((reading,), data.rows_of_readings((reading,)))
    shown = [card.card(naming.Telling(corpus, row, words.load_words("en"))) for row in corpus.rows]
    assert html.escape(denial.evidence.quote) in shown[0]
    assert html.escape(claim.evidence.quote) in shown[1]


def test_a_corpus_of_bad_files_only_says_so_on_the_page() -> None:
    failed = data.extend(data.Corpus(), (data.Given("a.txt", b""), data.Given("b.txt", b"%PDF-1.4")))
    assert [bool(reading.error) for reading in failed.readings] == [True, True]
    assert failed.records == failed.rows == ()
