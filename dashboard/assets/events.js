// The list of events. Words are set through textContent only.
const COLOUR = /^#[0-9a-f]{6}$/i;

function element(name, cls, text) {
  const node = document.createElement(name);
  if (cls) node.className = cls;
  if (text !== undefined) node.textContent = text;
  return node;
}

function entry(item, chosen, pick) {
  const button = element("button");
  button.type = "button";
  button.dataset.event = item.id;
  button.setAttribute("aria-pressed", String(item.id === chosen));
  button.onclick = () => pick(item.id);
  const bar = element("span", "bar");
  const kind = element("span", `kind${item.modality === "denied" ? " denied" : ""}`, item.kind);
  if (COLOUR.test(item.colour)) {
    bar.style.background = item.colour;
    kind.style.color = item.colour;
  }
  const what = element("span");
  what.append(kind, element("span", "put", ` · ${item.put}`));
  const top = element("div", "top");
  const date = element("bdi", "date", item.date);
  top.append(what, date);
  const where = element("div", "where");
  where.append(element("bdi", "", item.place));
  const summary = element("div", "summary", item.summary);
  summary.dir = "auto";
  const body = element("div");
  body.append(top, where, summary);
  button.append(bar, body);
  return button;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const old = root.querySelector(".scroll");
  const place = old ? old.scrollTop : 0;
  const scroll = element("div", "scroll");
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", data.label);
  scroll.dir = data.dir || "ltr";
  scroll.style.maxHeight = `${data.height}px`;
  scroll.append(...data.items.map((item) => entry(item, data.event, (id) => setTriggerValue("picked", id))));
  root.replaceChildren(scroll);
  scroll.scrollTop = place;
  const chosen = scroll.querySelector("[aria-pressed=true]");
  if (!chosen) return;
  requestAnimationFrame(() => {
    const top = chosen.offsetTop - scroll.offsetTop;
    const seen = top >= scroll.scrollTop && top + chosen.offsetHeight <= scroll.scrollTop + scroll.clientHeight;
    if (!seen) scroll.scrollTop = top - scroll.clientHeight / 3;
  });
}
