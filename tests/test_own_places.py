"""An analyst's own places: kept in a file that people can read, checked, used like any other candidate."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data import pipeline
from geo.cli import main
from geo.errors import GazetteerError
from geo.files import one_writer
from geo.gazetteer import Gazetteer
from geo.gazetteer.index import CONTINUES, IS_NAME
from geo.gazetteer.overlay import GazetteerWithOwn, open_gazetteer
from geo.gazetteer.own import COLUMNS, OwnRow, append, parse_rows, read_rows, remove
from geo.gazetteer.report import check
from geo.gazetteer.search import search
from geo.pipeline import Pipeline
from geo.reading import extract_text
from geo.settings import PLACES_FILE, PLACES_VARIABLE, Settings

DAY = dt.date(2026, 11, 25)
HEADER = ",".join(COLUMNS)
STRIP = 'own-strip,airstrip,LY,27.1,14.2,2,Qarzamal strip,مهبط قرزمال,,,,,"a photo, dated",,Amal,2026-11-25'


def own_row(**fields: object) -> OwnRow:
    given_fields: dict[str, object] = {
        "place_id": "own-strip", "kind": "airstrip", "country": "LY", "lat": 27.1, "lon": 14.2,
        "names": {"en": ("Qarzamal strip",), "ar": ("مهبط قرزمال",)}, "added_by": "Amal", "added_on": DAY,
    }  # fmt: skip
    return OwnRow(**(given_fields | fields))  # type: ignore[arg-type]


def alias_row(place_id: str, name: str) -> OwnRow:
    return OwnRow(place_id=place_id, kind="alias", names={"en": (name,)}, added_by="Amal", added_on=DAY, note="heard")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / PLACES_FILE


# ------------------------------------------------------------------- the file


def test_what_is_added_is_read_back(path: Path) -> None:
    place = append(path, own_row(uncertainty_km=1.5, source="a photo, dated", note='said "so"'))
    alias = append(path, alias_row("ly-tobruk", "Tabruq Sharq"))
    rows = read_rows(path)
    assert [row.lines for row in rows] == [(2, 2), (3, 3)]
    assert [(row.place_id, row.names, row.credit) for row in rows] == [
        (row.place_id, row.names, row.credit) for row in (place, alias)
    ]
    assert (rows[0].lat, rows[0].lon, rows[0].uncertainty_km) == (27.1, 14.2, 1.5)


@given(
    name=st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="|"), min_size=3, max_size=20),
    note=st.text(st.characters(categories=["L", "N", "P", "Zs"])),
)
def test_any_name_that_is_taken_comes_back_as_it_was(
    name: str, note: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("own") / PLACES_FILE
    try:
        append(path, own_row(names={"en": (name.strip(),)}, note=note.strip()))
    except GazetteerError:
        assert not path.exists()
        return
    (row,) = read_rows(path)
    assert row.names == {"en": (name.strip(),)}
    assert row.note == note.strip()


def test_hand_edited_lines_stay_as_they_are(path: Path) -> None:
    by_hand = f"{HEADER},colour\r\n{STRIP},red\r\n\r\n" + STRIP.replace("own-strip", "own-b").replace(
        "a photo", '""x""'
    )
    path.write_text(by_hand + ",blue", encoding="utf-8-sig", newline="")
    append(path, own_row(place_id="own-c"))
    assert path.read_bytes().startswith((by_hand + ",blue\r\n").encode("utf-8-sig"))
    assert remove(path, "own-b") == 1
    left = path.read_text(encoding="utf-8-sig")
    assert [row.place_id for row in read_rows(path)] == ["own-strip", "own-c"]
    assert "own-strip,airstrip,LY,27.1,14.2,2" in left
    assert ",red" in left


def test_ids_are_made_from_names_and_kept_apart(path: Path) -> None:
    ids = [append(path, own_row(place_id="", names=names)).place_id for names in [
        {"en": ("Qarzamal Strip",)}, {"fr": ("Qarzamal strip",)}, {"ar": ("مهبط قرزمال",)},
    ]]  # fmt: skip
    assert ids == ["own-qarzamal-strip", "own-qarzamal-strip-2", "own-place"]
    with pytest.raises(GazetteerError, match="already"):
        append(path, own_row(place_id="own-place"))


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("lat", "91", "no such point on Earth"),
        ("lat", "nan", "no such point on Earth"),
        ("lon", "12°", "'12°', which is no number"),
        ("lat", "", "needs lat and lon"),
        ("kind", "airstripe", "'airstripe' is no kind"),
        ("kind", "country", "'country' is no kind"),
        ("kind", "alias", "an alias has no country, lat, lon"),
        ("country", "Libya", "ISO 3166 alpha-2"),
        ("country", "", "ISO 3166 alpha-2"),
        ("uncertainty_km", "-1", "uncertainty_km is -1"),
        ("name_ar", "م", "fewer than 3 letters"),
        ("name_fr", "a\u202eb c", "not printable"),
        ("id", "ly-tobruk", "should be 'own-'"),
        ("id", "own-Ä", "should be 'own-'"),
        ("added_by", "", "added_by is empty"),
        ("added_on", "25.11.2026", "'25.11.2026'; write a day as YYYY-MM-DD"),
    ],
)
def test_a_row_that_makes_no_sense_is_told_with_its_line(path: Path, column: str, cell: str, words: str) -> None:
    cells = dict(zip(COLUMNS, STRIP.replace('"a photo, dated"', "photo").split(","), strict=True)) | {column: cell}
    lines = [HEADER, STRIP.replace("own-strip", "own-first"), "", ",".join(cells.values())]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(GazetteerError, match="line 4: ") as told:
        read_rows(path)
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id;kind\n", "line 1: the header lacks id, kind, country"),
        (f"{HEADER}\n{STRIP},extra\n".encode(), "line 2: 17 cells, the header has 16"),
        (f"{HEADER}\n{STRIP}\n{STRIP}\n".encode(), "line 3: the id 'own-strip' stands on line 2"),
        (f'{HEADER}\nown-a,town,"LY\n'.encode(), "line 2: no CSV"),
        (f"{HEADER}\n".encode() + "نعم".encode("cp1256"), "line 2: not UTF-8"),
        (f"{HEADER}\nown-r,region,LY,27,14,,Qarzamal,,,,,,,,Amal,2026-11-25\n".encode(), "needs uncertainty_km"),
    ],
)
def test_a_file_of_another_shape_is_told_with_its_line(content: bytes, words: str) -> None:
    with pytest.raises(GazetteerError) as told:
        parse_rows(content, Path(PLACES_FILE))
    assert words in str(told.value)
    assert str(told.value).startswith(PLACES_FILE)


def test_a_broken_file_is_not_written_to(path: Path) -> None:
    path.write_text(f"{HEADER}\nbroken\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(GazetteerError, match="line 2"):
        append(path, own_row())
    with pytest.raises(GazetteerError, match="line 2"):
        remove(path, "own-strip")
    assert path.read_bytes() == before


def test_a_full_disk_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(path, own_row())
    before = path.read_bytes()

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geo.files.os.fsync", fail)
    with pytest.raises(GazetteerError, match="No space left"):
        append(path, own_row(place_id="own-b"))
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == [f".{PLACES_FILE}.lock", PLACES_FILE]


def test_writers_wait_for_each_other(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[3]);"
        "from test_own_places import own_row, append\n"
        "for n in range(10): append(Path(sys.argv[1]), own_row(place_id=f'own-{sys.argv[2]}-{n}'))"
    )
    here = str(Path(__file__).parent)
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), name, here]) for name in ("a", "b")]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    assert len(read_rows(path)) == 20


def test_a_writer_that_waits_in_vain_says_so(path: Path) -> None:
    with one_writer(path), pytest.raises(TimeoutError, match="another process"), one_writer(path, wait_s=0):
        pass


# ---------------------------------------------------------------- the overlay


@pytest.fixture
def gazetteer(path: Path) -> GazetteerWithOwn:
    append(path, own_row())
    append(path, alias_row("ly-tobruk", "Tabruq Sharq"))
    append(path, alias_row("own-strip", "Kilo Forty"))
    found = open_gazetteer(Settings(places_path=path))
    assert isinstance(found, GazetteerWithOwn)
    return found


def test_own_names_are_answered_and_say_whose_they_are(gazetteer: GazetteerWithOwn) -> None:
    (place,) = gazetteer.lookup("مهبط قرزمال")
    assert (place.place.place_id, place.place.kind, place.place.lat) == ("own-strip", "facility", 27.1)
    assert place.note == "the analyst's own place, added by Amal on 2026-11-25"
    assert place.preferred
    (alias,) = gazetteer.lookup("tabruq sharq")
    assert alias.place == Gazetteer.open().place("ly-tobruk")
    assert alias.note.endswith("heard")
    assert not alias.preferred
    assert gazetteer.lookup("kilo forty")[0].place is place.place


def test_words_that_begin_an_own_name_are_known_to(gazetteer: GazetteerWithOwn) -> None:
    assert gazetteer.starts("qarzamal") == CONTINUES
    assert gazetteer.starts("qarzamal strip") == IS_NAME
    assert gazetteer.starts("tobruk") & IS_NAME


def test_everything_else_is_as_it_was(gazetteer: GazetteerWithOwn) -> None:
    base = Gazetteer.open()
    for key in ("طرابلس", "tripoli", "gao", "nowhere at all"):
        assert gazetteer.lookup(key) == base.lookup(key)
        assert gazetteer.starts(key) == base.starts(key)
    assert open_gazetteer(Settings()) is base


def test_an_own_place_stands_beside_those_of_its_name(path: Path) -> None:
    append(path, own_row(kind="village", names={"en": ("Kidal",)}))
    found = open_gazetteer(Settings(places_path=path)).lookup("kidal")
    assert {"own-strip", "ml-kidal"} <= {entry.place.place_id for entry in found}
    assert [bool(entry.note) for entry in found if entry.place.place_id == "own-strip"] == [True]


def test_own_places_are_found_by_id_position_and_spelling(gazetteer: GazetteerWithOwn) -> None:
    assert gazetteer.place("own-strip").name == "Qarzamal strip"
    assert gazetteer.names_of("own-strip") == ("kilo forty", "qarzamal strip", "مهبط قرزمال")
    assert "tabruq sharq" in gazetteer.names_of("ly-tobruk")
    assert gazetteer.nearest(27.1, 14.2, limit=2)[0][0].place_id == "own-strip"
    for query in ("qarzamal", "Karzamal strip", "مهبت قرزمال"):
        hit = search(gazetteer, query, limit=1)[0]
        assert (hit.place.place_id, "Amal" in hit.note) == ("own-strip", True)


def test_an_alias_of_nothing_is_told_with_its_line(path: Path) -> None:
    append(path, own_row())
    append(path, alias_row("xx-nowhere", "Somewhere"))
    with pytest.raises(GazetteerError, match="line 3: an alias of 'xx-nowhere'"):
        open_gazetteer(Settings(places_path=path))


def test_check_looks_at_own_places_too(path: Path) -> None:
    append(path, own_row(lat=35.0, lon=10.0))
    faults = check(open_gazetteer(Settings(places_path=path)))
    assert ("country", "own-strip") in {(fault.sort, fault.place_id) for fault in faults}


def test_a_changed_file_is_read_again_and_the_same_one_is_not(path: Path) -> None:
    append(path, own_row())
    settings = Settings(places_path=path)
    first = open_gazetteer(settings)
    assert open_gazetteer(settings) is first
    append(path, alias_row("own-strip", "Kilo Forty"))
    assert open_gazetteer(settings).lookup("kilo forty")


def test_articles_are_placed_at_own_places(path: Path) -> None:
    text = "A column of 20 vehicles arrived at Qarzamal strip on 3 May 2021, officials said."
    arabic = "وصلت قوة عسكرية إلى مهبط قرزمال يوم 3 مايو 2021."
    assert not any(place.place_id for place in extract_text(text)[0].places)
    append(path, own_row())
    settings = Settings(places_path=path)
    for article in (text, arabic):
        (event,) = extract_text(article, settings=settings)[0].events
        (location,) = event.locations
        assert (location.place_id, location.lat, location.lon) == ("own-strip", 27.1, 14.2)
        assert any("the analyst's own place, added by Amal" in reason for reason in location.reasons)
    assert isinstance(Pipeline(settings).gazetteer, GazetteerWithOwn)


def test_the_dashboard_uses_the_file_that_its_environment_names(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(path, own_row())
    monkeypatch.setenv(PLACES_VARIABLE, str(path))
    pipeline.clear()
    try:
        assert pipeline().gazetteer.place("own-strip").lat == 27.1
    finally:
        pipeline.clear()


# ----------------------------------------------------------- the command line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(PLACES_VARIABLE, raising=False)
    return tmp_path


ADD = ["gazetteer", "add", "--kind", "airstrip", "--country", "LY", "--lat", "27.1", "--lon", "14.2"]


def test_a_place_added_in_a_folder_is_used_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ADD, "--en", "Qarzamal strip", "--ar", "مهبط قرزمال", "--by", "Amal", "--source", "a photo"]) == 0
    assert main(["gazetteer", "alias", "own-qarzamal-strip", "--fr", "piste de Qarzamal", "--by", "Amal"]) == 0
    assert (folder / PLACES_FILE).is_file()
    capsys.readouterr()
    assert main(["geocode", "piste de Qarzamal", "--format", "jsonl"]) == 0
    best = json.loads(capsys.readouterr().out)["candidates"][0]
    assert best["place_id"] == "own-qarzamal-strip"
    assert "Amal" in best["reasons"][1]
    assert main(["gazetteer", "show", "own-qarzamal-strip"]) == 0
    assert "piste de Qarzamal  (the analyst's own alias, added by Amal" in capsys.readouterr().out
    assert main(["gazetteer", "search", "qarzamal"]) == 0
    assert "the analyst's own place" in capsys.readouterr().out.splitlines()[0]
    assert main(["gazetteer", "info"]) == 0
    assert f"own: 1 places, 1 aliases in {PLACES_FILE}" in capsys.readouterr().out
    assert main(["gazetteer", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main(["gazetteer", "remove", "own-qarzamal-strip", "--name", "piste de Qarzamal"]) == 0
    assert [row.kind for row in read_rows(folder / PLACES_FILE)] == ["airstrip"]


def test_option_and_environment_name_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PLACES_VARIABLE, str(folder / "team.csv"))
    monkeypatch.setenv("MARSAD_ANALYST", "Team")
    assert main([*ADD, "--en", "Qarzamal strip"]) == 0
    assert main([*ADD, "--en", "Zerbekan strip", "--places", "mine.csv"]) == 0
    (folder / "empty.csv").touch()
    assert main([*ADD, "--en", "Zerbekan strip", "--places", "empty.csv"]) == 0
    assert read_rows(folder / "team.csv")[0].added_by == "Team"
    for other in ("mine.csv", "empty.csv"):
        assert [row.place_id for row in read_rows(folder / other)] == ["own-zerbekan-strip"]
    assert not (folder / PLACES_FILE).exists()
    capsys.readouterr()
    assert main(["geocode", "Qarzamal strip"]) == 0
    assert main(["geocode", "Qarzamal strip", "--places", os.devnull]) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([*ADD, "--by", "A"], "no name"),
        ([*ADD[:-3], "99", "--lon", "14", "--en", "Qarzamal"], "no such point"),
        (["gazetteer", "alias", "xx-nowhere", "--en", "Qarzamal"], "no place has the id 'xx-nowhere'"),
        (["gazetteer", "remove", "own-nothing"], "cannot be read"),
        (["geocode", "Tobruk", "--places", "missing.csv"], "missing.csv"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_status_1(
    folder: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    err = capsys.readouterr().err
    assert words in err
    assert len(err.splitlines()) == 1
    assert not (folder / PLACES_FILE).exists()


def test_a_name_that_stands_nearby_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Gazetteer.open().place("ly-tobruk")
    where = ["--lat", str(place.lat), "--lon", str(place.lon)]
    assert main(["gazetteer", "add", "--kind", "village", "--country", "LY", *where, "--en", "Tobruk"]) == 0
    assert "ly-tobruk (Tobruk, town) has that name and lies 0.0 km away" in capsys.readouterr().err
    assert (folder / PLACES_FILE).is_file()


def test_a_broken_file_in_the_folder_stops_a_run_and_says_where(
    folder: Path, samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / PLACES_FILE).write_text(f"{HEADER}\n{STRIP.replace('27.1', '127.1')}\n", encoding="utf-8")
    for command in (["extract", str(samples / "ar-01-brak.txt")], ["geocode", "Tobruk"], ["serve", str(samples)]):
        assert main(command) == 1
        assert f"{PLACES_FILE}, line 2: no such point on Earth: lat 127.1" in capsys.readouterr().err
