"""Sentences that must not be shown, found again wherever they stand: alone, within a longer one, or in part."""

from __future__ import annotations

from collections import defaultdict

from geo.language.normalize import fold

#: A run of so many words is a sentence's own; shorter ones occur by chance, so short sentences are compared whole.
RUN_WORDS = 5

Words = tuple[str, ...]


class HeldBack:
    """Sentences by their words, folded, so that another spelling or other blanks do not hide them."""

    def __init__(self) -> None:
        self._whole: set[Words] = set()
        self._starts: dict[Words, list[Words]] = defaultdict(list)
        self._runs: dict[Words, list[tuple[Words, int]]] = defaultdict(list)

    def add(self, text: str) -> None:
        """Hold a sentence back."""
        words = _words(text)
        if not words or words in self._whole:
            return
        self._whole.add(words)
        if len(words) >= RUN_WORDS:
            self._starts[words[:RUN_WORDS]].append(words)
        for at in range(len(words) - RUN_WORDS + 1):
            self._runs[words[at : at + RUN_WORDS]].append((words, at))

    def tells(self, text: str) -> bool:
        """Tell whether a text is one of the sentences, holds one, or is a part of one."""
        words = _words(text)
        if words in self._whole:
            return True
        size = len(words)
        if size < RUN_WORDS or not self._whole:
            return False
        if any(held[at : at + size] == words for held, at in self._runs.get(words[:RUN_WORDS], ())):
            return True
        return any(
            words[at : at + len(held)] == held
            for at in range(size - RUN_WORDS + 1)
            for held in self._starts.get(words[at : at + RUN_WORDS], ())
        )


def _words(text: str) -> Words:
    """Return the folded words of a text without what stands around letters and digits."""
    folded = (fold(word) for word in text.split())
    return tuple(word for raw in folded if (word := raw.strip(".,;:!?()[]{}«»“”\"'…،؛؟-–—")))
