"""What several pages share: the empty states, the chosen event with its article, and the list of events."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import card, state
from dashboard.data import Row
from dashboard.markup import tag
from dashboard.naming import Telling
from dashboard.passages import direction, event_marks, part_kinds, passages
from dashboard.widgets import Legend, Sheet, article_reader, event_list
from dashboard.words import Words

#: Events that a list shows; more than anybody reads, and what a browser draws at once.
SHOWN_EVENTS = 300


def empty(title: str, body: str) -> None:
    """Say that there is nothing here, why, and what can be done."""
    st.html(tag("div", tag("h2", title), tag("p", body), cls="marsad-empty"))


def rows_or_empty(words: Words) -> tuple[Row, ...]:
    """Return the events that pass the filters; if there are none, draw why."""
    rows = state.rows_now()
    if not rows:
        corpus = state.corpus_now()
        kind = "no_match" if corpus.rows else "no_events" if corpus.records else "no_articles"
        empty(words(f"empty.{kind}"), words(f"empty.{kind}_body"))
    return rows


def chosen_event(row: Row, words: Words, *, key: str, height: int) -> None:
    """Draw the card of an event, why its place is that place, and its article with the sentence highlighted."""
    corpus = state.corpus_now()
    record, text = corpus.record_of(row), corpus.text_of(row)
    telling = Telling(corpus, row, words)
    st.html(card.card(telling))
    marks = event_marks(row.event, text, words)
    kinds = part_kinds(marks)
    legend = [Legend(kind, words(f"mark.{kind.removeprefix('part-')}")) for kind in kinds]
    lines = passages(record, text, corpus.rows_of(row.reading, row.record), marks, words=words, furniture=False)
    sheet = Sheet(lines, direction(record.lang), (Legend("event", words("mark.event")), *legend))
    picked = article_reader(sheet, event=row.uid, height=height, key=key)
    st.page_link(st.session_state.article_page, label=words("card.open_evidence"), icon=":material/article:")
    if row.event.locations:
        with st.expander(words("card.why_place"), icon=":material/pin_drop:"):
            st.html(card.why_place(telling))
    if row.event.reasons or row.event.rules:
        with st.expander(words("card.why_event"), icon=":material/rule:"):
            st.html(card.why_event(row.event, words))
    _follow(picked)


def choose_from_list(rows: Sequence[Row], words: Words, *, key: str, height: int) -> None:
    """Draw events as a list; a click chooses one."""
    corpus, shown = state.corpus_now(), rows[:SHOWN_EVENTS]
    items = [card.list_item(Telling(corpus, row, words)) for row in shown]
    picked = event_list(
        items,
        direction=words.direction,
        event=st.session_state.event,
        label=words("stat.events"),
        height=height,
        key=key,
    )
    if len(rows) > len(shown):
        st.caption(words("card.more", n=len(rows) - len(shown)))
    _follow(picked)


def _follow(picked: str | None) -> None:
    """Choose what was clicked and draw the page anew with it."""
    if picked and picked != st.session_state.event:
        state.choose(picked)
        st.rerun()
