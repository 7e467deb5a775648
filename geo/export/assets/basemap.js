/* The basemap: land, borders, names; in panes of its own below everything else. */

/** Turn the packed basemap (base64 of gzipped JSON) into rings and lines of [lat, lon]. */
async function readBasemap(packed) {
  const raw = JSON.parse(new TextDecoder().decode(await unpack(packed))), { scale, divisions, rivers } = raw;
  const line = (flat) => {
    const points = [];
    for (let i = 0, x = 0, y = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      points.push([y / scale, x / scale]);
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
    divisions: () => divisions.map(line), // decoded when they are first drawn
    rivers: () => rivers.map(([zoom, flat]) => ({ zoom, ...flatten(line(flat)) })),
    labels: raw.labels,
    towns: raw.towns,
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
  new (groundLayer(L))(base).addTo(map);
  const column = NAME_COLUMN[lang] || 0;
  const names = base.labels
    .map(([, lat, lon, size, ...words]) => ({ lat, lon, zoom: 6.6 - size / 2, kind: "country", text: words[column] }))
    .concat(base.towns.map(([lat, lon, zoom, ...words]) => ({ lat, lon, zoom, kind: "town", text: words[column] })))
    .filter((name) => name.text);
  return new (labelLayer(L))(names).addTo(map);
}

/** How much more than the view the ground covers on each side, so that a drag shows no edge; share of the view. */
const GROUND_MARGIN = 0.35;
/** Points of a line closer than this are left out, pixels. */
const GROUND_STEP_PX = 0.7;

/** A line on the unit square of Web Mercator, with its box. */
function flatten(points) {
  const xy = new Float64Array(points.length * 2), box = [Infinity, Infinity, -Infinity, -Infinity];
  points.forEach(([lat, lon], i) => {
    const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
    const x = xy[2 * i] = lon / 360 + 0.5, y = xy[2 * i + 1] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  });
  return { xy, box };
}

/** Land and borders on one canvas: what lies out of view is not touched. */
function groundLayer(L) {
  return L.Layer.extend({
    initialize(base) {
      this._land = [...base.countries.values()].flat(2).map(flatten);
      this._borders = base.borders.map(flatten);
      this._disputed = base.disputed.map(flatten);
      this._base = base;
    },
    onAdd(map) {
      this._canvas = L.DomUtil.create("canvas", "marsad-ground leaflet-zoom-animated", map.getPane("marsad-land"));
      this._draw();
    },
    onRemove() { this._canvas.remove(); },
    getEvents() { return { moveend: this._draw, resize: this._draw, zoomanim: this._animate }; },
    _animate(event) {
      const scale = this._map.getZoomScale(event.zoom, this._zoom);
      L.DomUtil.setTransform(this._canvas, this._map._latLngToNewLayerPoint(this._corner, event.zoom, event.center), scale);
    },
    _draw() {
      const map = this._map, size = map.getSize(), margin = size.multiplyBy(GROUND_MARGIN).round();
      const top = map.containerPointToLayerPoint(margin.multiplyBy(-1)), full = size.add(margin.multiplyBy(2));
      const ratio = window.devicePixelRatio > 1 ? 2 : 1, pen = this._canvas.getContext("2d");
      this._corner = map.layerPointToLatLng(top);
      this._zoom = map.getZoom();
      this._canvas.width = full.x * ratio;
      this._canvas.height = full.y * ratio;
      this._canvas.style.width = `${full.x}px`;
      this._canvas.style.height = `${full.y}px`;
      L.DomUtil.setTransform(this._canvas, top, 1);
      const origin = map.getPixelOrigin().add(top);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.lineJoin = "round";
      pen.fillStyle = getComputedStyle(map.getContainer()).backgroundColor; // a canvas left clear prints white
      pen.fillRect(0, 0, full.x, full.y);
      const view = { pen, origin, full, world: 256 * 2 ** this._zoom };
      trace(view, this._land);
      pen.fillStyle = "#f6f3ec";
      pen.fill("evenodd");
      this._drawDetails(view);
      stroke(view, this._land, "#b3bfc2", 0.8);
      stroke(view, this._borders, "#b8ab94", 1);
      stroke(view, this._disputed, "#f6f3ec", 2);
      stroke(view, this._disputed, "#a5977d", 1.1, [4, 4]);
    },
    /** Rivers and the lines between divisions, decoded at the zoom that first needs them. */
    _drawDetails(view) {
      const zoom = this._zoom;
      if (zoom >= DIVISION_ZOOM) {
        this._divisions ??= this._base.divisions().map(flatten);
        stroke(view, this._divisions, "#d3c9b6", 0.9, [5, 2]);
      }
      this._rivers ??= this._base.rivers();
      stroke(view, this._rivers.filter((river) => river.zoom <= zoom), "#a9c4cf", Math.min(1.6, 0.5 + zoom / 8));
    },
  });
}

/** From this zoom on, the lines between first-order divisions are drawn. */
const DIVISION_ZOOM = 5.5;

function stroke(view, lines, colour, width, dash = []) {
  const { pen } = view;
  trace(view, lines);
  pen.setLineDash(dash);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
}

/** Put the lines that touch the view into the path of a canvas. */
function trace({ pen, origin, full, world }, lines) {
  const x0 = origin.x / world, y0 = origin.y / world, x1 = (origin.x + full.x) / world, y1 = (origin.y + full.y) / world;
  pen.beginPath();
  for (const { xy, box } of lines) {
    if (box[2] < x0 || box[0] > x1 || box[3] < y0 || box[1] > y1) continue;
    if ((box[2] - box[0]) * world < GROUND_STEP_PX && (box[3] - box[1]) * world < GROUND_STEP_PX) continue;
    let px = xy[0] * world - origin.x, py = xy[1] * world - origin.y;
    pen.moveTo(px, py);
    const last = xy.length - 2;
    for (let i = 2; i <= last; i += 2) {
      const x = xy[i] * world - origin.x, y = xy[i + 1] * world - origin.y;
      if (i < last && Math.abs(x - px) < GROUND_STEP_PX && Math.abs(y - py) < GROUND_STEP_PX) continue;
      pen.lineTo(x, y);
      px = x;
      py = y;
    }
  }
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
    getEvents() { return { moveend: this._draw }; },
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
