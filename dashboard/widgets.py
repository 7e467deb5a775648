"""Our two small components: the article reader and the list of events.

Both are Streamlit v2 components of plain script. Every word reaches the page
through `textContent`, so that nothing in a text can become markup; neither
asks another host for anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import streamlit as st

from dashboard.passages import Passage
from geo.models import Model

_ASSETS = Path(__file__).parent / "assets"


def _nothing() -> None:
    """Ask Streamlit to run the page again when a component reports a choice."""


def _component(name: str) -> Callable[..., Any]:
    common = (_ASSETS / "common.css").read_text(encoding="utf-8")
    style = common + (_ASSETS / f"{name}.css").read_text(encoding="utf-8")
    script = (_ASSETS / f"{name}.js").read_text(encoding="utf-8")
    return st.components.v2.component(f"marsad_{name}", html='<div class="root"></div>', css=style, js=script)


_reader = _component("reader")
_events = _component("events")


class Legend(Model, frozen=True):
    """One entry of the reader's legend: the kind of mark and what it means."""

    kind: str
    label: str


class Item(Model, frozen=True):
    """One line of the list of events."""

    id: str
    colour: str
    kind: str
    put: str
    modality: str
    summary: str
    place: str
    date: str


class Sheet(Model, frozen=True):
    """An article as the reader draws it.

    Attributes
    ----------
    lines
        The article, line by line.
    dir
        ``"ltr"`` or ``"rtl"``, of the article's own script.
    legend
        What the colours mean.
    roles
        Whether each line is preceded by its role.
    """

    lines: tuple[Passage, ...]
    dir: str
    legend: tuple[Legend, ...] = ()
    roles: bool = False


def article_reader(sheet: Sheet, *, event: str, height: int, key: str) -> str | None:
    """Draw an article and return the id of the event whose sentence was clicked just now, None without a click.

    Parameters
    ----------
    sheet
        The article.
    event
        Id of the chosen event: its sentence is highlighted and scrolled to.
    height
        Height in pixels at most; a longer article scrolls within.
    key
        Key of the component.
    """
    data = {**msgspec.to_builtins(sheet), "event": event, "height": height}
    result = _reader(key=key, data=data, on_picked_change=_nothing)
    return str(result.picked) if result.picked else None


def event_list(items: Sequence[Item], *, direction: str, event: str, label: str, height: int, key: str) -> str | None:
    """Draw the list of events and return the id that was clicked just now, None without a click.

    Parameters
    ----------
    items
        The events, first to last.
    direction
        ``"ltr"`` or ``"rtl"``, of the interface.
    event
        Id of the chosen event.
    label
        What the list is called to those who hear it read.
    height
        Height in pixels at most; a longer list scrolls.
    key
        Key of the component.
    """
    data = {
        "items": msgspec.to_builtins(tuple(items)),
        "dir": direction,
        "event": event,
        "label": label,
        "height": height,
    }
    result = _events(key=key, data=data, on_picked_change=_nothing)
    return str(result.picked) if result.picked else None
