"""Frozen models that every stage of the pipeline takes and returns.

Offsets are code points into the decoded text of the source file, half open:
``text[start:end] == surface`` holds for everything that carries a span.
Coordinates are WGS84 (EPSG:4326) decimal degrees in fields named ``lat`` and
``lon``; distances are kilometres, bearings are degrees clockwise from north.

Shapes (`Disc`, `Sector`, `Ring`, `Corridor`, `Area`, `Direction`) are
parametric: they say what the text says ("260 km south of") and are turned into
polygons only where something is drawn or exported (`geo.geodesy.outline`).
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

SCHEMA = "marsad.article/1"

LineRole = Literal["body", "title", "subhead", "caption", "byline", "meta", "header", "list", "tags", "counter", "ui"]
#: Lines whose sentences may state an event. Everything else is furniture.
NARRATIVE_ROLES: frozenset[str] = frozenset({"body", "title", "caption"})

PlaceKind = Literal["town", "facility", "region", "country", "water"]
PlaceUse = Literal["literal", "metonym", "organisation-part", "demonym"]
LocationRole = Literal["at", "from", "to", "via", "anchor", "area"]
LocationMethod = Literal[
    "gazetteer", "coordinates", "relative", "between", "direction", "region", "country", "analyst", "none"
]
EventType = Literal[
    "presence",
    "deployment",
    "movement",
    "withdrawal",
    "construction",
    "clash",
    "strike",
    "recon",
    "naval",
    "delivery",
    "exercise",
    "control",
    "visit",
    "agreement",
]
Modality = Literal["asserted", "reported", "planned", "possible", "denied"]
ActorRole = Literal["subject", "opponent", "partner"]
TimeBasis = Literal["explicit", "relative", "inherited", "unknown"]
QuantityQualifier = Literal["exact", "about", "at_least", "up_to", "range", "vague"]
Verdict = Literal["fits", "near", "contradicts", "unknown"]


class Model(msgspec.Struct, frozen=True, gc=False, omit_defaults=False):
    """Base of all models: immutable, comparable, encodable as JSON."""


# --------------------------------------------------------------------- shapes


class Disc(Model, frozen=True, tag="disc"):
    """Everything within `radius_km` of a point."""

    lat: float
    lon: float
    radius_km: float


class Ring(Model, frozen=True, tag="ring"):
    """A distance without a direction: between two radii around a point."""

    lat: float
    lon: float
    inner_km: float
    outer_km: float


class Sector(Model, frozen=True, tag="sector"):
    """A distance and a direction: a piece of a ring, `half_angle_deg` to either side."""

    lat: float
    lon: float
    bearing_deg: float
    half_angle_deg: float
    inner_km: float
    outer_km: float


class Corridor(Model, frozen=True, tag="corridor"):
    """A strip along a path; `path` is ((lat, lon), …) with at least two points."""

    path: tuple[tuple[float, float], ...]
    half_width_km: float


class Area(Model, frozen=True, tag="area"):
    """A named area by its centre and extent; `direction` cuts a part of it ("the south of …").

    `country` (ISO 3166 alpha-2) says that the area is that country, so that a
    face with borders can draw it truly instead of as a sized disc.
    """

    lat: float
    lon: float
    radius_km: float
    country: str | None = None
    direction: str | None = None


class Direction(Model, frozen=True, tag="direction"):
    """An open arrow: from a point towards a bearing, end unknown."""

    lat: float
    lon: float
    bearing_deg: float
    half_angle_deg: float


Geometry = Disc | Ring | Sector | Corridor | Area | Direction

# ------------------------------------------------------------------ documents


class Line(Model, frozen=True):
    """One physical line with its role and the reasons for it."""

    start: int
    end: int
    role: LineRole
    reasons: tuple[str, ...] = ()


class Article(Model, frozen=True):
    """One article within a source file; `text` is the decoded text of the whole file."""

    source: str
    source_sha256: str
    index: int
    start: int
    end: int
    title: str
    lang: str
    published: dt.date | None
    published_basis: str | None
    lines: tuple[Line, ...]
    text: str


# -------------------------------------------------------------------- places


class Candidate(Model, frozen=True):
    """One gazetteer reading of a name, with its score in 0–1 and the reasons for it."""

    place_id: str
    name: str
    kind: PlaceKind
    country: str | None
    lat: float | None
    lon: float | None
    uncertainty_km: float | None
    score: float
    reasons: tuple[str, ...] = ()


class PlaceMention(Model, frozen=True):
    """A place name in the text, how it is used there, and what it resolves to."""

    start: int
    end: int
    surface: str
    name: str
    kind: PlaceKind
    use: PlaceUse
    place_id: str | None
    country: str | None
    lat: float | None
    lon: float | None
    uncertainty_km: float | None
    score: float
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[str, ...] = ()


class RelativePlace(Model, frozen=True):
    """A place given by its relation to another ("260 km south of Gharyan")."""

    start: int
    end: int
    text: str
    anchor: str
    distance_km: float | None
    bearing_deg: float | None
    lat: float | None
    lon: float | None
    uncertainty_km: float | None
    geometry: Geometry | None
    anchor_start: int
    relation: str
    reasons: tuple[str, ...] = ()


class DistanceClaim(Model, frozen=True):
    """A distance that the text claims between two places, and whether it fits."""

    start: int
    end: int
    claimed_km: float
    origin: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    geodesic_km: float | None = None
    verdict: Verdict = "unknown"


class Location(Model, frozen=True):
    """Where an event is put, in which role, how finely and why."""

    role: LocationRole
    name: str
    place_id: str | None
    country: str | None
    lat: float | None
    lon: float | None
    where_prec: int
    uncertainty_km: float | None
    method: LocationMethod
    geometry: Geometry | None
    start: int
    end: int
    score: float
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[str, ...] = ()


# -------------------------------------------------------------------- events


class Actor(Model, frozen=True):
    """A force, group, government or person that takes part in an event."""

    role: ActorRole
    name: str
    actor_id: str | None
    start: int
    end: int


class EventTime(Model, frozen=True):
    """When: EDTF string, earliest and latest day, the words, and the basis."""

    edtf: str
    start: dt.date | None
    end: dt.date | None
    text: str
    basis: TimeBasis


class Quantity(Model, frozen=True):
    """How many: bounds, unit, words, and how the text puts it."""

    min: float | None
    max: float | None
    unit: str
    text: str
    qualifier: QuantityQualifier
    start: int
    end: int


class Equipment(Model, frozen=True):
    """A weapon, vehicle or vessel named in the text."""

    name: str
    equipment_id: str | None
    equipment_class: str
    text: str
    start: int
    end: int


class Evidence(Model, frozen=True):
    """The words that state the event."""

    start: int
    end: int
    quote: str


class Event(Model, frozen=True):
    """Who did what, where and when, as one clause of an article puts it."""

    id: str
    type: EventType
    modality: Modality
    actors: tuple[Actor, ...]
    locations: tuple[Location, ...]
    time: EventTime
    quantities: tuple[Quantity, ...]
    equipment: tuple[Equipment, ...]
    attributed_to: str | None
    evidence: Evidence
    confidence: float
    reasons: tuple[str, ...]
    rules: tuple[str, ...]
    denies: str | None = None


class Unplaced(Model, frozen=True):
    """An event that gets no mark on the map, and why."""

    event: str
    why: str


class ArticleRecord(Model, frozen=True):
    """What `marsad extract` prints for one article: the public contract."""

    schema: str
    source: str
    source_sha256: str
    index: int
    start: int
    end: int
    title: str
    lang: str
    published: dt.date | None
    published_basis: str | None
    lines: tuple[Line, ...]
    places: tuple[PlaceMention, ...]
    relative_places: tuple[RelativePlace, ...]
    distance_claims: tuple[DistanceClaim, ...]
    events: tuple[Event, ...]
    unplaced: tuple[Unplaced, ...]
