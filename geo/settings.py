"""One frozen `Settings`, passed in; the library keeps no module state."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from geo.errors import SettingsError


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may change about a run.

    Attributes
    ----------
    gazetteer_path
        Gazetteer file to use instead of the embedded one.
    lexicon_path
        Built lexicon to use instead of the embedded one.
    max_input_bytes
        Larger files are refused with `geo.errors.TooLargeError`.
    max_candidates
        How many ranked readings of a name are kept.
    coherence_km
        Distance scale of the distance-coherence term: places of one article lie
        typically within a theatre of this size.
    min_score
        A best candidate below this score is not placed.
    min_margin
        Two best candidates closer than this in score, and far apart on the
        ground, leave a name ambiguous.
    published
        Day of publication, as a feed or an archive tells it, for texts that do not give it themselves; relative
        dates ("on Monday") count from it.
    allow_network
        Off by default: no stage opens a socket unless this is set.
    """

    gazetteer_path: Path | None = None
    lexicon_path: Path | None = None
    max_input_bytes: int = 100_000_000
    max_candidates: int = 5
    coherence_km: float = 400.0
    min_score: float = 0.12
    min_margin: float = 0.005
    published: dt.date | None = None
    allow_network: bool = False

    def __post_init__(self) -> None:
        """Refuse values that make no sense."""
        if self.max_input_bytes <= 0:
            msg = f"max_input_bytes must be positive, got {self.max_input_bytes}"
            raise SettingsError(msg)
        if self.max_candidates < 1:
            msg = f"max_candidates must be at least 1, got {self.max_candidates}"
            raise SettingsError(msg)
        if self.coherence_km <= 0:
            msg = f"coherence_km must be positive, got {self.coherence_km}"
            raise SettingsError(msg)
