"""The files that a user downloads are read as their publishers write them, and refused when they are not."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer
from geo.gazetteer.build import build_file
from geo.gazetteer.clean import load_rules
from geo.gazetteer.commonness import Commonness
from geo.gazetteer.dumps import geonames_ids, read_alternate_names, read_geonames, read_gns, read_ourairports
from geo.gazetteer.extend import extend, rows_of, rules_of
from geo.gazetteer.osm import read_osm
from geo.gazetteer.records import PlaceRow
from geo.gazetteer.report import check, info

RULES = load_rules(Path(__file__).parent.parent / "data" / "gazetteer.toml")


def geonames_line(number: int, name: str, feature: str, lat: float, lon: float, **more: str) -> str:
    """Return a line of a GeoNames dump; made up, in the published shape of 19 columns."""
    cls, code = feature.split(".")
    fields = [str(number), name, name, more.get("names", ""), str(lat), str(lon), cls, code, more.get("country", "LY")]
    fields += ["", more.get("admin1", ""), "", "", "", more.get("population", "0"), "", "300", "Africa/Tripoli"]
    return "\t".join([*fields, "2026-01-01"])


GEONAMES = [
    geonames_line(1, "Ash Shuwayrif", "P.PPL", 29.9766, 14.2524, names="الشويرف,Shuwayrif,SHW", population="4000"),
    geonames_line(2, "Wadi Zamzam", "H.WAD", 31.4, 15.0, names="وادي زمزم"),
    geonames_line(3, "Qaryat Umm Rahil", "P.PPL", 30.0, 14.5),
    geonames_line(4, "Al Wigh", "S.AIRF", 24.18, 14.54),
    geonames_line(5, "Old well", "H.WLL", 27.0, 14.0),
    geonames_line(6, "Ghadduwah", "P.PPLX", 26.44, 14.30, admin1="34"),
]
ALTERNATE = [
    "10\t1\tar\tالشويرف\t1\t\t\t\t\t",
    "11\t1\ten\tShwayrif\t\t\t\t\t\t",
    "12\t1\tlink\thttps://example.org\t\t\t\t\t\t",
    "13\t1\tru\tЭш-Шувайриф\t\t\t\t\t\t",
    "14\t1\ten\tOldname\t\t\t\t1\t\t",
    "15\t3\tar\tأم راحل\t\t\t\t\t\t",
    "16\t3\tfr\tOum Rahil\t1\t\t\t\t\t",
    "17\t99\ten\tElsewhere\t\t\t\t\t\t",
]
OURAIRPORTS = """"id","ident","type","name","latitude_deg","longitude_deg","elevation_ft","continent","iso_country",\
"iso_region","municipality","scheduled_service","icao_code","iata_code","gps_code","local_code","home_link",\
"wikipedia_link","keywords"
1,"XX01","small_airport","Jebel Test Airport",27.1,14.1,1000,"AF","LY","LY-SB","Test Town","no",,,,,,,"Wadi Test Strip"
2,"XX02","medium_airport","Second Test Airport",27.9,14.9,1000,"AF","LY","LY-SB",,"no",,,,,,,"Second Test Air Base"
3,"XX03","heliport","Clinic Heliport",27.2,14.2,1000,"AF","LY","LY-SB",,"no",,,,,,,
4,"XX04","closed","Old Test Airport",28.9,13.9,1000,"AF","LY","LY-SB",,"no",,,,,,,
"""
GNS_HEADER = (
    "rk\tufi\tuni\tfull_name\tnt\tlat_dd\tlong_dd\tefctv_dt\tterm_dt_f\tterm_dt_n\tdesig_cd\tfc\tcc_ft\tadm1\tft_link\t"
    "name_rank\tlang_cd\ttransl_cd\tscript_cd\tname_link\tcc_nm\tgeneric\tfull_nm_nd"
)


def gns_line(ufi: int, name: str, sort: str, point: tuple[float, float], feature: str) -> str:
    cls, code = feature.split(".")
    fields = ["1", str(ufi), "9", name, sort, str(point[0]), str(point[1]), "", "", "", code, cls, "LBY", "", "", "1"]
    return "\t".join([*fields, "", "", "", "", "", "", name])


GNS = [
    gns_line(501, "Mazrū‘", "V", (29.0, 15.0), "P.PPL"),
    gns_line(501, "Mizra", "N", (29.0, 15.0), "P.PPL"),
    gns_line(501, "مزرع", "NS", (29.0, 15.0), "P.PPL"),
    gns_line(502, "Qā‘idat Tajribah", "N", (28.0, 15.5), "S.AIRB"),
    gns_line(502, "قاعدة تجربة", "NS", (28.0, 15.5), "S.AIRB"),
    gns_line(503, "Bi’r", "N", (28.1, 15.5), "H.WLL"),
]


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return write(tmp_path / "LY.txt", GEONAMES)


def by_id(rows: list[PlaceRow]) -> dict[str, PlaceRow]:
    return {row.place_id: row for row in rows}


def test_geonames_gives_the_features_that_news_names(dump: Path) -> None:
    rows = by_id(list(read_geonames(dump, RULES, divisions={("LY", "34"): "Sabha"})))
    assert {key: row.subtype for key, row in rows.items()} == {
        "gn-1": "town",
        "gn-2": "valley",
        "gn-3": "town",
        "gn-4": "airstrip",
        "gn-6": "district",
    }
    assert rows["gn-1"].population == 4000
    assert rows["gn-1"].names["ar"] == ["الشويرف"]
    assert "SHW" not in rows["gn-1"].names[""]
    assert rows["gn-6"].admin1 == "Sabha"
    assert rows["gn-1"].source == "GeoNames 1"


def test_alternate_names_come_by_language_without_links_and_history(dump: Path, tmp_path: Path) -> None:
    names = read_alternate_names(write(tmp_path / "alternateNamesV2.txt", ALTERNATE), lambda number: number < 50)
    assert names == {1: {"ar": ["الشويرف"], "en": ["Shwayrif"]}, 3: {"ar": ["أم راحل"], "fr": ["Oum Rahil"]}}
    rows = by_id(list(read_geonames(dump, RULES, alternate=names)))
    assert rows["gn-1"].names["en"][0] == "Shwayrif"
    assert rows["gn-3"].names["fr"] == ["Oum Rahil"]


def test_the_ids_of_a_dump_say_which_names_are_wanted(dump: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "XX.txt", ["no dump", GEONAMES[0].replace("1", "77", 1)])
    assert geonames_ids([dump, other]) == {1, 2, 3, 4, 5, 6, 77}


def test_a_zip_is_read_like_its_content(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "LY.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(dump, "LY.txt")
        archive.writestr("readme.txt", "about")
    assert [row.place_id for row in read_geonames(path, RULES)] == [row.place_id for row in read_geonames(dump, RULES)]


def test_ourairports_gives_fields_and_tells_air_bases(tmp_path: Path) -> None:
    path = tmp_path / "airports.csv"
    path.write_text(OURAIRPORTS, encoding="utf-8")
    rows = by_id(list(read_ourairports(path)))
    assert {key: row.subtype for key, row in rows.items()} == {
        "oa-xx01": "airport",
        "oa-xx02": "airbase",
        "oa-xx04": "airstrip",
    }
    assert rows["oa-xx01"].names["town"] == ["Test Town"]
    assert "Wadi Test Strip" in rows["oa-xx01"].names["en"]


def test_gns_joins_the_lines_of_a_feature_and_takes_native_names(tmp_path: Path) -> None:
    path = write(tmp_path / "ly.txt", [GNS_HEADER, *GNS])
    rows = by_id(list(read_gns(path, RULES, country="LY")))
    assert set(rows) == {"gns-501", "gns-502"}
    assert rows["gns-501"].names["en"] == ["Mizra", "Mazrū‘"]
    assert rows["gns-501"].names["ar"] == ["مزرع"]
    assert rows["gns-502"].subtype == "airbase"
    assert rows["gns-502"].countries == ("LY",)


@pytest.mark.parametrize("content", ["1\ttoo few\n", "\n", "x" * 40])
def test_lines_of_another_shape_are_refused_with_their_number(tmp_path: Path, content: str) -> None:
    path = tmp_path / "LY.txt"
    path.write_text(GEONAMES[0] + "\n" + content, encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"LY\.txt, line 2: 19 columns expected"):
        list(read_geonames(path, RULES))


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="cannot be read"):
        list(read_geonames(tmp_path / "none.txt", RULES))
    broken = tmp_path / "LY.zip"
    broken.write_bytes(b"PK no zip")
    with pytest.raises(GazetteerError, match="cannot be read"):
        list(read_geonames(broken, RULES))
    with pytest.raises(GazetteerError, match="no column ufi"):
        list(read_gns(write(tmp_path / "gns.txt", ["a\tb", "1\t2"]), RULES, country="LY"))
    with pytest.raises(GazetteerError, match="record 1"):
        list(read_ourairports(write(tmp_path / "a.csv", ["a,b", "1,2"])))
    latin = tmp_path / "latin.txt"
    latin.write_bytes("é".encode("latin-1") * 30)
    with pytest.raises(GazetteerError, match="cannot be read"):
        list(read_geonames(latin, RULES))


def test_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.gazetteer.dumps.PROGRESS_STEP", 2)
    told: list[int] = []
    list(read_geonames(write(tmp_path / "LY.txt", GEONAMES), RULES, progress=told.append))
    assert told == [2, 4, 6]


@pytest.fixture
def base(tmp_path: Path) -> Gazetteer:
    town = PlaceRow("t-1", "town", ("LY",), "", 29.97, 14.25, 3, 0, verified=True, source="test", rank=0, weight=0.5)
    town.names = {"en": ["Ash Shwayrif"], "ar": ["الشويرف"]}
    path = tmp_path / "base.bin"
    inherited = Commonness(inherited={"shwayrif": 1.2})
    build_file(path, [town], rules=RULES, commonness=inherited, attribution="base", inputs={"base": "1"})
    return Gazetteer.open(path)


def test_a_gazetteer_gives_back_its_rows(base: Gazetteer) -> None:
    (row,) = rows_of(base)
    assert row.place_id == "t-1"
    assert row.names["ar"] == ["الشويرف"]
    assert "shwayrif" in row.name_keys()
    assert rules_of(base) == RULES


def test_building_on_keeps_the_base_and_adds_the_dump(base: Gazetteer, dump: Path, tmp_path: Path) -> None:
    target = tmp_path / "big.bin"
    extend(base, target, [read_geonames(dump, RULES)], attribution="GeoNames CC BY 4.0", inputs={"LY.txt": "2026"})
    big = Gazetteer.open(target)
    (entry,) = big.lookup("الشويرف")
    assert entry.place.place_id == "t-1"  # one place for one place, the base gives the id
    assert entry.place.population == 4000  # and the dump what the base lacks
    assert big.lookup("qaryat umm rahil")[0].place.place_id == "gn-3"
    assert big.meta.inputs == {"base": "1", "LY.txt": "2026"}
    assert "GeoNames CC BY 4.0" in big.meta.attribution
    assert info(big).places == 5
    assert check(big) == []


def test_a_broken_dump_leaves_the_old_file(base: Gazetteer, dump: Path, tmp_path: Path) -> None:
    target = tmp_path / "big.bin"
    extend(base, target, [read_geonames(dump, RULES)], attribution="", inputs={})
    before = target.read_bytes()
    dump.write_text("broken\n", encoding="utf-8")
    with pytest.raises(GazetteerError):
        extend(base, target, [read_geonames(dump, RULES)], attribution="", inputs={})
    assert target.read_bytes() == before


def test_check_finds_twins_and_missing_points(tmp_path: Path) -> None:
    rows = []
    for number, lat in enumerate([10.0, 10.001, 0.0]):
        row = PlaceRow(
            f"x-{number}", "town", ("LY",), "", lat, lat, 3, 0, verified=True, source="s", rank=0, weight=0.5
        )
        row.names = {"en": ["Samename"]}
        rows.append(row)
    path = tmp_path / "g.bin"
    build_file(path, rows, rules=RULES, commonness=Commonness(), attribution="", inputs={})
    assert {fault.sort for fault in check(Gazetteer.open(path))} == {"twin", "point"}


OVERPASS = """{"elements": [
 {"type": "node", "id": 7, "lat": 27.03, "lon": 14.43,
  "tags": {"place": "town", "name": "سبها الجديدة", "name:en": "New Sabha", "name:fr": "Nouvelle Sebha",
           "population": "9000"}},
 {"type": "way", "id": 8, "center": {"lat": 27.1, "lon": 14.5}, "tags": {"military": "airfield", "name": "Test Field"}},
 {"type": "node", "id": 9, "lat": 27.0, "lon": 14.0, "tags": {"shop": "bakery", "name": "Bread"}},
 {"type": "node", "id": 10, "lat": 27.0, "lon": 14.0, "tags": {"place": "village"}}
]}"""


def test_an_extract_of_openstreetmap_gives_places_with_their_licence(tmp_path: Path) -> None:
    path = tmp_path / "ly.json"
    path.write_text(OVERPASS, encoding="utf-8")
    town, field = read_osm(path, RULES, country="LY")
    assert (town.place_id, town.subtype, town.population) == ("osm-n7", "town", 9000)
    assert (town.names["ar"], town.names["en"], town.names["fr"]) == (
        ["سبها الجديدة"],
        ["New Sabha"],
        ["Nouvelle Sebha"],
    )
    assert (field.subtype, field.lat, field.lon) == ("airbase", 27.1, 14.5)
    assert all("ODbL" in row.source for row in (town, field))


@pytest.mark.parametrize("content", ["", "[]", '{"elements": [{"id": "x"}]}', "<osm/>"])
def test_what_is_no_extract_of_openstreetmap_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ly.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GazetteerError, match="Overpass"):
        list(read_osm(path, RULES, country="LY"))
