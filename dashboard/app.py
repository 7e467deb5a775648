"""The dashboard: `marsad serve` runs this file with Streamlit."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from dashboard import data, sidebar, state
from dashboard.markup import tag
from dashboard.views import distances, events_map, evidence, table, timeline, tray

ASSETS = Path(__file__).parent / "assets"
#: A folder to open with, set by `marsad serve FOLDER`.
FOLDER_VARIABLE = "MARSAD_FOLDER"


def main() -> None:
    """Draw the shared parts, then the page that was asked for."""
    st.set_page_config(page_title="Marsad", page_icon=str(ASSETS / "icon.svg"), layout="wide")
    state.begin()
    words = state.words_now()
    st.html(ASSETS / "app.css")
    if words.direction == "rtl":
        st.html(ASSETS / "rtl.css")
    _open_at_start()
    article = st.Page(evidence.draw, title=words("page.evidence"), icon=":material/article:", url_path="evidence")
    # pages link to the article, and a link needs the page itself
    st.session_state.article_page = article
    pages = [
        st.Page(events_map.draw, title=words("page.map"), icon=":material/map:", url_path="map", default=True),
        article,
        st.Page(table.draw, title=words("page.table"), icon=":material/table_rows:", url_path="table"),
        st.Page(tray.draw, title=words("page.tray"), icon=":material/inbox:", url_path="tray"),
        st.Page(distances.draw, title=words("page.distances"), icon=":material/straighten:", url_path="distances"),
        st.Page(timeline.draw, title=words("page.timeline"), icon=":material/timeline:", url_path="timeline"),
    ]
    page = st.navigation(pages, position="top")
    sidebar.draw(words)
    if state.corpus_now().readings:
        _stats()
        page.run()
    else:
        _welcome()
    state.write_address()


def _open_at_start() -> None:
    """Open what the command line or the address names, once a session."""
    session = st.session_state
    if session.get("opened"):
        return
    session.opened = True
    if session.samples:
        sidebar.add(data.sample_files(), state.words_now())
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        sidebar.add_folder(folder, state.words_now())


def _stats() -> None:
    words, corpus, rows = state.words_now(), state.corpus_now(), state.rows_now()
    counts = (
        (len(corpus.records), "articles"),
        (len(rows), "events"),
        (sum(row.placed for row in rows), "placed"),
        (sum(not row.placed and row.precision == data.COUNTRY_ONLY for row in rows), "country"),
        (sum(row.precision == data.NO_PLACE for row in rows), "unplaced"),
    )
    st.html(
        tag(
            "div",
            [tag("div", tag("b", count), words.noun(f"stat.{name}", count)) for count, name in counts],
            cls="marsad-stats",
        )
    )


def _welcome() -> None:
    words = state.words_now()
    paragraphs = (tag("p", words("empty.body")), tag("p", words("empty.try"), cls="marsad-faint"))
    st.html(tag("div", tag("h2", words("empty.title")), paragraphs, cls="marsad-empty"))
    if data.sample_files():
        _, middle, _ = st.columns([1, 1, 1])
        label = words("source.sample_go")
        middle.button(label, type="primary", width="stretch", key="welcome_samples", on_click=sidebar.open_samples)


main()
