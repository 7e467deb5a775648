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
    const text = (bytes) => new TextDecoder().decode(bytes), { sources, data, ids } = spec.packed;
    this.ready = Promise.all([unpack(sources), unpackParts(data, this._columnBytes()), ids ? unpack(ids) : null]).then(([articles, [columns, lines], names]) => {
      this.sources = JSON.parse(text(articles));
      this._ids = names && text(names).split("\n");
      this._byId = names && new Map(this._ids.map((id, index) => [id, index]));
      this._text = lines;
      this._read(columns);
    });
  }

  /** Bytes of all columns: two differences of 4 bytes a point; three numbers of 4, three of 2 and four of 1 a row. */
  _columnBytes() { return 8 * this.placed + 22 * this.size; }

  _read(bytes) {
    const { size: n, placed, spec: { packed } } = this;
    let at = 0;
    const planes = (count, width, Type) => {
      const out = new Type(count);
      for (let plane = 0; plane < width; plane++) {
        const shift = 8 * plane;
        for (let i = 0, base = at + plane * count; i < count; i++) out[i] |= bytes[base + i] << shift;
      }
      at += count * width;
      return out;
    };
    const degrees = () => {
      const zigzag = planes(placed, 4, Uint32Array), out = new Float64Array(placed);
      for (let i = 0, whole = 0; i < placed; i++) {
        whole += (zigzag[i] >>> 1) ^ -(zigzag[i] & 1);
        out[i] = whole / packed.degree_units;
      }
      return out;
    };
    this.lat = degrees();
    this.lon = degrees();
    [this.actor, this.place, this.source] = [0, 1, 2].map(() => planes(n, 4, Uint32Array));
    [this.day, this.span, this.radius] = [0, 1, 2].map(() => planes(n, 2, Uint16Array));
    [this.type, this.modality, this.precision, this.percent] = [0, 1, 2, 3].map(() => planes(n, 1, Uint8Array));
    this._lines();
    this._project();
    this.colours = packed.types.map((type) => this.layers.get(type)?.colour || "#555555");
    this._span();
    this.loaded = true;
  }

  /** Where each sentence starts. */
  _lines() {
    const starts = this._starts = new Uint32Array(this.size + 1), text = this._text;
    for (let row = 1, at = text.indexOf(10); row < this.size; row++, at = text.indexOf(10, at + 1)) starts[row] = at + 1;
    starts[this.size] = text.length + 1;
  }

  /** Web Mercator on a unit square; single precision is an eighth of a pixel at the closest zoom. */
  _project() {
    const n = this.placed, rad = Math.PI / 180;
    this.x = new Float32Array(n);
    this.y = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      this.x[i] = this.lon[i] / 360 + 0.5;
      const sine = Math.sin(this.lat[i] * rad);
      this.y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
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

  textOf(index) { return new TextDecoder().decode(this._text.subarray(this._starts[index], this._starts[index + 1] - 1)); }

  marksOf(index) {
    const marks = (this._extras.get(index) || []).slice();
    if (index >= this.placed) return marks;
    const [lat, lon, event, role] = [this.lat[index], this.lon[index], index, "at"], precise = this.precision[index] <= 2;
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
        role: "at", name, words: "", country: null, lat: placed ? this.lat[index] : null, lon: placed ? this.lon[index] : null,
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
    this._folded = this._folded || foldLines(new TextDecoder().decode(this._text), this.size);
    for (const word of fold(text).split(/\s+/).filter(Boolean)) {
      const hits = new Uint8Array(this.size), { all, starts } = this._folded;
      for (let at = all.indexOf(word), row = 0; at >= 0; at = all.indexOf(word, starts[row + 1])) {
        while (starts[row + 1] <= at) row++;
        hits[row] = 1;
        if (row + 1 >= this.size) break;
      }
      const [actors, places] = [packed.actors, packed.places].map((names) => [false, ...names.map((name) => fold(name).includes(word))]);
      for (let i = 0; i < this.size; i++) if (!hits[i] && !actors[this.actor[i]] && !places[this.place[i]]) mask[i] = 0;
    }
    return mask;
  }
}

function foldLines(text, count) {
  const all = fold(text), starts = new Uint32Array(count + 1);
  for (let row = 1, at = all.indexOf("\n"); row < count; row++, at = all.indexOf("\n", at + 1)) starts[row] = at + 1;
  starts[count] = all.length + 1;
  return { all, starts };
}
