"""An article cut into marked pieces for the reader: which words are what, and which event they state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from dashboard.data import Row
from dashboard.words import Words
from geo.models import NARRATIVE_ROLES, ArticleRecord, Event, Line, Model

#: Languages written from right to left.
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ku", "ps", "ur"})


class Mark(Model, frozen=True):
    """Words that are something: a class for their colour, and a tip that says what."""

    start: int
    end: int
    kind: str
    tip: str = ""


class Piece(Model, frozen=True):
    """A run of text with the same marks: text, kinds, ids of the events it states, tip."""

    t: str
    k: tuple[str, ...] = ()
    e: tuple[str, ...] = ()
    tip: str = ""


class Passage(Model, frozen=True):
    """One line of the article, or a stretch of furniture that is folded away (then `hidden` says how many)."""

    role: str
    label: str
    furniture: bool
    pieces: tuple[Piece, ...] = ()
    hidden: int = 0


def direction(lang: str) -> str:
    """Return the direction that a language is written in, ``"ltr"`` or ``"rtl"``."""
    return "rtl" if lang in _RIGHT_TO_LEFT else "ltr"


def passages(
    record: ArticleRecord, text: str, rows: Sequence[Row], marks: Sequence[Mark], *, words: Words, furniture: bool
) -> tuple[Passage, ...]:
    """Return the lines of an article with their marks.

    Parameters
    ----------
    record
        The article.
    text
        The text that its offsets point into.
    rows
        Its events; their sentences become clickable.
    marks
        What to colour.
    words
        Language of the labels.
    furniture
        Whether lines of page furniture are shown (dimmed) or folded away.
    """
    out: list[Passage] = []
    hidden = 0
    for line in record.lines:
        aside = line.role not in NARRATIVE_ROLES and line.role not in {"byline", "subhead"}
        if not text[line.start : line.end].strip():
            continue
        if aside and not furniture:
            hidden += 1
            continue
        if hidden:
            out.append(_folded(hidden, words))
            hidden = 0
        out.append(Passage(line.role, words.name("role", line.role), aside, _cut(line, text, rows, marks)))
    if hidden:
        out.append(_folded(hidden, words))
    return tuple(out)


def _folded(count: int, words: Words) -> Passage:
    return Passage("hidden", words("reader.hidden", n=count), furniture=True, hidden=count)


def _cut(line: Line, text: str, rows: Sequence[Row], marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """Cut a line wherever a mark or an event begins or ends; the pieces together are the line."""
    events = [row for row in rows if row.event.evidence.start < line.end and row.event.evidence.end > line.start]
    within = [mark for mark in marks if mark.start < line.end and mark.end > line.start]
    spans = [(row.event.evidence.start, row.event.evidence.end) for row in events]
    spans += [(mark.start, mark.end) for mark in within]
    cuts = sorted({line.start, line.end, *(min(max(cut, line.start), line.end) for span in spans for cut in span)})
    pieces = []
    for start, end in pairwise(cuts):
        on = [mark for mark in within if mark.start <= start and mark.end >= end]
        stated = (row.uid for row in events if row.event.evidence.start <= start and row.event.evidence.end >= end)
        tips = dict.fromkeys(mark.tip for mark in on if mark.tip)
        pieces.append(Piece(text[start:end], tuple(mark.kind for mark in on), tuple(stated), " · ".join(tips)))
    return tuple(pieces)


# ---------------------------------------------------------------------- marks


def use_marks(record: ArticleRecord, words: Words) -> tuple[Mark, ...]:
    """Return a mark for every place name, by how it is used there."""
    return tuple(
        Mark(
            place.start,
            place.end,
            f"use-{place.use}",
            " · ".join(filter(None, (words.name("use", place.use), place.name, place.country or ""))),
        )
        for place in record.places
    )


def event_marks(event: Event, text: str, words: Words) -> tuple[Mark, ...]:
    """Return marks for the parts of one event: forces, places, date, numbers, equipment."""
    marks = [Mark(a.start, a.end, "part-actor", f"{words.name('actor', a.role)}: {a.name}") for a in event.actors]
    marks += [
        Mark(p.start, p.end, "part-location", f"{words.name('location', p.role)}: {p.name}")
        for p in event.locations
        if p.method != "direction"  # its words are the whole clause
    ]
    marks += [Mark(q.start, q.end, "part-quantity", words("mark.quantity")) for q in event.quantities]
    marks += [Mark(e.start, e.end, "part-equipment", e.name) for e in event.equipment]
    when = _date_span(event, text)
    if when is not None:
        marks.append(Mark(*when, "part-time", event.time.edtf))
    return tuple(mark for mark in marks if mark.end > mark.start)


def _date_span(event: Event, text: str) -> tuple[int, int] | None:
    """Find the words of the date in the sentence; a date from elsewhere in the article gets no mark."""
    if not event.time.text:
        return None
    start = text.find(event.time.text, event.evidence.start, event.evidence.end)
    return (start, start + len(event.time.text)) if start >= 0 else None


def part_kinds(marks: Iterable[Mark]) -> tuple[str, ...]:
    """Return the kinds that occur, each once, in order of first occurrence (for a legend)."""
    return tuple(dict.fromkeys(mark.kind for mark in sorted(marks, key=lambda mark: mark.start)))
