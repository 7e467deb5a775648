"""Bytes in every encoding and state that users hand in."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from geo.documents import read_source
from geo.errors import (
    EmptyInputError,
    EncodingError,
    InputError,
    TooLargeError,
    UnsupportedFormatError,
)
from geo.settings import Settings

ARABIC = "وصلت القوة إلى الميناء فجر اليوم، وقال شهود إنها تضم عشرين آلية ومدافع.\nوبقيت هناك حتى المساء."
FRENCH = (
    "À l'aube, l'armée a quitté la base près de l'aéroport ; « tout est calme », a déclaré un élu.\nÉtat des lieux."
)
ENGLISH = "The army left the base at dawn.\nNobody stayed – “not one”, an officer said."


def text_of(data: bytes, name: str = "a.txt") -> tuple[str, str]:
    source = read_source(None, data, name, settings=Settings())
    return source.text, source.encoding


@pytest.mark.parametrize("text", [ARABIC, FRENCH, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_are_told_with_and_without_a_mark(text: str, encoding: str) -> None:
    assert text_of(text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(ARABIC, "cp1256"), (ARABIC, "iso8859_6"), (FRENCH, "cp1252"), (ENGLISH, "cp1252")],
)
def test_older_encodings_are_told_apart(text: str, encoding: str) -> None:
    assert text_of(text.encode(encoding)) == (text, encoding)


def test_the_digest_is_of_the_bytes_and_the_text_keeps_its_line_ends(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfOne line.\r\nAnother.\r\n"
    path = tmp_path / "news.txt"
    path.write_bytes(data)
    source = read_source(path, None, "news.txt", settings=Settings())
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.text == "One line.\r\nAnother.\r\n"
    assert source.media_type == "text/plain"


def test_a_last_character_that_was_cut_off_is_forgiven_and_one_in_the_middle_is_not() -> None:
    data = ARABIC.encode()
    assert text_of(data[:-2] + data[-2:-1])[0].startswith(ARABIC[:-2])
    assert text_of("سبها".encode()[:-1])[0] == "سبه"
    text, encoding = text_of("Près de Gao, l'armée".encode()[:4] + b" de Gao, l'arm\xe9e est l\xe0.")
    assert encoding == "cp1252"
    assert text.endswith("l'armée est là.")


@pytest.mark.parametrize(
    "data", [b"", b"   \n\t ", "\ufeff".encode(), "\u200f \n".encode(), b"<html><body> </body></html>"]
)
def test_nothing_in_it_is_an_error_that_says_so(data: bytes) -> None:
    with pytest.raises(EmptyInputError, match=r"'a\.txt'"):
        text_of(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02\x03" * 50,
        b"text\x00text",
        bytes(range(1, 32)) * 20,
        b"%PDF-1.7 ...",
        b"PK\x03\x04....",
        b"\x89PNG\r\n",
    ],
)
def test_no_text_is_refused_with_advice(data: bytes) -> None:
    with pytest.raises((UnsupportedFormatError, EncodingError), match=r"a\.txt"):
        text_of(data)


def test_bytes_of_no_known_encoding_are_refused() -> None:
    with pytest.raises(InputError):
        text_of(bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xFF, 0xDB]) * 40)


def test_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_bytes(b"a" * 200)
    with pytest.raises(TooLargeError, match="max_input_bytes"):
        read_source(path, None, "big.txt", settings=Settings(max_input_bytes=100))
    with pytest.raises(TooLargeError, match="200"):
        read_source(None, b"a" * 200, "big.txt", settings=Settings(max_input_bytes=100))


def test_a_missing_file_and_a_folder_are_input_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_source(path, None, path.name, settings=Settings())
    with pytest.raises(InputError, match="neither"):
        read_source(None, None, "nothing", settings=Settings())


PAGE = """<!DOCTYPE html><html><head><meta charset="windows-1256"><title>خبر</title>
<meta property="article:published_time" content="2024-03-05T08:00:00+02:00">
<style>p {color: red}</style><script>var x = "<p>لا</p>";</script></head>
<body><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/s">رياضة</a></li></ul></nav>
<h1>وصول <em>قوة</em></h1><!-- note --><p>فقرة&nbsp;أولى &amp; طويلة.<br>سطر ثان.</p>
<div hidden>خفي</div><table><tr><td>أ</td><td>ب</td></tr></table></body></html>"""


def test_html_gives_its_visible_text_block_by_block() -> None:
    source = read_source(None, PAGE.encode("cp1256"), "page", settings=Settings())
    assert (source.media_type, source.encoding) == ("text/html", "cp1256")
    assert source.text.split("\n") == [
        "• الرئيسية", "• رياضة", "", "وصول قوة", "", "فقرة\xa0أولى & طويلة.", "سطر ثان.", "", "أ   ب",
    ]  # fmt: skip
    assert source.published == dt.date(2024, 3, 5)
    assert source.title == "خبر"
    marked = {source.text[hint.start : hint.end]: hint.role for hint in source.hints}
    assert marked["الرئيسية"] == "list"
    assert marked["قوة"] == "title"


def test_html_declared_wrongly_is_still_read() -> None:
    page = PAGE.replace("windows-1256", "utf-8")
    assert "وصول قوة" in read_source(None, page.encode("cp1256"), "page.html", settings=Settings()).text
    assert "وصول قوة" in read_source(None, PAGE.encode(), "page.html", settings=Settings()).text


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-03-05T10:00"}</script>',
        '<meta name="date" content="2024-03-05">',
        '<meta itemprop="datePublished" content="2024-03-05">',
    ],
)
def test_html_metadata_state_the_day(head: str) -> None:
    page = f"<html><head>{head}</head><body><p>Text.</p></body></html>"
    assert read_source(None, page.encode(), "a.html", settings=Settings()).published == dt.date(2024, 3, 5)


def test_a_stated_day_that_does_not_exist_is_left_out() -> None:
    page = '<html><head><meta name="date" content="2024-02-31"></head><body><p>Text.</p></body></html>'
    assert read_source(None, page.encode(), "a.html", settings=Settings()).published is None


@pytest.mark.parametrize(
    "page", ["<html>" + "<div>" * 1_500 + "deep", "<p>" * 50_000 + "deep", "<html><body><p>a<b>c</p>deep</b>"]
)
def test_hostile_markup_gives_its_text(page: str) -> None:
    assert read_source(None, page.encode(), "a.html", settings=Settings()).text.endswith("deep")


def test_markup_nested_without_end_does_not_break_the_reader() -> None:
    page = "<html><body><p>Text.</p>" + "<div>" * 100_000 + "deep"
    assert read_source(None, page.encode(), "a.html", settings=Settings()).text.startswith("Text.")
