"""What was found in an article before places are resolved: elements, place arguments, event frames."""

from __future__ import annotations

from bisect import bisect_left
from typing import Generic, TypeVar

import msgspec

from geo.extraction.discourse import Stance
from geo.extraction.forces import Count, Force, Weapon
from geo.extraction.phrases import RelativePhrase
from geo.extraction.toponyms import Toponym
from geo.extraction.triggers import Trigger
from geo.language.dates import DateMention
from geo.models import LocationRole

T = TypeVar("T")


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


class Ordered(Generic[T]):
    """Elements of one kind in text order, looked up by their first tokens without a scan of the article."""

    def __init__(self, items: tuple[T, ...], firsts: list[int]) -> None:
        self.items = items
        self.firsts = firsts

    def between(self, low: int, high: int) -> tuple[T, ...]:
        """Return the elements that start in tokens ``[low, high)``."""
        return self.items[bisect_left(self.firsts, low) : bisect_left(self.firsts, high)]


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
