"""Range rings in the report: on the ellipsoid, across 180° and the pole, by keyboard, and away again."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import mapcases
import pyproj
import pytest
from browsing import Visit

from geo.export.webmap import equipment_ranges, presence_map, save_html

pytestmark = [
    pytest.mark.browser,
    # the browser driver's own sockets are collected after the test
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
GEOD = pyproj.Geod(ellps="WGS84")


@pytest.mark.parametrize(
    ("lat", "lon", "km"), [(29.198, 16.001, 400), (0, 0, 2000), (60, 178, 1500), (-16, -179.9, 250), (78, 20, 2500)]
)
def test_every_point_of_a_ring_is_as_far_as_said(
    page: object, reports: dict[str, Path], lat: float, lon: float, km: float
) -> None:
    Visit(page, reports["en"])
    outline = page.evaluate("at => MarsadMap.ringOutline(...at)", [lat, lon, km])
    for spot in outline:
        assert GEOD.inv(lon, lat, spot[1], spot[0])[2] == pytest.approx(km * 1000, abs=1)
    assert all(abs(b[1] - a[1]) < 180 for a, b in pairwise(outline)), "in one piece"
    middle = page.evaluate("at => MarsadMap.along(...at)", [lat, lon, 33.0, km])
    there = GEOD.fwd(lon, lat, 33.0, km * 1000)
    assert ((middle["lon"] + 180) % 360 - 180, middle["lat"]) == pytest.approx(there[:2], abs=1e-7)


def test_rings_are_drawn_and_removed_by_keyboard_alone(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["en"], "#event=ev-ar-move")
    page.get_by_role("button", name="Range rings").focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("form", name="Range rings")
    assert form.get_by_label("Around").input_value() == "27.653, 14.272", "around the event that is open"
    name, km = next(row for row in equipment_ranges() if row[1] > 300)
    page.keyboard.type(name)
    assert form.get_by_label("Radius, km").input_value() == str(round(km))
    form.get_by_label("Radius, km").focus()
    page.keyboard.press("Enter")
    entries = form.get_by_role("listitem")
    assert name in entries.inner_text()
    assert "Brak al-Shati Air Base" in entries.inner_text()
    assert page.locator(".marsad-range").count() == 1
    form.get_by_label("Radius, km").fill("75.5")
    page.keyboard.press("Enter")
    assert page.locator(".marsad-measure").all_inner_texts()[1].strip("\u2068\u2069") == "75.5 km"
    assert page.locator(".marsad-range").count() == 2
    page.get_by_role("button", name="Remove ring").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".marsad-range").count() == 1
    page.keyboard.press("Escape")
    assert not form.is_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Range rings"
    assert page.locator(".marsad-range").count() == 1, "a ring stays when the form is closed"
    assert visit.complaints == []


def test_a_click_on_the_map_is_the_centre_and_nonsense_is_refused(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"])
    page.get_by_role("button", name="Range rings").click()
    box = page.locator(".leaflet-container").bounding_box()
    page.mouse.click(box["x"] + 200, box["y"] + 300)
    form = page.get_by_role("form", name="Range rings")
    assert page.locator(".leaflet-popup").count() == 0
    assert "," in form.get_by_label("Around").input_value()
    for centre in ("nowhere", "95, 10", "10, 190"):
        form.get_by_label("Around").fill(centre)
        form.get_by_role("button", name="Draw ring").click()
        assert "between 0 and 20,000" in form.get_by_role("status").inner_text()
    form.get_by_label("Around").fill("16.5 S, 179.9 W")
    form.get_by_role("button", name="Draw ring").click()
    assert page.locator(".marsad-range").count() == 2, "across 180° it shows on both sides"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_rings_of_the_author_are_drawn_and_told_in_the_legend(page: object, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "rings.html"
    save_html(presence_map(mapcases.ARTICLES, lang=lang, rings=["Tobruk:150", "27.6,14.3:Iskander"]), path)
    visit = Visit(page, path)
    legend = page.locator(".ring-key").inner_text()
    assert "Tobruk" in legend
    assert "Iskander" in legend
    assert page.locator(".marsad-measure").count() == 2
    page.get_by_role("button", name=re.compile("Range rings|دوائر المدى")).click()
    page.locator(".marsad-rings li button").first.click()
    assert page.locator(".marsad-measure").count() == 1
    assert visit.complaints == []
