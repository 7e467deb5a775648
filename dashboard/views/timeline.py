"""Events in time: each bar spans the days that the words allow; what has no day stands apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.data import Row
from dashboard.naming import Telling, short_date
from dashboard.palette import type_colour
from dashboard.views.common import choose_from_list, chosen_event, rows_or_empty
from dashboard.words import Words

READER_HEIGHT_PX = 380
#: Bars that one chart shows; beyond that it is a blur, and the filters help.
SHOWN_BARS = 400
ROW_HEIGHT_PX = 19


def draw() -> None:
    """Draw the page."""
    words = state.words_now()
    rows = rows_or_empty(words)
    if not rows:
        return
    dated = sorted((row for row in rows if _span(row) is not None), key=lambda row: _span(row) or ())
    undated = [row for row in rows if _span(row) is None]
    left, panel = st.columns([3, 2], gap="medium")
    with left:
        st.caption(words("timeline.intro"))
        if dated:
            _chart(dated[:SHOWN_BARS], words)
        if len(dated) > SHOWN_BARS:
            st.caption(words("card.more", n=len(dated) - SHOWN_BARS))
        if undated:
            with st.expander(
                f"{words('timeline.undated')} · {len(undated)}", icon=":material/event_busy:", expanded=not dated
            ):
                st.caption(words("timeline.undated_intro"))
                choose_from_list(undated, words, key="undated_list", height=400)
    with panel:
        row = state.selected(rows)
        if row is None:
            st.caption(words("empty.pick"))
            choose_from_list(dated, words, key="dated_list", height=560)
        else:
            chosen_event(row, words, key="timeline_reader", height=READER_HEIGHT_PX)


def _span(row: Row) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day; an end that the words leave open is drawn as the day that they name."""
    first, last = row.event.time.start, row.event.time.end
    known = first or last
    return (first or known, last or known) if known is not None else None


def _chart(rows: Sequence[Row], words: Words) -> None:
    corpus, spans = state.corpus_now(), [_span(row) for row in rows]
    frame = pd.DataFrame(
        {
            "uid": [row.uid for row in rows],
            "order": range(len(rows)),
            "first": [pd.Timestamp(span[0]) for span in spans if span],
            # a bar of one day is drawn as that whole day
            "last": [pd.Timestamp(span[1]) + pd.Timedelta(days=1) for span in spans if span],
            "type": [words.name("type", row.event.type) for row in rows],
            "date": [short_date(row.event.time, words) for row in rows],
            "place": [Telling(corpus, row, words).where for row in rows],
            "quote": [row.event.evidence.quote[:160] for row in rows],
            "colour": [type_colour(row.event.type) for row in rows],
        }
    )
    pick = alt.selection_point(name="pick", fields=["uid"], empty=False)
    chosen = st.session_state.event
    tips = [alt.Tooltip(f"{name}:N", title=words(f"table.{label}")) for name, label in _TOOLTIP]
    bars = (
        alt.Chart(frame)
        .mark_bar(height=11, cornerRadius=3, minBandSize=5, cursor="pointer")
        .encode(
            x=alt.X(
                "first:T",
                title=None,
                axis=alt.Axis(orient="top", format="%Y-%m-%d", labelAngle=0, labelOverlap=True, tickCount=7),
            ),
            x2="last:T",
            y=alt.Y("order:O", axis=None),
            color=alt.Color("colour:N", scale=None),
            opacity=alt.condition(alt.datum.uid == chosen, alt.value(1.0), alt.value(0.9 if not chosen else 0.45)),
            tooltip=tips,
        )
        .add_params(pick)
    )
    # a day is too thin to see on a scale of years: a dot stands where each bar begins
    dots = (
        alt.Chart(frame)
        .mark_point(filled=True, size=46, opacity=1, cursor="pointer")
        .encode(x="first:T", y=alt.Y("order:O", axis=None), color=alt.Color("colour:N", scale=None), tooltip=tips)
    )
    names = (
        alt.Chart(frame)
        .mark_text(align="left", dx=8, fontSize=11, color="#46505b", limit=260)
        .encode(x="last:T", y=alt.Y("order:O", axis=None), text="place:N")
    )
    chart = (
        (bars + dots + names).properties(height=max(160, ROW_HEIGHT_PX * len(rows) + 30)).configure_view(strokeWidth=0)
    )
    state_now = st.altair_chart(chart, key="timeline_chart", on_select="rerun", selection_mode="pick")
    picked = [item.get("uid") for item in state_now.get("selection", {}).get("pick", [])]
    if picked and picked[0] and st.session_state.get("timeline_pick") != picked[0]:
        st.session_state.timeline_pick = picked[0]
        state.choose(picked[0])
        st.rerun()


_TOOLTIP = (("type", "type"), ("date", "date"), ("place", "place"), ("quote", "sentence"))
