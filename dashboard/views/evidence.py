"""The article itself: what each line is taken for, what each name is taken for, and which sentences state events."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from dashboard import state
from dashboard.data import Corpus
from dashboard.markup import bdi, tag
from dashboard.naming import isolated, title
from dashboard.passages import direction, passages, use_marks
from dashboard.views.common import choose_from_list, empty
from dashboard.widgets import Legend, Sheet, article_reader
from dashboard.words import Words
from geo.models import ArticleRecord, PlaceUse

READER_HEIGHT_PX = 640
LIST_HEIGHT_PX = 420
USES: tuple[str, ...] = get_args(PlaceUse)


def draw() -> None:
    """Draw the page."""
    words, corpus = state.words_now(), state.corpus_now()
    articles = [
        (number, index) for number, reading in enumerate(corpus.readings) for index in range(len(reading.records))
    ]
    if not articles:
        empty(words("empty.no_articles"), words("empty.no_articles_body"))
        return
    row = corpus.find(st.session_state.event)
    wanted = (row.reading, row.record) if row is not None else articles[0]
    if st.session_state.get("article_for") != st.session_state.event or st.session_state.get("article") not in articles:
        # a newly chosen event opens its article; after that the user may leaf through the others
        st.session_state.article_for = st.session_state.event
        if row is not None or st.session_state.get("article") not in articles:
            st.session_state.article = wanted
    head, switch = st.columns([3, 2], vertical_alignment="bottom", gap="medium")
    chosen = head.selectbox(
        words("reader.article"), articles, key="article", format_func=lambda pair: _title(corpus, pair, words)
    )
    furniture = switch.toggle(
        words("reader.furniture"), value=True, help=words("reader.furniture_help"), key="furniture"
    )
    _article(corpus, chosen, words, furniture=furniture)


def _title(corpus: Corpus, pair: tuple[int, int], words: Words) -> str:
    reading = corpus.readings[pair[0]]
    return f"{isolated(title(reading.records[pair[1]], reading.text, words))} · {isolated(reading.name)}"


def _article(corpus: Corpus, pair: tuple[int, int], words: Words, *, furniture: bool) -> None:
    reading = corpus.readings[pair[0]]
    record = reading.records[pair[1]]
    rows = corpus.rows_of(*pair)
    page, side = st.columns([3, 2], gap="medium")
    with page:
        legend = (Legend("event", words("mark.event")), *(Legend(f"use-{u}", words.name("use", u)) for u in USES))
        lines = passages(record, reading.text, rows, use_marks(record, words), words=words, furniture=furniture)
        sheet = Sheet(lines, direction(record.lang), legend, roles=True)
        picked = article_reader(sheet, event=st.session_state.event, height=READER_HEIGHT_PX, key="evidence_reader")
        if picked and picked != st.session_state.event:
            state.choose(picked)
            st.rerun()
    with side:
        st.markdown(f"**{words('reader.events')}**")
        if rows:
            choose_from_list(rows, words, key="evidence_list", height=LIST_HEIGHT_PX)
        else:
            st.caption(words("reader.no_events"))
        with st.expander(words("reader.places"), icon=":material/pin_drop:"):
            _places(record, words)
        with st.expander(words("reader.lines"), icon=":material/rule:"):
            _lines(record, reading.text, words)


def _places(record: ArticleRecord, words: Words) -> None:
    head = tag("tr", [tag("th", words(key)) for key in ("table.place", "reader.role", "reader.reasons")])
    body = [
        tag(
            "tr",
            tag("td", bdi(place.surface), tag("div", bdi(place.name), f" {place.country or ''}", cls="marsad-faint")),
            tag("td", words.name("use", place.use)),
            tag("td", "; ".join(place.reasons), cls="marsad-faint", dir="auto"),
        )
        for place in record.places
    ]
    st.html(tag("table", head, body, cls="marsad-table"))


def _lines(record: ArticleRecord, text: str, words: Words) -> None:
    head = tag("tr", [tag("th", words(key)) for key in ("reader.line", "reader.role", "reader.reasons")])
    body = [
        tag(
            "tr",
            tag("td", _start(text[line.start : line.end]), dir="auto"),
            tag("td", words.name("role", line.role)),
            tag("td", "; ".join(line.reasons), cls="marsad-faint", dir="auto"),
        )
        for line in record.lines
        if text[line.start : line.end].strip()
    ]
    st.html(tag("table", head, body, cls="marsad-table"))


def _start(line: str) -> str:
    """Return the start of a line, enough to know it by."""
    words = line.split()
    return " ".join(words) if len(words) <= 8 else " ".join(words[:8]) + " …"  # noqa: PLR2004
