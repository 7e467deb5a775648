"""A browser with every host out of reach, and the reports that its tests open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import mapcases
import pytest
from browsing import offline_page, running

from geo.export import mapspec
from geo.export.webmap import save_html


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[object]:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with running(chromium) as browser:
        yield browser


@pytest.fixture
def page(browser: object) -> Iterator[object]:
    with offline_page(browser) as page:
        yield page


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    paths = {lang: folder / f"{lang}.html" for lang in ("en", "ar", "fr")}
    for lang, path in paths.items():
        save_html(mapcases.ARTICLES, path, lang=lang)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapspec, "PACK_FROM", 3)
        paths["packed"] = folder / "packed.html"
        save_html(mapcases.ARTICLES, paths["packed"])
        paths["crowd"] = folder / "crowd.html"
        save_html([mapcases.crowd(3000)], paths["crowd"])
        paths["hostile rows"] = folder / "hostile-rows.html"
        save_html(mapcases.HOSTILE, paths["hostile rows"])
    paths["pile"] = folder / "pile.html"
    save_html([mapcases.pile(30)], paths["pile"])
    paths["all types"] = folder / "all-types.html"
    save_html([mapcases.one_of_each()], paths["all types"])
    paths["hostile"] = folder / "hostile.html"
    save_html(mapcases.HOSTILE, paths["hostile"], title=mapcases.PAYLOADS[1])
    return paths
