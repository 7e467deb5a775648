"""A consonant skeleton that Arabic and Latin spellings of one name share.

Gharyan, Garian, غريان → KRN. Vowels and semivowels go, letters that romanisations
confuse become one, doubled letters become single, articles are dropped. The
skeleton only proposes candidates; similarity of the names ranks them.
"""

from __future__ import annotations

import re

from geo.language.normalize import is_arabic

_ARABIC = str.maketrans(
    {
        "ب": "B", "ت": "T", "ث": "T", "ج": "J", "ح": "H", "خ": "X", "د": "D", "ذ": "D", "ر": "R", "ز": "Z", "س": "S",
        "ش": "S", "ص": "S", "ض": "D", "ط": "T", "ظ": "Z", "ع": None, "غ": "K", "ف": "F", "ق": "K", "ك": "K", "ل": "L",
        "م": "M", "ن": "N", "ه": "H", "ا": None, "و": None, "ي": None,
    }
)  # fmt: skip
_DIGRAPHS = (
    ("tsch", "S"), ("tch", "S"), ("sch", "S"), ("dj", "J"), ("gh", "K"), ("kh", "X"), ("sh", "S"), ("ch", "S"),
    ("th", "T"), ("dh", "D"), ("zh", "J"), ("ph", "F"), ("ts", "S"), ("qu", "K"), ("ck", "K"),
    ("ce", "S"), ("ci", "S"), ("gn", "N"),
)  # fmt: skip
_LATIN = str.maketrans(
    {
        "b": "B", "p": "B", "c": "K", "d": "D", "f": "F", "v": "F", "g": "K", "h": "H", "j": "J", "k": "K", "q": "K",
        "l": "L", "m": "M", "n": "N", "r": "R", "s": "S", "t": "T", "x": "KS", "z": "Z",
        "a": None, "e": None, "i": None, "o": None, "u": None, "w": None, "y": None,
    }
)  # fmt: skip
_ARABIC_VOWELS = str.maketrans({"ا": "A", "و": "U", "ي": "I"})
_LATIN_VOWELS = str.maketrans({"a": "A", "e": "I", "i": "I", "o": "U", "u": "U", "w": "U", "y": "I"})
_LONG_VOWELS = (("ou", "u"), ("oo", "u"), ("ee", "i"))
_DOUBLED = re.compile(r"(.)\1+")
_OTHER = re.compile(r"[^A-Z]")
_ARABIC_ARTICLE = "ال"
_LATIN_ARTICLES = frozenset(
    ["al", "el", "ad", "ed", "an", "en", "ar", "er", "as", "es", "ash", "esh", "ach", "ech", "at", "et", "az", "ez"]
)
#: Letters of a skeleton, for spelling errors.
ALPHABET = "BTJHXDRZSKFLMN"


def skeleton(key: str) -> str:
    """Return the consonant skeleton of a look-up key; empty if nothing is left."""
    words = key.split(" ")
    if is_arabic(key[0]):
        return _finish("".join(_arabic(word) for word in words))
    kept = [word for word in words if word not in _LATIN_ARTICLES] or words
    return _finish("".join(_latin(word) for word in kept))


def _arabic(word: str) -> str:
    if word.startswith(_ARABIC_ARTICLE) and len(word) > len(_ARABIC_ARTICLE) + 1:
        word = word[len(_ARABIC_ARTICLE) :]
    form = word.translate(_ARABIC)
    return form[:-1] if word.endswith("ه") and len(form) > 1 else form


def _latin(word: str) -> str:
    form = word[:-1] if word.endswith("h") and not word.endswith(("gh", "kh", "sh", "th", "ch", "dh")) else word
    for digraph, letter in _DIGRAPHS:
        form = form.replace(digraph, letter)
    return form.translate(_LATIN)


def _finish(form: str) -> str:
    return _DOUBLED.sub(r"\1", _OTHER.sub("", form))


def sounds(key: str) -> str:
    """Return a key in letters that both scripts share, vowels kept: names across scripts are compared by it."""
    if is_arabic(key[0]):
        words = (word.removeprefix(_ARABIC_ARTICLE) or word for word in key.split(" "))
        return "".join(words).translate(_ARABIC_VOWELS).translate(_ARABIC)
    form = "".join(word for word in key.split(" ") if word not in _LATIN_ARTICLES)
    for digraph, letter in (*_LONG_VOWELS, *_DIGRAPHS):
        form = form.replace(digraph, letter)
    return _DOUBLED.sub(r"\1", form.translate(_LATIN_VOWELS).translate(_LATIN))


def neighbours(form: str) -> set[str]:
    """Return the skeletons that differ by one letter: left out, put in, or another."""
    found = set()
    for place in range(len(form) + 1):
        head, tail = form[:place], form[place:]
        if tail:
            found.add(head + tail[1:])
            found.update(head + letter + tail[1:] for letter in ALPHABET)
        found.update(head + letter + tail for letter in ALPHABET)
    found.discard(form)
    found.discard("")
    return found
