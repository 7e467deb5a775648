"""Build a gazetteer file: merge the rows of all sources, index their names, write one mapped file."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import marisa_trie
import msgspec
import numpy as np

from geo.errors import GazetteerError
from geo.gazetteer import columns
from geo.gazetteer.clean import Rules
from geo.gazetteer.commonness import Commonness
from geo.gazetteer.kinds import SUBTYPE_CODE
from geo.gazetteer.names import Posting, index_names
from geo.gazetteer.records import LANGUAGES, PlaceRow
from geo.gazetteer.skeleton import skeleton
from geo.gazetteer.storage import write_sections
from geo.language.normalize import is_arabic

_MAX_U16 = 0xFFFF
#: A name that is not the first one of a place in any language speaks less for it.
_ALIAS_FACTOR = 0.8


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
    commonness: Commonness,
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
    commonness
        How common names are as words, or where that was found before.
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
    postings = index_names(ordered, rules, commonness)
    trie = marisa_trie.Trie(list(postings))
    keys = sorted(postings, key=trie.key_id)
    countries, admin1, sources = _Table(), _Table(), _Table()
    sources("")
    sections = _place_sections(ordered, countries, admin1, sources)
    for name, table in zip(columns.STRING_TABLES, (sources, admin1), strict=True):
        sections[name], sections[f"{name}_end"] = _strings(str(value) for value in table.numbers)
    sections |= _key_sections(keys, postings, ordered)
    meta = columns.Meta(
        attribution=attribution,
        places=len(ordered),
        keys=len(keys),
        entries=sum(len(posting.places) for posting in postings.values()),
        inputs=dict(inputs),
        counts=dict(sorted(Counter(place.kind for place in ordered).items())),
        countries=tuple(countries.numbers),  # type: ignore[arg-type]
    )
    encode = msgspec.msgpack.encode
    write_sections(
        path, {columns.META: encode(meta), columns.RULES: encode(rules), columns.TRIE: trie.tobytes(), **sections}
    )
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


def _standing(place: PlaceRow, *, main: bool) -> float:
    """Return the prior of a place under one of its names."""
    return place.weight if main else place.weight * _ALIAS_FACTOR


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
        ranked = sorted(posting.places.items(), key=lambda item: (-_standing(places[item[0]], main=item[1]), item[0]))
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
