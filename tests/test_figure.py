"""Still pictures: every format, Arabic and hostile titles, the same bytes twice."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import mapcases
import pytest
from matplotlib.image import imread

from geo.errors import ExportError
from geo.export import mapspec
from geo.export.figure import BADGES, DPI, GLYPHS, SIZES, about_lines, draw, save_figure
from geo.export.manifest import Report
from geo.export.mapspec import build_mapspec
from geo.export.profile import Profile
from geo.export.release import release
from geo.export.symbols import SYMBOLS


@pytest.mark.parametrize("lang", ["en", "ar", "fr"])
@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_it_writes_each_format_in_each_language(tmp_path: Path, lang: str, ending: str, start: bytes) -> None:
    save_figure(mapcases.ARTICLES, tmp_path / f"m.{ending}", lang=lang)
    assert (tmp_path / f"m.{ending}").read_bytes().startswith(start)


@pytest.mark.parametrize("size", ["slide", "print"])
def test_a_png_has_the_pixels_of_its_size(tmp_path: Path, size: str) -> None:
    save_figure(mapcases.ARTICLES, tmp_path / "m.png", size=size)
    height, width, _ = imread(tmp_path / "m.png").shape
    assert (width, height) == (int(SIZES[size][0] * DPI[size]), int(SIZES[size][1] * DPI[size]))


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_same_map_is_the_same_file(tmp_path: Path, ending: str) -> None:
    for name in ("a", "b"):
        save_figure(mapcases.ARTICLES, tmp_path / f"{name}.{ending}", title="One")
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


@pytest.mark.parametrize("payload", mapcases.PAYLOADS)
def test_a_hostile_title_is_drawn_and_runs_nothing(tmp_path: Path, payload: str) -> None:
    save_figure(mapcases.HOSTILE[:2], tmp_path / "m.svg", title=payload)
    root = ET.parse(tmp_path / "m.svg").getroot()  # noqa: S314  (our own file)
    tags = {node.tag.rsplit("}", 1)[-1] for node in root.iter()}
    assert not tags & {"script", "image", "foreignObject", "iframe", "a"}
    links = [value for node in root.iter() for name, value in node.attrib.items() if name.endswith("href")]
    assert all(link.startswith("#") for link in links)
    assert not [name for node in root.iter() for name in node.attrib if re.match("on", name)]


def test_a_picture_says_who_made_it_when_and_from_what() -> None:
    report = Report(author="L. H.", date=dt.date(2025, 6, 1))
    released = release(mapcases.ARTICLES, Profile(name="public", unreviewed="mark"))
    spec = build_mapspec(released, title="Autumn")
    texts = [text.get_text() for text in draw(spec, about=about_lines(spec, report, released)).texts]
    assert texts[0] == "Autumn"
    assert "by L. H. · 2025/06/01 · Sources: ar.txt, en.txt, fr.txt · Release profile: public" in texts
    assert "Extracted by machine; 11 of 11 events were not reviewed by a person." in texts


@pytest.mark.parametrize("payload", mapcases.PAYLOADS)
def test_a_hostile_author_is_drawn_and_runs_nothing(tmp_path: Path, payload: str) -> None:
    save_figure(mapcases.HOSTILE[:1], tmp_path / "m.svg", title="T", report=Report(author=payload))
    root = ET.parse(tmp_path / "m.svg").getroot()  # noqa: S314  (our own file)
    tags = {node.tag.rsplit("}", 1)[-1] for node in root.iter()}
    assert not tags & {"script", "image", "foreignObject", "iframe", "a"}


def test_each_type_has_a_marker_pair_of_its_own() -> None:
    pairs = {(BADGES[symbol.badge], GLYPHS[symbol.type]) for symbol in SYMBOLS}
    assert len(pairs) == len(SYMBOLS)


def test_every_place_has_a_badge_and_every_movement_an_arrow() -> None:
    spec = build_mapspec(mapcases.ARTICLES)
    (axes,) = draw(spec).axes
    arrows = [patch for patch in axes.patches if type(patch).__name__ == "FancyArrowPatch"]
    assert len(arrows) == sum(type(mark).__name__ == "ArrowMark" for mark in spec.marks)
    offsets = [dots.get_offsets() for dots in axes.collections]
    drawn = {(round(float(y), 4), round(float(x), 4)) for spots in offsets if len(spots) == 1 for x, y in spots}
    badges = {(mark.lat, mark.lon) for mark in spec.marks if type(mark).__name__ == "PointMark" and mark.main}
    assert badges <= drawn


def test_a_map_of_nothing_is_a_picture_too(tmp_path: Path) -> None:
    save_figure([], tmp_path / "m.png")
    assert (tmp_path / "m.png").stat().st_size > 10_000


def test_too_many_events_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(mapspec, "PACK_FROM", 3)
    with pytest.raises(ExportError, match="11 events are too many"):
        save_figure(mapcases.ARTICLES, tmp_path / "m.png")


def test_other_endings_and_missing_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.pdf, \.png, \.svg"):
        save_figure(mapcases.ARTICLES, tmp_path / "m.gif")
    with pytest.raises(ExportError, match="choose a folder"):
        save_figure(mapcases.ARTICLES, tmp_path / "none" / "m.png")
