/* Puts the whole together: MarsadMap.mount(container, options) → {setFilter, select, destroy}. */

/** Bounds shown where no event has a place: North Africa to the Gulf (south, west, north, east). */
const HOME = [5, -15, 40, 55];
const PANES = { "marsad-land": 150, "marsad-names": 160, "marsad-shapes": 410, "marsad-arrows": 450 };
/** The zoom at which a town and its neighbours are told apart. */
const SEEN_ZOOM = 6.5;
/** An outline no taller than this stays visible below its card, share of the map's height. */
const TALLEST_BELOW = 0.35;
/** Narrower than this, the panel stands below the map, pixels. */
const NARROW_PX = 720;
/** What the tools take of one side, with their distance to it, pixels. */
const TOOLS_PX = 64;
/** A list of events leaves its mark and some of the map in view, share of the map's height. */
const LIST_SHARE = 0.66;
const MAP_OPTIONS = {
  zoomControl: false, fadeAnimation: false, minZoom: 2, maxZoom: 13, zoomSnap: 0.5, maxBounds: [[-85, -190], [85, 190]],
  maxBoundsViscosity: 0.8,
};

class Presence {
  constructor(container, options) {
    const { leaflet: L, spec, words } = options;
    Object.assign(this, { L, options, selected: null, filter: options.filter || {}, gone: false });
    this.model = spec.packed ? new PackedModel(spec, words) : new CardModel(spec, words);
    this.model.actions = this;
    this.cards = new Cards(this.model, options);
    this.stage = el("div", { class: "marsad-stage", role: "region", "aria-label": words.map });
    this.root = el("div", { class: "marsad", lang: spec.lang, dir: spec.lang === "ar" ? "rtl" : "ltr" }, this.stage);
    this.map = options.map || L.map(this.stage.appendChild(el("div", { class: "marsad-canvas" })), MAP_OPTIONS);
    if (options.map) this.stage.append(options.map.getContainer());
    container.append(this.root);
    this._furnish();
    // drawn together, the page is laid out once
    this.ready = Promise.all([readBasemap(options.basemap), this.model.ready]).then(([base]) => {
      if (this.gone) return;
      this.model.base = base;
      this._start();
      drawBasemap(L, this.map, base);
      this.root.dataset.ready = "true";
      this.panel?.settle();
    });
  }

  /** Panes, scale and credits: what does not depend on the events. */
  _furnish() {
    const { L, map, options: { words } } = this;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false });
    for (const [name, level] of Object.entries(PANES)) {
      const pane = map.createPane(name);
      pane.style.zIndex = level;
      if (level < 200) pane.style.pointerEvents = "none";
    }
    map.attributionControl?.setPrefix(false).addAttribution(words.credits);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  }

  /** Draw the events; called once their data is there. */
  _start() {
    const { L, map, model, options } = this;
    if (options.panel !== false) {
      this.panel = new Panel(model, this.cards, this, options.manifest);
      this.root.prepend(this.panel.node);
      if (this.panel.about) this.root.append(this.panel.about.node);
    }
    this.tools = toolbar(L, map, model, this);
    this.stage.append(this.tools.node, this.tools.rings.node);
    this.started = true;
    this.setFilter(this.filter); // the list is filled before the first thing is measured: one layout
    map.invalidateSize();
    this.fit();
    this.marks = new Marks(L, map, model, this);
    this.marks.show(this.passing);
    for (const ring of model.spec.rings || []) this.tools.rings.add(ring);
    this._resize = new ResizeObserver(() => map.invalidateSize());
    this._resize.observe(this.stage);
    if (this.wanted !== undefined) this.selectId(this.wanted);
    this._printing = { beforeprint: () => this._toPaper(), afterprint: () => this._toScreen() };
    for (const [name, listener] of Object.entries(this._printing)) addEventListener(name, listener);
    if (!options.deepLink) return;
    this._onHash = () => {
      const id = new URLSearchParams(location.hash.slice(1)).get("event");
      if (id !== null && model.indexOf(id) !== null) this.select(model.indexOf(id), true);
    };
    addEventListener("hashchange", this._onHash);
    this._onHash();
  }

  /** What is in view fits the sheet, and the meaning of the marks is told on it. */
  _toPaper() {
    const { map, root } = this, closed = root.querySelectorAll(".reading:not([open])");
    this._onScreen = { centre: map.getCenter(), zoom: map.getZoom(), closed };
    const view = map.getBounds();
    root.classList.add("printing");
    this.panel?.complete();
    for (const part of closed) part.open = true;
    map.invalidateSize({ animate: false });
    map.fitBounds(view, { animate: false });
  }

  _toScreen() {
    const { centre, zoom, closed } = this._onScreen;
    this.root.classList.remove("printing");
    for (const part of closed) part.open = false;
    this.map.invalidateSize({ animate: false });
    this.map.setView(centre, zoom, { animate: false });
  }

  // ---------------------------------------------------------------- actions

  /** Show the events that pass a filter, on the map and in the list. */
  show(filter) {
    const passing = this.passing = this.model.passing(filter);
    this.model.ages.look(filter);
    if (this.selected !== null && !passing.has(this.selected)) this.select(null);
    this.marks?.show(passing);
    this.panel?.show(passing);
    if (this.selected !== null) this.panel?.select(this.selected, false);
  }

  setFilter(filter) {
    this.filter = filter || {};
    if (!this.started) return;
    if (this.panel) this.panel.setFilter(this.filter);
    else this.show({ ...OPEN_FILTER, ...this.filter });
  }

  select(index, scroll = false) {
    if (index !== this.selected) {
      this.selected = index;
      this.marks.select(index);
      this.panel?.select(index, scroll);
      this.options.onSelect?.(index === null ? null : this.model.idOf(index));
    }
    if (index === null) this.map.closePopup();
    else this._openCard(index);
  }

  selectId(id) {
    this.wanted = id;
    if (!this.marks) return;
    const index = id === null || id === undefined ? null : this.model.indexOf(id);
    if (index !== this.selected) this.select(index, true);
  }

  /** List the events of one spot in a popup, the newest first; a card opened from it leads back. */
  list(indexes, spot) {
    const { model, cards } = this, { words } = model, places = new Set(), last = (index) => model.lastDay(index) ?? -Infinity;
    const ordered = [...indexes].sort((a, b) => last(b) - last(a) || a - b); // two undated: -∞ - -∞ is NaN, then by number
    const rows = ordered.map((index) => {
      const card = model.card(index), layer = model.layer(card);
      places.add(model.placeOf(card));
      const who = card.actors.filter((actor) => actor.role === "subject").map((actor) => `\u2068${model.nameOf(actor, card)}\u2069`);
      const put = card.modality === "asserted" || card.modality === "reported" ? "" : ` · ${words["modality." + card.modality]}`;
      return el("li", {}, el("button", { type: "button", class: "event", on: { click: () => this.select(index, true) } },
        badge(layer, { size: 20, modality: card.modality, age: model.ages.of(index) }),
        el("span", { class: "what" }, el("b", { text: layer.label + put }),
          el("span", { class: "meta", text: [...new Set(who), whenOf(card, words, cards.day)].join(" · ") }),
          el("span", { class: "said", dir: "auto", text: card.quote }))));
    });
    const head = el("h2", { text: words.here.replace("{events}", indexes.length) });
    const place = places.size === 1 ? el("p", { class: "note", dir: "auto", text: [...places][0] }) : null;
    this._popup(spot, el("div", { class: "marsad-card" }, head, place, el("ol", { class: "events" }, ...rows)), LIST_SHARE);
    this.listed = { indexes, spot };
    rows[0].firstChild.focus({ preventScroll: true });
  }

  /** The way back from a card to the list that it was opened from, or null. */
  _backToList(index) {
    const { listed } = this, { words } = this.model;
    if (!listed?.indexes.includes(index)) return null;
    const text = `${this.root.dir === "rtl" ? "→" : "←"} ${words.here.replace("{events}", listed.indexes.length)}`;
    return el("button", { type: "button", class: "link", text, on: { click: () => {
      this.select(null);
      this.list(listed.indexes, listed.spot);
    } } });
  }

  openCountry(code) { this.panel?.openCountry(code); }

  fit() {
    const [south, west, north, east] = this.options.spec.bounds || HOME;
    this.map.fitBounds([[south, west], [north, east]], { padding: [48, 48], maxZoom: 8, animate: false });
  }

  /** Show age by paler marks, or not. */
  toggleAges() {
    const { ages } = this.model;
    ages.on = !ages.on;
    this.marks.show(this.marks.shown);
    this.panel?.showAges();
    return ages.on;
  }

  /** Show event types in frames of APP-6, or in our own symbols. */
  toggleNato() {
    const { model } = this, on = !model.nato;
    model.drawNato(on);
    this.marks.show(this.marks.shown);
    this.panel?.redraw();
    return on;
  }

  togglePanel() {
    this.root.classList.toggle("folded");
    this.map.invalidateSize();
  }

  // ------------------------------------------------------------------ cards

  _openCard(index) {
    const point = this.model.point(index);
    if (!point) {
      this.map.closePopup();
      return;
    }
    this._bringIntoView(index, point);
    const card = this.cards.card(index), back = this._backToList(index);
    if (back) card.prepend(back);
    this._popup(this._top(index, point), card);
  }

  /** Where a card stands without covering its own arrow or outline: above it, if that leaves room. */
  _top(index, point) {
    const { map } = this, marks = this.model.marksOf(index), arrow = marks.find((mark) => mark.type === "arrow");
    if (arrow) return arrow.path.reduce((top, spot) => (spot[0] > top[0] ? spot : top));
    const box = extentOf(this.L, marks), edge = [box.getNorth(), box.getCenter().lng];
    const height = map.latLngToContainerPoint([box.getSouth(), edge[1]]).y - map.latLngToContainerPoint(edge).y;
    return marks.some((mark) => mark.type === "shape") && height < map.getSize().y * TALLEST_BELOW ? edge : [point.lat, point.lon];
  }

  _popup(spot, content, share = 1) {
    const { L, map } = this, narrow = this.root.clientWidth < NARROW_PX;
    const box = L.popup({
      maxWidth: 380, minWidth: narrow ? 240 : 320, maxHeight: Math.max(220, map.getSize().y * share - 90), className: "marsad-popup",
      // clear of the tools, which stand where a line ends
      autoPanPaddingTopLeft: this.root.dir === "rtl" ? [TOOLS_PX, 24] : [24, 24],
      autoPanPaddingBottomRight: this.root.dir === "rtl" ? [24, 24] : [TOOLS_PX, 24],
    });
    content.dir = this.root.dir;
    content.addEventListener("toggle", () => box.update(), true); // opened reasons must stay within the map
    box.setLatLng(spot).setContent(content).openOn(map);
    const close = box.getElement().querySelector(".leaflet-popup-close-button");
    close.removeAttribute("href"); // "#close" would change the fragment
    close.tabIndex = 0;
  }

  /** Move only if needed: the event is out of view, or too small to see at this zoom. */
  _bringIntoView(index, point) {
    const { map } = this, extent = extentOf(this.L, this.model.marksOf(index)), view = map.getBounds().pad(-0.1);
    const nearEnough = map.getZoom() >= Math.min(SEEN_ZOOM, map.getBoundsZoom(extent)) - 0.5;
    if (view.contains([point.lat, point.lon]) && nearEnough) return;
    map.fitBounds(extent, { padding: [60, 60], maxZoom: SEEN_ZOOM, animate: false });
  }

  destroy() {
    this.gone = true;
    this._resize?.disconnect();
    if (this._onHash) removeEventListener("hashchange", this._onHash);
    for (const [name, listener] of Object.entries(this._printing || {})) removeEventListener(name, listener);
    this.panel?.times.stop();
    this.marks?.remove();
    if (!this.options.map) this.map.remove();
    this.root.remove();
  }
}

/** The box around all marks of one event. */
function extentOf(L, marks) {
  const box = L.latLngBounds([]);
  for (const mark of marks) {
    if (mark.type === "point") box.extend([mark.lat, mark.lon]);
    else if (mark.type === "disc") box.extend(L.latLng(mark.lat, mark.lon).toBounds(mark.radius_km * 2000));
    else if (mark.type === "arrow") mark.path.forEach((spot) => box.extend(spot));
    else if (mark.type === "shape") mark.polygons.forEach((polygon) => polygon[0].forEach((spot) => box.extend(spot)));
  }
  return box;
}

/**
 * Draw a map.
 *
 * @param {HTMLElement} container  filled by the map; may lie in a shadow root
 * @param {object} options
 *   leaflet   Leaflet; spec: the decoded MapSpec; words: the interface's strings; basemap: packed basemap (base64)
 *   map       an existing Leaflet map to draw on (Folium's); made here if missing
 *   panel     whether to show the panel (default true); deepLink: whether #event=… selects (default false)
 *   manifest  what the report says of itself (geo.export.manifest), for its "About this report"
 *   onSelect  called with the id of the selected event, or null; filter: the first filter
 * @returns {object} ready (a promise), setFilter(filter), select(id or null), destroy()
 */
function mount(container, options) {
  const presence = new Presence(container, options);
  return {
    presence, ready: presence.ready,
    setFilter: (filter) => presence.setFilter(filter),
    select: (id) => presence.selectId(id),
    destroy: () => presence.destroy(),
  };
}

/** Read the page's own data and mount the map in it. */
function boot(leaflet, map, name, manifestName) {
  const text = (id) => document.getElementById(id).textContent;
  const read = (part) => {
    const data = text(`${name}-${part}`);
    document.getElementById(`${name}-${part}`).remove(); // a large map is not kept twice
    return data;
  };
  const manifest = JSON.parse(text(manifestName)); // stays in the page for other programs
  const page = document.getElementById(name), spec = JSON.parse(read("spec"));
  const parts = spec.packed ? ["columns", "sentences", "sources", "ids"] : [];
  for (const part of parts) spec.packed[part] = read(part);
  const presence = mount(page, { leaflet, map, spec, words: JSON.parse(read("words")), basemap: read("basemap"), manifest, deepLink: true });
  for (const part of parts) spec.packed[part] = ""; // bytes by now
  return presence;
}

return {
  mount, boot, aged, fold, geodesic, along, inflate, Lines, ringOutline, parseSpot, degrees, dms, mgrs, utm, PackedModel, relatedRows,
};
