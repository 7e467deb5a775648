"""The map description: what gets a mark, which one, and what stays in the trays."""

from __future__ import annotations

import itertools

import mapcases
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as Spot

from geo.errors import ExportError
from geo.export import basemap
from geo.export.mapspec import MapSpec, build_mapspec, to_json
from geo.export.marks import ArrowMark, CountryMark, DiscMark, PointMark, ShapeMark
from geo.export.symbols import BY_TYPE, SYMBOLS
from geo.export.words import LANGUAGES, strings
from geo.geodesy import Point, bearing_deg, distance_km
from geo.models import Area, Disc, EventType


@pytest.fixture(scope="module")
def spec() -> MapSpec:
    return build_mapspec(mapcases.ARTICLES)


def marks(spec: MapSpec, event_id: str) -> list[object]:
    index = next(i for i, card in enumerate(spec.events) if card.id == event_id)
    return [mark for mark in spec.marks if mark.event == index]


def only(spec: MapSpec, event_id: str, kind: type) -> object:
    (mark,) = (mark for mark in marks(spec, event_id) if isinstance(mark, kind))
    return mark


def test_a_movement_between_two_places_is_one_arrow_between_them(spec: MapSpec) -> None:
    arrow = only(spec, "ev-ar-move", ArrowMark)
    assert arrow.path == ((29.198, 16.001), (27.653, 14.272))
    assert not arrow.open_start
    assert not arrow.open_end


def test_a_movement_with_a_direction_only_is_an_open_arrow_of_that_bearing(spec: MapSpec) -> None:
    arrow = only(spec, "ev-ar-open", ArrowMark)
    assert arrow.open_end
    assert arrow.fan_deg == 11.25
    assert bearing_deg(Point(*arrow.path[0]), Point(*arrow.path[-1])) == pytest.approx(225, abs=0.1)


def test_a_movement_to_a_country_opens_towards_it_and_puts_no_point_there(spec: MapSpec) -> None:
    arrow = only(spec, "ev-en-towards", ArrowMark)
    assert arrow.open_end
    bearing = bearing_deg(Point(*arrow.path[0]), Point(*arrow.path[-1]))
    assert 45 < bearing < 135, "Niger lies east of Gao"
    assert [(m.lat, m.lon) for m in marks(spec, "ev-en-towards") if isinstance(m, PointMark)] == [(16.27, -0.04)]


def test_a_movement_with_one_end_says_so_at_its_badge(spec: MapSpec) -> None:
    assert only(spec, "ev-fr-arrives", PointMark).ends == "arrives"
    assert not any(isinstance(mark, ArrowMark) for mark in marks(spec, "ev-fr-arrives"))


@pytest.mark.parametrize(
    ("event_id", "shape"),
    [("ev-en-recon", "corridor"), ("ev-en-sector", "sector"), ("ev-en-ring", "ring"), ("ev-en-south", "area")],
)
def test_what_is_not_a_spot_is_an_outline_and_its_badge_is_hollow(spec: MapSpec, event_id: str, shape: str) -> None:
    assert only(spec, event_id, ShapeMark).shape == shape
    assert not only(spec, event_id, PointMark).precise


def test_a_ring_has_a_hole(spec: MapSpec) -> None:
    ((outer, hole),) = only(spec, "ev-en-ring", ShapeMark).polygons
    centre = Point(27.04, 14.43)
    assert {round(distance_km(centre, Point(*spot))) for spot in outer} == {88}
    assert {round(distance_km(centre, Point(*spot))) for spot in hole} == {72}


def test_the_south_of_a_country_is_its_southern_land_and_nothing_else(spec: MapSpec) -> None:
    land = basemap.country_polygon("LY")
    for (ring,) in only(spec, "ev-en-south", ShapeMark).polygons:
        part = Polygon([(lon, lat) for lat, lon in ring])
        assert part.difference(land.buffer(0.05)).is_empty
        assert part.bounds[3] <= land.centroid.y + 0.05


def test_a_town_is_a_disc_of_its_size(spec: MapSpec) -> None:
    disc = only(spec, "ev-fr-arrives", DiscMark)
    assert (disc.lat, disc.lon, disc.radius_km) == (12.609, -7.975, 10.0)


def test_a_country_alone_is_shaded_and_listed_never_a_point(spec: MapSpec) -> None:
    assert only(spec, "ev-en-country", CountryMark).country == "TD"
    assert not any(isinstance(mark, PointMark) for mark in marks(spec, "ev-en-country"))
    entry = next(entry for entry in spec.countries if entry.country == "TD")
    assert [spec.events[index].id for index in entry.events] == ["ev-en-country"]
    assert entry.name == "Chad"


def test_a_region_as_wide_as_a_continent_gets_no_mark_but_a_line_in_the_tray(spec: MapSpec) -> None:
    assert marks(spec, "ev-en-wide") == []
    assert [(entry.country, entry.name) for entry in spec.countries if entry.name == "Sahel"] == [("", "Sahel")]


def test_what_cannot_be_placed_is_in_the_tray_with_its_reason(spec: MapSpec) -> None:
    (entry,) = spec.unplaced
    assert spec.events[entry.event].id == "ev-fr-unplaced"
    assert entry.why == "Tripoli is ambiguous: Tripoli (LY), Tripoli (LB)"
    assert spec.events[entry.event].places[0].rivals == ("Tripoli (LY) 0.50", "Tripoli (LB) 0.49")


def test_every_event_is_on_the_map_or_in_a_tray(spec: MapSpec) -> None:
    drawn = {mark.event for mark in spec.marks}
    trays = {index for entry in spec.countries for index in entry.events} | {entry.event for entry in spec.unplaced}
    assert drawn | trays == set(range(len(spec.events)))


def test_highlights_are_the_words_of_places_forces_and_numbers(spec: MapSpec) -> None:
    card = next(card for card in spec.events if card.id == "ev-ar-move")
    words = {(card.quote[h.start : h.end], h.kind) for h in card.highlights}
    assert words == {
        ("فاغنر", "actor"), ("قاعدة الجفرة", "place"), ("براك الشاطئ", "place"), ("12 دبابة", "quantity"),
    }  # fmt: skip


def test_the_card_keeps_who_says_so_and_how(spec: MapSpec) -> None:
    card = next(card for card in spec.events if card.id == "ev-ar-move")
    assert (card.modality, card.attributed_to, card.edtf) == ("reported", "مصادر محلية", "2024-10-28")
    assert spec.sources[card.source].title == "تحركات في الجنوب الليبي"


def test_each_event_type_has_its_own_glyph_and_a_name_in_each_language() -> None:
    types = set(EventType.__args__)
    assert {symbol.type for symbol in SYMBOLS} == types
    assert len({symbol.glyph for symbol in SYMBOLS}) == len(types)
    for lang in LANGUAGES:
        assert len({strings(lang)[f"type.{kind}"] for kind in types}) == len(types)


@pytest.mark.parametrize("kind", sorted(BY_TYPE))
def test_white_glyphs_hold_their_contrast_on_the_badge(kind: str) -> None:
    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    colour = BY_TYPE[kind].colour
    red, green, blue = (channel(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    assert contrast >= 4.5, f"WCAG 2.2 asks 4.5 of {colour}"


def test_the_same_records_give_the_same_bytes_that_read_back() -> None:
    first = to_json(build_mapspec(mapcases.ARTICLES, lang="ar"))
    assert first == to_json(build_mapspec(mapcases.ARTICLES, lang="ar"))
    assert msgspec.json.decode(first, type=MapSpec) == build_mapspec(mapcases.ARTICLES, lang="ar")


def test_no_records_give_an_empty_map() -> None:
    empty = build_mapspec([])
    assert (empty.events, empty.marks, empty.bounds, empty.layers) == ((), (), None, ())
    assert empty.title == strings("en")["title"]


def test_a_language_without_an_interface_is_refused_by_name() -> None:
    with pytest.raises(ExportError, match="lang='de'"):
        build_mapspec(mapcases.ARTICLES, lang="de")


@given(
    lat=st.floats(-80, 80),
    lon=st.floats(-179, 179),
    radius=st.floats(0.1, 900),
    prec=st.sampled_from([1, 2, 3, 4, 5, 7]),
)
def test_a_point_is_never_finer_than_the_text(lat: float, lon: float, radius: float, prec: int) -> None:
    spot = mapcases.place("at", "somewhere", Disc(lat, lon, radius), at=(lat, lon), prec=prec)
    spec = build_mapspec([mapcases.record("a", "a", "en", mapcases.event("e", "presence", "q", spot))])
    (point,) = (mark for mark in spec.marks if isinstance(mark, PointMark))
    (disc,) = (mark for mark in spec.marks if isinstance(mark, DiscMark))
    assert disc.radius_km == radius
    assert point.precise == (prec <= 2)
    assert abs(point.lat - lat) <= 0.00006
    assert abs(point.lon - lon) <= 0.00006


# -------------------------------------------------------------------- basemap


def test_disputed_lines_are_there_and_crimea_is_ukraine() -> None:
    base = basemap.load()
    assert base.disputed
    assert basemap.country_polygon("UA").contains(Spot(34.2, 45.2))
    assert not basemap.country_polygon("RU").contains(Spot(34.2, 45.2))


@pytest.mark.parametrize("code", ["LY", "SD", "ML", "UA", "SY", "YE", "EH", "PS", "XK", "SS"])
def test_a_country_has_land_and_names(code: str) -> None:
    assert basemap.country_polygon(code).area > 0.1
    assert all(basemap.country_name(code, lang) != code for lang in LANGUAGES)


def test_the_halves_of_a_country_are_all_of_it() -> None:
    def area(direction: str) -> float:
        rings = basemap.part_of_country(Area(26.3, 17.2, 700.0, "LY", direction))
        return sum(Polygon(ring).area for ring in rings)

    whole = basemap.country_polygon("LY").area
    assert area("N") + area("S") == pytest.approx(whole, rel=0.01)
    assert area("E") + area("W") == pytest.approx(whole, rel=0.01)
    assert 0 < area("SW") < area("S")
    assert 0 < area("C") < whole


def test_a_country_around_or_behind_the_point_gives_no_direction() -> None:
    assert basemap.heading_to_country(Point(27.0, 14.4), "LY") is None, "inside"
    assert basemap.heading_to_country(Point(27.0, 14.4), "??") is None, "unknown"
    seen = basemap.heading_to_country(Point(27.0, 14.4), "TD")
    assert seen is not None
    assert 90 < seen.bearing < 180


@pytest.mark.parametrize(
    ("lat", "lon", "zoom"), [(15.62, 32.5, 4), (30.05, 31.23, 4), (13.5, 2.1, 5), (33.33, 44.4, 6), (50.45, 30.55, 6)]
)
def test_a_main_river_passes_the_capital_that_stands_on_it(lat: float, lon: float, zoom: float) -> None:
    base = basemap.load()
    shown = [LineString(_points(line, base.scale)) for least, line in base.rivers if least <= zoom]
    assert min(river.distance(Spot(lon, lat)) for river in shown) < 0.1


def test_divisions_keep_apart_the_towns_of_different_regions() -> None:
    base = basemap.load()
    lines = [LineString(_points(line, base.scale)) for line in base.divisions]
    tripoli, sebha = (13.19, 32.89), (14.43, 27.04)
    assert any(line.intersects(LineString([tripoli, sebha])) for line in lines)
    assert all(len(line.coords) > 1 for line in lines)


def _points(flat: list[int], scale: int) -> list[tuple[float, float]]:
    xs, ys = itertools.accumulate(flat[::2]), itertools.accumulate(flat[1::2])
    return [(x / scale, y / scale) for x, y in zip(xs, ys, strict=True)]


def test_a_map_credits_openstreetmap_where_a_place_comes_from_it() -> None:
    record = next(article for article in mapcases.ARTICLES if article.events)
    (event, *_) = record.events
    found = msgspec.structs.replace(event.locations[0], place_id="osm-n7")
    looked_up = msgspec.structs.replace(event, locations=(found,))
    assert "OpenStreetMap" in build_mapspec([msgspec.structs.replace(record, events=(looked_up,))]).credits
    assert "OpenStreetMap" not in build_mapspec([record]).credits
