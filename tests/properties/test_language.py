"""Laws of the language room: offsets, folding, dates and numbers, for any text."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.language import edtf
from geo.language.dates import find_dates
from geo.language.lexicon import load_lexicon
from geo.language.normalize import fold, light, skip_letters
from geo.language.numbers import find_numbers
from geo.language.numerals import parse_digits
from geo.language.tokens import TokenStream
from geo.models import Line

LEXICON = load_lexicon()


def listed(words: str) -> list[str]:
    return words.split()


#: Words that start, join or bound phrases of time and number, so that random text holds many of them.
WORDS = st.sampled_from(
    listed(
        "في من إلى بين ما منذ حتى قبل بعد يوم شهر عام مساء أواخر الماضي الجاري المقبل الثلاثاء وعشرين الخامس خمسة مئة"
        " ألف يناير كانون الثاني مارس آب أيام أسبوعين نحو أكثر عشرات الآلاف دولار % ( ) / - , . : 5 24 31 101 2024 2 ٣"
        " 1500 1,5 on in since until between and to the of last next this late mid May March January Monday days week"
        " ago later hundred thousand two dozen half first about le du au de mardi janvier mi fin dernier trois cent"
        " quatre vingt une"
        " 2024-02-30 31/05/2020 31.05.2020 mid-2024 T-72B3 1990s 8th"
    )
)
TEXTS = st.one_of(
    st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", "", "-", "\n"])), max_size=25).map(
        lambda pairs: "".join(word + gap for word, gap in pairs)
    ),
    st.text(max_size=80),
)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))
LETTERS = st.text(st.characters(categories=("L", "M", "N")), min_size=1, max_size=12)


def stream_of(text: str) -> TokenStream:
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append(Line(start, start + len(line), "body"))
        start += len(line) + 1
    return TokenStream(text, lines, LEXICON)


@given(LETTERS)
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(LETTERS)
def test_words_equal_in_light_form_are_equal_folded(word: str) -> None:
    assert fold(light(word)) == fold(word)


@given(LETTERS, st.integers(0, 15))
def test_skipping_letters_stays_in_the_word_and_never_goes_back(word: str, count: int) -> None:
    offset = skip_letters(word, count)
    assert 0 <= offset <= len(word)
    assert offset <= skip_letters(word, count + 1)


@given(TEXTS)
def test_tokens_are_spans_of_the_text_in_order(text: str) -> None:
    stream = stream_of(text)
    end = 0
    for index, word in enumerate(stream.words):
        assert end <= stream.starts[index] < stream.ends[index]
        end = stream.ends[index]
        assert text[stream.starts[index] : end] == word.raw
        assert "\n" not in word.raw


@given(TEXTS)
def test_sentences_cover_all_tokens_without_overlap(text: str) -> None:
    stream = stream_of(text)
    at = 0
    for first, last in stream.sentences:
        assert first == at < last
        at = last
    assert at == len(stream)


@given(TEXTS, st.one_of(st.none(), DAYS))
def test_dates_are_spans_in_order_with_days_in_order(text: str, published: dt.date | None) -> None:
    stream = stream_of(text)
    at = 0
    for found in find_dates(stream, published=published):
        assert at <= found.first < found.last <= len(stream)
        at = found.last
        assert text[found.start : found.end] == found.text != ""
        assert stream.line_of[found.first] == stream.line_of[found.last - 1]
        assert found.earliest is None or found.latest is None or found.earliest <= found.latest


@given(TEXTS, st.one_of(st.none(), DAYS))
def test_the_edtf_string_of_a_date_has_its_days(text: str, published: dt.date | None) -> None:
    for found in find_dates(stream_of(text), published=published):
        low, high = edtf.bounds(found.edtf)
        if "XXXX" in found.edtf:
            assert (found.earliest, found.latest) == (None, None)
        elif not found.bound:
            assert (low, high) == (found.earliest, found.latest)


@given(TEXTS)
def test_the_publication_date_changes_no_span(text: str) -> None:
    stream = stream_of(text)
    spans = {(found.first, found.last) for found in find_dates(stream, published=None)}
    dated = {(found.first, found.last) for found in find_dates(stream, published=dt.date(2024, 5, 15))}
    assert dated == spans


@given(TEXTS)
def test_numbers_are_spans_in_order_and_leave_dates_alone(text: str) -> None:
    stream = stream_of(text)
    dates = find_dates(stream, published=None)
    taken = {token for found in dates for token in range(found.first, found.last)}
    at = 0
    for found in find_numbers(stream, taken=taken):
        assert at <= found.first < found.last <= len(stream)
        at = found.last
        assert text[found.start : found.end] == found.text != ""
        assert taken.isdisjoint(range(found.first, found.last))


@given(TEXTS)
def test_the_bounds_of_a_number_fit_its_qualifier(text: str) -> None:
    for found in find_numbers(stream_of(text)):
        has = (found.min is not None, found.max is not None)
        if found.kind == "designator" or found.qualifier == "vague":
            assert has == (False, False)
        else:
            assert has == (found.qualifier != "up_to", found.qualifier != "at_least")
        assert found.min is None or found.max is None or found.min <= found.max


@given(st.integers(0, 10**9))
def test_digits_are_read_back_however_they_are_grouped(value: int) -> None:
    for written in (str(value), f"{value:,}", f"{value:,}".replace(",", "."), f"{value:,}".replace(",", " ")):
        assert parse_digits(written) == value


@given(st.integers(1, 999_999))
def test_a_number_in_words_is_read_back(value: int) -> None:
    (found,) = find_numbers(stream_of(f"{english(value)} soldiers"))
    assert (found.min, found.max, found.qualifier) == (value, value, "exact")


@given(DAYS)
def test_a_day_is_read_back_from_every_way_to_write_it(day: dt.date) -> None:
    month = day.strftime("%B")
    for text in (
        day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}",
    ):  # fmt: skip
        (found,) = find_dates(stream_of(text), published=None)
        assert (found.edtf, found.earliest, found.latest) == (day.isoformat(), day, day)


@given(DAYS, st.integers(1, 7))
def test_a_weekday_is_the_last_such_day(published: dt.date, number: int) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[number - 1]
    (found,) = find_dates(stream_of(f"on {name}"), published=published)
    assert found.earliest is not None
    assert found.earliest.isoweekday() == number
    assert 0 <= (published - found.earliest).days < edtf.DAYS_PER_WEEK


@given(DAYS, DAYS)
def test_a_string_of_days_is_read_back(one: dt.date, two: dt.date) -> None:
    period = edtf.days(one, two)
    assert edtf.bounds(period.edtf) == (period.first, period.last)


@given(DAYS, st.sampled_from(["day", "week", "month", "quarter", "year", "decade"]), st.integers(-40, 40))
@settings(max_examples=60)
def test_shifting_by_units_keeps_the_order(day: dt.date, unit: str, count: int) -> None:
    moved = edtf.shift(day, unit, count)
    assert (moved > day) == (count > 0)
    assert (moved < day) == (count < 0)


_ONES = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = listed("_ _ twenty thirty forty fifty sixty seventy eighty ninety")


def english(value: int) -> str:
    """Write a number below a million in words."""
    if value >= 1000:
        rest = value % 1000
        return f"{english(value // 1000)} thousand" + (f" {english(rest)}" if rest else "")
    if value >= 100:
        rest = value % 100
        return f"{_ONES[value // 100]} hundred" + (f" and {english(rest)}" if rest else "")
    if value >= 20:
        return _TENS[value // 10] + (f"-{_ONES[value % 10]}" if value % 10 else "")
    return _ONES[value]
