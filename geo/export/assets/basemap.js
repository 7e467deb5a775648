/* The basemap: land, borders, names; in panes of its own below everything else. */

/** Turn the packed basemap (base64 of gzipped JSON) into rings and lines of [lat, lon]. */
async function readBasemap(packed) {
  const raw = JSON.parse(new TextDecoder().decode(await unpack(packed)));
  const line = (flat) => {
    const points = [];
    for (let i = 0, x = 0, y = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      points.push([y / raw.scale, x / raw.scale]);
    }
    return points;
  };
  const arcs = raw.arcs.map(line);
  const ring = (refs) => unwrap(refs.flatMap((ref, i) => {
    const arc = ref >= 0 ? arcs[ref] : arcs[~ref].slice().reverse();
    return i ? arc.slice(1) : arc;
  }));
  const countries = new Map();
  for (const unit of raw.units) {
    const polygons = unit.polygons.map((polygon) => polygon.map(ring));
    countries.set(unit.id, (countries.get(unit.id) || []).concat(polygons));
  }
  return {
    countries,
    borders: raw.borders.map((arc) => unwrap(arcs[arc])).concat(raw.cut_borders.map(line)),
    disputed: raw.disputed.map(line),
    labels: raw.labels,
    capitals: raw.capitals,
  };
}

/** Below this latitude a ring runs around the pole and stays as it is. */
const POLAR_LAT = -85;

/** Carry a ring that crosses 180° on beyond it, so that it stays in one piece. */
function unwrap(points) {
  if (points.some(([lat]) => lat < POLAR_LAT)) return points;
  let turn = 0;
  const out = points.map(([lat, lon], i) => {
    const step = i ? lon - points[i - 1][1] : 0;
    if (step > 180) turn -= 360;
    else if (step < -180) turn += 360;
    return [lat, lon + turn];
  });
  return out.reduce((sum, point) => sum + point[1], 0) < -180 * out.length ? out.map(([lat, lon]) => [lat, lon + 360]) : out;
}

const NAME_COLUMN = { en: 0, ar: 1, fr: 2 };

/** Draw land, borders and names on a map. */
function drawBasemap(L, map, base, lang) {
  const renderer = L.canvas({ pane: "marsad-land", padding: 0.4 });
  const common = { renderer, pane: "marsad-land", interactive: false, smoothFactor: 1.2 };
  const land = [...base.countries.values()].flat();
  L.polygon(land, { ...common, fillColor: "#f6f3ec", fillOpacity: 1, color: "#b3bfc2", weight: 0.8 }).addTo(map);
  L.polyline(base.borders, { ...common, color: "#b8ab94", weight: 1 }).addTo(map);
  L.polyline(base.disputed, { ...common, color: "#f6f3ec", weight: 1.8 }).addTo(map);
  L.polyline(base.disputed, { ...common, color: "#a5977d", weight: 1, dashArray: "4 4" }).addTo(map);
  const column = NAME_COLUMN[lang] || 0;
  const names = base.labels
    .map(([, lat, lon, size, ...words]) => ({ lat, lon, zoom: 6.6 - size / 2, kind: "country", text: words[column] }))
    .concat(base.capitals.map(([lat, lon, ...words]) => ({ lat, lon, zoom: 5, kind: "capital", text: words[column] })))
    .filter((name) => name.text);
  return new (labelLayer(L))(names).addTo(map);
}

/** A layer of names that keeps only those in view, at their zoom, and not upon each other. */
function labelLayer(L) {
  return L.Layer.extend({
    initialize(names) { this._names = names; },
    onAdd(map) {
      this._box = L.DomUtil.create("div", "marsad-names leaflet-zoom-hide", map.getPane("marsad-names"));
      this._box.setAttribute("aria-hidden", "true");
      this._draw();
    },
    onRemove() { this._box.remove(); },
    getEvents() { return { moveend: this._draw, zoomend: this._draw, viewreset: this._draw }; },
    _draw() {
      const map = this._map, zoom = map.getZoom(), view = map.getBounds().pad(0.05), taken = [];
      const shown = [];
      for (const name of this._names) {
        if (zoom < name.zoom || !view.contains([name.lat, name.lon])) continue;
        const at = map.latLngToLayerPoint([name.lat, name.lon]);
        const country = name.kind === "country";
        const half = name.text.length * (country ? 4.6 : 3.2) + 4;
        const box = country ? [at.x - half, at.y - 9, at.x + half, at.y + 9] : [at.x - 5, at.y - 8, at.x + 2 * half + 8, at.y + 8];
        if (taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) continue;
        taken.push(box);
        const node = el("span", { class: `marsad-name ${name.kind}`, dir: "auto", text: name.text });
        L.DomUtil.setPosition(node, at);
        shown.push(node);
      }
      this._box.replaceChildren(...shown);
    },
  });
}
