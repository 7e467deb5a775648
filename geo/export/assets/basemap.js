/* The basemap: land, borders, names; in panes of its own below everything else. geo.export.ground tells its layout. */

/** Read the packed basemap. */
async function readBasemap(packed) { return new Ground(await unpack(packed)); }

/** Below this latitude a ring runs around the pole and stays as it is. */
const POLAR_LAT = -85;

/** Lines as whole 1/scale degrees in two long arrays; what is drawn is made of them when it is first drawn. */
class Ground {
  constructor(bytes) {
    const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    this.head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
    const [arcs, cut, disputed, divisions, rivers] = this.head.lines, sizes = new Columns([[arcs + cut + disputed + divisions + rivers, 2]]);
    const left = sizes.write(bytes.subarray(4 + size)), counts = sizes.all[0], starts = this._starts = new Uint32Array(counts.length + 1);
    for (let i = 0; i < counts.length; i++) starts[i + 1] = starts[i] + counts[i];
    const points = new Columns([[starts[counts.length], 4], [starts[counts.length], 4]]);
    points.write(bytes.subarray(bytes.length - left));
    [this._x, this._y] = points.all.map((steps) => this._degrees(steps));
    const range = (first, count) => Array.from({ length: count }, (_, i) => first + i);
    this._cut = range(arcs, cut);
    this._disputed = range(arcs + cut, disputed);
    this._divisions = range(arcs + cut + disputed, divisions);
    this._rivers = range(arcs + cut + disputed + divisions, rivers);
    this.names = this.head.names;
  }

  /** Degrees from zigzag steps; each line starts from 0. */
  _degrees(zigzag) {
    const starts = this._starts, out = new Float64Array(zigzag.length), { scale } = this.head;
    for (let line = 0; line + 1 < starts.length; line++) {
      for (let i = starts[line], whole = 0; i < starts[line + 1]; i++) out[i] = (whole += signed(zigzag[i])) / scale;
    }
    return out;
  }

  land() { return this.head.units.flatMap(([, polygons]) => polygons.flat().map((refs) => flatten(this._ring(refs)))); }
  borders() { return this.head.borders.map((arc) => flatten(this._ring([arc]))).concat(this._cut.map((line) => flatten(this._line(line)))); }
  disputed() { return this._disputed.map((line) => flatten(this._line(line))); }
  divisions() { return this._divisions.map((line) => flatten(this._line(line))); }
  rivers() { return this._rivers.map((line, i) => ({ zoom: this.head.river_zooms[i], ...flatten(this._line(line)) })); }

  /** The polygons of a country as [lat, lon], for shading; null if it has none. */
  country(code) {
    const polygons = this.head.units.filter(([id]) => id === code).flatMap(([, own]) => own);
    const spots = ({ lon, lat }) => Array.from(lon, (x, i) => [lat[i], x]);
    return polygons.length ? polygons.map((polygon) => polygon.map((refs) => spots(this._ring(refs)))) : null;
  }

  _line(line) {
    const [from, to] = [this._starts[line], this._starts[line + 1]];
    return { lon: this._x.subarray(from, to), lat: this._y.subarray(from, to) };
  }

  /** Arcs one after the other, `~n` backwards; of two that meet, the shared point once. */
  _ring(refs) {
    const arcs = refs.map((ref) => (ref < 0 ? ~ref : ref)), starts = this._starts;
    const length = arcs.reduce((sum, arc) => sum + starts[arc + 1] - starts[arc] - 1, 1), lon = new Float64Array(length), lat = new Float64Array(length);
    let end = 0;
    arcs.forEach((arc, i) => {
      const [from, to] = [starts[arc], starts[arc + 1]], skip = i ? 1 : 0;
      if (refs[i] < 0) for (let at = to - 1 - skip; at >= from; at--, end++) [lon[end], lat[end]] = [this._x[at], this._y[at]];
      else for (let at = from + skip; at < to; at++, end++) [lon[end], lat[end]] = [this._x[at], this._y[at]];
    });
    unwrap(lon, lat);
    return { lon, lat };
  }
}

/** Carry a ring that crosses 180° on beyond it, so that it stays in one piece. */
function unwrap(lon, lat) {
  let turn = 0, sum = 0;
  for (let i = 0; i < lat.length; i++) if (lat[i] < POLAR_LAT) return;
  for (let i = 0, last = lon[0]; i < lon.length; i++) {
    const here = lon[i];
    if (here - last > 180) turn -= 360;
    else if (here - last < -180) turn += 360;
    last = here;
    lon[i] += turn;
    sum += lon[i];
  }
  if (sum < -180 * lon.length) for (let i = 0; i < lon.length; i++) lon[i] += 360;
}

/** Draw land, borders and names on a map. */
function drawBasemap(L, map, base) {
  new (groundLayer(L))(base).addTo(map);
  return new (labelLayer(L))(base.names).addTo(map);
}

/** How much more than the view the ground covers on each side, so that a drag shows no edge; share of the view. */
const GROUND_MARGIN = 0.35;
/** Points of a line closer than this are left out, pixels. */
const GROUND_STEP_PX = 0.7;

/** A line on the unit square of Web Mercator, with its box. */
function flatten({ lon, lat }) {
  const xy = new Float64Array(lon.length * 2), box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < lon.length; i++) {
    const sine = Math.sin((Math.max(-85, Math.min(85, lat[i])) * Math.PI) / 180);
    const x = xy[2 * i] = lon[i] / 360 + 0.5, y = xy[2 * i + 1] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    if (x < box[0]) box[0] = x;
    if (x > box[2]) box[2] = x;
    if (y < box[1]) box[1] = y;
    if (y > box[3]) box[3] = y;
  }
  return { xy, box };
}

/** Land and borders on one canvas: what lies out of view is not touched. */
function groundLayer(L) {
  return L.Layer.extend({
    initialize(base) {
      Object.assign(this, { _base: base, _land: base.land(), _borders: base.borders(), _disputed: base.disputed() });
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
      const land = trace(view, this._land), disputed = trace(view, this._disputed);
      pen.fillStyle = "#f6f3ec";
      pen.fill(land, "evenodd");
      this._drawDetails(view);
      stroke(pen, land, "#b3bfc2", 0.8);
      stroke(pen, trace(view, this._borders), "#b8ab94", 1);
      stroke(pen, disputed, "#f6f3ec", 2);
      stroke(pen, disputed, "#a5977d", 1.1, [4, 4]);
    },
    /** Rivers and the lines between divisions, decoded at the zoom that first needs them. */
    _drawDetails(view) {
      const zoom = this._zoom;
      if (zoom >= DIVISION_ZOOM) {
        this._divisions ??= this._base.divisions();
        stroke(view.pen, trace(view, this._divisions), "#d3c9b6", 0.9, [5, 2]);
      }
      this._rivers ??= this._base.rivers();
      stroke(view.pen, trace(view, this._rivers.filter((river) => river.zoom <= zoom)), "#a9c4cf", Math.min(1.6, 0.5 + zoom / 8));
    },
  });
}

/** From this zoom on, the lines between first-order divisions are drawn. */
const DIVISION_ZOOM = 5.5;

function stroke(pen, path, colour, width, dash = []) {
  pen.setLineDash(dash);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke(path);
}

/** The lines that touch the view as a path on the canvas. */
function trace({ origin, full, world }, lines) {
  const x0 = origin.x / world, y0 = origin.y / world, x1 = (origin.x + full.x) / world, y1 = (origin.y + full.y) / world;
  const path = new Path2D();
  for (const { xy, box } of lines) {
    if (box[2] < x0 || box[0] > x1 || box[3] < y0 || box[1] > y1) continue;
    if ((box[2] - box[0]) * world < GROUND_STEP_PX && (box[3] - box[1]) * world < GROUND_STEP_PX) continue;
    let px = xy[0] * world - origin.x, py = xy[1] * world - origin.y;
    path.moveTo(px, py);
    const last = xy.length - 2;
    for (let i = 2; i <= last; i += 2) {
      const x = xy[i] * world - origin.x, y = xy[i + 1] * world - origin.y;
      if (i < last && Math.abs(x - px) < GROUND_STEP_PX && Math.abs(y - py) < GROUND_STEP_PX) continue;
      path.lineTo(x, y);
      px = x;
      py = y;
    }
  }
  return path;
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
      const [south, west, north, east] = [view.getSouth(), view.getWest(), view.getNorth(), view.getEast()];
      for (const [lat, lon, from, country, text] of this._names) {
        if (zoom < from || lat < south || lat > north || lon < west || lon > east) continue;
        const at = map.latLngToLayerPoint([lat, lon]);
        const half = text.length * (country ? 4.6 : 3.2) + 4;
        const box = country ? [at.x - half, at.y - 9, at.x + half, at.y + 9] : [at.x - 5, at.y - 8, at.x + 2 * half + 8, at.y + 8];
        if (taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) continue;
        taken.push(box);
        const node = el("span", { class: `marsad-name ${country ? "country" : "town"}`, dir: "auto", text });
        L.DomUtil.setPosition(node, at);
        shown.push(node);
      }
      this._box.replaceChildren(...shown);
    },
  });
}
