"""Find gazetteer names in a token stream.

The work is done once per distinct word: which of its readings start a name. In the
text only words that do are looked at, and only names that can go on are followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from geo.gazetteer.index import CONTINUES, IS_NAME, Gazetteer, NameEntry
from geo.language.lexicon import Lexicon, Reading, Word
from geo.language.tokens import TokenStream
from geo.remembered import Remembered

#: Longest name that is followed, in words.
MAX_WORDS = 9
#: A match all of whose places have a lower prior is weak: the next shorter one is offered, too.
WEAK_WEIGHT = 0.45
#: A shorter reading of a word («و» + name) must have this many times the prior of the whole word.
_STRIPPED_ADVANTAGE = 1.2


class NameMatch(msgspec.Struct, frozen=True, gc=False):
    """A name found in a text: tokens ``[first, last)``, raw span ``[start, end)``.

    Attributes
    ----------
    reading
        How the first word was read; its proclitics are outside the span.
    entries
        The places that the name may mean, the likeliest before any context first.
    """

    first: int
    last: int
    reading: Reading
    entries: tuple[NameEntry, ...]
    start: int
    end: int
    surface: str


class _Start(msgspec.Struct, frozen=True, gc=False):
    """A reading of a word that starts a name.

    `second` remembers what `Gazetteer.starts` said of this reading and each word that
    followed it; None where no name goes on.
    """

    reading: Reading
    entries: tuple[NameEntry, ...]
    second: dict[Word, int] | None


class NameFinder:
    """Finds names of one gazetteer in streams of one lexicon; keeps what it learnt of each distinct word."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self.gazetteer = gazetteer
        self.lexicon = lexicon
        self._known = Remembered(self._starts, len(gazetteer))

    def find(self, stream: TokenStream, first: int = 0, last: int | None = None) -> list[NameMatch]:
        """Return the matches in tokens ``[first, last)``, in order of their first token, longest first."""
        words = stream.words
        stop = len(words) if last is None else last
        out: list[NameMatch] = []
        for index, starts in enumerate(map(self._known.__getitem__, words[first:stop]), first):
            for start in starts:
                if start.second is not None and index + 1 < stop:
                    flags = start.second.get(words[index + 1])
                    if flags is None:
                        flags = self._pair(start, words[index + 1])
                    if flags:
                        self._follow(stream, index, stop, start, out)
                        continue
                if start.entries:
                    out.append(_made(stream, index, index + 1, start.reading, start.entries))
        return out

    # --------------------------------------------------------------- one word

    def _starts(self, word: Word) -> tuple[_Start, ...]:
        if not word.norm[0].isalpha():
            return ()
        whole, *others = word.readings
        own = self._start(whole)
        found = [own] if own is not None else []
        if word.arabic and not self._is_known_word(word):
            bar = _STRIPPED_ADVANTAGE * _weight(own.entries) if own is not None else 0.0
            for reading in others:
                if reading.definite or reading.trim:
                    continue
                start = self._start(reading)
                if start is not None and (start.second is not None or _weight(start.entries) > bar):
                    found.append(start)
        if not word.arabic and word.raw == word.raw.lower():
            # a small word may begin a name ("al-Jufra"), it is none by itself
            found = [_Start(start.reading, (), start.second) for start in found if start.second is not None]
        return tuple(found)

    def _is_known_word(self, word: Word) -> bool:
        if word.light_form in self.lexicon.common:
            return True
        whole = word.readings[0]
        return any(reading is whole and len(phrase.words) == 1 for reading, phrase in word.phrases)

    def _start(self, reading: Reading) -> _Start | None:
        flags = self.gazetteer.starts(reading.norm)
        if not flags:
            return None
        entries = self.gazetteer.lookup(reading.norm) if flags & IS_NAME else ()
        return _Start(reading, entries, {} if flags & CONTINUES else None)

    def _pair(self, start: _Start, word: Word) -> int:
        """Learn what begins with a reading and the word after it."""
        flags = self.gazetteer.starts(f"{start.reading.norm} {word.norm}") if word.norm[0].isalnum() else 0
        if start.second is not None:
            start.second[word] = flags
        return flags

    # --------------------------------------------------------------- in a text

    def _follow(self, stream: TokenStream, index: int, stop: int, start: _Start, out: list[NameMatch]) -> None:
        """Add the longest name that starts at a token, and the next shorter one where that is a weak one."""
        found = [(index + 1, start.entries)] if start.entries else []
        found.extend(self._longer(stream, index, stop, start.reading.norm))
        if not found:
            return
        last, entries = found.pop()
        out.append(_made(stream, index, last, start.reading, entries))
        if found and _weight(entries) < WEAK_WEIGHT:
            last, entries = found.pop()
            out.append(_made(stream, index, last, start.reading, entries))

    def _longer(
        self, stream: TokenStream, index: int, stop: int, key: str
    ) -> Iterator[tuple[int, tuple[NameEntry, ...]]]:
        """Yield the names of more than one word that start at a token, shortest first."""
        words, line, starts = stream.words, stream.line_of[index], self.gazetteer.starts
        capital = words[index].arabic or words[index].raw != words[index].raw.lower()
        for place in range(index + 1, min(stop, index + MAX_WORDS)):
            word = words[place]
            if stream.line_of[place] != line or not word.norm[0].isalnum():
                return
            key = f"{key} {word.norm}"
            flags = starts(key)
            if not flags:
                return
            capital = capital or word.raw != word.raw.lower()
            if flags & IS_NAME and capital:
                yield place + 1, self.gazetteer.lookup(key)
            if not flags & CONTINUES:
                return


def _weight(entries: tuple[NameEntry, ...]) -> float:
    return entries[0].place.weight if entries else 0.0


def _made(stream: TokenStream, first: int, last: int, reading: Reading, entries: tuple[NameEntry, ...]) -> NameMatch:
    start, end = stream.starts[first] + reading.skip, stream.ends[last - 1]
    return NameMatch(first, last, reading, entries, start, end, stream.text[start:end])


@lru_cache(maxsize=8)
def _finder(gazetteer: Gazetteer, lexicon: Lexicon) -> NameFinder:
    return NameFinder(gazetteer, lexicon)


def find_names(
    stream: TokenStream, gazetteer: Gazetteer, *, first: int = 0, last: int | None = None
) -> list[NameMatch]:
    """Return the gazetteer names in tokens ``[first, last)`` of a stream.

    At each token the longest name of each reading of the word is given, and the next
    shorter one where the longest has only places of low prior. Names do not run
    across line ends or punctuation. Names in Latin letters need a capital.
    """
    return _finder(gazetteer, stream.lexicon).find(stream, first, last)
