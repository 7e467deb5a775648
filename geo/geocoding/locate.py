"""From event frames and resolved places to events: roles, shapes, precision, time, stable ids.

A list of places under one event word gives one event per place; a movement
pairs its origins with its destinations. What has no point goes to the unplaced
tray with the reason; a country alone carries its code and no point.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from geo.extraction.discourse import Stance
from geo.extraction.elements import Frame, PlaceRef
from geo.extraction.tables import Tables
from geo.extraction.triggers import TRANSFER
from geo.geocoding.facts import distinct
from geo.geocoding.relative import BESIDE_LETTERS
from geo.geodesy import COMPASS_DEG, half_angle_deg
from geo.language.tokens import TokenStream
from geo.models import (
    Actor,
    Area,
    Article,
    Direction,
    Disc,
    Equipment,
    Event,
    EventTime,
    Evidence,
    Geometry,
    Location,
    LocationMethod,
    LocationRole,
    PlaceMention,
    Quantity,
    RelativePlace,
    TimeBasis,
    Unplaced,
)

#: UCDP where_prec by kind of place.
PRECISION = {"facility": 1, "town": 1, "region": 4, "country": 6, "water": 7}
RELATIVE_PRECISION = {
    "near": 2,
    "off": 7,
    "distance": 5,
    "direction": 5,
    "between": 5,
    "road": 5,
    "leads": 5,
    "border": 5,
    "tripoint": 5,
    "coordinates": 1,
}
METHOD: dict[str, LocationMethod] = {
    "near": "relative", "off": "relative", "distance": "relative", "direction": "direction", "between": "between",
    "road": "between", "leads": "relative", "border": "relative", "tripoint": "relative", "coordinates": "coordinates",
}  # fmt: skip
#: A region or water with a larger radius gets no mark: the text says too little, km.
LARGEST_MARK_KM = 700.0
TOO_LARGE = "too large for a mark"
#: Confidence of an event: a base, and what each weakness takes away.
BASE_CONFIDENCE = 0.9
MODALITY_COST = {"asserted": 0.0, "reported": 0.1, "planned": 0.2, "possible": 0.3, "denied": 0.3}
NO_ACTOR_COST, ANAPHORA_COST, NO_DATE_COST = 0.1, 0.15, 0.05
#: A denial keeps this share of the confidence of what it denies.
DENIAL_SHARE = 0.6
#: Class of what moves like equipment and is none: a convoy is told by its vehicles.
FORMATION = "formation"
#: An end without a preposition of its own stands at most this many tokens after the origin.
JOURNEY_GAP = 3


class Located(msgspec.Struct, frozen=True):
    """Events of one article and what could not be placed."""

    events: tuple[Event, ...]
    unplaced: tuple[Unplaced, ...]


def locate(
    article: Article,
    stream: TokenStream,
    frames: Sequence[Frame],
    places: Sequence[PlaceMention],
    relatives: Sequence[RelativePlace],
    tables: Tables,
) -> Located:
    """Return the events of an article.

    Parameters
    ----------
    article, stream
        The article and its tokens.
    frames
        Event frames; their references point into `places` and `relatives`.
    places, relatives
        Resolved mentions and relative places.
    tables
        Actors and equipment by id.
    """
    assembler = _Assembler(article, stream, places, relatives, tables)
    events = distinct((event for frame in frames for event in assembler.events(frame)), article)
    unplaced = tuple(Unplaced(event.id, why) for event in events if (why := _why_unplaced(event)) is not None)
    return Located(tuple(events), unplaced)


def _ends_there(frame: Frame, stream: TokenStream) -> bool:
    """Tell whether the place of a transfer is where it ends: "arrived in A from B", « de Bangui à Zémio »."""
    kind = frame.trigger.meaning.type
    origin = next(ref for ref in frame.places if ref.role == "from")
    fixed = next(ref for ref in frame.places if ref.role in ("at", "area"))
    if kind == "deployment" or (kind in ("movement", "delivery") and frame.trigger.last <= fixed.first < origin.first):
        return True
    return 0 <= fixed.first - origin.last <= JOURNEY_GAP and not stream.words[fixed.first].arabic


class _Assembler:
    def __init__(
        self,
        article: Article,
        stream: TokenStream,
        places: Sequence[PlaceMention],
        relatives: Sequence[RelativePlace],
        tables: Tables,
    ) -> None:
        self.article = article
        self.stream = stream
        self.places = places
        self.relatives = relatives
        self.tables = tables

    # ------------------------------------------------------------- expansion

    def events(self, frame: Frame) -> list[Event]:
        """Return one event per place, or per pair of origin and destination."""
        by_role: dict[str, list[Location]] = {"at": [], "from": [], "to": [], "via": [], "area": []}
        for ref in frame.places:
            by_role[ref.role].append(self._location(ref))
        origins, targets, vias = by_role["from"], by_role["to"], by_role["via"]
        fixed = _without_continents(by_role["at"] + by_role["area"])
        groups: list[list[Location]] = []
        if frame.trigger.meaning.type in TRANSFER and (origins or targets or vias):
            pairs: list[list[Location]] = []
            open_ended = origins and fixed and not targets
            if open_ended and _ends_there(frame, self.stream):
                targets, fixed = [msgspec.structs.replace(place, role="to") for place in fixed], []
            if origins and targets:
                pairs = [[o, t] for o in origins for t in targets]
            else:
                pairs = [[one] for one in origins or targets]
            groups = [[*pair, *vias] for pair in pairs] or [[via] for via in vias]
            groups += [[place] for place in fixed if frame.trigger.meaning.type in ("deployment", "naval", "delivery")]
            if not groups:
                groups = [[place] for place in fixed]
        else:
            groups = [[place] for place in fixed or targets or origins or vias]
        events = [self._event(frame, tuple(self._with_heading(frame, group))) for group in groups]
        denier = frame.stance.denied_by
        return events if denier is None else [e for event in events for e in (event, _denial(event, denier))]

    def _with_heading(self, frame: Frame, group: list[Location]) -> list[Location]:
        """Add the open arrow of a movement that only says a direction."""
        if frame.direction is None or any(place.role == "to" for place in group):
            return group
        origin = next((p for p in group if p.role == "from" and p.lat is not None and p.lon is not None), None)
        if origin is None or origin.lat is None or origin.lon is None:
            return group
        bearing, half = COMPASS_DEG[frame.direction], half_angle_deg(frame.direction)
        arrow = Direction(origin.lat, origin.lon, bearing, half)
        heading = Location(
            "to", frame.direction, None, None, None, None, 7, None, "direction", arrow, frame.start, frame.end, 0.5, (),
            (f"only a direction is stated: {frame.direction}",),
        )  # fmt: skip
        return [*group, heading]

    # ------------------------------------------------------------- locations

    def _location(self, ref: PlaceRef) -> Location:
        if ref.relative is not None:
            return self._relative(ref, self.relatives[ref.relative])
        assert ref.mention is not None  # noqa: S101  (a reference points at one of the two)
        mention = self.places[ref.mention]
        near = self._relation_to(ref.mention) or self._beside(mention)
        if near is not None and near.lat is not None:
            location = self._relative(ref, near)
            return msgspec.structs.replace(
                location, name=mention.name, place_id=mention.place_id, candidates=mention.candidates,
                start=mention.start, end=mention.end,
            )  # fmt: skip
        reasons = mention.reasons
        if ref.anaphoric:
            reasons = (*reasons, f"{self.stream.surface(ref.first, ref.last)!r} refers to it")
        country_only = mention.kind == "country"
        method: LocationMethod = (
            "country" if country_only else ("region" if mention.kind in ("region", "water") else "gazetteer")
        )
        if mention.lat is None and not country_only:
            method = "none"
        if mention.kind in ("region", "water") and (mention.uncertainty_km or 0.0) > LARGEST_MARK_KM:
            return Location(
                ref.role, mention.name, mention.place_id, mention.country, None, None, PRECISION["country"],
                mention.uncertainty_km, "region", None, mention.start, mention.end, mention.score, mention.candidates,
                (*reasons, TOO_LARGE),
            )  # fmt: skip
        return Location(
            ref.role, mention.name, mention.place_id, mention.country, mention.lat, mention.lon,
            PRECISION[mention.kind], mention.uncertainty_km, method, _disc(mention), mention.start, mention.end,
            mention.score, mention.candidates, reasons,
        )  # fmt: skip

    def _beside(self, mention: PlaceMention) -> RelativePlace | None:
        """Return the distance right after an unknown name ("Ancuabe, some 75 km west of Pemba")."""
        if mention.lat is not None or mention.kind == "country":
            return None
        measured = (r for r in self.relatives if r.distance_km is not None)
        return next((r for r in measured if 0 <= r.start - mention.end <= BESIDE_LETTERS), None)

    def _relation_to(self, mention: int) -> RelativePlace | None:
        """Return the "near" phrase whose anchor a mention is."""
        start = self.places[mention].start
        for relative in self.relatives:
            if relative.relation in ("near", "off", "coordinates") and relative.anchor_start == start:
                return relative
        return None

    def _relative(self, ref: PlaceRef, relative: RelativePlace) -> Location:
        country = next((p.country for p in self.places if p.start == relative.anchor_start), None)
        return Location(
            ref.role, relative.text, None, country, relative.lat, relative.lon, RELATIVE_PRECISION[relative.relation],
            relative.uncertainty_km, METHOD[relative.relation] if relative.lat is not None else "none",
            relative.geometry, relative.start, relative.end, 0.6, (), relative.reasons,
        )  # fmt: skip

    # ---------------------------------------------------------------- events

    def _event(self, frame: Frame, locations: tuple[Location, ...]) -> Event:
        stance = self._stance(frame)
        confidence = BASE_CONFIDENCE - MODALITY_COST[stance.modality]
        reasons = list(stance.reasons)
        if not frame.subjects:
            confidence -= NO_ACTOR_COST
            reasons.append("no actor named")
        if "anaphora" in frame.rules:
            confidence -= ANAPHORA_COST
            reasons.append("the place is only referred to")
        if frame.date is None:
            confidence -= NO_DATE_COST
        scores = [place.score for place in locations if place.lat is not None]
        confidence *= 0.6 + 0.4 * (min(scores) if scores else 0.5)
        quote = self.article.text[frame.start : frame.end]
        return Event(
            self._id(frame, locations), frame.trigger.meaning.type, stance.modality, self._actors(frame), locations,
            self._time(frame), self._quantities(frame), self._equipment(frame), stance.attributed_to,
            Evidence(frame.start, frame.end, quote), round(max(confidence, 0.05), 3), tuple(reasons), frame.rules,
        )  # fmt: skip

    def _stance(self, frame: Frame) -> Stance:
        """Return how an event is put: what is dated after the day of publication is planned."""
        stance, date, published = frame.stance, frame.date, self.article.published
        if published is None or date is None or frame.date_inherited or stance.modality not in ("asserted", "reported"):
            return stance
        if date.earliest is None or date.earliest <= published:
            return stance
        return msgspec.structs.replace(
            stance, modality="planned", reasons=(*stance.reasons, f"dated ahead: {date.text!r}")
        )

    def _id(self, frame: Frame, locations: tuple[Location, ...]) -> str:
        """Return an id that depends on the words alone, so that a re-run and a better gazetteer keep it."""
        spot = ",".join(f"{p.role}:{p.start - self.article.start}" for p in locations)
        anchor = frame.trigger.first
        text = "|".join((
            self.article.source_sha256, str(self.article.index), frame.trigger.meaning.type,
            str(self.stream.starts[anchor] - self.article.start), spot,
        ))  # fmt: skip
        return f"ev-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    def _actors(self, frame: Frame) -> tuple[Actor, ...]:
        out = []
        for role, forces in (("subject", frame.subjects), ("opponent", frame.opponents)):
            for force in forces:
                row = self.tables.actors.get(force.actor_id or "")
                name = row.name_en if row is not None else force.surface
                out.append(Actor(role, name, force.actor_id, force.start, force.end))  # type: ignore[arg-type]
        return tuple(out)

    def _time(self, frame: Frame) -> EventTime:
        date = frame.date
        if date is None:
            return EventTime("", None, None, "", "unknown")
        basis: TimeBasis = "inherited" if frame.date_inherited else date.basis
        return EventTime(date.edtf, date.earliest, date.latest, date.text, basis)

    def _quantities(self, frame: Frame) -> tuple[Quantity, ...]:
        return tuple(
            Quantity(
                c.number.min, c.number.max, c.unit, c.text, c.number.qualifier, c.number.start,
                c.number.start + len(c.text),
            )
            for c in frame.counts
        )  # fmt: skip

    def _equipment(self, frame: Frame) -> tuple[Equipment, ...]:
        out = []
        for weapon in frame.weapons:
            row = self.tables.equipment.get(weapon.equipment_id)
            name = row.name if row is not None else weapon.surface
            kind = row.equipment_class if row is not None else "unknown"
            if kind == FORMATION:
                continue
            out.append(Equipment(name, weapon.equipment_id, kind, weapon.surface, weapon.start, weapon.end))
        return tuple(out)


def _without_continents(places: list[Location]) -> list[Location]:
    """Drop what spans many countries where one event word also has a narrower place ("in Libya", "in Africa")."""
    narrow = [place for place in places if place.country is not None or TOO_LARGE not in place.reasons]
    return narrow or places


def _denial(event: Event, denier: str) -> Event:
    """Return the denial of an event, to stand beside it."""
    return msgspec.structs.replace(
        event, id=f"{event.id}-denied", modality="denied", attributed_to=denier, denies=event.id,
        confidence=round(event.confidence * DENIAL_SHARE, 3), reasons=(*event.reasons, f"denied by {denier!r}"),
    )  # fmt: skip


def _disc(mention: PlaceMention) -> Geometry | None:
    if mention.kind == "country":
        return None
    if mention.lat is None or mention.lon is None:
        return None
    radius = mention.uncertainty_km or 5.0
    if mention.kind in ("region", "water"):
        return Area(mention.lat, mention.lon, radius)
    return Disc(mention.lat, mention.lon, radius)


def _why_unplaced(event: Event) -> str | None:
    """Return why an event gets no mark, or None if it gets one."""
    roles: tuple[LocationRole, ...] = ("at", "area", "to", "from", "via")
    for role in roles:
        if any(p.role == role and p.lat is not None for p in event.locations):
            return None
    countries = sorted({p.country for p in event.locations if p.where_prec == PRECISION["country"] and p.country})
    if countries:
        return f"known only by country: {', '.join(countries)}"
    for place in event.locations:
        if len(place.candidates) > 1:
            return f"{place.name} is ambiguous: " + ", ".join(f"{c.name} ({c.country})" for c in place.candidates[:3])
    large = [place.name for place in event.locations if TOO_LARGE in place.reasons]
    if large:
        return f"{TOO_LARGE}: {', '.join(large)}"
    names = ", ".join(place.name for place in event.locations)
    return f"no place in the gazetteer: {names}"
