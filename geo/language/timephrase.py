"""What a phrase of time says before it is known when the article was written.

`geo.language.datereader` reads words into these phrases; `resolve` turns a
phrase into a `Period`, given the day of publication and what was spoken of
before. A phrase that cannot be resolved from what is known resolves to a
period without a year, or to None.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec

from geo.language import edtf
from geo.language.edtf import UNKNOWN_YEAR, Period
from geo.models import Model

#: A date without a year may lie this many days after publication: announcements say "on the 5th" of days to come.
FUTURE_SLACK_DAYS = 7
#: "This November" is still said in the first days of December, and by papers dated a day ahead.
ANCHOR_SLACK_DAYS = 3
#: 29 February is found within this many years.
_LEAP_GAP = 8
_HOURS_PER_DAY = 24
#: Precisions written with an unknown year, month or day.
UNKNOWN_CODES = {"day": "XXXX-XX-XX", "week": "XXXX-XX-XX", "month": "XXXX-XX", "year": "XXXX", "decade": "XXXX"}


class Context(msgspec.Struct):
    """What is known where a phrase stands; `spoken` changes as the article is read.

    Attributes
    ----------
    published
        Day of publication, or None.
    spoken
        The dated period last spoken of.
    day
        The day, or the days, last spoken of: a month mentioned in passing leaves "that night" where it was.
    future
        The clause speaks of what is to come.
    deadline
        The phrase is an end ("until 5 March"): the nearest such day is meant, past or not.
    present_month
        The month that the text calls the present one («نوفمبر الجاري»), where no year is known; else 0.
    """

    published: dt.date | None
    spoken: Period | None = None
    day: Period | None = None
    future: bool = False
    deadline: bool = False
    present_month: int = 0


def _unknown(precision: str) -> Period:
    whole = edtf.year(UNKNOWN_YEAR)
    return Period(whole.first, whole.last, precision, known=False, code=UNKNOWN_CODES.get(precision, "XXXX"))


class Fixed(Model, frozen=True):
    """A date complete in itself."""

    period: Period

    def resolve(self, _context: Context) -> Period | None:
        """Return the period."""
        return self.period


class Calendar(Model, frozen=True):
    """A month or a day of a month, perhaps with its year.

    Attributes
    ----------
    days
        Days of the month; two with `through` are a range, several without are a list.
    relative
        "-1", "0", "1" or "same" for the month itself («نوفمبر الجاري»); "" if nothing is said.
    year_relative
        The same for its year ("May last year").
    month
        0 stands for "the month" («التاسع من الشهر»).
    """

    year: int | None
    month: int
    days: tuple[int, ...] = ()
    through: bool = False
    relative: str = ""
    year_relative: str = ""

    def resolve(self, context: Context) -> Period | None:
        """Return the days, in the year that fits."""
        if self.month == 0:
            return self._of_the_month(context)
        if self.year is not None:
            return self._in(self.year)
        if self.year_relative:
            year = _relative_year(self.year_relative, context)
            return self._in(UNKNOWN_YEAR if year is None else year)
        return choose_year(self._in, self.relative, context) or self._in(UNKNOWN_YEAR)

    def _in(self, year: int) -> Period | None:
        if not self.days:
            return edtf.month(year, self.month)
        periods = [edtf.day(year, self.month, number) for number in self.days]
        if any(period is None for period in periods):
            return None
        low, high = periods[0], periods[-1]
        if low is None or high is None or low.first == high.first:
            return low
        joined = edtf.join(low, high)
        gaps = len(self.days) != (high.first - low.first).days + 1
        if gaps and not self.through:
            listed = ",".join(period.edtf for period in periods if period)
            joined = msgspec.structs.replace(joined, code=f"{{{listed}}}")
        return joined

    def _of_the_month(self, context: Context) -> Period | None:
        base = context.published
        if self.relative in {"", "same"} and context.spoken is not None and context.spoken.known:
            base = context.spoken.first
        elif base is not None and self.relative in {"-1", "1"}:
            base = edtf.shift(base.replace(day=1), "month", int(self.relative))
        if base is None:
            return _unknown("day")
        return Calendar(base.year, base.month, self.days, self.through)._in(base.year)  # noqa: SLF001  (same class)

    @property
    def complete(self) -> bool:
        """Whether day, month and year are all given."""
        return bool(self.days) and self.year is not None


def _relative_year(relative: str, context: Context) -> int | None:
    if relative == "same":
        return context.spoken.first.year if context.spoken is not None and context.spoken.known else None
    if context.published is None or relative not in {"-1", "0", "1"}:
        return None
    return context.published.year + int(relative)


def choose_year(make: Callable[[int], Period | None], relative: str, context: Context) -> Period | None:
    """Return the period that `make` gives in the year that is meant, or None if no year can be told."""
    if relative == "same":
        year = _relative_year("same", context)
        return None if year is None else make(year)
    published = context.published
    if published is None:
        return None
    year = published.year
    if relative == "0" or (context.deadline and not relative and not context.future):
        near = [period for period in map(make, (year - 1, year, year + 1)) if period is not None]
        return min(near, key=lambda period: abs((period.first - published).days), default=None)
    if relative == "1" or (context.future and relative != "-1"):
        ahead = filter(None, map(make, range(year, year + _LEAP_GAP + 1)))
        strict = relative == "1"
        return next((p for p in ahead if (p.first > published if strict else p.last >= published)), None)
    limit = published if relative == "-1" else published + dt.timedelta(FUTURE_SLACK_DAYS)
    back = filter(None, map(make, range(limit.year, limit.year - _LEAP_GAP - 1, -1)))
    if relative == "-1":
        return next((period for period in back if period.last < published), None)
    return next((period for period in back if period.first <= limit), None)


class Weekday(Model, frozen=True):
    """A day of the week (1 Monday – 7 Sunday)."""

    number: int
    relative: str = ""

    def resolve(self, context: Context) -> Period | None:
        """Return the most recent such day, or the next if the text speaks of what is to come."""
        published = context.published
        if self.relative in {"follow", "prev"}:
            return self._beside(context.spoken)
        if published is None:
            return _unknown("day")
        back = (published.isoweekday() - self.number) % edtf.DAYS_PER_WEEK
        if self.relative == "1":
            offset = edtf.DAYS_PER_WEEK - back
        elif context.future and self.relative != "-1":
            offset = (edtf.DAYS_PER_WEEK - back) % edtf.DAYS_PER_WEEK
        else:
            offset = -back if back or self.relative != "-1" else -edtf.DAYS_PER_WEEK
        date = published + dt.timedelta(offset)
        return edtf.days(date, date)

    def _beside(self, spoken: Period | None) -> Period | None:
        """Return the next or last such day, seen from the day spoken of."""
        if spoken is None or not spoken.known or spoken.precision != "day":
            return None
        ahead = (self.number - spoken.first.isoweekday() - 1) % edtf.DAYS_PER_WEEK + 1
        offset = ahead if self.relative == "follow" else ahead - edtf.DAYS_PER_WEEK
        return _days_from(spoken.first, offset, offset)


class DayOffset(Model, frozen=True):
    """Days counted from publication ("yesterday") or from the day spoken of ("the next day")."""

    low: int
    high: int
    spoken: bool = False

    def resolve(self, context: Context) -> Period | None:
        """Return the day, or None if there is no day to count from."""
        if self.spoken:
            base = context.day
            if base is None:
                return None
            return _days_from(base.last, self.low, self.high)
        if context.published is None:
            return _unknown("day")
        return _days_from(context.published, self.low, self.high)


def _days_from(base: dt.date, low: int, high: int) -> Period:
    return edtf.days(base + dt.timedelta(low), base + dt.timedelta(high))


class Unit(Model, frozen=True):
    """A week, month or year seen from publication ("last week") or from what was spoken of."""

    unit: str
    relative: str
    #: first and last ISO weekday of a weekend
    weekend: tuple[int, int] | None = None

    def resolve(self, context: Context) -> Period | None:
        """Return the whole unit."""
        if self.relative in {"same", "prev", "follow"}:
            base = context.spoken.first if context.spoken is not None and context.spoken.known else None
            count = {"same": 0, "prev": -1, "follow": 1}[self.relative]
        elif self.relative == "span":
            return Ago(self.unit, 1, "span").resolve(context)
        else:
            base, count = context.published, int(self.relative or "0")
        if base is None and self.unit == "month" and context.present_month:
            return edtf.month(UNKNOWN_YEAR, (context.present_month + count - 1) % edtf.MONTHS_PER_YEAR + 1)
        if base is None:
            return _unknown(self.unit) if self.relative in {"-1", "0", "1", ""} else None
        if self.weekend is not None:
            return self._weekend(base, count)
        return unit_period(self.unit, base, count)

    def _weekend(self, base: dt.date, count: int) -> Period:
        low, high = self.weekend or (6, 7)
        week = edtf.week(base)
        if count == 0 and base.isoweekday() < low:
            count = -1  # "this weekend" said on a weekday of what happened: the one just over
        monday = week.first + dt.timedelta(count * edtf.DAYS_PER_WEEK)
        return _days_from(monday, low - 1, high - 1)


def unit_period(unit: str, base: dt.date, count: int) -> Period | None:
    """Return the whole day, week, month, year or decade that is `count` units from a day's own."""
    try:
        date = edtf.shift(base.replace(day=1) if unit in {"month", "year"} else base, unit, count)
    except OverflowError:
        return None
    if unit == "day":
        return edtf.days(date, date)
    if unit == "week":
        return edtf.week(date)
    if unit == "month":
        return edtf.month(date.year, date.month)
    return edtf.year(date.year) if unit == "year" else edtf.decade(date.year // 10)


class Ago(Model, frozen=True):
    """A count of units away.

    The modes: "ago", "since", "span" (over the past N), "next" (over the next N), and "earlier" and "later"
    than what was spoken of.

    Notes
    -----
    The result is as coarse as the unit: "two weeks ago" is that week, "three months ago" that month.
    """

    unit: str
    count: int
    mode: str

    def resolve(self, context: Context) -> Period | None:
        """Return the period counted to, or None if there is nothing to count from."""
        unit, count = self.unit, self.count
        if unit == "hour":
            unit, count = "day", count // _HOURS_PER_DAY
        if self.mode in {"earlier", "later"}:
            return self._from_spoken(unit, context.spoken, count if self.mode == "later" else -count)
        if context.published is None:
            return _unknown(unit)
        ahead = self.mode == "next"
        try:
            date = edtf.shift(context.published, unit, count if ahead else -count)
        except OverflowError:
            return None
        if self.mode in {"span", "next"}:
            return edtf.days(date, context.published)
        if self.mode == "since":
            return edtf.days(date, date)
        return unit_period(unit, context.published, -count)

    @staticmethod
    def _from_spoken(unit: str, spoken: Period | None, count: int) -> Period | None:
        known = spoken is not None and spoken.known and spoken.precision == "day"
        return unit_period(unit, spoken.first, count) if spoken is not None and known else None


class Season(Model, frozen=True):
    """A season: 21 spring, 22 summer, 23 autumn, 24 winter."""

    code: int
    year: int | None
    relative: str = ""
    #: "winter 2023-24": the year it ends in
    end_year: int | None = None

    def resolve(self, context: Context) -> Period | None:
        """Return the months of the season."""
        if self.year is not None:
            return self._one(self.year) if self.end_year is not None else edtf.season(self.year, self.code)
        chosen = choose_year(self._one, self.relative, context)
        if chosen is not None:
            return chosen
        unknown = self._one(UNKNOWN_YEAR)
        return msgspec.structs.replace(unknown, known=False, code=f"XXXX-{self.code}")

    def _one(self, year: int) -> Period:
        low, high = edtf.SEASON_MONTHS[self.code]
        first, last = edtf.month(year, low).first, edtf.month(year + (high < low), high).last
        code = "" if high < low else f"{year:04d}-{self.code}"
        return Period(first, last, "season", code=code)


class Range(Model, frozen=True):
    """From one phrase to another; either may lend the other its year or month."""

    low: Phrase
    high: Phrase

    def resolve(self, context: Context) -> Period | None:
        """Return everything from the start of one to the end of the other."""
        high = self.high.resolve(context)
        if high is None:
            return None
        if isinstance(self.low, Calendar) and self.low.year is None and not self.low.year_relative:
            low = self._before(self.low, high)
        elif isinstance(self.low, Weekday) and isinstance(self.high, Weekday) and high.known:
            back = (self.high.number - self.low.number) % edtf.DAYS_PER_WEEK
            low = _days_from(high.first, -back, -back)
        else:
            low = self.low.resolve(context)
            if isinstance(self.high, Calendar) and self.high.year is None and low is not None and low.known:
                high = self._after(self.high, low)
        return None if low is None or high is None else edtf.join(low, high)

    @staticmethod
    def _before(low: Calendar, high: Period) -> Period | None:
        """Return the latest such day that is not after the end of the range."""
        if not high.known:
            year = UNKNOWN_YEAR if low.month <= high.first.month else UNKNOWN_YEAR - 1
            period = msgspec.structs.replace(low, year=year).resolve(Context(None))
            return None if period is None else msgspec.structs.replace(period, known=False)
        year = high.last.year
        period = msgspec.structs.replace(low, year=year).resolve(Context(None))
        if period is None or period.first > high.first:
            period = msgspec.structs.replace(low, year=year - 1).resolve(Context(None))
        return period

    @staticmethod
    def _after(high: Calendar, low: Period) -> Period | None:
        year = low.first.year
        period = msgspec.structs.replace(high, year=year).resolve(Context(None))
        if period is None or period.last < low.first:
            period = msgspec.structs.replace(high, year=year + 1).resolve(Context(None))
        return period


class Part(Model, frozen=True):
    """A part of a period: "early", "late", "q1", "sofar" (up to publication), "rest" (from it on)."""

    whole: Phrase
    name: str

    def resolve(self, context: Context) -> Period | None:
        """Return the part of the whole."""
        period = self.whole.resolve(context)
        published = context.published
        if period is None or (period.code and period.precision != "season"):
            return period
        if self.name not in {"sofar", "rest"}:
            return edtf.part(period, self.name)
        if published is None or not period.first <= published <= period.last:
            return period
        return edtf.days(period.first, published) if self.name == "sofar" else edtf.days(published, period.last)


Phrase = Fixed | Calendar | Weekday | DayOffset | Unit | Ago | Season | Range | Part
