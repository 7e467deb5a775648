/* Buttons on the map: zoom, show everything, measure, hide the list. */

function toolbar(L, map, model, actions) {
  const { words } = model;
  const button = (text, label, click) => el("button", { type: "button", title: label, "aria-label": label, on: { click } }, text);
  const ruler = new Ruler(L, map, words);
  const glyph = (d) => svg("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" }, svg("path", { d, fill: "none", stroke: "currentColor", "stroke-width": 1.7, "stroke-linecap": "round", "stroke-linejoin": "round" }));
  const measure = button(glyph("M2 13L13 2L18 7L7 18zM6 9l2 2M9 6l2.5 2.5M12 3l1 1"), words.measure, () => {
    if (rings.open) rings.toggle();
    ruler.toggle(measure);
  });
  const list = actions.panel ? button(glyph("M3 5h14M3 10h14M3 15h14"), words.panel, () => actions.togglePanel()) : null;
  const rings = new Rings(L, map, model, actions);
  const range = button(glyph("M10 2a8 8 0 1 0 0 16a8 8 0 1 0 0-16zM10 6a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM10 10h.01"), words.rings, () => {
    if (ruler.active) ruler.toggle(measure);
    rings.toggle(range);
  });
  const fade = model.days || model.packed ? button(glyph("M10 3a7 7 0 1 0 0 14a7 7 0 1 0 0-14zM10 6v4l3 2"), words.ages, () => fade.setAttribute("aria-pressed", String(actions.toggleAges()))) : null;
  fade?.setAttribute("aria-pressed", "true");
  const nato = button(glyph("M3 4h14v12H3zM3 16L17 4M3 4l14 12"), words.nato, () => nato.setAttribute("aria-pressed", String(actions.toggleNato())));
  nato.setAttribute("aria-pressed", String(model.nato));
  const node = el("div", { class: "marsad-tools", role: "toolbar", "aria-label": words.map },
    list,
    button(glyph("M10 4v12M4 10h12"), words.zoom_in, () => map.zoomIn()),
    button(glyph("M4 10h12"), words.zoom_out, () => map.zoomOut()),
    button(glyph("M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4"), words.fit, () => actions.fit()),
    measure, range, fade, nato);
  L.DomEvent.disableClickPropagation(node);
  L.DomEvent.disableScrollPropagation(node);
  return { node, rings };
}

/** Distances and bearings along the ellipsoid, point by point. */
class Ruler {
  constructor(L, map, words) {
    Object.assign(this, { L, map, words, active: false, points: [] });
    this.group = L.layerGroup();
    this._click = (event) => this._add(event.latlng);
    this._key = (event) => event.key === "Escape" && this.toggle(this.button);
  }

  toggle(button) {
    this.active = !this.active;
    this.button = button;
    button.setAttribute("aria-pressed", String(this.active));
    const box = this.map.getContainer();
    box.classList.toggle("measuring", this.active);
    if (this.active) {
      this.points = [];
      this.group.clearLayers().addTo(this.map);
      this.map.on("click", this._click);
      box.addEventListener("keydown", this._key);
      box.focus();
      this.hint = el("p", { class: "marsad-hint", role: "status", text: this.words.measure_hint });
      box.append(this.hint);
    } else {
      this.map.off("click", this._click);
      box.removeEventListener("keydown", this._key);
      this.hint.remove();
      this.group.remove();
    }
  }

  _add(spot) {
    const { L } = this, style = { pane: "marsad-arrows", color: "#23272b", weight: 2, interactive: false };
    const last = this.points[this.points.length - 1];
    this.points.push(spot);
    L.circleMarker(spot, { ...style, radius: 4, fillColor: "#fffdf8", fillOpacity: 1 }).addTo(this.group);
    if (!last) return;
    const leg = geodesic(last.lat, last.lng, spot.lat, spot.lng);
    this.total = (this.points.length > 2 ? this.total : 0) + leg.km;
    L.polyline([last, spot], { ...style, dashArray: "1 6" }).addTo(this.group);
    const sum = this.points.length > 2 ? ` · Σ ${this.total.toFixed(1)} ${this.words.km}` : "";
    const text = `${leg.km.toFixed(1)} ${this.words.km} · ${leg.bearing.toFixed(0)}°${sum}`;
    L.tooltip({ permanent: true, direction: "right", offset: [8, 0], className: "marsad-measure" }).setLatLng(spot).setContent(el("span", { text })).addTo(this.group);
    this.hint.textContent = text;
  }
}
