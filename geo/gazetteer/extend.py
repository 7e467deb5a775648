"""Build a larger gazetteer: an existing one plus what a user downloaded.

The base keeps its ids, points and display names, so that events placed with it keep
their places; the dumps add places and names. Sources under other licences go into
files of their own: nothing here mixes them in by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
import numpy as np

from geo.errors import GazetteerError
from geo.gazetteer import columns
from geo.gazetteer.airfields import add_air_fields
from geo.gazetteer.build import build_file
from geo.gazetteer.clean import Rules
from geo.gazetteer.commonness import Commonness, Zipf, wordfreq_zipf
from geo.gazetteer.divisions import weigh_divisions
from geo.gazetteer.index import Gazetteer
from geo.gazetteer.kinds import AIR_FIELDS
from geo.gazetteer.merge import Merger
from geo.gazetteer.records import ABBREVIATED, PlaceRow
from geo.gazetteer.sources import RANK_GEONAMES, RANK_TABLE
from geo.gazetteer.storage import REBUILD

_GEONAMES_ID = "gn-"


def rules_of(gazetteer: Gazetteer) -> Rules:
    """Return the name rules that a gazetteer was built with.

    Raises
    ------
    GazetteerError
        If they do not fit this version.
    """
    try:
        return msgspec.msgpack.decode(gazetteer.sections[columns.RULES], type=Rules)
    except msgspec.MsgspecError as error:
        msg = f"{gazetteer.path} has rules that this version cannot read ({error}); {REBUILD}"
        raise GazetteerError(msg) from error


def rows_of(gazetteer: Gazetteer) -> Iterator[PlaceRow]:
    """Yield the places of a gazetteer as rows, with all their names."""
    keys = _keys_by_place(gazetteer)
    for number in range(len(gazetteer)):
        place = gazetteer.at(number)
        own = place.place_id.startswith(_GEONAMES_ID)
        row = PlaceRow(
            place_id=place.place_id,
            subtype=place.subtype,
            countries=place.countries,
            admin1=place.admin1,
            lat=place.lat,
            lon=place.lon,
            uncertainty_km=place.uncertainty_km,
            population=place.population,
            verified=place.verified,
            source=place.source,
            rank=RANK_GEONAMES if own else RANK_TABLE,
            geonames=gazetteer.geonames_id(number),
            weight=place.weight,
        )
        for lang, name in (("en", place.name), ("ar", place.name_ar), ("fr", place.name_fr)):
            row.add_names(lang, [name])
        row.abbreviations = [key for key in keys[number] if key.endswith(ABBREVIATED)]
        row.add_names("", [key for key in keys[number] if not key.endswith(ABBREVIATED)])
        yield row


def _keys_by_place(gazetteer: Gazetteer) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(len(gazetteer))]
    ends = gazetteer.sections.array("key_end", columns.KEY_COLUMNS["key_end"])
    places = gazetteer.sections.array("entry_place", columns.ENTRY_COLUMNS["entry_place"])
    numbers = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=np.uint32(0)))
    for key, place in zip(numbers.tolist(), places.tolist(), strict=True):
        found[place].append(gazetteer.trie.restore_key(key))
    return found


def _commonness(gazetteer: Gazetteer) -> dict[str, float]:
    column = gazetteer.sections.array("key_common", columns.KEY_COLUMNS["key_common"])
    return {
        gazetteer.trie.restore_key(int(key)): int(column[key]) / columns.COMMON_STEP for key in np.flatnonzero(column)
    }


def installed_zipf() -> Zipf | None:
    """Return word frequencies if `wordfreq` is installed, else None."""
    try:
        return wordfreq_zipf()
    except ImportError:
        return None


def extend(
    base: Gazetteer,
    target: Path,
    sources: Iterable[Iterable[PlaceRow]],
    *,
    attribution: str,
    inputs: Mapping[str, str],
) -> columns.Meta:
    """Write a gazetteer that holds a base and further sources.

    Parameters
    ----------
    base
        Gazetteer to build on, the embedded one as a rule.
    target
        File to write, replaced in one step: an interrupted build leaves the old one.
    sources
        Rows of each source, the most trusted first (see `geo.gazetteer.dumps`).
    attribution
        Licence text of the further sources, added to that of the base.
    inputs
        Names of the further sources, and their versions.

    Raises
    ------
    GazetteerError
        If a source is not of its format or the file cannot be written.
    """
    rules = rules_of(base)
    # first, so that a bad file is told at once: unpacking the base takes a quarter of a minute
    gathered = [list(source) for source in sources]
    merger = Merger()
    merger.add_all(rows_of(base))
    for source in gathered:
        for row in source:
            if row.subtype in AIR_FIELDS:
                add_air_fields(merger, [row], rules)
            else:
                merger.add(row)
    weigh_divisions(merger.places)
    return build_file(
        target,
        merger.places,
        rules=rules,
        commonness=Commonness(installed_zipf(), _commonness(base)),
        attribution=f"{base.meta.attribution}\n{attribution}".strip(),
        inputs=dict(base.meta.inputs) | dict(inputs),
    )
