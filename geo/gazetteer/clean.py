"""Clean the names of open sources: other languages' letters, codes, glued words, half transliterations."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from geo.errors import GazetteerError
from geo.gazetteer.arabize import Orthography
from geo.language.normalize import fold, is_arabic

#: Shortest key that is worth a look-up, in letters.
MIN_LETTERS = 3
#: «غزة» is three, but two-letter Arabic names are words («قم»); they come from the tables by hand.
_ARABIC_LETTER = re.compile(r"[\u0621-\u063a\u0641-\u064a]")
_ARABIC_NAME = re.compile(r"[\u0621-\u063a\u0641-\u0652\u0670\u0640 \-]+")
_FILLERS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CODE = re.compile(r"[A-Z]{2,4}|.*\d.*")
_REPEATED = re.compile(r"(.)\1{2,}")
_LATIN_PUNCTUATION = frozenset(" -'’‘ʼʻ`.")
_NO_PUNCTUATION = {ord(char): None for char in _LATIN_PUNCTUATION}


class AirportPatterns(msgspec.Struct, frozen=True):
    """How names of air fields are composed from a town's name, per language."""

    en: list[str]
    ar: list[str]
    fr: list[str]
    en_international: list[str]
    ar_international: list[str]
    fr_international: list[str]
    en_airbase: list[str]
    ar_airbase: list[str]
    fr_airbase: list[str]
    fr_elision: dict[str, str]


class ArabicRules(msgspec.Struct, frozen=True):
    """What tells an Arabic name from its neighbours in the same script."""

    foreign_letters: str
    persian_shapes: list[str]
    heads: list[str]
    tails: list[str]
    glued_firsts: list[str]
    glued_article: str = ""


class LatinRules(msgspec.Struct, frozen=True):
    """Articles, administrative words and shortened first words of Latin-script names."""

    articles: list[str]
    region_heads: list[str]
    short_firsts: dict[str, str] = {}


class DivisionRules(msgspec.Struct, frozen=True):
    """Words that are no name of a division by themselves."""

    generic: list[str]


class FacilityRules(msgspec.Struct, frozen=True):
    """Words before and after the bare name of a facility."""

    before: list[str]
    after: list[str]


class Rules(msgspec.Struct, frozen=True, dict=True):
    """The content of `data/gazetteer.toml`."""

    scope: dict[str, list[str]]
    arabic: ArabicRules
    latin: LatinRules
    division: DivisionRules
    facility: FacilityRules
    airport: AirportPatterns
    transliteration: dict[str, Orthography]
    features: dict[str, str]

    @cached_property
    def generic_divisions(self) -> frozenset[str]:
        """Words that are no name of a division, folded."""
        return frozenset(fold(word) for name in self.division.generic for word in name.replace("-", " ").split())

    @cached_property
    def full_countries(self) -> frozenset[str]:
        """Countries whose small places are taken, too."""
        return frozenset(code for codes in self.scope.values() for code in codes)


def load_rules(path: Path) -> Rules:
    """Read `data/gazetteer.toml`.

    Raises
    ------
    GazetteerError
        If the file is missing or not as expected.
    """
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(raw, Rules)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        msg = f"the rules of the gazetteer build cannot be read from {path}: {error}"
        raise GazetteerError(msg) from error


def arabic_names(names: Iterable[str], country: str, rules: ArabicRules) -> list[str]:
    """Return the names that are Arabic, cleaned, in order.

    Names with letters of Persian, Urdu, Kurdish … are dropped; where the country's
    own language has Persian shapes of Arabic letters they are turned into those,
    but only if no Arabic name is left otherwise.
    """
    clean, shaped = [], []
    for raw in names:
        if not raw or raw[0] < "\u0600" or not is_arabic(raw[0]):
            continue
        name = _FILLERS.sub("", unicodedata.normalize("NFKC", raw)).strip()
        name = _strip_words(_REPEATED.sub(r"\1", name), rules.heads, rules.tails)
        if not set(name).isdisjoint(rules.foreign_letters):
            if country in rules.persian_shapes:
                shaped.append(name.replace("ی", "ي").replace("ک", "ك"))
            continue
        clean.append(name)
    usable = [name for name in clean if _is_arabic_name(name)] or [name for name in shaped if _is_arabic_name(name)]
    return list(dict.fromkeys(usable))


def _is_arabic_name(name: str) -> bool:
    return _ARABIC_NAME.fullmatch(name) is not None and len(_ARABIC_LETTER.findall(name)) >= MIN_LETTERS


def _strip_words(name: str, heads: list[str], tails: list[str]) -> str:
    words = name.split()
    if len(words) > 1 and words[0] in heads:
        words = words[1:]
    if len(words) > 1 and words[-1] in tails:
        words = words[:-1]
    return " ".join(words)


def latin_names(names: Iterable[str]) -> list[str]:
    """Return the names in Latin letters that a text may hold, without codes and half transliterations."""
    return list(dict.fromkeys(name for raw in names if _is_latin_name(name := raw.strip())))


def _is_latin_name(name: str) -> bool:
    if _CODE.fullmatch(name) or name == name.lower():
        return False
    if name.isascii() and (plain := name.translate(_NO_PUNCTUATION)).isalpha():
        return len(plain) >= MIN_LETTERS
    letters = 0
    for char in name:
        if char.isalpha():
            if char > "\u024f" and not "\u1e00" <= char <= "\u1eff":
                return False
            letters += 1
        elif char not in _LATIN_PUNCTUATION and not unicodedata.combining(char):
            return False
    return letters >= MIN_LETTERS


def article_variants(key: str, articles: Iterable[str]) -> list[str]:
    """Return the key without its romanised article, if it has one ("al jufra" gives "jufra")."""
    first, _, rest = key.partition(" ")
    return [rest] if first in articles and len(rest.replace(" ", "")) > MIN_LETTERS else []


def glued_variants(key: str, rules: ArabicRules) -> list[str]:
    """Return an Arabic key of two words as one, where writers join them («ابو ظبي», «حفر الباطن»)."""
    first, _, rest = key.partition(" ")
    if not rest or " " in rest:
        return []
    article = bool(rules.glued_article) and rest.startswith(rules.glued_article)
    return [first + rest] if first in rules.glued_firsts or article else []


def shortened(key: str, firsts: Mapping[str, str]) -> list[str]:
    """Return a key with its first word as writers shorten it, or written out ("mt pleasant", "mount pleasant")."""
    first, _, rest = key.partition(" ")
    written = [long for long, short in firsts.items() if short == first]
    return [f"{other} {rest}" for other in (*filter(None, [firsts.get(first)]), *written)] if rest else []


def plain_division(name: str, heads: Iterable[str]) -> str:
    """Return the name of a division without the word for the kind of division."""
    for head in sorted(heads, key=len, reverse=True):
        if name.startswith(head) and len(name) > len(head) + 1:
            glued = head.endswith(("’", "'"))
            if glued or name[len(head)] == " ":
                return name[len(head) :].strip()
        if name.endswith(" " + head):
            return name[: -len(head)].strip()
    return name


def bare_facility(name: str, rules: FacilityRules) -> str:
    """Return a facility's name without the words for what it is; empty if none stand there or nothing is left."""
    left = name
    for word in sorted(rules.before, key=len, reverse=True):
        if left.startswith(word) and len(left) > len(word) and (left[len(word)] == " " or word.endswith("'")):
            left = left[len(word) :].strip()
            break
    stripped = True
    while stripped:
        stripped = False
        for word in sorted(rules.after, key=len, reverse=True):
            if left.lower().endswith(f" {word.lower()}"):
                left, stripped = left[: -len(word)].strip(), True
    return left if left != name and any(char.isalpha() for char in left) else ""


def is_generic(name: str, rules: Rules) -> bool:
    """Tell whether a division's name is made of nothing but directions, articles and the like."""
    words = [fold(word) for word in name.replace("-", " ").replace("’", " ").split()]
    return all(word in rules.generic_divisions or word in rules.latin.articles for word in words)


def elide(phrase: str, elisions: dict[str, str]) -> str:
    """Apply elisions such as ``de A`` to ``d'A`` at the last place where one fits."""
    for before, after in elisions.items():
        head, found, tail = phrase.rpartition(before)
        if found:
            return head + after + tail
    return phrase
