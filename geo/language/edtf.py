"""Spans of days and their EDTF strings (ISO 8601-2, the part that news needs).

`Period` is what a date phrase denotes: a first and a last day. Where the text
gives no year and nothing else does, the days lie in a stand-in year and the
string says ``XXXX``: the year is unknown, and no day is claimed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from geo.models import Model

#: A leap year that no news is about: stands for "year unknown", so that 29 February has a place.
UNKNOWN_YEAR = 4
#: EDTF counts seasons from 21 (spring).
SEASON_BASE = 20
#: The first and last month of each season on the northern half of the earth; winter ends in the next year.
SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}
#: Thirds of a month: "early" to the 10th, "mid" to the 20th, "late" to its end.
EARLY_END, MID_END = 10, 20
#: Thirds of a year, in months.
EARLY_MONTHS, MID_MONTHS = 4, 8
DAYS_PER_WEEK, MONTHS_PER_YEAR = 7, 12

#: How many of year, month and day a string gives.
_TO_YEAR, _TO_MONTH, _TO_DAY = 1, 2, 3
_DAYS_PER_YEAR = 366

_CALENDAR_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?[~?%]?")
_DECADE = re.compile(r"(\d{3})X")


class Period(Model, frozen=True):
    """A span of days.

    Attributes
    ----------
    first, last
        The first and last day, both included.
    precision
        What the text is precise to: "day", "week", "part-of-month", "month", "season", "year", "decade", "interval".
    known
        False if the year is not known; the days then lie in `UNKNOWN_YEAR`.
    code
        EDTF string where the days alone do not give it (a season, a decade).
    """

    first: dt.date
    last: dt.date
    precision: str
    known: bool = True
    code: str = ""

    @property
    def edtf(self) -> str:
        """EDTF string of the period, as coarse as its days allow."""
        return self.code or write(self.first, self.last, known=self.known)


def day(year: int, month: int, number: int) -> Period | None:
    """Return one day, or None if the calendar has no such day."""
    try:
        date = dt.date(year, month, number)
    except ValueError:
        return None
    return Period(date, date, "day", known=year != UNKNOWN_YEAR)


def days(first: dt.date, last: dt.date, precision: str = "interval") -> Period:
    """Return the period between two days, in whichever order they come."""
    if last < first:
        first, last = last, first
    return Period(first, last, "day" if first == last else precision)


def month(year: int, number: int) -> Period:
    """Return a whole month; `number` may run over the year's ends (0 is December before)."""
    year, number = year + (number - 1) // MONTHS_PER_YEAR, (number - 1) % MONTHS_PER_YEAR + 1
    end = calendar.monthrange(year, number)[1]
    return Period(dt.date(year, number, 1), dt.date(year, number, end), "month", known=year != UNKNOWN_YEAR)


def year(number: int) -> Period:
    """Return a whole year."""
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31), "year", known=number != UNKNOWN_YEAR)


def decade(stem: int) -> Period:
    """Return a decade by its first three digits (199: the 1990s)."""
    return Period(dt.date(stem * 10, 1, 1), dt.date(stem * 10 + 9, 12, 31), "decade", code=f"{stem}X")


def week(within: dt.date) -> Period:
    """Return the ISO week (Monday to Sunday) that holds a day."""
    monday = within - dt.timedelta(within.weekday())
    return Period(monday, monday + dt.timedelta(DAYS_PER_WEEK - 1), "week")


def season(number: int, code: int) -> Period:
    """Return a season of a year.

    Notes
    -----
    "Winter 2024" is either end of 2024: the period covers both, and claims no more.
    """
    low, high = SEASON_MONTHS[code]
    winter = high < low
    first = month(number - 1 if winter else number, low).first
    last = month(number + 1 if winter else number, high).last
    return Period(first, last, "season", code=f"{number:04d}-{code}")


def part(period: Period, name: str) -> Period:
    """Return a named part ("early", "late", "half1", "q3", "week2" …) of a month, year or other period."""
    if period.precision == "year":
        return _part_of_year(period, name)
    if period.precision != "month":
        return _part_of_days(period, name)
    end = period.last.day
    bounds = {
        "early": (1, EARLY_END), "mid": (EARLY_END + 1, MID_END), "late": (MID_END + 1, end),
        "third1": (1, EARLY_END), "third3": (MID_END + 1, end), "half1": (1, 15), "half2": (16, end),
        "week1": (1, 7), "week2": (8, 14), "week3": (15, 21), "week4": (22, 28), "weeklast": (end - 6, end),
    }.get(name)  # fmt: skip
    if bounds is None:
        return period
    low, high = period.first.replace(day=bounds[0]), period.first.replace(day=bounds[1])
    return Period(low, high, "week" if name.startswith("week") else "part-of-month", known=period.known)


def _part_of_year(period: Period, name: str) -> Period:
    bounds = {
        "early": (1, EARLY_MONTHS), "mid": (EARLY_MONTHS + 1, MID_MONTHS), "late": (MID_MONTHS + 1, 12),
        "third1": (1, EARLY_MONTHS), "third3": (MID_MONTHS + 1, 12), "half1": (1, 6), "half2": (7, 12),
        "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12),
    }.get(name)  # fmt: skip
    if bounds is None:
        return period
    number = period.first.year
    return Period(month(number, bounds[0]).first, month(number, bounds[1]).last, "interval", known=period.known)


def _part_of_days(period: Period, name: str) -> Period:
    third = ((period.last - period.first).days + 1) // 3
    if third < 1 or name not in {"early", "mid", "late"}:
        return period
    low = {"early": 0, "mid": third, "late": (period.last - period.first).days - third + 1}[name]
    first = period.first + dt.timedelta(low)
    last = period.last if name == "late" else first + dt.timedelta(third - 1)
    return Period(first, last, "interval", known=period.known)


def join(low: Period, high: Period) -> Period:
    """Return the period from the start of one to the end of another."""
    first, last = (low.first, high.last) if low.first <= high.last else (high.first, low.last)
    known = low.known and high.known
    seasonal = "season" in {low.precision, high.precision}
    return Period(first, last, "interval", known=known, code=f"{low.edtf}/{high.edtf}" if seasonal else "")


def shift(date: dt.date, unit: str, count: int) -> dt.date:
    """Return the day `count` units ("day", "week", "month", "year", "decade") away; a month's end stays in the month.

    Raises
    ------
    OverflowError
        If the result lies beyond the calendar.
    """
    if unit == "day":
        return date + dt.timedelta(count)
    if unit == "week":
        return date + dt.timedelta(DAYS_PER_WEEK * count)
    months = count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
    number = date.year * MONTHS_PER_YEAR + date.month - 1 + months
    year_number, index = divmod(number, MONTHS_PER_YEAR)
    if not dt.MINYEAR <= year_number <= dt.MAXYEAR:
        msg = f"{count} {unit}s from {date} is beyond the calendar"
        raise OverflowError(msg)
    return dt.date(year_number, index + 1, min(date.day, calendar.monthrange(year_number, index + 1)[1]))


# -------------------------------------------------------------------- strings


def write(first: dt.date, last: dt.date, *, known: bool = True) -> str:
    """Return the EDTF string of the days from `first` to `last`, as coarse as they allow.

    Whole months and years are written as such: 1 to 28 February 2025 is ``2025-02``.
    """
    if first == last:
        return _digits(first, _TO_DAY, known=known)
    size = _TO_DAY
    if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        size = _TO_YEAR if known and first.month == 1 and last.month == MONTHS_PER_YEAR else _TO_MONTH
    low, high = _digits(first, size, known=known), _digits(last, size, known=known)
    one = low == high and size < _TO_DAY and (last - first).days < _DAYS_PER_YEAR
    return low if one else f"{low}/{high}"


def _digits(date: dt.date, size: int, *, known: bool) -> str:
    number = f"{date.year:04d}" if known else "XXXX"
    return "-".join((number, f"{date.month:02d}", f"{date.day:02d}")[:size])


def bounds(edtf: str) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of an EDTF string that Marsad writes; None is open or unknown.

    Raises
    ------
    ValueError
        If the string is not EDTF as Marsad writes it.
    """
    text = edtf.strip()
    if not text:
        return None, None
    if text[0] in "[{" and text[-1] in "]}":
        ends = [bounds(item) for item in re.split(r",|\.\.(?=\d)", text[1:-1])]
        return ends[0][0], ends[-1][1]
    low, slash, high = text.partition("/")
    if slash:
        return (_bounds(low)[0], _bounds(high)[1])
    return _bounds(low)


def _bounds(text: str) -> tuple[dt.date | None, dt.date | None]:
    if text in {"", ".."} or text.startswith("XXXX"):
        return None, None
    found = _DECADE.fullmatch(text)
    if found:
        period = decade(int(found.group(1)))
        return period.first, period.last
    found = _CALENDAR_DATE.fullmatch(text)
    if found is None:
        msg = f"not an EDTF string that Marsad writes: {text!r}"
        raise ValueError(msg)
    number, second, third = (int(group) if group else 0 for group in found.groups())
    if third:
        date = dt.date(number, second, third)
        return date, date
    if not second:
        period = year(number)
    elif second in SEASON_MONTHS:
        period = season(number, second)
    else:
        period = month(number, second)
    return period.first, period.last
