"""The map beside what Folium and pydeck make of the same events, in one headless browser.

Usage: python benchmarks/map.py [--counts 1000,10000,100000] [--plugins FOLDER] [--only marsad,geojson]

For each map: seconds to build, file size, seconds until it can be used (the page
opened, two quiet frames), frames a second while dragging, the worst zoom step,
the time of a filter change, and the memory of the page's process: its own share
(PSS: what it shares with other processes, such as the browser's program, counts in
parts) and all that is resident (RSS). "empty" is a page with nothing in it. Every host is
out of reach; what Folium asks for is answered from disk: Leaflet from
xstatic-leaflet, its cluster plugin from FOLDER, where `npm pack
leaflet.markercluster@1.1.0` was unpacked (without it these two are left out),
anything else empty. pydeck (`pip install pydeck`; left out if it is missing)
writes its own script into the page; WebGL runs in software here, so that its
frames say what a PC without a usable graphics card sees. Figures of one run on one
machine compare only with each other.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import folium
import synthetic
from folium.plugins import FastMarkerCluster, MarkerCluster
from playwright.sync_api import Page, Route, sync_playwright

from geo.export.webmap import save_html

VIEW = {"width": 1280, "height": 800}
#: Longer than this to open is given up, milliseconds.
PATIENCE_MS = 120_000
DRAG_STEPS = 30
ZOOM_STEPS = 4
CENTRE = (22.0, 15.0)
#: Stands for jQuery in Folium's popups: makes one element of one string.
JQUERY = (
    "window.$ = html => { const box = document.createElement('div'); box.innerHTML = html; return [box.firstChild]; };"
)
#: Collects the times between frames until told to stop.
WATCH = """() => {
  window.__frames = [];
  let last = performance.now();
  const frame = now => {
    window.__frames.push(now - last);
    last = now;
    window.__watch = requestAnimationFrame(frame);
  };
  window.__watch = requestAnimationFrame(frame);
}"""
#: The same steps of a deck.gl map, each timed to the frame after it.
ZOOM_DECK = """steps => new Promise(done => {
  const times = [];
  let step = 0, zoom = 3;
  const next = () => {
    if (step === steps) { done(times); return; }
    const start = performance.now();
    zoom += step++ < steps / 2 ? 1 : -1;
    deckInstance.setProps({initialViewState: {latitude: 22, longitude: 15, zoom}});
    requestAnimationFrame(() => setTimeout(() => { times.push(performance.now() - start); next(); }));
  };
  next();
})"""
#: What is true once a map is drawn; of others, that the page has loaded.
DRAWN = {
    "marsad": "document.querySelector('.marsad[data-ready]')",
    "pydeck": "deckInstance.isInitialized && deckInstance.layerManager.getLayers().some(layer => layer.isLoaded)",
}
#: Ends two frames after a map is drawn.
READY = """() => new Promise(done => {
  const look = () => (DRAWN) ? requestAnimationFrame(() => requestAnimationFrame(done)) : requestAnimationFrame(look);
  look();
})"""
STOP = "() => { cancelAnimationFrame(window.__watch); return window.__frames.slice(1); }"
#: Two steps in and two out, each timed to the frame after it.
ZOOM = """steps => new Promise(done => {
  const map = window.__map, times = [];
  let step = 0;
  const next = () => {
    if (step === steps) { done(times); return; }
    const start = performance.now();
    map.setZoom(map.getZoom() + (step++ < steps / 2 ? 1 : -1), {animate: false});
    requestAnimationFrame(() => setTimeout(() => { times.push(performance.now() - start); next(); }));
  };
  next();
})"""
FIND_MAP = """() => {
  for (const key in window) if (key.startsWith('map_') && window[key] && window[key].panBy) window.__map = window[key];
  return !!window.__map;
}"""


class Figures(NamedTuple):
    """One row of the table."""

    name: str
    count: int
    build_s: float
    size_mb: float
    ready_s: float
    pan_fps: float
    zoom_ms: float
    filter_ms: float | None
    memory_mb: float
    resident_mb: float


def empty(_: int, path: Path) -> None:
    """Write a page with nothing in it: what the browser itself takes."""
    path.write_text("<!DOCTYPE html><title>empty</title><p>empty", encoding="utf-8")


def marsad(count: int, path: Path) -> None:
    """Build our page, evidence and all."""
    if count > RECORDS_AT_MOST:
        save_html(synthetic.large_map(count), path)
    else:
        save_html(synthetic.records(count), path)


def circle_marker(count: int, path: Path) -> None:
    """Build Folium, a CircleMarker with a popup each, on a canvas."""
    site, numbers = _site(prefer_canvas=True), synthetic.Numbers(count)
    for row in range(count):
        folium.CircleMarker(
            (numbers.lat[row], numbers.lon[row]), radius=4, popup=folium.Popup(numbers.sentence(row))
        ).add_to(site)
    site.save(str(path))


def marker_cluster(count: int, path: Path) -> None:
    """Build Folium's MarkerCluster with popups."""
    site, numbers = _site(max_zoom=18), synthetic.Numbers(count)
    spots = list(zip(numbers.lat.tolist(), numbers.lon.tolist(), strict=True))
    MarkerCluster(spots, popups=[numbers.sentence(row) for row in range(count)]).add_to(site)
    site.save(str(path))


def fast_marker_cluster(count: int, path: Path) -> None:
    """Build Folium's FastMarkerCluster; it has no popups."""
    site, numbers = _site(max_zoom=18), synthetic.Numbers(count)
    FastMarkerCluster(list(zip(numbers.lat.tolist(), numbers.lon.tolist(), strict=True))).add_to(site)
    site.save(str(path))


def geojson(count: int, path: Path) -> None:
    """Build Folium's GeoJson with a popup, on a canvas."""
    site, numbers = _site(prefer_canvas=True), synthetic.Numbers(count)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [float(numbers.lon[row]), float(numbers.lat[row])]},
            "properties": {"text": numbers.sentence(row)},
        }
        for row in range(count)
    ]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=4),
        popup=folium.GeoJsonPopup(["text"]),
    ).add_to(site)
    site.save(str(path))


def pydeck(count: int, path: Path) -> None:
    """Build pydeck's scatter plot with tooltips, its script in the page, without a basemap."""
    import pandas as pd  # noqa: PLC0415
    import pydeck as pdk  # noqa: PLC0415

    numbers = synthetic.Numbers(count)
    frame = pd.DataFrame(
        {"lon": numbers.lon, "lat": numbers.lat, "text": [numbers.sentence(row) for row in range(count)]}
    )
    layer = pdk.Layer(
        "ScatterplotLayer", frame, get_position=["lon", "lat"], get_radius=4, radius_units="'pixels'",
        get_fill_color=[180, 40, 40], pickable=True,
    )  # fmt: skip
    view = pdk.ViewState(latitude=CENTRE[0], longitude=CENTRE[1], zoom=3)
    deck = pdk.Deck(layers=[layer], initial_view_state=view, map_provider=None, tooltip={"text": "{text}"})
    path.write_text(deck.to_html(as_string=True, offline=True), encoding="utf-8")


def _site(**options: object) -> folium.Map:
    return folium.Map(CENTRE, zoom_start=4, tiles=None, **options)


MAPS: dict[str, Callable[[int, Path], None]] = {
    "empty": empty,
    "marsad": marsad,
    "circle_marker": circle_marker,
    "marker_cluster": marker_cluster,
    "fast_marker_cluster": fast_marker_cluster,
    "geojson": geojson,
    "pydeck": pydeck,
}
#: More records than this would fill the memory; columns go in directly.
RECORDS_AT_MOST = 200_000
#: Of the naive ones this many are enough: beyond, minutes of building say nothing new.
LIMITS = {"circle_marker": 100_000, "marker_cluster": 100_000, "geojson": 100_000, "pydeck": 100_000}


def answer(plugins: Path | None) -> Callable[[Route], None]:
    """Return what answers a page's requests from disk."""

    def serve(route: Route) -> None:
        url = route.request.url
        if url.startswith("file:"):
            route.continue_()
            return
        name = url.rsplit("/", 1)[-1]
        if name in ("leaflet.js", "leaflet.css"):
            body = (resources.files("xstatic.pkg.leaflet") / "data" / name).read_text(encoding="utf-8")
        elif "jquery" in name:
            body = JQUERY
        elif plugins is not None and "markercluster" in url:
            body = (plugins / name).read_text(encoding="utf-8")
        else:
            body = ""
        route.fulfill(body=body, content_type="text/css" if name.endswith(".css") else "text/javascript")

    return serve


def measure(page: Page, name: str, path: Path) -> dict[str, Any]:
    """Open a map and return its figures."""
    start = time.perf_counter()
    page.goto(path.as_uri(), wait_until="load", timeout=PATIENCE_MS)
    page.evaluate(READY.replace("DRAWN", DRAWN.get(name, "true")))
    ready = time.perf_counter() - start
    if name == "empty":
        return {"ready_s": ready, "pan_fps": 0.0, "zoom_ms": 0.0, "filter_ms": None}
    if name != "pydeck":
        page.wait_for_function(FIND_MAP)
    frames = drag(page, "#deck-container" if name == "pydeck" else ".leaflet-container")
    filter_ms = None
    if name == "marsad":
        box = page.locator("label.layer input").first
        click = "node => { const start = performance.now(); node.click(); return performance.now() - start; }"
        filter_ms = statistics.median(box.evaluate(click) for _ in range(6))
    return {
        "ready_s": ready,
        "pan_fps": 1000 / statistics.mean(frames),
        "zoom_ms": max(page.evaluate(ZOOM_DECK if name == "pydeck" else ZOOM, ZOOM_STEPS)),
        "filter_ms": filter_ms,
    }


def drag(page: Page, container: str) -> list[float]:
    """Drag the map with the mouse and return the times between frames, milliseconds."""
    box = page.locator(container).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + 90
    page.evaluate(WATCH)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(DRAG_STEPS):
        page.mouse.move(x - 6 * step, y - 2 * step)
        page.wait_for_timeout(16)
    frames = page.evaluate(STOP)
    page.mouse.up()
    page.wait_for_timeout(300)
    return frames


def memory_mb(page: Page) -> tuple[float, float]:
    """Return the memory of the page's process (the largest renderer): its own share and all that is resident, MB."""
    session = page.context.browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return max((_memory_mb(process["id"]) for process in processes if process["type"] == "renderer"), default=(0, 0))


def _memory_mb(process: int) -> tuple[float, float]:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return 0.0, 0.0
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return sizes["Pss"] * 1024 / 1e6, sizes["Rss"] * 1024 / 1e6


def run(name: str, count: int, folder: Path, plugins: Path | None) -> Figures:
    """Build one map, open it in a browser of its own, and return its figures."""
    path = folder / f"{name}-{count}.html"
    gc.collect()
    start = time.perf_counter()
    MAPS[name](count, path)
    build = time.perf_counter() - start
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--host-resolver-rules=MAP * ~NOTFOUND", "--enable-unsafe-swiftshader"],
        )
        page = browser.new_page(viewport=VIEW)
        page.route("**/*", answer(plugins))
        figures = measure(page, name, path)
        own, resident = memory_mb(page)
        browser.close()
    return Figures(name, count, build, path.stat().st_size / 1e6, memory_mb=own, resident_mb=resident, **figures)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="1000,10000,100000")
    parser.add_argument("--plugins", type=Path, help="folder with leaflet.markercluster.js and its two style sheets")
    parser.add_argument("--only", default=",".join(MAPS))
    options = parser.parse_args()
    heads = ("map", "events", "build s", "MB", "ready s", "pan fps", "zoom ms", "filter ms", "memory MB", "RSS")
    print("{:20} {:>9} {:>8} {:>7} {:>8} {:>8} {:>8} {:>9} {:>9} {:>5}".format(*heads))
    with tempfile.TemporaryDirectory() as folder:
        for count in map(int, options.counts.split(",")):
            for name in options.only.split(","):
                lacking = name == "pydeck" and importlib.util.find_spec("pydeck") is None
                if lacking or count > LIMITS.get(name, sys.maxsize) or ("cluster" in name and options.plugins is None):
                    continue
                f = run(name, count, Path(folder), options.plugins)
                change = "-" if f.filter_ms is None else f"{f.filter_ms:.1f}"
                print(
                    f"{f.name:20} {f.count:9,} {f.build_s:8.2f} {f.size_mb:7.2f} {f.ready_s:8.2f} {f.pan_fps:8.1f} "
                    f"{f.zoom_ms:8.0f} {change:>9} {f.memory_mb:9.0f} {f.resident_mb:5.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
