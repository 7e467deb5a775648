"""One numeral at a place in the token stream: digits, words, or digits with a scale word.

The words and their values are lexicon data (class ``numeral``); the grammar here
holds for all languages that add smaller numbers to larger ones and multiply by
scales. A value may carry a second number, used where the word stands alone
("1000 2000": a thousand after a number, two thousand by itself), or the word
``weak``: it counts only within a compound.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from geo.language.lexicon import Hit, Lexicon
from geo.language.tokens import TokenStream

HUNDRED, THOUSAND = 100, 1000
#: "soixante-dix", "quatre-vingt-quinze": these tens take a number up to 19.
_LONG_TENS = frozenset({60, 80})
_TEN, _TWENTY = 10, 20
#: Digits after the last separator that make it a separator of thousands.
_GROUP = 3
_PLAIN = re.compile(r"\d+")
_GROUPED = re.compile(r"\d{1,3}(?:([ ,.٬])\d{3})(?:\1\d{3})*")


class Numeral(msgspec.Struct, frozen=True, gc=False):
    """A number read from tokens ``[first, last)``.

    Attributes
    ----------
    scale
        The last scale word that multiplied it (1 if none): lets "40 to 50 thousand" share it.
    digits
        Written in digits.
    rough
        A round count by its own words ("une centaine", "two dozen").
    weak
        A word that is a number only within a compound (French « un »).
    """

    first: int
    last: int
    value: float
    scale: float = 1
    digits: bool = False
    rough: bool = False
    weak: bool = False


class _Atom(msgspec.Struct, frozen=True, gc=False):
    """A number word: its value after another number and by itself."""

    value: float
    alone: float
    weak: bool


@lru_cache(maxsize=512)
def _atom(value: str) -> _Atom:
    numbers = [float(piece) for piece in value.split() if piece != "weak"]
    return _Atom(numbers[0], numbers[-1], "weak" in value)


@lru_cache(maxsize=4)
def joiners(lexicon: Lexicon) -> frozenset[str]:
    """Return the words and clitic pieces that add one number to another."""
    phrases = lexicon.values.get("number_join", {}).values()
    return frozenset(phrase.words[0] for entries in phrases for phrase in entries)


@lru_cache(maxsize=65536)
def parse_digits(norm: str) -> float | None:
    """Return the value of a token of digits, whichever way its groups and decimals are marked.

    Notes
    -----
    One separator before exactly three digits marks thousands ("1.500", "2,500"),
    any other is a decimal mark ("1.5", "1,25"). A token with several unlike
    separators, or a date ("31.05.2020"), is no number.
    """
    if _PLAIN.fullmatch(norm):
        return float(norm)
    text = norm.replace("\u066b", ".").replace("\u066c", ",")
    if _GROUPED.fullmatch(text) and not text.startswith("0"):
        return float(re.sub(r"\D", "", text))
    marks = [char for char in text if char in ".,"]
    if len(marks) == 1 or (len(marks) > 1 and len(set(marks[:-1])) == 1 and marks[-1] != marks[0]):
        whole, _, decimals = text.rpartition(marks[-1])
        groups = re.split(r"[.,]", whole)
        if all(len(group) == _GROUP for group in groups[1:]) and len(groups) == len(marks):
            return float("".join(groups) + "." + decimals)
    return None


def word_hit(stream: TokenStream, index: int, cls: str) -> Hit | None:
    """Return the longest hit of a class at a token, enclitic readings left out."""
    for hit in stream.hits[index]:
        if hit.phrase.cls == cls and not hit.reading.trim:
            return hit
    return None


def read_numeral(stream: TokenStream, index: int, stop: int) -> Numeral | None:
    """Read the longest cardinal number that starts at a token, or None.

    Parameters
    ----------
    stream
        The article's tokens.
    index
        Token to start at.
    stop
        No token from here on is read.
    """
    if index >= stop:
        return None
    word = stream.words[index]
    if word.number:
        return _read_digits(stream, index, stop)
    fraction = word_hit(stream, index, "fraction")
    if fraction is not None:
        scale = _scale_at(stream, fraction.last, stop)
        if scale is not None and not fraction.reading.definite:
            factor = _atom(scale.phrase.value).value
            return Numeral(index, scale.last, float(fraction.phrase.value) * factor, factor)
        return None
    rough = _read_rough(stream, index, stop)
    if rough is not None or word_hit(stream, index, "numeral") is None:
        return rough
    return _read_words(stream, index, stop)


def _read_digits(stream: TokenStream, index: int, stop: int) -> Numeral | None:
    value = parse_digits(stream.words[index].norm)
    if value is None:
        return None
    last, scale = index + 1, 1.0
    while last < stop:
        hit = _scale_at(stream, last, stop)
        if hit is None:
            break
        scale *= _atom(hit.phrase.value).value
        last = hit.last
    value *= scale
    if scale > 1:
        half = _fraction(stream, last, stop, scale)
        if half is not None:
            value, last = value + half[0], half[1]
        else:
            rest = _digits_joined(stream, last, stop)
            if rest is not None and rest < scale:
                value, last = value + rest, last + 2
    return Numeral(index, last, value, scale, digits=True)


def _digits_joined(stream: TokenStream, index: int, stop: int) -> float | None:
    """Read the rest of "15 thousand and 300" where a clitic joins it («15 ألفا و300»)."""
    if index + 1 >= stop or stream.words[index].norm not in joiners(stream.lexicon):
        return None
    rest = stream.words[index + 1]
    if not rest.number or stream.starts[index + 1] != stream.ends[index]:
        return None
    return parse_digits(rest.norm)


def _scale_at(stream: TokenStream, index: int, stop: int) -> Hit | None:
    """Return the scale word (thousand, million …) at a token, the links before it passed over."""
    if index >= stop:
        return None
    hit = word_hit(stream, index, "numeral")
    if hit is None:
        link = word_hit(stream, index, "scale_link")
        if link is not None and link.last < stop:
            hit = word_hit(stream, link.last, "numeral")
    if hit is None or hit.last > stop or hit.reading.clitics:
        return None
    return hit if _atom(hit.phrase.value).value >= THOUSAND else None


def _read_rough(stream: TokenStream, index: int, stop: int) -> Numeral | None:
    """Read "a dozen", « une trentaine », "two hundred" told by a noun."""
    hit = word_hit(stream, index, "numeral_rough")
    if hit is None or hit.last > stop:
        return None
    return Numeral(index, hit.last, float(hit.phrase.value), rough=True)


def _joined(stream: TokenStream, index: int, stop: int) -> tuple[int, bool] | None:
    """Return where the next number word is and whether a clitic joins it, if something joins."""
    word = stream.words[index]
    norms = joiners(stream.lexicon)
    if word.norm in norms:
        proclitic = index + 1 < stop and stream.starts[index + 1] == stream.ends[index]
        return (index + 1, proclitic) if index + 1 < stop else None
    hit = word_hit(stream, index, "numeral")
    if hit is not None and hit.reading.clitics:
        return (index, True) if norms.issuperset(hit.reading.clitics) else None
    return None


def _read_words(stream: TokenStream, index: int, stop: int) -> Numeral:  # noqa: C901  (a small machine: one loop)
    total = current = 0.0
    scale, count, last, weak = 1.0, 0, index, False
    ceiling = float("inf")
    rough, opened = False, _opened(stream, index)
    while last < stop:
        at, by_clitic, joined = last, False, False
        if count:
            half = _fraction(stream, last, stop, scale if not current else 1.0)
            if half is not None:
                return _halved(stream, Numeral(index, half[1], total + current + half[0], scale), stop)
            join = _joined(stream, last, stop)
            if join is not None:
                (at, by_clitic), joined = join, True
        hit = word_hit(stream, at, "numeral")
        if hit is None or hit.last > stop or (count and hit.reading.clitics and not joined):
            twelve = word_hit(stream, at, "numeral_rough") if count and not joined else None
            if twelve is not None and current:
                current *= float(twelve.phrase.value)
                last, rough = twelve.last, True
            break
        atom = _atom(hit.phrase.value)
        value = atom.value if current else atom.alone
        if value >= THOUSAND and (atom.value == atom.alone or current):
            if value >= ceiling or (joined and not current and count == 0):
                break
            total += (current or 1.0) * value
            ceiling = scale = value
            current = 0.0
        elif not _fits(current, value, by_clitic=by_clitic, joined=joined) or (
            joined and _multiplied(stream, hit.last, stop, _ceiling(current, ceiling, opened=opened))
        ):
            break
        elif value >= THOUSAND:
            total, ceiling, scale = total + value, THOUSAND, THOUSAND
        elif value == HUNDRED and 0 < current < HUNDRED:
            current *= HUNDRED
        else:
            current += value
        weak = atom.weak if not count else weak and atom.weak
        count += 1
        last = hit.last
    return Numeral(index, max(last, index + 1), total + current, scale, rough=rough, weak=weak and count == 1)


def _halved(stream: TokenStream, numeral: Numeral, stop: int) -> Numeral:
    """Multiply "two and a half" by the scale that follows it ("two and a half million")."""
    hit = _scale_at(stream, numeral.last, stop) if numeral.scale == 1 else None
    if hit is None:
        return numeral
    scale = _atom(hit.phrase.value).value
    return Numeral(numeral.first, hit.last, numeral.value * scale, scale)


def _fits(current: float, value: float, *, by_clitic: bool, joined: bool) -> bool:
    """Tell whether a number word may be added to, or multiply, what has been read since the last scale."""
    if not current:
        return True
    if value >= HUNDRED:
        return value == HUNDRED and current < HUNDRED and not joined
    rest = current % HUNDRED
    if 0 < rest < _TEN:
        return by_clitic and value >= _TWENTY and value % _TEN == 0
    if rest % _TEN:
        return False
    return not rest or value < _TEN or (rest in _LONG_TENS and value < _TWENTY)


def _opened(stream: TokenStream, index: int) -> bool:
    """Tell whether "between" stands before a number: what "and" joins may then be its other end."""
    return any(
        hit.phrase.cls == "range_open" and hit.last == index
        for at in range(max(index - 2, 0), index)
        for hit in stream.hits[at]
    )


def _ceiling(current: float, ceiling: float, *, opened: bool) -> float:
    """Return the multiplier from which on a joined number is another one.

    "One hundred and one thousand" is 101,000, but between one hundred and one thousand are two numbers.
    """
    if not current:
        return ceiling
    return HUNDRED if opened else ceiling


def _multiplied(stream: TokenStream, index: int, stop: int, ceiling: float) -> bool:
    """Tell whether a scale follows that is too large to belong to the same number ("one hundred and two hundred")."""
    if index >= stop:
        return False
    hit = word_hit(stream, index, "numeral")
    if hit is None or hit.reading.clitics:
        return False
    value = _atom(hit.phrase.value).value
    return value == HUNDRED or (value > HUNDRED and value >= ceiling)


def _fraction(stream: TokenStream, index: int, stop: int, scale: float) -> tuple[float, int] | None:
    """Read "and a half" after a number: what it adds and where it ends."""
    if index >= stop:
        return None
    hit = word_hit(stream, index, "fraction")
    if hit is None or not hit.reading.clitics:
        if stream.words[index].norm not in joiners(stream.lexicon) or index + 1 >= stop:
            return None
        hit = word_hit(stream, index + 1, "fraction")
    if hit is None or hit.last > stop:
        return None
    last = hit.last
    if last < stop:
        again = word_hit(stream, last, "numeral")
        # «مليونين ونصف المليون» names the scale once more
        if again is not None and _atom(again.phrase.value).value == scale and not again.reading.clitics:
            last = again.last
    return float(hit.phrase.value) * scale, last
