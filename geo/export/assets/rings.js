/* Range rings: everything as far from a point as a radius or as a weapon of the equipment table reaches, on the ellipsoid. */

/** Corners of a ring: at 2,000 km radius the line between two is 100 m off at most. */
const RING_POINTS = 180;
/** Longer ranges than any on Earth are slips of the finger, km. */
const RING_MAX_KM = 20000;

/** The outline of a ring as [lat, lon], in one piece: longitudes run on beyond 180°. */
function ringOutline(lat, lon, km) {
  const points = [];
  for (let i = 0; i <= RING_POINTS; i++) {
    const at = along(lat, lon, (360 * i) / RING_POINTS, km), last = points[points.length - 1];
    if (last) at.lon += 360 * Math.round((last[1] - at.lon) / 360);
    points.push([at.lat, at.lon]);
  }
  return points;
}

/** "29.2, 16" or "29.2 N 16 E" as {lat, lon}, or null. */
function parseSpot(text) {
  const found = fold(text).replace(/[°\u2066\u2069]/g, " ").match(/^\s*(-?\d+(?:\.\d+)?)\s*([ns]?)\s*[,;،\s]\s*(-?\d+(?:\.\d+)?)\s*([ewo]?)\s*$/);
  if (!found) return null;
  const lat = Number(found[1]) * (found[2] === "s" ? -1 : 1), lon = Number(found[3]) * (found[4] === "w" || found[4] === "o" ? -1 : 1);
  return Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

/** What a ring says: its weapon and radius, then what it is around. */
function ringText({ weapon, km, place, lat, lon }, words) {
  const reach = [weapon, `${km.toLocaleString("en")} ${words.km}`].filter(Boolean).map((part) => `\u2068${part}\u2069`).join(" · ");
  return { reach, where: place || degrees(lat, lon, 1) };
}

/** A small form on the map, the rings that it has drawn, and a list to take them away again. */
class Rings {
  constructor(L, map, model, actions) {
    Object.assign(this, { L, map, model, actions, words: model.words, drawn: [], open: false });
    this.group = L.layerGroup().addTo(map);
    this._click = (event) => this._aim(event.latlng.lat, event.latlng.lng, "");
    const { words } = this, id = `marsad-ring-${L.stamp(this)}`;
    this.spot = el("input", { type: "text", id: `${id}-spot`, dir: "ltr", autocomplete: "off", "aria-describedby": `${id}-note` });
    this.weapon = el("select", { on: { change: () => this._arm() } }, el("option", { value: "", text: words["ring.own"] }),
      ...RANGES.map(([name, km], index) => el("option", { value: index, text: `${name} · ${km} ${words.km}`, dir: "auto" })));
    this.radius = el("input", { type: "number", min: 0.1, max: RING_MAX_KM, step: "any", value: 100, required: true, on: { input: () => { this.weapon.value = ""; } } });
    this.said = el("p", { class: "note", id: `${id}-note`, role: "status", text: words["ring.hint"] });
    this.list = el("ul");
    this.node = el("form", { class: "marsad-rings", "aria-label": words.rings, hidden: true, dir: model.spec.lang === "ar" ? "rtl" : "ltr", on: { submit: (event) => this._submit(event), keydown: (event) => event.key === "Escape" && this.toggle() } },
      el("label", { class: "field" }, words["ring.weapon"], this.weapon),
      el("label", { class: "field" }, words["ring.radius"], this.radius),
      el("label", { class: "field" }, words["ring.centre"], this.spot),
      el("p", { class: "quick" },
        el("button", { type: "button", class: "link", text: words["ring.middle"], on: { click: () => this._aim(map.getCenter().lat, map.getCenter().lng, "") } }),
        el("button", { type: "submit", class: "draw", text: words["ring.draw"] })),
      this.said, this.list);
    L.DomEvent.disableClickPropagation(this.node);
    L.DomEvent.disableScrollPropagation(this.node);
  }

  toggle(button = this.button) {
    this.open = !this.open;
    this.button = button;
    button.setAttribute("aria-pressed", String(this.open));
    this.node.hidden = !this.open;
    this.map.getContainer().classList.toggle("measuring", this.open);
    this.map[this.open ? "on" : "off"]("click", this._click);
    if (!this.open) {
      button.focus();
      return;
    }
    const index = this.actions.selected, point = index === null ? null : this.model.point(index);
    if (point) this._aim(point.lat, point.lon, this.model.placeOf(this.model.card(index)));
    else if (!this.spot.value) this._aim(this.map.getCenter().lat, this.map.getCenter().lng, "");
    this.weapon.focus();
  }

  /** Take a point as the centre of the next ring; `name` is what stands there. */
  _aim(lat, lon, name) {
    const turned = lon - 360 * Math.round(lon / 360);
    this.spot.value = `${lat.toFixed(3)}, ${turned.toFixed(3)}`;
    this.named = { text: this.spot.value, name };
    this.said.textContent = name || this.words["ring.hint"];
  }

  _arm() { if (this.weapon.value !== "") this.radius.value = RANGES[Number(this.weapon.value)][1]; }

  _submit(event) {
    event.preventDefault();
    const spot = parseSpot(this.spot.value), km = Number(this.radius.value);
    if (!spot || !(km > 0 && km <= RING_MAX_KM)) {
      this.said.textContent = this.words["ring.bad"];
      (spot ? this.radius : this.spot).focus();
      return;
    }
    const weapon = this.weapon.value === "" ? "" : RANGES[Number(this.weapon.value)][0];
    this.add({ ...spot, km, weapon, place: this.named?.text === this.spot.value ? this.named.name : "" });
  }

  /** Draw a ring: {lat, lon, km, weapon, place}. */
  add(ring) {
    const { L, words } = this, layer = L.layerGroup().addTo(this.group), outline = ringOutline(ring.lat, ring.lon, ring.km);
    const { reach: text, where } = ringText(ring, words);
    const style = { pane: "marsad-arrows", interactive: false, fill: false, smoothFactor: 0.2 };
    for (const turn of [-360, 0, 360]) { // a ring across 180° shows on both sides of the map
      const line = outline.map(([lat, lon]) => [lat, lon + turn]);
      if (turn && !line.some(([, lon]) => Math.abs(lon) <= 180)) continue;
      L.polyline(line, { ...style, color: "#fffdf8", weight: 4, opacity: 0.8 }).addTo(layer);
      L.polyline(line, { ...style, color: "#23272b", weight: 1.6, className: "marsad-range" }).addTo(layer);
    }
    L.circleMarker([ring.lat, ring.lon], { ...style, radius: 3, color: "#23272b", weight: 2, fill: true, fillColor: "#fffdf8", fillOpacity: 1 }).addTo(layer);
    L.tooltip({ permanent: true, direction: "top", className: "marsad-measure" }).setLatLng(outline[0]).setContent(el("span", { text })).addTo(layer);
    const entry = { ring, layer };
    const remove = el("button", { type: "button", "aria-label": `${words["ring.remove"]}: ${text} – ${where}`, title: words["ring.remove"], text: "×", on: { click: () => this._remove(entry) } });
    entry.row = el("li", {}, el("span", { dir: "auto", text: `${text} – ${where}` }), remove);
    this.drawn.push(entry);
    this.list.append(entry.row);
    this.said.textContent = `${text} – ${where}`;
    const box = L.latLngBounds(outline);
    if (!this.map.getBounds().contains(box)) this.map.fitBounds(box, { padding: [40, 40], maxZoom: this.map.getZoom(), animate: false });
  }

  _remove(entry) {
    this.drawn.splice(this.drawn.indexOf(entry), 1);
    entry.layer.remove();
    entry.row.remove();
    this.radius.focus();
  }
}
