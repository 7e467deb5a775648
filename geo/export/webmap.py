"""A map as a Folium map and as one HTML file that opens anywhere, with no request.

Leaflet comes from the PyPI package xstatic-leaflet, at Folium's own version, and
is put into the page with our script, style, data and basemap. A
Content-Security-Policy allows nothing but these: the browser itself refuses any
request and any script that article text might smuggle in. Article text is only
ever data in a JSON block, and reaches the page through ``textContent``.

To add layers of your own, take the map from `presence_map`, add any Folium layer
that needs no script from elsewhere (markers, lines, polygons, GeoJSON), and
``save`` it::

    site = geo.presence_map(records)
    folium.Circle([32.9, 13.2], radius=20_000).add_to(site)
    site.save("report.html")
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import folium
import msgspec
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from geo.errors import ExportError
from geo.export.ground import packed_ground
from geo.export.manifest import BLOCK, Manifest, Report, build_manifest
from geo.export.mapspec import MapSpec, build_mapspec, to_json, words_of
from geo.export.release import Released, release
from geo.export.rings import RangeRing, range_ring
from geo.export.symbols import SymbolSet
from geo.export.words import strings
from geo.extraction.tables import load_tables
from geo.models import ArticleRecord

#: The parts of our script, in the order in which they build on each other.
SCRIPTS = (
    "base", "inflate", "coordinates", "basemap", "ages", "model", "related", "rows", "nato", "marks", "cloud", "arrows",
    "cards", "timeslider", "panel", "about", "rings", "tools", "mount",
)  # fmt: skip
#: The parts of a packed map (`geo.export.packed.Packed`) that go into elements of their own.
BLOBS = ("columns", "sentences", "sources", "ids")
#: What no page of ours may do: load, send or frame anything. Styles and scripts need the nonce.
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src data: blob:; font-src data:; "
    "connect-src 'none'; base-uri 'none'; form-action 'none'"
)
#: Hex digits of ids and of the nonce: 128 bits.
ID_DIGITS = 32
_CSS_URL = re.compile(r"url\([^)]*\)")
_SOURCE_MAP = re.compile(r"^//[#@] sourceMappingURL=.*$", re.MULTILINE)
#: Comments on lines of their own, but notices of others' work.
_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/|©)[\s\S])*\*/|//(?!.*©).*)\n", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
_STYLE_OR_SCRIPT = re.compile(r"<(script|style)(?=[\s>])", re.IGNORECASE)
#: What could end a data block or, read as code, a string: written as JSON escapes.
_JSON_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def save_html(
    records: Sequence[ArticleRecord] | Released | MapSpec | folium.Map,
    path: Path,
    *,
    title: str | None = None,
    lang: str = "en",
    report: Report | None = None,
    symbols: SymbolSet = "marsad",
) -> None:
    """Write a map as one HTML file that opens with no network.

    Parameters
    ----------
    records
        Articles with their events, as they are or as `geo.export.release.release` lets them out, a map
        description made of them, or a map from `presence_map`.
    path
        Where to write; an existing file is replaced. The same input gives the same bytes.
    title, lang
        Title and language (``"ar"``, ``"en"``, ``"fr"``) of the page; not used if a description or map is given.
    report
        What its author says of it: name, day, note, contact; not used if a map is given.
    symbols
        Which symbols the page shows first: ours, or ``"nato"``; not used if a description or map is given.

    Raises
    ------
    ExportError
        If the file cannot be written or the interface has no such language.
    """
    site = (
        records
        if isinstance(records, folium.Map)
        else presence_map(records, title=title, lang=lang, report=report, symbols=symbols)
    )
    page = site.get_root().render()
    try:
        Path(path).write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        msg = f"cannot write the map to {str(path)!r}: {error.strerror}; choose a folder that exists and is writable"
        raise ExportError(msg) from error


def presence_map(
    records: Sequence[ArticleRecord] | Released | MapSpec,
    *,
    title: str | None = None,
    lang: str = "en",
    report: Report | None = None,
    symbols: SymbolSet = "marsad",
    rings: Sequence[RangeRing | str] = (),
) -> folium.Map:
    """Return the events of articles as a Folium map, for a notebook, to add layers to, or to save.

    Parameters
    ----------
    records
        Articles with their events, as they are or as `geo.export.release.release` lets them out, or a map
        description made of them.
    title, lang
        Title and language (``"ar"``, ``"en"``, ``"fr"``) of the page; not used if a description is given.
    report
        What its author says of it: name, day, note, contact.
    symbols
        Which symbols the page shows first: ours, or ``"nato"``; not used if a description is given.
    rings
        Range rings to draw, as `geo.export.rings.range_ring` makes them or reads them: ``"Tobruk:150"`` (km),
        ``"32.9,13.2:Kalibr"``.

    Raises
    ------
    ExportError
        If the interface has no such language.
    SettingsError, PlaceNotFoundError, GeometryError
        If a ring cannot be read, or its place is not known.
    """
    drawn = tuple(ring if isinstance(ring, RangeRing) else range_ring(ring) for ring in rings)
    report = report if report is not None else Report()
    if isinstance(records, MapSpec):
        spec = msgspec.structs.replace(records, rings=records.rings + drawn)
        return _PresenceMap(spec, build_manifest(spec, report))
    released = records if isinstance(records, Released) else release(records)
    spec = build_mapspec(released, lang=lang, title=title, keep_ids=False)
    spec = msgspec.structs.replace(spec, symbols=symbols, rings=drawn)
    return _PresenceMap(spec, build_manifest(spec, report, released))


def script() -> str:
    """Return our script: it defines `MarsadMap` and needs Leaflet only when it mounts a map."""
    return f"const MarsadMap = (() => {{\n{_joined()}\n}})();\n"


@lru_cache(maxsize=1)
def _joined() -> str:
    ranges = f"const RANGES = {_inert(json.dumps(equipment_ranges(), ensure_ascii=False, separators=(',', ':')))};"
    return "\n".join([ranges, *(_bare(asset(f"{name}.js")) for name in SCRIPTS)])


def _bare(code: str) -> str:
    """Return a script or styles without what only their reader in the repository needs; no string spans lines."""
    return _INDENT.sub("", _COMMENT.sub("", code))


def equipment_ranges() -> list[tuple[str, float]]:
    """Return name and range in km of each weapon of the equipment table that has a range, by name."""
    rows = load_tables().equipment.values()
    return sorted((row.name, row.range_km) for row in rows if row.range_km is not None)


def style() -> str:
    """Return the styles of Leaflet and of the map; no rule refers to a file."""
    return _bare(f"{_CSS_URL.sub('none', _leaflet('leaflet.css'))}\n{asset('marsad-map.css')}\n{asset('about.css')}")


def leaflet_script() -> str:
    """Return Leaflet's own script."""
    return _SOURCE_MAP.sub("", _leaflet("leaflet.js"))


@lru_cache(maxsize=32)
def asset(name: str) -> str:
    """Return a text file shipped beside this module."""
    return (resources.files("geo.export") / "assets" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def _leaflet(name: str) -> str:
    return (resources.files("xstatic.pkg.leaflet") / "data" / name).read_text(encoding="utf-8")


def _inert(text: str) -> str:
    """Return JSON that can neither end its script element nor be taken for code."""
    return text.translate(_JSON_ESCAPES)


# --------------------------------------------------------------------- folium


class _PresenceMap(folium.Map):
    """Folium's map without its scripts from elsewhere: no tiles, jQuery, Bootstrap or icon fonts."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  (the name and type are Folium's)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    _template = Template("""
{% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
{% macro script(this, kwargs) %}
var {{ this.get_name() }} = L.map("{{ this.get_name() }}", {
  center: {{ this.location|tojson }}, zoom: 4, zoomControl: false, fadeAnimation: false, minZoom: 2, maxZoom: 13,
  zoomSnap: 0.5, maxBounds: [[-85, -190], [85, 190]], maxBoundsViscosity: 0.8
});
{% endmacro %}""")

    def __init__(self, spec: MapSpec, manifest: Manifest) -> None:
        super().__init__(location=[25.0, 18.0], tiles=None)
        digest = hashlib.sha256(to_json(spec) + msgspec.json.encode(manifest)).hexdigest()
        self._id = digest[:ID_DIGITS]
        page = _Page(spec, digest)
        page.add_child(self)
        self.add_child(_Events(spec, manifest, digest, page, self))


class _Events(MacroElement):
    """Our script's call, and the data it reads."""

    def __init__(self, spec: MapSpec, manifest: Manifest, digest: str, page: _Page, site: _PresenceMap) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "marsad"
        self._id = digest[:ID_DIGITS]
        self.spec, self.manifest, self.page, self.site = spec, manifest, page, site

    def _get_self_bounds(self) -> list[list[float | None]]:
        if self.spec.bounds is None:
            return [[None, None], [None, None]]
        south, west, north, east = self.spec.bounds
        return [[south, west], [north, east]]

    def render(self, **_: Any) -> str:  # noqa: ANN401  (Folium passes what it likes)
        name, page = self.get_name(), self.page
        spec, blobs = _parted(self.spec)
        blocks = {
            f"{name}-spec": to_json(spec).decode(),
            f"{name}-words": json.dumps(words_of(spec), ensure_ascii=False),
            BLOCK: msgspec.json.encode(self.manifest).decode(),
        }
        data = "\n".join([
            *(f'<script type="application/json" id="{key}">{_inert(text)}</script>' for key, text in blocks.items()),
            *(f'<script type="text/plain" id="{name}-{part}">{text}</script>' for part, text in blobs.items()),
        ])  # fmt: skip
        page.html.add_child(_Literal(f'<main class="marsad-page" id="{name}"></main>'), name=f"{name}-page", index=0)
        page.html.add_child(_Literal(data), name=f"{name}-data")
        page.script.add_child(_Literal(f'MarsadMap.boot(L, {self.site.get_name()}, "{name}", "{BLOCK}");'), name=name)
        return ""


def _parted(spec: MapSpec) -> tuple[MapSpec, dict[str, str]]:
    """Return a description without its long base64 parts, and these by name: nobody has to parse them."""
    blobs = {"basemap": packed_ground(spec.lang)}
    if spec.packed is None:
        return spec, blobs
    blobs |= {part: getattr(spec.packed, part) for part in BLOBS}
    bare = msgspec.structs.replace(spec.packed, **dict.fromkeys(BLOBS, ""))
    return msgspec.structs.replace(spec, packed=bare), blobs


class _Literal(Element):
    """Text that is put out as it is: Folium reads what it renders as a template a second time."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:  # noqa: ANN401
        return self.text


class _Page(Figure):
    """The HTML page: Folium's, with a policy, and with everything in it."""

    def __init__(self, spec: MapSpec, digest: str) -> None:
        super().__init__(height="640px", title=spec.title)
        self._id = digest[:ID_DIGITS]
        self.spec = spec

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401
        for child in self._children.values():
            child.render(**kwargs)
        parts = [part.render(**kwargs) for part in (self.header, self.html, self.script)]
        # the nonce follows from the content, so that the same map is the same file; no content can name its own hash
        nonce = hashlib.sha256("\0".join([*parts, script(), style()]).encode()).hexdigest()[:ID_DIGITS]
        header, body, calls = parts
        header = _STYLE_OR_SCRIPT.sub(rf'<\1 nonce="{nonce}"', header)
        words, lang = strings(self.spec.lang), self.spec.lang
        return "\n".join([
            "<!DOCTYPE html>",
            f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(nonce=nonce)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{html.escape(self.spec.title)}</title>",
            f'<style nonce="{nonce}">{style()}\n{asset("page.css")}</style>',
            f'<script nonce="{nonce}">{leaflet_script()}</script>',
            f'<script nonce="{nonce}">{script()}</script>',
            header,
            "</head>",
            "<body>",
            f"<noscript>{html.escape(words['noscript'])}</noscript>",
            body,
            f'<script nonce="{nonce}">\n{calls}\n</script>',
            "</body>",
            "</html>",
            "",
        ])  # fmt: skip
