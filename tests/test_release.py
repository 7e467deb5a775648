"""Release profiles: what is held back is nowhere in what leaves, and what is widened covers the truth."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path

import mapcases
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packedlines import lines_in
from shapely.geometry import Point as Spot
from shapely.geometry import Polygon

from geo.errors import SettingsError
from geo.export import mapspec, vector
from geo.export.blacken import Blackener
from geo.export.coarsen import cell_of, coarsen, coarsen_shape
from geo.export.figure import save_figure
from geo.export.heldback import RUN_WORDS, HeldBack
from geo.export.profile import Profile, load_profile, names
from geo.export.release import WITHHELD, release
from geo.export.webmap import save_html
from geo.geodesy import Point, destination, distance_km, outline
from geo.models import Area, ArticleRecord, Corridor, Direction, Disc, Ring, Sector
from geo.reading import extract_text

DAY = dt.date(2025, 2, 1)
#: Beyond, cells are no squares any more; no text of ours is from there.
LATITUDES = st.floats(-84, 84)
LONGITUDES = st.floats(-180, 180)
GRIDS = st.floats(1, 100)


def counts(released: object) -> dict[str, int]:
    return {change.what: change.count for change in released.changes}


def ids(released: object) -> list[str]:
    return [event.id for record in released.records for event in record.events]


# ------------------------------------------------------------------- the grid


@given(LATITUDES, LONGITUDES, GRIDS)
def test_a_cell_reaches_every_point_in_it_and_is_about_as_wide_as_asked(lat: float, lon: float, grid: float) -> None:
    cell = cell_of(lat, lon, grid)
    assert distance_km(Point(cell.lat, cell.lon), Point(lat, lon)) <= cell.reach_km
    assert 0.6 * grid <= cell.reach_km <= 1.2 * grid


@given(LATITUDES, LONGITUDES, GRIDS)
def test_the_middle_of_a_cell_lies_in_that_cell(lat: float, lon: float, grid: float) -> None:
    cell = cell_of(lat, lon, grid)
    assert cell_of(cell.lat, cell.lon, grid) == cell


@given(st.floats(-70, 70), st.floats(-170, 170), st.floats(0, 360), st.floats(0, 1))
def test_a_coarse_shape_covers_the_true_one(lat: float, lon: float, bearing: float, share: float) -> None:
    shapes = (
        Disc(lat, lon, 3.0),
        Ring(lat, lon, 40.0, 60.0),
        Sector(lat, lon, bearing, 11.25, 90.0, 110.0),
        Corridor(((lat, lon), tuple(destination(Point(lat, lon), bearing=bearing, distance=80.0))), 5.0),
        Area(lat, lon, 30.0),
    )
    for shape in shapes:
        spots = outline(shape)[0]
        spot = spots[int(share * (len(spots) - 1))]
        hull = outline(coarsen_shape(shape, 10.0))
        # 48 points make a polygon that falls short of its circle by 0.2 %; degrees are near enough at this size
        assert _near(spot, hull[0]), shape


def _near(spot: tuple[float, float], ring: tuple[tuple[float, float], ...]) -> bool:
    turned = [(lat, lon + 360 if lon < -90 and spot[1] > 90 else lon - 360 if lon > 90 and spot[1] < -90 else lon)
              for lat, lon in ring]  # fmt: skip
    return Polygon(turned).buffer(0.02).contains(Spot(spot))


@given(LATITUDES, LONGITUDES, st.floats(0, 0.9), st.floats(0, 0.9))
def test_two_places_of_one_cell_come_out_alike(lat: float, lon: float, north: float, east: float) -> None:
    """What comes out follows from the cell: nothing tells where in it the place was."""
    cell = cell_of(lat, lon, 20.0)
    moved = (cell.lat + (north - 0.45) * 0.17, cell.lon + (east - 0.45) * 0.17)
    first, second = (
        coarsen(mapcases.place("at", "X", Disc(*at, 5.0), at=at, place_id="id"), 20.0)
        for at in ((cell.lat, cell.lon), moved)
    )
    assert cell_of(*moved, 20.0) != cell or first == second


def test_the_middle_of_a_sector_tells_nothing_of_its_anchor() -> None:
    near, far = (
        mapcases.place(
            "at", "260 km south", Sector(*at, 180.0, 22.5, 234.0, 286.0),
            at=tuple(destination(Point(*at), bearing=180, distance=260)), prec=5, method="relative",
        )
        for at in ((32.17, 13.02), (32.18, 13.05))
    )  # fmt: skip
    assert coarsen(near, 10.0) == coarsen(far, 10.0)


def test_a_whole_country_stays_and_a_direction_keeps_its_bearing() -> None:
    south = Area(26.3, 17.2, 700.0, "LY", "S")
    assert coarsen_shape(south, 10.0) == south
    assert coarsen_shape(Direction(29.198, 16.001, 225.0, 11.25), 10.0).bearing_deg == 225.0


# ---------------------------------------------------------------- the profiles


def test_full_lets_everything_out_as_it_is() -> None:
    released = release(mapcases.ARTICLES, load_profile("full"))
    assert released.records == mapcases.ARTICLES
    assert released.changes == ()


def test_an_embargo_leaves_out_what_is_recent_or_of_no_known_day() -> None:
    released = release(mapcases.ARTICLES, Profile(embargo_days=30), day=dt.date(2024, 12, 3))
    assert ids(released) == ["ev-ar-move", "ev-en-recon"], "the third day of November is the last"
    # all sentences of the made-up article start at 0, so the one that stays overlaps those that go
    assert counts(released) == {"embargoed": 9, "articles": 1, "sentences": 1}


def test_an_embargo_without_a_day_is_told_not_guessed() -> None:
    with pytest.raises(SettingsError, match="--date"):
        release(mapcases.ARTICLES, load_profile("embargo"))


def test_a_window_of_days_keeps_what_lies_in_it() -> None:
    window = Profile(since=dt.date(2024, 11, 1), until=dt.date(2024, 11, 4))
    assert ids(release(mapcases.ARTICLES, window)) == ["ev-en-recon"]


def test_what_is_not_reviewed_is_marked_or_left_out_and_what_is_rejected_never_leaves() -> None:
    reviews = {"ev-ar-move": "accepted", "ev-ar-open": "rejected", "ev-en-ring": "moved", "ev-en-wide": "merged"}
    marked = release(mapcases.ARTICLES, Profile(unreviewed="mark"), reviews=reviews)
    assert {"ev-ar-open", "ev-en-wide"}.isdisjoint(ids(marked))
    assert counts(marked) == {"marked": 7, "rejected": 1, "merged": 1}
    assert marked.reviews["ev-ar-move"] == "accepted"
    assert marked.reviews["ev-en-recon"] == "unreviewed"
    strict = release(mapcases.ARTICLES, Profile(unreviewed="drop"), reviews=reviews)
    assert ids(strict) == ["ev-ar-move", "ev-en-ring"]
    assert strict.reviews == {}


def test_a_sentence_under_embargo_is_not_shown_with_another_event_either() -> None:
    quote = "They came in May and leave on 30 January."
    old = mapcases.event("old", "presence", quote, time=mapcases.day("2024-05-01"))
    new = mapcases.event("new", "withdrawal", quote, time=mapcases.day("2025-01-30"))
    copy = mapcases.event("copy", "presence", quote.upper(), time=mapcases.day("2024-05-02"))
    records = (mapcases.record("a.txt", quote, "en", old, new), mapcases.record("b.txt", "B", "en", copy))
    released = release(records, Profile(embargo_days=7), day=DAY)
    assert ids(released) == ["old", "copy"]
    assert quote.casefold() not in msgspec.json.encode(released.records).decode().casefold()


def test_a_sentence_under_embargo_is_found_within_others_and_in_part() -> None:
    told = "Forty lorries left the northern gate at dawn on Thursday"
    new = mapcases.event("new", "movement", f"{told}.", time=mapcases.day("2025-01-30"), at=200)
    old = {"time": mapcases.day("2024-05-01")}
    records = (
        mapcases.record("a.txt", "A", "en", new,
                        mapcases.event("clause", "presence", "the gate at dawn", at=210, **old)),
        mapcases.record("b.txt", f"Agency: {told}", "en",
                        mapcases.event("longer", "presence", f"The agency says: {told.upper()}, and no more.", **old),
                        mapcases.event("part", "presence", "“lorries left the northern gate at dawn”", **old),
                        mapcases.event("other", "presence", "Nothing to do with it.", **old)),
    )  # fmt: skip
    released = release(records, Profile(embargo_days=7), day=DAY)
    said = {event.id: event.evidence.quote for record in released.records for event in record.events}
    assert said == {"clause": "", "longer": "", "part": "", "other": "Nothing to do with it."}
    assert [record.title for record in released.records] == ["A", ""]


@given(st.lists(st.text("ab ، .", max_size=30), max_size=6), st.text("ab ،.", max_size=40))
def test_what_is_held_back_is_found_as_a_plain_search_finds_it(held: list[str], text: str) -> None:
    known = HeldBack()
    for sentence in held:
        known.add(sentence)
    plain = [_plain(sentence) for sentence in held if _plain(sentence)]
    whole = _plain(text)
    long = len(whole) >= RUN_WORDS
    expected = whole in plain or any(
        (_within(sentence, whole) and len(sentence) >= RUN_WORDS) or (long and _within(whole, sentence))
        for sentence in plain
    )
    assert known.tells(text) == expected


def _plain(text: str) -> list[str]:
    return [word.strip("،.") for word in text.split() if word.strip("،.")]


def _within(part: list[str], whole: list[str]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def test_a_point_in_the_words_goes_with_the_point() -> None:
    at = (27.6531, 14.2722)
    words = "A camp at 27.6531, 14.2722 was seen."
    spot = mapcases.place("at", "27.6531, 14.2722", Disc(*at, 1.0), at=at, method="coordinates", start=10, end=26)
    other = mapcases.event("b", "presence", "It lies at 33R TH 26 59.", mapcases.place("at", "Brak", at=at))
    record = mapcases.record("a.txt", "Camp at 27°39′N", "en", mapcases.event("a", "presence", words, spot), other)
    released = release([record], Profile(grid_km=10))
    text = msgspec.json.encode(released.records).decode()
    assert not re.search(r"27\.65|14\.27|27°|33R", text)
    assert counts(released) == {"coarsened": 2, "sentences": 2, "titles": 1}


@pytest.mark.parametrize(
    "position", ["27.6531 N, 14.2722 E", "N 27°39.2' E 014°16.3'", "2739N01416E", "33R TH 26 59", "27.653, 14.272"]
)
def test_a_position_in_a_real_text_goes_however_it_is_written(position: str) -> None:
    text = f"""Camp at {position}
Tripoli, 2 June 2025

Russian forces deployed 40 vehicles at {position} on Sunday, the ministry said.
"""
    records = extract_text(text)
    assert position in msgspec.json.encode(records).decode()
    released = release(records, Profile(grid_km=10))
    assert position not in msgspec.json.encode(released.records).decode()


def test_the_profiles_that_ship_can_be_read_and_say_what_they_do() -> None:
    assert names()[0] == "full"
    assert {"public", "embargo"} <= set(names())
    assert all(load_profile(name).name == name for name in names())
    assert [load_profile(name).changes_records for name in names()] == [False, True, True, True, True]


def test_a_profile_of_the_users_own(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("grid_km = 5\nuntil = 2024-12-31\n", encoding="utf-8")
    (tmp_path / "two.toml").write_text("[a]\ngrid_km = 5\n[b]\nvoices = 'hide'\n", encoding="utf-8")
    assert load_profile(str(tmp_path / "one.toml")) == Profile(name="one", grid_km=5, until=dt.date(2024, 12, 31))
    assert load_profile(f"{tmp_path}/two.toml:b") == Profile(name="b", voices="hide")
    with pytest.raises(SettingsError, match="holds the profiles a, b"):
        load_profile(str(tmp_path / "two.toml"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("grid = 5", "grid_km"),
        ("grid_km = -1", "got -1"),
        ("grid_km = 'ten'", "Expected"),
        ("embargo_days = -1", "negative"),
        ("unreviewed = 'hide'", "hide"),
        ("grid_km = ", "cannot be read"),
    ],
)
def test_a_bad_profile_is_told_in_one_sentence(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=told):
        load_profile(str(tmp_path / "bad.toml"))


@pytest.mark.parametrize("name", ["nosuch", "nosuch.toml", "\x00.toml"])
def test_a_profile_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(SettingsError, match="profile"):
        load_profile(name)


# -------------------------------------------------------------- nothing leaks

#: What must be gone: coordinates of the places, names and words of the articles.
SPOTS = (29.198, 16.001, 27.653, 14.272, 29.985, 14.25, 32.17, 13.02, 27.04, 14.43, 16.27, 12.609, -7.975)
KEEPS_NO_WORDS = Profile(
    name="silent", grid_km=25, embargo_days=90, sentences="drop", places="drop", outlets="hide", voices="hide"
)


def everything_in(path: Path) -> Iterator[str]:
    """Yield the text of a file and of all that is packed within it, but the basemap, which names towns anyway."""
    data = path.read_bytes()
    yield data.decode("utf-8", "replace")
    for name, match in re.findall(rb'<script type="text/plain" id="[^"]*-(\w+)">([A-Za-z0-9+/=]+)</script>', data):
        if match[:4] == b"H4sI":
            if name != b"basemap":
                yield gzip.decompress(base64.b64decode(match)).decode("utf-8", "replace")
        else:
            assert name in (b"sentences", b"sources")
            yield "\n".join(line.decode() for line in lines_in(match.decode()))


def placed(path: Path) -> str:
    """Return what a file says, without the program's own script, basemap and words."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".html":
        parts = re.findall(r'<script type="application/json" id="[^"]*(?:spec|manifest)">(.*?)</script>', text)
        return "\n".join(parts)
    return text


@pytest.mark.parametrize("ending", ["html", "packed.html", "geojson", "csv", "kml", "gpkg", "parquet", "svg", "jsonl"])
def test_what_is_held_back_is_nowhere_in_any_file(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    released = release(mapcases.ARTICLES, KEEPS_NO_WORDS, day=DAY)
    assert ids(released) == ["r-1", "r-2"], "the movement of October and the drones of November"
    path = tmp_path / f"out.{ending}"
    if ending == "packed.html":
        monkeypatch.setattr(mapspec, "PACK_FROM", 1)
    if ending.endswith("html"):
        save_html(released, path)
    elif ending == "svg":
        monkeypatch.setitem(__import__("matplotlib").rcParams, "svg.fonttype", "none")
        save_figure(released, path)
    elif ending == "jsonl":
        path.write_bytes(b"\n".join(msgspec.json.encode(record) for record in released.records))
    else:
        vector.write(released.records, path)
    words = [event.evidence.quote for record in mapcases.ARTICLES for event in record.events]
    words += [place.name for record in mapcases.ARTICLES for event in record.events for place in event.locations
              if place.method != "country"]  # fmt: skip
    words += [record.title for record in mapcases.ARTICLES] + ["مصادر محلية", "ab" * 32, "ev-ar-move", "براك"]
    for text in everything_in(path):
        assert [word for word in words if len(word) > len("Gao") and word in text] == []
    said = placed(path)
    assert [spot for spot in SPOTS if re.search(rf"(?<![\d.-]){re.escape(str(spot))}(?!\d)", said)] == []
    assert [spot for spot in SPOTS if struct.pack("<d", spot) in path.read_bytes()] == []
    if ending in ("html", "geojson", "csv", "kml", "jsonl"):
        assert "16.1175" in said, "the middle of the cell is there, so the search would have found the place"


def test_a_packed_map_holds_only_points_of_the_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapspec, "PACK_FROM", 1)
    released = release(mapcases.ARTICLES, Profile(grid_km=25))
    spec = mapspec.build_mapspec(released)
    data = gzip.decompress(base64.b64decode(spec.packed.columns))
    planes = [data[index * spec.packed.placed : (index + 1) * spec.packed.placed] for index in range(8)]
    lats, lons = (
        [
            (whole >> 1) ^ -(whole & 1)
            for whole in (sum(plane[row] << 8 * n for n, plane in enumerate(part)) for row in range(spec.packed.placed))
        ]
        for part in (planes[:4], planes[4:])
    )
    lat = lon = 0
    grid = {(place.lat, place.lon) for record in released.records for event in record.events
            for place in event.locations}  # fmt: skip
    for north, east in zip(lats, lons, strict=True):
        lat, lon = lat + north, lon + east
        assert (lat / 10_000, lon / 10_000) in grid
    assert spec.packed.places


AT_A_BASE = (
    "Fighters arrived at Al-Jufra air base on Monday, and left Sebha for the base. Al-Jufra Air Base was based there."
)


def test_a_place_smaller_than_a_cell_is_not_named_and_a_town_is() -> None:
    records = extract_text(AT_A_BASE)
    assert any(place.name == "Al-Jufra Air Base" for event in records[0].events for place in event.locations)
    released = release(records, Profile(grid_km=10))
    text = msgspec.json.encode(released.records).decode()
    assert "Jufra" not in text
    assert "ly-jufra" not in text
    assert "Sebha" in text, "wider than a cell"
    names_ = {place.name for event in released.records[0].events for place in event.locations}
    assert names_ == {WITHHELD, "Sebha"}
    before = [event.evidence.quote for event in records[0].events]
    after = [event.evidence.quote for event in released.records[0].events]
    assert [len(quote) for quote in after] == [len(quote) for quote in before]
    assert "based there" in "".join(after) or "based" not in "".join(before)
    assert counts(released)["blackened"] == len(after)
    assert "Jufra" in msgspec.json.encode(release(records, Profile(grid_km=1)).records).decode(), "no cell hides it"


def test_what_is_near_a_small_place_is_not_named_after_it() -> None:
    records = extract_text("فجر مسلحون عبوة قرب مطار معيتيقة في 4 مايو 2021.")
    (place,) = records[0].events[0].locations
    assert (place.name, place.uncertainty_km) == ("Mitiga Airport", 15.0)
    released = release(records, Profile(grid_km=10))
    text = msgspec.json.encode(released.records).decode()
    assert "Mitiga" not in text
    assert "معيتيقة" not in text
    (card,) = mapspec.build_mapspec(released, lang="ar").events
    assert [(place.name, place.words) for place in card.places] == [("ليبيا، مكان محجوب", "")]


@given(st.lists(st.sampled_from(["Brak", "Brak base", "براك", "قاعدة براك", "a.b", "(x)"]), max_size=4))
def test_blackening_leaves_no_word_and_moves_nothing(words: list[str]) -> None:
    text = "At Brak base, BRAK and Braka; وبراك وقاعدة براك والبراكين a.b (x) axb"
    out = Blackener(words)(text)
    assert len(out) == len(text)
    assert "Braka" in out
    assert "البراكين" in out
    assert "axb" in out
    for word in words:
        assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", out, re.IGNORECASE)


def test_a_figure_of_a_release_is_the_releases(tmp_path: Path) -> None:
    save_figure(release(mapcases.ARTICLES, Profile(grid_km=25)), tmp_path / "a.svg", title="T")
    save_figure(mapcases.ARTICLES, tmp_path / "b.svg", title="T")
    assert (tmp_path / "a.svg").read_bytes() != (tmp_path / "b.svg").read_bytes()


@given(
    st.sampled_from(["full", "public", "reviewed", "protected"]), st.dates(dt.date(2024, 10, 1), dt.date(2026, 1, 1))
)
def test_counts_add_up_under_every_profile(name: str, day: dt.date) -> None:
    released = release(mapcases.ARTICLES, load_profile(name), day=day, reviews={"ev-ar-open": "rejected"})
    out = sum(count for what, count in counts(released).items()
              if what in ("rejected", "merged", "unreviewed", "too_early", "embargoed"))  # fmt: skip
    assert len(ids(released)) + out == released.events_in == 11
    assert len(released.records) + counts(released).get("articles", 0) == released.articles_in == 3


def test_nothing_of_an_article_without_events_left_is_told(sample_records: tuple[ArticleRecord, ...]) -> None:
    released = release(sample_records, Profile(embargo_days=10), day=dt.date(2024, 11, 20))
    assert 0 < len(released.records) < len(sample_records)
    text = json.dumps(msgspec.to_builtins(released.records), ensure_ascii=False)
    gone = {record.source for record in sample_records} - {record.source for record in released.records}
    assert [name for name in gone if name in text] == []


def test_a_withheld_place_is_told_by_its_country_in_the_language_of_the_page() -> None:
    released = release(mapcases.ARTICLES[:1], Profile(places="drop"))
    assert released.records[0].events[0].locations[0].name == WITHHELD
    names_ = [place.name for place in mapspec.build_mapspec(released, lang="ar").events[0].places]
    assert names_ == ["ليبيا، مكان محجوب"] * 2
