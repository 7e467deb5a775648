"""The dashboard as a user finds it, without a browser: every page, empty, full, and with bad files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).resolve().parents[2] / "dashboard" / "app.py")
PAGES = ("map", "evidence", "table", "tray", "distances", "timeline")
TEXT = """Army reinforces Gao
Bamako, 2 June 2025

The army sent 200 soldiers from Bamako to Gao on Sunday, the general staff said. The convoy had 30 vehicles.

Fighters attacked the army near Ansongo on Monday.
"""
EVIL = """<script>alert(1)</script> ![x](http://evil.example/x.png) clash in Gao
2 June 2025

Fighters attacked the army in Gao on Monday, said <img src=x onerror=alert(1)> the general staff.
"""


def start(**params: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for key, value in params.items():
        app.query_params[key] = value
    return app.run()


def paste(app: AppTest, text: str) -> AppTest:
    app.text_area(key="paste_text").set_value(text)
    next(button for button in app.sidebar.button if button.label == "Read the text").click()
    return app.run()


def goto(app: AppTest, page: str) -> AppTest:
    app.switch_page(page)
    return app.run()


def components(app: AppTest) -> list[dict[str, object]]:
    return [json.loads(node.proto.json) for node in app.get("bidi_component") if node.proto.json]


def html_of(app: AppTest) -> str:
    return "".join(node.proto.body for node in app.get("html"))


def test_starts_empty_and_says_how_to_begin() -> None:
    app = start()
    assert not app.exception
    assert "Start with a text" in html_of(app)
    assert any(button.label == "Open the sample corpus" for button in app.main.button)
