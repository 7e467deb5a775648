"""The basemap as our script reads it: lines as columns of numbers, names in the page's language only.

The layout is, gzipped and in base64: the length of a JSON head (uint32, lowest
byte first), the head in UTF-8, and three columns as planes of bytes, lowest
first (as in `geo.export.packed`): how many points each line has (uint16), then
the steps from point to point (uint32, zigzag) eastwards and northwards in whole
``1/scale`` degrees, each line from 0, 0. The lines stand in the order of
`Head.lines`. A browser turns them into typed arrays without one object a point.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from geo.errors import ExportError
from geo.export import basemap
from geo.export.packed import planes_of, zigzag, zipped
from geo.models import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A line of more points does not fit its column.
MOST_POINTS = 0xFFFF


class Head(Model, frozen=True):
    """What is no line.

    Attributes
    ----------
    scale
        Parts of a degree that a step counts.
    lines
        How many arcs, cut borders, disputed borders, divisions and rivers there are.
    units
        Country code and polygons: rings of numbers of arcs, ``~n`` for arc n backwards.
    borders
        Numbers of the arcs that are borders between countries.
    river_zooms
        The zoom from which each river is drawn.
    names
        Latitude, longitude, the zoom from which it is shown, whether of a country, and text of each name.
    """

    scale: int
    lines: tuple[int, int, int, int, int]
    units: tuple[tuple[str, list[list[list[int]]]], ...]
    borders: list[int]
    river_zooms: tuple[float, ...]
    names: tuple[tuple[float, float, float, bool, str], ...]


#: A country's name is shown from this zoom on, less half of its size class in `geo.export.basemap.Basemap.labels`.
COUNTRY_ZOOM = 6.6


@lru_cache(maxsize=len(basemap.LANGUAGES))
def packed_ground(lang: str) -> str:
    """Return the basemap for pages of a language (``"ar"``, ``"en"`` or ``"fr"``).

    Raises
    ------
    ExportError
        If the basemap is missing, has no names in the language, or has a line too long for the format.
    """
    if lang not in basemap.LANGUAGES:
        msg = f"the basemap has no names in {lang!r}; choose one of {', '.join(basemap.LANGUAGES)}"
        raise ExportError(msg)
    base = basemap.load()
    groups = (base.arcs, base.cut_borders, base.disputed, base.divisions, [flat for _, flat in base.rivers])
    counts, steps = _columns(list(chain.from_iterable(groups)))
    head = msgspec.json.encode(
        Head(
            base.scale,
            (len(groups[0]), len(groups[1]), len(groups[2]), len(groups[3]), len(groups[4])),
            tuple((unit.id, unit.polygons) for unit in base.units),
            base.borders,
            tuple(zoom for zoom, _ in base.rivers),
            tuple(_names(base, basemap.LANGUAGES.index(lang))),
        )
    )
    return zipped(len(head).to_bytes(4, "little") + head + counts + steps)


def _columns(lines: list[list[int]]) -> tuple[bytes, bytes]:
    counts = np.array([len(line) // 2 for line in lines])
    if counts.max() > MOST_POINTS:
        msg = f"a line of the basemap has {counts.max():,} points; cut it into lines of at most {MOST_POINTS:,}"
        raise ExportError(msg)
    points: NDArray[np.int32] = np.fromiter(chain.from_iterable(lines), dtype="i4").reshape(-1, 2)
    return planes_of(counts.astype("<u2")), b"".join(planes_of(zigzag(points[:, axis])) for axis in (0, 1))


def _names(base: basemap.Basemap, column: int) -> list[tuple[float, float, float, bool, str]]:
    """Return countries, then towns, that have a name in a language."""
    lands = [(lat, lon, COUNTRY_ZOOM - size / 2, True, names[column]) for _, lat, lon, size, *names in base.labels]
    towns = [(lat, lon, zoom, False, names[column]) for lat, lon, zoom, *names in base.towns]
    return [name for name in lands + towns if name[-1]]
