"""Reads calendar dates: a day of a month, "May 5, 2024", 31/05/2020, a year, an Islamic date."""

from __future__ import annotations

import msgspec

from geo.language import edtf
from geo.language.datecursor import COMMAS, DASHES, Core
from geo.language.datenumeric import NumericReader
from geo.language.hijri import MAX_YEAR as MAX_HIJRI_YEAR
from geo.language.hijri import MIN_YEAR as MIN_HIJRI_YEAR
from geo.language.hijri import hijri_period
from geo.language.lexicon import Hit
from geo.language.numerals import read_numeral
from geo.language.timephrase import Calendar, Fixed

MAX_DAY = 31
#: Tens that make days of the month together with a unit.
TENS = frozenset({20, 30})
#: At most this many days are listed before one month ("24, 25 and 26 May").
MAX_LISTED = 6
_LISTED = frozenset({"ordinal", "numeral", "weekday"})
#: What may follow a number of a date, besides a word of time.
_GOING_ON = frozenset("-–—/,،.;؛)(")
#: What may follow a day that stands without its month ("on the 20th, …").
_CLOSING = frozenset(",،.;؛)")


class CalendarReader(NumericReader):
    """Reads what starts with a number or a month."""

    def number(self, index: int) -> Core | None:  # noqa: PLR0911  (a ladder of guards)
        """Read what starts with a number: a day of a month, a numeric date, a duration, a year."""
        value = self.integer(index)
        if not self._goes_on(index + 1, value):
            return None
        if value is not None:
            numeric = self.numeric(index, value)
            if numeric is not None:
                return numeric
            if value > MAX_DAY:
                return self.duration(index, value, index + 1) or self.year_core(index, value)
        elif self.words[index].number and self.norm(index).count(".") == 2:  # noqa: PLR2004  (31.05.2020)
            return self._dotted(index)
        day = self.day_at(index)
        if day is None:
            return self.long_duration(index)
        found = self._days(index, day)
        if found is not None or day[2]:
            return found or self._bare_day(index, day)
        return self.duration(index, day[0], day[1]) or self.long_duration(index) or self._bare_day(index, day)

    def _goes_on(self, index: int, value: int | None) -> bool:
        """Tell whether a number may belong to a date by the token after it; most are settled here.

        A year may also end the phrase, and 31.05.2020 is one token.
        """
        if "." in self.norm(index - 1) or (value is not None and value >= MIN_HIJRI_YEAR):
            return True
        if index >= self.stop:
            return False
        return bool(self.tags[index]) or self.words[index].raw in _GOING_ON or self.stream.glued(index)

    def _bare_day(self, index: int, day: tuple[int, int, bool]) -> Core | None:
        """Read a day without its month, of the month spoken of («العشرين منه», "on the 20th,")."""
        value, last, ordinal = day
        phrase = Calendar(None, 0, (value,))
        back = self.hit(last, "month_back")
        if back is not None:
            return Core(phrase, index, back.last)
        if not self.words[index].number or self.norm(last) not in _CLOSING:
            return None
        return Core(phrase, index, last, "on" if ordinal else "day")

    def day_at(self, index: int) -> tuple[int, int, bool] | None:  # noqa: PLR0911  (a ladder of guards)
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
        numeral = read_numeral(self.stream, index, self.stop)
        if numeral is None or not 1 <= numeral.value <= MAX_DAY or numeral.value != int(numeral.value):
            return None
        unit = self.hit(numeral.last, "ordinal")
        if unit is not None and numeral.value in TENS:  # "twenty-fifth"
            return int(numeral.value) + int(unit.phrase.value.split()[0]), unit.last, True
        return int(numeral.value), numeral.last, False

    def _ordinal(self, hit: Hit) -> tuple[int, int, bool] | None:
        """Read an ordinal word and the tens that may follow it («الخامس والعشرين», "twenty-fifth")."""
        value, last = int(hit.phrase.value.split()[0]), hit.last
        tens = self.hit(last, "numeral")
        if tens is not None and tens.reading.clitics and self.join_norms.issuperset(tens.reading.clitics):
            number = int(float(tens.phrase.value.split()[0]))
            if number in TENS and value < edtf.EARLY_END:
                return value + number, tens.last, True
        return value, last, True

    def _separator(self, index: int) -> tuple[int, bool] | None:  # noqa: PLR0911  (one return for each sign)
        """Read what stands between two days of one month: where the next starts, and whether it is a range."""
        if index >= self.stop:
            return None
        if self.stream.glued(index):
            return index, True
        raw = self.words[index].raw
        if raw in DASHES or raw == "/":
            return index + 1, True
        if raw in COMMAS:
            return index + 1, False
        to = self.hit(index, "range_to")
        if to is not None:
            return to.last, True
        if self.words[index].norm in self.join_norms:
            weekday = self.hit(index + 1, "weekday")
            return self.skip_links(weekday.last if weekday is not None else index + 1), False
        for hit in self.hits[index]:
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
        at = self.skip_links(index + (ordinal and self.norm(index) in COMMAS))
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
            relative = self.relative_at(unit.last)
            phrase = Calendar(None, 0, days, through, relative[0] if relative else "")
            return Core(phrase, at, relative[1] if relative else unit.last)
        month = self.month_at(at)
        if month is None:
            return self._hijri_days(days, at)
        number, last = month
        year, year_relative, last = self.year_at(last)
        relative = self.relative_at(last) if year is None and not year_relative else None
        phrase = Calendar(year, number, days, through, relative[0] if relative else "", year_relative)
        return Core(phrase, at, relative[1] if relative else last)

    def month_core(self, hit: Hit) -> Core | None:
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
        relative = None if year is not None or year_relative else self.relative_at(end)
        if relative is None and ahead is not None and year is None and ahead.phrase.value in {"-1", "0", "1", "same"}:
            relative = ahead.phrase.value, end
        phrase = (
            Calendar(year, number, days[0], days[1], relative[0] if relative else "", year_relative)
            if days
            else (Calendar(year, number, (), relative=relative[0] if relative else "", year_relative=year_relative))
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
        if step is not None and self.norm(day[1]) not in COMMAS:
            second = self.day_at(step[0])
            if second is not None and second[0] > day[0] and self.month_at(self.skip_links(second[1])) is None:
                number = self.integer(step[0])
                if number is not None:
                    return ((day[0], second[0]), step[1]), second[1]
        return ((day[0],), False), day[1]

    def hijri_core(self, hit: Hit) -> Core | None:
        """Read an Islamic month with its year."""
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
        if value is None or not MIN_HIJRI_YEAR <= value < MAX_HIJRI_YEAR:
            return 0, index
        era = self.hit(at + 1, "hijri_era")
        return value, era.last if era is not None else at + 1
