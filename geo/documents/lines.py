"""Cheap counts for each line of a file: words, function words, endings, fragments, cues.

Work is done once per distinct word (`Vocabulary`) and otherwise with string
methods, so that a long body line costs little more than splitting it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from geo.language.lexicon import Hit, Lexicon
from geo.language.tokens import TOKEN, TokenStream
from geo.models import Line

#: Classes of the lexicon whose words hold sentences together. Lists of names and keywords have none of them.
FUNCTION_CLASSES = frozenset({"function_word", "preposition", "conjunction", "determiner"})
CUE_CLASS = "page_cue"
#: Words of a written date, and the deictic ones («الجاري») from which a publication date can be inferred.
DATE_CLASSES = frozenset({"month", "month_weak", "hijri_month", "weekday"})
ANCHOR_CLASSES = frozenset({"deictic"})
#: Characters of a line that are looked at; a longer one is judged by its beginning.
MEASURED_CHARS = 8_000
#: Distinct written words kept, as in the lexicon's own cache.
VOCABULARY_SIZE = 400_000
#: Lines longer than this are not searched for cues: furniture is short.
CUE_WORDS = 60

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_EDGES = " \t\u00a0\u200b\u200e\u200f\u202a-\u202e\ufeff\u3000"
_CLOSERS = "\"'”’»)]“‹›\u200f\u200e *_"
_TERMINAL = frozenset(".!?؟…۔।。")
_QUESTION = frozenset("?؟!")
_BULLET = re.compile(r"(?:[•▪◦‣●○■□◾◼▸►➤✓✔·»›*]|[-–—](?=\s))\s*|(?:\d{1,2}|[٠-٩]{1,2})[.)]\s+")
_FRAGMENT = re.compile(r"[ \u00a0\u2003]{2,}|\t+|\s*[|•·¦▪│]\s*|\s+/{2,3}\s+|\s+>\s+")
_FRAGMENT_MARKS = ("  ", "\t", "|", "\u00a0\u00a0", "•", "·", "//", " > ", "¦", "▪", "│", "\u2003")
_COUNTER = re.compile(r"\b[^\W\d_]+(?: [^\W\d_]+)? \d+\b|\b\d+ [^\W\d_]+\b")
_DASHES = re.compile(r"\s[-–—]\s")
_NUMERIC_DATE = re.compile(r"\b\d{1,4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{2,4}\b")
_COLONS = frozenset({":", "\uff1a"})
_FIELD_BITS = 20
_FIELD = (1 << _FIELD_BITS) - 1


class Vocabulary(dict[str, int]):
    """Written word → what it counts for, packed in one integer so that a line is one `sum`.

    Fields of `_FIELD_BITS` bits: function word, cue, date word, digits, anchor, capital, then one for each language.
    """

    FUNCTION, CUE, DATE, DIGITS, ANCHOR, CAPITAL, LANGUAGES = range(7)

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self.lexicon = lexicon
        self.languages = tuple(
            sorted({p.lang for cls in FUNCTION_CLASSES for ps in lexicon.values.get(cls, {}).values() for p in ps})
        )

    def __missing__(self, chunk: str) -> int:
        if len(self) >= VOCABULARY_SIZE:
            self.clear()
        fields = dict.fromkeys(range(self.LANGUAGES + len(self.languages)), 0)
        for match in TOKEN.finditer(chunk[:200]):
            word = self.lexicon.word(match.group())
            for reading, phrase in word.phrases:
                if phrase.cls == CUE_CLASS:
                    fields[self.CUE] = 1
                elif phrase.cls in DATE_CLASSES and not reading.clitics:
                    fields[self.DATE] = 1
                elif phrase.cls in ANCHOR_CLASSES:
                    fields[self.ANCHOR] = 1
                elif phrase.cls in FUNCTION_CLASSES and len(phrase.words) == 1:
                    fields[self.FUNCTION] = 1
                    fields[self.LANGUAGES + self.languages.index(phrase.lang)] = 1
            fields[self.DIGITS] |= word.number
            fields[self.CAPITAL] |= chunk[0].isupper()
        packed = sum(value << (_FIELD_BITS * field) for field, value in fields.items())
        self[chunk] = packed
        return packed

    @staticmethod
    def field(packed: int, field: int) -> int:
        """Return one count of a sum of packed words."""
        return packed >> (_FIELD_BITS * field) & _FIELD


@lru_cache(maxsize=4)
def vocabulary(lexicon: Lexicon) -> Vocabulary:
    """Return the shared vocabulary of a lexicon."""
    return Vocabulary(lexicon)


class Cue(msgspec.Struct, frozen=True, gc=False):
    """A phrase of page furniture in a line.

    Attributes
    ----------
    kind
        What it tells: a value of `page_cue`.
    leads
        The line starts with it.
    closed
        Nothing but punctuation comes after it.
    colon
        A colon comes after it.
    share
        Its share of the line's words, 0–1.
    """

    kind: str
    leads: bool
    closed: bool
    colon: bool
    share: float


class Measure(msgspec.Struct, gc=False):
    """One line that holds something, with its counts.

    Attributes
    ----------
    start, end
        Span without the blanks around.
    gap
        Empty lines before it.
    words, function, dates, digits, capitals
        How many words, function words, words of dates, words with digits, capitalised words.
    packed
        All counts, see `Vocabulary`.
    last
        Last character, closing quotes and brackets left off ("" if there is none).
    closed
        Such a closing mark stands at the end.
    bullet
        The line starts with a bullet or a number and a dot.
    fragments
        Pieces between runs of blanks, bars or bullets: (count, mean words, share with terminal punctuation).
    cues
        Furniture phrases in it.
    """

    start: int
    end: int
    gap: int
    text: str
    words: int
    packed: int
    last: str
    closed: bool
    bullet: bool
    fragments: tuple[int, float, float]
    cues: tuple[Cue, ...] = ()

    def count(self, field: int) -> int:
        """Return one of the packed counts."""
        return self.packed >> (_FIELD_BITS * field) & _FIELD

    @property
    def function(self) -> int:
        """Function words in the line."""
        return self.count(Vocabulary.FUNCTION)

    @property
    def density(self) -> float:
        """Share of function words, 0–1."""
        return self.function / self.words if self.words else 0.0

    @property
    def terminal(self) -> bool:
        """A sentence ends at the end of the line."""
        return self.last in _TERMINAL and bool(self.last) or (self.closed and self.words >= 8)  # noqa: PLR2004

    @property
    def question(self) -> bool:
        """The line ends in a question or exclamation mark, as a title may."""
        return self.last in _QUESTION and bool(self.last)

    @property
    def ellipsis(self) -> bool:
        """The line ends in dots, as a teaser does."""
        return self.text.rstrip(_CLOSERS).endswith(("...", "…", ".."))

    @property
    def label(self) -> bool:
        """The line ends in a colon."""
        return self.last == ":"

    @property
    def bracketed(self) -> bool:
        """The line ends in brackets, as the credit of a picture does."""
        return self.text.endswith((")", "]"))

    @property
    def dated(self) -> bool:
        """The line holds the words or digits of a date."""
        digits = self.count(Vocabulary.DIGITS)
        return bool(digits and (self.count(Vocabulary.DATE) or _NUMERIC_DATE.search(self.text)))

    def cue(self, *kinds: str) -> Cue | None:
        """Return the first cue of some kinds, those that lead the line first."""
        found = [cue for cue in self.cues if cue.kind in kinds]
        return next((cue for cue in found if cue.leads), found[0] if found else None)

    def share(self, *kinds: str) -> float:
        """Return which share of the line's words belongs to cues of some kinds."""
        return min(sum(cue.share for cue in self.cues if cue.kind in kinds), 1.0)

    @property
    def counters(self) -> int:
        """How many words are followed by a bare number ("Share 0")."""
        return len(_COUNTER.findall(self.text))

    @property
    def dashes(self) -> int:
        """How many dashes stand free between words."""
        return len(_DASHES.findall(self.text))


def measure(text: str, lexicon: Lexicon) -> list[Measure]:
    """Count what the lines of a text hold; lines without anything are left out."""
    words_of = vocabulary(lexicon)
    out: list[Measure] = []
    before = 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        head = text[start : min(end, start + MEASURED_CHARS)]
        bare = head.strip(_EDGES)
        if not bare:
            continue
        gap = max(_breaks(text, before, start) - 1, 0) if out else 0
        before = end
        if len(head) < end - start:
            last_start = start + head.index(bare[0]) if bare else start
            out.append(_one(bare, last_start, end, gap, words_of))
        else:
            begin = start + head.index(bare)
            out.append(_one(bare, begin, begin + len(bare), gap, words_of))
    _add_cues(text, out, lexicon)
    return out


def _breaks(text: str, start: int, end: int) -> int:
    return end - start if end - start <= 1 else sum(c in "\n\r" for c in text[start : min(end, start + 50)].replace("\r\n", "\n"))


def _one(bare: str, start: int, end: int, gap: int, words_of: Vocabulary) -> Measure:
    chunks = bare.split()
    stripped = bare.rstrip(_CLOSERS)
    bullet = _BULLET.match(bare)
    return Measure(
        start, end, gap, bare, len(chunks), sum(map(words_of.__getitem__, chunks)),
        stripped[-1:], len(stripped) < len(bare), bullet is not None, _fragments(bare),
    )  # fmt: skip


def _fragments(bare: str) -> tuple[int, float, float]:
    if not any(mark in bare for mark in _FRAGMENT_MARKS):
        return (1, 0.0, 0.0)
    pieces = [piece for piece in _FRAGMENT.split(bare) if piece and not piece.isspace()]
    if len(pieces) < 2:  # noqa: PLR2004
        return (1, 0.0, 0.0)
    words = sum(len(piece.split()) for piece in pieces)
    ended = sum(piece.rstrip(_CLOSERS)[-1:] in _TERMINAL for piece in pieces)
    return (len(pieces), words / len(pieces), ended / len(pieces))


def _add_cues(text: str, measures: list[Measure], lexicon: Lexicon) -> None:
    """Look up furniture phrases, only in the short lines that hold a first word of one."""
    chosen = [m for m in measures if m.words <= CUE_WORDS and m.count(Vocabulary.CUE)]
    if not chosen:
        return
    stream = TokenStream(text, [Line(m.start, m.end, "body") for m in chosen], lexicon)
    letters = [0] * len(chosen)
    first, last = [-1] * len(chosen), [-1] * len(chosen)
    for index, word in enumerate(stream.words):
        if word.raw[0].isalnum():
            line = stream.line_of[index]
            letters[line] += 1
            last[line] = index
            if first[line] < 0:
                first[line] = index
    found: list[list[Cue]] = [[] for _ in chosen]
    for hit in _cue_hits(stream):
        line = stream.line_of[hit.first]
        if stream.line_of[hit.last - 1] != line:
            continue
        after = stream.words[hit.last].raw if hit.last < len(stream) and stream.line_of[hit.last] == line else ""
        share = (hit.last - hit.first) / max(letters[line], 1)
        closed = not any(w.raw[0].isalnum() for w in stream.words[hit.last : last[line] + 1])
        found[line].append(Cue(hit.value, hit.first == first[line], closed, after in _COLONS, share))
    for chosen_measure, cues in zip(chosen, found, strict=True):
        chosen_measure.cues = tuple(cues)


def _cue_hits(stream: TokenStream) -> Iterator[Hit]:
    """Yield the longest cues, in all their kinds: "comments" heads a section and stands in menus."""
    stop = 0
    for index, hits in enumerate(stream.hits):
        cues = [hit for hit in hits if hit.phrase.cls == CUE_CLASS and not hit.reading.clitics]
        if cues and index >= stop:
            stop = max(hit.last for hit in cues)
            yield from (hit for hit in cues if hit.last == stop)
