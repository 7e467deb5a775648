"""Distances: between chosen places, and a verdict on each distance that a text claims."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import streamlit as st

from dashboard import state
from dashboard.data import Corpus, pipeline
from dashboard.markup import Html, bdi, plain, tag
from dashboard.views.common import empty
from dashboard.words import Words
from geo.distances import NamedPoint, matrix, measure, named_points
from geo.errors import GeoError
from geo.models import ArticleRecord, DistanceClaim

#: Places chosen when the page opens: the most named ones.
CHOSEN_AT_START = 6
#: Places of a matrix; more do not fit a screen.
MAX_CHOSEN = 20


def draw() -> None:
    """Draw the page."""
    words, corpus = state.words_now(), state.corpus_now()
    st.session_state.setdefault("added_points", {})
    points = {
        **state.remember("named", (corpus, words.lang), lambda: _named(corpus, words.lang)),
        **st.session_state.added_points,
    }
    left, right = st.columns([3, 1], gap="medium")
    with right, st.form("add_place", clear_on_submit=True, border=False):
        name = st.text_input(words("distance.add"), placeholder=words("distance.add_hint"), key="add_place_text")
        if st.form_submit_button(words("distance.add_go"), width="stretch") and name.strip():
            _add(name.strip(), points)
    with left:
        if not points:
            empty(words("empty.no_places"), words("empty.no_places_body"))
        else:
            _matrix(points, words)
    st.markdown(f"**{words('distance.claims')}**")
    _claims(corpus, words)


def _named(corpus: Corpus, lang: str) -> dict[str, NamedPoint]:
    """Return the places that the texts name as locations, the most named first, by a name in this language if any."""
    counts: dict[str, int] = {}
    points: dict[str, NamedPoint] = {}
    for record in corpus.records:
        for place in record.places:
            if place.use != "literal" or place.place_id is None or place.lat is None or place.lon is None:
                continue
            counts[place.place_id] = counts.get(place.place_id, 0) + 1
            point = NamedPoint(place.name, place.place_id, place.lat, place.lon)
            points.setdefault(place.place_id, point)
            if record.lang == lang and points[place.place_id].name == place.name:
                points[place.place_id] = msgspec.structs.replace(point, name=place.surface)
    return {key: points[key] for key in sorted(points, key=lambda key: (-counts[key], points[key].name))}


def _add(name: str, points: dict[str, NamedPoint]) -> None:
    try:
        (point,) = named_points([name], settings=pipeline().settings)
    except GeoError as error:
        st.error(plain(str(error)))
        return
    key = point.place_id or f"{point.lat},{point.lon}"
    st.session_state.added_points[key] = point
    points[key] = point
    chosen = st.session_state.get("chosen_places", list(points)[:CHOSEN_AT_START])
    if key not in chosen:
        st.session_state.chosen_places = [*chosen, key][-MAX_CHOSEN:]


def _matrix(points: dict[str, NamedPoint], words: Words) -> None:
    if "chosen_places" in st.session_state:
        st.session_state.chosen_places = [key for key in st.session_state.chosen_places if key in points]
    else:
        st.session_state.chosen_places = list(points)[:CHOSEN_AT_START]
    keys = st.multiselect(
        words("distance.places"), list(points), key="chosen_places", format_func=lambda key: points[key].name,
        max_selections=MAX_CHOSEN,
    )  # fmt: skip
    bearings = st.toggle(words("distance.show_bearing"), key="show_bearing")
    chosen = [points[key] for key in keys]
    if len(chosen) < 2:  # noqa: PLR2004  (a distance has two ends)
        st.caption(words("distance.choose"))
        return
    st.markdown(f"**{words('distance.bearing' if bearings else 'distance.matrix')}**")
    st.html(tag("div", _grid(chosen, bearings=bearings), cls="marsad-scroll"))
    st.caption(words("distance.method"))


def _grid(points: Sequence[NamedPoint], *, bearings: bool) -> Html:
    lengths = matrix(points)
    head = tag("tr", tag("th"), [tag("th", bdi(point.name), cls="n") for point in points])
    body = []
    for row, start in enumerate(points):
        cells = []
        for column, end in enumerate(points):
            if row == column:
                text = "–"
            elif bearings:
                text = f"{measure(start, end).bearing_deg:.0f}°"
            else:
                text = f"{lengths[row][column]:,.0f}"
            cells.append(tag("td", bdi(text), cls="n"))
        body.append(tag("tr", tag("th", bdi(start.name)), cells))
    return tag("table", head, body, cls="marsad-table")


def _claims(corpus: Corpus, words: Words) -> None:
    claims = [
        (record, reading.text[claim.start : claim.end], claim)
        for reading in corpus.readings
        for record in reading.records
        for claim in record.distance_claims
    ]
    if not claims:
        st.caption(words("empty.no_claims"))
        return
    columns = ("words", "claimed", "from", "to", "measured", "verdict")
    head = tag("tr", [tag("th", words(f"distance.{name}")) for name in columns])
    rows = [_claim(record, text, claim, words) for record, text, claim in claims]
    st.html(tag("div", tag("table", head, rows, cls="marsad-table"), cls="marsad-scroll"))


def _claim(record: ArticleRecord, text: str, claim: DistanceClaim, words: Words) -> Html:
    return tag(
        "tr",
        tag("td", bdi(text), tag("div", bdi(record.title or record.source), cls="marsad-faint")),
        tag("td", _km(claim.claimed_km, words)),
        tag("td", bdi(claim.origin)),
        tag("td", bdi(claim.target or "–")),
        tag("td", _km(claim.geodesic_km, words)),
        tag("td", tag("span", words.name("verdict", claim.verdict), cls=f"marsad-verdict {claim.verdict}")),
    )


def _km(length: float | None, words: Words) -> Html:
    return bdi(words("distance.km", n=f"{length:,.0f}") if length is not None else "–")
