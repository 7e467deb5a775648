"""A gazetteer with an analyst's own places and aliases laid over it, in memory.

The mapped file stays as it is; only names that the analyst gave are answered
otherwise, so look-ups cost what they cost without.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from geo.errors import GazetteerError, PlaceNotFoundError
from geo.gazetteer.commonness import Commonness
from geo.gazetteer.extend import rules_of
from geo.gazetteer.index import CONTINUES, IS_NAME, Gazetteer, GazetteerPlace, NameEntry
from geo.gazetteer.kinds import KIND_OF
from geo.gazetteer.names import index_names
from geo.gazetteer.own import OwnRow, parse_rows, read_bytes
from geo.gazetteer.records import PlaceRow
from geo.gazetteer.skeleton import skeleton
from geo.gazetteer.sources import RANK_OTHER
from geo.geodesy import great_circle_km
from geo.models import PlaceKind
from geo.settings import Settings

#: Prior of an analyst's own place: news names it, or it would not have been added. Above a town of
#: 10,000 (0.57), below a city of 100,000 (0.71).
OWN_WEIGHT = 0.6
#: A name that is not the first one of a place speaks less for it, as in the built file.
_ALIAS_FACTOR = 0.8


class GazetteerWithOwn(Gazetteer):
    """A mapped gazetteer and what an analyst added; use `open_gazetteer`.

    Parameters
    ----------
    base
        The mapped gazetteer.
    rows
        Rows of the analyst's file.
    path
        The file, for messages.

    Raises
    ------
    GazetteerError
        If an alias is of a place that is in neither.
    """

    def __init__(self, base: Gazetteer, rows: Sequence[OwnRow], path: Path) -> None:
        super().__init__(base.sections)
        #: What the analyst added, in the order of the file.
        self.rows = tuple(rows)
        #: The analyst's file.
        self.own_path = path
        self._own = {row.place_id: _place(row) for row in rows if not row.is_alias}
        for row in rows:
            self._check(row)
        self._answers = self._index(rows)
        self._begun = {key[:stop] for key in self._answers for stop, char in enumerate(key) if char == " "}
        self._forms: dict[str, list[str]] = {}
        for key in self._answers:
            self._forms.setdefault(skeleton(key), []).append(key)

    def _check(self, row: OwnRow) -> None:
        try:
            self.place(row.place_id)
        except PlaceNotFoundError as error:
            msg = (
                f"{self.own_path}, line {row.lines[0]}: an alias of {row.place_id!r}, a place that {self.path.name} "
                "lacks; correct the id (`marsad gazetteer search`), or remove the row"
            )
            raise GazetteerError(msg) from error

    def _index(self, rows: Sequence[OwnRow]) -> dict[str, tuple[NameEntry, ...]]:
        """Return the answers for the keys that the analyst gave."""
        named = [_named(self.place(row.place_id), row) for row in rows]
        found: dict[str, list[NameEntry]] = {}
        for key, posting in index_names(named, rules_of(self), Commonness()).items():
            known = super().lookup(key)
            entries = found.setdefault(key, list(known))
            common = max((entry.common for entry in known), default=0.0)
            for number, main in posting.places.items():
                row, place = rows[number], self.place(rows[number].place_id)
                if all(entry.place.place_id != place.place_id for entry in entries):
                    entries.append(NameEntry(place, common, main and not row.is_alias, row.credit))
        return {key: tuple(sorted(entries, key=_standing)) for key, entries in found.items()}

    # ------------------------------------------------------------ the answers

    def lookup(self, key: str) -> tuple[NameEntry, ...]:
        """Return the places that a key may mean, the analyst's among them."""
        return self._answers.get(key) or super().lookup(key)

    def starts(self, norm: str) -> int:
        """Tell what begins with a key."""
        own = (IS_NAME if norm in self._answers else 0) | (CONTINUES if norm in self._begun else 0)
        return own | super().starts(norm)

    def names_of(self, place_id: str) -> tuple[str, ...]:
        """Return all look-up keys of a place, sorted."""
        given = {k for k, found in self._answers.items() if any(e.place.place_id == place_id for e in found)}
        mapped = () if place_id in self._own else super().names_of(place_id)
        return tuple(sorted(given.union(mapped)))

    def place(self, place_id: str) -> GazetteerPlace:
        """Return a place by its id."""
        return self._own.get(place_id) or super().place(place_id)

    def places(self) -> Iterator[GazetteerPlace]:
        """Yield all places, the analyst's last."""
        yield from super().places()
        yield from self._own.values()

    def keys_beginning(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with a prefix, the analyst's first."""
        yield from (key for key in self._answers if key.startswith(prefix))
        yield from super().keys_beginning(prefix)

    def keys_sounding(self, forms: Sequence[str]) -> Iterator[str]:
        """Yield the keys of some consonant skeletons, the analyst's first."""
        for form in forms:
            yield from self._forms.get(form, ())
        yield from super().keys_sounding(forms)

    def nearest(
        self, lat: float, lon: float, *, kinds: Collection[PlaceKind] | None = None, limit: int = 5
    ) -> list[tuple[GazetteerPlace, float]]:
        """Return the nearest places to a point with their distances, nearest first."""
        wanted = {"town", "facility"} if kinds is None else set(kinds)
        own = [
            (place, great_circle_km(lat, lon, place.lat, place.lon))
            for place in self._own.values()
            if place.kind in wanted
        ]
        found = [*own, *super().nearest(lat, lon, kinds=kinds, limit=limit)]
        return sorted(found, key=lambda pair: pair[1])[:limit]

    def rows_of(self, place_id: str) -> list[OwnRow]:
        """Return the analyst's rows of a place."""
        return [row for row in self.rows if row.place_id == place_id]


def _place(row: OwnRow) -> GazetteerPlace:
    if row.lat is None or row.lon is None or row.uncertainty_km is None:
        raise ValueError(row)  # a checked row that is no alias has them
    first = {lang: names[0] for lang, names in row.names.items()}
    name = first.get("en") or first.get("fr") or next(iter(first.values()))
    return GazetteerPlace(
        place_id=row.place_id,
        name=name,
        name_ar=first.get("ar", ""),
        name_fr=first.get("fr", name),
        kind=KIND_OF[row.kind],
        subtype=row.kind,
        countries=(row.country,) if row.country else (),
        admin1="",
        lat=row.lat,
        lon=row.lon,
        uncertainty_km=row.uncertainty_km,
        population=0,
        weight=OWN_WEIGHT,
        verified=False,
        source=row.credit,
    )


def _named(place: GazetteerPlace, row: OwnRow) -> PlaceRow:
    """Return a row with the names that the analyst gave to a place.

    Not with the rank of our tables: those also lend a facility the bare name of what it is
    called after, which an analyst's row says by itself if it is meant.
    """
    return PlaceRow(
        place_id=place.place_id, subtype=place.subtype, countries=place.countries, admin1="", lat=place.lat,
        lon=place.lon, uncertainty_km=place.uncertainty_km, population=0, verified=False, source="", rank=RANK_OTHER,
        names={lang: list(names) for lang, names in row.names.items()},
    )  # fmt: skip


def _standing(entry: NameEntry) -> tuple[float, str]:
    return -entry.place.weight * (1.0 if entry.preferred else _ALIAS_FACTOR), entry.place.place_id


def open_gazetteer(settings: Settings) -> Gazetteer:
    """Open the gazetteer of some settings, with the analyst's own places if they name a file of them.

    The same content gives the same instance.

    Raises
    ------
    GazetteerError
        If the gazetteer or the file of own places is missing or broken.
    """
    base = Gazetteer.open(settings.gazetteer_path)
    if settings.places_path is None:
        return base
    path = settings.places_path
    return _laid_over(base, path, read_bytes(path))


@lru_cache(maxsize=4)
def _laid_over(base: Gazetteer, path: Path, data: bytes) -> Gazetteer:
    return GazetteerWithOwn(base, parse_rows(data, path), path)
