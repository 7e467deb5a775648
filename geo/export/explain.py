"""An article with its decisions, as text to read: why each line, place and event came out as it did."""

from __future__ import annotations

from geo.models import ArticleRecord, Event, Location, PlaceMention

#: Characters of a line shown beside its role.
LINE_CHARS = 90


def explain(record: ArticleRecord, text: str) -> str:
    """Return the lines, places, relative places and events of a record with their reasons.

    Parameters
    ----------
    record
        The record of one article.
    text
        The decoded text of its source file, which the offsets point into.
    """
    parts = [
        f"=== {record.source} #{record.index}: {record.title or 'untitled'}",
        (
            f"    language {record.lang}, published {record.published or 'unknown'} "
            f"({record.published_basis or 'no basis'})"
        ),
        "--- lines",
    ]
    for line in record.lines:
        words = text[line.start : line.end].strip()
        if words:
            shown = words if len(words) <= LINE_CHARS else words[:LINE_CHARS] + "…"
            parts.append(f"{line.role:8} {shown}\n         {'; '.join(line.reasons)}")
    parts.append("--- places")
    parts.extend(_place(place) for place in record.places)
    parts.append("--- relative places and distance claims")
    for relative in record.relative_places:
        where = (
            f"{relative.lat:.3f},{relative.lon:.3f}"
            if relative.lat is not None and relative.lon is not None
            else "no point"
        )
        parts.append(
            f"{relative.text!r} → {relative.relation} of {relative.anchor}: {where} ({'; '.join(relative.reasons)})"
        )
    parts.extend(
        f"{claim.claimed_km:g} km from {claim.origin} to {claim.target or '?'}: "
        f"{claim.verdict} ({claim.geodesic_km} km)"
        for claim in record.distance_claims
    )
    parts.append("--- events")
    parts.extend(_event(event) for event in record.events)
    parts.extend(f"not placed {item.event}: {item.why}" for item in record.unplaced)
    return "\n".join(parts)


def _place(place: PlaceMention) -> str:
    where = f"{place.lat:.3f},{place.lon:.3f}" if place.lat is not None and place.lon is not None else "no point"
    head = (
        f"{place.surface} [{place.start}:{place.end}] {place.use} {place.kind} → "
        f"{place.name} ({place.country}) {where} {place.score:.2f}"
    )
    rivals = "".join(
        f"\n    or {c.name} ({c.country}) {c.score:.2f}: {'; '.join(c.reasons)}" for c in place.candidates[1:]
    )
    return f"{head}\n    {'; '.join(place.reasons)}{rivals}"


def _event(event: Event) -> str:
    who = ", ".join(f"{actor.name} ({actor.role})" for actor in event.actors) or "nobody named"
    lines = [
        (
            f"{event.type} / {event.modality}: {who}; {event.time.edtf or 'no date'} ({event.time.basis}); "
            f"confidence {event.confidence}"
        ),
        *(f"    {_location(place)}" for place in event.locations),
        f"    rules: {', '.join(event.rules)}; {'; '.join(event.reasons)}",
        f"    “{event.evidence.quote}”",
    ]
    return "\n".join(lines)


def _location(place: Location) -> str:
    where = f"{place.lat:.3f},{place.lon:.3f}" if place.lat is not None and place.lon is not None else "no point"
    return (
        f"{place.role} {place.name} {where} ({place.method}, where_prec {place.where_prec}, ±{place.uncertainty_km} km)"
    )
