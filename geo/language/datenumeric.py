"""Reads dates and years in digits: 31/05/2020, 2025-02-10, 31.05.2020, 2014-2020, mid-2024."""

from __future__ import annotations

from geo.language import edtf
from geo.language.datecursor import DASHES, MAX_YEAR, MIN_YEAR, PREFIXED_YEAR, YEAR_DIGITS, Core
from geo.language.dateunits import UnitReader
from geo.language.hijri import MAX_YEAR as MAX_HIJRI_YEAR
from geo.language.hijri import MIN_YEAR as MIN_HIJRI_YEAR
from geo.language.hijri import hijri_period
from geo.language.timephrase import Calendar, Fixed, Part, Range

MAX_MONTH, MAX_DAY = 12, 31
#: Two-digit years: 00 to 69 are of this century.
CENTURY_TURN = 70


class NumericReader(UnitReader):
    """Reads dates in digits."""

    def numeric(self, index: int, value: int) -> Core | None:
        """Read 2025-02-10, 31/05/2020 or 31-05-20."""
        parts, ends, at = [value], [index + 1], index + 1
        while len(parts) < 3 and at < self.stop:  # noqa: PLR2004  (a date has three parts)
            if self.norm(at) == "/" or (self.norm(at) in DASHES and value <= MAX_DAY):
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

    def prefixed_year(self, index: int) -> Core | None:
        """Read "mid-2024", one token as written."""
        match = PREFIXED_YEAR.fullmatch(self.words[index].norm)
        if match is None:
            return None
        pairs = self.stream.lexicon.word(match.group(1)).phrases
        name = next((phrase.value for _, phrase in pairs if phrase.cls == "date_part"), "")
        return Core(Part(Fixed(edtf.year(int(match.group(2)))), name), index, index + 1) if name else None

    def year_core(self, index: int, value: int) -> Core | None:
        """Read a year, an Islamic year with its era, or a decade ("1990s")."""
        if len(self.norm(index)) != YEAR_DIGITS:
            return None
        last = index + 1
        if MIN_HIJRI_YEAR <= value < MAX_HIJRI_YEAR:
            era = self.hit(last, "hijri_era")
            period = hijri_period(value) if era is not None else None
            return Core(Fixed(period), index, era.last) if period is not None and era is not None else None
        if not MIN_YEAR <= value <= MAX_YEAR:
            return None
        tail = self.hit(last, "decade_tail")
        if tail is not None and value % 10 == 0 and self.stream.starts[last] == self.stream.ends[index]:
            return Core(Fixed(edtf.decade(value // 10)), index, tail.last)
        return Core(Fixed(edtf.year(value)), index, last, "year")
