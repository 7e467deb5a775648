"""How the text puts an event: asserted, reported (by whom), planned, possible or denied."""

from __future__ import annotations

import msgspec

from geo.extraction.triggers import Trigger
from geo.language.lexicon import Hit
from geo.language.tokens import TokenStream
from geo.models import Modality

#: A cue counts for an event word at most this many tokens after it.
CUE_WINDOW = 8
#: What a denial refers back to stands at most this many tokens before it.
DENIAL_WINDOW = 5
#: A future verb has more letters than the numbers that begin alike («ستة»).
FUTURE_LETTERS = 4
#: A verb of saying that closes its sentence has at most so many tokens after it.
CLOSING_WORDS = 4
#: A negation stands at most this many tokens before its verb.
NEGATION_WINDOW = 2
#: A source is named in at most this many words.
SOURCE_WORDS = 9
_MODALITY, _REFERENCE = frozenset({"modality"}), frozenset({"back_reference"})
_SOURCE = frozenset({"source_phrase"})
_FUTURE = frozenset({"future"})
_CONDITIONAL = frozenset({"conditional"})
_BREAKS = frozenset({",", "،", ";", "؛", ".", ":", "؟", "?", "!", "(", ")"})


class Stance(msgspec.Struct, frozen=True, gc=False):
    """Modality of an event, who it is attributed to, and the words that decided it."""

    modality: Modality
    attributed_to: str | None
    negated: bool
    reasons: tuple[str, ...]
    #: who denies it further on in the sentence («وهو ما نفاه النواب»); the event itself stands beside the denial
    denied_by: str | None = None


class Discourse:
    """Reads stance around event words."""

    def __init__(self, stream: TokenStream) -> None:
        self.stream = stream

    def stance(self, trigger: Trigger, low: int) -> Stance:
        """Return how an event word is put.

        Parameters
        ----------
        trigger
            The event word.
        low
            Where its clause begins.
        """
        denied = self._cue(trigger, "denied")
        if denied is not None:
            return Stance("denied", self._source(trigger)[0], negated=False, reasons=(self._words(denied),))
        stance = self._told(trigger, low)
        denial = self._denied_after(trigger)
        if denial is None or stance.negated:
            return stance
        last = self.stream.sentences[trigger.sentence][1]
        who = self._phrase(denial.last, last) if self.stream.words[denial.first].arabic else None
        who = who or self._phrase_before(trigger.last, denial.first) or self.stream.surface(denial.first, denial.last)
        return msgspec.structs.replace(stance, denied_by=who)

    def _told(self, trigger: Trigger, low: int) -> Stance:
        """Return how the clause itself puts an event."""
        negation = self._negation(trigger)
        if negation is not None:
            return Stance("asserted", None, negated=True, reasons=(self._words(negation),))
        possible = self._cue(trigger, "possible", start=low)
        planned = self._cue(trigger, "planned", start=low)
        source, cue = self._source(trigger)
        planned = planned or self._future_before(trigger, low)
        if planned is not None or trigger.form in _FUTURE:
            reason = self._words(planned) if planned is not None else f"future form {trigger.text!r}"
            return Stance("planned", source, negated=False, reasons=(reason,))
        if possible is not None or trigger.form in _CONDITIONAL:
            reason = self._words(possible) if possible is not None else f"conditional form {trigger.text!r}"
            return Stance("possible", source, negated=False, reasons=(reason,))
        if cue:
            return Stance("reported", source, negated=False, reasons=(f"reported: {cue!r}",))
        hearsay = self._cue(trigger, "hearsay", start=low)
        if hearsay is not None:
            return Stance("reported", None, negated=False, reasons=(self._words(hearsay),))
        return Stance("asserted", None, negated=False, reasons=())

    def _cue(self, trigger: Trigger, value: str, *, start: int | None = None) -> Hit | None:
        """Return a modality cue before an event word within its clause (a denial may also follow it)."""
        stream = self.stream
        first = stream.sentences[trigger.sentence][0] if start is None else start
        if stream.marks(_MODALITY).find(1, max(first, trigger.first - CUE_WINDOW), trigger.last) < 0:
            return None
        for index in range(trigger.first, trigger.last):
            inside = next((h for h in stream.hits[index] if h.cls == "modality" and h.value == value), None)
            if inside is not None and trigger.last - trigger.first > 1:
                return inside
        for index in range(trigger.first - 1, max(first, trigger.first - CUE_WINDOW) - 1, -1):
            if stream.words[index].raw in _BREAKS and value != "denied":
                return None
            for hit in stream.hits[index]:
                if hit.cls == "modality" and hit.value == value and hit.last <= trigger.first and self._real(hit):
                    return hit
        return None

    def _denied_after(self, trigger: Trigger) -> Hit | None:
        """Return a denial that refers back («وهو ما نفاه», "which it denies", "were denied by")."""
        stream = self.stream
        last = stream.sentences[trigger.sentence][1]
        for hit in stream.hits_of(_MODALITY, trigger.last, last):
            if hit.value != "denied":
                continue
            back = max(trigger.last, hit.first - DENIAL_WINDOW)
            refers = stream.marks(_REFERENCE).find(1, back, hit.first) >= 0
            if refers or hit.reading.trim > 1:
                return hit
        return None

    def _real(self, hit: Hit) -> bool:
        """«قد» before a perfect verb only stresses it; before an imperfect it says "may"."""
        stream = self.stream
        written, opens = stream.words[hit.first], hit.first == stream.sentences[stream.sentence_of(hit.first)][0]
        if not written.arabic and written.raw[0].isupper() and not opens:
            return False  # the month of May
        if hit.value != "possible" or not any(
            h.value == "emphatic" for h in stream.hits[hit.first] if h.cls == "modality"
        ):
            return True
        if hit.last >= len(stream):
            return False
        word = stream.words[hit.last].light_form
        values = stream.lexicon.values
        starts = tuple(phrase.accented for phrase in values.get("imperfect_start", {}).get("w", ()))
        ends = tuple(phrase.accented for phrase in values.get("perfect_end", {}).get("w", ()))
        past = any(h.phrase.form == "past" for h in stream.hits[hit.last])
        return word.startswith(starts) and not word.endswith(ends) and not past

    def _future_before(self, trigger: Trigger, low: int) -> Hit | None:
        """Return the event's own hit if a future verb that the lexicon lacks stands before it («ستقل»)."""
        stream = self.stream
        starts = tuple(p.accented for p in stream.lexicon.values.get("future_start", {}).get("w", ()))
        if not starts:
            return None
        for index in range(trigger.first - 1, max(low, trigger.first - CUE_WINDOW) - 1, -1):
            word = stream.words[index]
            if word.raw in _BREAKS:
                return None
            stem = word.light_form.removeprefix("و")
            if word.arabic and len(stem) > FUTURE_LETTERS and stem.startswith(starts) and not stream.hits[index]:
                return stream.hits[trigger.first][0] if stream.hits[trigger.first] else None
        return None

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
        """Return who an event is attributed to and the words of attribution.

        "According to" covers its sentence; a verb of saying covers what follows it,
        and what stands before it only where it closes the sentence ("…, residents said").
        """
        stream = self.stream
        first, last = stream.sentences[trigger.sentence]
        for hit in stream.hits_of(_SOURCE, first, last):
            if hit.last < last:
                return self._phrase(hit.last, last), stream.surface(hit.first, hit.last)
        saying = stream.by_class.get("saying", {})
        for index in range(first, last):
            said = saying.get(index)
            if said is None or index == trigger.first:
                continue
            arabic = stream.words[index].arabic
            closes = not arabic and last - said.last <= CLOSING_WORDS
            if said.first < trigger.first or closes:
                who = self._phrase(said.last, last) if arabic else self._phrase_before(first, said.first)
                return who, stream.surface(said.first, said.last)
        return None, ""

    def _phrase(self, index: int, last: int) -> str | None:
        """Return the noun phrase after a word of attribution."""
        stop = index
        while stop < last and stop - index < SOURCE_WORDS and not stream_breaks(self.stream, stop):
            stop += 1
        return self.stream.surface(index, stop) if stop > index else None

    def _phrase_before(self, first: int, index: int) -> str | None:
        start = index
        while start > first and index - start < SOURCE_WORDS and not stream_breaks(self.stream, start - 1):
            start -= 1
        return self.stream.surface(start, index) if index > start else None

    def _words(self, hit: Hit) -> str:
        return f"{hit.value}: {self.stream.surface(hit.first, hit.last)!r}"


def stream_breaks(stream: TokenStream, index: int) -> bool:
    """Tell whether a token ends a noun phrase: punctuation, a conjunction or a verb of saying."""
    if stream.words[index].raw in _BREAKS:
        return True
    return any(h.cls in ("conjunction", "saying") and not h.reading.clitics for h in stream.hits[index])
