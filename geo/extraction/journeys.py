"""Frames that tell one journey together: one leaves, the next arrives."""

from __future__ import annotations

import msgspec

from geo.extraction.elements import Frame, PlaceRef
from geo.extraction.triggers import TRANSFER

#: Two verbs of motion this close tell one journey ("left A … and reached B").
JOURNEY_TOKENS = 14


def join_journeys(frames: list[Frame]) -> list[Frame]:
    """Join a frame that only leaves with the next one that only arrives."""
    out: list[Frame] = []
    for frame in frames:
        before = out[-1] if out else None
        if before is not None and _one_journey(before, frame):
            lead = frame if "origin" in before.trigger.meaning.flags else before
            out[-1] = msgspec.structs.replace(
                lead,
                places=(*before.places, *(_arriving(p) for p in frame.places)),
                direction=frame.direction or before.direction,
                date=before.date or frame.date,
                rules=(*before.rules, *frame.rules),
            )
            continue
        out.append(frame)
    return out


def with_origins(frames: list[Frame]) -> list[Frame]:
    """Give a movement that only arrives the place of the clause before it ("based in A, they move to B")."""
    out: list[Frame] = []
    for frame in frames:
        before = out[-1] if out else None
        if (
            before is not None
            and frame.trigger.meaning.type in TRANSFER
            and frame.trigger.verb
            and {place.role for place in frame.places} == {"to"}
            and before.stance.modality == frame.stance.modality
        ):
            starts = [p for p in before.places if p.role in ("at", "to") and not _same_place(p, frame.places)]
            if len(starts) == 1:
                origin = msgspec.structs.replace(starts[0], role="from", anaphoric=True)
                frame = msgspec.structs.replace(  # noqa: PLW2901
                    frame, places=(*frame.places, origin), rules=(*frame.rules, "origin of the clause before")
                )
        out.append(frame)
    return out


def _same_place(place: PlaceRef, others: tuple[PlaceRef, ...]) -> bool:
    return any((place.mention, place.relative) == (other.mention, other.relative) for other in others)


def _arriving(place: PlaceRef) -> PlaceRef:
    return msgspec.structs.replace(place, role="to") if place.role == "at" else place


def _one_journey(a: Frame, b: Frame) -> bool:
    goal = "goal" in b.trigger.meaning.flags
    if a.trigger.meaning.type not in TRANSFER or not (goal or b.trigger.meaning.type in TRANSFER):
        return False
    if b.trigger.first - a.trigger.last > JOURNEY_TOKENS or (a.stance.modality != b.stance.modality and not goal):
        return False
    leaves = {p.role for p in a.places} == {"from"}
    arrives = bool(b.places) and all(p.role in ("to", "at", "via") for p in b.places)
    if "goal" in b.trigger.meaning.flags:
        return leaves
    came = {p.role for p in b.places} == {"from"} and "origin" in b.trigger.meaning.flags
    return (leaves and arrives) or (came and all(p.role in ("to", "at") for p in a.places))
