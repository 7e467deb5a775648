"""Numbers in three languages: how many, how the text puts it, and what is a name rather than a count."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.language.dates import find_dates
from geo.language.lexicon import load_lexicon
from geo.language.numbers import NumberMention, find_numbers
from geo.language.numerals import parse_digits
from geo.language.tokens import TokenStream
from geo.models import Line


def numbers(text: str) -> tuple[NumberMention, ...]:
    stream = TokenStream(text, [Line(0, len(text), "body")], load_lexicon())
    taken = {
        token
        for mention in find_dates(stream, published=dt.date(2025, 2, 12))
        for token in range(mention.first, mention.last)
    }
    return find_numbers(stream, taken=taken)


COUNTS = [
    ("5 جنود", "5", 5, 5, "exact"),
    ("٢٥ جنديا", "٢٥", 25, 25, "exact"),
    ("خمسة وعشرون جنديا", "خمسة وعشرون", 25, 25, "exact"),
    ("تسعة عشر عسكريا", "تسعة عشر", 19, 19, "exact"),
    ("مئة وخمسة وعشرين آلية", "مئة وخمسة وعشرين", 125, 125, "exact"),
    ("مئتي آلية", "مئتي", 200, 200, "exact"),
    ("ثلاثمائة مقاتل", "ثلاثمائة", 300, 300, "exact"),
    ("ألفي مقاتل", "ألفي", 2000, 2000, "exact"),
    ("ألفا جندي", "ألفا", 2000, 2000, "exact"),
    ("30 ألفا", "30 ألفا", 30_000, 30_000, "exact"),
    ("ثلاثة آلاف وخمسمئة", "ثلاثة آلاف وخمسمئة", 3500, 3500, "exact"),
    ("ألفين ومئتين", "ألفين ومئتين", 2200, 2200, "exact"),
    ("مليون ونصف المليون نازح", "مليون ونصف المليون", 1_500_000, 1_500_000, "exact"),
    ("نصف مليون نازح", "نصف مليون", 500_000, 500_000, "exact"),
    ("15 ألفا و300 نازح", "15 ألفا و300", 15_300, 15_300, "exact"),
    ("3,5 ملايين", "3,5 ملايين", 3_500_000, 3_500_000, "exact"),
    ("نحو 260 كيلومترا", "نحو 260", 260, 260, "about"),
    ("بنحو ألف جندي", "نحو ألف", 1000, 1000, "about"),
    ("زهاء 400 مقاتل", "زهاء 400", 400, 400, "about"),
    ("ما لا يقل عن 30 قتيلا", "ما لا يقل عن 30", 30, None, "at_least"),
    ("أكثر من مئة جريح", "أكثر من مئة", 100, None, "at_least"),
    ("400 مقاتل على الأقل", "400", 400, None, "at_least"),
    ("ثلاثون عربة قتالية على الأقل", "ثلاثون", 30, None, "at_least"),
    ("أربع قاذفات «بي-2» على الأقل", "أربع", 4, None, "at_least"),
    ("ما يصل إلى 50 آلية", "ما يصل إلى 50", None, 50, "up_to"),
    ("أقل من 20 جنديا", "أقل من 20", None, 20, "up_to"),
    ("ما بين 1500 و1600 مقاتل", "ما بين 1500 و1600", 1500, 1600, "range"),
    ("بين مئة ومئتي عنصر", "بين مئة ومئتي", 100, 200, "range"),
    ("40 إلى 50 ألف جندي", "40 إلى 50 ألف", 40_000, 50_000, "range"),
    ("ثلاثة أو أربعة جنود", "ثلاثة أو أربعة", 3, 4, "range"),
    ("عشرات الآليات", "عشرات", None, None, "vague"),
    ("عشرات الآلاف من النازحين", "عشرات الآلاف", None, None, "vague"),
    ("بضعة جنود", "بضعة", None, None, "vague"),
    ("عدة قواعد", "عدة", None, None, "vague"),
    ("twenty-five soldiers", "twenty-five", 25, 25, "exact"),
    ("one hundred and twenty men", "one hundred and twenty", 120, 120, "exact"),
    ("three thousand five hundred", "three thousand five hundred", 3500, 3500, "exact"),
    ("two and a half million people", "two and a half million", 2_500_000, 2_500_000, "exact"),
    ("half a million people", "half a million", 500_000, 500_000, "exact"),
    ("2.5 million people", "2.5 million", 2_500_000, 2_500_000, "exact"),
    ("two dozen trucks", "two dozen", 24, 24, "about"),
    ("a dozen trucks", "a dozen", 12, 12, "about"),
    ("about 1,500 men", "about 1,500", 1500, 1500, "about"),
    ("some 2 500 men", "some 2 500", 2500, 2500, "about"),
    ("at least 12 men", "at least 12", 12, None, "at_least"),
    ("20 armed pick-up trucks at most", "20", None, 20, "up_to"),
    ("no fewer than 40 men", "no fewer than 40", 40, None, "at_least"),
    ("up to 200 men", "up to 200", None, 200, "up_to"),
    ("fewer than 100 men", "fewer than 100", None, 100, "up_to"),
    ("between 400 and 500 fighters", "between 400 and 500", 400, 500, "range"),
    ("between one hundred and two hundred", "between one hundred and two hundred", 100, 200, "range"),
    ("40-50 vehicles", "40-50", 40, 50, "range"),
    ("three to five thousand men", "three to five thousand", 3000, 5000, "range"),
    ("dozens of lorries", "dozens of", None, None, "vague"),
    ("hundreds of thousands fled", "hundreds of thousands", None, None, "vague"),
    ("quatre-vingt-dix-sept soldats", "quatre-vingt-dix-sept", 97, 97, "exact"),
    ("soixante et onze soldats", "soixante et onze", 71, 71, "exact"),
    ("soixante-dix-huit soldats", "soixante-dix-huit", 78, 78, "exact"),
    ("vingt et un soldats", "vingt et un", 21, 21, "exact"),
    ("deux cent cinquante soldats", "deux cent cinquante", 250, 250, "exact"),
    ("mille deux cents soldats", "mille deux cents", 1200, 1200, "exact"),
    ("environ 1 500 soldats", "environ 1 500", 1500, 1500, "about"),
    ("une trentaine de véhicules", "une trentaine de", 30, 30, "about"),
    ("une centaine de combattants", "une centaine de", 100, 100, "about"),
    ("plus de 400 hommes", "plus de 400", 400, None, "at_least"),
    ("au moins 12 morts", "au moins 12", 12, None, "at_least"),
    ("jusqu'à 80 hommes", "jusqu'à 80", None, 80, "up_to"),
    ("entre 400 et 500 hommes", "entre 400 et 500", 400, 500, "range"),
    ("400 à 500 hommes", "400 à 500", 400, 500, "range"),
    ("des dizaines de pick-up", "des dizaines de", None, None, "vague"),
    ("plusieurs centaines de soldats", "plusieurs centaines de", None, None, "vague"),
]


def test_a_qualifier_before_the_next_number_is_that_numbers() -> None:
    found = numbers("three men who waited at least two days")
    assert [(mention.min, mention.qualifier) for mention in found] == [(3, "exact"), (2, "at_least")]


@pytest.mark.parametrize(("text", "words", "low", "high", "qualifier"), COUNTS)
def test_a_count_keeps_its_bounds_and_how_it_is_put(
    text: str, words: str, low: float | None, high: float | None, qualifier: str
) -> None:
    found = [mention for mention in numbers(text) if mention.kind == "cardinal"]
    assert [(m.text, m.min, m.max, m.qualifier) for m in found] == [(words, low, high, qualifier)]


@pytest.mark.parametrize(
    ("text", "words", "low", "kind", "unit"),
    [
        ("أكثر من 90 في المائة", "أكثر من 90 في المائة", 90, "percent", "%"),
        ("110 ملايين دولار", "110 ملايين دولار", 110e6, "money", "USD"),
        ("خمسة ملايين دينار ليبي", "خمسة ملايين دينار ليبي", 5e6, "money", "LYD"),
        ("at least 50 percent", "at least 50 percent", 50, "percent", "%"),
        ("$1.5 million", "1.5 million", 1.5e6, "money", "USD"),
        ("20 million euros", "20 million euros", 20e6, "money", "EUR"),
        ("20 pour cent", "20 pour cent", 20, "percent", "%"),
        ("80 %", "80 %", 80, "percent", "%"),
        ("2 millions de dollars", "2 millions de dollars", 2e6, "money", "USD"),
        ("plus de 2,5 millions d'euros", "plus de 2,5 millions d'euros", 2.5e6, "money", "EUR"),
        ("the 5th brigade", "5th", 5, "ordinal", ""),
        ("للمرة الثالثة", "الثالثة", 3, "ordinal", ""),
        ("الدورة الحادية والثلاثين", "الحادية والثلاثين", 31, "ordinal", ""),
        ("the twenty-fifth brigade", "twenty-fifth", 25, "ordinal", ""),
    ],
)
def test_shares_money_and_ordinals_are_told_apart(text: str, words: str, low: float, kind: str, unit: str) -> None:
    (found,) = numbers(text)
    assert (found.text, found.min, found.kind, found.unit) == (words, low, kind, unit)


@pytest.mark.parametrize(
    "text",
    [
        "اللواء 444 قتال",
        "القاعدة الجوية 101",
        "128 Brigade",
        "Resolution 1973",
        "T-72B3",
        "دبابات تي-72",
        "طائرة أنتونوف 32",
        "la base aérienne 101",
        "منظومة إس-300",
        "at 14:30",
        "a 3-0 win",
    ],
)
def test_a_name_with_digits_counts_nothing(text: str) -> None:
    found = numbers(text)
    assert [mention.kind for mention in found] == ["designator"]
    assert (found[0].min, found[0].max) == (None, None)


@pytest.mark.parametrize(
    "text", ["مدينة الخمس الساحلية", "un soldat", "one of them", "في 5 مارس 2024", "half of the town", "في الأثناء"]
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert numbers(text) == ()


def test_a_distance_after_a_base_is_a_count() -> None:
    (found,) = numbers("from the base 5 km away")
    assert (found.kind, found.min) == ("cardinal", 5)


def test_the_tokens_of_a_date_are_left_alone() -> None:
    found = numbers("On 24-25 May 2024, 12 trucks and 3 guns left")
    assert [mention.min for mention in found] == [12, 3]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,500", 1500), ("1.500", 1500), ("2 500", 2500), ("1.5", 1.5), ("1,25", 1.25), ("1,234,567", 1234567),
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("0.125", 0.125), ("31.05.2020", None), ("1.2.3", None),
    ],
)  # fmt: skip
def test_separators_are_read_by_their_groups(written: str, value: float | None) -> None:
    assert parse_digits(written) == value
