// One map: drawn once for a description, then only told what to show. Small, since it is sent at every change.
const SHELF = Symbol.for("marsad.shelf");
const open = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const shelf = (globalThis[SHELF] ??= { specs: new Map(), views: new Set() });
  const holder = parentElement.querySelector(".holder");
  const view = open.get(holder) || { handle: null, spec: null, quiet: false };
  open.set(holder, view);
  Object.assign(view, { data, pick: (id) => setTriggerValue("picked", id) });
  view.update = view.update || (() => update(shelf, holder, parentElement, view));
  shelf.views.add(view.update);
  view.update();
  return () => setTimeout(() => {
    if (holder.isConnected) return; // only drawn anew
    shelf.views.delete(view.update);
    view.handle?.destroy();
    open.delete(holder);
  });
}

function update(shelf, holder, root, view) {
  const { data } = view;
  holder.style.height = `${data.height}px`;
  if (view.spec !== data.spec) {
    const kept = shelf.specs.get(data.spec);
    if (!kept) return; // the store has not arrived: it calls again
    view.handle?.destroy();
    if (root.adoptedStyleSheets && !root.adoptedStyleSheets.includes(shelf.style)) root.adoptedStyleSheets.push(shelf.style);
    view.spec = data.spec;
    view.filter = JSON.stringify(data.filter);
    view.handle = shelf.maps.mount(holder, {
      leaflet: shelf.leaflet, spec: kept.spec, words: kept.words, basemap: kept.basemap, panel: data.panel, filter: data.filter,
      onSelect: (id) => {
        if (!view.quiet && id !== null) view.pick(id);
      },
    });
    holder.marsad = view.handle; // for tests
  }
  const filter = JSON.stringify(data.filter);
  if (filter !== view.filter) {
    view.filter = filter;
    view.handle.setFilter(data.filter);
  }
  if (data.selected !== view.selected) {
    view.selected = data.selected;
    view.quiet = true; // a choice made elsewhere is not told back
    view.handle.select(data.selected);
    view.quiet = false;
  }
}
