"""One event as a card: who, what, where, when, on whose word, and why the place is that place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.data import NO_PLACE, Row
from dashboard.markup import Child, Html, bdi, join, tag
from dashboard.naming import Telling, short_date, title
from dashboard.palette import type_colour
from dashboard.widgets import Item
from dashboard.words import Words
from geo.export.basemap import country_name
from geo.models import ArticleRecord, Candidate, Event, EventTime, Location

#: Ranked candidates shown of a place.
SHOWN_CANDIDATES = 5


def card(telling: Telling) -> Html:
    """Return the card of an event; its sentence stands highlighted in the article below it."""
    event, record, words = telling.event, telling.record, telling.words
    facts = [
        (words("card.who"), _actors(telling)),
        (words("card.where"), _places(telling)),
        (words("card.when"), tag("span", date_words(event.time, words))),
        (words("card.how_many"), _inline(quantity.text for quantity in event.quantities)),
        (words("card.equipment"), _inline(dict.fromkeys(item.name or item.text for item in event.equipment))),
        (words("card.attributed"), bdi(event.attributed_to) if event.attributed_to else None),
        (words("card.denies"), bdi(telling.denies) if telling.denies else None),
        (words("card.denied_by"), [tag("div", quote, dir="auto") for quote in telling.denied_by] or None),
    ]
    return tag(
        "article",
        tag("header", kind_chip(event.type, words), put_chip(event.modality, words), _confidence(event, words)),
        tag("dl", [(tag("dt", name), tag("dd", value)) for name, value in facts if value]),
        tag("footer", bdi(title(record, telling.text, words)), " · ", bdi(record.source), " · ", _day(record, words)),
        cls="marsad-card",
        colour=type_colour(event.type),
    )


def why_place(telling: Telling) -> Html:
    """Return, for each location, how it was found, the reasons, and the candidates in their order."""
    return tag("div", [_why(place, telling) for place in telling.event.locations], cls="marsad-why")


def why_event(event: Event, words: Words) -> Html:
    """Return the reasons of an event and the rules that fired."""
    rules = tag("p", words("card.rules"), ": ", [tag("code", rule) for rule in event.rules]) if event.rules else None
    return tag("div", tag("ul", [tag("li", bdi(reason)) for reason in event.reasons]), rules, cls="marsad-why")


def candidates_table(candidates: Sequence[Candidate], words: Words) -> Html:
    """Return ranked candidates with their scores as bars and their reasons."""
    if not candidates:
        return tag("p", words("card.no_candidates"), cls="marsad-faint")
    rows = [
        tag(
            "li",
            tag("div", tag("b", bdi(item.name)), " ", _kind(item), tag("span", f"{item.score:.2f}", cls="score")),
            tag("div", cls="bar", share=item.score),
            tag("div", "; ".join(item.reasons), cls="marsad-faint", dir="auto"),
        )
        for item in candidates[:SHOWN_CANDIDATES]
    ]
    return tag("ol", rows, cls="marsad-candidates")


# ----------------------------------------------------------------------- bits


def kind_chip(event_type: str, words: Words) -> Html:
    """Return the type of an event with its colour."""
    return tag("span", words.name("type", event_type), cls="marsad-kind", colour=type_colour(event_type))


def put_chip(modality: str, words: Words) -> Html:
    """Return how the text puts it."""
    return tag("span", words.name("modality", modality), cls=f"marsad-put {modality}")


def date_words(time: EventTime, words: Words) -> Html:
    """Return the date as the interface writes it, with the words of the text and their basis."""
    written = short_date(time, words)
    if not written:
        return join((words("card.no_date"),))
    said = join((" · ", bdi(f"«{time.text}»"))) if time.text else None
    return join(
        (tag("bdi", written, cls="num"), said, tag("span", f" · {words.name('basis', time.basis)}", cls="faint"))
    )


def precision_words(row: Row, words: Words) -> str:
    """Return how finely the place of an event is known."""
    return words.name("where", str(row.precision))


def list_item(telling: Telling) -> Item:
    """Return an event as a line of the list."""
    event, words = telling.event, telling.words
    place = telling.where or words.name("where", str(NO_PLACE))
    return Item(
        id=telling.row.uid,
        colour=type_colour(event.type),
        kind=words.name("type", event.type),
        put=words.name("modality", event.modality),
        modality=event.modality,
        summary=event.evidence.quote,
        place=" · ".join(filter(None, (place, telling.who))),
        date=short_date(event.time, words),
    )


def _actors(telling: Telling) -> Html | None:
    words = telling.words
    if not telling.event.actors:
        return tag("span", words("card.nobody"), cls="faint")
    return join(
        tag("div", bdi(telling.actor(actor)), tag("span", f" · {words.name('actor', actor.role)}", cls="faint"))
        for actor in telling.event.actors
    )


def _places(telling: Telling) -> Html | None:
    places = telling.event.locations
    return join(tag("div", _place(place, telling)) for place in places) if places else None


def _place(place: Location, telling: Telling) -> Html:
    words = telling.words
    size = words("card.uncertainty", km=f"{place.uncertainty_km:.0f}") if place.uncertainty_km is not None else ""
    fineness = "direction" if place.method == "direction" else str(place.where_prec)
    details = " · ".join(filter(None, (words.name("where", fineness), size)))
    role = tag("span", words.name("location", place.role), " ", cls="faint")
    known = place.country and place.method != "country"
    country = tag("span", f" ({country_name(place.country or '', words.lang)})", cls="faint") if known else None
    return join((role, tag("b", bdi(telling.place(place))), country, tag("div", details, cls="faint")))


def _inline(texts: Iterable[str]) -> Html | None:
    pieces: list[Child] = []
    for text in texts:
        pieces += [" · ", bdi(text)] if pieces else [bdi(text)]
    return join(pieces) if pieces else None


def _confidence(event: Event, words: Words) -> Html:
    label = f"{words('card.confidence')} {event.confidence:.2f}"
    return tag("span", label, tag("i", cls="bar", share=event.confidence), cls="marsad-confidence")


def _day(record: ArticleRecord, words: Words) -> Html:
    if record.published is None:
        return tag("span", words("card.published_unknown"))
    basis = f" ({words.name('basis', record.published_basis)})" if record.published_basis else ""
    return tag("span", words("card.published", date=record.published.isoformat()), basis)


def _why(place: Location, telling: Telling) -> Html:
    words = telling.words
    point = None
    if place.lat is not None and place.lon is not None:
        point = tag("span", f"{place.lat:.4f}, {place.lon:.4f}", cls="marsad-point", dir="ltr")
    head = tag("h4", words.name("location", place.role), " ", bdi(telling.place(place)))
    method = tag("p", words.name("method", place.method), " · ", f"{words('card.score')} {place.score:.2f} ", point)
    reasons = tag("ul", [tag("li", bdi(reason)) for reason in place.reasons])
    ranked = join((tag("h5", words("card.candidates")), candidates_table(place.candidates, words)))
    return tag("section", head, method, reasons, ranked if place.candidates else None)


def _kind(item: Candidate) -> Html:
    return tag("span", " · ".join(filter(None, (item.kind, item.country))), cls="faint")
