"""The words of the interface, in each language that it speaks: data in ``strings/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

STRINGS = Path(__file__).parent / "strings"
#: The language that stands in where another lacks a word (a test holds that none does).
FALLBACK = "en"


class Words:
    """The words of one language; call it with a key like ``"filter.type"``.

    Attributes
    ----------
    lang
        Language code, the name of its file.
    direction
        ``"ltr"`` or ``"rtl"``.
    """

    def __init__(self, lang: str, table: Mapping[str, str]) -> None:
        self.lang = lang
        self.direction = table["language.direction"]
        self._table = table

    def __call__(self, key: str, **values: object) -> str:
        """Return the words for a key with its values filled in; the key itself if nobody wrote them."""
        text = self._table.get(key, key)
        return text.format(**values) if values else text

    def noun(self, key: str, count: int) -> str:
        """Return the noun for a number of things: the words of ``key_1`` for one."""
        return self(f"{key}_1" if count == 1 else key)

    def name(self, kind: str, code: str) -> str:
        """Return the words for a code of a closed list ("type", "clash"); the code with blanks if there are none."""
        return self._table.get(f"{kind}.{code}", code.replace("_", " ").replace("-", " "))

    def keys(self) -> frozenset[str]:
        """Return all keys."""
        return frozenset(self._table)


@lru_cache(maxsize=8)
def load_words(lang: str) -> Words:
    """Return the words of a language; those of `FALLBACK` if it is not one of `languages`."""
    table = dict(_table(FALLBACK))
    known = lang if lang in languages() else FALLBACK
    table.update(_table(known))
    return Words(known, MappingProxyType(table))


@lru_cache(maxsize=1)
def languages() -> Mapping[str, str]:
    """Return code → own name of every language that has a file."""
    return MappingProxyType({path.stem: _table(path.stem)["language.name"] for path in sorted(STRINGS.glob("*.toml"))})


def _table(lang: str) -> Mapping[str, str]:
    with (STRINGS / f"{lang}.toml").open("rb") as file:
        sections = tomllib.load(file)
    return {f"{section}.{key}": text for section, words in sections.items() for key, text in words.items()}
