"""Positions on the Military Grid Reference System: "37T DG 123 456", "33STA12345678".

A reference names a square, not a point: zone and band, a square of 100 km, then as many digits of easting
as of northing, each pair of digits a tenth of the side. It is read as the middle of its square, WGS 84.
NGA.STND.0037 (2014), "Universal Grids and Grid Reference Systems", section 3; solved by the GEOTRANS of
the National Geospatial-Intelligence Agency, which the package `mgrs` binds.
"""

from __future__ import annotations

import re
import warnings

import msgspec

_GAP = r"[ \u00a0\u202f\u200e\u200f]"
#: Zone and band, square, digits. A band that stands apart from its zone stands apart from the square too, so that
#: "40 CFR 1502" is none. Upper case only, and neither I nor O.
GRID_REFERENCE = re.compile(
    r"(?P<zone>\d(?<![\w.,].)\d?)"
    rf"(?:(?P<band>[C-HJ-NP-X]){_GAP}?|{_GAP}(?P<apart>[C-HJ-NP-X]){_GAP})"
    rf"(?P<square>[A-HJ-NP-Z]{{2}}){_GAP}?(?P<figures>\d{{1,5}}{_GAP}\d{{1,5}}|\d{{2,10}})(?![\w])(?![.,]\d)"
)
#: Side of the square that zone, band and two letters name, km.
SQUARE_KM = 100.0
#: Fewer digits of easting than this make a reference only after a word such as "grid": "20H LE 15 02" is a date.
UNCUED_DIGITS = 3


class GridCell(msgspec.Struct, frozen=True, gc=False):
    """A square of the grid.

    Attributes
    ----------
    lat, lon
        Its middle, degrees, WGS 84.
    side_km
        Its side.
    fine
        Whether it has so many digits that it is taken for nothing else.
    """

    lat: float
    lon: float
    side_km: float
    fine: bool


def read_cell(match: re.Match[str]) -> GridCell | None:
    """Return the square that a match of `GRID_REFERENCE` names, None if the grid has none."""
    first, _, second = re.sub(_GAP, " ", match["figures"]).partition(" ")
    if not second:
        first, second = first[: len(first) // 2], first[len(first) // 2 :]
    digits = len(first)
    if digits != len(second):
        return None
    from mgrs import MGRS  # noqa: PLC0415  (few articles hold a reference)
    from mgrs.core import MGRSError  # noqa: PLC0415

    band = match["band"] or match["apart"]
    reference = f"{int(match['zone'])}{band}{match['square']}{int(first):0{digits}}{int(second):0{digits}}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)  # a square that does not lie in the band
            lat, lon = MGRS().toLatLon(reference)
    except (MGRSError, RuntimeWarning):
        return None
    return GridCell(lat, lon, SQUARE_KM / 10**digits, digits >= UNCUED_DIGITS)
