/* Other reports of the same, found among packed rows when a card is opened: the rule of geo.related, on what a row holds. */

/** Kilometres in a degree of latitude, rounded down: a box that misses nothing. */
const DEGREE_KM = 110.5;

/** Pairs of neighbouring words of a sentence, folded. */
function wordPairs(text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  return new Set(words.slice(1).map((word, index) => `${words[index]} ${word}`));
}

function isCopy(one, other, rule) {
  const [less, more] = one.size < other.size ? [one, other] : [other, one];
  let shared = 0;
  for (const pair of less) if (more.has(pair)) shared++;
  return less.size >= rule.copy_pairs && shared >= rule.copy_share * less.size;
}

/**
 * A row knows one place and one force, and no voice: whether reports are independent cannot be told, copies can.
 *
 * @returns {Array} links as a card has them: event, kind, copy, reasons
 */
function relatedRows(model, index) {
  const { rule } = model.spec.packed;
  if (!rule || index >= model.placed) return [];
  const days = (i) => {
    if (model.day[i]) return [model.day[i], model.day[i] + model.span[i], "days"];
    const published = dayOf(model.sources.at(model.source[i]).published);
    return published === null ? null : [published - rule.news_days, published, "published"];
  };
  const own = days(index);
  if (!own) return [];
  const { _lat, _lon, radius, source, type, actor, modality } = model, { radius_units: unit, degree_units: units } = model.spec.packed, denied = model.spec.packed.modalities.indexOf("denied");
  const here = [model.lat(index), model.lon(index)], group = rule.groups[type[index]], words = wordPairs(model.textOf(index)), links = [];
  const width = (i) => radius[i] / unit;
  for (let i = 0; i < model.placed; i++) {
    if (i === index || rule.groups[type[i]] !== group || source[i] === source[index]) continue;
    const reach = Math.max(rule.same_place_km, width(i) + width(index)), box = (reach / DEGREE_KM) * units;
    if (Math.abs(_lat[i] - _lat[index]) > box || Math.abs(_lon[i] - _lon[index]) * Math.cos((here[0] * Math.PI) / 180) > box * 1.1) continue;
    const there = days(i), shared = actor[i] !== 0 && actor[i] === actor[index];
    if (!there || there[0] > own[1] + rule.slack_days || own[0] > there[1] + rule.slack_days) continue;
    const vague = Math.max(width(i), width(index)) > rule.vague_km || Math.max(there[1] - there[0], own[1] - own[0]) > rule.vague_days;
    if (!shared && (vague || (actor[i] && actor[index]))) continue;
    if (geodesic(here[0], here[1], model.lat(i), model.lon(i)).km > reach) continue;
    links.push({
      event: model.idOf(i), kind: (modality[i] === denied) === (modality[index] === denied) ? "same" : "denial",
      copy: isCopy(words, wordPairs(model.textOf(i)), rule),
      reasons: ["place", own[2] === "days" ? there[2] : "published", ...(shared ? ["force"] : [])],
    });
  }
  return links.sort((a, b) => (a.kind === "same") - (b.kind === "same") || a.copy - b.copy);
}
