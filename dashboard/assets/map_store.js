// Keeps map descriptions for the views: sent once, then asked for by name. Leaflet and MarsadMap stand above.
const SHELF = Symbol.for("marsad.shelf");
/** Descriptions kept in the browser; the oldest goes first. */
const KEPT = 3;

export default function ({ data }) {
  const shelf = (globalThis[SHELF] ??= { specs: new Map(), views: new Set() });
  shelf.leaflet ??= globalThis.L.noConflict();
  shelf.maps = MarsadMap;
  if (!shelf.style) {
    shelf.style = new CSSStyleSheet();
    shelf.style.replaceSync(data.style);
  }
  if (!shelf.specs.has(data.id)) {
    shelf.specs.set(data.id, { spec: JSON.parse(data.spec), words: data.words, basemap: data.basemap });
    while (shelf.specs.size > KEPT) shelf.specs.delete(shelf.specs.keys().next().value);
  }
  for (const update of [...shelf.views]) update();
}
