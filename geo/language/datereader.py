"""Reads whole phrases of time: the core, what stands before and after it, and ranges of two."""

from __future__ import annotations

import msgspec

from geo.language.datecores import CoreReader
from geo.language.datecursor import COMMAS, CORE, CORE_CLASSES, CORE_OF_WORDS, DASHES, NUMBER, PART, STARTS, Core
from geo.language.lexicon import Hit
from geo.language.timephrase import Calendar, DayOffset, Fixed, Part, Phrase, Range, Season, Unit, Weekday

#: Words of time stand before a core in at most so many layers ("since the end of the month of").
MAX_PREFIXES = 8


class ReadDate(msgspec.Struct, gc=False):
    """A phrase as read, before it is resolved."""

    phrase: Phrase
    first: int
    last: int
    hit: Hit | None
    bound: str


class _Prefix(msgspec.Struct, gc=False):
    """What stands before a core."""

    first: int
    hit: Hit | None
    part: str = ""
    bound: str = ""
    cue: bool = False
    year: bool = False
    day: bool = False
    opening: Hit | None = None
    name: bool = False


class DateReader(CoreReader):
    """Reads whole phrases of time: prefix, core, suffix, and ranges of two."""

    def read(self) -> list[ReadDate]:
        """Return the phrases of time, in order, without overlap."""
        out: list[ReadDate] = []
        free = skip = self.first  # what is read already; what holds no core
        tags, starts = self.tags, self.tags.translate(STARTS)
        index = self.first - 1
        while (index := starts.find(1, max(index + 1, free, skip), self.last)) >= 0:
            tag = tags[index]
            if not tag & CORE and not (tag & NUMBER and self._continued(index)) and not self._several(index):
                continue
            if tag & PART:
                part = self._part_of_words(index)
                if part:
                    skip = part
                    continue
            self.enter(index)
            self.floor = free
            core = self.core(index)
            if core is None:
                continue
            if core.phrase is None:
                free = core.last
                continue
            found = self._phrase(core)
            if found is not None:
                out.append(found)
                free = found.last
        return out

    def _continued(self, index: int) -> bool:
        """Tell whether a number in words may begin a date, by the token after it."""
        if index + 1 >= self.last:
            return False
        return bool(self.tags[index + 1]) or self.words[index + 1].raw in COMMAS or self.stream.glued(index + 1)

    def _several(self, index: int) -> bool:
        """Tell whether a core or a part of several words starts at a token."""
        return any(
            hit.last > index + 1 and (hit.phrase.cls in CORE_CLASSES or hit.phrase.cls == "date_part")
            for hit in self.hits[index]
        )

    def _part_of_words(self, index: int) -> int:
        """Return where a part of several words ends ("the first half"), or 0: its ordinal is no day."""
        return next((hit.last for hit in self.hits[index] if hit.phrase.cls == "date_part" and hit.last > index + 1), 0)

    def _phrase(self, core: Core) -> ReadDate | None:
        prefix = self._prefix(core)
        if not self._stands(core, prefix) or core.phrase is None:
            return None
        last = self._suffix(core.last)
        phrase: Phrase = core.phrase
        bound = core.bound or prefix.bound
        first, hit = prefix.first, prefix.hit
        if prefix.opening is not None and _two_days(phrase):
            if isinstance(phrase, Calendar):
                phrase = msgspec.structs.replace(phrase, through=True)  # "between 5 and 10 March"
            first, hit = min(first, prefix.opening.first), prefix.opening
            bound = "" if bound == "since" else bound
        if prefix.part:
            phrase = Part(phrase, prefix.part)
        second = self._second(core, prefix, last)
        if second is not None and second.phrase is not None:
            phrase = Range(phrase, second.phrase)
            last = second.last
            bound = "" if bound in {"since", "after"} else bound
            if prefix.opening is not None and prefix.opening.first < first:
                first, hit = prefix.opening.first, prefix.opening
        if self._names_something(core, prefix, last):
            return None
        return ReadDate(phrase, first, last, hit, bound)

    def _stands(self, core: Core, prefix: _Prefix) -> bool:
        """Tell whether what the core needs before it is there."""
        if not core.needs:
            return True
        if core.needs == "part":
            return bool(prefix.part)
        if core.needs in {"day", "on"}:
            return prefix.day or (core.needs == "on" and prefix.cue)
        if prefix.part or prefix.bound or (prefix.cue and core.needs in {"cue", "season"}):
            return True
        if core.needs in {"cue", "season"}:
            return False
        return prefix.year or self._bracketed(core) or (prefix.cue and self._year_like(core))

    def _bracketed(self, core: Core) -> bool:
        before = self.norm(core.first - 1) if core.first > self.first else ""
        return before == "(" and self.norm(core.last) in {")", ",", "،", "-", "–"}

    def _year_like(self, core: Core) -> bool:
        """Tell a year from a count by what follows: a number word or a sign of money never follows a year."""
        return self.norm(core.last) not in {"%", "٪", "$", "€"} and self.hit(core.last, "percent") is None

    def _names_something(self, core: Core, prefix: _Prefix, last: int) -> bool:
        """Tell whether the date names a street or a movement («ساحة 9 أبريل», "23 March Movement")."""
        phrase = core.phrase
        if not isinstance(phrase, Calendar) or not phrase.days or phrase.year is not None:
            return False
        return prefix.name or self.hit(last, "date_name_tail") is not None

    # --------------------------------------------------------- before a core

    def _ending(self, index: int) -> Hit | None:
        """Return the longest prefix hit that ends at a token and starts after the date before."""
        found: Hit | None = None
        line_of = self.stream.line_of
        for hit in self.ending.get(index, ()):
            layer = _LAYERS.get(hit.phrase.cls)
            if layer is None or hit.first < self.floor or hit.reading.trim or line_of[hit.first] != line_of[index]:
                continue
            if found is None or (hit.first == found.first and layer < _LAYERS[found.phrase.cls]):
                found = hit  # in order of first token: the first is the longest
        # the "end" of "week-end" is no part of anything
        return (
            None if found is not None and found.phrase.cls == "date_part" and self.stream.glued(found.first) else found
        )

    def _prefix(self, core: Core) -> _Prefix:
        out = _Prefix(core.first, core.hit if core.hit and core.hit.first == core.first else None)
        out.hit = out.hit or self._hit_at(core.first)
        probe = core.first
        for _ in range(MAX_PREFIXES):
            hit = self._ending(probe)
            if hit is None:
                break
            cls, value = hit.phrase.cls, hit.phrase.value
            probe = hit.first
            if cls == "date_name_head":
                out.name = out.first == core.first and not hit.reading.definite
                break
            if cls in {"date_link", "date_cue", "range_open"}:
                if cls == "range_open" or self.hit_of(hit, "range_open"):
                    out.opening = out.opening or hit
                out.cue = out.cue or value != "plain"
                continue
            if not self._commit(out, hit):
                break
        return out

    def hit_of(self, hit: Hit, cls: str) -> bool:
        """Tell whether the words of a hit are also a phrase of another class."""
        return any(other.phrase.cls == cls and other.last == hit.last for other in self.hits[hit.first])

    def _commit(self, out: _Prefix, hit: Hit) -> bool:
        """Take a hit into the phrase; False ends the looking back."""
        cls, value = hit.phrase.cls, hit.phrase.value
        if cls == "date_bound":
            out.bound, out.first, out.hit = value, hit.first, hit
            if self.hit_of(hit, "range_open"):
                out.opening = hit
            return False
        if cls == "date_part":
            if out.part:
                return False
            out.part = value
        elif cls == "date_head":
            out.year = out.year or value == "year"
            out.day = out.day or value == "day"
        out.cue = True
        out.first, out.hit = hit.first, hit
        return True

    def _hit_at(self, index: int) -> Hit | None:
        hits = self.hits[index]
        return next((hit for hit in hits if hit.phrase.cls in _STARTING and hit.reading.clitics), None)

    # ---------------------------------------------------------- after a core

    def _suffix(self, last: int) -> int:
        """Pass over the part of the day and the hour that belong to the date."""
        daypart = self.hit(last, "daypart")
        if daypart is not None and not daypart.reading.clitics:
            last = daypart.last
        at = last + (self.norm(last) in COMMAS)
        cue = self.hit(at, "time_cue")
        number = cue.last if cue is not None else at
        hours = self.integer(number)
        if hours is None or hours >= 24:  # noqa: PLR2004  (hours of a day)
            return last
        end = number + 1
        minutes = self.integer(end + 1) if self.norm(end) == ":" else None
        if minutes is not None:
            end += 2
        tail = self.hit(end, "time_tail")
        if tail is not None:
            return tail.last
        return end if minutes is not None else last

    def _second(self, core: Core, prefix: _Prefix, last: int) -> Core | None:  # noqa: PLR0911  (a ladder of guards)
        """Read the other end of a range: "from A to B", "between A and B", "A – B"."""
        if last >= self.stop or isinstance(core.phrase, Range | DayOffset) or core.needs == "part":
            return None
        sign = self._range_sign(last, prefix)
        if sign is None:
            return None
        at = self.skip_links(sign)
        head = self.hit(at, "date_head")
        part = self.hit(head.last if head is not None else at, "date_part")
        at = part.last if part is not None else head.last if head is not None else at
        at = self.skip_links(at) if part is not None else at
        relative = self.hit(at, "relative")
        at = relative.last if relative is not None else at
        self.floor = sign
        if at >= self.stop or not self.tags[at] & (CORE | CORE_OF_WORDS | NUMBER):
            return None
        other = self.core(at)
        if other is None or other.phrase is None or other.bound:
            return None
        if _is_year(other) != _is_year(core) and not isinstance(core.phrase, Calendar | Season | Unit):
            return None
        if self.words[sign - 1].raw in DASHES and type(other.phrase) is not type(core.phrase):
            return None  # a dash after a dateline
        if part is not None:
            other = msgspec.structs.replace(other, phrase=Part(other.phrase, part.phrase.value))
        other.last = self._suffix(other.last)
        return other if isinstance(core.phrase, _RANGEABLE) else None

    def _range_sign(self, index: int, prefix: _Prefix) -> int | None:
        """Return where the second end starts, if a sign of a range stands at a token."""
        opening = prefix.opening
        if opening is not None and opening.phrase.value == "between":
            if self.norm(index) in self.join_norms:
                return index + 1
            for hit in self.hits[index]:
                if hit.reading.clitics and self.join_norms.issuperset(hit.reading.clitics):
                    return index
        to = self.hit(index, "range_to")
        if to is not None:
            return to.last
        if self.stream.glued(index):
            return index
        return index + 1 if self.norm(index) in DASHES else None


_LAYERS = {
    "date_part": 0, "date_bound": 1, "daypart": 2, "date_head": 3, "range_open": 4, "date_cue": 5, "date_link": 6,
    "date_name_head": 7,
}  # fmt: skip
_STARTING = frozenset({"ordinal", "numeral", "month", "month_weak", "date_day"})
_RANGEABLE = (Calendar, Weekday, Fixed, Unit, Season)


def _two_days(phrase: Phrase) -> bool:
    """Tell whether a core names both its ends itself ("5 to 10 March", "Monday and Tuesday")."""
    return isinstance(phrase, Range) or (isinstance(phrase, Calendar) and len(phrase.days) == 2)  # noqa: PLR2004


def _is_year(core: Core) -> bool:
    return isinstance(core.phrase, Fixed)
