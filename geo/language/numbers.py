"""Finds numbers and how the text puts them: "about 400", «ما بين 1500 و1600», « une trentaine », "dozens".

Dates are found first and their tokens left out (`taken`). What is left is, in this order, a designator
(T-72B3, the 444th of a unit), a share or a sum of money, or a plain count whose noun the caller looks at.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache, partial

from geo.language.lexicon import Hit, Lexicon, Word, WordTags
from geo.language.normalize import skip_letters
from geo.language.numerals import THOUSAND, Numeral, joiners, read_numeral
from geo.language.tokens import TokenStream
from geo.models import Model, QuantityQualifier

_START = frozenset({"numeral", "numeral_rough", "fraction", "number_vague", "ordinal", "not_number"})
_OTHER = frozenset({
    "qualifier", "qualifier_after", "range_open", "range_to", "designator_head", "designator_tail", "scale_link",
    "number_join", "number_or", "ordinal_suffix", "percent", "currency", "distance_unit", "time_unit",
})  # fmt: skip
#: No number holds more tokens than this.
REACH = 16
#: A qualifier stands at most this many tokens after its number: noun, adjective, a name in quotation marks.
AFTER_REACH = 7
_CLAUSE_ENDS = frozenset(",،;؛:.()")
#: Nouns that show that the number before them counts, whatever stood before it.
_MEASURES = frozenset({"distance_unit", "time_unit", "currency", "percent"})
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "₺": "TRY"}
_PERCENT = frozenset("%٪")
_TENS = frozenset(range(20, 100, 10))
_DASHES = frozenset("-–—")


class NumberMention(Model, frozen=True):
    """A number in the text.

    Attributes
    ----------
    first, last
        Token range, half open, with the words that qualify it ("about").
    start, end, text
        Raw span and its words.
    min, max
        Bounds; None where the text gives none ("dozens" has neither).
    qualifier
        How the text puts it.
    kind
        "cardinal", "ordinal", "money", "percent" or "designator" (a name, not a count).
    unit
        ISO 4217 code of money (XXX: which dinar is not said), "%" of a share, else "".
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    min: float | None
    max: float | None
    qualifier: QuantityQualifier
    kind: str
    unit: str = ""


def _tag(lang: str | None, word: Word) -> int:
    """Return the tag of a word: 1 if a number may start there, 2 if another word of numbers does, 0 else."""
    classes = {phrase.cls for _, phrase in word.phrases if lang in {None, phrase.lang}}
    starts = word.number or _designator(word) or not _START.isdisjoint(classes)
    return 1 if starts else 2 * (not _OTHER.isdisjoint(classes))


@lru_cache(maxsize=16)
def _tags_of(_lexicon: Lexicon, lang: str | None) -> WordTags:
    return WordTags(partial(_tag, lang))


@lru_cache(maxsize=4)
def _articled(lexicon: Lexicon) -> frozenset[str]:
    """Return the languages that glue an article to an ordinal that counts."""
    return frozenset(clitics.lang for clitics in lexicon.clitics if clitics.article)


def _designator(word: Word) -> bool:
    """Tell whether a word is letters and digits in one, such as T-72B3."""
    return not word.number and word.norm[0].isascii() and any(char.isdigit() for char in word.norm)


def find_numbers(
    stream: TokenStream, *, taken: Collection[int] = (), first: int = 0, last: int | None = None
) -> tuple[NumberMention, ...]:
    """Find the numbers in tokens ``[first, last)``.

    Parameters
    ----------
    stream
        The article's tokens.
    taken
        Tokens that belong to dates; no number starts at or runs over them.
    first, last
        Token range; the whole stream by default.

    Returns
    -------
    tuple of NumberMention
        In order, without overlap.
    """
    return tuple(_Reader(stream, taken, first, len(stream) if last is None else last).read())


class _Reader:
    """Reads the numbers of one token stream."""

    def __init__(self, stream: TokenStream, taken: Collection[int], first: int, last: int) -> None:
        self.stream = stream
        self.words = stream.words
        self.taken = frozenset(taken)
        self.first = first
        self.last = last
        self.free = first
        self.stop = last
        self.tags = _tags_of(stream.lexicon, stream.lang).of(stream.words)
        self.hits = stream.hits
        self.by_class = stream.by_class
        self.ending = stream.hits_ending

    def read(self) -> list[NumberMention]:
        """Return the numbers, in order."""
        out, index = [], self.first - 1
        while (index := self.tags.find(1, max(index + 1, self.free), self.last)) >= 0:
            if index in self.taken:
                continue
            self.stop = self._line_end(index)
            found = self._at(index)
            if found is not None:
                out.append(found)
                self.free = found.last
        return out

    def _line_end(self, index: int) -> int:
        """Return where reading from a token must stop: at the end of its line, or at the next date."""
        line_of, stop = self.stream.line_of, min(self.last, index + REACH)
        while line_of[stop - 1] != line_of[index]:
            stop -= 1
        if self.taken:
            for at in range(index + 1, stop):
                if at in self.taken:
                    return at
        return stop

    def _hit(self, index: int, cls: str) -> Hit | None:
        if index >= self.stop or not self.tags[index]:
            return None
        table = self.by_class.get(cls)
        hit = table.get(index) if table is not None else None
        return hit if hit is not None and hit.last <= self.stop and not hit.reading.trim else None

    def _norm(self, index: int) -> str:
        return self.words[index].norm if index < self.stop else ""

    # ------------------------------------------------------------- one number

    def _at(self, index: int) -> NumberMention | None:  # noqa: PLR0911  (one return for each kind)
        word = self.words[index]
        if word.number:
            after = self._suffixed(index)
            if after is not None:
                return after
        else:
            for hit in self.stream.hits[index]:
                if hit.phrase.cls == "not_number" and hit.last <= self.stop:
                    self.free = hit.last
                    return None
            if _designator(word):
                return self._mention(index, index + 1, (None, None), "exact", "designator")
            vague = self._hit(index, "number_vague")
            if vague is not None:
                return self._vague(vague)
        numeral = read_numeral(self.stream, index, self.stop)
        if numeral is None:
            return self._ordinal(index)
        if numeral.weak:
            return None
        if numeral.value in _TENS and (unit := self._hit(numeral.last, "ordinal")) is not None:
            value = numeral.value + float(unit.phrase.value.split()[0])  # "twenty-fifth"
            return self._mention(index, unit.last, (value, value), "exact", "ordinal")
        return self._score_or_time(numeral) or self._counted(numeral)

    def _suffixed(self, index: int) -> NumberMention | None:
        """Read digits that are no count: "5th", and skip the time of day ("14:30", "10h30")."""
        at = index + 1
        if at >= self.stop or self.stream.starts[at] != self.stream.ends[index]:
            return None
        suffix = self._hit(at, "ordinal_suffix")
        if suffix is None:
            return None
        value = float(self.words[index].norm) if self.words[index].norm.isdecimal() else None
        return self._mention(index, suffix.last, (value, value), "exact", "ordinal")

    def _score_or_time(self, numeral: Numeral) -> NumberMention | None:
        """Skip what only looks like counts: 14:30, 10h30, 3-0, 24/7."""
        at = numeral.last
        if not numeral.digits or at >= self.stop:
            return None
        adjacent = self.stream.starts[at] == self.stream.ends[at - 1]
        if adjacent and _designator(self.words[at]):
            return self._mention(numeral.first, at + 1, (None, None), "exact", "designator")
        if self.stream.glued(at) and self.words[at].number:
            other = read_numeral(self.stream, at, self.stop)
            if other is not None and other.scale == 1 and other.value <= numeral.value:
                return self._mention(numeral.first, other.last, (None, None), "exact", "designator")
        if adjacent and self._norm(at) in {":", "/"} and at + 1 < self.stop and self.words[at + 1].number:
            end = at + 2
            while end + 1 < self.stop and self._norm(end) in {":", "/"} and self.words[end + 1].number:
                end += 2
            return self._mention(numeral.first, end, (None, None), "exact", "designator")
        return None

    def _ordinal(self, index: int) -> NumberMention | None:
        hit = self._hit(index, "ordinal")
        if hit is None:
            return None
        if hit.phrase.lang in _articled(self.stream.lexicon) and not hit.reading.definite:
            return None
        value, last = float(hit.phrase.value.split()[0]), hit.last
        tens = self._hit(last, "numeral")
        joined = (
            tens is not None and tens.reading.clitics and joiners(self.stream.lexicon).issuperset(tens.reading.clitics)
        )
        if tens is not None and joined and float(tens.phrase.value.split()[0]) in _TENS:
            value, last = value + float(tens.phrase.value.split()[0]), tens.last  # «الحادية والثلاثين»
        elif "weak" in hit.phrase.value:
            return None
        return self._mention(index, last, (value, value), "exact", "ordinal", hit=hit)

    def _vague(self, hit: Hit) -> NumberMention:
        """Read "dozens": a count with no numbers, though its share or money may be told."""
        before = self._before(hit.first, "qualifier")
        first = before.first if before is not None else hit.first
        kind, unit, last = self._kind(first, hit.last)
        return self._mention(first, last, (None, None), "vague", kind, unit=unit, hit=before or hit)

    def _counted(self, numeral: Numeral) -> NumberMention | None:
        high = self._range(numeral)
        if high is None and self._names(numeral):
            return self._mention(numeral.first, numeral.last, (None, None), "exact", "designator")
        last = high.last if high is not None else numeral.last
        opening = self._before(numeral.first, "range_open") if high is not None else None
        start = opening.first if opening is not None and opening.phrase.value == "between" else numeral.first
        before = self._before(start, "qualifier")
        first = before.first if before is not None else start
        kind, unit, last = self._kind(first, last)
        after = self._qualifier_after(last)
        if after is not None and after.first == last:
            last = after.last
        bounds, qualifier = _bounds(numeral, high, before or after)
        hit = before or (opening if start != numeral.first else self._clitic_hit(numeral.first))
        return self._mention(first, last, bounds, qualifier, kind, unit=unit, hit=hit)

    def _clitic_hit(self, index: int) -> Hit | None:
        return self._hit(index, "numeral") or self._hit(index, "fraction") or self._hit(index, "numeral_rough")

    def _mention(  # noqa: PLR0913  (the parts of one record)
        self,
        first: int,
        last: int,
        bounds: tuple[float | None, float | None],
        qualifier: QuantityQualifier,
        kind: str,
        *,
        unit: str = "",
        hit: Hit | None = None,
    ) -> NumberMention:
        start, end = self.stream.span(first, last)
        if hit is not None and hit.reading.clitics and hit.first == first:
            start += skip_letters(self.words[first].raw, sum(map(len, hit.reading.clitics)))
        return NumberMention(
            first, last, start, end, self.stream.text[start:end], bounds[0], bounds[1], qualifier, kind, unit
        )

    # ---------------------------------------------------- what stands around it

    def _before(self, index: int, cls: str) -> Hit | None:
        """Return the longest hit of a class that ends just before a token, on its line."""
        line_of, low = self.stream.line_of, max(self.free, self.first)
        for hit in self.ending.get(index, ()):
            if hit.phrase.cls == cls and hit.first >= low and not hit.reading.trim:
                clear = not self.taken or self.taken.isdisjoint(range(hit.first, index))
                return hit if clear and line_of[hit.first] == line_of[index] else None
        return None

    def _qualifier_after(self, index: int) -> Hit | None:
        """Return the qualifier that follows the number or what it counts («أربع قاذفات «بي-2» على الأقل»)."""
        for at in range(index, min(self.stop, index + AFTER_REACH)):
            hit = self._hit(at, "qualifier_after")
            if hit is not None:
                # "three men waited at least two days" qualifies the two
                opens = at > index and hit.last < self.stop and read_numeral(self.stream, hit.last, self.stop)
                return None if opens else hit
            ends = self.words[at].raw in _CLAUSE_ENDS
            if ends or (at > index and self.words[at].number and not self.stream.glued(at)):
                return None
        return None

    def _range(self, low: Numeral) -> Numeral | None:
        """Read the upper end of a range: "400 to 500", "24-25", «ما بين 1500 و1600»."""
        at = low.last
        if at >= self.stop:
            return None
        opening = self._before(low.first, "range_open")
        between = opening is not None and opening.phrase.value == "between"
        to = self._hit(at, "range_to")
        to = to or self._hit(at, "number_or")
        if to is not None:
            start = to.last
        elif self.stream.glued(at):
            if not low.digits:
                return None
            start = at
        elif self.words[at].raw in _DASHES or (between and self.words[at].norm in joiners(self.stream.lexicon)):
            start = at + 1
        elif between and self._joined_number(at):
            start = at
        else:
            return None
        high = read_numeral(self.stream, start, self.stop)
        if high is None or high.weak:
            return None
        return high if _scaled(low, high) < high.value else None

    def _joined_number(self, index: int) -> bool:
        hit = self._hit(index, "numeral")
        return hit is not None and bool(hit.reading.clitics)

    def _names(self, numeral: Numeral) -> bool:
        """Tell whether a number names rather than counts («قاعدة 101», "128 Brigade", «إس-300»)."""
        if not numeral.digits or numeral.scale > 1:
            return False
        index = numeral.first
        last = numeral.last
        if last < self.stop and any(hit.phrase.cls in _MEASURES for hit in self.hits[last]):
            return False
        if index > self.first and self.stream.glued(index) and self.words[index - 1].norm.isalpha():
            return True
        if not self.words[index].norm.isdecimal():
            return False
        if self._before(index, "designator_head") is not None:
            return True
        tail = self._hit(numeral.last, "designator_tail")
        return tail is not None and self.words[tail.first].raw[0].isupper()

    def _kind(self, first: int, last: int) -> tuple[str, str, int]:  # noqa: PLR0911  (one return for each kind)
        """Return kind, unit and end of a number: a share, a sum of money, or a count."""
        raw = self.words[last].raw if last < self.stop else ""
        ahead = self.words[first - 1].raw if first > self.free else ""
        if raw in _PERCENT:
            return "percent", "%", last + 1
        percent = self._hit(last, "percent")
        if percent is not None:
            return "percent", "%", percent.last
        if ahead in _PERCENT:
            return "percent", "%", last
        if raw in _SIGNS:
            return "money", _SIGNS[raw], last + 1
        if ahead in _SIGNS:
            return "money", _SIGNS[ahead], last
        link = self._hit(last, "scale_link")
        money = self._hit(link.last if link is not None else last, "currency")
        if money is not None and not money.reading.clitics:
            return "money", money.phrase.value, money.last
        return "cardinal", "", last


def _scaled(low: Numeral, high: Numeral) -> float:
    """Return the lower number with the scale of the upper, where only that one names it ("40 to 50 thousand")."""
    if high.scale >= THOUSAND and low.scale == 1 and low.value * high.scale < high.value:
        return low.value * high.scale
    return low.value


def _bounds(
    low: Numeral, high: Numeral | None, qualifier: Hit | None
) -> tuple[tuple[float | None, float | None], QuantityQualifier]:
    """Return the bounds that a number and its qualifier give; "about" keeps the number and widens nothing."""
    if high is not None:
        return (_scaled(low, high), high.value), "range"
    value = low.value
    name = qualifier.phrase.value if qualifier is not None else "about" if low.rough else "exact"
    if name == "at_least":
        return (value, None), "at_least"
    if name == "up_to":
        return (None, value), "up_to"
    return (value, value), "about" if name == "about" else "exact"
