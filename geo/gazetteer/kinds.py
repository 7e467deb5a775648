"""The closed lists of the gazetteer file: what sorts of places there are, and who says so."""

from __future__ import annotations

from geo.models import PlaceKind

_TOWN = ("town", "village", "district", "oasis", "camp_idp")
_FACILITY = (
    "airbase", "airport", "airstrip", "port", "naval_base", "base", "barracks", "crossing", "oil_terminal",
    "oil_field", "refinery", "dam", "prison", "headquarters", "radar", "power_plant", "bridge", "checkpoint",
    "depot", "training_centre",
)  # fmt: skip
_REGION = (
    "region", "admin1", "admin2", "mountain", "valley", "desert", "plateau", "island", "forest", "plain",
    "border_area", "continent", "front",
)  # fmt: skip
_WATER = ("sea", "gulf", "strait", "lake", "river", "canal", "bay")

#: Every subtype with the kind that models.PlaceMention speaks of. The file stores
#: the position in this table, so new subtypes go at the end.
KIND_OF: dict[str, PlaceKind] = {
    **dict.fromkeys(_TOWN, "town"),
    **dict.fromkeys(_FACILITY, "facility"),
    **dict.fromkeys(_REGION, "region"),
    **dict.fromkeys(_WATER, "water"),
    "country": "country",
}
SUBTYPES: tuple[str, ...] = tuple(KIND_OF)
SUBTYPE_CODE: dict[str, int] = {subtype: code for code, subtype in enumerate(SUBTYPES)}

#: Fields that aircraft use: one field has often two names and several subtypes.
AIR_FIELDS = frozenset({"airbase", "airport", "airstrip"})
#: Quays, likewise.
SEA_FIELDS = frozenset({"port", "naval_base", "oil_terminal"})


def merge_group(subtype: str) -> str:
    """Return the group within which two records with one name nearby are one place."""
    if subtype in AIR_FIELDS:
        return "air"
    if subtype in SEA_FIELDS:
        return "sea"
    kind = KIND_OF[subtype]
    return subtype if kind == "facility" else kind
