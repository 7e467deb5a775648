"""Frames that tell one journey together: one leaves, the next arrives."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from geo.extraction.elements import Frame, PlaceRef
from geo.extraction.toponyms import Toponym
from geo.extraction.triggers import TRANSFER
from geo.language.tokens import TokenStream

#: Modalities of what is told to have happened.
TOLD = frozenset({"asserted", "reported"})
#: Transfers that start at the place named before where they end ("withdrew its company in A to B").
STARTING = frozenset({"movement", "withdrawal", "delivery"})
#: Transfers of what others carry: where they are told to be is where they end.
CARRIED = frozenset({"delivery"})
#: Types that say where a force is that then moves on.
WHEREABOUTS = TRANSFER | {"presence", "control", "exercise"}
#: A participle this close behind a verb of leaving goes with it ("left A on Saturday heading for B").
PARTICIPLE_TOKENS = 6
#: Two verbs of motion this close tell one journey ("left A … and reached B").
JOURNEY_TOKENS = 14
#: A verb that only arrives may come later in the sentence ("left A at 03:40, crossed B and landed in C").
LATE_TOKENS = 24
#: Types of such a verb.
ARRIVING = frozenset({"movement", "deployment", "delivery", "naval"})


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
                counts=before.counts or frame.counts,
                weapons=(*before.weapons, *(weapon for weapon in frame.weapons if weapon not in before.weapons)),
                rules=(*before.rules, *frame.rules),
            )
            continue
        out.append(frame)
    return out


def split_legs(stream: TokenStream, frames: list[Frame]) -> list[Frame]:
    """Make a movement of its own of each leg that starts where the last one ended ("to A and from there to B")."""
    out: list[Frame] = []
    for frame in frames:
        rest = list(frame.places)
        legs: list[Frame] = []
        for place in sorted(frame.places, key=lambda place: -place.first):
            stop = max((p for p in rest if p.first < place.first), key=lambda p: p.first, default=None)
            if place.role == "to" and stop is not None and _goes_on(stream, place):
                rest.remove(place)
                start = msgspec.structs.replace(stop, role="from", anaphoric=True)
                legs.insert(0, msgspec.structs.replace(frame, places=(start, place), rules=(*frame.rules, "next leg")))
        out.append(msgspec.structs.replace(frame, places=tuple(rest)) if legs else frame)
        out.extend(legs)
    return out


def _goes_on(stream: TokenStream, place: PlaceRef) -> bool:
    """Tell whether "from there" stands before the preposition of a place."""
    preposition = stream.hit_before(place.first, "preposition")
    pronoun = stream.hit_before(preposition.first, "place_pronoun") if preposition is not None else None
    return pronoun is not None and pronoun.value == "from"


def with_starts(mentions: Sequence[Toponym], frames: list[Frame]) -> list[Frame]:
    """Read a town or base before where a transfer ends as where it starts ("In A the force withdrew to B")."""
    return [_started(mentions, frame) for frame in frames]


def _started(mentions: Sequence[Toponym], frame: Frame) -> Frame:
    ends = [place.first for place in frame.places if place.role == "to"]
    if frame.trigger.meaning.type not in STARTING or not ends or any(place.role == "from" for place in frame.places):
        return frame
    before = [
        place
        for place in frame.places
        if place.role == "at" and place.mention is not None and place.first < min(ends) and not place.anaphoric
    ]
    if len(before) != 1 or mentions[before[0].mention or 0].kind not in ("town", "facility"):
        return frame
    places = tuple(msgspec.structs.replace(p, role="from") if p is before[0] else p for p in frame.places)
    return msgspec.structs.replace(frame, places=places, rules=(*frame.rules, "starts where it is told before its end"))


def departure(frames: list[Frame], left: Frame | None) -> Frame | None:
    """Return the movement of a sentence that leaves and does not say where to; without frames, what was left before."""
    if not frames:
        return left
    leaving = (f for f in frames if f.trigger.meaning.type in TRANSFER and {p.role for p in f.places} == {"from"})
    return max(leaving, key=lambda frame: frame.trigger.first, default=None)


def with_origins(frames: list[Frame], left: Frame | None) -> list[Frame]:
    """Give a movement that only arrives the place where it started.

    That of the clause before it ("based in A, they move to B"), or of the departure that the sentence before told
    (`left`), if no force is named anew.
    """
    out: list[Frame] = []
    for frame in frames:
        before = out[-1] if out else left
        if before is None or not _only_arrives(frame):
            out.append(frame)
            continue
        origin = _origin(before, frame, anew=before is left)
        if origin is not None:
            frame = msgspec.structs.replace(  # noqa: PLW2901
                frame,
                places=(*map(_arriving, frame.places), origin),
                rules=(*frame.rules, "origin of the clause before"),
            )
        out.append(frame)
    return out


def _origin(before: Frame, frame: Frame, *, anew: bool) -> PlaceRef | None:
    """Return where a movement started by what was told before it, in its sentence or (`anew`) in the one before."""
    if not anew and before.trigger.meaning.type not in WHEREABOUTS:
        return None
    roles: tuple[str, ...] = ("from",) if anew else ("at", "to")
    starts = [p for p in before.places if p.role in roles and not _same_place(p, frame.places)]
    named = {force.name for force in frame.subjects if force.named}
    if anew:
        other = bool(named)
    else:
        apart = bool(named) and named.isdisjoint(force.name for force in before.subjects)
        # what has arrived goes on from there, though that be only planned
        done = before.stance.modality in TOLD and any(p.role == "to" for p in before.places)
        other = apart or (before.stance.modality != frame.stance.modality and not done)
    if other or len(starts) != 1:
        return None
    return msgspec.structs.replace(starts[0], role="from", anaphoric=True)


def _only_arrives(frame: Frame) -> bool:
    """Tell whether a frame has where a transfer ends and no more; « emmenés à X » says it with "at"."""
    roles = {place.role for place in frame.places}
    kind = frame.trigger.meaning.type
    return kind in TRANSFER and (roles == {"to"} or (kind in CARRIED and frame.trigger.verb and roles == {"at"}))


def _same_place(place: PlaceRef, others: tuple[PlaceRef, ...]) -> bool:
    return any((place.mention, place.relative) == (other.mention, other.relative) for other in others)


def _arriving(place: PlaceRef) -> PlaceRef:
    return msgspec.structs.replace(place, role="to") if place.role == "at" else place


def _anew(a: Frame, b: Frame) -> bool:
    """Tell whether a frame names a force that the one before it does not."""
    known = {force.name for force in a.subjects}
    return any(force.named and force.name not in known for force in b.subjects)


def _one_journey(a: Frame, b: Frame) -> bool:
    goal = "goal" in b.trigger.meaning.flags
    if a.trigger.meaning.type not in TRANSFER or not (goal or b.trigger.meaning.type in TRANSFER):
        return False
    leaves = {p.role for p in a.places} == {"from"}
    gap = b.trigger.first - a.trigger.last
    if leaves and 0 <= gap <= PARTICIPLE_TOKENS and {p.role for p in b.places} == {"to"} and not b.subjects:
        return True
    if a.stance.modality != b.stance.modality and not goal:
        return False
    roles = {p.role for p in b.places}
    came = "from" in roles <= {"from", "via"} and "origin" in b.trigger.meaning.flags
    if came and all(p.role in ("to", "at") for p in a.places):
        return True  # a participle ("coming from A") goes with its main verb, however far
    late = b.trigger.verb and b.trigger.meaning.type in ARRIVING and not _anew(a, b)
    if gap > (LATE_TOKENS if late else JOURNEY_TOKENS):
        return False
    return leaves and (goal or (bool(b.places) and all(p.role in ("to", "at", "via") for p in b.places)))
