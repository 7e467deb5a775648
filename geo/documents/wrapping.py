"""Paragraphs that were broken into lines of one width are put together again.

Mail, agency archives and text saved from terminals are hard-wrapped: no line
is a sentence, and each looks like a headline. A run of lines is one paragraph
if they are about as wide as each other and the breaks fall within sentences.
"""

from __future__ import annotations

import re
from itertools import pairwise

from geo.documents.lines import Measure

#: Widths of hard-wrapped text, in characters, and how much its lines differ (a long word's length).
MIN_WIDTH = 40
MAX_WIDTH = 130
RAGGED = 18
#: A paragraph of fewer lines is not told from headlines.
MIN_LINES = 3
#: Share of the breaks that must be seen to fall within a sentence. Headlines have hardly any.
BROKEN_SHARE = 0.3
MIN_BROKEN = 2

_SENTENCE_WITHIN = re.compile(r"\w[.!?؟]\s+\w")
#: A post of a thread ("2/ Video from Saturday …") starts a line of its own.
_POST = re.compile(r"[0-9٠-٩]{1,3}/\s")
_COMMAS = frozenset(",،;؛")


def join_wrapped(text: str, lines: list[Measure]) -> list[Measure]:
    """Return the lines with hard-wrapped paragraphs as one line each."""
    out: list[Measure] = []
    index = 0
    while index < len(lines):
        last = _run_end(lines, index)
        run = lines[index:last]
        out.extend([_joined(text, run)] if len(run) >= MIN_LINES and _wrapped(run) else run)
        index = last
    return out


def _run_end(lines: list[Measure], first: int) -> int:
    """Return the line after a run of lines of one width, of which the last may be short."""
    narrow = wide = len(lines[first].text)
    if not MIN_WIDTH <= wide <= MAX_WIDTH:
        return first + 1
    for index in range(first + 1, len(lines)):
        line = lines[index]
        size = len(line.text)
        if (
            line.gap
            or line.bullet
            or _POST.match(line.text)
            or line.fragments[0] > 1
            or size > MAX_WIDTH
            or size - narrow > RAGGED
        ):
            return index
        if wide - size > RAGGED:
            return index + 1
        narrow, wide = min(narrow, size), max(wide, size)
    return len(lines)


def _wrapped(run: list[Measure]) -> bool:
    if run[0].bullet or run[0].fragments[0] > 1:
        return False
    joints = list(pairwise(run))
    broken = sum(
        before.last in _COMMAS
        or (after.text[0].islower() and not before.terminal)
        or before.ends_loosely
        or bool(_SENTENCE_WITHIN.search(before.text))
        for before, after in joints
    )
    ended = sum(before.terminal for before, _ in joints)
    return broken >= max(BROKEN_SHARE * len(joints), MIN_BROKEN) and broken > ended


def _joined(text: str, run: list[Measure]) -> Measure:
    first, last = run[0], run[-1]
    return Measure(
        first.start, last.end, first.gap, text[first.start : last.end], sum(line.words for line in run),
        tuple(packed for line in run for packed in line.packed), last.last, last.closed, first.bullet, (1, 0.0, 0.0),
    )  # fmt: skip
