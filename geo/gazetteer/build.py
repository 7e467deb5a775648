"""Build a gazetteer file: merge the rows of all sources, index their names, write one mapped file."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import marisa_trie
import msgspec
import numpy as np

from geo.errors import GazetteerError
from geo.gazetteer import columns
from geo.gazetteer.clean import Rules, article_variants, glued_variants
from geo.gazetteer.commonness import RARE, Zipf, excess, hopeless
from geo.gazetteer.kinds import SUBTYPE_CODE
from geo.gazetteer.records import LANGUAGES, PlaceRow, key_of
from geo.gazetteer.skeleton import skeleton
from geo.gazetteer.storage import write_sections
from geo.language.normalize import is_arabic

#: Keys shorter than this are read only where a table gives them by hand (two-letter names are words).
MIN_KEY_LETTERS = 3
_MAX_U16 = 0xFFFF
_TABLE_POPULATION = 20_000


class Posting(msgspec.Struct):
    """The places of one key, with whether the key is a first name of each, and how common a word it is."""

    places: dict[int, bool]
    common: float = 0.0


def index_names(places: Sequence[PlaceRow], rules: Rules, zipf: Zipf | None) -> dict[str, Posting]:
    """Return every look-up key with its places.

    Parameters
    ----------
    places
        Merged places, in their final order.
    rules
        Articles and glued words that make further spellings.
    zipf
        Zipf frequency of a word; None leaves commonness out.
    """
    postings: defaultdict[str, Posting] = defaultdict(lambda: Posting({}))
    for number, place in enumerate(places):
        main = place.main_keys()
        for key in place.name_keys():
            for variant in (key, *article_variants(key, rules.latin.articles), *glued_variants(key, _glued(rules))):
                if len(variant) >= MIN_KEY_LETTERS or place.rank == 0:
                    known = postings[variant].places
                    known[number] = known.get(number, False) or key in main
        for key in filter(None, map(key_of, place.guesses)):
            if len(key) >= MIN_KEY_LETTERS and (zipf is None or " " in key or zipf(key) < RARE):
                postings[key].places.setdefault(number, False)
    if zipf is not None:
        for key, posting in list(postings.items()):
            named = [places[number] for number in posting.places]
            posting.common = _common(key, named, zipf)
            population = max(place.population for place in named)
            if hopeless(posting.common, population, curated=any(place.rank == 0 for place in named)):
                del postings[key]
    return dict(sorted(postings.items()))


def _glued(rules: Rules) -> list[str]:
    return rules.arabic.glued_firsts


def _common(key: str, places: Sequence[PlaceRow], zipf: Zipf) -> float:
    if any(place.subtype in ("country", "continent") for place in places):
        return 0.0
    population = max(place.population or (_TABLE_POPULATION if place.rank == 0 else 0) for place in places)
    return excess(key, population, zipf, capital=any(place.capital for place in places))


def _strings(values: Iterable[str]) -> tuple[bytes, bytes]:
    encoded = [value.encode() for value in values]
    ends = np.cumsum([len(value) for value in encoded], dtype=columns.END_TYPE)
    return b"".join(encoded), ends.tobytes()


class _Table:
    """Distinct values of a column, numbered in order of first use."""

    def __init__(self) -> None:
        self.numbers: dict[object, int] = {}

    def __call__(self, value: object) -> int:
        number = self.numbers.setdefault(value, len(self.numbers))
        if number > _MAX_U16:
            msg = f"more than {_MAX_U16} distinct values in a column of the gazetteer; the last one is {value!r}"
            raise GazetteerError(msg)
        return number


def build_file(
    path: Path,
    places: Iterable[PlaceRow],
    *,
    rules: Rules,
    zipf: Zipf | None,
    attribution: str,
    inputs: Mapping[str, str],
) -> columns.Meta:
    """Write the gazetteer of merged places.

    Parameters
    ----------
    path
        Target file, replaced in one step.
    places
        Merged places.
    rules
        Name rules of the build.
    zipf
        Word frequencies, or None.
    attribution
        Licence text that the file carries.
    inputs
        Source name to its version, for `info`.

    Returns
    -------
    columns.Meta
        What the file says of itself.

    Raises
    ------
    GazetteerError
        If the file cannot be written.
    """
    ordered = sorted(places, key=lambda place: (place.lat, place.lon, place.place_id))
    postings = index_names(ordered, rules, zipf)
    trie = marisa_trie.Trie(list(postings))
    keys = sorted(postings, key=trie.key_id)
    countries, admin1, sources = _Table(), _Table(), _Table()
    sources("")
    sections = _place_sections(ordered, countries, admin1, sources)
    sections |= _key_sections(keys, postings, ordered)
    meta = columns.Meta(
        attribution=attribution,
        places=len(ordered),
        keys=len(keys),
        entries=sum(len(posting.places) for posting in postings.values()),
        inputs=dict(inputs),
        counts=dict(sorted(Counter(place.kind for place in ordered).items())),
        countries=tuple(countries.numbers),  # type: ignore[arg-type]
        admin1=tuple(admin1.numbers),  # type: ignore[arg-type]
        sources=tuple(sources.numbers),  # type: ignore[arg-type]
    )
    write_sections(path, {columns.META: msgspec.msgpack.encode(meta), columns.TRIE: trie.tobytes(), **sections})
    return meta


def _place_sections(places: Sequence[PlaceRow], countries: _Table, admin1: _Table, sources: _Table) -> dict[str, bytes]:
    rows = [
        (
            round(place.lat * columns.DEGREE),
            round(place.lon * columns.DEGREE),
            SUBTYPE_CODE[place.subtype],
            countries(place.countries),
            admin1(place.admin1),
            min(_MAX_U16, round(place.uncertainty_km * columns.UNCERTAINTY_STEP)),
            place.population,
            round(place.weight * columns.WEIGHT_STEP),
            int(place.verified),
            place.geonames,
            sources("" if place.source == f"GeoNames {place.geonames}" else place.source),
        )
        for place in places
    ]
    sections = {
        name: np.array(values, dtype=dtype).tobytes()
        for (name, dtype), values in zip(columns.PLACE_COLUMNS.items(), zip(*rows, strict=True), strict=True)
    }
    texts: dict[str, list[str]] = {"id": ["" if _implied(place) else place.place_id for place in places]}
    for lang in LANGUAGES:
        texts[lang] = [next(iter(place.names.get(lang, ())), "") for place in places]
    for name in columns.STRING_COLUMNS:
        sections[name], sections[f"{name}_end"] = _strings(texts[name])
    hashes = np.array([zlib.crc32(place.place_id.encode()) for place in places], dtype="<u4")
    order = np.argsort(hashes, kind="stable")
    sections["id_hash"] = hashes[order].tobytes()
    sections["id_place"] = order.astype("<u4").tobytes()
    return sections


def _implied(place: PlaceRow) -> bool:
    return place.place_id == f"gn-{place.geonames}"


def _key_sections(keys: Sequence[str], postings: Mapping[str, Posting], places: Sequence[PlaceRow]) -> dict[str, bytes]:
    ends: list[int] = []
    commons: list[int] = []
    entries: list[int] = []
    preferred: list[int] = []
    skeletons: dict[tuple[int, int], int] = {}
    for number, key in enumerate(keys):
        posting = postings[key]
        ranked = sorted(posting.places.items(), key=lambda item: (-places[item[0]].weight, not item[1], item[0]))
        entries.extend(place for place, _ in ranked)
        preferred.extend(int(main) for _, main in ranked)
        ends.append(len(entries))
        commons.append(min(255, round(posting.common * columns.COMMON_STEP)))
        form = skeleton(key)
        if form and not key[0].isdigit():
            digest = zlib.crc32(form.encode())
            script = int(is_arabic(key[0]))
            for place, _ in ranked:  # one spelling of each script is enough to propose a place
                skeletons.setdefault((digest, place * 2 + script), number)
    pairs = sorted({(digest, number) for (digest, _), number in skeletons.items()})
    data: dict[str, list[int]] = {
        "key_end": ends,
        "key_common": commons,
        "entry_place": entries,
        "entry_preferred": preferred,
        "skeleton": [digest for digest, _ in pairs],
        "skeleton_key": [number for _, number in pairs],
    }
    types = columns.KEY_COLUMNS | columns.ENTRY_COLUMNS | columns.SKELETON_COLUMNS
    return {name: np.array(values, dtype=types[name]).tobytes() for name, values in data.items()}


def town_names(place: PlaceRow) -> dict[str, list[str]]:
    """Return the names by which an air field may be called after a town: its first one in each language."""
    names = {lang: place.names.get(lang, [])[:2] for lang in LANGUAGES}
    names["fr"] = names["fr"] or names["en"]
    return names
