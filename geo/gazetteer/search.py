"""Search by name as people type it: prefixes, spelling errors, either script.

Candidates come from the names that begin with the query and from those that share
its consonant skeleton, exactly or but for one letter; the likeness of the written
forms (within a script) or of their sounds (across scripts) and the prior of the
place rank them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

import msgspec
from rapidfuzz.distance import JaroWinkler, Levenshtein

from geo.gazetteer.index import Gazetteer, GazetteerPlace
from geo.gazetteer.records import key_of
from geo.gazetteer.skeleton import neighbours, skeleton, sounds
from geo.language.normalize import is_arabic

#: Names that begin with the query are looked at up to this many (short prefixes have thousands).
_PREFIX_LIMIT = 400
#: Names that share the skeleton, and names whose skeleton is one letter off, likewise.
_SKELETON_LIMIT, _NEIGHBOUR_LIMIT = 3_000, 1_000
#: Shorter names are abbreviations or chance where the scripts differ, letters.
_MIN_SOUND_LETTERS = 4
#: Likeness of sounds is this much weaker evidence than likeness of letters.
_SOUND_FACTOR = 0.96
#: Skeletons shorter than this are shared by too many names to be varied.
_MIN_VARIED = 3
#: Likeness below this is chance, 0-1 (unrelated place names have about 0.4).
MIN_LIKENESS = 0.68
#: Nothing but the name itself is worth more than this.
_MAX_INEXACT = 0.95
#: A completion of what was typed is worth this much at least.
_COMPLETION = 0.8
#: How much the prior of a place counts beside the likeness of its name.
_PRIOR_SHARE = 0.12


class SearchHit(msgspec.Struct, frozen=True):
    """A place found by `search`.

    Attributes
    ----------
    key
        The look-up key that fitted.
    score
        Likeness of the name and prior of the place, 0-1.
    how
        "exact", "prefix", "spelling" or "sound".
    note
        Who says that the place has this name, where that is the analyst.
    """

    place: GazetteerPlace
    key: str
    score: float
    how: str
    note: str = ""


def search(gazetteer: Gazetteer, text: str, *, country: str | None = None, limit: int = 10) -> list[SearchHit]:
    """Return the places whose names are like a text, best first.

    Parameters
    ----------
    gazetteer
        Where to look.
    text
        A name or its beginning, in any spelling or script.
    country
        Only places of this country (ISO 3166 alpha-2).
    limit
        At most so many places.
    """
    query = key_of(text)
    if not query:
        return []
    best: dict[str, SearchHit] = {}
    for key, likeness, how in _candidates(gazetteer, query):
        for entry in gazetteer.lookup(key):
            if country is not None and country not in entry.place.countries:
                continue
            hit = SearchHit(entry.place, key, score_of(entry.place, likeness), how, entry.note)
            known = best.get(entry.place.place_id)
            if known is None or hit.score > known.score:
                best[entry.place.place_id] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.place.place_id))[:limit]


def close_spellings(gazetteer: Gazetteer, text: str, *, countries: Collection[str], minimum: float) -> list[SearchHit]:
    """Return places of some countries whose names are spelt nearly like a text, best first.

    A quick look for a name that the gazetteer lacks as written: only names of the
    same consonant skeleton are compared.

    Parameters
    ----------
    gazetteer
        Where to look.
    text
        A name as written.
    countries
        ISO 3166 alpha-2 codes; places of others are left out.
    minimum
        Likeness (0-1) below which a spelling is another name.
    """
    query = key_of(text)
    form = skeleton(query) if query else ""
    if len(form) < _MIN_VARIED:
        return []
    best: dict[str, SearchHit] = {}
    for key, likeness, how in _sounding(gazetteer, query, [form], _NEIGHBOUR_LIMIT):
        if likeness < minimum:
            continue
        for entry in gazetteer.lookup(key):
            hit = SearchHit(entry.place, key, score_of(entry.place, likeness), how, entry.note)
            known = best.get(entry.place.place_id)
            if entry.place.country in countries and (known is None or hit.score > known.score):
                best[entry.place.place_id] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.place.place_id))


def likeness_of(a: str, b: str) -> float:
    """Return how alike two written forms are, 0-1: beginnings count more, but lengths must fit, too."""
    return (JaroWinkler.similarity(a, b) + Levenshtein.normalized_similarity(a, b)) / 2


def score_of(place: GazetteerPlace, likeness: float) -> float:
    """Return how good an answer a place is, 0-1, from the likeness of its name and its prior."""
    return round((1 - _PRIOR_SHARE) * likeness + _PRIOR_SHARE * place.weight, 4)


def _candidates(gazetteer: Gazetteer, query: str) -> Iterator[tuple[str, float, str]]:
    """Yield (key, likeness, how)."""
    if gazetteer.lookup(query):
        yield query, 1.0, "exact"
    for key in islice(gazetteer.keys_beginning(query), _PREFIX_LIMIT):
        if key != query:
            yield key, min(_MAX_INEXACT, max(_COMPLETION, likeness_of(query, key))), "prefix"
    form = skeleton(query)
    if not form:
        return
    yield from _sounding(gazetteer, query, [form], _SKELETON_LIMIT)
    if len(form) >= _MIN_VARIED:
        yield from _sounding(gazetteer, query, sorted(neighbours(form)), _NEIGHBOUR_LIMIT)


def _sounding(gazetteer: Gazetteer, query: str, forms: list[str], limit: int) -> Iterator[tuple[str, float, str]]:
    script, spoken = is_arabic(query[0]), sounds(query)
    for key in islice(gazetteer.keys_sounding(forms), limit):
        if is_arabic(key[0]) == script:
            likeness, how = likeness_of(query, key), "spelling"
        elif len(key) >= _MIN_SOUND_LETTERS:
            likeness, how = likeness_of(spoken, sounds(key)) * _SOUND_FACTOR, "sound"
        else:
            continue
        if likeness >= MIN_LIKENESS:
            yield key, min(_MAX_INEXACT, likeness), how
