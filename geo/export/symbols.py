"""How an event type looks: a colour, a badge shape and a glyph, the same in every face of the map.

Fourteen hues cannot be told apart by everyone, so no type is told by its colour
alone: five families share a badge shape, and each type has a glyph of its own
that reads in greyscale. Colours are darkened from the palettes of Okabe and Ito
(2008) and of Paul Tol (muted), to hold white glyphs at a contrast of 4.5 to 1.
Glyphs are SVG paths in a 24 × 24 box.
"""

from __future__ import annotations

from typing import Literal

from geo.models import EventType, Model

#: Our own symbols, or the neutral frames and icons of NATO's APP-6.
SymbolSet = Literal["marsad", "nato"]
Badge = Literal["circle", "square", "diamond", "hexagon", "shield"]


class Symbol(Model, frozen=True):
    """The look of one event type."""

    type: EventType
    colour: str
    badge: Badge
    glyph: str


#: In the order of the legend: force at rest, force on the move, force used, works and waters, talks.
SYMBOLS: tuple[Symbol, ...] = (
    Symbol("presence", "#2c5f8a", "circle", "M12 7a5 5 0 1 1 0 10a5 5 0 0 1 0-10z"),
    Symbol("deployment", "#1f7a8c", "circle", "M11 5h2v7h3.5L12 17.5L7.5 12H11zM7 18h10v2H7z"),
    Symbol("exercise", "#5f7a2b", "circle",
        "M12 5a7 7 0 1 0 0 14a7 7 0 0 0 0-14zm0 2.2a4.8 4.8 0 1 1 0 9.6a4.8 4.8 0 0 1 0-9.6z"
        "M12 10a2 2 0 1 0 0 4a2 2 0 0 0 0-4z"),
    Symbol("recon", "#6a4c93", "circle",
        "M12 7.5c3.6 0 6 2.4 7.2 4.5c-1.2 2.1-3.6 4.5-7.2 4.5S6 14.1 4.8 12C6 9.9 8.4 7.5 12 7.5z"
        "m0 1.7a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6z"),
    Symbol("movement", "#b4570a", "square", "M5 10.8h8V7l6 5l-6 5v-3.8H5z"),
    Symbol("withdrawal", "#8a6414", "square", "M19 10.8h-8V7l-6 5l6 5v-3.8h8z"),
    Symbol("delivery", "#0f766e", "square",
        "M6 8l6-2.8L18 8v8l-6 2.8L6 16zm2 2.1v4.7l3 1.4v-4.7zm8 0l-3 1.4v4.7l3-1.4z"),
    Symbol("clash", "#b3261e", "diamond",
        "M7.4 6L12 10.6L16.6 6L18 7.4L13.4 12L18 16.6L16.6 18L12 13.4L7.4 18L6 16.6L10.6 12L6 7.4z"),
    Symbol("strike", "#8c1c4f", "diamond",
        "M12 4.5l1.7 4.6l4.7-2.3l-2.3 4.3L20 12l-3.9 1.3l2.2 4.1l-4.6-2.2L12 19.5l-1.7-4.3l-4.6 2.2"
        "l2.2-4.1L4 12l3.9-.9l-2.3-4.3l4.7 2.3z"),
    Symbol("control", "#93370d", "diamond", "M8 5.5h1.5v1H17l-2 3l2 3H9.5v6H8z"),
    Symbol("construction", "#5c5a1e", "hexagon",
        "M6 7h5v3H6zm6.5 0H18v3h-5.5zM6 11h2.5v3H6zm4 0h4v3h-4zm5.5 0H18v3h-2.5zM6 15h5v3H6z"
        "m6.5 0H18v3h-5.5z"),
    Symbol("naval", "#1d4477", "hexagon", "M11.2 5h1.6v3.5l4.2 3.2H7l4.2-3.2zM5 13h14l-2.4 5H7.4z"),
    Symbol("visit", "#774a8a", "shield",
        "M12 5.5a3 3 0 1 1 0 6a3 3 0 0 1 0-6zM6.5 18c0-3.2 2.2-5 5.5-5s5.5 1.8 5.5 5z"),
    Symbol("agreement", "#50555c", "shield", "M7 5.5h10v13H7zm2 3v1.5h6V8.5zm0 3V13h6v-1.5zm0 3V16h3.5v-1.5z"),
)  # fmt: skip

BY_TYPE: dict[str, Symbol] = {symbol.type: symbol for symbol in SYMBOLS}
