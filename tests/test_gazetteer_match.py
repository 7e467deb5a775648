"""Names are found in text with their exact spans, and words are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer, NameMatch, find_names
from geo.language.lexicon import load_lexicon
from geo.language.tokens import TokenStream
from geo.models import Line


def matches(text: str) -> list[NameMatch]:
    lines, offset = [], 0
    for line in text.split("\n"):
        lines.append(Line(offset, offset + len(line), "body"))
        offset += len(line) + 1
    return find_names(TokenStream(text, lines, load_lexicon()), Gazetteer.open())


def surfaces(text: str) -> list[str]:
    return [match.surface for match in matches(text)]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("وصلت القوات إلى بنغازي.", "بنغازي"),
        ("انسحبوا من طبرق وسبها", "سبها"),
        ("توجهوا إلى سرت وبنغازي", "بنغازي"),
        ("متجهة لطرابلس", "طرابلس"),
        ("وبالكفرة قوات أخرى", "الكفرة"),
        ("عادوا للجفرة أمس", "جفرة"),
        ("in N'Djamena on Monday", "N'Djamena"),
        ("à N’Djamena lundi", "N’Djamena"),
        ("shelled Deir ez-Zor again", "Deir ez-Zor"),
        ("BAMAKO: troops", "BAMAKO"),
        ("the al-Jufra air base in", "al-Jufra air base"),
        ("قرب قاعدة الجفرة الجوية اليوم", "قاعدة الجفرة الجوية"),
        ("دَرْنَة", "دَرْنَة"),
    ],
)
def test_a_name_is_found_with_its_span(text: str, surface: str) -> None:
    assert surface in surfaces(text)


@pytest.mark.parametrize(
    "text",
    ["tripoli is written small", "they went reading", "الملك على كل حال", "the split of the group", "il est parti"],
)
def test_small_letters_and_function_words_are_no_names(text: str) -> None:
    assert surfaces(text) == []


@pytest.mark.parametrize("text", ["Port\nSudan", "Port, Sudan", "دير\nالزور"])
def test_names_do_not_run_across_lines_or_punctuation(text: str) -> None:
    assert not any(match.last - match.first > 1 for match in matches(text))


def test_the_longest_name_wins_and_the_inner_one_is_offered_at_its_own_token() -> None:
    found = surfaces("Troops in Port Sudan")
    assert found[0] == "Port Sudan"
    assert "Port" not in found


def test_a_whole_word_is_read_before_it_is_cut() -> None:
    # «وهران» is Oran; it is not «و» and «هران»
    found = matches("في وهران")
    assert [match.surface for match in found] == ["وهران"]
    assert found[0].entries[0].place.country == "DZ"


def test_a_part_of_a_stream_gives_only_its_own_matches() -> None:
    text = "بنغازي ثم طرابلس ثم سبها"
    stream = TokenStream(text, [Line(0, len(text), "body")], load_lexicon())
    assert [m.surface for m in find_names(stream, Gazetteer.open(), first=1, last=3)] == ["طرابلس"]


@given(
    st.lists(st.sampled_from(["بنغازي", "وطرابلس", "Port", "Sudan", "Deir", "ez-Zor", "،", "في", "\n"]), max_size=12)
)
def test_spans_are_true_to_the_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for match in matches(text):
        assert text[match.start : match.end] == match.surface
        assert match.first < match.last
        assert match.entries
