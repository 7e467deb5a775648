"""The map as a Streamlit v2 component: the description is sent once, filters and choices as a few bytes.

Two components share the work. A store without a face carries Leaflet, our
script, the basemap and the description; since its message never changes,
Streamlit's message cache does not send it again. The view carries the filter.
Nothing is kept on the server, so that no session sees another's map.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import streamlit as st

from geo.export.ground import packed_ground
from geo.export.mapspec import MapSpec, to_json, words_of
from geo.export.webmap import leaflet_script, script, style
from geo.models import Model

_ASSETS = Path(__file__).parent / "assets"
#: Hex digits of the name under which the browser keeps a description.
NAME_DIGITS = 24


class MapFilter(Model, frozen=True):
    """Which events a map shows; every part left at its default lets all through.

    Attributes
    ----------
    ids, types, modalities
        Only these event ids, event types, modalities.
    actor
        Only events that name this actor.
    from_, to
        First and last day, ISO 8601; `undated` tells whether events without a date stay.
    precision
        Highest UCDP ``where_prec``, 7 for all.
    confidence
        Least confidence, 0–1.
    text
        Words that must occur; folded as in the search of the report.
    """

    ids: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None
    modalities: tuple[str, ...] | None = None
    actor: str | None = None
    from_: str | None = msgspec.field(name="from", default=None)
    to: str | None = None
    undated: bool = True
    precision: int = 7
    confidence: float = 0.0
    text: str = ""


#: Lets every event through.
EVERYTHING = MapFilter()


def _nothing() -> None:
    """Ask Streamlit to run the page again when an event is picked."""


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


_store = st.components.v2.component(
    "marsad_map_store",
    html="<span hidden></span>",
    js=f"{leaflet_script()}\n{script()}\n{_asset('map_store.js')}",
)
_view = st.components.v2.component(
    "marsad_map_view",
    html='<div class="holder"></div>',
    css=":host { display: block; } .holder { border: 1px solid #e0dacd; border-radius: 6px; overflow: hidden; }",
    js=_asset("map_view.js"),
)


def event_map(
    spec: MapSpec,
    filter: MapFilter = EVERYTHING,  # noqa: A002  (the field's word)
    *,
    key: str,
    selected: str | None = None,
    height: int = 640,
    panel: bool = False,
) -> str | None:
    """Draw a map and return the id of the event that was picked just now, None without a pick.

    Parameters
    ----------
    spec
        What the map can show, from `geo.export.mapspec.build_mapspec`; keep it
        unchanged while only the filter changes.
    filter
        Which of its events to show.
    key
        Key of the component.
    selected
        Id of the event to open.
    height
        Height in pixels.
    panel
        Whether the map brings its own list, filters and trays, as the report does.
    """
    text, name = _packed(spec)
    _store(
        key=f"{key}_store",
        data={
            "id": name,
            "spec": text,
            "words": words_of(spec),
            "basemap": packed_ground(spec.lang),
            "style": style(),
        },
    )
    data: dict[str, Any] = {
        "spec": name,
        "filter": msgspec.to_builtins(filter),
        "selected": selected,
        "height": height,
        "panel": panel,
    }
    result = _view(key=key, data=data, on_picked_change=_nothing)
    return str(result.picked) if result.picked else None


@lru_cache(maxsize=4)
def _packed(spec: MapSpec) -> tuple[str, str]:
    """Return a description as JSON and the name that follows from it; cached by value, since it is frozen."""
    data = to_json(spec)
    return data.decode(), hashlib.sha256(data).hexdigest()[:NAME_DIGITS]
