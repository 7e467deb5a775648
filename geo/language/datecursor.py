"""Small steps over a token stream that the readers of dates share: tags, hits, months and years at a place."""

from __future__ import annotations

import re
from functools import lru_cache, partial

import msgspec

from geo.language.lexicon import Hit, Lexicon, Word, WordTags
from geo.language.numerals import joiners
from geo.language.timephrase import Phrase
from geo.language.tokens import TokenStream

#: Tag bits of a word: a core may start here; a core of several words may; a part of several words ("first half")
#: may; something that stands before a core may; any other word of time.
CORE, CORE_OF_WORDS, PART, PREFIX, OTHER = 1, 2, 4, 8, 16
#: A number in words: it starts a date only before another word of time or number.
NUMBER = 32
#: 1 for the tags of words at which a phrase of time may start.
STARTS = bytes(bool(tag & (CORE | CORE_OF_WORDS | PART | NUMBER)) for tag in range(256))
_NUMBER_CLASSES = frozenset({"ordinal", "numeral"})
CORE_CLASSES = frozenset({
    "month", "month_weak", "hijri_month", "weekday", "weekday_weak", "deictic", "anaphoric", "time_unit", "season",
    "decade", "decade_head", "date_day", "ordinal", "numeral", "not_date",
})  # fmt: skip
_PREFIX_CLASSES = frozenset({
    "date_bound", "date_head", "daypart", "date_part", "date_link", "date_cue", "relative", "ago_before",
    "range_open", "date_name_head",
})  # fmt: skip
_OTHER_CLASSES = frozenset({
    "ago_after", "date_name_tail", "decade_tail", "fraction", "hijri_era", "month_back", "number_join",
    "ordinal_suffix", "percent", "range_to", "time_cue", "time_tail",
})  # fmt: skip
MIN_YEAR, MAX_YEAR = 1900, 2100
YEAR_DIGITS = 4
#: A phrase of time holds no more tokens than this after its first.
REACH = 24
#: Shorter stems after a proclitic are another word («باب» is a gate, not "in August").
MIN_STEM = 3
DASHES = frozenset("-–—")
COMMAS = frozenset(",،")
#: "mid-2024" is one token, as designators are.
PREFIXED_YEAR = re.compile(r"([a-z]+)-((?:19|20)\d\d)")


class Core(msgspec.Struct, gc=False):
    """A core read from tokens ``[first, last)``.

    Attributes
    ----------
    needs
        What must stand before it for it to count: "" nothing, "cue" a preposition or another word of time,
        "part" a part ("the end of the month"), "year" a preposition or a head ("in 2011").
    hit
        The lexicon hit at its first token, if it is a word.
    bound
        A bound that belongs to the core ("since" in "since three days").
    """

    phrase: Phrase | None
    first: int
    last: int
    needs: str = ""
    hit: Hit | None = None
    bound: str = ""


def _tag(lang: str | None, word: Word) -> int:
    """Return the tag bits of a word in articles of one language (None: any)."""
    tag = CORE if word.number or PREFIXED_YEAR.fullmatch(word.norm) else 0
    for _, phrase in word.phrases:
        if lang is not None and phrase.lang != lang:
            continue
        several = len(phrase.words) > 1
        if phrase.cls in _NUMBER_CLASSES and not several:
            tag |= NUMBER
        elif phrase.cls in CORE_CLASSES:
            tag |= CORE_OF_WORDS if several else CORE
        elif phrase.cls in _PREFIX_CLASSES:
            tag |= PREFIX | PART if several and phrase.cls == "date_part" else PREFIX
        elif phrase.cls in _OTHER_CLASSES:
            tag |= OTHER
    return tag


@lru_cache(maxsize=16)
def tags_of(_lexicon: Lexicon, lang: str | None) -> WordTags:
    """Return the tags of a lexicon's words; they are kept as long as the lexicon is in use."""
    return WordTags(partial(_tag, lang))


class Cursor:
    """Looks at tokens around a place; all readers of dates stand on it."""

    def __init__(self, stream: TokenStream, first: int, last: int) -> None:
        self.stream = stream
        self.words = stream.words
        self.hits = stream.hits
        self.by_class = stream.by_class
        self.ending = stream.hits_ending
        self.first = first
        self.last = last
        self.tags = tags_of(stream.lexicon, stream.lang).of(stream.words)
        self.join_norms = joiners(stream.lexicon)
        self.stop = last
        #: Nothing before this token is looked at: it belongs to another date.
        self.floor = first

    def enter(self, index: int) -> None:
        """Set `stop` for a core at a token: nothing is read beyond its line."""
        stop = min(index + REACH, self.last)
        line_of = self.stream.line_of
        line = line_of[index]
        while line_of[stop - 1] != line:
            stop -= 1
        self.stop = stop

    def hit(self, index: int, cls: str) -> Hit | None:
        """Return the longest hit of a class at a token within reach."""
        if index >= self.stop or not self.tags[index]:
            return None
        table = self.by_class.get(cls)
        hit = table.get(index) if table is not None else None
        return hit if hit is not None and hit.last <= self.stop and not hit.reading.trim else None

    def before(self, index: int, cls: str) -> Hit | None:
        """Return the longest hit of a class that ends just before a token, on the same line."""
        line_of = self.stream.line_of
        for hit in self.ending.get(index, ()):
            if hit.phrase.cls == cls and hit.first >= self.floor and not hit.reading.trim:
                return hit if line_of[hit.first] == line_of[index] else None
        return None

    def norm(self, index: int) -> str:
        """Return the folded form of a token, or nothing beyond reach."""
        return self.words[index].norm if index < self.stop else ""

    def integer(self, index: int) -> int | None:
        """Return the value of a token of plain digits."""
        norm = self.norm(index)
        return int(norm) if norm.isdecimal() and len(norm) <= YEAR_DIGITS else None

    def skip_links(self, index: int) -> int:
        """Pass over the small words that may stand between the parts of a date."""
        hit = self.hit(index, "date_link")
        while hit is not None:
            index = hit.last
            hit = self.hit(index, "date_link")
        return index

    def month_hit(self, index: int) -> Hit | None:
        """Return the month name at a token, weak or not."""
        hit = self.hit(index, "month") or self.hit(index, "month_weak")
        short = hit is not None and hit.reading.clitics and len(hit.reading.norm) < MIN_STEM
        return None if short else hit

    def month_at(self, index: int) -> tuple[int, int] | None:
        """Read a month name and its twin in another calendar («يناير/كانون الثاني»): number and end."""
        hit = self.month_hit(index)
        if hit is None or (hit.reading.clitics and index > self.first and not self.may_carry(hit)):
            return None
        number, last = int(hit.phrase.value.split()[0]), hit.last
        if self.norm(last) == "." and index + 1 == last and self.integer(last + 1) is not None:
            last += 1  # an abbreviation before its year
        opening = self.norm(last)
        if opening in {"/", "(", "-"} or (last < self.stop and self.stream.glued(last)):
            at = last + (opening in {"/", "(", "-"})
            twin = self.month_hit(at)
            if twin is not None and int(twin.phrase.value.split()[0]) == number:
                last = twin.last
                if opening == "(" and self.norm(last) == ")":
                    last += 1
        return number, last

    def may_carry(self, hit: Hit) -> bool:
        """Tell whether a month's proclitic lets it belong to what stands before it ("of", not "and")."""
        return not self.join_norms.intersection(hit.reading.clitics)

    def relative_at(self, index: int) -> tuple[str, int] | None:
        """Read the adjective after a unit, a month or a weekday ("last"): its value and end."""
        hit = self.hit(index, "relative")
        if hit is None or hit.reading.clitics or hit.phrase.value in {"prev", "follow", "span", "recent"}:
            return None
        return hit.phrase.value, hit.last

    def year_at(self, index: int) -> tuple[int | None, str, int]:
        """Read the year after a month: its number, or what is said of it ("last year"), and where it ends."""
        at = index
        if self.norm(at) in COMMAS:
            at += 1
        linked = self.skip_links(at)
        head = self.hit(linked, "date_head")
        if head is not None and head.phrase.value == "year" and self.year_number(head.last) is not None:
            linked = head.last
        if self.norm(linked) == "(" and self.norm(linked + 2) == ")" and self.year_number(linked + 1) is not None:
            return self.year_number(linked + 1), "", linked + 3
        number = self.year_number(linked)
        if number is not None:
            return number, "", linked + 1
        if at != index:
            return None, "", index
        before = self.hit(linked, "relative")
        unit = self.hit(before.last if before else linked, "time_unit")
        if unit is not None and unit.phrase.value == "year 1":
            after = self.hit(unit.last, "relative") if before is None else None
            found = before or after
            if found is not None and found.phrase.value in {"-1", "0", "1", "same"}:
                return None, found.phrase.value, max(unit.last, found.last)
        return None, "", index

    def year_number(self, index: int) -> int | None:
        """Return the year that a token of four digits gives, or None."""
        value = self.integer(index)
        if value is None or not MIN_YEAR <= value <= MAX_YEAR or len(self.norm(index)) != YEAR_DIGITS:
            return None
        return value
