"""What the map does not show, and why: events known only as a country, and events without a place."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from dashboard import card, state
from dashboard.data import COUNTRY_ONLY, Row
from dashboard.markup import bdi, tag
from dashboard.naming import Telling
from dashboard.views.common import chosen_event, empty, rows_or_empty
from dashboard.words import Words
from geo.export.basemap import country_name

READER_HEIGHT_PX = 420
#: Entries drawn of each part.
SHOWN = 200


def draw() -> None:
    """Draw the page."""
    words = state.words_now()
    rows = rows_or_empty(words)
    if not rows:
        return
    missing = [row for row in rows if not row.placed]
    if not missing:
        empty(words("empty.no_unplaced"), words("empty.no_unplaced_body"))
        return
    st.caption(words("tray.intro"))
    lists, panel = st.columns([3, 2], gap="medium")
    with lists:
        _countries([row for row in missing if row.precision == COUNTRY_ONLY], words)
        _nowhere([row for row in missing if row.precision != COUNTRY_ONLY], words)
    with panel:
        row = state.selected(missing)
        if row is None:
            st.caption(words("empty.pick"))
        else:
            chosen_event(row, words, key="tray_reader", height=READER_HEIGHT_PX)


def _countries(rows: list[Row], words: Words) -> None:
    if not rows:
        return
    st.markdown(f"**{words('tray.country')}**")
    st.caption(words("tray.country_intro"))
    ordered = sorted(rows[:SHOWN], key=lambda row: row.countries[:1])
    for country, group in groupby(ordered, key=lambda row: row.countries[0]):
        st.html(tag("div", tag("b", country_name(country, words.lang)), cls="marsad-country"))
        for row in group:
            _entry(row, words)


def _nowhere(rows: list[Row], words: Words) -> None:
    if not rows:
        return
    st.markdown(f"**{words('tray.none')}**")
    for row in rows[:SHOWN]:
        _entry(row, words)


def _entry(row: Row, words: Words) -> None:
    event = row.event
    with st.container(border=True):
        head, button = st.columns([6, 1], vertical_alignment="top")
        names = Telling(state.corpus_now(), row, words).where
        chips = tag("div", card.kind_chip(event.type, words), card.put_chip(event.modality, words), bdi(names))
        # of a country alone, the heading has said why
        why = bdi(row.why or words("tray.no_why")) if row.precision != COUNTRY_ONLY else None
        reason = tag("div", tag("b", words("tray.why")), ": ", why, cls="marsad-faint") if why else None
        head.html(tag("div", chips, tag("p", event.evidence.quote, dir="auto"), reason, cls="marsad-entry"))
        button.button(
            words("reader.jump"), key=f"tray_{row.uid}", type="tertiary", on_click=state.choose, args=(row.uid,)
        )
        ranked = [place for place in event.locations if place.candidates]
        if ranked:
            with st.expander(words("card.candidates"), icon=":material/format_list_numbered:"):
                for place in ranked:
                    st.html(tag("div", tag("b", bdi(place.name)), card.candidates_table(place.candidates, words)))
