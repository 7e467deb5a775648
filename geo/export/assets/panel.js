/* The panel beside the map: search, filters, legend, the list of events, the trays. */

/** Rows that a list has before it asks whether to show more. */
const PAGE = 200;
/** Rows put into the list at once: more than fit a screen; the next follow whenever the page is at rest. */
const ROWS_AT_ONCE = 30;
const MODALITIES = ["asserted", "reported", "planned", "possible", "denied"];

class Panel {
  constructor(model, cards, actions, manifest) {
    Object.assign(this, { model, cards, actions, filter: { ...OPEN_FILTER }, page: PAGE });
    const { words, spec } = model;
    this.count = el("p", { class: "count", role: "status" });
    this.search = el("input", { type: "search", class: "search", placeholder: words.search, "aria-label": words.search, dir: "auto", on: { input: () => this._change({ text: this.search.value }) } });
    this.list = el("ol", { class: "events", "aria-label": words["tab.events"] });
    this.tray = el("div", { class: "tray" });
    this.sources = el("ol", { class: "sources" });
    this.about = manifest ? new About(model, manifest, cards.day) : null;
    this.node = el("aside", { class: "marsad-panel" }, this._header(),
      this.search, this._layers(), this._filters(), this._tabs(),
      el("p", { class: "disclaimer", text: words.disclaimer }));
    this.list.addEventListener("keydown", (event) => this._step(event));
  }

  /** Fill what does not show yet, once the page is at rest. */
  settle() {
    this._sourcesLater = later(() => this._listSources());
    this._aboutLater = later(() => this.about?.fill());
  }

  /** Fill all, for print. */
  complete() {
    for (const now of [this._sourcesLater, this._aboutLater, this._trayLater]) now?.();
    while (this._grow()) ;
  }

  // ------------------------------------------------------------------ parts

  _header() {
    const { about, model: { spec, words } } = this, byline = about?.byline();
    return el("header", {}, el("h1", { dir: "auto", text: spec.title }),
      byline ? el("p", { class: "byline", text: byline }) : null,
      this.count,
      ...(about ? about.warnings() : []).map((text) => el("p", { class: "warning", text })),
      about ? el("button", { type: "button", class: "link about", "aria-haspopup": "dialog", text: words.about, on: { click: () => about.open() } }) : null);
  }

  _layers() {
    const { words, spec } = this.model;
    this.chips = spec.layers.map((layer) => {
      const box = el("input", { type: "checkbox", checked: true, value: layer.type, on: { change: () => this._layersChanged() } });
      return el("label", { class: "layer" }, box, badge(layer, { size: 20 }), el("span", { text: layer.label }), el("span", { class: "n", text: grouped(layer.count) }));
    });
    const set = (value) => () => {
      for (const chip of this.chips) chip.firstChild.checked = value;
      this._layersChanged();
    };
    return el("details", { class: "section", open: true },
      el("summary", { text: words.layers }),
      el("div", { class: "layers", role: "group", "aria-label": words.layers }, ...this.chips),
      el("p", { class: "quick" },
        el("button", { type: "button", class: "link", text: words.all, on: { click: set(true) } }),
        el("button", { type: "button", class: "link", text: words.none, on: { click: set(false) } })),
      this._reading(), this._ringKey());
  }

  /** The rings that the author drew. */
  _ringKey() {
    const { words, spec } = this.model, rings = spec.rings || [];
    if (!rings.length) return null;
    const sample = () => svg("svg", { viewBox: "0 0 40 24", width: 40, height: 24, "aria-hidden": "true" }, svg("circle", { cx: 20, cy: 12, r: 10, fill: "none", stroke: "#23272b", "stroke-width": 1.6 }), svg("circle", { cx: 20, cy: 12, r: 2, fill: "#23272b" }));
    return el("div", { class: "ring-key" }, el("ul", {}, ...rings.map((ring) => {
      const { reach, where } = ringText(ring, words);
      return el("li", {}, sample(), el("span", { text: `${reach} – \u2068${where}\u2069` }));
    })), el("p", { class: "note", text: words["ring.key"] }));
  }

  /** What the marks mean, drawn with the marks themselves. */
  _reading() {
    const { words, spec } = this.model, layer = spec.layers[0];
    if (!layer) return null;
    const sample = (...parts) => svg("svg", { viewBox: "0 0 40 24", width: 40, height: 24, "aria-hidden": "true" }, ...parts);
    const path = (d, more = {}) => svg("path", { d, fill: "none", stroke: layer.colour, "stroke-width": 1.5, ...more });
    const tint = { fill: layer.colour, "fill-opacity": 0.15 };
    const rows = [
      [badge(layer, {}), words["mark.precise"]],
      [badge(layer, { modality: "planned" }), words["mark.planned"]],
      [badge(layer, { modality: "denied" }), words["mark.denied"]],
      [sample(path("M20 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18z", tint)), words["mark.disc"]],
      [sample(path("M5 16Q20 24 35 16L30 6Q20 11 10 6Z", tint)), words["mark.sector"]],
      [sample(path("M8 6H32a6 6 0 0 1 0 12H8a6 6 0 0 1 0-12z", tint)), words["mark.corridor"]],
      [sample(path("M3 12H30", { "stroke-width": 3 }), path("M38 12L27 5L29 12L27 19z", { fill: layer.colour, stroke: "none" })), words["mark.arrow"]],
      [sample(path("M3 12L34 2A30 30 0 0 1 34 22z", { ...tint, stroke: "none" }), path("M3 12H30", { "stroke-width": 3, "stroke-dasharray": "none" }), path("M29 6L36 12L29 18", { "stroke-width": 2 })), words["mark.open"]],
      [clusterBadge([[layer, 5]], 5).node, words["mark.cluster"]],
    ];
    const ages = AGE_SHARE.map((_, age) => badge(layer, { age, size: 20 }));
    this.agesText = el("span");
    this.agesRow = el("li", { class: "ages" }, el("span", { class: "samples" }, ...ages), this.agesText);
    return el("details", { class: "reading" }, el("summary", { text: words.reading }),
      el("ul", {}, ...rows.map(([node, text]) => el("li", {}, node, el("span", { text }))), this.agesRow),
      this.model.nato ? el("p", { class: "note", text: words["nato.note"] }) : null);
  }

  /** Draw all badges again. */
  redraw() {
    this.chips.forEach((chip, i) => chip.querySelector("svg").replaceWith(badge(this.model.spec.layers[i], { size: 20 })));
    const old = this.node.querySelector(".reading"), reading = this._reading();
    if (old && reading) {
      reading.open = old.open;
      old.replaceWith(reading);
    }
    this.show(this.passing);
  }

  /** Say from which day ages count. */
  showAges() {
    const { ages, words } = this.model;
    if (!this.agesRow) return;
    this.agesRow.hidden = !ages.on || ages.day === null;
    if (!this.agesRow.hidden) this.agesText.textContent = words["ages.legend"].replace("{date}", this.cards.day(isoOf(ages.day)));
  }

  _filters() {
    const { words } = this.model;
    const option = (value, text) => el("option", { value, text, dir: "auto" });
    this.actor = el("select", { on: { change: () => this._change({ actor: this.actor.value || null }) } }, option("", words.any_force),
      ...this.model.actorCounts().map(([name, count]) => option(name, `${name} (${count})`)));
    this.precision = el("select", { on: { change: () => this._change({ precision: Number(this.precision.value) }) } },
      option(7, words.all), ...[1, 2, 4, 5].map((level) => option(level, words[`prec.${level}`])));
    this.confidence = el("input", { type: "range", min: 0, max: 95, step: 5, value: 0, on: { input: () => {
      this.confidenceOut.textContent = `${this.confidence.value} %`;
      this._change({ confidence: Number(this.confidence.value) / 100 });
    } } });
    this.confidenceOut = el("output", { text: "0 %" });
    this.modalities = MODALITIES.map((name) => el("label", { class: "check" },
      el("input", { type: "checkbox", checked: true, value: name, on: { change: () => this._modalitiesChanged() } }), words[`modality.${name}`]));
    this.times = new TimeSlider(this.model, (part) => this._change(part));
    return el("details", { class: "section" }, el("summary", { text: words.filters }),
      this.times.node,
      el("label", { class: "field" }, words.force, this.actor),
      el("fieldset", {}, el("legend", { text: words.modality }), ...this.modalities),
      el("label", { class: "field" }, words.precision, this.precision),
      el("label", { class: "field" }, words.confidence, el("span", { class: "range" }, this.confidence, this.confidenceOut)),
      el("button", { type: "button", class: "link", text: words.reset, on: { click: () => this.reset() } }));
  }

  _tabs() {
    const { words } = this.model, off = this.model.offMap.size;
    const panes = [[words["tab.events"], this.list, ""], [words["tab.tray"], this.tray, off || ""], [words["tab.sources"], this.sources, this.model.sources.length]];
    this.tabs = panes.map(([text, pane, number], index) => el("button", {
      type: "button", role: "tab", "aria-selected": index === 0 ? "true" : "false", tabindex: index === 0 ? 0 : -1,
      on: { click: () => this.openTab(index), keydown: (event) => this._turnTab(event, index) },
    }, text, number === "" ? null : el("span", { class: "n", text: String(number) })));
    this.panes = panes.map(([text, pane], index) => el("section", { role: "tabpanel", "aria-label": text, hidden: index !== 0 }, pane));
    return el("div", { class: "tabs" }, el("div", { role: "tablist" }, ...this.tabs), ...this.panes);
  }

  _turnTab(event, index) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const forward = getComputedStyle(this.node).direction === "rtl" ? -step : step;
    const next = (index + forward + this.tabs.length) % this.tabs.length;
    this.openTab(next);
    this.tabs[next].focus();
  }

  openTab(index) {
    this.tabs.forEach((tab, i) => {
      tab.setAttribute("aria-selected", i === index ? "true" : "false");
      tab.tabIndex = i === index ? 0 : -1;
      this.panes[i].hidden = i !== index;
    });
    (index === 1 ? this._trayLater : index === 2 ? this._sourcesLater : null)?.();
  }

  // ---------------------------------------------------------------- filters

  _change(part) {
    Object.assign(this.filter, part);
    this.page = PAGE;
    this.actions.show(this.filter);
  }

  _layersChanged() {
    const on = this.chips.filter((chip) => chip.firstChild.checked).map((chip) => chip.firstChild.value);
    this._change({ types: on.length === this.chips.length ? null : on });
  }

  _modalitiesChanged() {
    const on = this.modalities.filter((label) => label.firstChild.checked).map((label) => label.firstChild.value);
    this._change({ modalities: on.length === MODALITIES.length ? null : on });
  }

  reset() { this.setFilter({ ...OPEN_FILTER }); }

  /** Take a filter from outside and show it in the controls. */
  setFilter(filter) {
    this.filter = { ...OPEN_FILTER, ...filter };
    const { types, modalities, actor, precision, confidence, text } = this.filter;
    for (const chip of this.chips) chip.firstChild.checked = !types || types.includes(chip.firstChild.value);
    for (const label of this.modalities) label.firstChild.checked = !modalities || modalities.includes(label.firstChild.value);
    this.actor.value = actor || "";
    this.precision.value = String(precision);
    this.confidence.value = String(Math.round(confidence * 100));
    this.confidenceOut.textContent = `${this.confidence.value} %`;
    this.search.value = text;
    this.times.set(this.filter);
    this.actions.show(this.filter);
  }

  // ------------------------------------------------------------------ lists

  show(passing) {
    const { words, sources } = this.model;
    this.passing = passing;
    const { size } = this.model;
    const some = passing.count === size ? grouped(size) : `${grouped(passing.count)} ${words.of} ${grouped(size)}`;
    this.count.textContent = words.counts.replace("{events}", some).replace("{articles}", grouped(sources.length));
    this.waiting = passing.first(this.page);
    this.list.replaceChildren(...(passing.count ? [] : [el("li", { class: "empty", text: words.nothing })]));
    this._grow();
    this.tray.replaceChildren();
    this._trayLater = later(() => this._showTray(passing));
    if (this.panes && !this.panes[1].hidden) this._trayLater();
    this.showAges();
  }

  /** Put the next rows into the list; says whether there were any. */
  _grow() {
    const next = this.waiting.splice(0, ROWS_AT_ONCE);
    if (!next.length) return false;
    this.list.append(...next.map((index) => this._row(index)));
    const { waiting } = this;
    if (waiting.length) later(() => waiting === this.waiting && this._grow());
    else if (this.passing.count > this.page) {
      this.list.append(el("li", {}, el("button", { type: "button", class: "link", text: this.model.words.more, on: { click: () => {
        this.page += PAGE;
        this.show(this.passing);
      } } })));
    }
    return true;
  }

  _row(index) {
    const { model } = this, card = model.card(index), layer = model.layer(card);
    const who = card.actors.filter((actor) => actor.role === "subject").map((actor) => `\u2068${model.nameOf(actor, card)}\u2069`);
    const meta = [...new Set(who), whenOf(card, model.words, this.cards.day)].join(" · ");
    return el("li", {}, el("button", { type: "button", class: "event", "data-event": card.id, "aria-expanded": "false", on: { click: () => this.actions.select(index, false) } },
      badge(layer, { modality: card.modality, size: 24 }),
      el("span", { class: "what" },
        el("b", { text: model.placeOf(card) || model.words.no_place }),
        el("span", { class: "type", text: layer.label + (card.modality === "asserted" || card.modality === "reported" ? "" : ` · ${model.words["modality." + card.modality]}`) }),
        el("span", { class: "meta", text: meta }),
        el("span", { class: "said", dir: "auto", text: card.quote }))));
  }

  _showTray(passing) {
    const { words, spec } = this.model;
    const group = (head, note, ...lists) => (lists.some(Boolean) ? [el("h2", { text: head }), el("p", { class: "note", text: note }), ...lists.filter(Boolean)] : []);
    const countries = spec.countries.map((entry) => {
      const inside = entry.events.filter((index) => passing.has(index)), rows = inside.slice(0, PAGE).map((index) => this._row(index));
      if (!rows.length) return null;
      return el("details", { open: true, "data-country": entry.country }, el("summary", {}, el("span", { dir: "auto", text: entry.name }), el("span", { class: "n", text: String(inside.length) })), el("ol", { class: "events" }, ...rows));
    });
    const unplaced = spec.unplaced.filter((entry) => passing.has(entry.event)).slice(0, PAGE).map((entry) => {
      const item = this._row(entry.event);
      item.append(el("p", { class: "reason", dir: "auto", text: entry.why }));
      return item;
    });
    const parts = [...group(words.country_tray, words.country_note, ...countries),
      ...group(words.unplaced_tray, words.unplaced_note, unplaced.length ? el("ol", { class: "events" }, ...unplaced) : null)];
    this.tray.replaceChildren(...(parts.length ? parts : [el("p", { class: "empty", text: words.nothing })]));
  }

  openCountry(code) {
    this.openTab(1);
    const box = [...this.tray.querySelectorAll("details")].find((node) => node.dataset.country === code);
    if (box) {
      box.open = true;
      box.scrollIntoView({ block: "nearest" });
    }
  }

  _listSources() {
    const { model, cards } = this, counts = model.sourceCounts();
    const first = Array.from({ length: Math.min(PAGE, model.sources.length) }, (_, index) => model.sources.at(index));
    this.sources.append(...first.map((source, index) => el("li", {},
      el("cite", { dir: "auto", text: source.title || source.name }),
      el("span", { class: "meta", dir: "auto", text: source.name }),
      el("span", { class: "meta", text: `${model.words[`lang.${source.lang}`] || source.lang} · ${source.published ? cards.day(source.published) : model.words.date_unknown} · ${model.words.count_events.replace("{events}", counts[index])}` }),
      source.sha256 ? el("code", { dir: "ltr", text: `sha256 ${source.sha256.slice(0, 16)}…` }) : null)));
    const rest = model.sources.length - PAGE;
    if (rest > 0) this.sources.append(el("li", { class: "empty", text: model.words.more_sources.replace("{n}", grouped(rest)) }));
  }

  // -------------------------------------------------------------- selection

  /** Mark an event's rows; where it has no place on the map, show its card under its row. */
  select(index, scroll) {
    for (const node of this.node.querySelectorAll(".events .marsad-card")) node.remove();
    const id = index === null ? null : this.model.idOf(index);
    while (this.waiting.includes(index)) this._grow();
    if (this.model.offMap.has(index)) this._trayLater();
    let shown = null;
    for (const button of this.node.querySelectorAll("button.event")) {
      const own = button.dataset.event === id;
      button.classList.toggle("selected", own);
      button.setAttribute("aria-expanded", "false");
      if (own && (!shown || button.offsetParent)) shown = button;
    }
    if (!shown) return;
    if (!this.model.point(index)) {
      shown.setAttribute("aria-expanded", "true");
      shown.after(this.cards.card(index));
    }
    if (scroll) shown.scrollIntoView({ block: "nearest" });
  }

  _step(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const buttons = [...this.list.querySelectorAll("button.event")], at = buttons.indexOf(event.target);
    const next = buttons[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
