/* The spec with the look-ups that drawing and filtering need. */

/** A filter that lets everything pass; the dashboard sends the same shape as JSON. */
const OPEN_FILTER = Object.freeze({
  ids: null, types: null, modalities: null, actor: null, from: null, to: null, undated: true, precision: 7, confidence: 0, text: "",
});
/** Precision of an event that names no place at all: worse than any of UCDP's. */
const NOWHERE = 8;

class Model {
  constructor(spec, words) {
    Object.assign(this, { spec, words, base: null, actions: null });
    this.events = spec.events;
    this.sources = spec.sources;
    this.layers = new Map(spec.layers.map((layer) => [layer.type, layer]));
    this.byId = new Map(spec.events.map((card, index) => [card.id, index]));
    this.marksOf = spec.events.map(() => []);
    for (const mark of spec.marks) this.marksOf[mark.event].push(mark);
    this.mainPoints = spec.marks.filter((mark) => mark.type === "point" && mark.main);
    this.arrows = spec.marks.filter((mark) => mark.type === "arrow");
    this.whyUnplaced = new Map(spec.unplaced.map((entry) => [entry.event, entry.why]));
    this.offMap = new Set([...spec.countries.flatMap((entry) => entry.events), ...this.whyUnplaced.keys()]);
    this.facts = spec.events.map((card, index) => this._facts(card, index));
    const days = this.facts.flatMap((fact) => (fact.first === null ? [] : [fact.first, fact.last]));
    this.days = days.length ? [Math.min(...days), Math.max(...days)] : null;
  }

  _facts(card, index) {
    const source = this.sources[card.source], { spec } = this;
    const words = [card.quote, card.attributed_to || "", source.title, source.name, ...card.equipment,
      ...card.actors.map((actor) => actor.name), ...card.places.map((place) => place.name),
      ...spec.countries.filter((entry) => entry.events.includes(index)).map((entry) => entry.name)];
    return {
      text: fold(words.join("\n")),
      first: dayOf(card.start), last: dayOf(card.end || card.start),
      precision: Math.min(NOWHERE, ...card.places.filter((place) => place.role !== "anchor").map((place) => place.where_prec)),
      actors: new Set(card.actors.map((actor) => actor.name)),
    };
  }

  layer(card) { return this.layers.get(card.type); }

  /** The name as the text has it where text and interface share a language, else the gazetteer's. */
  nameOf(thing, card) {
    return (this.sources[card.source].lang === this.spec.lang && thing.words) || thing.name;
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

  /** Actors by how many events name them. */
  actorCounts() {
    const counts = new Map();
    for (const fact of this.facts) for (const name of fact.actors) counts.set(name, (counts.get(name) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }

  /** Numbers of the events that a filter lets through. */
  passing(filter) {
    const words = fold(filter.text || "").split(/\s+/).filter(Boolean);
    const from = dayOf(filter.from), to = dayOf(filter.to), ids = filter.ids && new Set(filter.ids), out = [];
    for (let i = 0; i < this.events.length; i++) {
      const card = this.events[i], fact = this.facts[i];
      if (ids && !ids.has(card.id)) continue;
      if (filter.types && !filter.types.includes(card.type)) continue;
      if (filter.modalities && !filter.modalities.includes(card.modality)) continue;
      if (filter.actor && !fact.actors.has(filter.actor)) continue;
      if (card.confidence < filter.confidence || (filter.precision < 7 && fact.precision > filter.precision)) continue;
      if (fact.first === null ? !filter.undated : (from !== null && fact.last < from) || (to !== null && fact.first > to)) continue;
      if (!words.every((word) => fact.text.includes(word))) continue;
      out.push(i);
    }
    return out;
  }
}
