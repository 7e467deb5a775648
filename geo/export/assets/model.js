/* The spec with the look-ups that drawing and filtering need; one class for cards, one for packed rows. */

/** A filter that lets everything pass; the dashboard sends the same shape as JSON. */
const OPEN_FILTER = Object.freeze({
  ids: null, types: null, modalities: null, actor: null, from: null, to: null, undated: true, precision: 7, confidence: 0, text: "",
});
/** Precision of an event that names no place at all: worse than any of UCDP's. */
const NOWHERE = 8;

/** The events that a filter lets through, as a mask over all of them. */
class Passing {
  constructor(mask) {
    this.mask = mask;
    this.count = 0;
    for (let i = 0; i < mask.length; i++) this.count += mask[i];
  }

  has(index) { return this.mask[index] === 1; }

  first(limit) {
    const out = [];
    for (let i = 0; i < this.mask.length && out.length < limit; i++) if (this.mask[i]) out.push(i);
    return out;
  }
}

/** What both kinds of map share. A subclass gives size, card(), marksOf(), indexOf(), passing(), lastDay(), eachDay(). */
class Model {
  constructor(spec, words) {
    Object.assign(this, { spec, words, base: null, actions: null });
    this.sources = spec.sources;
    this.layers = new Map(spec.layers.map((layer) => [layer.type, layer]));
    this.arrows = spec.marks.filter((mark) => mark.type === "arrow");
    this.whyUnplaced = new Map(spec.unplaced.map((entry) => [entry.event, entry.why]));
    this.offMap = new Set([...spec.countries.flatMap((entry) => entry.events), ...this.whyUnplaced.keys()]);
    this.ready = Promise.resolve();
    this.ages = new Ages(this);
    this.drawNato(spec.symbols === "nato");
  }

  /** Which symbols badges are drawn with: of each layer, since a badge knows no more. */
  drawNato(on) {
    this.nato = on;
    for (const layer of this.layers.values()) layer.nato = on;
  }

  layer(card) { return this.layers.get(card.type); }

  /** The point at which an event stands, or undefined. */
  point(index) { return this.marksOf(index).find((mark) => mark.type === "point" && mark.main); }

  /** The name as the text has it where text and interface share a language, else the gazetteer's. */
  nameOf(thing, card) {
    return thing.words && this.sources.at(card.source).lang === this.spec.lang ? thing.words : thing.name;
  }

  /** Where, on one line. Each name is isolated, so that an arrow keeps its direction between two scripts. */
  placeOf(card) {
    const named = card.places.filter((place) => place.role !== "anchor");
    const isolated = (text) => `\u2068${text}\u2069`;
    const name = (place) => isolated(place.method === "direction" ? this.words[`compass.${place.name}`] || place.name : this.nameOf(place, card));
    const [from, to] = ["from", "to"].map((role) => named.find((place) => place.role === role));
    if (from && to) return [from, to].map(name).join(this.spec.lang === "ar" ? " ← " : " → ");
    return [...new Set(named.map(name))].join(this.spec.lang === "ar" ? "، " : ", ");
  }

  headline(card) {
    return [this.layer(card).label, this.placeOf(card)].filter(Boolean).join(": ");
  }

  /** First and last day of all dated events, or null. */
  _span() {
    let first = Infinity, last = -Infinity;
    this.eachDay((from, to) => {
      first = Math.min(first, from);
      last = Math.max(last, to);
    });
    this.days = first <= last ? [first, last] : null;
  }
}

/** A map of few events: each has its card. */
class CardModel extends Model {
  constructor(spec, words) {
    super(spec, words);
    this.size = spec.events.length;
    this.packed = false;
    this.loaded = true;
    this._byId = new Map(spec.events.map((card, index) => [card.id, index]));
    this._marks = spec.events.map(() => []);
    for (const mark of spec.marks) this._marks[mark.event].push(mark);
    this._facts = spec.events.map((card) => this._fact(card));
    this._span();
  }

  card(index) { return this.spec.events[index]; }
  marksOf(index) { return this._marks[index]; }
  idOf(index) { return this.spec.events[index].id; }
  indexOf(id) { return this._byId.get(id) ?? null; }

  othersOf(card) { return { others: card.others, total: card.others_total, independent: card.independent }; }
  lastDay(index) { return this._facts[index].last; }

  eachDay(tell) {
    for (const fact of this._facts) if (fact.first !== null) tell(fact.first, fact.last);
  }

  /** What a search looks through, per event; made when the first is typed. */
  _texts() {
    const lands = this.spec.events.map(() => []);
    for (const entry of this.spec.countries) for (const index of entry.events) lands[index].push(entry.name);
    return this.spec.events.map((card, index) => {
      const source = this.sources.at(card.source);
      return fold([card.quote, card.attributed_to || "", source.title, source.name, ...card.equipment, ...lands[index],
        ...card.actors.map((actor) => actor.name), ...card.places.map((place) => place.name)].join("\n"));
    });
  }

  _fact(card) {
    return {
      first: dayOf(card.start), last: dayOf(card.end || card.start),
      precision: Math.min(NOWHERE, ...card.places.filter((place) => place.role !== "anchor").map((place) => place.where_prec)),
      actors: new Set(card.actors.map((actor) => actor.name)),
    };
  }

  /** Actors by how many events name them. */
  actorCounts() {
    const counts = new Map();
    for (const fact of this._facts) for (const name of fact.actors) counts.set(name, (counts.get(name) || 0) + 1);
    return sortedCounts(counts);
  }

  sourceCounts() {
    const counts = new Array(this.sources.length).fill(0);
    for (const card of this.spec.events) counts[card.source]++;
    return counts;
  }

  passing(filter) {
    const words = fold(filter.text || "").split(/\s+/).filter(Boolean), ids = filter.ids && new Set(filter.ids);
    if (words.length) this._folded ??= this._texts();
    const from = dayOf(filter.from), to = dayOf(filter.to), mask = new Uint8Array(this.size);
    for (let i = 0; i < this.size; i++) {
      const card = this.spec.events[i], fact = this._facts[i];
      if (ids && !ids.has(card.id)) continue;
      if (filter.types && !filter.types.includes(card.type)) continue;
      if (filter.modalities && !filter.modalities.includes(card.modality)) continue;
      if (filter.actor && !fact.actors.has(filter.actor)) continue;
      if (card.confidence < filter.confidence || (filter.precision < 7 && fact.precision > filter.precision)) continue;
      if (fact.first === null ? !filter.undated : (from !== null && fact.last < from) || (to !== null && fact.first > to)) continue;
      if (words.every((word) => this._folded[i].includes(word))) mask[i] = 1;
    }
    return new Passing(mask);
  }
}

function sortedCounts(counts) {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
