"""The dashboard in a real browser, started by its own command, with every other host out of reach."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import grave_findings

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = os.environ.get("MARSAD_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
SECONDS_TO_START = 60
MS = 30_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium browser on this machine"),
    # the browser driver's own sockets are collected after the test
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Visit:
    """A page of the dashboard, and every request that it made to another host."""

    def __init__(self, page: object, base: str) -> None:
        self.page, self.base = page, base
        self.outside: list[str] = []
        self.alerts: list[str] = []
        page.on("request", self._seen)
        page.on("dialog", self._alert)

    def _seen(self, request: object) -> None:
        if not request.url.startswith((self.base, self.base.replace("http", "ws"), "data:", "blob:")):
            self.outside.append(request.url)

    def _alert(self, dialog: object) -> None:
        self.alerts.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.page.wait_for_selector('[data-testid="stMainBlockContainer"] .marsad-stats, .marsad-empty', timeout=MS)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "geo.cli", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/_stcore/health")
        yield address
    finally:
        os.killpg(server.pid, 15)
        server.wait(timeout=30)


def _wait(address: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  (our own server)
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the dashboard did not start within {SECONDS_TO_START} s")


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: object, base: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    seen = Visit(context.new_page(), base)
    yield seen
    context.close()
    assert seen.outside == []
    assert seen.alerts == []


def test_a_sample_is_opened_an_event_chosen_and_its_sentence_highlighted(visit: Visit) -> None:
    visit.open("/")
    visit.page.get_by_role("button", name="Open the sample corpus").last.click()
    first = visit.page.locator("button[data-event]").first
    first.wait_for(timeout=MS)
    chosen = first.get_attribute("data-event")
    sentence = first.locator(".summary").inner_text()
    first.click()
    lit = visit.page.locator(".scroll .ev.on")
    lit.first.wait_for(timeout=MS)
    assert "".join(lit.all_inner_texts()).split() == sentence.split()
    assert lit.first.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(255, 231, 159)"
    assert lit.first.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert f"event={chosen}" in visit.page.url
    visit.page.get_by_text("Why this place").click()
    visit.page.locator(".marsad-candidates li").first.wait_for(timeout=MS)


def test_a_sentence_in_the_article_is_chosen_with_the_keyboard(visit: Visit) -> None:
    visit.open("/evidence?open=samples")
    sentence = visit.page.locator(".scroll .ev[role=button]").first
    sentence.wait_for(timeout=MS)
    sentence.focus()
    visit.page.keyboard.press("Enter")
    visit.page.locator(".scroll .ev.on").first.wait_for(timeout=MS)
    visit.page.locator("button[data-event][aria-pressed=true]").wait_for(timeout=MS)


def test_a_file_with_markup_in_its_name_and_text_does_nothing(visit: Visit, tmp_path: Path) -> None:
    text = (
        "<script>alert(1)</script> ![x](http://evil.example/x.png) Clash in Gao\n2 June 2025\n\n"
        "The army sent 200 soldiers from Bamako to Gao on Sunday <img src=http://evil.example/y.png onerror=alert(1)>, "
        "the general staff said.\n"
    )
    evil = tmp_path / "<img src=x onerror=alert(3)>.txt"
    evil.write_text(text, encoding="utf-8")
    visit.open("/")
    visit.page.get_by_role("tab", name="Files").click()
    visit.page.set_input_files("input[type=file]", [str(evil), str(SAMPLES / "en-01-libya.txt")])
    visit.page.locator("button[data-event]").first.wait_for(timeout=MS)
    for page in ("Evidence", "Table", "Not placed", "Distances", "Timeline", "Map"):
        visit.page.get_by_role("link", name=page).first.click()
        visit.page.wait_for_timeout(1200)
        assert visit.page.locator("img[src*=evil], script:text('alert')").count() == 0
    row = visit.page.locator("button[data-event]", has_text="200 soldiers").first
    row.click()
    visit.page.locator(".scroll .ev.on").first.wait_for(timeout=MS)
    assert "<img src=" in "".join(visit.page.locator(".scroll .ev.on").all_inner_texts())


def test_the_arabic_page_reads_from_the_right_and_the_map_does_not(visit: Visit) -> None:
    visit.open("/?open=samples&lang=ar")
    visit.page.locator("button[data-event]").first.wait_for(timeout=MS)
    side = visit.page.locator('[data-testid="stSidebar"]').bounding_box()
    main = visit.page.locator('[data-testid="stMain"]').bounding_box()
    assert side["x"] > main["x"]
    assert visit.page.locator(".stApp").evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_on_a_narrow_screen_the_closed_sidebar_covers_nothing(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 420, "height": 900})
    visit.open("/?open=samples&lang=ar")
    visit.page.locator("button[data-event]").first.wait_for(timeout=MS)
    assert not visit.page.locator('[data-testid="stSidebar"]').is_visible()
    visit.page.locator('[data-testid="stExpandSidebarButton"]').click()
    visit.page.locator('[data-testid="stSidebar"] .marsad-brand').wait_for(timeout=MS)


def test_the_filters_come_back_with_the_address(visit: Visit) -> None:
    visit.open("/?open=samples&type=clash&q=Gao")
    visit.page.locator("button[data-event]").first.wait_for(timeout=MS)
    kinds = visit.page.locator("button[data-event] .kind").all_inner_texts()
    assert set(kinds) == {"Clash"}
    visit.page.get_by_role("link", name="Table").first.click()
    visit.page.wait_for_url("**/table?**type=clash**", timeout=MS)


def test_a_mark_on_the_map_opens_its_sentence_and_its_article(visit: Visit) -> None:
    visit.open("/?open=samples&q=Kremenchuk")
    mark = visit.page.locator(".marsad-mark").first
    mark.wait_for(timeout=MS)
    mark.click()
    visit.page.locator(".scroll .ev.on").first.wait_for(timeout=MS)
    assert "Kremenchuk" in "".join(visit.page.locator(".scroll .ev.on").all_inner_texts())
    visit.page.get_by_role("link", name="Read in the article").click()
    visit.page.wait_for_url("**/evidence?**event=ev-**", timeout=MS)
    visit.page.locator(".scroll .role").first.wait_for(timeout=MS)
    assert "Kremenchuk" in "".join(visit.page.locator(".scroll .ev.on").all_inner_texts())


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_axe_finds_nothing_grave_in_the_map_page(visit: Visit, lang: str) -> None:
    visit.open(f"/?open=samples&lang={lang}")
    visit.page.locator(".marsad-mark").first.wait_for(timeout=MS)
    assert grave_findings(visit.page) == []
    visit.page.locator("button[data-event]").first.click()
    visit.page.locator(".leaflet-popup .marsad-card").wait_for(timeout=MS)
    assert grave_findings(visit.page) == []
