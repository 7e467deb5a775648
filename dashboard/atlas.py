"""The one door to the map: our component where it is there, else the exported page in a frame."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from dashboard import state
from dashboard.data import Row, with_rows


def event_map(rows: Sequence[Row], *, lang: str, height: int) -> str | None:
    """Draw events on the map and return the id of the one that was clicked, None without a click."""
    if importlib.util.find_spec("geo.export.webmap") is None:
        st.info("map")
        return None
    from geo.export.webmap import save_html  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        path = Path(folder) / "map.html"
        save_html(list(with_rows(state.corpus_now(), rows)), path, title="", lang=lang)
        st.iframe(path.read_text(encoding="utf-8"), height=height)
    return None
