"""What the report looks like, beside golden pictures; and that the comparison sees what it should see."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import Visit
from pictures import GOLDEN, STRAY_SQUARES, assert_like_golden, differing_squares

pytestmark = [
    pytest.mark.browser,
    # the browser driver's own sockets are collected after the test
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
VIEW = {"width": 1200, "height": 760}
#: A4 at 96 dots an inch, less the margins of the print style.
SHEET = {"width": 703, "height": 1031}
DROP = "selector => document.querySelectorAll(selector).forEach(node => node.remove())"

#: As another rasteriser of fonts would: letters a little bolder and wider.
BOLDER = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".marsad * { -webkit-text-stroke: 0.15px; letter-spacing: 0.01px; }");
  document.adoptedStyleSheets = [sheet];
}"""


def picture(page: object, path: Path, fragment: str = "", drop: str = "") -> bytes:
    page.set_viewport_size(VIEW)
    Visit(page, path, fragment)
    page.evaluate("document.fonts.ready")
    page.wait_for_function("!document.querySelector('.leaflet-pan-anim, .leaflet-zoom-anim')")
    if drop:
        page.evaluate(DROP, drop)
    return page.screenshot(animations="disabled")


@pytest.mark.parametrize(("lang", "fragment"), [("en", ""), ("ar", "#event=ev-ar-move")])
def test_the_report_looks_as_it_should(
    page: object, reports: dict[str, Path], tmp_path: Path, lang: str, fragment: str
) -> None:
    assert_like_golden(picture(page, reports[lang], fragment), f"report-{lang}", tmp_path)


def test_the_printed_report_looks_as_it_should(page: object, reports: dict[str, Path], tmp_path: Path) -> None:
    page.set_viewport_size(SHEET)
    Visit(page, reports["en"])
    page.evaluate("document.fonts.ready")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    # the first sheet: what follows holds figures of accuracy, which change with the work
    shot = page.screenshot(animations="disabled", full_page=True, clip={"x": 0, "y": 0, **SHEET})
    assert_like_golden(shot, "report-print", tmp_path)


@pytest.mark.parametrize(
    "lost",
    [
        ".marsad-ground",  # the land
        ".leaflet-marker-pane",  # every badge
        ".marsad-mark[aria-label*='Bamako']",  # one badge
        ".marsad-arrows",
        ".leaflet-marsad-shapes-pane",
        ".marsad-panel",
        ".marsad-tools",
        ".marsad-names",
    ],
)
def test_a_picture_with_something_lost_is_told_from_the_golden_one(
    page: object, reports: dict[str, Path], lost: str
) -> None:
    shot = picture(page, reports["en"], drop=lost)
    assert differing_squares(shot, (GOLDEN / "report-en.png").read_bytes()) > STRAY_SQUARES


def test_letters_drawn_a_little_differently_are_no_difference(
    page: object, reports: dict[str, Path], tmp_path: Path
) -> None:
    picture(page, reports["en"])
    page.evaluate(BOLDER)
    shot = page.screenshot(animations="disabled")
    assert shot != picture(page, reports["en"])
    assert_like_golden(shot, "report-en", tmp_path)
