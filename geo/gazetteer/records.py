"""What the sources of a gazetteer build hand over: one `PlaceRow` per record, told apart by source."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from geo.gazetteer.kinds import KIND_OF
from geo.language.compiling import split_phrase
from geo.language.normalize import fold

#: Population up to which a town gets the uncertainty beside it, km (DESIGN.md §3: a town is 2-10 km).
_TOWN_RADIUS_KM = ((5_000, 2.0), (50_000, 3.0), (200_000, 4.0), (1_000_000, 6.0), (5_000_000, 8.0), (math.inf, 10.0))
#: A city of this many inhabitants has the prior 1.
_FULL_WEIGHT_POPULATION = 10_000_000
#: Prior of kinds that have no population. A settlement of 10,000 has 0.57, a city of a million 0.86.
_WEIGHT = {"country": 1.0, "continent": 0.9, "sea": 0.7, "gulf": 0.6, "strait": 0.6, "admin1": 0.5, "region": 0.55}
_DEFAULT_WEIGHT = {"town": 0.3, "facility": 0.5, "region": 0.4, "country": 1.0, "water": 0.45}

LANGUAGES = ("en", "ar", "fr")
#: Ends the keys of abbreviations: "va." is Virginia, "va" a word of French.
ABBREVIATED = "."


@dataclass(slots=True, eq=False)
class PlaceRow:
    """One record of one source.

    Attributes
    ----------
    names
        Names by language ("en", "ar", "fr"; "" where the source does not say), the
        one to display first.
    countries
        ISO 3166 alpha-2, the main one first; empty for seas.
    rank
        Which source wins when records are merged: the lower the better.
    guesses
        Spellings made by rule, used for look-up only and never shown.
    abbreviations
        Short forms ("Va.", "U.K.") that mean the place only where the text shows that they are short forms.
    geonames
        GeoNames id that the record states, 0 for none; equal ids are equal places.
    """

    place_id: str
    subtype: str
    countries: tuple[str, ...]
    admin1: str
    lat: float
    lon: float
    uncertainty_km: float
    population: int
    verified: bool
    source: str
    rank: int
    names: dict[str, list[str]] = field(default_factory=dict)
    geonames: int = 0
    weight: float = 0.0
    capital: bool = False
    guesses: list[str] = field(default_factory=list)
    abbreviations: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Kind of place: town, facility, region, country, water."""
        return KIND_OF[self.subtype]

    def all_names(self) -> Iterator[tuple[str, str]]:
        """Yield (language, name) pairs."""
        for lang, names in self.names.items():
            for name in names:
                yield lang, name

    def name_keys(self) -> dict[str, None]:
        """Return the look-up keys of all names, in order, without repetition."""
        return dict.fromkeys(key for _, name in self.all_names() if (key := key_of(name)))

    def first_names(self) -> list[str]:
        """Return the name that is shown in each language."""
        return [names[0] for lang, names in self.names.items() if lang in LANGUAGES and names]

    def main_keys(self) -> set[str]:
        """Return the keys of the names that are shown."""
        return {key_of(plain_name(name)) for name in self.first_names()}

    def add_names(self, lang: str, names: list[str]) -> None:
        """Add names behind those that stand, without repetition."""
        known = self.names.setdefault(lang, [])
        known.extend(name for name in dict.fromkeys(names) if name and name not in known)


def plain_name(name: str) -> str:
    """Return a name without what a table adds to tell it from others ("Tripoli (Lebanon)")."""
    return name.partition(" (")[0]


def key_of(name: str) -> str:
    """Return the look-up key of a name: its folded words joined by a space."""
    return " ".join(split_phrase(name))


def abbreviation_key(text: str) -> str:
    """Return the look-up key of an abbreviation: its folded letters and a full stop, which no key of a name has."""
    return fold("".join(char for char in text if char.isalpha())) + ABBREVIATED


def town_radius_km(population: int) -> float:
    """Return the uncertainty of a settlement's point by its size, km."""
    return next(radius for limit, radius in _TOWN_RADIUS_KM if population <= limit)


def prior(subtype: str, population: int) -> float:
    """Return how likely a bare name means this place before any context, 0-1."""
    kind = KIND_OF[subtype]
    base = _WEIGHT.get(subtype, _DEFAULT_WEIGHT[kind])
    if kind != "town" or population <= 0:
        return base
    return min(1.0, max(base, math.log10(population) / math.log10(_FULL_WEIGHT_POPULATION)))
