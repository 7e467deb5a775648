/* Movements: an arrow from place to place, or an open one that fades where the text says no more. */

/** How far an arrow between two known places bows aside, share of its length: it is no route. */
const BOW = 0.1;

function arrowLayer(L) {
  return L.Layer.extend({
    initialize(marks) { this._marks = marks; },
    onAdd(map) {
      this._svg = svg("svg", { class: "marsad-arrows leaflet-zoom-hide", width: 1, height: 1, overflow: "visible", "aria-hidden": "true" });
      map.getPane("marsad-arrows").append(this._svg);
      this.redraw();
    },
    onRemove() { this._svg.remove(); },
    getEvents() { return { zoomend: this.redraw, viewreset: this.redraw }; },
    redraw() {
      if (!this._map) return;
      const { model, drawn, selected } = this._marks, nodes = [];
      for (const mark of model.arrows) {
        if (drawn.has(mark.event) || mark.event === selected) nodes.push(this._arrow(mark, mark.event === selected));
      }
      this._svg.replaceChildren(...nodes);
    },
    _arrow(mark, selected) {
      const { model, actions } = this._marks, card = model.card(mark.event);
      const denied = card.modality === "denied", colour = denied ? GREY : model.layer(card).colour;
      const points = mark.path.map((spot) => this._map.latLngToLayerPoint(spot));
      const group = svg("g", { class: "marsad-arrow", color: colour, opacity: selected ? 1 : 0.85 });
      const open = mark.open_start || mark.open_end;
      if (open && mark.fan_deg) group.append(this._fan(mark, points, colour));
      const path = open ? straight(points) : bowed(points);
      const paint = open ? this._fade(mark, points, colour, group) : colour;
      const width = selected ? 4 : 3 * AGE_WIDTH[model.ages.of(mark.event)];
      group.append(svg("path", { d: path.d, fill: "none", stroke: "#fffdf8", "stroke-width": width + 3, "stroke-opacity": open ? 0.5 : 0.9, "stroke-linecap": "round" }));
      group.append(svg("path", {
        d: path.d, fill: "none", stroke: paint, "stroke-width": width, "stroke-linecap": "butt",
        "stroke-dasharray": HYPOTHETICAL.has(card.modality) || denied ? "8 6" : "none",
      }));
      group.append(head(path.end, path.angle, colour, mark.open_end));
      if (denied) group.append(strike(path.middle, path.angle, colour));
      const hit = svg("path", { d: path.d, fill: "none", stroke: "transparent", "stroke-width": 16, class: "leaflet-interactive" });
      hit.addEventListener("click", (event) => {
        event.stopPropagation();
        actions.select(mark.event, true);
      });
      const title = svg("title");
      title.textContent = model.headline(card);
      group.append(title, hit);
      return group;
    },
    /** The wedge of directions within which the open end lies. */
    _fan(mark, points, colour) {
      const flip = mark.open_start, from = flip ? points[points.length - 1] : points[points.length - 2];
      const tip = flip ? points[0] : points[points.length - 1];
      const radius = from.distanceTo(tip), angle = Math.atan2(tip.y - from.y, tip.x - from.x), half = (mark.fan_deg * Math.PI) / 180;
      const at = (turn) => `${from.x + radius * Math.cos(angle + turn)} ${from.y + radius * Math.sin(angle + turn)}`;
      return svg("path", {
        d: `M${from.x} ${from.y}L${at(-half)}A${radius} ${radius} 0 0 1 ${at(half)}Z`, fill: colour, "fill-opacity": 0.12, stroke: "none",
      });
    },
    _fade(mark, points, colour, group) {
      const id = `marsad-fade-${L.stamp(this)}-${mark.event}`, a = points[0], b = points[points.length - 1];
      const gradient = svg("linearGradient", { id, gradientUnits: "userSpaceOnUse", x1: a.x, y1: a.y, x2: b.x, y2: b.y + 0.01 });
      const ends = mark.open_start ? [0.1, 1] : [1, 0.25];
      gradient.append(svg("stop", { offset: 0, "stop-color": colour, "stop-opacity": ends[0] }));
      gradient.append(svg("stop", { offset: 1, "stop-color": colour, "stop-opacity": ends[1] }));
      group.append(gradient);
      return `url(#${id})`;
    },
  });
}

function straight(points) {
  const end = points[points.length - 1], before = points[points.length - 2];
  return {
    d: "M" + points.map((p) => `${p.x} ${p.y}`).join("L"), end,
    angle: Math.atan2(end.y - before.y, end.x - before.x),
    middle: { x: (end.x + before.x) / 2, y: (end.y + before.y) / 2 },
  };
}

function bowed(points) {
  if (points.length > 2) return straight(points);
  const [a, b] = points, dx = b.x - a.x, dy = b.y - a.y;
  const c = { x: (a.x + b.x) / 2 + dy * BOW, y: (a.y + b.y) / 2 - dx * BOW };
  return {
    d: `M${a.x} ${a.y}Q${c.x} ${c.y} ${b.x} ${b.y}`, end: b, angle: Math.atan2(b.y - c.y, b.x - c.x),
    middle: { x: (a.x + 2 * c.x + b.x) / 4, y: (a.y + 2 * c.y + b.y) / 4 },
  };
}

/** A solid head where the end is known, an open chevron where it is not. */
function head(end, angle, colour, open) {
  const turn = `translate(${end.x} ${end.y}) rotate(${(angle * 180) / Math.PI})`;
  if (open) return svg("path", { d: "M-9-7L0 0L-9 7", transform: turn, fill: "none", stroke: colour, "stroke-width": 2.5, "stroke-linecap": "round" });
  return svg("path", { d: "M2 0L-12-7.5L-9 0L-12 7.5Z", transform: turn, fill: colour, stroke: "#fffdf8", "stroke-width": 1.2 });
}

function strike(middle, angle, colour) {
  const turn = `translate(${middle.x} ${middle.y}) rotate(${(angle * 180) / Math.PI})`;
  return svg("path", { d: "M-5-9L5 9M5-9L-5 9", transform: turn, stroke: colour, "stroke-width": 2.5, "stroke-linecap": "round" });
}
