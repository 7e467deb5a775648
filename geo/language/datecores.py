"""Reads the core of a phrase of time at a trigger word, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable

from geo.language import edtf
from geo.language.datecalendar import CalendarReader
from geo.language.datecursor import CORE, CORE_CLASSES, DASHES, MAX_YEAR, MIN_STEM, MIN_YEAR, NUMBER, Core
from geo.language.lexicon import Hit
from geo.language.timephrase import Calendar, DayOffset, Fixed, Range, Season, Weekday
from geo.language.tokens import TokenStream


class CoreReader(CalendarReader):
    """Reads cores from one token stream."""

    def __init__(self, stream: TokenStream, first: int, last: int) -> None:
        super().__init__(stream, first, last)
        self._readers: dict[str, Callable[[Hit], Core | None]] = {
            "month": self.month_core,
            "month_weak": self.month_core,
            "hijri_month": self.hijri_core,
            "weekday": self._weekday,
            "weekday_weak": self._weekday,
            "time_unit": self.unit_core,
            "deictic": self._deictic,
            "anaphoric": self._deictic,
            "season": self._season,
            "decade": self._decade,
            "decade_head": self._decade,
        }

    def core(self, index: int) -> Core | None:
        """Read the core at a token; a core without a phrase is a name that only looks like one."""
        word = self.words[index]
        if word.number:
            return self.number(index)
        if not word.phrases:
            return self.prefixed_year(index)
        for hit in self.hits[index]:
            if hit.reading.trim or hit.last > self.stop:
                continue
            cls = hit.phrase.cls
            if cls not in CORE_CLASSES:
                continue
            if cls == "not_date":
                return Core(None, index, hit.last)
            found = self._word_core(hit, cls)
            if found is not None:
                found.hit = hit
                return found
        return None

    def _word_core(self, hit: Hit, cls: str) -> Core | None:
        if cls in {"ordinal", "numeral", "date_day"}:
            return self.number(hit.first)
        if hit.reading.clitics and len(hit.reading.norm) < MIN_STEM:
            return None
        return self._readers[cls](hit)

    def _weekday(self, hit: Hit) -> Core | None:
        """Read a weekday, with the date that may stand beside it."""
        last = hit.last
        explicit = self._apposition(last)
        if explicit is not None:
            return Core(explicit.phrase, hit.first, explicit.last)
        if hit.phrase.cls == "weekday_weak":
            return None
        ahead, relative = self.before(hit.first, "relative"), self.relative_at(last)
        value = ""
        first = hit.first
        beside = self.hit(last, "relative")
        if beside is not None and beside.phrase.value in {"follow", "prev"}:
            value, last = beside.phrase.value, beside.last
        elif relative is not None and relative[0] != "same":
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
        if self.norm(at) in DASHES or self.norm(at) == "/" or self.norm(at) in self.join_norms:
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
        if at >= self.stop or not self.tags[at] & (CORE | NUMBER):
            return None
        found = self.number(at)
        if found is None:
            month = self.month_hit(at)
            found = self.month_core(month) if month is not None else None
        if found is None or not isinstance(found.phrase, Calendar) or not found.phrase.days:
            return None
        if bracket and self.norm(found.last) == ")":
            found.last += 1
        return Core(found.phrase, index, found.last)

    def _deictic(self, hit: Hit) -> Core | None:
        """Read "today", "yesterday", "the next day", with the weekday or date that may follow."""
        span, _, flag = hit.phrase.value.partition(" ")
        low, _, high = span.partition("..")
        spoken = hit.phrase.cls == "anaphoric"
        if hit.reading.definite and not spoken:
            return None  # «الأمس» is listed; a bare noun under its article is another word
        last = hit.last
        link = self.hit(last, "date_link") if spoken else None
        if link is not None and (link.phrase.value == "of" or flag):
            return None  # "the day after the raid": counted from something else
        at = last + (self.norm(last) in {",", "،", "("})
        weekday = self.hit(at, "weekday")
        if weekday is not None and not weekday.reading.clitics:
            last = weekday.last + (self.norm(last) == "(" and self.norm(weekday.last) == ")")
        explicit = self._apposition(last)
        if explicit is not None and not spoken:
            return Core(explicit.phrase, hit.first, explicit.last)
        return Core(DayOffset(int(low), int(high or low), spoken), hit.first, last)

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
        ahead, after = self.before(hit.first, "relative"), self.relative_at(hit.last)
        if after is not None and after[0] != "same":
            return Core(Season(code, None, after[0]), hit.first, after[1])
        if ahead is not None and ahead.phrase.value in {"-1", "0", "1", "span"}:
            value = "-1" if ahead.phrase.value == "span" else ahead.phrase.value
            return Core(Season(code, None, value), ahead.first, hit.last)
        link = self.hit(hit.last, "date_link")
        return Core(Season(code, None), hit.first, hit.last, "season") if link is None else None

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
