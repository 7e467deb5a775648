"""The report for those who read it by screen reader, keyboard or with weak eyes: axe-core in each state of the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe import grave_findings
from browsing import Visit

pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
pytestmark = [
    pytest.mark.browser,
    # the browser driver's own sockets are collected after the test
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
OPEN_ALL = "nodes => nodes.forEach(node => { node.open = true; })"


@pytest.mark.parametrize("name", ["en", "ar", "packed", "crowd"])
def test_axe_finds_nothing_grave_in_a_report_as_it_opens(page: object, reports: dict[str, Path], name: str) -> None:
    Visit(page, reports[name])
    assert grave_findings(page) == []


@pytest.mark.parametrize("name", ["en", "ar"])
def test_axe_finds_nothing_grave_with_everything_opened(page: object, reports: dict[str, Path], name: str) -> None:
    visit = Visit(page, reports[name])
    page.locator("details").evaluate_all(OPEN_ALL)
    page.locator("label.layer").first.click()
    page.locator(".marsad-tools button").nth(5).click()
    page.locator(".marsad-rings .draw").click()
    visit.row("ev-ar-open").click()
    page.locator(".leaflet-popup details").evaluate_all(OPEN_ALL)
    assert grave_findings(page) == []
    page.get_by_role("tab").nth(1).click()
    page.locator('.tray button[data-event="ev-fr-unplaced"]').click()
    assert grave_findings(page) == []
    page.get_by_role("tab").nth(2).click()
    assert grave_findings(page) == []


def test_axe_finds_nothing_grave_on_a_narrow_screen(page: object, reports: dict[str, Path]) -> None:
    page.set_viewport_size({"width": 420, "height": 800})
    visit = Visit(page, reports["en"])
    visit.row("ev-ar-move").click()
    assert grave_findings(page) == []


def test_axe_does_find_what_is_wrong(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"])
    page.locator(".count").evaluate("node => node.style.setProperty('color', '#ddd')")
    page.locator(".search").evaluate("node => { node.removeAttribute('aria-label'); node.placeholder = ''; }")
    found = "\n".join(grave_findings(page))
    assert "color-contrast" in found
    assert "label" in found
