"""Colours of event types: those of the map, so that a list and a mark agree."""

from __future__ import annotations

from geo.export.symbols import BY_TYPE

#: Colour of a type that the map does not know.
OTHER = "#5b6470"


def type_colour(event_type: str) -> str:
    """Return the colour of an event type, ``#rrggbb``."""
    symbol = BY_TYPE.get(event_type)
    return symbol.colour if symbol is not None else OTHER
