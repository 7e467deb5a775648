"""Filters ⇄ session state ⇄ address: a view can be bookmarked, sent on, and opened again as it was.

The address is read once, when a session starts; from then on the session
decides, and the address follows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar, get_args

import streamlit as st

from dashboard.data import Corpus, Row, search_key
from dashboard.words import FALLBACK, Words, languages, load_words
from geo.models import EventType, Modality, Model

TYPES: tuple[str, ...] = get_args(EventType)
MODALITIES: tuple[str, ...] = get_args(Modality)
Made = TypeVar("Made")
#: Coarsest UCDP precision that is kept, from "any" (0) to the finest.
PRECISIONS = (0, 5, 4, 3, 2, 1)
#: A search longer than this is cut: the address has to stay one.
MAX_QUERY_CHARS = 200


class Filters(Model, frozen=True):
    """Which events are shown; an empty tuple means all.

    Attributes
    ----------
    types, forces, modalities
        Event types, names of forces, modalities to keep.
    start, end
        First and last day; an event is kept if the days its words allow reach into them.
    undated
        Whether events without any date are kept.
    precision
        Coarsest UCDP ``where_prec`` to keep; 0 keeps all, also events without a place.
    query
        Words that have to stand in the sentence, its names or the title.
    """

    types: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    undated: bool = True
    precision: int = 0
    query: str = ""

    def apply(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Return the rows that pass, in their order."""
        if self == Filters():
            return tuple(rows)
        words = search_key(self.query).split()
        return tuple(row for row in rows if self._keeps(row) and all(word in row.haystack for word in words))

    def _keeps(self, row: Row) -> bool:
        event = row.event
        return (
            (not self.types or event.type in self.types)
            and (not self.modalities or event.modality in self.modalities)
            and (not self.forces or not set(self.forces).isdisjoint(row.forces))
            and (not self.precision or (row.placed and row.precision <= self.precision))
            and self._in_time(event.time.start, event.time.end)
        )

    def _in_time(self, first: dt.date | None, last: dt.date | None) -> bool:
        if first is None and last is None:
            return self.undated
        # an interval may be open at one end ("since October"): it reaches as far as it is not bounded
        starts_in_time = self.end is None or first is None or first <= self.end
        ends_in_time = self.start is None or last is None or last >= self.start
        return starts_in_time and ends_in_time


# -------------------------------------------------------------------- address


def to_query(filters: Filters) -> dict[str, str | list[str]]:
    """Return filters as query parameters; only what differs from the default is written."""
    query: dict[str, str | list[str]] = {}
    for key, values in (("type", filters.types), ("force", filters.forces), ("put", filters.modalities)):
        if values:
            query[key] = list(values)
    if filters.start is not None:
        query["from"] = filters.start.isoformat()
    if filters.end is not None:
        query["to"] = filters.end.isoformat()
    if not filters.undated:
        query["undated"] = "0"
    if filters.precision:
        query["precision"] = str(filters.precision)
    if filters.query:
        query["q"] = filters.query
    return query


def from_query(query: Mapping[str, Sequence[str]]) -> Filters:
    """Return the filters that query parameters ask for; what makes no sense is left out."""
    first = {key: values[0] for key, values in query.items() if values}
    precision = first.get("precision", "0")
    return Filters(
        types=tuple(value for value in query.get("type", ()) if value in TYPES),
        forces=tuple(query.get("force", ())),
        modalities=tuple(value for value in query.get("put", ()) if value in MODALITIES),
        start=_day(first.get("from", "")),
        end=_day(first.get("to", "")),
        undated=first.get("undated") != "0",
        precision=int(precision) if precision.isdecimal() and int(precision) in PRECISIONS else 0,
        query=first.get("q", "")[:MAX_QUERY_CHARS],
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


# -------------------------------------------------------------------- session


def begin() -> None:
    """Set up a new session from its address; do nothing in one that runs already."""
    state = st.session_state
    if "corpus" in state:
        return
    params = st.query_params
    state.corpus = Corpus()
    lang = params.get("lang", FALLBACK)
    state.lang = lang if lang in languages() else FALLBACK
    state.event = params.get("event", "")
    state.samples = params.get("open") == "samples"
    state.pasted = 0
    put_filters(from_query({key: params.get_all(key) for key in params}))


def put_filters(filters: Filters) -> None:
    """Set the filter widgets."""
    state = st.session_state
    state.f_types, state.f_forces = list(filters.types), list(filters.forces)
    state.f_modalities = list(filters.modalities)
    state.f_from, state.f_to, state.f_undated = filters.start, filters.end, filters.undated
    state.f_precision, state.f_query = filters.precision, filters.query


def filters_now() -> Filters:
    """Return what the filter widgets say."""
    state = st.session_state
    return Filters(
        tuple(state.f_types), tuple(state.f_forces), tuple(state.f_modalities), state.f_from, state.f_to,
        state.f_undated, state.f_precision, state.f_query.strip()[:MAX_QUERY_CHARS],
    )  # fmt: skip


def write_address() -> None:
    """Let the address say what the session shows."""
    state = st.session_state
    query = to_query(filters_now())
    if state.lang != FALLBACK:
        query["lang"] = state.lang
    if state.samples:
        query["open"] = "samples"
    if state.event:
        query["event"] = state.event
    params = st.query_params
    if {key: params.get_all(key) for key in params} != {k: v if isinstance(v, list) else [v] for k, v in query.items()}:
        params.from_dict(query)


def words_now() -> Words:
    """Return the words of the interface in the language of the session."""
    return load_words(st.session_state.lang)


def corpus_now() -> Corpus:
    """Return what the session has open."""
    corpus: Corpus = st.session_state.corpus
    return corpus


def rows_now() -> tuple[Row, ...]:
    """Return the events that pass the filters: the same object until a filter or the corpus changes."""
    corpus, filters = corpus_now(), filters_now()
    return remember("rows", (corpus, filters), lambda: filters.apply(corpus.rows))


def remember(name: str, given: tuple[object, ...], make: Callable[[], Made]) -> Made:
    """Return what was made of the same things last time in this session, or make it.

    Things are the same if they are the same object or are small and equal: comparing a corpus would take as long
    as reading it.
    """
    held = st.session_state.get(f"made_{name}")
    if held is not None and len(held[0]) == len(given) and all(map(_same, held[0], given)):
        made: Made = held[1]
        return made
    fresh = make()
    st.session_state[f"made_{name}"] = (given, fresh)
    return fresh


def _same(a: object, b: object) -> bool:
    return a is b or (isinstance(a, Filters | str | int) and a == b)


def selected(rows: Iterable[Row]) -> Row | None:
    """Return the chosen event if it is among these."""
    uid = st.session_state.event
    return next((row for row in rows if row.uid == uid), None) if uid else None


def choose(uid: str) -> None:
    """Choose an event; the empty string chooses none."""
    st.session_state.event = uid
