"""Laws of reading and segmenting that hold for any bytes and any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.documents import Source, read_source, segment
from geo.errors import InputError
from geo.language.lexicon import load_lexicon
from geo.settings import Settings

PIECES = st.sampled_from(
    [
        "Three boats left the port before dawn on Friday and sailed toward the capital, fishermen said.",
        "وصلت قافلة من المدرعات إلى القاعدة الجنوبية مساء أمس، وقال شهود إنها تضم ثلاثين آلية وعددا من الشاحنات.",
        "Les soldats ont quitté le fort mardi matin et la route de la capitale a été rouverte aux camions.",
        "Boats leave the port", "4 June 2021", "Home | News | Sport", "إقرأ أيضا:", "• عنوان آخر", "Share 0 Tweet 0",
        "", "   ", "\u200f", "(وكالات)", "Most read", "What next?", "\t\t", "©",
    ]
)  # fmt: skip
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\u2028"])
PAGES = st.lists(st.tuples(PIECES | st.text(max_size=30), LINE_ENDS), min_size=1, max_size=25).map(
    lambda parts: "".join(piece + end for piece, end in parts)
)


def source_of(text: str) -> Source:
    return Source("a.txt", "0" * 64, text, "utf-8", "text/plain")


@given(PAGES)
@settings(max_examples=300, deadline=None)
def test_lines_are_in_order_cover_the_text_and_belong_to_one_article(text: str) -> None:
    try:
        articles = segment(source_of(text), lexicon=load_lexicon(), settings=Settings())
    except InputError:
        assert not any(char.isalnum() for char in text)
        return
    assert (articles[0].start, articles[-1].end) == (0, len(text))
    at = 0
    for number, article in enumerate(articles):
        assert article.index == number
        assert article.start <= article.end
        assert number == 0 or article.start == articles[number - 1].end
        for line in article.lines:
            assert at <= line.start < line.end <= len(text)
            assert article.start <= line.start
            assert line.end <= article.end
            assert line.reasons
            at = line.end
        assert article.title == "" or article.title in {text[line.start : line.end] for line in article.lines}
    covered = {offset for article in articles for line in article.lines for offset in range(line.start, line.end)}
    assert all(not text[offset].isalnum() for offset in range(len(text)) if offset not in covered)


@given(PAGES)
@settings(max_examples=100, deadline=None)
def test_segmenting_is_deterministic(text: str) -> None:
    try:
        first = segment(source_of(text), lexicon=load_lexicon(), settings=Settings())
    except InputError:
        return
    assert first == segment(source_of(text), lexicon=load_lexicon(), settings=Settings())


@given(st.binary(max_size=400) | PAGES.map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=400, deadline=None)
def test_any_bytes_give_a_source_or_an_input_error(data: bytes) -> None:
    for name in ("a.txt", "a.html"):
        try:
            source = read_source(None, data, name, settings=Settings())
        except InputError:
            continue
        assert source.text.strip()
        assert segment(source, lexicon=load_lexicon(), settings=Settings())


@given(st.text(min_size=1, max_size=200).filter(lambda text: text.strip() and "\x00" not in text))
@settings(max_examples=200, deadline=None)
def test_text_survives_utf8(text: str) -> None:
    try:
        source = read_source(None, b"\xef\xbb\xbf" + text.encode("utf-8", "ignore"), "a.txt", settings=Settings())
    except InputError:
        return
    assert source.text == text.encode("utf-8", "ignore").decode()


@pytest.mark.parametrize(
    "unit",
    [
        "Three boats left the port before dawn and sailed along the coast, fishermen said.\n",
        "Three boats left the port before dawn and sailed along the coast, fishermen said.\nBoats leave\n",
        "Read also:\nNew boats for the old port\nBoats leave the old port again\n",
    ],
)
def test_time_grows_in_proportion_to_length(unit: str) -> None:
    lexicon = load_lexicon()

    def seconds(times: int) -> float:
        source, start = source_of(unit * times), time.process_time()
        segment(source, lexicon=lexicon, settings=Settings())
        return time.process_time() - start

    seconds(100)
    # eight times the text: a quadratic step would take 64 times as long
    assert seconds(8_000) < 8 * 4 * max(seconds(1_000), 0.01)
