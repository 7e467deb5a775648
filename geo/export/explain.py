"""An article with its decisions, as text to read: why each line, place and event came out as it did."""

from __future__ import annotations

from collections.abc import Iterator

from geo.language.lexicon import Lexicon
from geo.language.tokens import TokenStream
from geo.models import ArticleRecord, Event, Location, PlaceMention

#: Characters of a line shown beside its role.
LINE_CHARS = 90


def explain(record: ArticleRecord, text: str, *, lexicon: Lexicon | None = None) -> str:
    """Return the lines, tokens, places, relative places and events of a record with their reasons.

    Parameters
    ----------
    record
        The record of one article.
    text
        The decoded text of its source file, which the offsets point into.
    lexicon
        If given, the tokens are shown with the phrases that the lexicon reads in them.
    """
    published = f"published {record.published or 'unknown'} ({record.published_basis or 'no basis'})"
    parts = [
        f"=== {record.source} #{record.index}: {record.title or 'untitled'}",
        f"    language {record.lang}, {published}",
        "--- lines",
        *_lines(record, text),
    ]
    if lexicon is not None:
        parts += ["--- tokens", *_tokens(record, text, lexicon)]
    parts += ["--- places", *(_place(place) for place in record.places)]
    parts += ["--- relative places and distance claims", *_relations(record)]
    parts += ["--- events", *(_event(event) for event in record.events)]
    parts += [f"not placed {item.event}: {item.why}" for item in record.unplaced]
    return "\n".join(parts)


def _lines(record: ArticleRecord, text: str) -> Iterator[str]:
    for line in record.lines:
        words = text[line.start : line.end].strip()
        if words:
            shown = words if len(words) <= LINE_CHARS else words[:LINE_CHARS] + "…"
            yield f"{line.role:8} {shown}\n         {'; '.join(line.reasons)}"


def _tokens(record: ArticleRecord, text: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield one line a sentence: each token, and after it what the phrases that begin there mean."""
    stream = TokenStream(text, record.lines, lexicon, lang=record.lang)
    for first, last in stream.sentences:
        yield "  " + " ".join(_token(stream, index) for index in range(first, last))


def _token(stream: TokenStream, index: int) -> str:
    word = stream.words[index]
    form = word.raw if word.norm == word.raw else f"{word.raw}/{word.norm}"
    meanings = dict.fromkeys(f"{hit.cls}={hit.value}:{hit.last - hit.first}" for hit in stream.hits[index])
    return f"{form}[{' '.join(meanings)}]" if meanings else form


def _relations(record: ArticleRecord) -> Iterator[str]:
    for relative in record.relative_places:
        where = _point(relative.lat, relative.lon)
        yield f"{relative.text!r} → {relative.relation} of {relative.anchor}: {where} ({'; '.join(relative.reasons)})"
    for claim in record.distance_claims:
        ends = f"from {claim.origin} to {claim.target or '?'}"
        yield f"{claim.claimed_km:g} km {ends}: {claim.verdict} ({claim.geodesic_km} km)"


def _place(place: PlaceMention) -> str:
    where = _point(place.lat, place.lon)
    read = f"{place.surface} [{place.start}:{place.end}] {place.use} {place.kind}"
    rivals = "".join(
        f"\n    or {c.name} ({c.country}) {c.score:.2f}: {'; '.join(c.reasons)}" for c in place.candidates[1:]
    )
    return f"{read} → {place.name} ({place.country}) {where} {place.score:.2f}\n    {'; '.join(place.reasons)}{rivals}"


def _event(event: Event) -> str:
    who = ", ".join(f"{actor.name} ({actor.role})" for actor in event.actors) or "nobody named"
    when = f"{event.time.edtf or 'no date'} ({event.time.basis})"
    lines = [
        f"{event.type} / {event.modality}: {who}; {when}; confidence {event.confidence}",
        *(f"    {_location(place)}" for place in event.locations),
        *(f"    {quantity.text} ({quantity.qualifier}, {quantity.unit})" for quantity in event.quantities),
        *(f"    {item.text} → {item.name} ({item.equipment_class})" for item in event.equipment),
        f"    rules: {', '.join(event.rules)}; {'; '.join(event.reasons)}",
        f"    “{event.evidence.quote}”",
    ]
    if event.attributed_to:
        lines.insert(1, f"    says {event.attributed_to}")
    return "\n".join(lines)


def _location(place: Location) -> str:
    precision = f"({place.method}, where_prec {place.where_prec}, ±{place.uncertainty_km} km)"
    why = f": {'; '.join(place.reasons)}" if place.reasons else ""
    return f"{place.role} {place.name} {_point(place.lat, place.lon)} {precision}{why}"


def _point(lat: float | None, lon: float | None) -> str:
    return f"{lat:.3f},{lon:.3f}" if lat is not None and lon is not None else "no point"
