"""Reads what is counted in units of time: "three days ago", "last week", «الأيام الثلاثة الماضية»."""

from __future__ import annotations

from geo.language.datecursor import CORE, NUMBER, Core, Cursor
from geo.language.lexicon import Hit
from geo.language.numerals import read_numeral
from geo.language.timephrase import Ago, DayOffset, Unit


class UnitReader(Cursor):
    """Reads durations and whole units."""

    def duration(self, index: int, count: int, last: int) -> Core | None:
        """Read "three days ago", « il y a trois jours », "the last three days", "three days later"."""
        ahead = self.before(index, "relative")
        middle = self.hit(last, "relative")
        unit = self.hit(middle.last if middle is not None else last, "time_unit")
        if unit is not None and ahead is not None and ahead.phrase.lang != unit.phrase.lang:
            ahead = None
        if unit is None or count < 1 or unit.reading.clitics:
            return None
        name = unit.phrase.value.split()[0]
        if name == "weekend":
            return None
        return self._counted(name, count, (index, unit.last), middle or ahead or self.hit(unit.last, "relative"))

    def long_duration(self, index: int) -> Core | None:
        """Read a duration whose count is in words."""
        numeral = read_numeral(self.stream, index, self.stop)
        if numeral is None or numeral.value != int(numeral.value):
            return None
        return self.duration(index, int(numeral.value), numeral.last)

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
        link = self.hit(last, "date_link")
        if link is not None and (mode == "later" or (mode == "ago" and link.phrase.value == "of")):
            return None  # "two days after the fall of": counted from something else
        return Core(Ago(name, count, mode), before.first, last, hit=before, bound="since" if mode == "since" else "")

    def unit_core(self, hit: Hit) -> Core | None:  # noqa: PLR0911  (a ladder of guards)
        """Read "last week", «الشهر المنصرم», "this year", «قبل أسبوعين», «الأيام الثلاثة الماضية»."""
        name, _, number = hit.phrase.value.partition(" ")
        if name == "weekend":
            low, _, high = number.partition("-")
            return self._whole(hit, name, (int(low), int(high)))
        last = hit.last
        if self.integer(last) is not None:
            return None  # "the year 2014": the number is the core
        if not number:
            if self.hit(last, "numeral") is None and not self.words[last - 1].number:
                return self._vague(hit, name)
            numeral = read_numeral(self.stream, last, self.stop)
            after = self.hit(numeral.last, "relative") if numeral is not None else None
            if numeral is None or after is None:
                return None
            return self._counted(name, int(numeral.value), (hit.first, numeral.last), after)
        count = int(number)
        if count == 1 and last < self.stop and self.tags[last] & (CORE | NUMBER) and not self.hit(last, "time_unit"):
            return None  # "the day of Friday": a head of what follows
        if count == 1 and name in {"week", "month", "year", "decade"}:
            whole = self._whole(hit, name, None)
            if whole is not None and whole.needs != "part":
                return whole
            return self._counted(name, count, (self._article(hit.first), last), None) or whole
        if count == 1:
            return self._counted(name, count, (self._article(hit.first), last), None)
        relative = self.hit(last, "relative") or self.before(hit.first, "relative")
        return self._counted(name, count, (hit.first, last), relative)

    def _vague(self, hit: Hit, name: str) -> Core | None:
        """Read "in recent days", "in the coming weeks": open on one side of publication."""
        after, ahead = self.hit(hit.last, "relative"), self.before(hit.first, "relative")
        found = after or ahead
        if found is None or name == "hour" or found.phrase.value not in {"-1", "1", "span", "recent"}:
            return None
        bound = "since" if found.phrase.value == "1" else "until"
        first = hit.first if after is not None else found.first
        return Core(DayOffset(0, 0), first, max(hit.last, found.last), bound=bound)

    def _article(self, index: int) -> int:
        """Take in the "a" of "a week ago"."""
        at = index - 1
        joined = at >= self.floor and self.stream.lexicon.has(self.words[at], "determiner")
        return at if joined and self.stream.line_of[at] == self.stream.line_of[index] else index

    def _whole(self, hit: Hit, name: str, weekend: tuple[int, int] | None) -> Core | None:
        last = hit.last
        ahead, after = self.before(hit.first, "relative"), self.hit(last, "relative")
        if after is not None and (after.phrase.value == "recent" or after.reading.clitics):
            after = None
        if ahead is not None and ahead.phrase.lang != hit.phrase.lang:
            ahead = None
        found = after or ahead
        end = after.last if after is not None else last
        following = self.skip_links(end)
        if name == "weekend" and following < self.stop and self.words[following].number:
            return None  # "the weekend of 6 and 7 May"
        if following > end and name == "week" and (self.month_at(following) or self.hit(following, "time_unit")):
            return None  # "the last week of May" is a part of May
        if found is not None and found.phrase.value != "recent":
            first = hit.first if after is not None else found.first
            return Core(Unit(name, found.phrase.value, weekend), first, end)
        if weekend is not None:
            return Core(Unit(name, "", weekend), hit.first, last)
        return Core(Unit(name, ""), hit.first, last, "part")
