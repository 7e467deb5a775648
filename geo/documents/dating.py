"""The day of publication of an article: byline, dateline, metadata, or inferred from its words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from geo.documents.lines import Measure, Vocabulary
from geo.language.lexicon import Lexicon
from geo.language.tokens import TokenStream
from geo.models import Line

#: A dateline ("BAMAKO, 2 July 2025 - …") ends within this many characters of the first paragraph.
DATELINE_CHARS = 90
#: Stamps are often set with blanks or dashes ("31 - 05 - 2020", "2 - May - 2024").
_SPACED = re.compile(r"(?<=\d)\s?([-/.])\s?(?=\d)")
_DASHED = re.compile(r"(?<=\d)\s?[-/]\s?(?=[^\W\d_])|(?<=[^\W\d_])\s?[-/]\s?(?=\d{4}\b)")
_DATELINE_ENDS = (" - ", " – ", " — ", "- ", ": ", "– ", "— ", " -")


def byline_date(text: str, bylines: Iterable[Measure], lexicon: Lexicon) -> dt.date | None:
    """Return the first full date of some byline lines."""
    for line in bylines:
        if line.dated:
            found = _first_day(text, line.start, line.end, lexicon)
            if found is not None:
                return found
    return None


def dateline_date(text: str, body: Measure, lexicon: Lexicon) -> dt.date | None:
    """Return the date between the place and the dash that a wire report starts with."""
    head = text[body.start : min(body.end, body.start + DATELINE_CHARS)]
    cuts = [at for mark in _DATELINE_ENDS if (at := head.find(mark)) > 0]
    if not cuts or not any(char.isdigit() for char in head):
        return None
    stop = max(at for at in cuts)
    return _first_day(text, body.start, body.start + stop, lexicon)


def inferred_date(text: str, bodies: list[Measure], lexicon: Lexicon) -> dt.date | None:
    """Return the date that the article's own deictic words ("this November") give away."""
    if not any(body.count(Vocabulary.ANCHOR) for body in bodies):
        return None
    from geo.language.dates import infer_publication  # noqa: PLC0415  (most files state their date)

    # dates of sentences without such a word say nothing about the day of writing
    dated = [
        Line(body.start, body.end, "body")
        for body in bodies
        if body.count(Vocabulary.ANCHOR) and body.count(Vocabulary.DATE)
    ]
    found = infer_publication(TokenStream(text, dated, lexicon))
    return found[0] if found else None


def _first_day(text: str, start: int, end: int, lexicon: Lexicon) -> dt.date | None:
    from geo.language.dates import find_dates  # noqa: PLC0415

    stamp = _DASHED.sub(" ", _SPACED.sub(r"\1", text[start:end]))
    stream = TokenStream(stamp, [Line(0, len(stamp), "byline")], lexicon)
    for mention in find_dates(stream, published=None):
        if mention.basis == "explicit" and mention.precision == "day" and mention.earliest == mention.latest:
            return mention.earliest
    return None
