"""From the names of merged places to look-up keys: spellings, bare facility names, commonness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from geo.gazetteer.clean import Rules, article_variants, bare_facility, glued_variants, shortened
from geo.gazetteer.commonness import RARE, Commonness, Zipf, excess, hopeless
from geo.gazetteer.records import ABBREVIATED, PlaceRow, abbreviation_key, key_of

#: Keys shorter than this are read only where a table gives them by hand (two-letter names are words).
MIN_KEY_LETTERS = 3
#: Places without a population count as towns of this size where a word's frequency is weighed.
_FAME = {"admin1": 300_000, "region": 300_000, "sea": 1_000_000, "gulf": 1_000_000, "river": 300_000}
_TABLE_FAME = 20_000


class Posting(msgspec.Struct):
    """The places of one key, with whether the key is a first name of each, and how common a word it is."""

    places: dict[int, bool]
    common: float = 0.0


def index_names(places: Sequence[PlaceRow], rules: Rules, commonness: Commonness) -> dict[str, Posting]:
    """Return every look-up key with its places, in order of the keys.

    Parameters
    ----------
    places
        Merged places, in their final order.
    rules
        Articles and glued words that make further spellings.
    commonness
        How common names are as words, or where that was found before.
    """
    zipf = commonness.zipf
    postings: defaultdict[str, Posting] = defaultdict(lambda: Posting({}))
    for number, place in enumerate(places):
        for key, main in _spellings(place, rules):
            known = postings[key].places
            known[number] = known.get(number, False) or main
        for key in _guesses(place, zipf):
            postings[key].places.setdefault(number, False)
        for key in map(abbreviation_key, place.abbreviations):
            postings[key].places.setdefault(number, False)
    _add_bare_facilities(postings, places, rules)
    if zipf is not None:
        _weigh(postings, places, zipf)
    else:
        for key in postings.keys() & commonness.inherited.keys():
            postings[key].common = commonness.inherited[key]
    return dict(sorted(postings.items()))


def _spellings(place: PlaceRow, rules: Rules) -> Iterator[tuple[str, bool]]:
    """Yield the keys of a place, and whether each is a first name of it."""
    main = place.main_keys()
    for key in place.name_keys():
        articles = article_variants(key, rules.latin.articles)
        short = shortened(key, rules.latin.short_firsts)
        for variant in (key, *articles, *short, *glued_variants(key, rules.arabic)):
            if len(variant) >= MIN_KEY_LETTERS or place.rank == 0:
                yield variant, key in main


def _guesses(place: PlaceRow, zipf: Zipf | None) -> Iterator[str]:
    """Yield the keys of spellings made by rule, but for those that are words."""
    for key in filter(None, map(key_of, place.guesses)):
        if len(key) >= MIN_KEY_LETTERS and (zipf is None or " " in key or zipf(key) < RARE):
            yield key


def _add_bare_facilities(postings: dict[str, Posting], places: Sequence[PlaceRow], rules: Rules) -> None:
    """Add the bare names of the facilities of our tables where no other place of the country has them."""
    for number, place in enumerate(places):
        if place.rank != 0 or place.kind != "facility":
            continue
        if any(_taken(key, number, postings, places) for key in _bare_keys(place.first_names(), rules)):
            continue  # called after a town or region: the bare name is theirs, in every spelling
        for key in _bare_keys((name for _, name in place.all_names()), rules):
            if not _taken(key, number, postings, places):
                postings[key].places.setdefault(number, False)


def _bare_keys(names: Iterable[str], rules: Rules) -> dict[str, None]:
    return dict.fromkeys(filter(None, (key_of(bare_facility(name, rules.facility)) for name in names)))


def _taken(key: str, number: int, postings: dict[str, Posting], places: Sequence[PlaceRow]) -> bool:
    """Tell whether another place of the country has a key."""
    if key not in postings:
        return False
    country = places[number].countries[:1]
    return any(places[other].countries[:1] == country for other in postings[key].places if other != number)


def _weigh(postings: dict[str, Posting], places: Sequence[PlaceRow], zipf: Zipf) -> None:
    """Say how common a word each key is, and leave out the hopeless ones."""
    for key, posting in list(postings.items()):
        if key.endswith(ABBREVIATED):
            continue  # no word has such a key
        named = [places[number] for number in posting.places]
        posting.common = _common(key, named, zipf)
        population = max(place.population for place in named)
        if hopeless(posting.common, population, curated=any(place.rank == 0 for place in named)):
            del postings[key]


def _common(key: str, places: Sequence[PlaceRow], zipf: Zipf) -> float:
    if any(place.subtype in ("country", "continent") for place in places):
        return 0.0
    population = max(
        place.population or _FAME.get(place.subtype, _TABLE_FAME if place.rank == 0 else 0) for place in places
    )
    return excess(key, population, zipf, capital=any(place.capital for place in places))
