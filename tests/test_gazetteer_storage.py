"""A gazetteer file is trusted only if it is whole; an interrupted build changes nothing."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer
from geo.gazetteer.build import build_file
from geo.gazetteer.clean import load_rules
from geo.gazetteer.commonness import Commonness
from geo.gazetteer.records import PlaceRow
from geo.gazetteer.storage import VERSION, Sections, write_sections

RULES = load_rules(Path(__file__).parent.parent / "data" / "gazetteer.toml")


def rows() -> list[PlaceRow]:
    tripoli = PlaceRow("t-1", "town", ("LY",), "", 32.887, 13.187, 8, 1_150_989, verified=True, source="test", rank=0)
    tripoli.names = {"en": ["Tripoli"], "ar": ["طرابلس"]}
    base = PlaceRow("t-2", "airbase", ("LY",), "", 29.2, 16.0, 1, 0, verified=True, source="test", rank=0)
    base.names = {"en": ["Al-Jufra Air Base"], "ar": ["قاعدة الجفرة"]}
    return [base, tripoli]


def build(path: Path) -> Path:
    build_file(path, rows(), rules=RULES, commonness=Commonness(), attribution="test", inputs={})
    return path


def test_a_built_file_opens_and_answers(tmp_path: Path) -> None:
    gazetteer = Gazetteer.open(build(tmp_path / "g.bin"))
    assert [entry.place.place_id for entry in gazetteer.lookup("طرابلس")] == ["t-1"]
    assert gazetteer.place("t-2").kind == "facility"
    assert gazetteer.sections.check_digest()


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    one = build(tmp_path / "1.bin")
    two = tmp_path / "2.bin"
    build_file(two, list(reversed(rows())), rules=RULES, commonness=Commonness(), attribution="test", inputs={})
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("cut", [0, 5, 60, -1, -800])
def test_a_truncated_file_is_refused(tmp_path: Path, cut: int) -> None:
    path = build(tmp_path / "g.bin")
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    with pytest.raises(GazetteerError, match=r"g\.bin.*build it again"):
        Gazetteer.open(path)


@pytest.mark.parametrize("where", [0.2, 0.5, 0.9])
def test_a_changed_byte_is_noticed(tmp_path: Path, where: float) -> None:
    path = build(tmp_path / "g.bin")
    data = bytearray(path.read_bytes())
    data[int(len(data) * where)] ^= 0x10
    path.write_bytes(data)
    with pytest.raises(GazetteerError, match="damaged"):
        Gazetteer.open(path)


def test_swapped_words_are_noticed_by_the_digest(tmp_path: Path) -> None:
    path = build(tmp_path / "g.bin")
    data = bytearray(path.read_bytes())
    data[-16:-8], data[-8:] = bytes(data[-8:]), bytes(data[-16:-8])
    changed = bytes(data) != path.read_bytes()
    path.write_bytes(data)
    assert Sections(path).check_digest() is not changed


def test_another_version_is_refused_by_number(tmp_path: Path) -> None:
    path = build(tmp_path / "g.bin")
    data = bytearray(path.read_bytes())
    data[8:12] = struct.pack("<I", VERSION + 1)
    path.write_bytes(data)
    with pytest.raises(GazetteerError, match=f"format {VERSION + 1}.*reads format {VERSION}"):
        Gazetteer.open(path)


def test_another_file_is_no_gazetteer(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, " * 50)
    with pytest.raises(GazetteerError, match="no gazetteer file"):
        Gazetteer.open(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="cannot be read"):
        Gazetteer.open(tmp_path / "none.bin")


def test_missing_sections_are_told(tmp_path: Path) -> None:
    path = tmp_path / "g.bin"
    write_sections(path, {"other": b"x" * 8})
    with pytest.raises(GazetteerError, match="no section 'meta'"):
        Gazetteer.open(path)


def test_sections_that_are_not_what_they_should_be_are_told(tmp_path: Path) -> None:
    path = tmp_path / "g.bin"
    write_sections(path, {"meta": b"x" * 8})
    with pytest.raises(GazetteerError, match="damaged"):
        Gazetteer.open(path)


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = build(tmp_path / "g.bin")
    before = path.read_bytes()

    def fail(_descriptor: int) -> None:
        message = "disk full"
        raise OSError(message)

    monkeypatch.setattr("geo.gazetteer.storage.os.fsync", fail)
    with pytest.raises(GazetteerError, match="disk full"):
        write_sections(path, {"meta": b"other"})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
