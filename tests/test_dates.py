"""Phrases of time in three languages: what days they mean, and what they must not be taken for."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.language.dates import DateMention, find_dates, infer_publication
from geo.language.edtf import bounds
from geo.language.lexicon import load_lexicon
from geo.language.tokens import TokenStream
from geo.models import Line

#: A Wednesday.
PUBLISHED = dt.date(2025, 2, 12)


def stream_of(text: str) -> TokenStream:
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append(Line(start, start + len(line), "body"))
        start += len(line) + 1
    return TokenStream(text, lines, load_lexicon())


def dates(text: str, published: dt.date | None = PUBLISHED) -> tuple[DateMention, ...]:
    return find_dates(stream_of(text), published=published)


EXPLICIT = [
    ("وقعت المعركة في 9 يناير 2025.", "9 يناير 2025", "2025-01-09"),
    ("في 12 كانون الثاني 2024 وصلت القافلة", "12 كانون الثاني 2024", "2024-01-12"),
    ("يوم 5 جويلية 2023", "يوم 5 جويلية 2023", "2023-07-05"),
    ("في 20 غشت 2022", "20 غشت 2022", "2022-08-20"),
    ("في 3 شتنبر 2021", "3 شتنبر 2021", "2021-09-03"),
    ("في 14 يناير/كانون الثاني 2025", "14 يناير/كانون الثاني 2025", "2025-01-14"),
    ("في 7 تشرين الأول (أكتوبر) 2023", "7 تشرين الأول (أكتوبر) 2023", "2023-10-07"),
    ("بتاريخ ٣١/٠٥/٢٠٢٠", "بتاريخ ٣١/٠٥/٢٠٢٠", "2020-05-31"),
    ("في الحادي والعشرين من مارس 2024", "الحادي والعشرين من مارس 2024", "2024-03-21"),
    ("في الخامس عشر من شهر أيار 2020", "الخامس عشر من شهر أيار 2020", "2020-05-15"),
    ("في فاتح نوفمبر 1954", "فاتح نوفمبر 1954", "1954-11-01"),
    ("الثلاثاء 11 فبراير 2025", "الثلاثاء 11 فبراير 2025", "2025-02-11"),
    ("15 رمضان 1446 هـ", "15 رمضان 1446 هـ", "2025-03-15"),
    ("في عام 2011 سقط النظام", "عام 2011", "2011"),
    ("أواخر سبتمبر 2024", "أواخر سبتمبر 2024", "2024-09-21/2024-09-30"),
    ("مطلع يوليو 2024", "مطلع يوليو 2024", "2024-07-01/2024-07-10"),
    ("منتصف أبريل 2023", "منتصف أبريل 2023", "2023-04-11/2023-04-20"),
    ("النصف الثاني من يناير 2019", "النصف الثاني من يناير 2019", "2019-01-16/2019-01-31"),
    ("خلال الربع الأول من عام 2024", "الربع الأول من عام 2024", "2024-01/2024-03"),
    ("في صيف 2024", "صيف 2024", "2024-22"),
    ("ما بين 5 و10 مارس 2020", "ما بين 5 و10 مارس 2020", "2020-03-05/2020-03-10"),
    ("من 9 يناير إلى 1 فبراير 2025", "من 9 يناير إلى 1 فبراير 2025", "2025-01-09/2025-02-01"),
    ("بين عامي 2014 و2020", "بين عامي 2014 و2020", "2014/2020"),
    ("يومي 24 و25 مايو 2024", "يومي 24 و25 مايو 2024", "2024-05-24/2024-05-25"),
    ("في تسعينيات القرن الماضي", "تسعينيات القرن الماضي", "199X"),
    ("August 8, 2024", "August 8, 2024", "2024-08-08"),
    ("on the 8th, August 2024", "8th, August 2024", "2024-08-08"),
    ("on Sept. 5, 2024", "Sept. 5, 2024", "2024-09-05"),
    ("Tue, 5 Mar 2024", "Tue, 5 Mar 2024", "2024-03-05"),
    ("the twenty-fifth of April 2024", "twenty-fifth of April 2024", "2024-04-25"),
    ("dated 2025-02-10", "dated 2025-02-10", "2025-02-10"),
    ("31-05-2020", "31-05-2020", "2020-05-31"),
    ("31.05.2020", "31.05.2020", "2020-05-31"),
    ("24-25 May 2024", "24-25 May 2024", "2024-05-24/2024-05-25"),
    ("May 5-7, 2024", "May 5-7, 2024", "2024-05-05/2024-05-07"),
    ("28 May to 3 June 2024", "28 May to 3 June 2024", "2024-05-28/2024-06-03"),
    ("on 5 and 12 May 2024", "5 and 12 May 2024", "{2024-05-05,2024-05-12}"),
    ("the first half of 2023", "first half of 2023", "2023-01/2023-06"),
    ("in mid-2024", "mid-2024", "2024-05/2024-08"),
    ("the winter of 2023-24", "winter of 2023-24", "2023-12/2024-02"),
    ("in the 1990s", "1990s", "199X"),
    ("5 May 2024 at 14:30 GMT", "5 May 2024 at 14:30 GMT", "2024-05-05"),
    ("le 1er juillet 2024", "le 1er juillet 2024", "2024-07-01"),
    ("du 28 décembre 2023 au 3 janvier 2024", "du 28 décembre 2023 au 3 janvier 2024", "2023-12-28/2024-01-03"),
    ("entre le 5 et le 10 mars 2024", "entre le 5 et le 10 mars 2024", "2024-03-05/2024-03-10"),
    ("début août 2024", "début août 2024", "2024-08-01/2024-08-10"),
    ("premier trimestre 2024", "premier trimestre 2024", "2024-01/2024-03"),
    ("dans les années 1990", "les années 1990", "199X"),
    ("la première semaine de mai 2024", "première semaine de mai 2024", "2024-05-01/2024-05-07"),
]

RELATIVE = [
    ("مساء الثلاثاء", "مساء الثلاثاء", "2025-02-11"),
    ("أعلن الأربعاء", "الأربعاء", "2025-02-12"),
    ("يوم الجمعة الماضي", "يوم الجمعة الماضي", "2025-02-07"),
    ("الجمعة المقبل", "الجمعة المقبل", "2025-02-14"),
    ("أمس الثلاثاء", "أمس الثلاثاء", "2025-02-11"),
    ("مساء أمس الأول", "مساء أمس الأول", "2025-02-10"),
    ("وصلوا اليوم", "اليوم", "2025-02-12"),
    ("قبل ثلاثة أيام", "قبل ثلاثة أيام", "2025-02-09"),
    ("قبل أسبوعين", "قبل أسبوعين", "2025-01-27/2025-02-02"),
    ("الأسبوع الماضي", "الأسبوع الماضي", "2025-02-03/2025-02-09"),
    ("الشهر المنصرم", "الشهر المنصرم", "2025-01"),
    ("أواخر الشهر الماضي", "أواخر الشهر الماضي", "2025-01-21/2025-01-31"),
    ("العام الفائت", "العام الفائت", "2024"),
    ("الصيف الماضي", "الصيف الماضي", "2024-22"),
    ("في نوفمبر الماضي", "نوفمبر الماضي", "2024-11"),
    ("في 3 فبراير الجاري", "3 فبراير الجاري", "2025-02-03"),
    ("في مارس المقبل", "مارس المقبل", "2025-03"),
    ("الخامس من الشهر الجاري", "الخامس من الشهر الجاري", "2025-02-05"),
    ("في مايو من العام الماضي", "مايو من العام الماضي", "2024-05"),
    ("خلال الأيام الثلاثة الماضية", "الأيام الثلاثة الماضية", "2025-02-09/2025-02-12"),
    ("ليلة الثلاثاء الأربعاء", "ليلة الثلاثاء الأربعاء", "2025-02-11/2025-02-12"),
    ("on Monday", "Monday", "2025-02-10"),
    ("last Tuesday evening", "last Tuesday evening", "2025-02-11"),
    ("They will meet on Friday", "Friday", "2025-02-14"),
    ("between Monday and Tuesday", "between Monday and Tuesday", "2025-02-10/2025-02-11"),
    ("from Monday to next Friday", "from Monday to next Friday", "2025-02-10/2025-02-14"),
    ("three days ago", "three days ago", "2025-02-09"),
    ("late last month", "late last month", "2025-01-21/2025-01-31"),
    ("earlier this week", "earlier this week", "2025-02-10/2025-02-12"),
    ("over the past two weeks", "past two weeks", "2025-01-29/2025-02-12"),
    ("last year", "last year", "2024"),
    ("last autumn", "last autumn", "2024-23"),
    ("on 5 November", "5 November", "2024-11-05"),
    ("on 15 February", "15 February", "2025-02-15"),
    ("mardi soir", "mardi soir", "2025-02-11"),
    ("vendredi prochain", "vendredi prochain", "2025-02-14"),
    ("il y a trois jours", "il y a trois jours", "2025-02-09"),
    ("ces trois derniers jours", "trois derniers jours", "2025-02-09/2025-02-12"),
    ("le mois dernier", "le mois dernier", "2025-01"),
    ("la semaine dernière", "semaine dernière", "2025-02-03/2025-02-09"),
    ("dans la nuit de mardi à mercredi", "nuit de mardi à mercredi", "2025-02-11/2025-02-12"),
    ("avant-hier", "avant-hier", "2025-02-10"),
    ("l'été dernier", "été dernier", "2024-22"),
    ("fin janvier", "fin janvier", "2025-01-21/2025-01-31"),
]


@pytest.mark.parametrize(("text", "words", "edtf"), EXPLICIT)
def test_a_calendar_date_means_its_days(text: str, words: str, edtf: str) -> None:
    found = dates(text, None)
    assert [(mention.text, mention.edtf) for mention in found] == [(words, edtf)]
    assert found[0].basis == "explicit"


@pytest.mark.parametrize(("text", "words", "edtf"), RELATIVE)
def test_a_relative_date_counts_from_publication(text: str, words: str, edtf: str) -> None:
    found = dates(text)
    assert [(mention.text, mention.edtf) for mention in found] == [(words, edtf)]


@pytest.mark.parametrize(
    ("text", "edtf", "bound"),
    [
        ("منذ عام 2014", "2014/..", "since"),
        ("حتى نهاية مارس 2025", "../2025-03-31", "until"),
        ("منذ مطلع أكتوبر 2023", "2023-10-01/..", "since"),
        ("since last autumn", "2024-23/..", "since"),
        ("until 15 March 2025", "../2025-03-15", "until"),
        ("before 5 May 2024", "../2024-05-05", "before"),
        ("after 5 May 2024", "2024-05-05/..", "after"),
        ("by the end of September", "../2025-09-30", "until"),
        ("depuis 2012", "2012/..", "since"),
        ("jusqu'au 15 mars 2025", "../2025-03-15", "until"),
        ("depuis le printemps", "2024-21/..", "since"),
        ("in the coming days", "2025-02-12/..", "since"),
    ],
)
def test_a_bound_leaves_one_end_open(text: str, edtf: str, bound: str) -> None:
    (found,) = dates(text)
    assert (found.edtf, found.bound) == (edtf, bound)
    assert (found.earliest is None) != (found.latest is None)


@pytest.mark.parametrize(
    "text",
    [
        "اشتباكات قرب سوق الجمعة شرق طرابلس",
        "مارس ضغوطا على الحكومة",
        "رافقت ناقلتين من باب المندب",
        "قبل ستة أسابيع من المهلة",
        "آب إلى بلده سالما",
        "The troops may march on the capital.",
        "the Second Division and 5 tanks",
        "مدينة الخمس الساحلية",
        "قتل 2005 جنود",
        "after the fall of Aleppo",
        "il a été tué",
        "il y a des jours",
        "in 10/15 of the cases",
        "حركة 23 مارس المتمردة",
        "Two days after the fall of the town",
        "the day before the attack",
        "au lendemain du retrait",
        "The score was 3-0",
        "القاعدة الجوية 101",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert dates(text) == ()


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("في 5 نوفمبر", "XXXX-11-05"),
        ("late September", "XXXX-09-21/XXXX-09-30"),
        ("le 29 février", "XXXX-02-29"),
        ("from 28 December to 3 January", "XXXX-12-28/XXXX-01-03"),
        ("on Tuesday", "XXXX-XX-XX"),
        ("last year", "XXXX"),
    ],
)
def test_without_publication_the_year_stays_unknown(text: str, edtf: str) -> None:
    (found,) = dates(text, None)
    assert (found.edtf, found.earliest, found.latest) == (edtf, None, None)


def test_the_present_month_rejects_another_publication_date() -> None:
    (found,) = dates("وصلت الطائرات في 5 نوفمبر الجاري")
    assert (found.edtf, found.earliest) == ("XXXX-11-05", None)


def test_the_day_of_the_month_is_of_the_month_spoken_of() -> None:
    found = dates("The ship docked on 18 May 2019. It had sailed on the 9th of the month.")
    assert [mention.edtf for mention in found] == ["2019-05-18", "2019-05-09"]
    found = dates("رست في 18 مايو 2019 ثم غادرت في العشرين منه")
    assert [mention.edtf for mention in found] == ["2019-05-18", "2019-05-20"]


def test_the_next_such_weekday_counts_from_the_day_spoken_of() -> None:
    found = dates("استهدفت في 25 مايو 2023 المرفأ، ثم دمرت يوم السبت التالي شاحنات، وفي الليلة نفسها قصفت أخرى")
    assert [mention.edtf for mention in found] == ["2023-05-25", "2023-05-27", "2023-05-27"]


def test_the_language_of_the_article_leaves_out_words_of_others() -> None:
    text = "He doubts that an offensive is near"
    stream = TokenStream(text, [Line(0, len(text), "body")], load_lexicon(), lang="en")
    assert find_dates(stream, published=PUBLISHED) == ()


def test_later_and_next_day_count_from_the_day_spoken_of() -> None:
    found = dates("غادر الرتل في 2 أكتوبر 2023 واستولى بعد خمسة أيام على البلدة، وفي اليوم التالي تقدم")
    assert [mention.edtf for mention in found] == ["2023-10-02", "2023-10-07", "2023-10-08"]
    found = dates("Il est parti le 8 mai 2024. Le lendemain, il est revenu.")
    assert [mention.edtf for mention in found] == ["2024-05-08", "2024-05-09"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("ومساء الثلاثاء دخلوا", "مساء الثلاثاء"), ("والثلاثاء دخلوا", "الثلاثاء"), ("وفي الشهر الماضي", "الشهر الماضي")],
)
def test_a_proclitic_is_left_out_of_the_span(text: str, words: str) -> None:
    (found,) = dates(text)
    assert found.text == words


def test_a_date_does_not_cross_a_line() -> None:
    assert [mention.edtf for mention in dates("in May\n2024 was a hard year", None)][:1] == ["XXXX-05"]


def test_part_and_precision_are_told() -> None:
    told = {text: dates(text)[0].precision for text in ("last week", "late May", "in May", "in 2011", "on 5 May")}
    assert told == {
        "last week": "week", "late May": "part-of-month", "in May": "month", "in 2011": "year", "on 5 May": "day",
    }  # fmt: skip


def test_the_years_of_a_winter_cover_both_its_ends() -> None:
    (found,) = dates("في شتاء 2024")
    assert (found.edtf, found.earliest, found.latest) == ("2024-24", dt.date(2023, 12, 1), dt.date(2025, 2, 28))


def test_publication_is_inferred_from_the_present_month() -> None:
    text = "في 9 يناير 2025 هبطت طائرة، وفي 3 فبراير الجاري هبطت أخرى"
    assert infer_publication(stream_of(text)) == (dt.date(2025, 2, 3), "inferred")


def test_publication_is_inferred_from_the_end_of_a_range() -> None:
    text = "ما بين 9 يناير 2025 وحتى الأول من فبراير الجاري هبطت طائرات"
    assert infer_publication(stream_of(text)) == (dt.date(2025, 2, 1), "inferred")


def test_publication_is_not_inferred_without_a_full_date() -> None:
    assert infer_publication(stream_of("في 3 فبراير الجاري هبطت طائرة")) is None
    assert infer_publication(stream_of("on 3 February 2025 a plane landed")) is None


def test_offsets_and_tokens_agree() -> None:
    text = "وصلت القوات مساء السبت 8 فبراير 2025، ثم غادرت قبل يومين."
    stream = stream_of(text)
    for found in find_dates(stream, published=PUBLISHED):
        assert text[found.start : found.end] == found.text
        assert stream.starts[found.first] <= found.start < found.end == stream.ends[found.last - 1]


@pytest.mark.parametrize(("text", "words", "edtf"), EXPLICIT)
def test_the_bounds_of_the_string_are_the_days_of_the_mention(text: str, words: str, edtf: str) -> None:
    found = next(mention for mention in dates(text) if mention.text == words)
    assert bounds(edtf) == (found.earliest, found.latest)


def test_a_token_range_limits_the_search() -> None:
    stream = stream_of("on 5 May 2024 and on 7 June 2024")
    half = stream.words.index(stream.lexicon.word("June"))
    assert [mention.edtf for mention in find_dates(stream, published=None, first=half - 1)] == ["2024-06-07"]
    assert [mention.edtf for mention in find_dates(stream, published=None, last=half - 1)] == ["2024-05-05"]
