"""The card of an event: everything a reader needs to defend it, as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from geo.export import basemap
from geo.export.release import WITHHELD
from geo.export.words import strings
from geo.models import Event, Location, Model
from geo.related import Link, Reports

#: Other reports that a card lists; the total is told.
MOST_LINKS = 20


class Highlight(Model, frozen=True):
    """Words of the evidence to mark; offsets are code points into the quote."""

    start: int
    end: int
    kind: str


class CardPlace(Model, frozen=True):
    """Where, how finely and why; `words` are those of the evidence, `rivals` the other readings of the name."""

    role: str
    name: str
    words: str
    country: str | None
    lat: float | None
    lon: float | None
    where_prec: int
    uncertainty_km: float | None
    method: str
    reasons: tuple[str, ...]
    rivals: tuple[str, ...]


class CardActor(Model, frozen=True):
    """Who, on which side of the event, and in which words of the evidence (empty if only referred to)."""

    role: str
    name: str
    words: str


class CardQuantity(Model, frozen=True):
    """How many, in the words of the text and as bounds."""

    text: str
    min: float | None
    max: float | None
    unit: str
    qualifier: str


class Card(Model, frozen=True):
    """Everything a reader needs to defend one event.

    `review` is empty where reviews are not told; `others` are the first of `others_total` other reports of the
    same, told by `independent` voices.
    """

    id: str
    source: int
    type: str
    modality: str
    actors: tuple[CardActor, ...]
    places: tuple[CardPlace, ...]
    edtf: str
    start: dt.date | None
    end: dt.date | None
    when: str
    time_basis: str
    quantities: tuple[CardQuantity, ...]
    equipment: tuple[str, ...]
    attributed_to: str | None
    confidence: float
    reasons: tuple[str, ...]
    quote: str
    highlights: tuple[Highlight, ...]
    denies: str | None
    review: str = ""
    others: tuple[Link, ...] = ()
    others_total: int = 0
    independent: int = 0


def card_of(event: Event, source: int, lang: str) -> Card:
    """Return the card of an event of the article of this number, with names in the language of the interface."""
    return Card(
        id=event.id,
        source=source,
        type=event.type,
        modality=event.modality,
        actors=tuple(CardActor(who.role, who.name, _words(event, who.start, who.end)) for who in event.actors),
        places=tuple(_card_place(place, event, lang) for place in event.locations),
        edtf=event.time.edtf,
        start=event.time.start,
        end=event.time.end,
        when=event.time.text,
        time_basis=event.time.basis,
        quantities=tuple(CardQuantity(q.text, q.min, q.max, q.unit, q.qualifier) for q in event.quantities),
        equipment=tuple(dict.fromkeys(item.name for item in event.equipment)),
        attributed_to=event.attributed_to,
        confidence=event.confidence,
        reasons=event.reasons,
        quote=event.evidence.quote,
        highlights=_highlights(event),
        denies=event.denies,
    )


def with_others(card: Card, reports: Reports | None, reviews: Mapping[str, str]) -> Card:
    """Return a card with what others say of its event: analysts and other articles."""
    card = msgspec.structs.replace(card, review=reviews.get(card.id, ""))
    if reports is None:
        return card
    ranked = sorted(reports.links, key=lambda link: (link.kind != "denial", link.copy))
    return msgspec.structs.replace(
        card, others=tuple(ranked[:MOST_LINKS]), others_total=len(ranked), independent=reports.independent
    )


def _words(event: Event, start: int, end: int) -> str:
    """Return the words at an offset of the file, if the evidence holds them."""
    base, quote = event.evidence.start, event.evidence.quote
    return quote[start - base : end - base] if base <= start < end <= base + len(quote) else ""


def _card_place(place: Location, event: Event, lang: str) -> CardPlace:
    by_country = place.method == "country" and place.country is not None
    name = basemap.country_name(place.country or "", lang) if by_country else told_name(place.name, place.country, lang)
    rivals = tuple(
        f"{rival.name} ({rival.country or '–'}) {rival.score:.2f}"
        for rival in place.candidates
        if rival.place_id != place.place_id
    )
    words = "" if place.name == WITHHELD else _words(event, place.start, place.end)
    return CardPlace(
        place.role, name, words, place.country, _rounded(place.lat),
        _rounded(place.lon), place.where_prec, place.uncertainty_km, place.method, place.reasons, rivals,
    )  # fmt: skip


def told_name(name: str, country: str | None, lang: str) -> str:
    """Return a name, or what stands for one that the release dropped: its country's."""
    if name != WITHHELD:
        return name
    where = basemap.country_name(country, lang) if country else ""
    return strings(lang)["withheld_in"].format(country=where) if where else strings(lang)["withheld"]


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, 4)


def _highlights(event: Event) -> tuple[Highlight, ...]:
    """Return the words to mark in the quote; where two overlap, the earlier and longer one."""
    base, size = event.evidence.start, len(event.evidence.quote)
    spans = [Highlight(a.start - base, a.end - base, "actor") for a in event.actors]
    spans += [Highlight(p.start - base, p.end - base, "place") for p in event.locations if p.method != "direction"]
    spans += [Highlight(q.start - base, q.end - base, "quantity") for q in event.quantities]
    spans += [Highlight(e.start - base, e.end - base, "equipment") for e in event.equipment]
    at = event.evidence.quote.find(event.time.text) if event.time.text else -1
    if at >= 0:
        spans.append(Highlight(at, at + len(event.time.text), "time"))
    return _disjoint(span for span in spans if 0 <= span.start < span.end <= size)


def _disjoint(spans: Iterable[Highlight]) -> tuple[Highlight, ...]:
    kept: list[Highlight] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)
