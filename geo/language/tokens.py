"""One token stream per article, shared by every later stage.

Hyphens and apostrophes inside Latin words are gaps, not tokens ("Deir ez-Zor"
is three words, "d'Ataq" two), except in designators such as T-72B3, which stay
whole. Sentences end at terminal punctuation and at line ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, compress
from operator import itemgetter

from geo.language.lexicon import Hit, Lexicon, Opening, Word
from geo.models import Line

_ARABIC = (
    "\u0621-\u063a\u0640-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef\u06fa-\u06ff"
    "\ufb50-\ufdff\ufe70-\ufefc"
)
_MARK = "\u200b-\u200f\u2060"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
TOKEN = re.compile(
    rf"[{_ARABIC}]+(?:[{_MARK}]+[{_ARABIC}]+)*"
    # T-72B3, BTR-80A/82
    r"|[A-Za-z]{1,6}+[-\u2010\u2011]?\d{1,4}[A-Za-z]{0,4}\d{0,3}(?:[/-][A-Za-z]{0,4}\d+[A-Za-z]{0,3})*(?![^\W_])"
    rf"|(?:[{_LATIN}]+[\u0300-\u036f]*|(?![{_ARABIC}])[^\W\d_][\u0300-\u036f]*)+"
    r"|[0-9\u0660-\u0669\u06f0-\u06f9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9])"  # 2 500
    r"|[0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,\u066b\u066c][0-9\u0660-\u0669\u06f0-\u06f9]+)*"
    # marks of direction and joining stand in the gaps
    r"|\.{2,}|[^\s\w\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|_"
)
#: Cuts a line into gaps and tokens by turns.
_CUT = re.compile(f"({TOKEN.pattern})")
_TERMINAL = frozenset({".", "!", "?", "؟", "…", "..", "...", "۔"})
_GAPS = frozenset("-\u2010\u2011'\u2019\u02bc`\u00b4")
_CLOSERS = frozenset("\"'”’»)]“")
#: A full stop after one letter is an initial ("J. Smith"), not the end of a sentence.
_INITIAL_LETTERS = 1
_first = itemgetter(0)


class TokenStream:
    """Tokens of one article, as parallel lists, with its sentences and lexicon hits.

    Attributes
    ----------
    text
        The decoded text of the whole file; offsets point into it.
    lang
        Language of the article; hits of other languages are left out, but for the
        classes of `CROSS_LANGUAGE`. None lets every language in.
    starts, ends, words
        Raw span and cached `Word` of each token. Punctuation is a token.
    line_of
        Index into `lines` for each token.
    sentences
        Token ranges ``(first, last)``, half open, in order, covering all tokens.
    """

    def __init__(self, text: str, lines: Sequence[Line], lexicon: Lexicon, *, lang: str | None = None) -> None:
        self.text = text
        self.lang = lang
        self.lines = tuple(lines)
        self.lexicon = lexicon
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[Word] = []
        self.line_of: list[int] = []
        self.sentences: list[tuple[int, int]] = []
        self._marks: dict[tuple[frozenset[str], frozenset[str]], bytes] = {}
        self._before: dict[int, dict[str, Hit]] = {}
        for index, line in enumerate(self.lines):
            self._add_line(index, line)

    def __len__(self) -> int:
        return len(self.words)

    def _add_line(self, index: int, line: Line) -> None:
        text, first = self.text, len(self.words)
        pieces = _CUT.split(text[line.start : line.end])
        raws = pieces[1::2]
        bounds = list(accumulate(map(len, pieces), initial=line.start))
        starts, ends = bounds[1:-1:2], bounds[2::2]
        if not _GAPS.isdisjoint(raws):
            spans = zip(raws, starts, ends, strict=True)
            kept = [raw not in _GAPS or not _joins(text, start, end) for raw, start, end in spans]
            raws = list(compress(raws, kept))
            starts, ends = list(compress(starts, kept)), list(compress(ends, kept))
        self.starts += starts
        self.ends += ends
        self.words += map(self.lexicon.words.__getitem__, raws)
        self.line_of += [index] * len(raws)
        self._cut_sentences(first, [at for at, raw in enumerate(raws, first) if raw in _TERMINAL])

    def _cut_sentences(self, first: int, marks: list[int]) -> None:
        """Cut the tokens from `first` on, a line, into sentences at those of its terminal marks that end one."""
        words, last = self.words, len(self.words)
        for mark in marks:
            if mark < first or not self._ends_sentence(first, mark):
                continue
            end = mark + 1
            while end < last and words[end].raw in _CLOSERS and self.starts[end] == self.ends[end - 1]:
                end += 1
            self.sentences.append((first, end))
            first = end
        if first < last:
            self.sentences.append((first, last))

    def _ends_sentence(self, start: int, index: int) -> bool:
        raw = self.words[index].raw
        if raw != "." or index == start:
            return raw != "." and index > start
        before = self.words[index - 1]
        if self.starts[index] != self.ends[index - 1]:
            return True
        if len(before.raw) == _INITIAL_LETTERS and before.raw.isupper():
            return False
        if self.lexicon.has(before, "abbreviation"):
            return False
        after = self.text[self.ends[index] : self.ends[index] + 1]
        return not after or after.isspace() or not (after.isascii() and after.isalnum())

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the raw offsets of tokens ``[first, last)``."""
        return self.starts[first], self.ends[last - 1]

    def surface(self, first: int, last: int) -> str:
        """Return the raw text of tokens ``[first, last)``."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def glued(self, index: int) -> bool:
        """Tell whether token `index` is joined to the one before by a hyphen or apostrophe."""
        if index == 0 or self.starts[index] - self.ends[index - 1] != 1:
            return False
        return not self.text[self.ends[index - 1]].isspace()

    def sentence_of(self, index: int) -> int:
        """Return the number of the sentence that holds token `index`."""
        return max(bisect_right(self.sentences, index, key=_first) - 1, 0)

    def line_role(self, index: int) -> str:
        """Return the role of the line that holds token `index`."""
        return self.lines[self.line_of[index]].role

    @cached_property
    def hits(self) -> list[tuple[Hit, ...]]:
        """Lexicon hits by first token: ``hits[i]`` are the phrases that start at token i, longest first."""
        words, lang, opening = self.words, self.lang, self.lexicon.opening
        out: list[tuple[Hit, ...]] = []
        none: tuple[Hit, ...] = ()
        last = len(words) - 1
        for index, word in enumerate(words):
            if not word.phrases:
                out.append(none)
                continue
            opened = word.opening.get(lang) or opening(word, lang)
            found = none
            if opened.alone:
                after = index + 1
                found = tuple([Hit(index, after, of.cls, of.value, of, reading) for of, reading in opened.alone])
            if opened.longer and index < last:
                for link in words[index + 1].links:
                    if link in opened.longer:
                        found = _longer(words, index, opened) + found
                        break
            out.append(found)
        return out

    @cached_property
    def by_class(self) -> dict[str, dict[int, Hit]]:
        """The longest hit of each class at each token: ``by_class[cls][i]``."""
        out: dict[str, dict[int, Hit]] = {}
        for index, hits in enumerate(self.hits):
            for hit in hits:
                table = out.get(hit.cls)
                if table is None:
                    out[hit.cls] = {index: hit}
                elif index not in table:
                    table[index] = hit
        return out

    @cached_property
    def hits_ending(self) -> dict[int, tuple[Hit, ...]]:
        """Lexicon hits by the token after their last one, on its line, in order of their first."""
        out: dict[int, tuple[Hit, ...]] = {}
        for hits in self.hits:
            if hits and hits[0].last == hits[-1].last:
                last = hits[0].last
                out[last] = out[last] + hits if last in out else hits
                continue
            for hit in hits:
                out[hit.last] = (*out.get(hit.last, ()), hit)
        for line in range(1, len(self.lines)):
            start = bisect_left(self.line_of, line)
            if start < len(self.words):  # what ends a line stands before nothing on the next
                out.pop(start, None)
        return out

    def marks(self, classes: frozenset[str], *, without: frozenset[str] = frozenset()) -> bytes:
        """Return one byte for each token, 1 where a hit of any of these classes starts; worked out once.

        Parameters
        ----------
        classes
            Classes of the lexicon.
        without
            Classes whose hits take the mark away again.

        Look into it with ``find``, ``rfind`` and ``count``, which take a token range.
        """
        found = self._marks.get((classes, without))
        if found is None:
            marks = bytearray(len(self.words))
            for value, group in ((1, classes), (0, without)):
                for cls in group:
                    for index in self.by_class.get(cls, ()):
                        marks[index] = value
            found = self._marks[classes, without] = bytes(marks)
        return found

    def hits_of(self, classes: frozenset[str], first: int, last: int) -> Iterator[Hit]:
        """Yield all hits of some classes that start in tokens ``[first, last)``."""
        marks, hits = self.marks(classes), self.hits
        index = marks.find(1, first, last)
        while index >= 0:
            for hit in hits[index]:
                if hit.cls in classes:
                    yield hit
            index = marks.find(1, index + 1, last)

    def before(self, index: int) -> dict[str, Hit]:
        """Return the longest hit of each class that ends just before token `index`, on its line."""
        found = self._before.get(index)
        if found is None:
            # in order of first token: the first of a class is the longest
            found = self._before[index] = {hit.cls: hit for hit in reversed(self.hits_ending.get(index, ()))}
        return found

    def hit_before(self, index: int, cls: str) -> Hit | None:
        """Return the longest hit of a class that ends just before token `index`."""
        return self.before(index).get(cls)

    def hit(self, index: int, cls: str) -> Hit | None:
        """Return the longest hit of a class that starts at token `index`."""
        found = self.by_class.get(cls)
        return found.get(index) if found is not None else None

    def find(self, cls: str, first: int = 0, last: int | None = None) -> Iterator[Hit]:
        """Yield the longest, non-overlapping hits of a class in tokens ``[first, last)``."""
        stop = len(self.words) if last is None else last
        after = first
        for index, hit in self.by_class.get(cls, {}).items():
            if index >= stop:
                return
            if after <= index and hit.last <= stop:
                yield hit
                after = hit.last


def _longer(words: Sequence[Word], index: int, opened: Opening) -> tuple[Hit, ...]:
    """Return the phrases of several words that start at a token, longest first."""
    found: list[Hit] = []
    for link in words[index + 1].links:
        for phrase, reading in opened.longer.get(link, ()):
            if _continues(words, index, phrase.words):
                found.append(Hit(index, index + len(phrase.words), phrase.cls, phrase.value, phrase, reading))
    if len(found) > 1:
        found.sort(key=_by_length)
    return tuple(found)


def _by_length(hit: Hit) -> tuple[int, int]:
    return hit.first - hit.last, len(hit.reading.clitics) + hit.reading.trim


def _continues(words: Sequence[Word], index: int, phrase: tuple[str, ...]) -> bool:
    """Tell whether the words from the third on follow (the first two are known to)."""
    if index + len(phrase) > len(words):
        return False
    for offset in range(2, len(phrase)):  # noqa: SIM110  (a loop costs half of what `all` does, and this runs often)
        if phrase[offset] not in words[index + offset].links:
            return False
    return True


def _joins(text: str, start: int, end: int) -> bool:
    """Tell whether a hyphen or apostrophe joins two words."""
    return start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()
