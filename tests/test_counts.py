"""What numbers count: forces and equipment, and pairs that an Arabic dual counts by itself."""

from __future__ import annotations

import pytest

from geo.extraction.forces import find_counts
from geo.language.lexicon import load_lexicon
from geo.language.numbers import find_numbers
from geo.language.tokens import TokenStream
from geo.models import Line


def counts(text: str, lang: str) -> list[tuple[str, float | None, float | None]]:
    stream = TokenStream(text, [Line(0, len(text), "body")], load_lexicon(), lang=lang)
    return [(c.text, c.number.min, c.number.max) for c in find_counts(stream, find_numbers(stream))]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ar", "رست سفينتا إنزال في الميناء", [("سفينتا إنزال", 2, 2)]),
        ("ar", "أقلعت بطائرتين مسيرتين", [("طائرتين مسيرتين", 2, 2)]),
        ("ar", "شوهدت دبابتان وثلاث شاحنات", [("دبابتان", 2, 2), ("ثلاث شاحنات", 3, 3)]),
        # words that only a number makes count, and a "من" or "of" between
        ("ar", "رتل قوامه ثلاثون آلية يرافقه عناصر", [("ثلاثون آلية", 30, 30)]),
        ("ar", "عشرات من الجنود وثمانون قتيلا", [("عشرات من الجنود", None, None), ("ثمانون قتيلا", 80, 80)]),
        ("ar", "توضع آلية للمراقبة", []),
        (
            "en",
            "12 air strikes left six of the tanks burning and 40 dead",
            [
                ("12 air strikes", 12, 12),
                ("six of the tanks", 6, 6),
                ("40 dead", 40, 40),
            ],
        ),
        ("fr", "dix-neuf morts et cent blessés", [("dix-neuf morts", 19, 19), ("cent blessés", 100, 100)]),
        # plurals, and words that only end as duals do, are no pairs
        ("ar", "وصل مقاتلون ودبابات وطيران حربي", []),
        ("fr", "une trentaine d'hommes et deux camions", [("une trentaine d'hommes", 30, 30), ("deux camions", 2, 2)]),
        ("en", "at least three tanks and 40 men", [("at least three tanks", 3, None), ("40 men", 40, 40)]),
        ("en", "they waited for 40 days", []),
    ],
)
def test_what_is_counted(lang: str, text: str, expected: list[tuple[str, float | None, float | None]]) -> None:
    assert counts(text, lang) == expected
