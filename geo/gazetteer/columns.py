"""Which sections the gazetteer file has, and their types: shared by `build` and `index`.

Places stand in order of latitude, so that a neighbourhood is a slice. A place of
GeoNames needs no stored id or source: both follow from its number.
"""

from __future__ import annotations

import msgspec

#: Coordinates are kept in units of 1e-5 degrees, about a metre.
DEGREE = 100_000
#: Uncertainties are kept in units of 0.1 km.
UNCERTAINTY_STEP = 10
#: Priors are kept in steps of 1/250.
WEIGHT_STEP = 250
#: Commonness is kept in steps of 1/25 Zipf.
COMMON_STEP = 25

#: Section of the trie of keys; its ids index the postings.
TRIE = "keys"
#: Section with a msgpack `Meta`.
META = "meta"
#: Section with the msgpack name rules of the build, for building on from this file.
RULES = "rules"

PLACE_COLUMNS: dict[str, str] = {
    "lat": "<i4",
    "lon": "<i4",
    "subtype": "u1",
    "countries": "<u2",
    "admin1": "<u2",
    "uncertainty": "<u2",
    "population": "<u4",
    "weight": "u1",
    "verified": "u1",
    "geonames": "<u4",
    "source": "<u2",
}
#: Columns of strings: UTF-8 bytes in section ``<name>``, ends in ``<name>_end``.
STRING_COLUMNS: tuple[str, ...] = ("id", "en", "ar", "fr")
#: Tables of distinct strings, stored alike, that columns point into.
STRING_TABLES: tuple[str, ...] = ("sources", "divisions")
END_TYPE = "<u4"
#: ``key_end[i]`` is where the postings of key i end; they start where those of i - 1 end.
KEY_COLUMNS: dict[str, str] = {"key_end": "<u4", "key_common": "u1"}
ENTRY_COLUMNS: dict[str, str] = {"entry_place": "<u4", "entry_preferred": "u1"}
#: Consonant skeletons (32-bit hashes, sorted) and the keys that have them.
SKELETON_COLUMNS: dict[str, str] = {"skeleton": "<u4", "skeleton_key": "<u4"}


class Meta(msgspec.Struct, frozen=True):
    """What the file says of itself, and the sets of countries that a column points into."""

    attribution: str
    places: int
    keys: int
    entries: int
    inputs: dict[str, str]
    counts: dict[str, int]
    countries: tuple[tuple[str, ...], ...]
