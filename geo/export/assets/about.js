/* "About this report": who made it, how, from what, how sure it is and what was held back. Drawn from the manifest. */

/** Figures of the quality gate that a reader needs, in their order. */
const FIGURES = ["literal place F1", "Acc@10 km", "event F1", "relative places", "from accuracy", "modality accuracy", "date overlap", "marks where the text has none"];
/** Enough of a hash to compare by eye, hex digits; the manifest has all. */
const HASH_SHOWN = 16;
/** Changes that take events or articles away; the others change what stays. */
const LEFT_OUT = new Set(["embargoed", "too_early", "unreviewed", "rejected", "merged", "articles"]);

class About {
  constructor(model, manifest, day) {
    Object.assign(this, { model, manifest, words: model.words, day });
    const title = el("h2", { id: "marsad-about-title", text: this.words.about });
    const close = el("button", { type: "button", class: "close", "aria-label": this.words.close, title: this.words.close, text: "×", on: { click: () => this.node.close() } });
    this.body = el("div", { class: "body" });
    this.node = el("dialog", { class: "marsad-about", "aria-labelledby": "marsad-about-title", tabindex: -1 }, el("header", {}, title, close), this.body);
    this.node.addEventListener("click", (event) => event.target === this.node && this.node.close());
  }

  /** Make its sections, when they are first needed. */
  fill() {
    if (this.body.firstChild) return;
    this.body.append(this._head(), this._method(), this._precision(), this._accuracy(), this._holds(), this._release(), this._contact(), this._made());
  }

  open() {
    this.fill();
    this.node.showModal();
    this.body.scrollTop = 0;
  }

  _said(key, values) {
    return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, () => value), this.words[key]);
  }

  /** Author and day on one line; empty if neither is given. */
  byline() {
    const { author, date } = this.manifest, parts = [];
    if (author) parts.push(this._said("by_author", { author: `\u2068${author}\u2069` }));
    if (date) parts.push(this.day(date));
    return parts.join(" · ");
  }

  /** What a reader must not miss: coarsened places, events that nobody reviewed. */
  warnings() {
    const { profile, changes, counts } = this.manifest, out = [];
    const marked = changes.find((change) => change.what === "marked");
    if (marked) out.push(this._said("unreviewed_banner", { n: grouped(marked.count), all: grouped(counts.events) }));
    if (profile.grid_km) out.push(this._said("coarse_banner", { n: profile.grid_km }));
    return out;
  }

  // --------------------------------------------------------------- sections

  _section(key, ...content) {
    return el("section", {}, el("h3", { text: this.words[key] }), ...content);
  }

  _table(head, rows) {
    const cells = (row, kind) => row.map((cell, index) => el(kind, { scope: kind === "th" ? "col" : null, text: String(cell) }));
    return el("table", {},
      head ? el("thead", {}, el("tr", {}, ...cells(head, "th"))) : null,
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...cells(row, "td")))));
  }

  _head() {
    const { spec } = this.model, byline = this.byline();
    const paragraphs = this.manifest.note.split(/\n\s*\n/).filter((part) => part.trim());
    return el("section", { class: "head" },
      el("p", { class: "title", dir: "auto", text: spec.title }),
      byline ? el("p", { class: "byline", text: byline }) : null,
      ...this.warnings().map((text) => el("p", { class: "warning", text })),
      ...paragraphs.map((text) => el("p", { class: "note-text", dir: "auto", text: text.trim() })));
  }

  _method() {
    return this._section("about.method", ...[1, 2, 3].map((n) => el("p", { text: this.words[`method.${n}`] })));
  }

  _precision() {
    const { words, manifest: { counts } } = this, counted = Object.keys(counts.precision).length > 0;
    const classes = [1, 2, 3, 4, 5, 6, 7, "none"].filter((level) => level !== "none" || counts.precision.none);
    const rows = classes.map((level) => [`${level === "none" ? "–" : level}  ${words[`prec.${level}`]}`, words[`drawn.${level}`],
      ...(counted ? [grouped(counts.precision[level] || 0)] : [])]);
    return this._section("about.precision", this._table([words.class, words.drawn_as, ...(counted ? [words["tab.events"]] : [])], rows));
  }

  _accuracy() {
    const { words, manifest: { accuracy } } = this;
    const langs = ["ar", "en", "fr"].filter((lang) => accuracy.floors[lang]);
    const cell = (name, value) => (value === undefined ? "–" : name.startsWith("marks") ? String(value) : value.toFixed(2));
    const rows = FIGURES.filter((name) => langs.some((lang) => name in accuracy.floors[lang]))
      .map((name) => [words[`acc.${name}`], ...langs.map((lang) => cell(name, accuracy.floors[lang][name]))]);
    return this._section("about.accuracy", el("p", { text: words["acc.intro"] }),
      this._table(["", ...langs.map((lang) => words[`lang.${lang}`])], rows),
      el("ul", {}, ...[1, 2, 3, 4].map((n) => el("li", { text: words[`limit.${n}`] }))));
  }

  _holds() {
    const { words, manifest: { counts, changes, filters } } = this;
    const of = (n, all) => (n === all ? grouped(n) : this._said("holds.of", { n: grouped(n), all: grouped(all) }));
    const rows = [[words["holds.articles"], of(counts.articles, counts.articles_in)], [words["holds.events"], of(counts.events, counts.events_in)]];
    for (const name of ["on_map", "country_only", "not_placed", "unreadable"]) {
      if (counts[name] || name === "on_map") rows.push([words[`holds.${name}`], grouped(counts[name])]);
    }
    const langs = Object.entries(counts.languages).map(([lang, n]) => `${words[`lang.${lang}`] || lang} ${grouped(n)}`);
    if (langs.length) rows.push([words.languages, langs.join(" · ")]);
    for (const { what, count } of changes) if (LEFT_OUT.has(what)) rows.push([words[`change.${what}`], grouped(count)]);
    for (const [name, value] of Object.entries(filters)) rows.push([`${words["about.filters"]}: \u2068${name}\u2069`, value]);
    return this._section("about.holds", this._table(null, rows));
  }

  _release() {
    const { words, manifest: { profile, changes } } = this, rules = [];
    const rule = (key, n) => rules.push(this._said(`rule.${key}`, { n }));
    if (profile.grid_km) rule("grid", profile.grid_km);
    if (profile.embargo_days) rule("embargo", profile.embargo_days);
    for (const key of ["since", "until"]) if (profile[key]) rule(key, this.day(profile[key]));
    if (profile.unreviewed !== "keep") rule(profile.unreviewed);
    for (const key of ["sentences", "places"]) if (profile[key] === "drop") rule(key);
    for (const key of ["outlets", "voices"]) if (profile[key] === "hide") rule(key);
    const done = changes.filter(({ what }) => !LEFT_OUT.has(what)).map(({ what, count }) => [words[`change.${what}`], grouped(count)]);
    return this._section("about.release", el("p", {}, el("b", { dir: "auto", text: profile.name })),
      el("ul", {}, ...(rules.length ? rules : [words["rule.none"]]).map((text) => el("li", { text }))),
      done.length ? this._table(null, done) : null);
  }

  _contact() {
    const { words, manifest: { contact } } = this;
    return this._section("about.contact", contact ? el("p", { class: "contact", dir: "auto", text: contact }) : el("p", { class: "soft", text: words.no_contact }));
  }

  _made() {
    const { words, manifest } = this, { versions } = manifest, hash = (text) => el("code", { dir: "ltr", text: `${text.slice(0, HASH_SHOWN)}…` });
    const list = el("dl", {}, row("Marsad", el("code", { dir: "ltr", text: versions.marsad })));
    for (const name of ["gazetteer", "lexicon", "tables"]) list.append(row(words[`made.${name}`], hash(versions[`${name}_sha256`])));
    if (versions.own_places_sha256) list.append(row(words["made.own_places"], hash(versions.own_places_sha256)));
    if (manifest.inputs_sha256) list.append(row(words["made.inputs"], hash(manifest.inputs_sha256)));
    const text = el("pre", { dir: "ltr", tabindex: 0 }), box = el("details", { class: "machine" }, el("summary", { text: words["made.manifest"] }), text);
    box.addEventListener("toggle", () => { if (box.open && !text.textContent) text.textContent = JSON.stringify(manifest, null, 1); });
    return this._section("about.made", list, box);
  }
}
