/* A histogram of the dated events over two handles, with play. */

const BINS = 48;
/** Milliseconds from one step of play to the next. */
const PLAY_MS = 450;

class TimeSlider {
  constructor(model, change) {
    Object.assign(this, { model, change, timer: null });
    const { words } = model;
    if (!model.days) {
      this.node = el("div", { hidden: true });
      return;
    }
    const [first, last] = model.days;
    const handle = (value, label) => el("input", { type: "range", min: first, max: last, value, "aria-label": `${words.dates}: ${label}`, on: { input: () => this._moved() } });
    this.low = handle(first, "1");
    this.high = handle(last, "2");
    this.out = el("output");
    this.undated = el("input", { type: "checkbox", checked: true, on: { change: () => this._moved() } });
    this.button = el("button", { type: "button", class: "link", text: words.play, on: { click: () => (this.timer ? this.stop() : this.play()) } });
    this.bars = svg("svg", { viewBox: `0 0 ${BINS} 24`, preserveAspectRatio: "none", class: "bars", "aria-hidden": "true" });
    this._bins();
    this.node = el("div", { class: "times", dir: "ltr" }, el("div", { class: "head", dir: "auto" }, el("span", { text: words.dates }), this.out, this.button),
      this.bars, el("div", { class: "handles" }, this.low, this.high),
      el("label", { class: "check", dir: "auto" }, this.undated, words.undated));
    this._say();
  }

  _bins() {
    const [first, last] = this.model.days, span = Math.max(1, last - first + 1), counts = new Array(BINS).fill(0);
    this.model.eachDay((from, to) => counts[Math.min(BINS - 1, Math.floor((((from + to) / 2 - first) / span) * BINS))]++);
    const top = Math.max(...counts, 1);
    this.bars.append(...counts.map((count, i) => {
      const height = count ? 3 + 20 * (count / top) : 0.5;
      return svg("rect", { x: i + 0.1, y: 24 - height, width: 0.8, height });
    }));
  }

  _range() {
    const a = Number(this.low.value), b = Number(this.high.value);
    return [Math.min(a, b), Math.max(a, b)];
  }

  _say() {
    const day = dayFormatter(this.model.words), [a, b] = this._range();
    this.out.textContent = `${day(isoOf(a))} – ${day(isoOf(b))}`;
    const [first, last] = this.model.days, span = Math.max(1, last - first + 1);
    [...this.bars.children].forEach((bar, i) => {
      const at = first + ((i + 0.5) / BINS) * span;
      bar.setAttribute("class", at >= a - span / BINS && at <= b + span / BINS ? "in" : "out");
    });
  }

  _moved() {
    this._say();
    const [a, b] = this._range(), [first, last] = this.model.days;
    this.change({ from: a > first ? isoOf(a) : null, to: b < last ? isoOf(b) : null, undated: this.undated.checked });
  }

  play() {
    const [first, last] = this.model.days, step = Math.max(1, Math.round((last - first) / BINS));
    if (this._range()[1] >= last) this.high.value = String(first);
    this.low.value = String(first);
    this.button.textContent = this.model.words.pause;
    this.timer = setInterval(() => {
      const next = this._range()[1] + step;
      this.high.value = String(Math.min(next, last));
      this._moved();
      if (next >= last) this.stop();
    }, PLAY_MS);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    if (this.button) this.button.textContent = this.model.words.play;
  }

  set(filter) {
    if (!this.model.days) return;
    this.low.value = String(dayOf(filter.from) ?? this.model.days[0]);
    this.high.value = String(dayOf(filter.to) ?? this.model.days[1]);
    this.undated.checked = filter.undated;
    this._say();
  }
}
