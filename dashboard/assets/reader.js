// The article reader. Words are set through textContent only.
function element(name, cls, text) {
  const node = document.createElement(name);
  if (cls) node.className = cls;
  if (text !== undefined) node.textContent = text;
  return node;
}

// kinds come from our own code, but a class name is still checked before it becomes one
const SAFE = /^[a-z-]+$/;

function piece(part, chosen, pick) {
  const kinds = part.k.filter((kind) => SAFE.test(kind));
  const on = part.e.includes(chosen);
  const states = part.e.length > 0;
  const node = element("span", [...kinds, ...(states ? ["ev"] : []), ...(on ? ["on"] : [])].join(" "), part.t);
  if (part.tip) node.title = part.tip;
  if (states) {
    node.dataset.event = part.e[0];
    node.onclick = () => {
      // sentences that state several events: each click goes to the next one
      const next = part.e[(part.e.indexOf(chosen) + 1) % part.e.length];
      if (next !== chosen) pick(next);
    };
  }
  return node;
}

function line(passage, data, pick) {
  const role = SAFE.test(passage.role) ? passage.role : "ui";
  const row = element("div", `line ${role}${passage.furniture ? " furniture" : ""}`);
  row.append(element("span", "role", passage.hidden ? "" : passage.label));
  const words = element("div", "words", passage.hidden ? passage.label : undefined);
  if (!passage.hidden) words.dir = passage.furniture ? "auto" : data.dir;
  let reached = "";
  for (const part of passage.pieces) {
    const node = piece(part, data.event, pick);
    const first = part.e.find((id) => !reached.includes(id));
    if (first) {
      // one stop for the keyboard per sentence
      reached += ` ${part.e.join(" ")}`;
      node.tabIndex = 0;
      node.setAttribute("role", "button");
      node.onkeydown = (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          node.click();
        }
      };
    }
    words.append(node);
  }
  row.append(words);
  return row;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const old = root.querySelector(".scroll");
  const place = old ? old.scrollTop : 0;
  const same = root.dataset.article === JSON.stringify(data.lines.length ? data.lines[0].pieces : []);
  const pick = (id) => setTriggerValue("picked", id);

  const scroll = element("div", data.roles ? "scroll" : "scroll narrow");
  scroll.dir = data.dir;
  scroll.style.maxHeight = `${data.height}px`;
  scroll.append(...data.lines.map((passage) => line(passage, data, pick)));

  const legend = element("div", "legend");
  for (const entry of data.legend) {
    const item = element("span");
    item.append(element("i", SAFE.test(entry.kind) ? entry.kind : ""), element("bdi", "", entry.label));
    legend.append(item);
  }
  root.replaceChildren(...(data.legend.length ? [legend] : []), scroll);
  root.dataset.article = JSON.stringify(data.lines.length ? data.lines[0].pieces : []);
  root.dataset.event = data.event;

  const target = scroll.querySelector(".on");
  if (!target) {
    scroll.scrollTop = same ? place : 0;
    return;
  }
  // only the article scrolls, never the page: the map stays in view
  requestAnimationFrame(() => {
    const offset = target.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
    if (offset < 0 || offset > scroll.clientHeight - 60) scroll.scrollTop += offset - scroll.clientHeight / 3;
  });
}
