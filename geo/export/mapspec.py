"""What a map shows, as data: layers, marks, cards and trays; text only, never HTML.

One description for every face of the map: `geo.export.webmap` (a Folium map, one
offline HTML file), the dashboard's component and `geo.export.figure`. Whatever
the articles say stays text here; a face may only show it as text.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from geo.export import basemap
from geo.export.cards import Card, card_of, told_name, with_others
from geo.export.marks import CountryMark, Mark, extras, is_wide, marks_of, spots_of
from geo.export.packed import HASH_DIGITS, Packed, pack
from geo.export.release import REVIEWED, Released, release
from geo.export.rings import RangeRing
from geo.export.rows import rows_of
from geo.export.symbols import SYMBOLS, Badge, SymbolSet
from geo.export.words import strings
from geo.models import Area, ArticleRecord, Event, Model
from geo.related import related_reports

SCHEMA = "marsad.map/1"
#: From this many events on, a map carries rows instead of cards: a card takes about 1 kB of the page.
PACK_FROM = 5_000


class Layer(Model, frozen=True):
    """One event type: its name in the interface language, its look, how many events it has."""

    type: str
    label: str
    colour: str
    badge: Badge
    glyph: str
    count: int


class SourceArticle(Model, frozen=True):
    """The article that a card quotes."""

    name: str
    sha256: str
    index: int
    title: str
    lang: str
    published: dt.date | None
    published_basis: str | None


class CountryEntry(Model, frozen=True):
    """Events known only by country, or by a region as wide (then `country` is empty): listed, never given a point."""

    country: str
    name: str
    events: tuple[int, ...]


class UnplacedEntry(Model, frozen=True):
    """An event that gets no mark, and why."""

    event: int
    why: str


#: Ids of places that OpenStreetMap gave, by look-up or by an extract.
OSM_PREFIX = "osm-"


class MapSpec(Model, frozen=True):
    """The map; `event` numbers everywhere are indexes into `events`.

    A map of more events than `PACK_FROM` has them, and the articles, in `packed`
    instead, and the numbers are its rows. `symbols` tells which a page shows first;
    a reader can change it. `credits` names whose data the map shows; `rings` are those that its author draws.
    """

    schema: str
    title: str
    lang: str
    layers: tuple[Layer, ...]
    sources: tuple[SourceArticle, ...]
    events: tuple[Card, ...]
    marks: tuple[Mark, ...]
    countries: tuple[CountryEntry, ...]
    unplaced: tuple[UnplacedEntry, ...]
    bounds: tuple[float, float, float, float] | None
    packed: Packed | None = None
    symbols: SymbolSet = "marsad"
    credits: str = ""
    rings: tuple[RangeRing, ...] = ()


def build_mapspec(
    records: Sequence[ArticleRecord] | Released, *, lang: str = "en", title: str | None = None, keep_ids: bool = True
) -> MapSpec:
    """Return the description of a map.

    Parameters
    ----------
    records
        Articles with their events, as the pipeline returns them or a release lets them out.
    lang
        Language of the interface: ``"ar"``, ``"en"`` or ``"fr"``. What the articles say keeps its own language.
    title
        Title of the map; by default the title of the only article, or a general one.
    keep_ids
        Whether a packed map carries the ids of events, about 10 bytes each.

    Raises
    ------
    ExportError
        If the interface has no such language.
    """
    words = strings(lang)
    released = records if isinstance(records, Released) else release(records)
    records, reviews = released.records, released.reviews
    pairs = [(number, event) for number, record in enumerate(records) for event in record.events]
    articles = tuple(_source(record) for record in records)
    packed, numbers = _packed(pairs, articles, reviews, lang=lang, keep_ids=keep_ids)
    links = released.links if released.links is not None else related_reports(records)
    trays = _Trays(lang, {item.event: item.why for record in records for item in record.unplaced})
    marks: list[Mark] = []
    spots: list[tuple[float, float]] = []
    for index, (_, event) in zip(numbers, pairs, strict=True):
        own = marks_of(event, index)
        trays.sort_in(event, index, own)
        spots.extend(spots_of(own))
        marks.extend(own if packed is None else extras(own))
    counts = Counter(event.type for _, event in pairs)
    return MapSpec(
        schema=SCHEMA,
        title=title or _title(records, words),
        lang=lang,
        layers=tuple(
            Layer(s.type, words[f"type.{s.type}"], s.colour, s.badge, s.glyph, counts[s.type])
            for s in SYMBOLS
            if counts[s.type]
        ),
        sources=articles if packed is None else (),
        events=()
        if packed is not None
        else tuple(with_others(card_of(event, number, lang), links.get(event.id), reviews) for number, event in pairs),
        marks=tuple(marks),
        countries=trays.countries(),
        unplaced=tuple(trays.unplaced),
        bounds=_bounds(spots),
        packed=packed,
        credits=_credits(records, words),
    )


def _packed(
    pairs: Sequence[tuple[int, Event]],
    articles: Sequence[SourceArticle],
    reviews: Mapping[str, str],
    *,
    lang: str,
    keep_ids: bool,
) -> tuple[Packed | None, Sequence[int]]:
    """Return the rows of many events, None for few, and the number of each event in the map."""
    if len(pairs) < PACK_FROM:
        return None, range(len(pairs))
    short = [msgspec.structs.replace(article, sha256=article.sha256[:HASH_DIGITS]) for article in articles]
    rows = rows_of(pairs)
    rows.places = tuple(told_name(name, None, lang) for name in rows.places)
    if keep_ids:
        rows.id = tuple(event.id for _, event in pairs)
    packed, numbers = pack(rows, [msgspec.json.encode(article) for article in short])
    if reviews:
        seen = (reviews.get(event.id) in REVIEWED for _, event in pairs)
        reviewed = sorted(number for number, accepted in zip(numbers, seen, strict=True) if accepted)
        packed = msgspec.structs.replace(packed, reviewed=tuple(reviewed))
    return packed, numbers


def _bounds(spots: Sequence[tuple[float, float]]) -> tuple[float, float, float, float] | None:
    """Return (south, west, north, east) of (lat, lon) pairs, None of none."""
    if not spots:
        return None
    lats, lons = [lat for lat, _ in spots], [lon for _, lon in spots]
    return min(lats), min(lons), max(lats), max(lons)


class _Trays:
    """Sorts in what gets no point: by country or wide region, or with the reason."""

    def __init__(self, lang: str, why: dict[str, str]) -> None:
        self.lang, self.why = lang, why
        self.unplaced: list[UnplacedEntry] = []
        self._lands: dict[tuple[str, str], list[int]] = {}

    def sort_in(self, event: Event, index: int, marks: Sequence[Mark]) -> None:
        """Put an event into a tray if its marks, if any, only shade countries."""
        if not all(isinstance(mark, CountryMark) for mark in marks):
            return
        lands = _lands(event, self.lang)
        for land in lands:
            self._lands.setdefault(land, []).append(index)
        if not marks and not lands:
            why = self.why.get(event.id) or strings(self.lang)["no_place"]
            self.unplaced.append(UnplacedEntry(index, told_name(why, None, self.lang)))

    def countries(self) -> tuple[CountryEntry, ...]:
        """Return the lands, those of most events first."""
        lands = sorted(self._lands.items(), key=lambda item: (-len(item[1]), item[0]))
        return tuple(CountryEntry(code, name, tuple(events)) for (code, name), events in lands)


def _credits(records: Sequence[ArticleRecord], words: Mapping[str, str]) -> str:
    """Return whose data the map shows; OpenStreetMap only where a place comes from it."""
    places = (place for record in records for event in record.events for place in event.locations)
    foreign = any((place.place_id or "").startswith(OSM_PREFIX) for place in places)
    return f"{words['credits']} · {words['credits_osm']}" if foreign else words["credits"]


def words_of(spec: MapSpec) -> dict[str, str]:
    """Return the words of a map's interface, with its own credits."""
    return strings(spec.lang) | {"credits": spec.credits}


def _title(records: Sequence[ArticleRecord], words: dict[str, str]) -> str:
    titles = [record.title for record in records if record.title]
    return titles[0] if len(records) == 1 and titles else words["title"]


def _source(record: ArticleRecord) -> SourceArticle:
    return SourceArticle(
        record.source, record.source_sha256, record.index, record.title, record.lang, record.published,
        record.published_basis,
    )  # fmt: skip


def _lands(event: Event, lang: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of the countries, or of the regions as wide, of an event that names nothing finer."""
    lands: dict[tuple[str, str], None] = {}
    for place in event.locations:
        if is_wide(place.geometry):
            lands["", place.name] = None
        elif place.country and (place.lat is None or isinstance(place.geometry, Area)):
            lands[place.country, basemap.country_name(place.country, lang)] = None
    return tuple(lands)


def to_json(spec: MapSpec) -> bytes:
    """Return a spec as JSON, the same bytes for the same spec."""
    return msgspec.json.encode(spec)
