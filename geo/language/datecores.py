"""Reads the cores of time phrases: a day of a month, a weekday, "last week", "three days ago".

A core starts at a trigger word, found by a tag that is computed once per
distinct written word. Grammar stands here, the calendar in `geo.language.edtf`,
and all words in the lexicon; no language is known by name.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from geo.language import edtf
from geo.language.hijri import hijri_period
from geo.language.lexicon import Hit, Lexicon, Word
from geo.language.numerals import joiners, read_numeral, word_hit
from geo.language.timephrase import Ago, Calendar, DayOffset, Fixed, Part, Phrase, Range, Season, Unit, Weekday
from geo.language.tokens import TokenStream

CORE, PREFIX = 1, 2
_CORE = frozenset({
    "month", "month_weak", "hijri_month", "weekday", "weekday_weak", "deictic", "anaphoric", "time_unit", "season",
    "decade", "decade_head", "date_day", "ordinal", "numeral", "not_date",
})  # fmt: skip
_PREFIX = frozenset({
    "date_bound", "date_head", "daypart", "date_part", "date_link", "date_cue", "relative", "ago_before",
    "range_open", "date_name_head",
})  # fmt: skip
MIN_YEAR, MAX_YEAR = 1900, 2100
MIN_HIJRI_YEAR, MAX_HIJRI_YEAR = 1343, 1499
MAX_MONTH, MAX_DAY, YEAR_DIGITS = 12, 31, 4
#: A phrase of time holds no more tokens than this after its first.
REACH = 24
#: The longest lexicon phrase that may stand before a core, in tokens.
LOOK_BACK = 4
#: At most this many days are listed before one month ("24, 25 and 26 May").
MAX_LISTED = 6
#: Two-digit years: 00 to 69 are of this century.
CENTURY_TURN = 70
#: "mid-2024" is one token, as designators are.
_PREFIXED_YEAR = re.compile(r"([a-z]+)-((?:19|20)\d\d)")
_DASHES = frozenset("-–—/")
_LISTED = frozenset({"ordinal", "numeral", "weekday"})


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


class Tags(dict[Word, int]):
    """Tag of each distinct word: whether a core (`CORE`) or something before one (`PREFIX`) may start there."""

    def __missing__(self, word: Word) -> int:
        tag = CORE if word.number or _PREFIXED_YEAR.fullmatch(word.norm) else 0
        for _, phrase in word.phrases:
            if phrase.cls in _CORE:
                tag |= CORE
            elif phrase.cls in _PREFIX:
                tag |= PREFIX
        self[word] = tag
        return tag


@lru_cache(maxsize=4)
def tags_of(_lexicon: Lexicon) -> Tags:
    """Return the tags of a lexicon's words; they are kept as long as the lexicon is in use."""
    return Tags()


class CoreReader:
    """Reads cores from one token stream."""

    def __init__(self, stream: TokenStream, first: int, last: int) -> None:
        self.stream = stream
        self.words = stream.words
        self.first = first
        self.last = last
        self.tags: list[int] = list(map(tags_of(stream.lexicon).__getitem__, stream.words))
        self.join_norms = joiners(stream.lexicon)
        self.stop = last

    # ------------------------------------------------------------ small steps

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
        if index >= self.stop:
            return None
        for hit in self.stream.hits[index]:
            if hit.phrase.cls == cls and hit.last <= self.stop and not hit.reading.trim:
                return hit
        return None

    def before(self, index: int, cls: str) -> Hit | None:
        """Return the longest hit of a class that ends just before a token, on the same line."""
        found = None
        low = max(index - LOOK_BACK, self.first)
        tags, hits, line_of = self.tags, self.stream.hits, self.stream.line_of
        for at in range(index - 1, low - 1, -1):
            if line_of[at] != line_of[index - 1]:
                break
            if tags[at] & PREFIX:
                for hit in hits[at]:
                    if hit.last == index and hit.phrase.cls == cls and not hit.reading.trim:
                        found = hit
        return found

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

    # ------------------------------------------------------------------ cores

    def core(self, index: int) -> Core | None:
        """Read the core at a token; a core without a phrase is a name that only looks like one."""
        word = self.words[index]
        if word.number:
            return self._number(index)
        if not word.phrases:
            return self._prefixed_year(index)
        for hit in self.stream.hits[index]:
            if hit.reading.trim or hit.last > self.stop:
                continue
            cls = hit.phrase.cls
            if cls not in _CORE:
                continue
            if cls == "not_date":
                return Core(None, index, hit.last)
            found = self._word_core(hit, cls)
            if found is not None:
                found.hit = hit
                return found
        return None

    def _word_core(self, hit: Hit, cls: str) -> Core | None:
        if cls in {"month", "month_weak"}:
            return self._month(hit)
        if cls in {"weekday", "weekday_weak"}:
            return self._weekday(hit)
        if cls == "time_unit":
            return self._unit(hit)
        if cls in {"deictic", "anaphoric"}:
            return self._deictic(hit)
        if cls in {"ordinal", "numeral", "date_day"}:
            return self._number(hit.first)
        if cls == "season":
            return self._season(hit)
        return self._decade(hit) if cls in {"decade", "decade_head"} else self._hijri(hit)

    # ----------------------------------------------------- numbers and months

    def _number(self, index: int) -> Core | None:
        """Read what starts with a number: a day of a month, a numeric date, a duration, a year."""
        value = self.integer(index)
        if value is not None:
            numeric = self._numeric(index, value)
            if numeric is not None:
                return numeric
            if value > MAX_DAY:
                return self._duration(index, value, index + 1) or self._year(index, value)
        elif self.words[index].number and self.norm(index).count(".") == 2:  # noqa: PLR2004  (31.05.2020)
            return self._dotted(index)
        day = self.day_at(index)
        if day is None:
            return self._long_duration(index)
        return self._days(index, day) or (
            None if day[2] else self._duration(index, day[0], day[1]) or self._long_duration(index)
        )

    def _long_duration(self, index: int) -> Core | None:
        numeral = read_numeral(self.stream, index, self.stop)
        if numeral is None or numeral.value != int(numeral.value):
            return None
        return self._duration(index, int(numeral.value), numeral.last)

    def day_at(self, index: int) -> tuple[int, int, bool] | None:
        """Read a day of the month (1–31): its number, where it ends, and whether it is an ordinal."""
        value = self.integer(index)
        if value is not None:
            if not 1 <= value <= MAX_DAY:
                return None
            suffix = self.hit(index + 1, "ordinal_suffix")
            if suffix is not None and self.stream.starts[index + 1] == self.stream.ends[index]:
                return value, suffix.last, True
            return value, index + 1, False
        if index >= self.stop or self.words[index].number:
            return None
        named = self.hit(index, "date_day")
        if named is not None:
            return int(named.phrase.value), named.last, False
        ordinal = self.hit(index, "ordinal")
        if ordinal is not None:
            return self._ordinal(ordinal)
        if self.hit(index, "numeral") is None:
            return None
        numeral = read_numeral(self.stream, index, self.stop)
        if numeral is None or not 1 <= numeral.value <= MAX_DAY or numeral.value != int(numeral.value):
            return None
        return int(numeral.value), numeral.last, False

    def _ordinal(self, hit: Hit) -> tuple[int, int, bool] | None:
        """Read an ordinal word and the tens that may follow it («الخامس والعشرين», "twenty-fifth")."""
        value, last = int(hit.phrase.value.split()[0]), hit.last
        tens = self.hit(last, "numeral")
        if tens is not None and tens.reading.clitics and self.join_norms.issuperset(tens.reading.clitics):
            number = int(float(tens.phrase.value.split()[0]))
            if number in {20, 30} and value < edtf.EARLY_END:
                return value + number, tens.last, True
        return value, last, True

    def _separator(self, index: int) -> tuple[int, bool] | None:
        """Read what stands between two days of one month: where the next starts, and whether it is a range."""
        if index >= self.stop:
            return None
        if self.stream.glued(index):
            return index, True
        raw = self.words[index].raw
        if raw in _DASHES:
            return index + 1, True
        if raw in {",", "،"}:
            return index + 1, False
        to = self.hit(index, "range_to")
        if to is not None:
            return to.last, True
        if self.words[index].norm in self.join_norms:
            weekday = self.hit(index + 1, "weekday")
            return self.skip_links(weekday.last if weekday is not None else index + 1), False
        for hit in self.stream.hits[index]:
            clitics = hit.reading.clitics
            if clitics and hit.phrase.cls in _LISTED and self.join_norms.issuperset(clitics):
                return hit.last if hit.phrase.cls == "weekday" else index, False
        return None

    def _days(self, index: int, day: tuple[int, int, bool]) -> Core | None:
        """Read one or several days and the month that they belong to."""
        numbers, last, through = [day[0]], day[1], False
        while len(numbers) < MAX_LISTED:
            found = self._month_of(numbers, last, through=through, ordinal=day[2])
            if found is not None:
                return msgspec.structs.replace(found, first=index)
            step = self._separator(last)
            following = self.day_at(step[0]) if step is not None else None
            if step is None or following is None:
                return None
            numbers.append(following[0])
            last, through = following[1], step[1]
        return None

    def _month_of(self, numbers: list[int], index: int, *, through: bool, ordinal: bool) -> Core | None:
        at = self.skip_links(index + (ordinal and self.norm(index) in {",", "،"}))
        linked = at > index
        if linked and not ordinal and numbers[0] != 1 and self.hit(index, "range_to") is not None:
            return None
        head = self.hit(at, "date_head")
        if head is not None and head.phrase.value == "month" and self.month_at(head.last) is not None:
            at = head.last
        days = tuple(numbers)
        unit = self.hit(at, "time_unit")
        if unit is not None and unit.phrase.value == "month 1" and (linked or unit.reading.definite):
            if not ordinal and not unit.reading.definite:
                return None
            relative = self._relative_at(unit.last)
            phrase = Calendar(None, 0, days, through, relative[0] if relative else "")
            return Core(phrase, at, relative[1] if relative else unit.last)
        month = self.month_at(at)
        if month is None:
            return self._hijri_days(days, at)
        number, last = month
        year, year_relative, last = self.year_at(last)
        relative = self._relative_at(last) if year is None and not year_relative else None
        phrase = Calendar(year, number, days, through, relative[0] if relative else "", year_relative)
        return Core(phrase, at, relative[1] if relative else last)

    def month_at(self, index: int) -> tuple[int, int] | None:
        """Read a month name and its twin in another calendar («يناير/كانون الثاني»): number and end."""
        hit = self.hit(index, "month") or self.hit(index, "month_weak")
        if hit is None or (hit.reading.clitics and index > self.first and not self._may_carry(hit)):
            return None
        number, last = int(hit.phrase.value.split()[0]), hit.last
        if self.norm(last) == "." and index + 1 == last and self.integer(last + 1) is not None:
            last += 1  # an abbreviation before its year
        opening = self.norm(last)
        if opening in {"/", "(", "-"} or (last < self.stop and self.stream.glued(last)):
            at = last + (opening in {"/", "(", "-"})
            twin = self.hit(at, "month") or self.hit(at, "month_weak")
            if twin is not None and int(twin.phrase.value.split()[0]) == number:
                last = twin.last
                if opening == "(" and self.norm(last) == ")":
                    last += 1
        return number, last

    def _may_carry(self, hit: Hit) -> bool:
        return not self.join_norms.intersection(hit.reading.clitics)

    def _relative_at(self, index: int) -> tuple[str, int] | None:
        hit = self.hit(index, "relative")
        if hit is None or hit.reading.clitics or hit.phrase.value in {"prev", "follow", "span", "recent"}:
            return None
        return hit.phrase.value, hit.last

    def year_at(self, index: int) -> tuple[int | None, str, int]:
        """Read the year after a month: its number, or what is said of it ("last year"), and where it ends."""
        at = index
        if self.norm(at) in {",", "،"}:
            at += 1
        linked = self.skip_links(at)
        head = self.hit(linked, "date_head")
        if head is not None and head.phrase.value == "year" and self._year_number(head.last) is not None:
            linked = head.last
        if self.norm(linked) == "(" and self.norm(linked + 2) == ")" and self._year_number(linked + 1) is not None:
            return self._year_number(linked + 1), "", linked + 3
        number = self._year_number(linked)
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

    def _year_number(self, index: int) -> int | None:
        value = self.integer(index)
        if value is None or not MIN_YEAR <= value <= MAX_YEAR or len(self.norm(index)) != YEAR_DIGITS:
            return None
        return value

    def _month(self, hit: Hit) -> Core | None:
        """Read what starts with a month: "May", "May 2024", "May 5, 2024", «نوفمبر الجاري»."""
        flags = hit.phrase.value.split()
        if "capital" in flags and not self.words[hit.first].raw[0].isupper():
            return None
        month = self.month_at(hit.first) or (int(flags[0]), hit.last)
        number, last = month
        days, after = self._days_after(last, following="day" in flags)
        year, year_relative, end = self.year_at(after)
        if days and year is None and "day" not in flags:
            days, after = (), last
            year, year_relative, end = self.year_at(after)
        ahead = self.before(hit.first, "relative")
        relative = None if year is not None or year_relative else self._relative_at(end)
        if relative is None and ahead is not None and year is None and ahead.phrase.value in {"-1", "0", "1", "same"}:
            relative = ahead.phrase.value, end
        phrase = Calendar(year, number, days[0], days[1], relative[0] if relative else "", year_relative) if days else (
            Calendar(year, number, (), relative=relative[0] if relative else "", year_relative=year_relative)
        )
        sure = year is not None or days or relative is not None or year_relative
        needs = "cue" if hit.phrase.cls == "month_weak" and not sure else ""
        first = ahead.first if relative is not None and ahead is not None and relative[1] == end else hit.first
        return Core(phrase, first, relative[1] if relative else end, needs)

    def _days_after(self, index: int, *, following: bool) -> tuple[tuple[tuple[int, ...], bool] | tuple[()], int]:
        """Read the days after a month ("May 5", "May 5-7"); `following`: the language puts them there."""
        at = index + (following and self.norm(index) == ".")
        value = self.integer(at)
        if value is None or not 1 <= value <= MAX_DAY:
            return (), index
        day = self.day_at(at)
        if day is None:
            return (), index
        step = self._separator(day[1])
        if step is not None and self.norm(day[1]) not in {",", "،"}:
            second = self.day_at(step[0])
            if second is not None and second[0] > day[0] and self.month_at(self.skip_links(second[1])) is None:
                number = self.integer(step[0])
                if number is not None:
                    return ((day[0], second[0]), step[1]), second[1]
        return ((day[0],), False), day[1]

    def _numeric(self, index: int, value: int) -> Core | None:
        """Read 2025-02-10, 31/05/2020 or 31-05-20."""
        parts, ends, at = [value], [index + 1], index + 1
        while len(parts) < 3 and at < self.stop:  # noqa: PLR2004  (a date has three parts)
            if self.norm(at) == "/":
                at += 1
            elif not self.stream.glued(at):
                break
            number = self.integer(at)
            if number is None:
                break
            parts.append(number)
            at += 1
            ends.append(at)
        return None if len(parts) == 1 else self._from_parts(index, parts, ends)

    def _dotted(self, index: int) -> Core | None:
        pieces = self.norm(index).split(".")
        if not all(piece.isdecimal() and len(piece) <= YEAR_DIGITS for piece in pieces):
            return None
        return self._from_parts(index, [int(piece) for piece in pieces], [index + 1] * 3)

    def _from_parts(self, index: int, parts: list[int], ends: list[int]) -> Core | None:
        long_first = MIN_YEAR <= parts[0] <= MAX_YEAR
        if len(parts) == 2:  # noqa: PLR2004
            return self._two_parts(index, parts, ends[1]) if long_first else None
        one, two, three = parts
        if long_first:
            year, month, day = one, two, three
        else:
            day, month, year = (one, two, three) if two <= MAX_MONTH else (two, one, three)
            if year < 100:  # noqa: PLR2004  (two digits)
                year += 2000 if year < CENTURY_TURN else 1900
        if not MIN_YEAR <= year <= MAX_YEAR or not 1 <= month <= MAX_MONTH:
            return None
        period = edtf.day(year, month, day)
        return None if period is None else Core(Calendar(year, month, (day,)), index, ends[2])

    def _two_parts(self, index: int, parts: list[int], last: int) -> Core | None:
        first, second = parts
        digits = len(self.norm(last - 1))
        if digits == YEAR_DIGITS and first < second <= MAX_YEAR:
            return Core(Range(Fixed(edtf.year(first)), Fixed(edtf.year(second))), index, last)
        if digits != 2:  # noqa: PLR2004
            return None
        if 1 <= second <= MAX_MONTH:
            return Core(Calendar(first, second), index, last, "cue")
        end = first - first % 100 + second
        return Core(Range(Fixed(edtf.year(first)), Fixed(edtf.year(end))), index, last) if end > first else None

    def _prefixed_year(self, index: int) -> Core | None:
        """Read "mid-2024", one token as written."""
        match = _PREFIXED_YEAR.fullmatch(self.words[index].norm)
        if match is None:
            return None
        pairs = self.stream.lexicon.word(match.group(1)).phrases
        name = next((phrase.value for _, phrase in pairs if phrase.cls == "date_part"), "")
        return Core(Part(Fixed(edtf.year(int(match.group(2)))), name), index, index + 1) if name else None

    def _year(self, index: int, value: int) -> Core | None:
        if len(self.norm(index)) != YEAR_DIGITS:
            return None
        last = index + 1
        if MIN_HIJRI_YEAR <= value <= MAX_HIJRI_YEAR:
            era = self.hit(last, "hijri_era")
            period = hijri_period(value) if era is not None else None
            return Core(Fixed(period), index, era.last) if period is not None and era is not None else None
        if not MIN_YEAR <= value <= MAX_YEAR:
            return None
        tail = self.hit(last, "decade_tail")
        if tail is not None and value % 10 == 0 and self.stream.starts[last] == self.stream.ends[index]:
            return Core(Fixed(edtf.decade(value // 10)), index, tail.last)
        return Core(Fixed(edtf.year(value)), index, last, "year")

    # ------------------------------------------------------- weekdays and days

    def _weekday(self, hit: Hit) -> Core | None:
        """Read a weekday, with the date that may stand beside it."""
        last = hit.last
        explicit = self._apposition(last)
        if explicit is not None:
            return Core(explicit.phrase, hit.first, explicit.last)
        if hit.phrase.cls == "weekday_weak":
            return None
        ahead, relative = self.before(hit.first, "relative"), self._relative_at(last)
        value = ""
        first = hit.first
        if relative is not None and relative[0] != "same":
            value, last = relative
        elif ahead is not None and ahead.phrase.value in {"-1", "0", "1", "span"}:
            value, first = ("-1" if ahead.phrase.value == "span" else ahead.phrase.value), ahead.first
        number = int(hit.phrase.value)
        pair = self._next_weekday(number, last)
        if pair is not None:
            return Core(Range(Weekday(number), Weekday(pair[0])), first, pair[1])
        return Core(Weekday(number, value), first, last)

    def _next_weekday(self, number: int, index: int) -> tuple[int, int] | None:
        """Read the second of two days in a row ("Monday and Tuesday", «ليلة الثلاثاء الأربعاء»)."""
        at = index
        if self.norm(at) in _DASHES or self.norm(at) in self.join_norms:
            at += 1
        else:
            to = self.hit(at, "range_to")
            at = to.last if to is not None else at
        hit = self.hit(self.skip_links(at), "weekday")
        if hit is None:
            return None
        follows = int(hit.phrase.value) == number % edtf.DAYS_PER_WEEK + 1
        return (int(hit.phrase.value), hit.last) if follows else None

    def _apposition(self, index: int) -> Core | None:
        """Read the explicit date that follows a weekday or "today"."""
        at = index
        if self.norm(at) in {",", "،", "(", ".", "-"}:
            at += 1
        bracket = at > index and self.norm(index) == "("
        head = self.hit(at, "date_head")
        at = self.skip_links(head.last if head is not None and head.phrase.value == "day" else at)
        if at >= self.stop or not self.tags[at] & CORE:
            return None
        found = self._number(at)
        if found is None:
            month = self.hit(at, "month") or self.hit(at, "month_weak")
            found = self._month(month) if month is not None else None
        if found is None or not isinstance(found.phrase, Calendar) or not found.phrase.days:
            return None
        if bracket and self.norm(found.last) == ")":
            found.last += 1
        return Core(found.phrase, index, found.last)

    def _deictic(self, hit: Hit) -> Core | None:
        """Read "today", "yesterday", "the next day", with the weekday or date that may follow."""
        low, _, high = hit.phrase.value.partition("..")
        spoken = hit.phrase.cls == "anaphoric"
        if hit.reading.definite and not spoken:
            return None  # «الأمس» is listed; a bare noun under its article is another word
        last = hit.last
        at = last + (self.norm(last) in {",", "،", "("})
        weekday = self.hit(at, "weekday")
        if weekday is not None and not weekday.reading.clitics:
            last = weekday.last + (self.norm(last) == "(" and self.norm(weekday.last) == ")")
        explicit = self._apposition(last)
        if explicit is not None and not spoken:
            return Core(explicit.phrase, hit.first, explicit.last)
        return Core(DayOffset(int(low), int(high or low), spoken), hit.first, last)

    # ------------------------------------------------ units, seasons, decades

    def _duration(self, index: int, count: int, last: int) -> Core | None:
        """Read "three days ago", « il y a trois jours », "the last three days", "three days later"."""
        ahead = self.before(index, "relative")
        middle = self.hit(last, "relative")
        unit = self.hit(middle.last if middle is not None else last, "time_unit")
        if unit is None or count < 1 or unit.reading.clitics:
            return None
        name = unit.phrase.value.split()[0]
        if name == "weekend":
            return None
        return self._counted(name, count, (index, unit.last), middle or ahead or self.hit(unit.last, "relative"))

    def _counted(self, name: str, count: int, span: tuple[int, int], relative: Hit | None) -> Core | None:
        """Read which way a count of units goes; `relative` is the adjective on it, if one may stand there."""
        first, last = span
        after = self.hit(last, "ago_after")
        if after is not None:
            return Core(Ago(name, count, after.phrase.value), first, after.last)
        if relative is not None and relative.phrase.value in {"-1", "span", "recent", "1"}:
            mode = "next" if relative.phrase.value == "1" else "span"
            return Core(Ago(name, count, mode), min(first, relative.first), max(last, relative.last))
        before = self.before(first, "ago_before")
        if before is None:
            return None
        mode = before.phrase.value
        if mode == "later" and self.hit(last, "date_link") is not None:
            return None  # "two days after the fall of": counted from something else
        return Core(Ago(name, count, mode), before.first, last, hit=before, bound="since" if mode == "since" else "")

    def _unit(self, hit: Hit) -> Core | None:
        """Read "last week", «الشهر المنصرم», "this year", «قبل أسبوعين», «الأيام الثلاثة الماضية»."""
        name, _, number = hit.phrase.value.partition(" ")
        if name == "weekend":
            low, _, high = number.partition("-")
            return self._whole(hit, name, (int(low), int(high)))
        last = hit.last
        if self.integer(last) is not None:
            return None  # "the year 2014": the number is the core
        if not number:
            numeral = read_numeral(self.stream, last, self.stop) if self.hit(last, "numeral") else None
            after = self.hit(numeral.last, "relative") if numeral is not None else None
            if numeral is None or after is None:
                return None
            return self._counted(name, int(numeral.value), (hit.first, numeral.last), after)
        count = int(number)
        if count == 1 and name in {"week", "month", "year", "decade"}:
            whole = self._whole(hit, name, None)
            if whole is not None and whole.needs != "part":
                return whole
            return self._counted(name, count, (self._article(hit.first), last), None) or whole
        if count == 1:
            return self._counted(name, count, (self._article(hit.first), last), None)
        relative = self.hit(last, "relative") or self.before(hit.first, "relative")
        return self._counted(name, count, (hit.first, last), relative)

    def _article(self, index: int) -> int:
        """Take in the "a" of "a week ago"."""
        at = index - 1
        joined = at >= self.first and self.stream.lexicon.has(self.words[at], "determiner")
        return at if joined and self.stream.line_of[at] == self.stream.line_of[index] else index

    def _whole(self, hit: Hit, name: str, weekend: tuple[int, int] | None) -> Core | None:
        last = hit.last
        ahead, after = self.before(hit.first, "relative"), self.hit(last, "relative")
        if after is not None and (after.phrase.value == "recent" or after.reading.clitics):
            after = None
        found = after or ahead
        end = after.last if after is not None else last
        following = self.skip_links(end)
        if following > end and name == "week" and (self.month_at(following) or self.hit(following, "time_unit")):
            return None  # "the last week of May" is a part of May
        if found is not None and found.phrase.value != "recent":
            first = hit.first if after is not None else found.first
            return Core(Unit(name, found.phrase.value, weekend), first, end)
        if weekend is not None:
            return Core(Unit(name, "", weekend), hit.first, last)
        return Core(Unit(name, ""), hit.first, last, "part")

    def _season(self, hit: Hit) -> Core | None:
        code = edtf.SEASON_BASE + int(hit.phrase.value)
        year, year_relative, last = self.year_at(hit.last)
        if year is not None:
            end = self.integer(last) if last < self.stop and self.stream.glued(last) else None
            if end is not None and code == max(edtf.SEASON_MONTHS):
                return Core(Season(code, year, end_year=year + 1), hit.first, last + 1)
            return Core(Season(code, year), hit.first, last)
        if year_relative in {"-1", "0", "1"}:
            return Core(Season(code, None, year_relative), hit.first, last)
        ahead, after = self.before(hit.first, "relative"), self._relative_at(hit.last)
        if after is not None and after[0] != "same":
            return Core(Season(code, None, after[0]), hit.first, after[1])
        if ahead is not None and ahead.phrase.value in {"-1", "0", "1", "span"}:
            value = "-1" if ahead.phrase.value == "span" else ahead.phrase.value
            return Core(Season(code, None, value), ahead.first, hit.last)
        return None

    def _decade(self, hit: Hit) -> Core | None:
        if hit.phrase.cls == "decade":
            return Core(Fixed(edtf.decade(int(hit.phrase.value))), hit.first, hit.last)
        value = self.integer(hit.last)
        if value is None or value % 10:
            return None
        if value < 100:  # noqa: PLR2004  (« les années 90 »)
            value += 1900
        if not MIN_YEAR <= value <= MAX_YEAR:
            return None
        return Core(Fixed(edtf.decade(value // 10)), hit.first, hit.last + 1)

    def _hijri(self, hit: Hit) -> Core | None:
        year, last = self._hijri_year(hit.last)
        period = hijri_period(year, int(hit.phrase.value)) if year else None
        return None if period is None else Core(Fixed(period), hit.first, last)

    def _hijri_days(self, days: tuple[int, ...], index: int) -> Core | None:
        hit = self.hit(index, "hijri_month")
        if hit is None or len(days) > 1:
            return None
        year, last = self._hijri_year(hit.last)
        period = hijri_period(year, int(hit.phrase.value), days[0]) if year else None
        return None if period is None else Core(Fixed(period), index, last)

    def _hijri_year(self, index: int) -> tuple[int, int]:
        at = self.skip_links(index)
        head = self.hit(at, "date_head")
        at = head.last if head is not None and head.phrase.value == "year" else at
        value = self.integer(at)
        if value is None or not MIN_HIJRI_YEAR <= value <= MAX_HIJRI_YEAR:
            return 0, index
        era = self.hit(at + 1, "hijri_era")
        return value, era.last if era is not None else at + 1
