"""How the text puts an event: asserted, reported (by whom), planned, possible or denied."""

from __future__ import annotations

import msgspec

from geo.extraction.triggers import Trigger
from geo.language.lexicon import Hit
from geo.language.tokens import TokenStream
from geo.models import Modality

#: A cue counts for an event word at most this many tokens after it.
CUE_WINDOW = 7
#: A negation stands at most this many tokens before its verb.
NEGATION_WINDOW = 2
#: A source is named in at most this many words.
SOURCE_WORDS = 9
_FUTURE = frozenset({"future"})
_CONDITIONAL = frozenset({"conditional"})
_BREAKS = frozenset({",", "،", ";", "؛", ".", ":", "؟", "?", "!", "(", ")"})


class Stance(msgspec.Struct, frozen=True, gc=False):
    """Modality of an event, who it is attributed to, and the words that decided it."""

    modality: Modality
    attributed_to: str | None
    negated: bool
    reasons: tuple[str, ...]


class Discourse:
    """Reads stance around event words; keeps what it learns of each sentence."""

    def __init__(self, stream: TokenStream) -> None:
        self.stream = stream
        self._sources: dict[int, tuple[str | None, str]] = {}

    def stance(self, trigger: Trigger, low: int, high: int) -> Stance:
        """Return how an event word is put.

        Parameters
        ----------
        trigger
            The event word.
        low, high
            Token range of its clause.
        """
        denied = self._cue(trigger, "denied")
        if denied is not None:
            return Stance("denied", self._source(trigger)[0], negated=False, reasons=(self._words(denied),))
        negation = self._negation(trigger)
        if negation is not None:
            return Stance("asserted", None, negated=True, reasons=(self._words(negation),))
        possible = self._cue(trigger, "possible", start=low)
        planned = self._cue(trigger, "planned", start=low)
        source, cue = self._source(trigger)
        if planned is not None or trigger.form in _FUTURE:
            reason = self._words(planned) if planned is not None else f"future form {trigger.text!r}"
            return Stance("planned", source, negated=False, reasons=(reason,))
        if possible is not None or trigger.form in _CONDITIONAL:
            reason = self._words(possible) if possible is not None else f"conditional form {trigger.text!r}"
            return Stance("possible", source, negated=False, reasons=(reason,))
        if cue:
            return Stance("reported", source, negated=False, reasons=(f"reported: {cue!r}",))
        return Stance("asserted", None, negated=False, reasons=())

    def _cue(self, trigger: Trigger, value: str, *, start: int | None = None) -> Hit | None:
        """Return a modality cue before an event word within its clause (a denial may also follow it)."""
        stream = self.stream
        first = stream.sentences[trigger.sentence][0] if start is None else start
        for index in range(trigger.first, trigger.last):
            inside = next((h for h in stream.hits[index] if h.cls == "modality" and h.value == value), None)
            if inside is not None and trigger.last - trigger.first > 1:
                return inside
        for index in range(trigger.first - 1, max(first, trigger.first - CUE_WINDOW) - 1, -1):
            if stream.words[index].raw in _BREAKS and value != "denied":
                return None
            for hit in stream.hits[index]:
                if hit.cls == "modality" and hit.value == value and hit.last <= trigger.first and self._real(hit, trigger):
                    return hit
        if value == "denied":
            last = stream.sentences[trigger.sentence][1]
            for index in range(trigger.last, last):
                for hit in stream.hits[index]:
                    if hit.cls == "modality" and hit.value == "denied":
                        return hit
        return None

    def _real(self, hit: Hit, trigger: Trigger) -> bool:
        """«قد» before a perfect verb only stresses it."""
        if hit.value != "possible" or not trigger.verb or trigger.form in ("present", "future"):
            return True
        return not any(h.cls == "modality" and h.value == "emphatic" for h in self.stream.hits[hit.first])

    def _negation(self, trigger: Trigger) -> Hit | None:
        stream = self.stream
        for index in range(max(0, trigger.first - NEGATION_WINDOW), trigger.first):
            if stream.words[index].raw in _BREAKS:
                continue
            for hit in stream.hits[index]:
                if hit.cls == "modality" and hit.value == "negated" and not hit.reading.trim:
                    return hit
        return None

    def _source(self, trigger: Trigger) -> tuple[str | None, str]:
        """Return who a sentence is attributed to and the words of attribution."""
        found = self._sources.get(trigger.sentence)
        if found is None:
            found = self._sources[trigger.sentence] = self._find_source(trigger.sentence)
        return found

    def _find_source(self, sentence: int) -> tuple[str | None, str]:
        stream = self.stream
        first, last = stream.sentences[sentence]
        for index in range(first, last):
            for hit in stream.hits[index]:
                if hit.cls == "source_phrase" and hit.last < last:
                    return self._phrase(hit.last, last), stream.surface(hit.first, hit.last)
        for index in range(first, last):
            for hit in stream.hits[index]:
                if hit.cls == "saying" and not (hit.reading.trim and not stream.words[index].arabic):
                    arabic = stream.words[index].arabic
                    who = self._phrase(hit.last, last) if arabic else self._phrase_before(first, hit.first)
                    return who, stream.surface(hit.first, hit.last)
        return None, ""

    def _phrase(self, index: int, last: int) -> str | None:
        """Return the noun phrase after a word of attribution."""
        stop = index
        while stop < last and stop - index < SOURCE_WORDS and stream_breaks(self.stream, stop) is False:
            stop += 1
        return self.stream.surface(index, stop) if stop > index else None

    def _phrase_before(self, first: int, index: int) -> str | None:
        start = index
        while start > first and index - start < SOURCE_WORDS and stream_breaks(self.stream, start - 1) is False:
            start -= 1
        return self.stream.surface(start, index) if index > start else None

    def _words(self, hit: Hit) -> str:
        return f"{hit.value}: {self.stream.surface(hit.first, hit.last)!r}"


def stream_breaks(stream: TokenStream, index: int) -> bool:
    """Tell whether a token ends a noun phrase: punctuation, a conjunction or a verb of saying."""
    if stream.words[index].raw in _BREAKS:
        return True
    return any(h.cls in ("conjunction", "saying") and not h.reading.clitics for h in stream.hits[index])
