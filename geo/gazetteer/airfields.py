"""Names of air fields: as registers write them, and as newspapers compose them from a town's name."""

from __future__ import annotations

from collections.abc import Iterable

from geo.gazetteer.clean import Rules, elide
from geo.gazetteer.merge import Merger
from geo.gazetteer.records import LANGUAGES, PlaceRow, key_of
from geo.geodesy import great_circle_km

#: An air field belongs to the town that its record names if that lies within this distance, km.
_FIELD_TOWN_KM = 60.0
_FIELD_WORDS = ("airport", "air base", "airbase", "airfield", "airstrip", "aerodrome", "heliport", "air station")
_INTERNATIONAL = " International"


def field_names(name: str) -> list[str]:
    """Return the names of an air field: as given, with a head word, and without "International"."""
    names = [name if any(word in name.lower() for word in _FIELD_WORDS) else f"{name} Airport"]
    if _INTERNATIONAL in names[0]:
        names.append(names[0].replace(_INTERNATIONAL, "", 1))
    return names


def bare_field_name(name: str) -> str:
    """Return the name of an air field without its head words ("Gao Airport" gives "Gao")."""
    low = name.lower()
    for word in (_INTERNATIONAL.lower() + " airport", *(f" {word}" for word in _FIELD_WORDS)):
        if low.endswith(word):
            return name[: -len(word)].strip()
    return name


def compose_field_names(row: PlaceRow, town: dict[str, list[str]], rules: Rules) -> None:
    """Give an air field the names that newspapers compose from its town's names ("Gao airport")."""
    patterns = rules.airport
    international = any(_INTERNATIONAL in name for name in row.names.get("en", ()))
    for lang in LANGUAGES:
        shapes = list(getattr(patterns, lang))
        if international:
            shapes += getattr(patterns, f"{lang}_international")
        if row.subtype == "airbase":
            shapes = getattr(patterns, f"{lang}_airbase") + shapes
        names = [shape.format(name) for name in town.get(lang, ()) for shape in shapes]
        if lang == "fr":
            names = [elide(name, patterns.fr_elision) for name in names]
        row.add_names(lang, names)


def town_names(place: PlaceRow) -> dict[str, list[str]]:
    """Return the names by which an air field may be called after a town: its first one in each language."""
    names = {lang: place.names.get(lang, [])[:2] for lang in LANGUAGES}
    names["fr"] = names["fr"] or names["en"]
    return names


def add_air_fields(merger: Merger, rows: Iterable[PlaceRow], rules: Rules) -> None:
    """Add air fields with the names that newspapers compose from their towns."""
    for row in rows:
        mentioned = [*row.names.pop("town", []), *(bare_field_name(name) for name in row.names["en"])]
        town = next((found for name in mentioned if (found := _town(merger, row, name))), None)
        if town is not None:
            row.admin1 = row.admin1 or town.admin1
            compose_field_names(row, town_names(town), rules)
        merger.add(row)


def _town(merger: Merger, field: PlaceRow, name: str) -> PlaceRow | None:
    near = [
        place
        for place in merger.named("town", key_of(name))
        if place.countries[:1] == field.countries[:1]
        and great_circle_km(place.lat, place.lon, field.lat, field.lon) <= _FIELD_TOWN_KM
    ]
    return max(near, key=lambda place: (place.population, place.place_id), default=None)
