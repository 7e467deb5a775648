/* A map of many events: columns of numbers, unpacked once into typed arrays (geo.export.packed tells the order). */

/** Names of rows in links and to the dashboard. */
const ROW_NAME = "row-";

class PackedModel extends Model {
  constructor(spec, words) {
    super(spec, words);
    this.packed = true;
    this.size = spec.packed.count;
    this.placed = spec.packed.placed;
    this._reviewed = spec.packed.reviewed && new Set(spec.packed.reviewed);
    this._extras = new Map();
    for (const mark of spec.marks) this._extras.set(mark.event, (this._extras.get(mark.event) || []).concat(mark));
    this.days = null;
    this.loaded = false;
    const { packed } = spec;
    this._sentences = new Lines(packed.sentences);
    this.sources = new Articles(packed.sources, packed.articles);
    const { count: n, placed } = packed, numbered = [packed.actors.length, packed.places.length, packed.articles];
    const columns = new Columns([[placed, 4], [placed, 4], ...numbered.map((most) => [n, widthOf(most)]), ...[2, 2, 2, 1, 1, 1, 1].map((width) => [n, width])]);
    this.ready = Promise.all([packed.ids ? unpack(packed.ids) : null, unzip(packed.columns, (part) => columns.write(part))]).then(([names]) => {
      this._ids = names && new TextDecoder().decode(names).split("\n");
      this._byId = names && new Map(this._ids.map((id, index) => [id, index]));
      this._take(columns.all);
    });
  }

  _take([lat, lon, actor, place, source, day, span, radius, type, modality, precision, percent]) {
    const { packed } = this.spec;
    Object.assign(this, { _lat: summed(lat), _lon: summed(lon), actor, place, source, day, span, radius, type, modality, precision, percent });
    this._project();
    this.colours = packed.types.map((type) => this.layers.get(type)?.colour || "#555555");
    this._span();
    this.loaded = true;
  }

  lat(index) { return this._lat[index] / this.spec.packed.degree_units; }
  lon(index) { return this._lon[index] / this.spec.packed.degree_units; }

  /** Web Mercator on a unit square; single precision is an eighth of a pixel at the closest zoom. */
  _project() {
    const n = this.placed, { degree_units: units } = this.spec.packed, rad = Math.PI / 180 / units, { _lat: lat, _lon: lon } = this;
    const x = this.x = new Float32Array(n), y = this.y = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      const sine = Math.sin(lat[i] * rad);
      x[i] = lon[i] / units / 360 + 0.5;
      y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    }
  }

  lastDay(index) { return this.day[index] ? this.day[index] + this.span[index] : null; }

  eachDay(tell) {
    for (let i = 0; i < this.size; i++) if (this.day[i]) tell(this.day[i], this.day[i] + this.span[i]);
  }

  idOf(index) { return this._ids ? this._ids[index] : ROW_NAME + index; }

  indexOf(id) {
    if (this._byId) return this._byId.get(id) ?? null;
    const index = id.startsWith(ROW_NAME) ? Number(id.slice(ROW_NAME.length)) : NaN;
    return Number.isInteger(index) && index >= 0 && index < this.size ? index : null;
  }

  textOf(index) { return this._sentences.line(index); }

  marksOf(index) {
    const marks = (this._extras.get(index) || []).slice();
    if (index >= this.placed) return marks;
    const [lat, lon, event, role] = [this.lat(index), this.lon(index), index, "at"], precise = this.precision[index] <= 2;
    const radius = this.radius[index] / this.spec.packed.radius_units;
    if (radius && !marks.some((mark) => mark.type === "shape")) marks.push({ type: "disc", event, role, lat, lon, radius_km: radius });
    marks.push({ type: "point", event, role, lat, lon, main: true, precise, ends: "" });
    return marks;
  }

  card(index) {
    const { packed } = this.spec, iso = (day) => (this.day[index] ? isoOf(day) : null), placed = index < this.placed;
    const actor = packed.actors[this.actor[index] - 1], name = packed.places[this.place[index] - 1];
    return {
      id: this.idOf(index), source: this.source[index], type: packed.types[this.type[index]],
      modality: packed.modalities[this.modality[index]],
      actors: actor ? [{ role: "subject", name: actor, words: "" }] : [],
      places: name ? [{
        role: "at", name, words: "", country: null, lat: placed ? this.lat(index) : null, lon: placed ? this.lon(index) : null,
        where_prec: this.precision[index], uncertainty_km: placed ? this.radius[index] / packed.radius_units : null,
        method: placed ? "gazetteer" : "country", reasons: [], rivals: [],
      }] : [],
      edtf: "", start: iso(this.day[index]), end: iso(this.day[index] + this.span[index]), when: "", time_basis: "unknown",
      quantities: [], equipment: [], attributed_to: null, confidence: this.percent[index] / 100, reasons: [],
      quote: this.textOf(index), highlights: [], denies: null, review: this._reviewed ? (this._reviewed.has(index) ? "accepted" : "unreviewed") : "",
    };
  }

  /** Other reports of the same: only the first are listed, as on a card of a small map. */
  othersOf(card, index) {
    const links = relatedRows(this, index);
    return { others: links.slice(0, this.spec.packed.rule?.most_links), total: links.length, independent: null };
  }

  actorCounts() {
    const counts = new Uint32Array(this.spec.packed.actors.length + 1);
    for (let i = 0; i < this.size; i++) counts[this.actor[i]]++;
    return sortedCounts(this.spec.packed.actors.map((name, index) => [name, counts[index + 1]]));
  }

  sourceCounts() {
    const counts = new Uint32Array(this.sources.length);
    for (let i = 0; i < this.size; i++) counts[this.source[i]]++;
    return counts;
  }

  passing(filter) {
    const { packed } = this.spec, n = this.size;
    const mask = filter.text && fold(filter.text).trim() ? this._search(filter.text) : new Uint8Array(n).fill(1);
    const allowed = (names, wanted) => Uint8Array.from(names, (name) => (!wanted || wanted.includes(name) ? 1 : 0));
    const types = allowed(packed.types, filter.types), modalities = allowed(packed.modalities, filter.modalities);
    const actor = filter.actor ? packed.actors.indexOf(filter.actor) + 1 : -1, least = Math.round(filter.confidence * 100);
    const from = dayOf(filter.from) ?? -Infinity, to = dayOf(filter.to) ?? Infinity, worst = filter.precision < 7 ? filter.precision : 255;
    if (filter.ids) this._only(mask, filter.ids);
    for (let i = 0; i < n; i++) {
      if (!types[this.type[i]] || !modalities[this.modality[i]] || this.precision[i] > worst || this.percent[i] < least) mask[i] = 0;
      else if (actor >= 0 && this.actor[i] !== actor) mask[i] = 0;
      else {
        const day = this.day[i];
        if (day ? day + this.span[i] < from || day > to : !filter.undated) mask[i] = 0;
      }
    }
    return new Passing(mask);
  }

  _only(mask, ids) {
    const rows = new Set(ids.map((id) => this.indexOf(id)));
    for (let i = 0; i < mask.length; i++) if (!rows.has(i)) mask[i] = 0;
  }

  /** Mark the rows whose sentence, place or force has all the words. */
  _search(text) {
    const { packed } = this.spec, mask = new Uint8Array(this.size).fill(1);
    this._folded ??= this._sentences.blocks.map((_, block) => foldLines(this._sentences.text(block))); // kept for the next letter typed
    for (const word of fold(text).split(/\s+/).filter(Boolean)) {
      const hits = new Uint8Array(this.size);
      this._folded.forEach((lines, block) => markLines(lines, word, hits.subarray(block * BLOCK_LINES)));
      const [actors, places] = [packed.actors, packed.places].map((names) => [false, ...names.map((name) => fold(name).includes(word))]);
      for (let i = 0; i < this.size; i++) if (!hits[i] && !actors[this.actor[i]] && !places[this.place[i]]) mask[i] = 0;
    }
    return mask;
  }
}

/** Whole numbers from their zigzag steps, in the same memory. */
function summed(steps) {
  const out = new Int32Array(steps.buffer);
  for (let i = 0, whole = 0; i < out.length; i++) out[i] = whole += signed(steps[i]);
  return out;
}

function foldLines(text) {
  const all = fold(text), starts = [0];
  for (let at = all.indexOf("\n"); at >= 0; at = all.indexOf("\n", at + 1)) starts.push(at + 1);
  starts.push(all.length + 1);
  return { all, starts: Uint32Array.from(starts) };
}

/** Mark the lines that have a word. */
function markLines({ all, starts }, word, hits) {
  for (let at = all.indexOf(word), row = 0; at >= 0; at = all.indexOf(word, starts[row + 1])) {
    while (starts[row + 1] <= at) row++;
    hits[row] = 1;
    if (row + 2 >= starts.length) break;
  }
}

/** The articles of a large map: a list that reads one when it is asked for it. */
class Articles {
  constructor(base64, length) {
    this.length = length;
    this._lines = new Lines(base64);
  }

  at(index) { return JSON.parse(this._lines.line(index)); }
}
