"""A report opened from disk in a real browser, with every host out of reach and every request counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Pictures of a page come out the same on any machine with these.
FLAGS = [
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--disable-lcd-text",
]


class Visit:
    """A page opened from disk, with what it asked for and what it complained of."""

    def __init__(self, page: object, path: Path, fragment: str = "") -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri() + fragment)
        page.wait_for_selector(".marsad[data-ready]")
        assert self.outside() == []

    def _heard(self, message: object) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def outside(self) -> list[str]:
        """Return every request but the page itself."""
        return self.requests[1:]

    def row(self, event_id: str) -> object:
        return self.page.locator(f'button.event[data-event="{event_id}"]').first

    def shown(self) -> list[str]:
        """Return the ids in the list of events."""
        return self.page.eval_on_selector_all("ol.events > li > button", "nodes => nodes.map(n => n.dataset.event)")


@contextmanager
def running(chromium: str) -> Iterator[object]:
    """Yield a browser that reaches no host."""
    from playwright import sync_api  # noqa: PLC0415  (only where it is installed)

    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def offline_page(browser: object) -> Iterator[object]:
    """Yield an empty page of a browser that is offline."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_offline(offline=True)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
