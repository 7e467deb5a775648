"""What people hand in by mistake or in bad faith: a clear error or a result, never a traceback."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.cli import main
from geo.documents import read_source
from geo.errors import (
    EmptyInputError,
    EncodingError,
    GeoError,
    InputError,
    TooLargeError,
    UnsupportedFormatError,
)
from geo.models import ArticleRecord
from geo.pipeline import Pipeline
from geo.settings import Settings

SENTENCE = "Wagner fighters arrived at Al-Jufra air base on 3 May 2021, Libyan officials said.\n"
ARABIC = "وصلت قوات تابعة لمجموعة فاغنر إلى قاعدة الجفرة الجوية في 3 مايو 2021، وفق مصادر ليبية.\n"
#: A line of 50 MB takes a good while, but must not take time that grows faster than the text.
FIFTY_MB_SECONDS = 300


def noise(size: int) -> bytes:
    """Return bytes without any order, the same each time."""
    return random.Random(size).randbytes(size)  # noqa: S311  (not for secrets)


def records(data: bytes, name: str = "x.txt", **settings: int) -> tuple[ArticleRecord, ...]:
    pipeline = Pipeline(Settings(**settings))
    return pipeline.run_source(read_source(None, data, name, settings=pipeline.settings))


def places(found: tuple[ArticleRecord, ...]) -> set[str | None]:
    return {place.place_id for record in found for event in record.events for place in event.locations}


# ------------------------------------------------------------------- refused


@pytest.mark.parametrize("data", [b"", b"   \n\t\r\n ", b"\xef\xbb\xbf", "\u200b\u200e\ufeff\n".encode()])
def test_nothing_to_read_is_said_so(data: bytes) -> None:
    with pytest.raises(EmptyInputError, match=r"x\.txt"):
        records(data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
        ("report.docx", b"PK\x03\x04\x14\x00\x06\x00"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        ("noise.txt", noise(20_000)),
        ("zeros.txt", b"\x00" * 5_000),
        ("program.txt", b"\x7fELF\x02\x01\x01" + b"\x00" * 9 + noise(4_000)),
    ],
)
def test_what_is_no_text_is_refused_by_name(name: str, data: bytes) -> None:
    with pytest.raises((UnsupportedFormatError, EncodingError), match=name):
        records(data, name)


def test_a_file_larger_than_allowed_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)  # sparse: it takes no room, and must not be read
    with pytest.raises(TooLargeError, match="max_input_bytes"):
        geo.extract_file(path)


def test_folders_missing_files_and_devices_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        geo.extract_file(tmp_path / "missing.txt")
    with pytest.raises(InputError):
        geo.extract_file(tmp_path)
    with pytest.raises(InputError):
        geo.extract_file(tmp_path / "a\x00b.txt")


def test_text_with_half_a_character_is_refused() -> None:
    with pytest.raises(InputError, match="lone surrogate"):
        geo.extract_text(SENTENCE + "\ud83d")


# ---------------------------------------------------------------- understood


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1256", "iso-8859-6"]
)
def test_arabic_is_read_in_the_encodings_that_pages_come_in(encoding: str) -> None:
    found = records((ARABIC * 5).encode(encoding))
    assert found[0].lang == "ar"
    assert "ly-jufra-airbase" in places(found)


def test_utf8_that_breaks_off_in_a_character_is_read_up_to_there() -> None:
    whole = (ARABIC * 5).encode()
    cut = whole[: whole.rindex("ر".encode()) + 1]
    assert "ly-jufra-airbase" in places(records(cut))


def test_surrogates_encoded_one_by_one_do_not_lose_the_text() -> None:
    data = ARABIC.encode() + b"\xed\xa0\xbd" + ARABIC.encode()
    try:
        found = records(data)
    except EncodingError:
        return
    assert "ly-jufra-airbase" in places(found)
    msgspec.json.encode(found)  # what was read can be printed


@pytest.mark.parametrize("control", ["\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "\u200e", "\u061c"])
def test_direction_marks_hide_nothing(control: str) -> None:
    text = SENTENCE.replace("Al-Jufra", f"{control}Al-Jufra{control}") + ARABIC.replace("قاعدة", f"{control}قاعدة")
    found = records(text.encode())
    assert "ly-jufra-airbase" in places(found)
    for record in found:
        for place in record.places:
            assert text[place.start : place.end] == place.surface


def test_scripts_and_styles_of_a_page_are_no_text() -> None:
    page = f"""<!DOCTYPE html><html><head><title>t</title><script>var a = "{SENTENCE.strip()}";</script>
    <style>p::after {{ content: "Wagner attacked Tobruk" }}</style></head>
    <body onload="alert(1)"><noscript>Wagner attacked Sirte on 1 May 2020.</noscript>
    <p>{SENTENCE}</p><!-- Wagner attacked Misrata on 1 May 2020. --><script>alert('Wagner attacked Tobruk')</script>
    <a href="javascript:alert(1)">Read more</a></body></html>"""
    found = records(page.encode(), "page.html")
    assert places(found) == {"ly-jufra-airbase"}
    printed = msgspec.json.encode(found).decode()
    assert "alert" not in printed


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p>" + SENTENCE,
        "<p>" * 5_000 + SENTENCE,
        "<html><body>" + SENTENCE + "</div></span></table></html></body>",
        "<html><![CDATA[" + SENTENCE + "]]><p>" + SENTENCE + "</p></html>",
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaa"><!ENTITY b "&a;&a;&a;">]><html><p>&b;' + SENTENCE,
    ],
)
def test_broken_pages_are_read_as_far_as_they_go(page: str) -> None:
    assert "ly-jufra-airbase" in places(records(page.encode(), "page.html"))


def test_a_page_with_no_text_is_empty() -> None:
    with pytest.raises(EmptyInputError):
        records(b"<html><head><title></title><script>alert(1)</script></head><body></body></html>", "page.html")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000,
        "a" * 500_000,
        "\n" * 200_000 + SENTENCE,
        "و" * 200_000,
        "ـ" * 100_000 + " غريان",
        "1" * 100_000 + " km south of Gharyan",
        "في " * 100_000,
        "Wagner " * 50_000,
        "Tripoli " * 50_000,
        "between Tripoli and " * 20_000,
        "e\u0301" * 100_000,
        "\u0651" * 100_000,
        "1.2.3.4.5.6/7/8-9-10 " * 20_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_monotonous_text_takes_no_longer_than_other_text(text: str) -> None:
    start = time.perf_counter()
    found = records(text.encode())
    assert time.perf_counter() - start < 20
    assert all(record.end <= len(text) for record in found)


def test_fifty_megabytes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "archive.txt"
    paragraph = "The council discussed the budget of the coming year and put off the vote on water prices once again. "
    line = (paragraph * 6).strip() + "\n"
    with path.open("w", encoding="utf-8") as file:
        file.write(SENTENCE)
        written = 0
        while written < 50_000_000:
            written += file.write(line)
        file.write(ARABIC)
    code = (
        "import sys, resource, geo.cli; status = geo.cli.main(['extract', sys.argv[1]]);"
        "sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)); sys.exit(status)"
    )
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, check=False, capture_output=True, timeout=FIFTY_MB_SECONDS)
    assert done.returncode == 0, done.stderr[-500:]
    assert b"ly-jufra-airbase" in done.stdout
    assert int(done.stderr) < 8_000_000, "kB of memory: about a hundred times the text is the most that is borne"


# -------------------------------------------------- many files, hostile names

HOSTILE_NAMES = (
    "<img src=x onerror=alert(1)>.txt",
    "javascript:alert(1).txt",
    "a\nb\x1b[31mred.txt",
    "\u202etxt.exe.txt",
    "${jndi}{{7*7}}`id`.txt",
    "' OR 1=1; --.txt",
    "-rf.txt",
    "قاعدة الجفرة.txt",
    "n" * 240 + ".txt",
)


def test_one_bad_file_does_not_lose_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "1-good.txt").write_text(SENTENCE, encoding="utf-8")
    (tmp_path / "2-empty.txt").touch()
    (tmp_path / "3-binary.txt").write_bytes(noise(5_000))
    (tmp_path / "4-good.txt").write_text(ARABIC, encoding="utf-8")
    assert main(["extract", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert [json.loads(line)["source"] for line in out.splitlines()] == ["1-good.txt", "4-good.txt"]
    assert ["2-empty.txt" in err.splitlines()[0], "3-binary.txt" in err.splitlines()[1]] == [True, True]
    assert len(err.splitlines()) == 2


def test_the_same_holds_for_several_processes_and_for_the_map(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1-good.txt").write_text(SENTENCE, encoding="utf-8")
    (folder / "2-empty.txt").touch()
    outcomes = list(geo.extract_files_parallel([folder], workers=2))
    assert [bool(outcome.records) for outcome in outcomes] == [True, False]
    assert main(["map", str(folder), "-o", str(tmp_path / "report.html")]) == 1
    assert (tmp_path / "report.html").exists()


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
def test_a_hostile_file_name_is_only_a_name(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_text(SENTENCE, encoding="utf-8")
    report = tmp_path / "report.html"
    assert main(["extract", str(tmp_path / name)]) == 0
    assert json.loads(capsys.readouterr().out)["source"] == name
    assert main(["map", str(tmp_path / name), "-o", str(report), f"--title={name}"]) == 0
    page = report.read_text(encoding="utf-8")
    assert "<img src=x onerror" not in page
    capsys.readouterr()


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
def test_an_error_about_a_hostile_name_is_one_line_that_a_terminal_shows(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).touch()
    assert main(["extract", str(tmp_path / name)]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.rstrip("\n").isprintable()


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "<img src=x onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        "]]>--><svg onload=alert(1)>",
    ],
)
def test_markup_in_a_text_stays_text_in_the_map(payload: str, tmp_path: Path) -> None:
    text = f"{payload} Wagner in Libya {payload}\n\n{SENTENCE.replace('Libyan', payload + ' Libyan')}"
    found = geo.extract_text(text, name=f"{payload}.txt")
    assert found
    report = tmp_path / "report.html"
    geo.save_html(found, report, title=payload)
    page = report.read_text(encoding="utf-8")
    for bad in ("<script>alert(1)", "<img src=x onerror", "<svg onload"):
        assert bad not in page
    assert 'href="javascript:' not in page


# ------------------------------------------------------------------------ law


@given(st.binary(max_size=400))
def test_any_bytes_give_records_or_a_geo_error(data: bytes) -> None:
    try:
        found = records(data)
    except GeoError:
        return
    assert msgspec.json.decode(msgspec.json.encode(found), type=tuple[ArticleRecord, ...]) == found


@given(st.text(max_size=400))
def test_any_text_gives_records_whose_spans_hold_or_a_geo_error(text: str) -> None:
    try:
        source = read_source(None, text.encode("utf-8", "surrogatepass"), "x.txt", settings=Settings())
    except GeoError:
        return
    for record in Pipeline(Settings()).run_source(source):
        assert all(source.text[p.start : p.end] == p.surface for p in record.places)
