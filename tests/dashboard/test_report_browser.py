"""The report in a real browser, opened from disk, with every host out of reach and every request counted."""

from __future__ import annotations

import io
import itertools
import re
from pathlib import Path

import folium
import mapcases
import numpy as np
import pyproj
import pytest
from browsing import Visit
from PIL import Image

from geo.export.symbols import SYMBOLS
from geo.export.webmap import presence_map, save_html
from geo.geodesy import Point, bearing_deg, distance_km

pytestmark = [
    pytest.mark.browser,
    # the browser driver's own sockets are collected after the test
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.parametrize("lang", ["en", "ar", "fr"])
def test_the_report_opens_without_one_request_or_complaint(page: object, reports: dict[str, Path], lang: str) -> None:
    visit = Visit(page, reports[lang])
    page.wait_for_timeout(300)
    assert visit.outside() == []
    assert visit.complaints == []
    assert page.locator(".marsad-mark").count() > 3
    assert len(page.locator(".marsad-name.country").all_inner_texts()) > 3


def test_an_event_opens_its_card_with_the_evidence_marked(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["en"])
    visit.row("ev-ar-move").click()
    card = page.locator(".leaflet-popup .marsad-card")
    assert card.locator("blockquote").inner_text() == mapcases.AR_QUOTE
    assert card.locator("blockquote").evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert card.locator("mark.place").all_inner_texts() == ["قاعدة الجفرة", "براك الشاطئ"]
    assert card.locator("mark.actor").all_inner_texts() == ["فاغنر"]
    text = card.inner_text()
    assert "28 Oct 2024" in text
    assert "reported" in text
    assert "مصادر محلية" in text
    assert "null" not in text
    assert "undefined" not in text
    assert visit.complaints == []


def test_an_opened_card_stays_within_the_map(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["en"])
    visit.row("ev-ar-move").click()
    page.locator(".leaflet-popup summary").click()
    assert page.locator(".leaflet-popup details li").first.is_visible()
    page.wait_for_timeout(300)
    popup, stage = page.locator(".leaflet-popup").bounding_box(), page.locator(".marsad-stage").bounding_box()
    assert popup["y"] >= stage["y"]
    assert popup["y"] + popup["height"] <= stage["y"] + stage["height"]


def test_a_badge_on_the_map_opens_its_event(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["en"])
    page.get_by_role("button", name="Delivery", exact=False).and_(page.locator(".marsad-mark")).click()
    assert page.locator(".leaflet-popup .marsad-card").get_attribute("data-event") == "ev-fr-arrives"
    assert "selected" in visit.row("ev-fr-arrives").get_attribute("class")


#: A point of the screen at which a click goes to one of the shapes, not to what lies upon it.
SPOT_IN_SHAPE = """paths => {
  for (const path of paths) {
    const box = path.getBoundingClientRect();
    for (let i = 1; i < 60; i++) for (let j = 1; j < 60; j++) {
      const x = box.x + box.width * i / 60, y = box.y + box.height * j / 60;
      if (document.elementFromPoint(x, y) === path) return [x, y];
    }
  }
  return null;
}"""


@pytest.mark.parametrize("event_id", ["ev-en-sector", "ev-en-recon", "ev-en-ring", "ev-en-south"])
def test_a_click_into_a_shape_opens_its_event(page: object, reports: dict[str, Path], event_id: str) -> None:
    visit = Visit(page, reports["en"])
    page.locator("input.search").fill(visit.row(event_id).locator(".said").inner_text())
    assert visit.shown() == [event_id]
    visit.row(event_id).click()
    page.locator(".leaflet-popup-close-button").click()
    spot = page.locator(".leaflet-marsad-shapes-pane path.leaflet-interactive").evaluate_all(SPOT_IN_SHAPE)
    page.mouse.click(*spot)
    assert page.locator(".leaflet-popup .marsad-card").get_attribute("data-event") == event_id


def test_arrows_are_open_where_the_text_is_and_clickable(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"])
    assert page.locator(".marsad-arrow").count() == 3
    assert page.locator(".marsad-arrow linearGradient").count() == 2, "the two open ones fade"
    page.locator(".marsad-arrow .leaflet-interactive").first.dispatch_event("click")
    assert page.locator(".leaflet-popup .marsad-card").get_attribute("data-event") == "ev-ar-move"


def test_search_finds_arabic_however_it_is_written(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["ar"])
    for words in ("الجفره", "الْجُفْرَة", "الجفـــرة"):
        page.locator("input.search").fill(words)
        assert visit.shown() == ["ev-ar-move", "ev-ar-open"], words
    page.locator("input.search").fill("bamako VEHICULES")
    assert visit.shown() == ["ev-fr-arrives"]


def test_filters_by_type_modality_force_precision_and_date(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["en"])
    page.get_by_text("Filters", exact=True).click()
    page.locator("select").first.select_option("Wagner Group")
    assert visit.shown() == ["ev-ar-move"]
    page.get_by_role("button", name="Clear filters").click()
    assert len(visit.shown()) > 9
    page.locator("input[value=denied]").uncheck()
    assert "ev-en-ring" not in visit.shown()
    page.get_by_role("button", name="Clear filters").click()
    page.locator("label.layer", has_text="Movement").click()
    assert not {"ev-ar-move", "ev-ar-open"} & set(visit.shown())
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_text("include undated").click()
    page.locator(".handles input").first.evaluate(
        "n => { n.value = Number(n.max) - 1; n.dispatchEvent(new Event('input')) }"
    )
    assert visit.shown() == ["ev-fr-arrives"]


FILL = "node => node.querySelector('path').getAttribute('fill')"
LINE = "node => node.querySelector('path').getAttribute('stroke')"


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, after WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_older_events_are_paler_and_still_seen(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["en"])
    page.get_by_text("How to read the marks").click()
    assert "17 Jan 2025" in page.locator("li.ages").inner_text()
    fresh = page.locator(".marsad-mark[aria-label*='Bamako']")
    assert fresh.evaluate(FILL) == "#0f766e"
    old = page.locator(".marsad-mark[aria-label*='260 km south']")
    visit.row("ev-en-sector").click()
    pale = old.evaluate(FILL)
    assert luminance(pale) > 2 * luminance("#2c5f8a")
    assert contrast(old.evaluate(LINE), pale) > 3
    undated = page.locator(".marsad-mark[aria-label*='Gao']")
    assert undated.evaluate(FILL) == "#8a6414", "unknown is not old"
    switch = page.get_by_role("button", name="Older events paler")
    switch.click()
    assert (switch.get_attribute("aria-pressed"), old.evaluate(FILL)) == ("false", "#2c5f8a")
    assert not page.locator("li.ages").is_visible()
    switch.click()
    page.get_by_text("Filters", exact=True).click()
    page.locator(".handles input").last.evaluate("n => { n.value = 20032; n.dispatchEvent(new Event('input')) }")
    assert "5 Nov 2024" in page.locator("li.ages").text_content(), "ages count from the last day shown"
    assert old.evaluate(FILL) == "#2c5f8a"


def test_no_age_takes_a_symbol_below_the_contrast_that_can_be_seen(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"])
    for symbol, age in itertools.product(SYMBOLS, range(4)):
        fill, line = page.evaluate("([colour, age]) => MarsadMap.aged(colour, age)", [symbol.colour, age])
        glyph = "#fffdf8" if age == 0 else line
        assert contrast(glyph, fill) > 3, (symbol.type, age)
        assert contrast(line, "#f6f3ec") > 3, (symbol.type, age)


def test_nato_symbols_are_neutral_frames_and_can_be_switched(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["en"])
    switch = page.get_by_role("button", name="NATO symbols")
    assert page.locator(".marsad-badge.nato").count() == 0
    page.get_by_text("How to read the marks").click()
    switch.click()
    assert switch.get_attribute("aria-pressed") == "true"
    for place in ("label.layer", "ol.events > li", ".leaflet-marker-pane .marsad-mark[aria-label*='Bamako']"):
        assert page.locator(f"{place} .marsad-badge.nato").count() == page.locator(f"{place} .marsad-badge").count() > 0
    fills = page.locator("label.layer .nato path:first-child").evaluate_all(
        "all => all.map(n => n.getAttribute('fill'))"
    )
    assert set(fills) == {"#aaffaa"}, "neutral, whoever it is"
    assert "neutral" in page.locator(".reading .note").inner_text()
    dashes = page.locator("button[data-event=ev-ar-open] .nato path").first.get_attribute("stroke-dasharray")
    assert dashes != "none", "planned"
    visit.row("ev-ar-move").click()
    assert page.locator(".leaflet-popup .marsad-badge.nato").count() == 1
    switch.click()
    assert page.locator(".marsad-panel .marsad-badge.nato").count() == 0
    assert visit.complaints == []


def test_a_report_can_start_with_nato_symbols(page: object, tmp_path: Path) -> None:
    save_html(mapcases.ARTICLES, tmp_path / "nato.html", symbols="nato")
    Visit(page, tmp_path / "nato.html")
    assert page.locator(".leaflet-marker-pane .marsad-badge.nato").count() > 1
    assert page.get_by_role("button", name="NATO symbols").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("symbols", ["own", "nato"])
def test_every_symbol_is_told_from_every_other_without_colour(
    page: object, reports: dict[str, Path], symbols: str
) -> None:
    Visit(page, reports["all types"])
    if symbols == "nato":
        page.get_by_role("button", name="NATO symbols").click()
    boxes = page.locator("label.layer .marsad-badge").all()
    assert len(boxes) == len(SYMBOLS)
    grey = [np.asarray(Image.open(io.BytesIO(box.screenshot())).convert("L"), dtype=float)[:20, :20] for box in boxes]
    for one, other in itertools.combinations(grey, 2):
        assert (np.abs(one - other) > 64).mean() > 0.04, "4 % of the pixels differ by a quarter of the scale"


def test_the_trays_hold_what_has_no_point_with_the_reason(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["en"])
    page.get_by_role("tab", name="Not on the map").click()
    tray = page.locator(".tray")
    assert "Chad" in tray.inner_text()
    assert "Sahel" in tray.inner_text()
    assert "Tripoli is ambiguous" in tray.inner_text()
    tray.locator('button[data-event="ev-fr-unplaced"]').click()
    card = tray.locator(".marsad-card")
    assert card.get_attribute("data-event") == "ev-fr-unplaced"
    assert page.locator(".leaflet-popup").count() == 0
    assert visit.complaints == []


def test_a_link_with_a_fragment_opens_its_event(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"], "#event=ev-fr-arrives")
    assert page.locator(".leaflet-popup .marsad-card").get_attribute("data-event") == "ev-fr-arrives"
    assert page.locator(".leaflet-popup .marsad-card a[href='#event=ev-fr-arrives']").count() == 1


def test_the_keyboard_reaches_list_card_and_tabs(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["en"])
    visit.row("ev-ar-move").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.event") == "ev-ar-open"
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup .marsad-card").get_attribute("data-event") == "ev-ar-open"
    page.get_by_role("tab", name="Events").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", name="Not on the map").get_attribute("aria-selected") == "true"
    assert page.locator(".marsad-mark[tabindex='0'][aria-label]").count() == page.locator(".marsad-mark").count()
    page.locator(".marsad-mark[aria-label*='Bamako']").focus()
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup .marsad-card").get_attribute("data-event") == "ev-fr-arrives"


def test_distances_are_geodesic(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"])
    legs = page.evaluate("[MarsadMap.geodesic(27.65, 14.27, 32.08, 23.96), MarsadMap.geodesic(0, 0, 0, 0)]")
    brak, tobruk = Point(27.65, 14.27), Point(32.08, 23.96)
    assert legs[0]["km"] == pytest.approx(distance_km(brak, tobruk), abs=0.001)
    assert legs[0]["bearing"] == pytest.approx(bearing_deg(brak, tobruk), abs=0.001)
    assert legs[1]["km"] == 0
    page.get_by_role("button", name="Measure distance").click()
    box = page.locator(".leaflet-container").bounding_box()
    page.mouse.click(box["x"] + 200, box["y"] + 300)
    page.mouse.click(box["x"] + 400, box["y"] + 300)
    assert re.fullmatch(r"\d+\.\d km · 8\d°", page.locator(".marsad-measure").inner_text())


def test_coordinates_are_cut_to_the_uncertainty(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"])
    spots = [(29.1981, 16.001), (12.5335, -7.9499), (-33.86, 151.21), (0.0, 0.0), (60.39, 5.32), (78.22, 15.65)]
    for lat, lon in spots:
        zone, east, north = page.evaluate("([a, b]) => Object.values(MarsadMap.utm(a, b))", [lat, lon])
        there = pyproj.Transformer.from_crs(4326, (32600 if lat >= 0 else 32700) + zone)
        assert (east, north) == pytest.approx(there.transform(lat, lon), abs=0.01)

    def shown(call: str) -> str:
        return page.evaluate(f"MarsadMap.{call}").strip("\u2066\u2069")

    assert [shown(f"degrees(27.6534, 14.2721, {km})") for km in (1, 8, 50, 300)] == [
        "27.653°N 14.272°E", "27.65°N 14.27°E", "27.7°N 14.3°E", "28°N 14°E",
    ]  # fmt: skip
    assert [shown(f"dms(27.6534, -14.2721, {km})") for km in (1, 8, 300)] == [
        "27°39′12″N 14°16′20″W", "27°39′N 14°16′W", "28°N 14°W",
    ]  # fmt: skip
    # the opera house of Sydney stands in 56H LH 34 52
    assert [shown(f"mgrs(-33.8568, 151.2153, {km})") for km in (1, 8, 300)] == ["56H LH 34 52", "56H LH 3 5", "56H LH"]
    assert page.evaluate("MarsadMap.mgrs(88, 0, 1)") == ""


def test_the_arabic_page_runs_right_to_left_and_the_map_stays(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["ar"])
    direction = "node => getComputedStyle(node).direction"
    assert page.locator(".marsad").evaluate(direction) == "rtl"
    assert page.locator(".leaflet-container").evaluate(direction) == "ltr"
    panel, stage = page.locator(".marsad-panel").bounding_box(), page.locator(".marsad-stage").bounding_box()
    assert panel["x"] > stage["x"]
    assert "ليبيا" in page.locator(".marsad-name.country").all_inner_texts()
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_hostile_text_is_shown_and_nothing_of_it_runs(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["hostile"])
    for number in range(len(mapcases.PAYLOADS)):
        visit.row(f"ev-{number}").click()
        assert page.locator(".leaflet-popup .marsad-card").get_attribute("data-event") == f"ev-{number}"
    for tab in ("Not on the map", "Sources"):
        page.get_by_role("tab", name=tab).click()
    visit.page.wait_for_timeout(300)
    page.locator(".leaflet-popup-close-button").click()
    for mark in page.locator(".marsad-mark").all():
        if mark.is_visible():
            mark.dispatch_event("click")
    assert page.evaluate("window.hacked") is None
    assert visit.outside() == []
    assert visit.complaints == []
    inside = page.locator(".marsad")
    assert inside.locator("script, iframe, img, link, style, object, embed, meta").count() == 0
    assert inside.locator("[onerror], [onload], [onmouseover], [onfocus], [ontoggle]").count() == 0
    hrefs = inside.locator("a[href]").evaluate_all("nodes => nodes.map(n => n.getAttribute('href'))")
    assert all(href.startswith("#event=") for href in hrefs)


def test_a_packed_map_shows_the_same_events_shapes_and_trays(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["packed"])
    assert page.locator(".count").inner_text() == "11 events · 3 articles"
    assert page.locator(".marsad-arrow").count() == 3
    page.locator("input.search").fill("فاغنر")
    assert len(visit.shown()) == 1
    visit.row(visit.shown()[0]).click()
    card = page.locator(".leaflet-popup .marsad-card")
    assert card.locator("blockquote").inner_text() == mapcases.AR_QUOTE
    assert "28 Oct 2024" in card.inner_text()
    page.locator("input.search").fill("")
    page.get_by_role("tab", name="Not on the map").click()
    assert "Tripoli is ambiguous" in page.locator(".tray").inner_text()
    assert visit.outside() == []
    assert visit.complaints == []


def test_a_crowd_is_rings_that_count_every_event_and_open_when_clicked(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["crowd"])
    cloud = "document.querySelector('.marsad-cloud')"
    assert page.evaluate(f"{cloud}.hidden") is False
    assert page.locator(".marsad-mark").count() == 0
    page.locator("label.layer", has_text="Clash").click()
    assert page.locator(".count").inner_text() == "2,000 of 3,000 events · 1 articles"
    page.locator("label.layer", has_text="Clash").click()
    box = page.locator(".leaflet-container").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(6):
        page.mouse.move(*middle)
        page.mouse.wheel(0, -400)
        page.wait_for_timeout(250)
    page.wait_for_function("document.querySelectorAll('.marsad-mark').length > 0")
    assert page.evaluate(f"{cloud}.hidden") is True
    page.locator(".marsad-mark").first.focus()
    assert visit.complaints == []


def test_thirty_events_at_one_point_are_a_ring_that_lists_them_and_none_is_moved(
    page: object, reports: dict[str, Path]
) -> None:
    visit = Visit(page, reports["pile"])
    page.locator(".marsad-mark[aria-label='31 events here']").click()  # parts from the town beside it
    ring = page.locator(".marsad-mark[aria-label='30 events here']")
    ring.wait_for()
    assert page.locator(".marsad-mark").count() == 2
    ring.focus()
    page.keyboard.press("Enter")
    rows = page.locator(".leaflet-popup button.event")
    assert rows.count() == 30
    assert "Report 29 of the base." in rows.first.inner_text(), "the newest first"
    assert "30 Jan 2025" in rows.first.inner_text()
    popup, stage = page.locator(".leaflet-popup").bounding_box(), page.locator(".marsad-stage").bounding_box()
    assert popup["height"] < 0.7 * stage["height"], "the ring stays in view"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    card = page.locator(".leaflet-popup .marsad-card")
    assert card.get_attribute("data-event") == "ev-28"
    card.get_by_role("button", name="30 events here").click()
    assert rows.count() == 30
    assert page.locator(".marsad-mark").count() == 2
    assert visit.complaints == []


def test_hostile_rows_run_nothing_either(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["hostile rows"])
    for row in visit.shown()[:40]:
        visit.row(row).click()
    assert page.evaluate("window.hacked") is None
    assert visit.outside() == []
    assert visit.complaints == []


def test_thirty_filter_changes_leave_nothing_behind(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"])
    search = page.locator("input.search")

    def nodes() -> int:
        search.fill("")
        page.evaluate("new Promise(requestIdleCallback)")  # trays fill when the page is at rest
        return page.evaluate("document.querySelectorAll('*').length")

    before = nodes()
    for number in range(30):
        search.fill("libya" if number % 2 else "force")
    assert nodes() == before


def test_it_prints_to_pages_with_map_list_and_trays(page: object, reports: dict[str, Path], tmp_path: Path) -> None:
    visit = Visit(page, reports["en"])
    page.pdf(path=str(tmp_path / "report.pdf"), format="A4", print_background=True)
    assert (tmp_path / "report.pdf").read_bytes().count(b"/Type /Page\n") >= 1
    page.emulate_media(media="print")
    assert page.locator(".tray").is_visible()
    assert not page.locator(".marsad-tools").is_visible()
    assert visit.complaints == []


def test_layers_of_a_user_are_drawn_beside_ours(page: object, tmp_path: Path) -> None:
    site = presence_map(mapcases.ARTICLES)
    folium.Circle([32.9, 13.2], radius=90_000, color="#123456").add_to(site)
    site.save(str(tmp_path / "m.html"))
    visit = Visit(page, tmp_path / "m.html")
    assert page.locator("path[stroke='#123456']").count() == 1
    assert visit.complaints == []


def test_the_same_page_draws_the_same_picture(browser: object, reports: dict[str, Path]) -> None:
    pictures = []
    for _ in range(2):
        context = browser.new_context(viewport={"width": 1000, "height": 700}, reduced_motion="reduce")
        page = context.new_page()
        Visit(page, reports["en"], "#event=ev-ar-open")
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(400)
        pictures.append(page.screenshot(animations="disabled"))
        context.close()
    assert pictures[0] == pictures[1]
