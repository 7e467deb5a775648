"""The gazetteer as it is used: opened in milliseconds, mapped, looked up by name, id or position."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

import marisa_trie
import msgspec
import numpy as np
import numpy.typing as npt

from geo.errors import GazetteerError, PlaceNotFoundError
from geo.gazetteer import columns
from geo.gazetteer.kinds import KIND_OF, SUBTYPES
from geo.gazetteer.storage import REBUILD, Sections
from geo.geodesy import EARTH_RADIUS_KM
from geo.models import PlaceKind
from geo.remembered import Remembered

#: A key is a name.
IS_NAME = 1
#: A key is the beginning of a longer name.
CONTINUES = 2
#: Answers kept per gazetteer; dropped together when there are more.
CACHE_SIZE = 200_000
#: First half height of the band of latitudes that `nearest` looks at, degrees.
_FIRST_BAND_DEG = 0.5
_HALF_TURN_DEG = 180.0
_EMBEDDED = "data/gazetteer.bin"


class GazetteerPlace(msgspec.Struct, frozen=True):
    """A place of the gazetteer.

    Attributes
    ----------
    place_id
        Stable id: a slug of our tables, ``gn-<GeoNames id>`` or ``icao-<code>``.
    kind, subtype
        The kind that mentions have, and the finer sort (airbase, port, district …).
    country, countries
        ISO 3166 alpha-2 codes, the main one and all.
    lat, lon
        WGS84 degrees.
    uncertainty_km
        Radius within which the point is right; the extent of a region or water.
    population
        Inhabitants, 0 where unknown or not applicable.
    weight
        How likely the bare name means this place before any context, 0-1.
    verified
        The coordinate was checked against a named source.
    """

    place_id: str
    name: str
    name_ar: str
    name_fr: str
    kind: PlaceKind
    subtype: str
    countries: tuple[str, ...]
    admin1: str
    lat: float
    lon: float
    uncertainty_km: float
    population: int
    weight: float
    verified: bool
    source: str

    @property
    def country(self) -> str | None:
        """Main country, None for seas and other places of no country."""
        return self.countries[0] if self.countries else None


class NameEntry(msgspec.Struct, frozen=True):
    """One place that a name may mean.

    Attributes
    ----------
    common
        By how much, in Zipf units, the name is commoner as a word than the fame of its
        greatest place explains; about one use in ``10**common`` means the place. 0: none.
    preferred
        The name is the first name of the place in some language.
    note
        Who says so, where that is not the gazetteer file but the analyst.
    """

    place: GazetteerPlace
    common: float
    preferred: bool
    note: str = ""


class Gazetteer:
    """A mapped gazetteer file; share one instance, it caches what was asked.

    Use `Gazetteer.open`.
    """

    def __init__(self, sections: Sections) -> None:
        self.path = sections.path
        self._sections = sections
        #: What the file says of itself: counts, attribution, inputs.
        self.meta = _read_meta(sections)
        self._trie = _map_trie(sections)
        self._columns = {name: sections.array(name, dtype) for name, dtype in columns.PLACE_COLUMNS.items()}
        strings = (*columns.STRING_COLUMNS, *columns.STRING_TABLES)
        self._ends = {name: sections.array(f"{name}_end", columns.END_TYPE) for name in strings}
        self._texts = {name: sections[name] for name in strings}
        posting_types = columns.KEY_COLUMNS | columns.ENTRY_COLUMNS
        self._postings = {name: sections.array(name, dtype) for name, dtype in posting_types.items()}
        self._check_sizes()
        self._places = Remembered(self._make, CACHE_SIZE)
        self._lookups = Remembered(self._look_up, CACHE_SIZE)
        self._starts = Remembered(self._begin, CACHE_SIZE)

    @classmethod
    def open(cls, path: Path | None = None) -> Gazetteer:
        """Open a gazetteer file, by default the embedded one; the same file gives the same instance.

        Raises
        ------
        GazetteerError
            If the file is missing, truncated, damaged or of another format.
        """
        if path is None:
            return _open_embedded()
        try:
            stat = path.stat()
        except OSError as error:
            msg = f"the gazetteer cannot be read ({error}); {REBUILD}"
            raise GazetteerError(msg) from error
        return _open(path.resolve(), stat.st_mtime_ns, stat.st_size)

    def __len__(self) -> int:
        return len(self._columns["lat"])

    @property
    def sections(self) -> Sections:
        """The mapped file."""
        return self._sections

    @property
    def trie(self) -> marisa_trie.Trie:
        """The mapped trie of look-up keys."""
        return self._trie

    def _check_sizes(self) -> None:
        places, keys, entries = len(self), len(self._postings["key_end"]), len(self._postings["entry_place"])
        ends = self._postings["key_end"]
        sound = (
            len(self._trie) == keys == len(self._postings["key_common"])
            and len(self._postings["entry_preferred"]) == entries
            and (keys == 0 or int(ends[-1]) == entries)
            and all(len(column) == places for column in self._columns.values())
            and all(len(self._ends[name]) == places for name in columns.STRING_COLUMNS)
        )
        if not sound:
            msg = f"{self.path} is damaged: its sections do not fit each other; {REBUILD}"
            raise GazetteerError(msg)

    # ---------------------------------------------------------------- by name

    def lookup(self, key: str) -> tuple[NameEntry, ...]:
        """Return the places that a key may mean, the likeliest before any context first.

        Parameters
        ----------
        key
            Folded words joined by one space (`geo.gazetteer.records.key_of`).
        """
        return self._lookups[key]

    def _look_up(self, key: str) -> tuple[NameEntry, ...]:
        number = self._trie.get(key)
        return () if number is None else self.entries(number)

    def entries(self, number: int) -> tuple[NameEntry, ...]:
        """Return the places of a key by its number in the trie."""
        ends = self._postings["key_end"]
        first = int(ends[number - 1]) if number else 0
        common = float(self._postings["key_common"][number]) / columns.COMMON_STEP
        where, preferred = self._postings["entry_place"], self._postings["entry_preferred"]
        return tuple(
            NameEntry(self.at(int(where[index])), common, bool(preferred[index]))
            for index in range(first, int(ends[number]))
        )

    def starts(self, norm: str) -> int:
        """Tell what begins with a key: bit `IS_NAME` the key is a name, bit `CONTINUES` a longer one follows it."""
        return self._starts[norm]

    def _begin(self, norm: str) -> int:
        longer = next(self._trie.iterkeys(norm + " "), None) is not None
        return (IS_NAME if norm in self._trie else 0) | (CONTINUES if longer else 0)

    def names_of(self, place_id: str) -> tuple[str, ...]:
        """Return all look-up keys of a place, sorted.

        Raises
        ------
        PlaceNotFoundError
            If there is no such place.
        """
        number = self._number(place_id)
        hits = np.flatnonzero(self._postings["entry_place"] == number)
        keys = np.searchsorted(self._postings["key_end"], hits, side="right")
        return tuple(sorted(self._trie.restore_key(int(key)) for key in keys))

    def keys_beginning(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with a prefix."""
        found: Iterator[str] = self._trie.iterkeys(prefix)
        return found

    def keys_sounding(self, forms: Sequence[str]) -> Iterator[str]:
        """Yield the keys that have one of some consonant skeletons (`geo.gazetteer.skeleton`)."""
        hashes = self._sections.array("skeleton", columns.SKELETON_COLUMNS["skeleton"])
        numbers = self._sections.array("skeleton_key", columns.SKELETON_COLUMNS["skeleton_key"])
        wanted = np.array([zlib.crc32(form.encode()) for form in forms], dtype="<u4")
        low = np.searchsorted(hashes, wanted)
        high = np.searchsorted(hashes, wanted, side="right")
        for first, last in zip(low, high, strict=True):
            for number in numbers[first:last]:
                yield self._trie.restore_key(int(number))

    # ------------------------------------------------------------------ by id

    def place(self, place_id: str) -> GazetteerPlace:
        """Return a place by its id.

        Raises
        ------
        PlaceNotFoundError
            If there is no such place.
        """
        return self.at(self._number(place_id))

    def _number(self, place_id: str) -> int:
        hashes = self._sections.array("id_hash", "<u4")
        order = self._sections.array("id_place", "<u4")
        digest = zlib.crc32(place_id.encode())
        index = int(np.searchsorted(hashes, np.uint32(digest)))
        while index < len(hashes) and int(hashes[index]) == digest:
            number = int(order[index])
            if self.at(number).place_id == place_id:
                return number
            index += 1
        msg = f"no place has the id {place_id!r} in {self.path.name}"
        raise PlaceNotFoundError(msg)

    def at(self, number: int) -> GazetteerPlace:
        """Return a place by its position in the file."""
        return self._places[number]

    def places(self) -> Iterator[GazetteerPlace]:
        """Yield all places, in the order of the file."""
        return map(self.at, range(len(self)))

    def geonames_id(self, number: int) -> int:
        """Return the GeoNames id of the place at a position, 0 if it has none."""
        return int(self._columns["geonames"][number])

    def _text(self, name: str, number: int) -> str:
        ends = self._ends[name]
        first = int(ends[number - 1]) if number else 0
        return str(self._texts[name][first : int(ends[number])], "utf-8")

    def _make(self, number: int) -> GazetteerPlace:
        column = self._columns
        geonames = int(column["geonames"][number])
        subtype = SUBTYPES[int(column["subtype"][number])]
        arabic, french = self._text("ar", number), self._text("fr", number)
        name = self._text("en", number) or french or arabic
        return GazetteerPlace(
            place_id=self._text("id", number) or f"gn-{geonames}",
            name=name,
            name_ar=arabic,
            name_fr=french or name,
            kind=KIND_OF[subtype],
            subtype=subtype,
            countries=self.meta.countries[int(column["countries"][number])],
            admin1=self._text("divisions", int(column["admin1"][number])),
            lat=int(column["lat"][number]) / columns.DEGREE,
            lon=int(column["lon"][number]) / columns.DEGREE,
            uncertainty_km=int(column["uncertainty"][number]) / columns.UNCERTAINTY_STEP,
            population=int(column["population"][number]),
            weight=int(column["weight"][number]) / columns.WEIGHT_STEP,
            verified=bool(column["verified"][number]),
            source=self._text("sources", int(column["source"][number])) or f"GeoNames {geonames}",
        )

    # ------------------------------------------------------------ by position

    def nearest(
        self, lat: float, lon: float, *, kinds: Collection[PlaceKind] | None = None, limit: int = 5
    ) -> list[tuple[GazetteerPlace, float]]:
        """Return the nearest places to a point with their distances, nearest first.

        Parameters
        ----------
        lat, lon
            WGS84 degrees.
        kinds
            Only these kinds; None: towns and facilities, whose points mean something.
        limit
            At most so many.

        Returns
        -------
        list of (place, distance in km on the mean sphere)
        """
        wanted = {"town", "facility"} if kinds is None else set(kinds)
        codes = [code for code, subtype in enumerate(SUBTYPES) if KIND_OF[subtype] in wanted]
        lats, lons, band = self._columns["lat"], self._columns["lon"], _FIRST_BAND_DEG
        while True:
            low = int(np.searchsorted(lats, int((lat - band) * columns.DEGREE)))
            high = int(np.searchsorted(lats, int((lat + band) * columns.DEGREE), side="right"))
            numbers = low + np.flatnonzero(np.isin(self._columns["subtype"][low:high], codes))
            apart = _distances_km(lat, lon, lats[numbers] / columns.DEGREE, lons[numbers] / columns.DEGREE)
            order = np.argsort(apart, kind="stable")[:limit]
            reach = np.radians(band) * EARTH_RADIUS_KM
            # what lies outside the band of latitudes is farther away than its half height
            if band >= _HALF_TURN_DEG or (len(order) == limit and apart[order[-1]] <= reach):
                return [(self.at(int(numbers[index])), float(apart[index])) for index in order]
            band *= 4


def _distances_km(
    lat: float, lon: float, lats: npt.NDArray[np.float64], lons: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    phi, phis = np.radians(lat), np.radians(lats)
    half = np.sin((phis - phi) / 2) ** 2 + np.cos(phi) * np.cos(phis) * np.sin(np.radians(lons - lon) / 2) ** 2
    apart: npt.NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(half)))
    return apart


def _read_meta(sections: Sections) -> columns.Meta:
    try:
        return msgspec.msgpack.decode(sections[columns.META], type=columns.Meta)
    except msgspec.MsgspecError as error:
        msg = f"{sections.path} is damaged ({error}); {REBUILD}"
        raise GazetteerError(msg) from error


def _map_trie(sections: Sections) -> marisa_trie.Trie:
    try:
        return marisa_trie.Trie().map(sections[columns.TRIE])
    except (RuntimeError, ValueError, OSError) as error:
        msg = f"{sections.path} is damaged: its names cannot be mapped ({error}); {REBUILD}"
        raise GazetteerError(msg) from error


@lru_cache(maxsize=4)
def _open(path: Path, _modified_ns: int, _size: int) -> Gazetteer:
    return Gazetteer(Sections(path))


@lru_cache(maxsize=1)
def _open_embedded() -> Gazetteer:
    with resources.as_file(resources.files("geo").joinpath(_EMBEDDED)) as path:
        return Gazetteer(Sections(path))
