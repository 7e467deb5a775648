"""An event in the words of one interface: names as the text has them where both share a language."""

from __future__ import annotations

from functools import cached_property

from dashboard.data import Corpus, Row
from dashboard.words import Words
from geo.export.basemap import country_name
from geo.export.words import strings
from geo.models import Actor, ArticleRecord, Event, EventTime, Location

#: Arrow between the ends of a movement, in the direction of reading.
_ARROW = {"ltr": "→", "rtl": "←"}
#: Unicode isolates: a name of the other script does not turn the arrow beside it.
_ISOLATE, _END = "\u2068", "\u2069"
#: How EDTF writes a date whose year the text does not give.
_UNKNOWN_YEAR = "XXXX-"
#: Words of the text that stand in for a missing title.
TITLE_WORDS = 7


def isolated(text: str) -> str:
    """Return text that keeps its own direction where no markup can say so (labels, charts)."""
    return _ISOLATE + text + _END


class Telling:
    """One event as an interface tells it.

    Parameters
    ----------
    corpus
        What is open.
    row
        The event.
    words
        Language of the interface.
    """

    def __init__(self, corpus: Corpus, row: Row, words: Words) -> None:
        self.row, self.words = row, words
        self.event: Event = row.event
        self.record: ArticleRecord = corpus.record_of(row)
        self.text = corpus.text_of(row)
        self._corpus = corpus
        self._same_language = self.record.lang == words.lang

    def place(self, place: Location) -> str:
        """Return the name of a place: the text's own words if the interface speaks its language."""
        if place.method == "direction" and len(place.name) <= 3:  # noqa: PLR2004  (N, SW, NNE: a compass point)
            return strings(self.words.lang).get(f"compass.{place.name}", place.name)
        if place.method == "country" and place.country:
            return country_name(place.country, self.words.lang)
        return self._said(place.start, place.end) or place.name

    def actor(self, actor: Actor) -> str:
        """Return the name of a force, in the text's own words if the interface speaks its language."""
        return self._said(actor.start, actor.end) or actor.name

    @cached_property
    def where(self) -> str:
        """Its places on one line: "Al-Jufra → Brak"; its countries if no more is known; empty if nothing is."""
        named: dict[str, list[str]] = {}
        for place in self.event.locations:
            named.setdefault(place.role, []).append(isolated(self.place(place)))
        rest = named.get("at", []) + named.get("area", []) + named.get("via", [])
        if "from" in named or "to" in named:
            leg = [*named.get("from", ["…"])[:1], *rest[:1], *named.get("to", ["…"])[:1]]
            return f" {_ARROW[self.words.direction]} ".join(leg)
        return self.words("text.comma").join(dict.fromkeys(rest[:2]))

    @cached_property
    def who(self) -> str:
        """Its first forces on one line; empty if none is named."""
        names = dict.fromkeys(self.actor(actor) for actor in self.event.actors)
        return self.words("text.comma").join(list(names)[:2])

    @cached_property
    def denies(self) -> str:
        """The sentence that this event denies; empty if it denies none."""
        return next((row.event.evidence.quote for row in self._beside() if row.event.id == self.event.denies), "")

    @cached_property
    def denied_by(self) -> tuple[str, ...]:
        """Sentences of the same article that deny this event."""
        return tuple(row.event.evidence.quote for row in self._beside() if row.event.denies == self.event.id)

    def _beside(self) -> tuple[Row, ...]:
        return self._corpus.rows_of(self.row.reading, self.row.record)

    @property
    def countries(self) -> str:
        """Names of its countries."""
        return self.words("text.comma").join(country_name(code, self.words.lang) for code in self.row.countries)

    def _said(self, start: int, end: int) -> str:
        evidence = self.event.evidence
        if not self._same_language or not evidence.start <= start < end <= evidence.end:
            return ""
        return " ".join(self.text[start:end].split())


def title(record: ArticleRecord, text: str, words: Words) -> str:
    """Return the title of an article; one without is called by its first words."""
    if record.title:
        return record.title
    body = next((line for line in record.lines if line.role == "body"), None)
    start = text[body.start : body.end].split()[:TITLE_WORDS] if body is not None else []
    return f"{' '.join(start)} …" if start else words("card.untitled")


def short_date(time: EventTime, words: Words) -> str:
    """Return the earliest and latest day, one if they are the same; month and day if the year is unknown."""
    first, last = time.start, time.end
    if first is None and last is None:
        if not time.edtf.startswith(_UNKNOWN_YEAR):
            return time.edtf
        days = " – ".join(part.removeprefix(_UNKNOWN_YEAR) for part in time.edtf.split("/"))
        return f"{days} ({words('timeline.unknown_year')})"
    if first == last and first is not None:
        return first.isoformat()
    return f"{first.isoformat() if first else '…'} – {last.isoformat() if last else '…'}"
