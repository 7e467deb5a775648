/* The card of an event: everything a reader needs to defend it. All of it is text. */

/** The sentence with its places, actors and figures marked; offsets are code points. */
function evidence(card, lang) {
  const letters = Array.from(card.quote), quote = el("blockquote", { dir: "auto", lang });
  let at = 0;
  for (const { start, end, kind } of card.highlights) {
    quote.append(letters.slice(at, start).join(""));
    quote.append(el("mark", { class: kind, text: letters.slice(start, end).join("") }));
    at = end;
  }
  quote.append(letters.slice(at).join(""));
  return quote;
}

function row(label, ...content) {
  return el("div", { class: "row" }, el("dt", { text: label }), el("dd", {}, ...content));
}

/** Say when: the words of the text, the days they mean, and how that was found. */
function whenOf(card, words, day) {
  if (!card.start && !card.edtf && !card.when) return words.no_date;
  const range = card.start && card.end && card.start !== card.end ? `${day(card.start)} – ${day(card.end)}` : card.start ? day(card.start) : "";
  return range || card.when || card.edtf;
}

class Cards {
  constructor(model, options) {
    this.model = model;
    this.words = model.words;
    this.day = dayFormatter(model.words);
    this.deepLink = options.deepLink;
  }

  /** The whole card. */
  card(index) {
    const { model, words } = this, card = model.card(index), layer = model.layer(card), source = model.sources.at(card.source);
    const place = model.placeOf(card);
    const body = el("article", { class: "marsad-card", "data-event": card.id });
    body.append(...[
      el("header", {}, badge(layer, { modality: card.modality, size: 24 }),
        el("span", { class: "type", text: layer.label, css: { color: layer.colour } }),
        el("span", { class: `chip ${card.modality}`, text: words[`modality.${card.modality}`] }),
        this._review(card)),
      el("h2", { text: place || words.no_place }),
      card.quote ? evidence(card, source.lang) : el("p", { class: "withheld", text: words.sentence_withheld }),
      this._facts(card),
      this._others(model.othersOf(card, index)),
      this._why(card, model.whyUnplaced.get(index)),
      this._source(card, source),
    ].filter(Boolean));
    return body;
  }

  _review({ review }) {
    if (!review) return null;
    return review === "unreviewed" ? el("span", { class: "chip unreviewed", text: this.words.not_reviewed }) : el("span", { class: "chip", text: this.words.reviewed });
  }

  _facts(card) {
    const { words, model } = this, list = el("dl");
    if (card.actors.length) {
      list.append(row(words.who, ...card.actors.map((actor) => el("span", { class: "item", dir: "auto", text: [words["role." + actor.role], model.nameOf(actor, card)].filter(Boolean).join(" ") }))));
    }
    const when = card.start ? whenOf(card, words, this.day) : card.when || words.no_date;
    list.append(row(words.when, el("span", { class: "item", dir: "auto", text: when }),
      card.when && card.when !== when ? el("span", { class: "aside", dir: "auto", text: `“${card.when}”` }) : null,
      card.edtf ? el("code", { dir: "ltr", text: card.edtf }) : null,
      words[`basis.${card.time_basis}`] ? el("span", { class: "aside", text: words[`basis.${card.time_basis}`] }) : null));
    if (card.places.length) list.append(row(words.where, ...card.places.map((place) => this._place(place, card))));
    if (card.quantities.length) list.append(row(words.how_many, ...card.quantities.map((q) => el("span", { class: "item", dir: "auto", text: q.text }))));
    if (card.equipment.length) list.append(row(words.with, el("span", { class: "item", dir: "auto", text: card.equipment.join(", ") })));
    if (card.attributed_to) list.append(row(words.by, el("span", { class: "item", dir: "auto", text: card.attributed_to })));
    if (card.denies) list.append(row(words.denies, this._jump(card.denies)));
    return list;
  }

  _jump(id) {
    const index = this.model.indexOf(id);
    if (index === null) return el("code", { text: id });
    const text = this.model.headline(this.model.card(index));
    return el("button", { type: "button", class: "link", dir: "auto", text, on: { click: () => this.model.actions.select(index, true) } });
  }

  _place(place, card) {
    const { words, model } = this, parts = [], direction = place.method === "direction";
    const name = direction ? `${words.heading} ${words["compass." + place.name] || place.name}` : model.nameOf(place, card);
    if (!direction && name !== place.name) parts.push(`\u2068${place.name}\u2069`);
    if (place.lat !== null) {
      parts.push(words[`prec.${place.where_prec}`]);
      if (place.uncertainty_km !== null) parts.push(`±${Math.round(place.uncertainty_km * 10) / 10} ${words.km}`);
      parts.push(degrees(place.lat, place.lon, place.uncertainty_km));
    } else if (place.method === "country") parts.push(words.country_only);
    return el("span", { class: "item" },
      direction ? null : el("span", { class: "role", text: words[`role.${place.role}`] + " " }),
      el("b", { dir: "auto", text: name }),
      el("span", { class: "aside", text: parts.join(" · ") }));
  }

  /** Other reports of the same: how many, how many of them independent, and each with what it shares. */
  _others({ others, total, independent }) {
    const { words, model } = this, same = others.filter((link) => link.kind === "same").length;
    if (!others.length) return null;
    const denials = others.length - same, fill = (key, n) => words[key].replace("{n}", n);
    const parts = [];
    if (same) parts.push(fill("others", total - denials));
    if (same) parts.push(independent === null ? fill("others.copies", others.filter((link) => link.copy).length) : fill("others.independent", independent));
    if (denials) parts.push(fill("others.denials", denials));
    const rows = others.map((link) => {
      const other = model.indexOf(link.event);
      if (other === null) return null;
      const told = model.card(other), source = model.sources.at(told.source);
      const why = [link.kind === "denial" ? words[told.modality === "denied" ? "others.denies" : "others.denied"] : link.copy ? words["others.copy"] : "",
        link.reasons.map((reason) => words[`shares.${reason}`]).join(model.spec.lang === "ar" ? "، " : ", ")].filter(Boolean).join(" · ");
      return el("li", {}, this._jump(link.event), el("span", { class: "aside", dir: "auto", text: source.title || source.name }), el("span", { class: "aside", text: why }));
    });
    const rest = total - others.length;
    if (rest > 0) rows.push(el("li", { class: "aside", text: fill("others.more", rest) }));
    return el("details", { class: "others" }, el("summary", { text: parts.join(" · ") }), el("ul", {}, ...rows.filter(Boolean)));
  }

  _why(card, unplaced) {
    const { words } = this, list = el("ul");
    if (unplaced) list.append(el("li", { dir: "auto", text: unplaced }));
    for (const reason of card.reasons) list.append(el("li", { dir: "auto", text: reason }));
    for (const place of card.places) {
      if (place.lat !== null) list.append(el("li", {}, el("b", { dir: "auto", text: `${place.name}: ` }), this._coordinates(place)));
      for (const reason of place.reasons) list.append(el("li", { dir: "auto" }, el("b", { text: place.name + ": " }), reason));
      if (place.rivals.length) list.append(el("li", { dir: "auto" }, el("b", { text: `${words.rivals}: ` }), place.rivals.join("; ")));
    }
    const percent = Math.round(card.confidence * 100);
    const bar = el("span", { class: "bar", role: "img", "aria-label": `${percent} %` }, el("span", { css: { "inline-size": `${percent}%` } }));
    return el("details", {}, el("summary", {}, `${words.confidence_word} ${percent} %`, bar, el("span", { class: "more", text: words.why })), list);
  }

  _coordinates({ lat, lon, uncertainty_km: km }) {
    return [degrees(lat, lon, km), dms(lat, lon, km), mgrs(lat, lon, km)].filter(Boolean).join(" · ");
  }

  _source(card, source) {
    const { words } = this;
    const published = source.published ? `${words.published} ${this.day(source.published)}` : words.date_unknown;
    const foot = el("footer", {}, source.title ? el("cite", { dir: "auto", text: source.title }) : null,
      el("span", { dir: "auto", class: "aside", text: source.name }), el("span", { class: "aside", text: published }));
    if (this.deepLink) foot.append(el("a", { href: `#event=${encodeURIComponent(card.id)}`, text: words.link }));
    return foot;
  }
}
