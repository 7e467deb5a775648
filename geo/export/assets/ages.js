/* Age: the longer an event lies before the day looked at, the paler the fill of its mark. Outline and glyph stay. */

/** A week, a month, a quarter before the day looked at; what is older is one class more. */
const AGE_DAYS = [7, 30, 90];
/** How much of its colour a mark keeps at each age. */
const AGE_SHARE = [1, 0.6, 0.3, 0.08];
/** The same for the ring of a cluster, which has its colours only there. */
const AGE_RING_SHARE = [1, 0.7, 0.5, 0.36];
/** Width of what has no fill to pale, at each age, share of the full width. */
const AGE_WIDTH = [1, 0.8, 0.65, 0.5];
const PAPER = "#fffdf8", INK = "#000000";
/** Outline and glyph of a paler mark: dark enough for 3 to 1 (WCAG 1.4.11) upon each fill, share of the colour. */
const DEEP_SHARE = 0.62;

/** One colour with so much of another. */
function mix(colour, other, share) {
  const part = (text, at) => parseInt(text.slice(at, at + 2), 16);
  return "#" + [1, 3, 5].map((at) => Math.round(part(colour, at) * share + part(other, at) * (1 - share)).toString(16).padStart(2, "0")).join("");
}

/** Which class of age events have, seen from the last day that the time filter lets through. */
class Ages {
  constructor(model) {
    Object.assign(this, { model, on: true, day: null });
  }

  look(filter) { this.day = dayOf(filter.to) ?? this.model.days?.[1] ?? null; }

  /** 0 (new, or no date: what is unknown is not old) to 3. */
  of(index) {
    const day = this.on && this.day !== null ? this.model.lastDay(index) : null;
    return day === null ? 0 : ageClass(this.day - day);
  }
}

/** Fill and line of a mark of a colour at an age. */
function aged(colour, age) {
  return [mix(colour, PAPER, AGE_SHARE[age]), age ? mix(colour, INK, DEEP_SHARE) : colour];
}

function ageClass(days) {
  return days <= AGE_DAYS[0] ? 0 : days <= AGE_DAYS[1] ? 1 : days <= AGE_DAYS[2] ? 2 : 3;
}
