"""All events as a table, and the downloads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import card, details, downloads, state
from dashboard.data import Corpus, Row, with_rows
from dashboard.naming import Telling, short_date, title
from dashboard.views.common import chosen_event, rows_or_empty
from dashboard.words import Words

TABLE_HEIGHT_PX = 520
READER_HEIGHT_PX = 360


def draw() -> None:
    """Draw the page."""
    words = state.words_now()
    rows = rows_or_empty(words)
    if not rows:
        return
    _downloads(rows, words)
    frame = state.remember("frame", (rows, words.lang), lambda: _frame(rows, words))
    row = state.selected(rows)
    if row is None:
        st.caption(words("table.select_hint"))
        _table(frame, words)
        return
    left, panel = st.columns([3, 2], gap="medium")
    with left:
        _table(frame, words)
    with panel:
        chosen_event(row, words, key="table_reader", height=READER_HEIGHT_PX)


def _frame(rows: Sequence[Row], words: Words) -> pd.DataFrame:
    corpus = state.corpus_now()
    tellings = [Telling(corpus, row, words) for row in rows]
    return pd.DataFrame(
        {
            "uid": [row.uid for row in rows],
            "type": [words.name("type", row.event.type) for row in rows],
            "modality": [words.name("modality", row.event.modality) for row in rows],
            "actors": [telling.who for telling in tellings],
            "place": [telling.where for telling in tellings],
            "precision": [card.precision_words(row, words) for row in rows],
            "country": [telling.countries for telling in tellings],
            "date": [short_date(row.event.time, words) for row in rows],
            "how_many": [", ".join(quantity.text for quantity in row.event.quantities) for row in rows],
            "attributed": [row.event.attributed_to or "" for row in rows],
            "confidence": [row.event.confidence for row in rows],
            "sentence": [row.event.evidence.quote for row in rows],
            "article": [title(telling.record, telling.text, words) for telling in tellings],
            "file": [telling.record.source for telling in tellings],
        }
    )


def _table(frame: pd.DataFrame, words: Words) -> None:
    shown = frame.drop(columns="uid")
    config = {name: st.column_config.TextColumn(words(f"table.{name}")) for name in shown.columns}
    config["confidence"] = st.column_config.ProgressColumn(
        words("table.confidence"), min_value=0.0, max_value=1.0, format="%.2f", width="small"
    )
    config["sentence"] = st.column_config.TextColumn(words("table.sentence"), width="large")
    picked = st.dataframe(
        shown, hide_index=True, column_config=config, height=TABLE_HEIGHT_PX, on_select="rerun",
        selection_mode="single-row", key="events_table",
    )  # fmt: skip
    chosen = picked["selection"]["rows"]
    last = st.session_state.get("table_pick")
    now = frame["uid"].iloc[chosen[0]] if chosen and chosen[0] < len(frame) else None
    st.session_state.table_pick = now
    if now is not None and now not in {last, st.session_state.event}:
        state.choose(str(now))
        st.rerun()


def _downloads(rows: Sequence[Row], words: Words) -> None:
    corpus = state.corpus_now()
    st.markdown(f"**{words('table.download')}**")
    asked = details.ask(words, state.filters_now())
    with st.container(horizontal=True):
        for item in downloads.FORMATS:
            st.download_button(
                words(f"table.{item.name}"), data=partial(_made, item.name, (corpus, rows), words.lang, asked),
                file_name=item.file, mime=item.mime, key=f"download_{item.name}", icon=":material/download:",
                on_click="ignore", disabled=bool(asked.fault),
            )  # fmt: skip


def _made(name: str, kept: tuple[Corpus, Sequence[Row]], lang: str, asked: details.Details) -> bytes:
    """Make a download when its button is pressed, not before; Streamlit shows what goes wrong beside the button."""
    return downloads.make(name, with_rows(*kept), lang=lang, details=asked)
