/* Puts the whole together: MarsadMap.mount(container, options) → {setFilter, select, destroy}. */

/** Bounds shown where no event has a place: North Africa to the Gulf (south, west, north, east). */
const HOME = [5, -15, 40, 55];
const PANES = { "marsad-land": 150, "marsad-names": 160, "marsad-shapes": 410, "marsad-arrows": 450 };

/**
 * Draw a map.
 *
 * @param {HTMLElement} container  filled by the map; may lie in a shadow root
 * @param {object} options
 *   leaflet   Leaflet; spec: the decoded MapSpec; words: the interface's strings; basemap: packed basemap (base64)
 *   map       an existing Leaflet map to draw on (Folium's); made here if missing
 *   panel     whether to show the panel (default true); deepLink: whether #event=… selects (default false)
 *   onSelect  called with the id of the selected event, or null; filter: the first filter
 */
function mount(container, options) {
  const { leaflet: L, spec, words } = options;
  const model = new Model(spec, words), cards = new Cards(model, options), state = { selected: null };
  const stage = el("div", { class: "marsad-stage", role: "region", "aria-label": words.map });
  const root = el("div", { class: "marsad", lang: spec.lang, dir: spec.lang === "ar" ? "rtl" : "ltr" }, stage);
  const map = options.map || L.map(stage.appendChild(el("div", { class: "marsad-canvas" })), MAP_OPTIONS);
  if (options.map) stage.append(options.map.getContainer());
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false });
  container.append(root);
  const marks = { current: null };
  const narrow = () => root.clientWidth < 720;

  const actions = {
    filter(filter) {
      const passing = model.passing(filter);
      if (state.selected !== null && !passing.includes(state.selected)) actions.select(null);
      marks.current.show(new Set(passing));
      panel?.show(passing);
      if (state.selected !== null) panel?.select(state.selected, false);
    },
    select(index, scroll) {
      if (index === state.selected && index !== null) return openPopup(index);
      state.selected = index;
      marks.current.select(index);
      panel?.select(index, scroll);
      if (index !== null) openPopup(index);
      else map.closePopup();
      options.onSelect?.(index === null ? null : model.events[index].id);
      return undefined;
    },
    list(indexes, spot) {
      const rows = indexes.map((index) => el("li", {}, el("button", { type: "button", class: "link", dir: "auto", on: { click: () => actions.select(index, true) } },
        badge(model.layer(model.events[index]), { size: 20, modality: model.events[index].modality }), model.headline(model.events[index]))));
      popup(spot, el("div", { class: "marsad-card" }, el("h3", { text: words.here.replace("{events}", indexes.length) }), el("ol", { class: "stack" }, ...rows)));
    },
    openCountry(code) { panel?.openCountry(code); },
    fit() {
      const [south, west, north, east] = spec.bounds || HOME;
      map.fitBounds([[south, west], [north, east]], { padding: [48, 48], maxZoom: 8, animate: false });
    },
    togglePanel() {
      root.classList.toggle("folded");
      map.invalidateSize();
    },
  };
  model.actions = actions;
  const panel = options.panel === false ? null : new Panel(model, cards, actions);
  if (!panel) actions.togglePanel = null;
  if (panel) root.prepend(panel.node);

  function popup(spot, content) {
    const box = L.popup({ maxWidth: 380, minWidth: narrow() ? 240 : 320, maxHeight: Math.max(220, map.getSize().y - 90), className: "marsad-popup", autoPanPadding: [24, 24] });
    content.dir = root.dir;
    box.setLatLng(spot).setContent(content).openOn(map);
    const close = box.getElement().querySelector(".leaflet-popup-close-button");
    close.removeAttribute("href"); // "#close" would change the fragment
    close.tabIndex = 0;
  }

  /** Move only if needed: the event is out of view, or too small to see at this zoom. */
  function bringIntoView(index, point) {
    const extent = extentOf(L, model.marksOf[index]), view = map.getBounds().pad(-0.1);
    const nearEnough = map.getZoom() >= Math.min(SEEN_ZOOM, map.getBoundsZoom(extent)) - 0.5;
    if (view.contains([point.lat, point.lon]) && nearEnough) return;
    map.fitBounds(extent, { padding: [60, 60], maxZoom: SEEN_ZOOM, animate: false });
  }

  function openPopup(index) {
    const point = model.marksOf[index].find((mark) => mark.type === "point" && mark.main);
    if (!point) return map.closePopup();
    bringIntoView(index, point);
    return popup(topOf(point, model.marksOf[index]), cards.card(index));
  }

  for (const [name, level] of Object.entries(PANES)) {
    const pane = map.createPane(name);
    pane.style.zIndex = level;
    if (level < 200) pane.style.pointerEvents = "none";
  }
  marks.current = new Marks(L, map, model, actions);
  const tools = toolbar(L, map, model, actions);
  stage.append(tools.node);
  map.attributionControl?.setPrefix(false).addAttribution(words.credits);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  map.invalidateSize();
  actions.fit();
  const onHash = () => {
    const id = new URLSearchParams(location.hash.slice(1)).get("event");
    if (id !== null && model.byId.has(id)) actions.select(model.byId.get(id), true);
  };
  const ready = readBasemap(options.basemap).then((base) => {
    if (state.gone) return;
    model.base = base;
    drawBasemap(L, map, base, spec.lang);
    marks.current._drawShapes();
    root.dataset.ready = "true";
  });
  if (panel) panel.setFilter(options.filter || {});
  else actions.filter({ ...OPEN_FILTER, ...options.filter });
  if (options.deepLink) {
    addEventListener("hashchange", onHash);
    onHash();
  }
  const resize = new ResizeObserver(() => map.invalidateSize());
  resize.observe(stage);

  return {
    map, ready, model,
    setFilter: (filter) => (panel ? panel.setFilter(filter) : actions.filter({ ...OPEN_FILTER, ...filter })),
    select(id) {
      const index = id === null || id === undefined ? null : model.byId.get(id) ?? null;
      if (index !== state.selected) actions.select(index, true);
    },
    destroy() {
      state.gone = true;
      resize.disconnect();
      removeEventListener("hashchange", onHash);
      panel?.times.stop();
      marks.current.remove();
      if (!options.map) map.remove();
      root.remove();
    },
  };
}

/** Where a card stands without covering its own arrow: the northernmost end. */
function topOf(point, marks) {
  const arrow = marks.find((mark) => mark.type === "arrow");
  const spots = arrow ? arrow.path : [];
  return spots.reduce((top, spot) => (spot[0] > top[0] ? spot : top), [point.lat, point.lon]);
}

/** The zoom at which a town and its neighbours are told apart. */
const SEEN_ZOOM = 6.5;

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

const MAP_OPTIONS = {
  zoomControl: false, fadeAnimation: false, minZoom: 2, maxZoom: 13, zoomSnap: 0.5, maxBounds: [[-85, -190], [85, 190]], maxBoundsViscosity: 0.8,
};

/** Read the page's own data and mount the map in it. */
function boot(leaflet, map, name) {
  const read = (part) => JSON.parse(document.getElementById(`${name}-${part}`).textContent);
  const spec = read("spec");
  document.documentElement.lang = spec.lang;
  document.documentElement.dir = spec.lang === "ar" ? "rtl" : "ltr";
  const page = document.getElementById(name);
  return mount(page, { leaflet, map, spec, words: read("words"), basemap: read("basemap"), deepLink: true });
}

return { mount, boot, fold, geodesic };
