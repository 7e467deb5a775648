"""Finds what an article says about when: `find_dates`, and the day it was written if nothing states it.

A phrase of time is read in three steps: its core at a trigger word (`geo.language.datecores`), what stands
before and after it (`geo.language.datereader`), and its calendar days (`geo.language.timephrase`), which
depend on the day of publication and on what was spoken of before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from geo.language import edtf
from geo.language.datereader import DateReader, ReadDate
from geo.language.edtf import Period
from geo.language.normalize import skip_letters
from geo.language.timephrase import ANCHOR_SLACK_DAYS, Calendar, Context, Fixed, Part, Phrase, Range, Season, Weekday
from geo.language.tokens import TokenStream
from geo.models import Model, TimeBasis

#: How far from a date, in tokens, a word of the future or the past ("will", "had") still governs it.
CUE_REACH = 10


class DateMention(Model, frozen=True):
    """A phrase of time in the text and the days it means.

    Attributes
    ----------
    first, last
        Token range, half open.
    start, end, text
        Raw span and its words.
    edtf
        EDTF string; ``XXXX`` where the year is not known.
    earliest, latest
        First and last day; None if open or unknown.
    basis
        "explicit" if the words name a calendar date, "relative" if they count from another.
    precision
        "day", "week", "part-of-month", "month", "season", "year", "decade" or "interval".
    bound
        "" or "since", "until", "before", "after": the phrase is only one end.
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    edtf: str
    earliest: dt.date | None
    latest: dt.date | None
    basis: TimeBasis
    precision: str
    bound: str = ""


def find_dates(
    stream: TokenStream, *, published: dt.date | None, first: int = 0, last: int | None = None
) -> tuple[DateMention, ...]:
    """Find the phrases of time in tokens ``[first, last)``.

    Parameters
    ----------
    stream
        The article's tokens.
    published
        Day the article was published; None if it is not known, and a date without a year then stays without.
    first, last
        Token range; the whole stream by default.

    Returns
    -------
    tuple of DateMention
        In order, without overlap.
    """
    read = DateReader(stream, first, len(stream) if last is None else last).read()
    if not read:
        return ()
    if published is not None and _contradicts(read, published):
        published = None
    context = Context(published)
    present = {phrase.month for item in read for phrase in _calendars(item.phrase) if _present(phrase)}
    if published is None and len(present) == 1:
        context.present_month = present.pop()
    out = []
    for item in read:
        found = _resolve(stream, item, context)
        if found is not None:
            out.append(found)
    return tuple(out)


def _contradicts(read: list[ReadDate], published: dt.date) -> bool:
    """Tell whether the text calls a month the present one that was not, when it is said to be published."""
    near = {(published + dt.timedelta(days)).month for days in range(-ANCHOR_SLACK_DAYS, ANCHOR_SLACK_DAYS + 1)}
    return any(_present(phrase) and phrase.month not in near for item in read for phrase in _calendars(item.phrase))


def _calendars(phrase: Phrase) -> Iterator[Calendar]:
    """Yield the calendar dates that a phrase holds."""
    if isinstance(phrase, Calendar):
        yield phrase
    elif isinstance(phrase, Part):
        yield from _calendars(phrase.whole)
    elif isinstance(phrase, Range):
        yield from _calendars(phrase.low)
        yield from _calendars(phrase.high)


def _present(phrase: Calendar) -> bool:
    return phrase.relative == "0" and phrase.month > 0


def _needs_year(phrase: Phrase) -> bool:
    while isinstance(phrase, Part | Range):
        phrase = phrase.whole if isinstance(phrase, Part) else phrase.high
    return isinstance(phrase, Weekday | Season | Calendar)


def _resolve(stream: TokenStream, item: ReadDate, context: Context) -> DateMention | None:
    context.deadline = item.bound in {"until", "by"}
    context.future = context.published is not None and _needs_year(item.phrase) and _governed(stream, item)
    period = item.phrase.resolve(context)
    if period is None:
        return None
    if period.known and period.precision in {"day", "month", "year", "part-of-month", "interval", "week"}:
        context.spoken = period
        context.day = period if period.precision in {"day", "interval"} else context.day
    start, end = stream.span(item.first, item.last)
    if item.hit is not None and item.hit.first == item.first and item.hit.reading.clitics:
        start += skip_letters(stream.words[item.first].raw, sum(map(len, item.hit.reading.clitics)))
    bound = "until" if item.bound == "by" or (item.bound == "before" and isinstance(item.phrase, Part)) else item.bound
    written, earliest, latest = _bounded(period, bound)
    return DateMention(
        item.first, item.last, start, end, stream.text[start:end], written, earliest, latest,
        "explicit" if _explicit(item.phrase) else "relative", period.precision, bound,
    )  # fmt: skip


def _bounded(period: Period, bound: str) -> tuple[str, dt.date | None, dt.date | None]:
    """Return the EDTF string, first and last day of a period, or of what lies to one side of it."""
    first, last = (period.first, period.last) if period.known else (None, None)
    written = period.edtf
    if not bound:
        return written, first, last
    low, _, high = written.partition("/")
    if bound in {"since", "after"}:
        return f"{low if bound == 'since' else high or low}/..", first if bound == "since" else last, None
    return f"../{low if bound == 'before' else high or low}", None, first if bound == "before" else last


def _explicit(phrase: Phrase) -> bool:
    """Tell whether the words name a calendar date rather than count from another."""
    if isinstance(phrase, Part):
        return _explicit(phrase.whole)
    if isinstance(phrase, Range):
        return _explicit(phrase.high) or _explicit(phrase.low)
    if isinstance(phrase, Calendar):
        return phrase.month > 0
    return isinstance(phrase, Fixed) or (isinstance(phrase, Season) and phrase.year is not None)


def _governed(stream: TokenStream, item: ReadDate) -> bool:
    """Tell whether the clause of a date speaks of what is to come.

    "By March" does unless a word of the past stands near; any other date does if a word of the future
    stands shortly before it.
    """
    low, high = stream.sentences[stream.sentence_of(item.first)]
    if item.bound == "by":
        near = range(max(low, item.first - CUE_REACH), min(high, item.last + CUE_REACH))
        return not any(hit.phrase.cls == "past_cue" for at in near for hit in stream.hits[at])
    return any(
        hit.phrase.cls == "future_cue" or hit.phrase.form == "future"
        for at in range(max(low, item.first - CUE_REACH), item.first)
        for hit in stream.hits[at]
    )


# ---------------------------------------------------------- day of publication


def infer_publication(stream: TokenStream, *, first: int = 0, last: int | None = None) -> tuple[dt.date, str] | None:
    """Infer the day an article was written from its own words.

    A month called the present one («نوفمبر الجاري») is the first such month not before the latest full date
    of its sentence.

    Parameters
    ----------
    stream
        The article's tokens.
    first, last
        Token range; the whole stream by default.

    Returns
    -------
    tuple of (date, "inferred") or None
        The latest day that the text speaks of in the present month, or its first possible day.
    """
    read = DateReader(stream, first, len(stream) if last is None else last).read()
    # background dates of other sentences say nothing about when this one was written
    spoken = {stream.sentence_of(i.first) for i in read for phrase in _calendars(i.phrase) if _present(phrase)}
    near = [item for item in read if stream.sentence_of(item.first) in spoken]
    calendars = [phrase for item in near for phrase in _calendars(item.phrase)]
    full = [period.last for phrase in calendars if phrase.complete and (period := phrase.resolve(Context(None)))]
    present = [phrase for phrase in calendars if _present(phrase) and phrase.year is None]
    if not present or not full:
        return None
    latest, month = max(full), present[0].month
    if any(phrase.month != month for phrase in present):
        return None
    whole = edtf.month(latest.year + (month < latest.month), month)
    days = [
        period.last
        for phrase in present
        if phrase.days and (period := msgspec.structs.replace(phrase, year=whole.first.year).resolve(Context(None)))
    ]
    return max([whole.first, *days, *([latest] if latest <= whole.last else [])]), "inferred"
