/* What is drawn for events: badges, clusters, shapes, arrows. Uncertainty has a shape; nothing is moved. */

const BADGES = {
  circle: "M12 1a11 11 0 1 1 0 22a11 11 0 0 1 0-22z",
  square: "M4 2h16a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2z",
  diamond: "M12 0.5L23.5 12L12 23.5L0.5 12z",
  hexagon: "M6.5 1.5h11L23.5 12l-6 10.5h-11L0.5 12z",
  shield: "M3 2h18v11c0 5-4 8-9 10.5C7 21 3 18 3 13z",
};
const HYPOTHETICAL = new Set(["planned", "possible"]);
const GREY = "#6b7075";

/** The badge of an event type as SVG, in the symbols chosen. */
function badge(layer, how) { return layer.nato ? natoBadge(layer, how) : ownBadge(layer, how); }

/** In our own symbols how it is put shows: hollow where planned or possible, struck where denied. */
function ownBadge(layer, { size = 26, modality = "asserted", precise = true, age = 0 } = {}) {
  const denied = modality === "denied", hollow = denied || HYPOTHETICAL.has(modality), pale = age > 0 && !hollow;
  const colour = denied ? GREY : layer.colour, [fill, line] = aged(colour, hollow ? 0 : age);
  const node = svg("svg", { viewBox: "-1 -1 26 26", width: size, height: size, "aria-hidden": "true", class: "marsad-badge" });
  node.append(svg("path", {
    d: BADGES[layer.badge], fill: hollow ? PAPER : fill, stroke: hollow || pale ? line : PAPER,
    "stroke-width": hollow ? 1.8 * AGE_WIDTH[age] : 1.4, "stroke-dasharray": HYPOTHETICAL.has(modality) ? "3 2" : "none",
    "fill-opacity": precise || pale ? 1 : hollow ? 0.8 : 0.72,
  }));
  const scale = layer.badge === "diamond" ? 0.62 : 0.78, shift = 12 * (1 - scale);
  node.append(svg("path", {
    d: layer.glyph, fill: hollow || pale ? line : PAPER, "fill-rule": "evenodd",
    transform: `translate(${shift} ${shift}) scale(${scale})`,
  }));
  if (denied) node.append(svg("path", { d: "M3 21L21 3", stroke: GREY, "stroke-width": 2 }));
  return node;
}

/** The same in the neutral frame of APP-6: dashed where planned or possible, struck out beyond it where denied, paler with age. */
function natoBadge(layer, { size = 26, modality = "asserted", age = 0 } = {}) {
  const denied = modality === "denied", line = denied ? GREY : INK, own = !NATO.icons[layer.type];
  const node = svg("svg", { viewBox: NATO.box, width: size, height: size, "aria-hidden": "true", class: "marsad-badge nato" });
  node.append(svg("path", {
    d: NATO.frame, fill: denied ? PAPER : mix(NATO.fill, PAPER, AGE_SHARE[age]), stroke: line, "stroke-width": 7,
    "stroke-dasharray": HYPOTHETICAL.has(modality) ? "16 11" : "none",
  }));
  for (const [d, width, stroke, fill] of NATO.icons[layer.type] || []) {
    const paint = (colour) => (colour === "black" ? line : colour);
    node.append(svg("path", { d, fill: paint(fill), stroke: paint(stroke), "stroke-width": width * 1.8 }));
  }
  if (own) node.append(svg("path", { d: layer.glyph, fill: line, "fill-rule": "evenodd", transform: "translate(49 49) scale(4.25)" }));
  if (denied) node.append(svg("path", { d: "M34 34L166 166", stroke: GREY, "stroke-width": 9 }));
  return node;
}

/** A ring in the colours of what it holds, with the count inside; as old as the newest of these. */
function clusterBadge(layers, count, age = 0) {
  const size = 30 + Math.min(14, Math.log2(count) * 3), radius = 13, around = 2 * Math.PI * radius;
  const node = svg("svg", { viewBox: "0 0 32 32", width: size, height: size, "aria-hidden": "true", class: "marsad-badge" });
  node.append(svg("circle", { cx: 16, cy: 16, r: 15.5, fill: PAPER, stroke: age ? GREY : "none", "stroke-width": 0.8 }));
  let start = 0;
  for (const [layer, share] of layers) {
    node.append(svg("circle", {
      cx: 16, cy: 16, r: radius, fill: "none", stroke: mix(layer.colour, PAPER, AGE_RING_SHARE[age]), "stroke-width": 4.5, transform: "rotate(-90 16 16)",
      "stroke-dasharray": `${(share / count) * around} ${around}`, "stroke-dashoffset": -start * around,
    }));
    start += share / count;
  }
  const text = svg("text", { x: 16, y: 20, "text-anchor": "middle", "font-size": 11.5, "font-weight": 600, fill: "#23272b" });
  text.textContent = String(count);
  node.append(text);
  return { node, size };
}

/** Pixels within which two badges are drawn as one. */
const CLUSTER_PX = 34;

/** Group points that would cover each other at a zoom; a group stays at the member nearest to its middle. */
function groupPoints(map, points, zoom) {
  const groups = [];
  const cells = new Map();
  for (const point of points) {
    const at = map.project([point.lat, point.lon], zoom);
    const cx = Math.floor(at.x / CLUSTER_PX), cy = Math.floor(at.y / CLUSTER_PX);
    let home = null;
    for (let dx = -1; dx <= 1 && !home; dx++) for (let dy = -1; dy <= 1 && !home; dy++) {
      home = (cells.get(`${cx + dx},${cy + dy}`) || []).find((group) => group.at.distanceTo(at) < CLUSTER_PX) || null;
    }
    if (home) home.points.push(point);
    else {
      const group = { at, points: [point] };
      groups.push(group);
      const key = `${cx},${cy}`;
      cells.set(key, (cells.get(key) || []).concat(group));
    }
  }
  return groups;
}

/** Of a large map, this many events in view are still drawn one by one; more are a cloud. */
const MARKS_IN_VIEW = 250;
/** A map of more events than this draws only what is in view. */
const WHOLE_MAP_MARKS = 300;
/** A disc smaller than its badge is not drawn, pixels. */
const LEAST_DISC_PX = 8;

/** Length of the equator, WGS84. */
const EQUATOR_KM = 40075.017;

/** Draws the marks of the events that pass the filter: one by one, or as a cloud where a large map is crowded. */
class Marks {
  constructor(L, map, model, actions) {
    Object.assign(this, { L, map, model, actions, shown: new Passing(new Uint8Array(model.size)), drawn: new Set(), crowded: false, selected: null });
    this.shapes = L.layerGroup().addTo(map);
    this.badges = L.layerGroup().addTo(map);
    this.focus = L.layerGroup().addTo(map);
    this.renderer = L.svg({ pane: "marsad-shapes", padding: 0.5 });
    this.arrows = new (arrowLayer(L))(this).addTo(map);
    this.cloud = model.packed ? new (cloudLayer(L))(this).addTo(map) : null;
    this._moved = () => this._draw();
    map.on(model.size > WHOLE_MAP_MARKS ? "moveend" : "zoomend", this._moved);
  }

  remove() {
    this.map.off("moveend zoomend", this._moved);
    for (const layer of [this.shapes, this.badges, this.focus, this.arrows, this.cloud]) layer?.remove();
  }

  show(shown) {
    this.shown = shown;
    this._draw();
    this.cloud?.redraw();
  }

  _draw() {
    const rows = this._rows();
    this.crowded = rows === null;
    this.drawn = new Set(rows || []);
    this._drawShapes();
    this._drawBadges();
    this.arrows.redraw();
  }

  /** The events to draw one by one: all that pass, of a large map those in view, null if these are too many. */
  _rows() {
    const { model, shown, map } = this;
    if (model.size <= WHOLE_MAP_MARKS) return shown.first(model.size);
    const view = map.getBounds().pad(0.2), rows = [];
    const inView = (lat, lon) => view.contains([lat, lon]);
    if (!model.packed) return shown.first(model.size).filter((index) => { const p = model.point(index); return !p || inView(p.lat, p.lon); });
    if (!model.loaded) return null;
    const units = model.spec.packed.degree_units, [south, west, north, east] = [view.getSouth(), view.getWest(), view.getNorth(), view.getEast()].map((edge) => edge * units);
    const { _lat: lat, _lon: lon } = model, { mask } = shown;
    for (let i = 0; i < model.placed; i++) {
      if (!mask[i] || lat[i] < south || lat[i] > north || lon[i] < west || lon[i] > east) continue;
      if (rows.length === MARKS_IN_VIEW) return null;
      rows.push(i);
    }
    return rows;
  }

  select(index) {
    this.selected = index;
    this.focus.clearLayers();
    if (index !== null) {
      const style = { ...this._style(index), weight: 2.2, opacity: 1, fillOpacity: 0.2, interactive: false };
      for (const mark of this.model.marksOf(index)) this._shape(mark, style)?.addTo(this.focus);
      for (const mark of this.model.marksOf(index)) {
        if (mark.type !== "point" || mark.main) continue;
        this.L.circleMarker([mark.lat, mark.lon], {
          renderer: this.renderer, pane: "marsad-shapes", radius: 5, color: style.color, weight: 2, fillColor: "#fffdf8",
          fillOpacity: 1, interactive: false,
        }).addTo(this.focus);
      }
    }
    this.arrows.redraw();
  }

  _style(index) {
    const card = this.model.card(index), denied = card.modality === "denied";
    const colour = denied ? GREY : this.model.layer(card).colour, age = this.model.ages.of(index);
    return {
      renderer: this.renderer, pane: "marsad-shapes", color: colour, weight: 1.2, opacity: 0.75, fillColor: colour,
      fillOpacity: (denied ? 0.03 : 0.09) * AGE_SHARE[age], dashArray: denied || HYPOTHETICAL.has(card.modality) ? "5 4" : null,
      bubblingMouseEvents: false,
    };
  }

  _shape(mark, style) {
    if (mark.type === "disc") {
      return this.L.circle([mark.lat, mark.lon], { ...style, radius: mark.radius_km * 1000 });
    }
    if (mark.type === "shape") return this.L.polygon(mark.polygons, style);
    if (mark.type === "country") {
      const land = this.model.base?.country(mark.country);
      return land ? this.L.polygon(land, { ...style, smoothFactor: 1.2 }) : null;
    }
    return null;
  }

  _drawShapes() {
    this.shapes.clearLayers();
    const drawn = new Set();
    for (const index of this.drawn) {
      for (const mark of this.model.marksOf(index)) {
        if (mark.type === "disc" && this._pixels(mark) < LEAST_DISC_PX) continue;
        const key = shapeKey(mark);
        if (!key || drawn.has(key)) continue; // one outline per shape, else tints would add up to a false certainty
        drawn.add(key);
        const country = mark.type === "country";
        const style = country
          ? { ...this._style(index), color: "#5b6670", fillColor: "#5b6670", fillOpacity: 0.07, dashArray: "2 4", weight: 1 }
          : this._style(index);
        const shape = this._shape(mark, style);
        if (!shape) continue;
        shape.on("click", () => (country ? this.actions.openCountry(mark.country) : this.actions.select(index, true)));
        shape.addTo(this.shapes);
      }
    }
  }

  /** The radius of a disc at this zoom. */
  _pixels(mark) {
    return (mark.radius_km * 256 * 2 ** this.map.getZoom()) / (EQUATOR_KM * Math.cos((mark.lat * Math.PI) / 180));
  }

  _drawBadges() {
    this.badges.clearLayers();
    const points = [...this.drawn].map((index) => this.model.point(index)).filter(Boolean);
    for (const group of groupPoints(this.map, points, this.map.getZoom())) {
      (group.points.length === 1 ? this._single(group.points[0]) : this._cluster(group.points)).addTo(this.badges);
    }
  }

  _marker(lat, lon, node, size, label) {
    const icon = this.L.divIcon({ html: node, className: "marsad-mark", iconSize: [size, size], iconAnchor: [size / 2, size / 2] });
    const marker = this.L.marker([lat, lon], { icon, keyboard: true, title: label, alt: label, riseOnHover: true });
    marker.on("add", () => marker.getElement().setAttribute("aria-label", label));
    marker.on("keydown", ({ originalEvent: event }) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      marker.fire("click");
    });
    return marker;
  }

  _single(mark) {
    const card = this.model.card(mark.event), layer = this.model.layer(card);
    const node = badge(layer, { modality: card.modality, precise: mark.precise, age: this.model.ages.of(mark.event) });
    if (mark.ends) node.append(svg("circle", { cx: 12, cy: 12, r: 12.2, fill: "none", stroke: layer.colour, "stroke-width": 1, "stroke-dasharray": "1.5 2.5" }));
    const marker = this._marker(mark.lat, mark.lon, node, 28, this.model.headline(card));
    return marker.on("click", () => this.actions.select(mark.event, true));
  }

  _cluster(points) {
    const shares = new Map();
    for (const point of points) {
      const layer = this.model.layer(this.model.card(point.event));
      shares.set(layer, (shares.get(layer) || 0) + 1);
    }
    const age = Math.min(...points.map((point) => this.model.ages.of(point.event)));
    const { node, size } = clusterBadge([...shares].sort((a, b) => b[1] - a[1]), points.length, age);
    const middle = points.reduce((sum, p) => [sum[0] + p.lat / points.length, sum[1] + p.lon / points.length], [0, 0]);
    const home = points.reduce((best, p) => (
      Math.hypot(p.lat - middle[0], p.lon - middle[1]) < Math.hypot(best.lat - middle[0], best.lon - middle[1]) ? p : best));
    const label = this.model.words.here.replace("{events}", points.length);
    return this._marker(home.lat, home.lon, node, size, label).on("click", () => this._open(points, home));
  }

  /** Zoom in if that parts the points, else list them. */
  _open(points, home) {
    const zoom = Math.min(this.map.getZoom() + 2, this.map.getMaxZoom());
    if (groupPoints(this.map, points, Math.min(12, this.map.getMaxZoom())).length > 1) {
      this.map.fitBounds(this.L.latLngBounds(points.map((p) => [p.lat, p.lon])), { padding: [70, 70], maxZoom: Math.max(zoom, 9) });
    } else this.actions.list(points.map((p) => p.event), [home.lat, home.lon]);
  }
}

function shapeKey(mark) {
  if (mark.type === "disc") return `${mark.lat},${mark.lon},${mark.radius_km}`;
  if (mark.type === "country") return mark.country;
  return mark.type === "shape" ? JSON.stringify(mark.polygons[0][0].slice(0, 4)) + mark.polygons[0][0].length : "";
}
