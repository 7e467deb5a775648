/* Many points on one canvas: rings with counts while they crowd, dots blitted as pixels when zoomed in. */

/** Side of a grid cell that is drawn as one ring, pixels. */
const CELL_PX = 62;
/** From this zoom on, points are dots instead of rings. */
const DOTS_ZOOM = 10;
const DOT_RADIUS_PX = 4;
/** Dots of one colour closer than this hide each other, pixels. */
const DECLUTTER_PX = 2;

function cloudLayer(L) {
  return L.Layer.extend({
    initialize(marks) { this._marks = marks; },
    onAdd(map) {
      this._canvas = L.DomUtil.create("canvas", "marsad-cloud leaflet-zoom-animated", map.getPane("marsad-arrows"));
      this._context = this._canvas.getContext("2d");
      this.redraw();
    },
    onRemove() { this._canvas.remove(); },
    getEvents() { return { moveend: this.redraw, zoomanim: this._animate, click: this._click, resize: this.redraw }; },
    _animate(event) {
      const scale = this._map.getZoomScale(event.zoom, this._zoom);
      L.DomUtil.setTransform(this._canvas, this._map._latLngToNewLayerPoint(this._corner, event.zoom, event.center), scale);
    },

    redraw() {
      const map = this._map, { model, shown, crowded } = this._marks;
      if (!map) return;
      this._rings = [];
      this._canvas.hidden = !crowded || !model.loaded;
      if (this._canvas.hidden) return;
      const size = map.getSize(), pad = size.multiplyBy(0.15).round(), top = map.containerPointToLayerPoint(pad.multiplyBy(-1));
      this._size = size.add(pad.multiplyBy(2));
      this._ratio = window.devicePixelRatio > 1 ? 2 : 1;
      this._corner = map.layerPointToLatLng(top);
      this._zoom = map.getZoom();
      this._origin = map.getPixelOrigin().add(top);
      this._canvas.width = this._size.x * this._ratio;
      this._canvas.height = this._size.y * this._ratio;
      this._canvas.style.width = `${this._size.x}px`;
      this._canvas.style.height = `${this._size.y}px`;
      L.DomUtil.setTransform(this._canvas, top, 1);
      const started = performance.now();
      if (this._zoom < DOTS_ZOOM) this._drawRings(model, shown.mask);
      else this._drawDots(model, shown.mask);
      this.milliseconds = performance.now() - started;
    },

    /** The part of the world in view on the unit square. */
    _view() {
      const world = 256 * 2 ** this._zoom, { x, y } = this._origin;
      return { world, ox: x, oy: y, x0: x / world, x1: (x + this._size.x) / world, y0: y / world, y1: (y + this._size.y) / world };
    },

    _drawRings(model, mask) {
      const { world, ox, oy, x0, x1, y0, y1 } = this._view(), { x: X, y: Y, type } = model, kinds = model.colours.length;
      const gx = Math.floor(ox / CELL_PX), gy = Math.floor(oy / CELL_PX);
      const wide = Math.ceil(this._size.x / CELL_PX) + 2, cells = wide * (Math.ceil(this._size.y / CELL_PX) + 2);
      const counts = new Uint32Array(cells), byType = new Uint32Array(cells * kinds), sumX = new Float64Array(cells), sumY = new Float64Array(cells), one = new Uint32Array(cells);
      for (let i = 0; i < X.length; i++) {
        if (!mask[i]) continue;
        const x = X[i], y = Y[i];
        if (x < x0 || x > x1 || y < y0 || y > y1) continue;
        const px = x * world, py = y * world, cell = (Math.floor(py / CELL_PX) - gy) * wide + Math.floor(px / CELL_PX) - gx;
        counts[cell]++;
        byType[cell * kinds + type[i]]++;
        sumX[cell] += px;
        sumY[cell] += py;
        one[cell] = i;
      }
      const rings = [];
      for (let cell = 0; cell < cells; cell++) {
        const count = counts[cell];
        if (count) rings.push({ x: sumX[cell] / count - ox, y: sumY[cell] / count - oy, count, row: one[cell], shares: byType.slice(cell * kinds, (cell + 1) * kinds) });
      }
      this._context.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
      this._rings = apart(rings);
      for (const ring of this._rings) this._ring(ring.x, ring.y, ring.radius, ring.count, ring.shares, model.colours);
    },

    _ring(x, y, radius, count, shares, colours) {
      const pen = this._context;
      pen.beginPath();
      pen.arc(x, y, radius + 3.5, 0, 7);
      pen.fillStyle = "#fffdf8";
      pen.shadowColor = "rgb(35 39 43 / 30%)";
      pen.shadowBlur = 3;
      pen.fill();
      pen.shadowBlur = 0;
      pen.lineWidth = 4;
      let turn = -Math.PI / 2;
      for (let kind = 0; kind < shares.length; kind++) {
        if (!shares[kind]) continue;
        const next = turn + (2 * Math.PI * shares[kind]) / count;
        pen.beginPath();
        pen.arc(x, y, count === 1 ? radius / 2 : radius, turn, next);
        pen.lineWidth = count === 1 ? radius : 4;
        pen.strokeStyle = colours[kind];
        pen.stroke();
        turn = next;
      }
      if (count === 1) return;
      pen.fillStyle = "#23272b";
      pen.font = "600 11px sans-serif";
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(count < 1000 ? count : `${(count / 1000).toFixed(count < 10000 ? 1 : 0)}k`, x, y + 0.5);
    },

    /** Write pixels, so that the cost follows the screen and not the number of points. */
    _drawDots(model, mask) {
      const { world, ox, oy, x0, x1, y0, y1 } = this._view(), { x: X, y: Y, type } = model, ratio = this._ratio;
      const width = this._canvas.width, height = this._canvas.height, image = this._context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer), stamp = this._stamps(model.colours), wide = Math.ceil(this._size.x / DECLUTTER_PX) + 1;
      const taken = new Uint16Array(wide * (Math.ceil(this._size.y / DECLUTTER_PX) + 1));
      for (let i = 0; i < X.length; i++) {
        if (!mask[i]) continue;
        const x = X[i], y = Y[i];
        if (x < x0 || x > x1 || y < y0 || y > y1) continue;
        const px = x * world - ox, py = y * world - oy, cell = ((py / DECLUTTER_PX) | 0) * wide + ((px / DECLUTTER_PX) | 0), bit = 1 << type[i];
        if (taken[cell] & bit) continue;
        taken[cell] |= bit;
        const cx = (px * ratio) | 0, cy = (py * ratio) | 0, colours = stamp.colours[type[i]];
        for (let k = 0; k < colours.length; k++) {
          const sx = cx + stamp.dx[k], sy = cy + stamp.dy[k];
          if (sx >= 0 && sy >= 0 && sx < width && sy < height) pixels[sy * width + sx] = colours[k];
        }
      }
      this._context.putImageData(image, 0, 0);
    },

    /** The pixels of one dot in each colour. */
    _stamps(colours) {
      if (this._stamp?.ratio === this._ratio) return this._stamp;
      const radius = DOT_RADIUS_PX * this._ratio, side = 2 * radius + 2, dx = [], dy = [], out = colours.map(() => []);
      const images = colours.map((colour) => {
        const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
        canvas.width = canvas.height = side;
        pen.arc(radius + 1, radius + 1, radius - 0.5, 0, 7);
        pen.fillStyle = colour;
        pen.fill();
        pen.lineWidth = this._ratio;
        pen.strokeStyle = "#fffdf8";
        pen.stroke();
        return new Uint32Array(pen.getImageData(0, 0, side, side).data.buffer);
      });
      for (let at = 0; at < side * side; at++) {
        if (images[0][at] >>> 24 < 128) continue;
        dx.push((at % side) - radius - 1);
        dy.push(((at / side) | 0) - radius - 1);
        images.forEach((image, kind) => out[kind].push((image[at] | 0xff000000) >>> 0));
      }
      this._stamp = { ratio: this._ratio, dx: Int16Array.from(dx), dy: Int16Array.from(dy), colours: out.map((list) => Uint32Array.from(list)) };
      return this._stamp;
    },

    _click(event) {
      const { crowded, actions } = this._marks;
      if (!crowded) return;
      const at = event.layerPoint.subtract(this._map.latLngToLayerPoint(this._corner));
      const ring = this._rings.find((r) => Math.hypot(r.x - at.x, r.y - at.y) <= r.radius + 4);
      if (ring && ring.count > 1) this._map.setView(event.latlng, Math.min(this._map.getZoom() + 2, this._map.getMaxZoom()));
      else if (ring) actions.select(ring.row, false);
      else if (this._zoom >= DOTS_ZOOM) this._pick(at);
    },

    /** Open the dot nearest to a click. */
    _pick(at) {
      const { model, shown, actions } = this._marks, { world, ox, oy } = this._view();
      let best = null, distance = (2 * DOT_RADIUS_PX) ** 2;
      for (let i = 0; i < model.placed; i++) {
        if (!shown.mask[i]) continue;
        const d = (model.x[i] * world - ox - at.x) ** 2 + (model.y[i] * world - oy - at.y) ** 2;
        if (d < distance) [best, distance] = [i, d];
      }
      if (best !== null) actions.select(best, false);
    },
  });
}

/** The radius of a ring by what it holds, pixels. */
function ringRadius(count) {
  return count === 1 ? 6 : 10 + Math.min(11, Math.log2(count) * 1.1);
}

/** Take smaller rings into larger ones that they would touch. */
function apart(rings) {
  rings.sort((a, b) => b.count - a.count || a.row - b.row);
  const kept = [];
  for (const ring of rings) {
    ring.radius = ringRadius(ring.count);
    const home = kept.find((other) => Math.hypot(other.x - ring.x, other.y - ring.y) < other.radius + ring.radius + 7);
    if (!home) {
      kept.push(ring);
      continue;
    }
    home.count += ring.count;
    ring.shares.forEach((share, kind) => { home.shares[kind] += share; });
  }
  for (const ring of kept) ring.radius = ringRadius(ring.count);
  return kept;
}
