"""The map, and beside it the events or the chosen one with its evidence."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.atlas import event_map
from dashboard.views.common import choose_from_list, chosen_event, rows_or_empty

MAP_HEIGHT_PX = 640
READER_HEIGHT_PX = 380


def draw() -> None:
    """Draw the page."""
    words = state.words_now()
    rows = rows_or_empty(words)
    if not rows:
        return
    chart, panel = st.columns([3, 2], gap="medium")
    with chart:
        picked = event_map(rows, lang=words.lang, height=MAP_HEIGHT_PX)
        if picked and picked != st.session_state.event:
            state.choose(picked)
            st.rerun()
    with panel:
        row = state.selected(rows)
        if row is None:
            st.caption(words("empty.pick"))
            choose_from_list(rows, words, key="map_list", height=MAP_HEIGHT_PX - 30)
        else:
            st.button(
                words("card.back"),
                icon=":material/list:",
                type="tertiary",
                key="back",
                on_click=state.choose,
                args=("",),
            )
            chosen_event(row, words, key="map_reader", height=READER_HEIGHT_PX)
