"""The one door to the map: what the session has open becomes a description once, the filters a list of ids."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import component, state
from dashboard.data import Row
from geo.export.mapspec import build_mapspec


def event_map(rows: Sequence[Row], *, lang: str, height: int) -> str | None:
    """Draw the events that pass the filters and return the id of the one that was picked just now.

    Parameters
    ----------
    rows
        The events to show.
    lang
        Language of the interface.
    height
        Height in pixels.
    """
    corpus = state.corpus_now()
    spec = state.remember("spec", (corpus, lang), lambda: build_mapspec(corpus.records, lang=lang))
    everything = len(rows) == len(corpus.rows)
    shown = component.MapFilter(ids=None if everything else tuple(row.event.id for row in rows))
    chosen = corpus.find(st.session_state.event)
    selected = chosen.event.id if chosen is not None else None
    return component.event_map(spec, shown, key="map", selected=selected, height=height)
