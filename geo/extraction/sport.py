"""Words of sport: among them battles are games, and towns are clubs."""

from __future__ import annotations

from geo.language.tokens import TokenStream

_SPORT, _EQUIPMENT = frozenset({"sport_word"}), frozenset({"equipment"})


def sport_marks(stream: TokenStream) -> bytes:
    """Return one byte for each token, 1 where a word of sport stands that names no weapon («مدافع» is both)."""
    sport = stream.marks(_SPORT)
    if sport.find(1) < 0:
        return sport
    return bytes(game and not weapon for game, weapon in zip(sport, stream.marks(_EQUIPMENT), strict=True))
