/* Build geo/export/assets/nato.js: the APP-6 frame and icons that the map can show instead of its own symbols.
 *
 * Usage: npm pack milsymbol@3.0.4 && tar xzf milsymbol-3.0.4.tgz
 *        node scripts/build_nato.mjs package/dist/milsymbol.js
 *
 * milsymbol is MIT, © 2017 Måns Beckman. Only what it draws is kept, as paths; nothing of it runs in the page.
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

/** Context reality, identity neutral: a frame must not say whose side the reader is on. */
const HEAD = "1004";
/**
 * Event types for which the standard has an icon: symbol set and entity (APP-6D). It has none for a deployment, a
 * movement and the like as such: there our own glyph stands in the frame.
 */
const ICONS = {
  presence: ["10", "000000"], // a land unit of no stated kind: the frame alone
  recon: ["10", "121300"], // reconnaissance
  delivery: ["10", "163400"], // supply
  construction: ["10", "140700"], // engineer
  strike: ["40", "110600"], // explosion
  naval: ["30", "120000"], // military ship
};

const source = process.argv[2];
const ms = createRequire(import.meta.url)(resolve(source));
const draw = ([set, entity]) => {
  const symbol = new ms.Symbol(`${HEAD}${set}0000${entity}0000`, { size: 40 });
  if (!symbol.isValid()) throw new Error(`milsymbol does not know ${set} ${entity}`);
  const text = symbol.asSVG(), [, box] = text.match(/viewBox="([^"]+)"/);
  const paths = [...text.matchAll(/<path d="([^"]+)" stroke-width="([^"]+)" stroke="([^"]+)" fill="([^"]+)"/g)];
  if (paths.length !== text.split("<path").length - 1 || /<(?!\/?(svg|path))/.test(text)) throw new Error(`${set} ${entity}: more than paths`);
  return { box, paths: paths.map(([, d, width, stroke, fill]) => [d.trim(), Number(width), stroke, fill]) };
};
const drawn = Object.entries(ICONS).map(([type, code]) => [type, draw(code)]);
const { box, paths: [frame] } = drawn[0][1];
for (const [type, symbol] of drawn) if (symbol.box !== box || symbol.paths[0][0] !== frame[0]) throw new Error(`${type}: another frame`);
const lines = drawn.map(([type, { paths }]) => `    ${type}: ${JSON.stringify(paths.slice(1))},`);
const out = `/* Made by scripts/build_nato.mjs: the neutral frame of APP-6D and its icons as [path, width, stroke, fill].
 * Drawn by milsymbol ${ms.getVersion?.() ?? "3.0.4"}, MIT, © 2017 Måns Beckman (data/LICENSES.md). */
const NATO = {
  box: "${box}", frame: ${JSON.stringify(frame[0])}, fill: "#aaffaa",
  icons: {
${lines.join("\n")}
  },
};
`;
writeFileSync(new URL("../geo/export/assets/nato.js", import.meta.url), out);
