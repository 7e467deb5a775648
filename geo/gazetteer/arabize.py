"""Spell Latin-script names the way Arabic newsrooms do, by the rules of `data/gazetteer.toml`.

Only for places that no source gives an Arabic name for: a guess that matches is a
candidate like others, one that does not match costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

import msgspec

from geo.language.normalize import fold

#: More alternatives than this are not followed.
_MAX_SPELLINGS = 4
_VOWEL_SIGNS = "اوي"


class Orthography(msgspec.Struct, frozen=True):
    """How names of some countries are spelt in Latin letters, and what each group becomes.

    Attributes
    ----------
    initial
        Capital vowel groups at the start of a word.
    letters
        ``group=spelling`` or ``group=spelling|spelling``, groups tried in this order.
    """

    countries: list[str]
    initial: dict[str, str]
    letters: list[str]

    def table(self) -> tuple[re.Pattern[str], dict[str, list[str]]]:
        """Return a pattern for the groups, longest first, and what each becomes."""
        groups = {group: spellings.split("|") for group, _, spellings in (item.partition("=") for item in self.letters)}
        ordered = sorted(groups, key=len, reverse=True)
        return re.compile("|".join(ordered)), groups


class Arabizer:
    """Applies the orthography of a country to names."""

    def __init__(self, orthographies: Iterable[Orthography]) -> None:
        self._by_country = {
            country: (orthography, *orthography.table())
            for orthography in orthographies
            for country in orthography.countries
        }

    def spell(self, name: str, country: str) -> list[str]:
        """Return Arabic spellings of a name; none where the country has no rules or a letter is unknown."""
        rules = self._by_country.get(country)
        if rules is None:
            return []
        orthography, pattern, groups = rules
        words = [_word(word, orthography, pattern, groups) for word in re.split(r"[\s\-]+", name) if word]
        if not words or not all(words):
            return []
        return [" ".join(parts) for parts in product(*words)][:_MAX_SPELLINGS]


def _word(word: str, orthography: Orthography, pattern: re.Pattern[str], groups: dict[str, list[str]]) -> list[str]:
    """Return the spellings of one word, empty if a letter has no rule."""
    form = re.sub(r"[’'ʼʹ`.]", "", fold(word))
    head = ""
    for length in (3, 2, 1):
        head = orthography.initial.get(form[:length].capitalize(), "")
        if head:
            form = form[length:]
            break
    form = re.sub(r"([^aeiouy])\1", r"\1", form)
    parts: list[list[str]] = []
    position = 0
    while position < len(form):
        match = pattern.match(form, position)
        if match is None:
            return []
        parts.append(groups[match.group()])
        position = match.end()
    spellings = [head + "".join(chosen) for chosen in product(*parts)][:_MAX_SPELLINGS]
    return [_settle(spelling) for spelling in dict.fromkeys(spellings)]


def _settle(spelling: str) -> str:
    """Join vowel signs that meet twice («يي» in the middle stays one)."""
    return re.sub(rf"([{_VOWEL_SIGNS}])\1+", r"\1", spelling)
