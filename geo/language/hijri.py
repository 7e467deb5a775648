"""Islamic (Umm al-Qura) dates as Gregorian periods; the converter is imported only when one is met."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from geo.language import edtf
from geo.language.edtf import Period

#: Years that the Umm al-Qura tables cover.
MIN_YEAR, MAX_YEAR = 1343, 1500
_MONTHS = 12


@lru_cache(maxsize=1024)
def hijri_period(year: int, month: int = 0, day: int = 0) -> Period | None:
    """Return the Gregorian days of an Islamic year, month or day, or None if there are none.

    Parameters
    ----------
    year, month, day
        Islamic calendar; 0 for a month or day means the whole year or month.
    """
    from hijridate import Hijri  # noqa: PLC0415  (21 ms, and most texts need it never)

    if not MIN_YEAR <= year < MAX_YEAR or not 0 <= month <= _MONTHS:
        return None
    try:
        low = Hijri(year, month or 1, day or 1)
        first = dt.date(*low.to_gregorian().datetuple())
        if day:
            return edtf.days(first, first)
        high = Hijri(year, month or _MONTHS, 1)
        end = dt.date(*high.to_gregorian().datetuple()) + dt.timedelta(high.month_length() - 1)
    except (ValueError, OverflowError):
        return None
    return Period(first, end, "month" if month else "year", code=f"{first.isoformat()}/{end.isoformat()}")
