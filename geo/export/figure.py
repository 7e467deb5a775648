"""The map as a still picture for print and slides: PNG, SVG or PDF, by matplotlib.

Matplotlib from 3.11 on shapes and orders Arabic by itself, so text goes in as
it is. Plate carrée, stretched at the middle latitude, so that shapes keep their
form there; EPSG:4326.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from geo.errors import ExportError
from geo.export import basemap
from geo.export.cards import Card
from geo.export.manifest import Report
from geo.export.mapspec import MapSpec, build_mapspec
from geo.export.marks import ArrowMark, CountryMark, DiscMark, PointMark, ShapeMark
from geo.export.release import Released
from geo.export.symbols import BY_TYPE
from geo.export.words import strings
from geo.geodesy import Point, destination, outline
from geo.models import ArticleRecord, Disc

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.lines import Line2D

Size = Literal["slide", "print"]
Bounds = tuple[float, float, float, float]
Colours = dict[str, str]

#: Width and height in inches: a 16:9 slide, and A4 across within 12 mm margins.
SIZES: dict[str, tuple[float, float]] = {"slide": (13.333, 7.5), "print": (10.75, 7.3)}
#: What a PNG has per inch: screens show 144, print wants 300.
DPI: dict[str, int] = {"slide": 144, "print": 300}
FORMATS = frozenset({".png", ".svg", ".pdf"})
#: The first of these that the machine has; DejaVu comes with matplotlib and has Arabic too.
FONTS = ("Noto Sans", "Noto Sans Arabic", "DejaVu Sans")
#: Room around the marks, share of their extent, and the least a map shows, degrees.
MARGIN, LEAST_DEG = 0.12, 3.0
SEA, LAND, COAST, BORDER, DISPUTED = "#dce6e9", "#f6f3ec", "#b3bfc2", "#b8ab94", "#a5977d"
INK, SOFT, PAPER, GREY = "#23272b", "#5d646b", "#fffdf8", "#6b7075"
HYPOTHETICAL = frozenset({"planned", "possible"})
#: Matplotlib's markers for our badges, and for the glyph within: no type is told by its colour alone.
BADGES = {"circle": "o", "square": "s", "diamond": "D", "hexagon": "H", "shield": "p"}
GLYPHS = {
    "presence": "o", "deployment": "v", "exercise": "P", "recon": "d", "movement": ">", "withdrawal": "<",
    "delivery": "s", "clash": "x", "strike": "*", "control": "^", "construction": "+", "naval": "1", "visit": ".",
    "agreement": "_",
}  # fmt: skip
BADGE_PT2, GLYPH_PT2 = 150.0, 34.0
#: The largest countries get their names.
LABELS = 90
#: Sources named in the line below the title, and the characters that fit there.
FIGURE_SOURCES, ABOUT_CHARS = 3, 150
WARNING = "#8a4b12"
#: Lengths that a scale bar may have, km.
SCALE_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


class Style(NamedTuple):
    """How the marks of one event are drawn."""

    colour: str
    dash: str
    hollow: bool


def save_figure(
    records: Sequence[ArticleRecord] | Released | MapSpec,
    path: Path,
    *,
    title: str | None = None,
    lang: str = "en",
    size: Size = "slide",
    report: Report | None = None,
) -> None:
    """Write a map as a still picture; the ending of the path says as what.

    Parameters
    ----------
    records
        Articles with their events, as they are or as a release lets them out, or a map description made of them.
    path
        Ends in ``.png``, ``.svg`` or ``.pdf``. The same input gives the same bytes on the same machine.
    title, lang
        Title and language of the picture; not used if a description is given.
    size
        ``"slide"`` (16:9) or ``"print"`` (A4 across).
    report
        What its author says of it: name and day stand beside the sources.

    Raises
    ------
    ExportError
        If the ending is another one, the map too crowded for a still picture, or the file cannot be written.
    """
    import matplotlib as mpl  # noqa: PLC0415  (half a second; only pictures need it)

    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        msg = (
            f"no picture format for {path.suffix!r}; give {path.stem!r} one of the endings {', '.join(sorted(FORMATS))}"
        )
        raise ExportError(msg)
    spec = records if isinstance(records, MapSpec) else build_mapspec(records, lang=lang, title=title)
    released = records if isinstance(records, Released) else None
    picture = draw(spec, size=size, about=about_lines(spec, report if report is not None else Report(), released))
    # without a date and with names by content, the same picture is the same file
    stamp: dict[str, Any] = {".pdf": {"CreationDate": None}, ".svg": {"Date": None}, ".png": {"Software": None}}
    try:
        with mpl.rc_context({"svg.hashsalt": "marsad"}), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # a box stands for it
            picture.savefig(path, dpi=DPI[size], facecolor=PAPER, metadata=stamp[path.suffix.lower()])
    except OSError as error:
        msg = (
            f"cannot write the picture to {str(path)!r}: {error.strerror}; choose a folder that exists and is writable"
        )
        raise ExportError(msg) from error


def draw(spec: MapSpec, *, size: Size = "slide", about: Sequence[str] = ()) -> Figure:
    """Return the matplotlib figure of a map.

    Parameters
    ----------
    spec
        The map.
    size
        ``"slide"`` (16:9) or ``"print"`` (A4 across).
    about
        Lines that stand below the title: author and day, sources, what was held back.

    Raises
    ------
    ExportError
        If the map has so many events that its description is packed.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415

    if spec.packed is not None:
        msg = f"{spec.packed.count} events are too many for a still picture; filter them first, or write the HTML map"
        raise ExportError(msg)
    picture = Figure(figsize=SIZES[size])
    axes = picture.add_axes((0.02, 0.06, 0.76, 0.82))
    bounds = _frame(spec.bounds, SIZES[size][0] * 0.76 / (SIZES[size][1] * 0.82))
    _prepare(axes, bounds)
    font = _fonts()
    _ground(axes, spec, bounds, font)
    _marks(axes, spec)
    _badges(axes, spec)
    _scale_bar(axes, bounds, font)
    _words(picture, spec, font)
    _byline(picture, spec, about, font)
    return picture


def _fonts() -> FontProperties:
    from matplotlib.font_manager import FontProperties, fontManager  # noqa: PLC0415

    known = {font.name for font in fontManager.ttflist}
    return FontProperties(family=[name for name in FONTS if name in known])


def _frame(bounds: Bounds | None, shape: float) -> Bounds:
    """Return (south, west, north, east) around the marks in the form of the picture."""
    south, west, north, east = bounds or (5.0, -15.0, 40.0, 55.0)
    middle = math.radians((south + north) / 2)
    height = max((north - south) * (1 + 2 * MARGIN), LEAST_DEG)
    width = max((east - west) * (1 + 2 * MARGIN), LEAST_DEG)
    stretch = max(math.cos(middle), 0.2)
    height, width = max(height, width * stretch / shape), max(width, height * shape / stretch)
    lat, lon = (south + north) / 2, (west + east) / 2
    return lat - height / 2, lon - width / 2, lat + height / 2, lon + width / 2


def _prepare(axes: Axes, bounds: Bounds) -> None:
    south, west, north, east = bounds
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / max(math.cos(math.radians((south + north) / 2)), 0.2))
    axes.set_facecolor(SEA)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_color("#cfc8b9")


def _ground(axes: Axes, spec: MapSpec, bounds: Bounds, font: FontProperties) -> None:
    """Draw land, borders and names."""
    from matplotlib.collections import LineCollection, PolyCollection  # noqa: PLC0415

    base = basemap.load()
    land = [ring for rings in basemap.rings_of_land().values() for ring in rings if _touches(ring, bounds)]
    axes.add_collection(PolyCollection(land, facecolors=LAND, edgecolors=COAST, linewidths=0.5), autolim=False)
    agreed = [line for line in basemap.border_lines() if _touches(line, bounds)]
    axes.add_collection(LineCollection(agreed, colors=BORDER, linewidths=0.7), autolim=False)
    dashed = [line for line in basemap.disputed_lines() if _touches(line, bounds)]
    axes.add_collection(LineCollection(dashed, colors=LAND, linewidths=1.2), autolim=False)
    axes.add_collection(LineCollection(dashed, colors=DISPUTED, linewidths=0.8, linestyles="dashed"), autolim=False)
    south, west, north, east = bounds
    column, high, wide = basemap.LANGUAGES.index(spec.lang), 0.03 * (north - south), 0.06 * (east - west)
    for _, lat, lon, _, *names in base.labels[:LABELS]:
        if south + high < lat < north - high and west + wide < lon < east - wide:
            name = names[column] if spec.lang == "ar" else names[column].upper()
            axes.text(lon, lat, name, color="#8c8371", ha="center", va="center", fontproperties=_sized(font, 8),
                      clip_on=True, parse_math=False)  # fmt: skip


def _touches(line: Sequence[tuple[float, float]], bounds: Bounds) -> bool:
    south, west, north, east = bounds
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return min(xs) < east and max(xs) > west and min(ys) < north and max(ys) > south


def _sized(font: FontProperties, points: float, *, bold: bool = False) -> FontProperties:
    copy = font.copy()
    copy.set_size(points)
    if bold:
        copy.set_weight("bold")
    return copy


# ---------------------------------------------------------------------- marks


def _style(card: Card) -> Style:
    denied = card.modality == "denied"
    colour = GREY if denied else BY_TYPE[card.type].colour
    return Style(
        colour,
        "dashed" if denied or card.modality in HYPOTHETICAL else "solid",
        denied or card.modality in HYPOTHETICAL,
    )


def _marks(axes: Axes, spec: MapSpec) -> None:
    """Draw shaded countries, outlines and arrows."""
    from matplotlib.patches import FancyArrowPatch, PathPatch  # noqa: PLC0415
    from matplotlib.path import Path as Outline  # noqa: PLC0415

    drawn: set[object] = set()
    for mark in spec.marks:
        style = _style(spec.events[mark.event])
        country = isinstance(mark, CountryMark)
        colour, dash = (SOFT, ":") if country else (style.colour, style.dash)
        for rings in _rings(mark):
            key = (rings[0][:3], len(rings[0]))
            if key in drawn:  # one outline per shape: tints that add up would claim more than the text
                continue
            drawn.add(key)
            # holes run the other way round, else they would be filled
            turned = [ring if number == 0 else ring[::-1] for number, ring in enumerate(rings)]
            outlines = (Outline([(lon, lat) for lat, lon in ring], closed=True) for ring in turned)
            shape = Outline.make_compound_path(*outlines)
            axes.add_patch(PathPatch(shape, facecolor=colour, alpha=0.1, linewidth=0, zorder=2))
            axes.add_patch(
                PathPatch(shape, fill=False, edgecolor=colour, linewidth=0.8, alpha=0.8, linestyle=dash, zorder=2)
            )
        if isinstance(mark, ArrowMark):
            unsure = mark.open_end or mark.open_start
            head = "->" if mark.open_end else "-|>"
            arrow = FancyArrowPatch(
                path=Outline([(lon, lat) for lat, lon in mark.path]), arrowstyle=f"{head},head_length=6,head_width=3.5",
                color=style.colour, linewidth=1.8, linestyle=style.dash, alpha=0.6 if unsure else 0.95, shrinkA=0,
                shrinkB=0, zorder=3,
            )  # fmt: skip
            axes.add_patch(arrow)


def _rings(mark: object) -> Iterator[tuple[tuple[tuple[float, float], ...], ...]]:
    match mark:
        case DiscMark(lat=lat, lon=lon, radius_km=radius_km):
            yield outline(Disc(lat, lon, radius_km))
        case ShapeMark(polygons=polygons):
            yield from polygons
        case CountryMark(country=code):
            for ring in basemap.rings_of_land().get(code, ()):
                yield (tuple((lat, lon) for lon, lat in ring),)


def _badges(axes: Axes, spec: MapSpec) -> None:
    """Draw a badge per place; where several events share it, the first with their number beside it."""
    points = [mark for mark in spec.marks if isinstance(mark, PointMark) and mark.main]
    stacks = Counter((mark.lat, mark.lon) for mark in points)
    seen: set[tuple[float, float]] = set()
    for mark in points:
        spot = (mark.lat, mark.lon)
        if spot in seen:
            continue
        seen.add(spot)
        card = spec.events[mark.event]
        _badge(axes, mark.lon, mark.lat, card.type, _style(card))
        if stacks[spot] > 1:
            axes.annotate(
                f"×{stacks[spot]}", (mark.lon, mark.lat), (8, 5), textcoords="offset points", size=7, color=INK
            )


def _badge(axes: Axes, x: float, y: float, kind: str, style: Style) -> None:
    inside = style.colour if style.hollow else PAPER
    axes.scatter([x], [y], s=BADGE_PT2, marker=BADGES[BY_TYPE[kind].badge], linewidths=1.1, linestyle=style.dash,
                 c=PAPER if style.hollow else style.colour, edgecolors=style.colour if style.hollow else PAPER,
                 zorder=5)  # fmt: skip
    axes.scatter([x], [y], s=GLYPH_PT2, marker=GLYPHS[kind], c=inside, linewidths=1.4, zorder=6)


def _scale_bar(axes: Axes, bounds: Bounds, font: FontProperties) -> None:
    """Draw a bar of a round length, true at its own latitude."""
    south, west, north, east = bounds
    lat, lon = south + (north - south) * 0.04, west + (east - west) * 0.03
    wanted = (east - west) * 111.3 * math.cos(math.radians(lat)) / 6
    length = max((km for km in SCALE_KM if km <= wanted), default=SCALE_KM[0])
    end = destination(Point(lat, lon), bearing=90, distance=length)
    axes.plot([lon, end.lon], [lat, lat], color=INK, linewidth=1.6, solid_capstyle="butt", zorder=7)
    axes.annotate(f"{length} km", ((lon + end.lon) / 2, lat), (0, 4), textcoords="offset points", ha="center",
                  color=INK, fontproperties=_sized(font, 7.5), zorder=7)  # fmt: skip


def _words(picture: Figure, spec: MapSpec, font: FontProperties) -> None:
    """Write the title, the legend and the credits, on the side where the language begins."""
    words, arabic = strings(spec.lang), spec.lang == "ar"
    start, side = (0.98, "right") if arabic else (0.02, "left")
    picture.text(start, 0.953, spec.title, ha=side, va="center", color=INK, fontproperties=_sized(font, 17, bold=True),
                 parse_math=False)  # fmt: skip
    handles: Any = [_key(layer.type) for layer in spec.layers]
    labels = [f"{layer.label} · {layer.count}" for layer in spec.layers]
    legend = picture.legend(
        handles, labels, loc="upper right" if arabic else "upper left", bbox_to_anchor=(0.98 if arabic else 0.79, 0.88),
        frameon=False, prop=_sized(font, 9.5), markerfirst=not arabic, alignment=side, labelcolor=INK,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)
    off = sum(len(entry.events) for entry in spec.countries) + len(spec.unplaced)
    note = words["counts"].format(events=len(spec.events), articles=len(spec.sources))
    if off:
        note += f"\n{words['tab.tray']}: {off}"
    picture.text(0.98 if arabic else 0.79, 0.12, note, ha=side, va="bottom", color=SOFT, fontproperties=_sized(font, 9),
                 parse_math=False)  # fmt: skip
    credits_ = spec.credits
    picture.text(
        start, 0.025, credits_, ha=side, va="center", color=SOFT, fontproperties=_sized(font, 7), parse_math=False
    )


def about_lines(spec: MapSpec, report: Report, released: Released | None) -> tuple[str, ...]:
    """Return what stands below the title of a picture.

    The first line tells who, when, from which sources, and under which profile if it changed anything; a second one
    warns of events that nobody reviewed.
    """
    words = strings(spec.lang)
    parts = [words["by_author"].format(author=report.author)] if report.author else []
    if report.date is not None:
        parts.append(f"{report.date:%Y/%m/%d}")  # with slashes: a date with hyphens turns round after Arabic
    names = list(dict.fromkeys(source.name for source in spec.sources))
    if names:
        rest = len(names) - FIGURE_SOURCES
        listed = ", ".join(names[:FIGURE_SOURCES]) + (f" + {rest}" if rest > 0 else "")
        parts.append(f"{words['tab.sources']}: {listed}")
    if released is not None and released.changes:
        parts.append(f"{words['about.release']}: {released.profile.name}")
    line = " · ".join(" ".join(part.split()) for part in parts)
    out = [line if len(line) <= ABOUT_CHARS else f"{line[:ABOUT_CHARS]}…"] if line else []
    marked = 0 if released is None else next((c.count for c in released.changes if c.what == "marked"), 0)
    if marked:
        out.append(words["unreviewed_banner"].format(n=marked, all=len(spec.events)))
    return tuple(out)


def _byline(picture: Figure, spec: MapSpec, about: Sequence[str], font: FontProperties) -> None:
    """Write the lines about a picture between its title and the map, the last one, a warning, in its own colour."""
    start, side = (0.98, "right") if spec.lang == "ar" else (0.02, "left")
    for number, line in enumerate(about):
        picture.text(
            start, 0.912 - 0.022 * number, line, ha=side, va="center", color=SOFT if number == 0 else WARNING,
            fontproperties=_sized(font, 8), parse_math=False,
        )  # fmt: skip


def _key(kind: str) -> tuple[Line2D, Line2D]:
    """Return a badge and its glyph for the legend, one upon the other."""
    from matplotlib.lines import Line2D  # noqa: PLC0415

    symbol = BY_TYPE[kind]
    badge = Line2D([], [], linestyle="none", marker=BADGES[symbol.badge], markersize=12, color=symbol.colour)
    glyph = Line2D([], [], linestyle="none", marker=GLYPHS[kind], markersize=5.5, color=PAPER, markeredgewidth=1.4)
    return badge, glyph
