"""Words blackened in a text, letter by letter, so that offsets into it stay."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Stands for a letter of a word that was dropped.
BLACK = "█"
_WORD_STARTS = r"(?<!\w)"
_ARABIC = re.compile(r"[\u0600-\u06ff]")


class Blackener:
    """Blackens words wherever they stand whole; Arabic ones also behind a prefix ("و", "ب", "ال")."""

    def __init__(self, words: Iterable[str]) -> None:
        # the longest first: a name may hold another
        ordered = sorted({word.strip() for word in words} - {""}, key=lambda word: (-len(word), word))
        found = "|".join(("" if _ARABIC.match(word) else _WORD_STARTS) + re.escape(word) for word in ordered)
        self._words = re.compile(rf"(?:{found})(?!\w)", re.IGNORECASE) if found else None

    def __call__(self, text: str) -> str:
        """Return a text of the same length."""
        if self._words is None:
            return text
        return self._words.sub(lambda found: re.sub(r"\w", BLACK, found[0]), text)
