"""What was found in an article before places are resolved: elements, place arguments, event frames."""

from __future__ import annotations

import msgspec

from geo.extraction.discourse import Stance
from geo.extraction.forces import Count, Force, Weapon
from geo.extraction.phrases import RelativePhrase
from geo.extraction.toponyms import Toponym
from geo.extraction.triggers import Trigger
from geo.language.dates import DateMention
from geo.models import LocationRole


class PlaceRef(msgspec.Struct, frozen=True, gc=False):
    """A place argument: a mention or a relative phrase by index, with its role."""

    role: LocationRole
    first: int
    last: int
    mention: int | None = None
    relative: int | None = None
    anaphoric: bool = False


class Elements(msgspec.Struct, frozen=True):
    """All that was found in an article, each list in text order."""

    mentions: tuple[Toponym, ...]
    relatives: tuple[RelativePhrase, ...]
    forces: tuple[Force, ...]
    weapons: tuple[Weapon, ...]
    counts: tuple[Count, ...]
    dates: tuple[DateMention, ...]
    triggers: tuple[Trigger, ...]


class Frame(msgspec.Struct, frozen=True):
    """One event word with its arguments, before places are resolved."""

    trigger: Trigger
    places: tuple[PlaceRef, ...]
    direction: str | None
    stance: Stance
    subjects: tuple[Force, ...]
    opponents: tuple[Force, ...]
    date: DateMention | None
    counts: tuple[Count, ...]
    weapons: tuple[Weapon, ...]
    start: int
    end: int
    rules: tuple[str, ...]
    #: the date is that of the sentence before in the same paragraph
    date_inherited: bool = False


def location_role(role: str) -> LocationRole:
    """Return a role of an event's place for the role of a preposition."""
    return role if role in ("from", "to", "via") else "at"  # type: ignore[return-value]
