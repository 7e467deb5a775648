"""Cheap counts for each line of a file: words, function words, endings, fragments, cues.

Work is done once per distinct word (`Vocabulary`) and otherwise with string
methods, so that a long body line costs little more than splitting it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from geo.documents.decode import BLANKS
from geo.language.lexicon import Lexicon, Phrase
from geo.language.tokens import TOKEN

#: Classes of the lexicon whose words hold sentences together. Lists of names and keywords have none of them.
FUNCTION_CLASSES = frozenset({"function_word", "preposition", "conjunction", "determiner"})
CUE_CLASS = "page_cue"
#: Kinds of cues that may stand anywhere in a line, not only at its start.
INNER_CUES = frozenset({"ui", "archive_picture", "picture"})
#: Words of a written date, and the words of the present month («الجاري») that give the date of an article away.
DATE_CLASSES = frozenset({"month", "month_weak", "hijri_month", "weekday"})
PRESENT = ("relative", "0")
#: Characters of a line that are looked at; a longer one is judged by its beginning.
MEASURED_CHARS = 8_000
#: Distinct written words kept, as in the lexicon's own cache.
VOCABULARY_SIZE = 400_000
#: Lines longer than this are not searched for cues: furniture is short.
CUE_WORDS = 60
#: A longer line that ends as a sentence does is only searched if it holds cores of several inner cues.
FURNITURE_WORDS = 30
MIN_INNER = 2
#: Characters of an unbroken word that are looked at (a script without blanks, an address).
MEASURED_WORD = 200
#: In lines of up to this many words a cue may stand anywhere; a longer one must start with it, but for `INNER_CUES`.
SHORT_WORDS = 16
#: A line that ends in a closing quotation mark is a sentence from this many words on; a title ends so, too.
QUOTED_WORDS = 14
#: Characters between two lines that are looked at for empty lines.
MEASURED_GAP = 50

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_QUOTES = frozenset("\"'”’»“")
_CLOSERS = "\"'”’»)]“‹›\u200f\u200e *_"
_TERMINAL = frozenset(".!?؟…۔।。")
_QUESTION = frozenset("?؟!")
_BULLET = re.compile(r"(?:[•▪◦‣●○■□◾◼▸►➤✓✔·»›*]|[-–—](?=\s))\s*|(?:\d{1,2}|[٠-٩]{1,2})[.)]\s+")
_FRAGMENT = re.compile(r"[ \u00a0\u2003]{2,}|\t+|\s*[|•·¦▪│]\s*|\s+/{2,3}\s+|\s+>\s+")
_FRAGMENT_MARKS = ("  ", "\t", "|", "\u00a0\u00a0", "•", "·", "//", " > ", "¦", "▪", "│", "\u2003")
_COUNTER = re.compile(r"\b[^\W\d_]+(?: [^\W\d_]+)? \d+\b|\b\d+ [^\W\d_]+\b")
_DASHES = re.compile(r"(?<!\d)\s[-–—]\s|\s[-–—]\s(?!\d)")
_NUMERIC_DATE = re.compile(r"\b\d{1,4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{2,4}\b")
_COLONS = frozenset({":", "\uff1a"})
#: Counts are packed so that ten fit a machine word: summing those allocates nothing. A block of words fills no field.
_FIELD_BITS = 6
_FIELD = (1 << _FIELD_BITS) - 1
_BLOCK = 60


class Vocabulary(dict[str, int]):
    """Written word → what it counts for, packed in one integer so that a line is one `sum`.

    Fields of `_FIELD_BITS` bits: function word, start of a cue, core of an inner cue,
    date word, digits, word of the present, then one for each language.
    """

    FUNCTION, CUE, INNER, DATE, DIGITS, ANCHOR, LANGUAGES = range(7)

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self.lexicon = lexicon
        #: written word → its folded words, and ":" where it has one
        self.pieces: dict[str, tuple[str, ...]] = {}
        #: first folded word → cue phrases, longest first
        self.cues: dict[str, list[Phrase]] = {}
        #: longest words of the cues that may stand anywhere: rare enough to search a long line for
        self.inner: set[str] = set()
        for kind, phrases in lexicon.values.get(CUE_CLASS, {}).items():
            for phrase in phrases:
                self.cues.setdefault(phrase.words[0], []).append(phrase)
                if kind in INNER_CUES:
                    self.inner.add(max(phrase.words, key=len))
        for found in self.cues.values():
            found.sort(key=lambda phrase: -len(phrase.words))
        self.languages = tuple(
            sorted({p.lang for cls in FUNCTION_CLASSES for ps in lexicon.values.get(cls, {}).values() for p in ps})
        )

    def __missing__(self, chunk: str) -> int:
        if len(self) >= VOCABULARY_SIZE:
            self.clear()
            self.pieces.clear()
        fields = dict.fromkeys(range(self.LANGUAGES + len(self.languages)), 0)
        pieces = []
        for match in TOKEN.finditer(chunk[:MEASURED_WORD]):
            word = self.lexicon.word(match.group())
            if word.norm in _COLONS or word.raw[0].isalnum():
                pieces.append(":" if word.norm in _COLONS else word.norm)
            fields[self.CUE] |= word.norm in self.cues
            fields[self.INNER] |= word.norm in self.inner
            fields[self.DIGITS] |= word.number
            for reading, phrase in word.phrases:
                if phrase.cls in DATE_CLASSES and not reading.clitics:
                    fields[self.DATE] = 1
                elif (phrase.cls, phrase.value) == PRESENT:
                    fields[self.ANCHOR] = 1
                elif phrase.cls in FUNCTION_CLASSES and len(phrase.words) == 1:
                    fields[self.FUNCTION] = 1
                    fields[self.LANGUAGES + self.languages.index(phrase.lang)] = 1
        packed = sum(value << (_FIELD_BITS * field) for field, value in fields.items())
        self.pieces[chunk] = tuple(pieces)
        self[chunk] = packed
        return packed

    def guess(self, chunks: Iterable[str]) -> str | None:
        """Return the language that most words of a text have some entry in; None if they have none."""
        found: dict[str, int] = {}
        for chunk in chunks:
            for match in TOKEN.finditer(chunk[:MEASURED_WORD]):
                for lang in {phrase.lang for _, phrase in self.lexicon.word(match.group()).phrases}:
                    found[lang] = found.get(lang, 0) + 1
        return max(sorted(found), key=found.__getitem__, default=None)

    def share(self, chunks: Iterable[str], lang: str) -> float:
        """Return the share of a text's words that have some entry in a language."""
        words = known = 0
        for chunk in chunks:
            for match in TOKEN.finditer(chunk[:MEASURED_WORD]):
                if match.group().isalpha():
                    words += 1
                    known += any(phrase.lang == lang for _, phrase in self.lexicon.word(match.group()).phrases)
        return known / max(1, words)

    def pieces_of(self, text: str) -> list[str]:
        """Return the folded words of a text, with its colons."""
        out: list[str] = []
        for chunk in text.split():
            if chunk not in self.pieces:
                self.__missing__(chunk)
            out.extend(self.pieces[chunk])
        return out

    def total(self, chunks: list[str]) -> tuple[int, ...]:
        """Return the packed counts of some written words, block by block."""
        count = self.__getitem__
        if len(chunks) <= _BLOCK:
            return (sum(map(count, chunks)),)
        return tuple(sum(map(count, chunks[at : at + _BLOCK])) for at in range(0, len(chunks), _BLOCK))

    @staticmethod
    def field(packed: int, field: int) -> int:
        """Return one count of the packed ones."""
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
    words
        How many words.
    packed
        All counts, see `Vocabulary`, for each block of words.
    last
        Last character, closing quotes and brackets left off ("" if there is none).
    closed
        A closing quotation mark stands at the end.
    bullet
        The line starts with a bullet or a number and a dot.
    fragments
        Pieces between runs of blanks, bars or bullets: (count, mean words, share with terminal punctuation).
    ends_loosely
        The last word is a function word: no sentence or headline ends so.
    cues
        Furniture phrases in it.
    """

    start: int
    end: int
    gap: int
    text: str
    words: int
    packed: tuple[int, ...]
    last: str
    closed: bool
    bullet: bool
    fragments: tuple[int, float, float]
    ends_loosely: bool = False
    cues: tuple[Cue, ...] = ()

    def count(self, field: int) -> int:
        """Return one of the packed counts."""
        shift, packed = _FIELD_BITS * field, self.packed
        if len(packed) == 1:
            return packed[0] >> shift & _FIELD
        return sum([block >> shift & _FIELD for block in packed])

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
        return (self.last in _TERMINAL and bool(self.last)) or (self.closed and self.words >= QUOTED_WORDS)

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
        bare = head.strip(BLANKS)
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
    _add_cues(out, words_of)
    return out


def _breaks(text: str, start: int, end: int) -> int:
    """Count line ends in the blanks between two lines; fifty are as good as a hundred."""
    between = text[start : min(end, start + MEASURED_GAP)].replace("\r\n", "\n")
    return sum(not char.isspace() or char in "\n\r" for char in between)


def _one(bare: str, start: int, end: int, gap: int, words_of: Vocabulary) -> Measure:
    chunks = bare.split()
    stripped = bare.rstrip(_CLOSERS)
    bullet = _BULLET.match(bare)
    return Measure(
        start, end, gap, bare, len(chunks), words_of.total(chunks),
        stripped[-1:], bare[-1] in _QUOTES, bullet is not None, _fragments(bare),
        bool(words_of[chunks[-1]] & _FIELD),
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


def _add_cues(lines: list[Measure], words_of: Vocabulary) -> None:
    """Look up furniture phrases, only in the short lines that hold a first word of one."""
    for line in lines:
        if line.words > CUE_WORDS:
            continue
        if line.words > FURNITURE_WORDS and line.terminal and line.count(Vocabulary.INNER) < MIN_INNER:
            continue
        starts = line.words <= SHORT_WORDS or Vocabulary.field(words_of[line.text.split(maxsplit=1)[0]], Vocabulary.CUE)
        if (starts and line.count(Vocabulary.CUE)) or line.count(Vocabulary.INNER):
            line.cues = tuple(_cues(words_of.pieces_of(line.text), words_of.cues))


def _cues(pieces: list[str], table: dict[str, list[Phrase]]) -> Iterator[Cue]:
    """Yield the longest cues, in all their kinds: "comments" heads a section and stands in menus."""
    words = sum(piece != ":" for piece in pieces)
    first = next((at for at, piece in enumerate(pieces) if piece != ":"), 0)
    stop = 0
    for index, piece in enumerate(pieces):
        if index < stop:
            continue
        size = 0
        for phrase in table.get(piece, ()):
            if len(phrase.words) < size or tuple(pieces[index : index + len(phrase.words)]) != phrase.words:
                continue
            size = len(phrase.words)
            after = pieces[index + size : index + size + 1]
            closed = all(rest == ":" for rest in pieces[index + size :])
            yield Cue(phrase.value, index == first, closed, after == [":"], size / words)
        stop = index + size
