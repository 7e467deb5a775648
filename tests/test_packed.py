"""Packed rows: what comes out is what went in, to the last digit that is kept."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import math

import mapcases
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packedlines import lines_in

from geo.export import mapspec, packed
from geo.export.mapspec import SourceArticle, build_mapspec
from geo.export.packed import Packed, Rows, morton_order, pack, packed_lines, width_of
from geo.export.rows import NOWHERE, rows_of

#: Articles for rows that name any.
ARTICLES = [b"{}"] * 70_001


class Columns:
    """A second reader of the format, written from its description alone."""

    def __init__(self, rows: Packed) -> None:
        self.data, self.at = gzip.decompress(base64.b64decode(rows.columns)), 0
        self.lat, self.lon = self.degrees(rows), self.degrees(rows)
        numbers = (len(rows.actors), len(rows.places), rows.articles)
        self.actor, self.place, self.source = (self.take(rows.count, f"<u{width_of(most)}") for most in numbers)
        self.day, self.span, self.radius = (self.take(rows.count, "<u2") for _ in range(3))
        self.type, self.modality, self.precision, self.percent = (self.take(rows.count, "u1") for _ in range(4))
        assert self.at == len(self.data)
        self.text = [line.decode() for line in lines_in(rows.sentences)]

    def take(self, count: int, dtype: str) -> np.ndarray:
        width = np.dtype(dtype).itemsize
        planes = np.frombuffer(self.data, "u1", count * width, self.at).reshape(width, count)
        self.at += count * width
        return np.ascontiguousarray(planes.T).view(dtype).ravel()

    def degrees(self, rows: Packed) -> np.ndarray:
        zigzag = self.take(rows.placed, "<u4").astype("i8")
        return np.cumsum((zigzag >> 1) ^ -(zigzag & 1)) / rows.degree_units


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=9), max_size=30))
def test_lines_come_back_from_blocks_of_any_size(lines: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "BLOCK_LINES", 4)
        patch.setattr(packed, "DICTIONARY_SIZE", 16)
        text = packed_lines([line.encode() for line in lines])
    assert [line.decode() for line in lines_in(text, dictionary_size=16)] == lines


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=30)
rows_in = st.lists(
    st.tuples(
        st.one_of(st.floats(-90, 90), st.just(math.nan)), st.floats(-180, 180), st.integers(0, 13), st.integers(0, 4),
        st.integers(1, 8), st.floats(0, 1), st.floats(0, 6000), st.integers(1, 40000), st.integers(0, 400),
        st.integers(0, 70000), WORDS,
    ),
    max_size=40,
)  # fmt: skip


@given(rows_in)
@settings(max_examples=60)
def test_every_row_comes_back(given_rows: list[tuple]) -> None:
    columns = list(zip(*given_rows, strict=True)) or [()] * 11
    lat, lon, kind, modality, precision, confidence, radius, day, span, source, text = columns
    rows = Rows(
        lat=lat, lon=lon, type=kind, modality=modality, precision=precision, confidence=confidence, radius_km=radius,
        day=day, last_day=[a + b for a, b in zip(day, span, strict=True)], source=source, actor=[0] * len(lat),
        place=[0] * len(lat), text=text,
    )  # fmt: skip
    out, numbers = pack(rows, ARTICLES)
    back = Columns(out)
    assert sorted(numbers) == list(range(len(given_rows)))
    assert out.placed == sum(not math.isnan(value) for value in lat)
    for old, new in enumerate(numbers):
        if math.isnan(lat[old]):
            assert new >= out.placed, "what has no point comes last"
        else:
            assert abs(back.lat[new] - lat[old]) <= 0.51 / out.degree_units
            assert abs(back.lon[new] - lon[old]) <= 0.51 / out.degree_units
        assert (back.type[new], back.modality[new], back.precision[new]) == (kind[old], modality[old], precision[old])
        assert (back.day[new], back.span[new], back.source[new]) == (day[old], span[old], source[old])
        assert back.radius[new] == pytest.approx(radius[old] * out.radius_units, abs=1)
        assert back.percent[new] == pytest.approx(confidence[old] * 100, abs=0.51)
        assert back.text[new] == text[old]


def test_neighbours_on_the_curve_are_neighbours_on_the_ground() -> None:
    rng = np.random.default_rng(1)
    lat, lon = rng.uniform(0, 40, 2000), rng.uniform(0, 40, 2000)
    order = morton_order(lat, lon)
    steps = np.hypot(np.diff(lat[order]), np.diff(lon[order]))
    unsorted = np.hypot(np.diff(lat), np.diff(lon))
    assert np.median(steps) < np.median(unsorted) / 10


def test_a_line_break_within_a_sentence_does_not_shift_the_next() -> None:
    quote = mapcases.event("a", "presence", "one\ntwo\r\nthree")
    out, numbers = pack(rows_of([(0, quote), (0, mapcases.event("b", "clash", "four"))]), ARTICLES)
    back = Columns(out)
    assert back.text[numbers[0]] == "one two  three"
    assert back.text[numbers[1]] == "four"


def test_a_row_says_where_when_and_who() -> None:
    pairs = [(0, mapcases.AR_MOVE), (1, mapcases.FR_EVENTS[0])]
    out, numbers = pack(rows_of(pairs), ARTICLES)
    back, row, other = Columns(out), numbers[0], numbers[1]
    assert (back.lat[row], back.lon[row]) == (27.653, 14.272), "a movement stands at its destination"
    assert out.actors[back.actor[row] - 1] == "Wagner Group"
    assert out.places[back.place[row] - 1] == "Brak al-Shati Air Base"
    assert out.types[back.type[row]] == "movement"
    assert dt.date(1970, 1, 1) + dt.timedelta(days=int(back.day[row])) == dt.date(2024, 10, 28)
    assert (back.day[other], back.actor[other]) == (0, 0)
    assert other >= out.placed
    nowhere, _ = pack(rows_of([(0, mapcases.event("n", "visit", "q"))]), ARTICLES)
    assert Columns(nowhere).precision[0] == NOWHERE


def test_a_large_map_is_packed_and_loses_no_event_shape_or_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    cards = build_mapspec(mapcases.ARTICLES)
    monkeypatch.setattr(mapspec, "PACK_FROM", 3)
    rows = build_mapspec(mapcases.ARTICLES)
    assert rows.packed is not None
    assert (rows.events, rows.sources) == ((), ())
    assert rows.packed.count == len(cards.events)
    assert rows.layers == cards.layers
    assert rows.bounds == cards.bounds
    assert {entry.name: len(entry.events) for entry in rows.countries} == {
        entry.name: len(entry.events) for entry in cards.countries
    }
    text = Columns(rows.packed).text
    assert sorted(text) == sorted(card.quote for card in cards.events)
    assert [text[entry.event] for entry in rows.unplaced] == [
        cards.events[entry.event].quote for entry in cards.unplaced
    ]
    quote = {type(mark).__name__ + cards.events[mark.event].quote for mark in cards.marks}
    assert {type(mark).__name__ + text[mark.event] for mark in rows.marks} <= quote
    sources = [msgspec.json.decode(line, type=SourceArticle) for line in lines_in(rows.packed.sources)]
    assert [source.title for source in sources] == [source.title for source in cards.sources]
    assert {len(source.sha256) for source in sources} == {packed.HASH_DIGITS}


def test_ids_are_kept_where_something_else_goes_by_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapspec, "PACK_FROM", 3)
    spec = build_mapspec(mapcases.ARTICLES)
    ids = gzip.decompress(base64.b64decode(spec.packed.ids)).decode().split("\n")
    quotes = {event.id: event.evidence.quote for record in mapcases.ARTICLES for event in record.events}
    assert dict(zip(ids, Columns(spec.packed).text, strict=True)) == quotes
    assert build_mapspec(mapcases.ARTICLES, keep_ids=False).packed.ids == ""


def test_packing_is_the_same_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapspec, "PACK_FROM", 3)
    assert build_mapspec(mapcases.ARTICLES) == build_mapspec(mapcases.ARTICLES)
