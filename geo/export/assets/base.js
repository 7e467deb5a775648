/* Small tools: elements without HTML strings, text folding, dates, distances on the ellipsoid. */

const SVG = "http://www.w3.org/2000/svg";

/** Make an element; `text` goes in as text, never as markup. */
function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "text") node.textContent = value;
    else if (key === "css") for (const [name, worth] of Object.entries(value)) node.style.setProperty(name, worth); // CSP forbids style=""
    else if (key === "on") for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** Fold a text for search, as geo.language.normalize folds words. */
function fold(text) {
  return text
    .normalize("NFKC").toLowerCase().normalize("NFD")
    .replace(/[\u0300-\u036f\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u061c'’`ʿʾʻʼ]/g, "")
    .replace(/[آأإٱ]/g, "ا").replace(/[ىئی]/g, "ي").replace(/ؤ/g, "و").replace(/[ةہھە]/g, "ه").replace(/ء/g, "")
    .replace(/[کگ]/g, "ك").replace(/ڤ/g, "ف").replace(/ڨ/g, "ق").replace(/پ/g, "ب").replace(/چ/g, "ش")
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/ß/g, "ss").replace(/ø/g, "o").replace(/ł/g, "l");
}

const DAY_MS = 86400000;

/** Days since 1970 of an ISO date, or null. */
function dayOf(iso) {
  return iso ? Math.round(Date.parse(iso + "T00:00:00Z") / DAY_MS) : null;
}

function isoOf(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** A formatter of days in the interface's language. The browser's own takes longer to load than a large map to draw. */
function dayFormatter(words) {
  const months = words.months.split(" ");
  return (iso) => `${Number(iso.slice(8, 10))} ${months[Number(iso.slice(5, 7)) - 1]} ${Number(iso.slice(0, 4))}`;
}

/** A whole number with its thousands apart. */
function grouped(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, ","); }

/** Do something when the page is at rest, or now, if the function returned is called before; once. */
function later(work) {
  let open = true;
  const now = () => {
    if (open) work();
    open = false;
  };
  (globalThis.requestIdleCallback || setTimeout)(() => now());
  return now;
}

/**
 * Distance in km and initial bearing in degrees on WGS84, after Vincenty (1975).
 * Points nearly opposite each other do not converge: there the sphere answers.
 */
function geodesic(lat1, lon1, lat2, lon2) {
  const rad = Math.PI / 180, a = 6378.137, f = 1 / 298.257223563, b = a * (1 - f);
  const u1 = Math.atan((1 - f) * Math.tan(lat1 * rad)), u2 = Math.atan((1 - f) * Math.tan(lat2 * rad));
  const s1 = Math.sin(u1), c1 = Math.cos(u1), s2 = Math.sin(u2), c2 = Math.cos(u2), length = (lon2 - lon1) * rad;
  let lambda = length, previous = Infinity;
  for (let turn = 0; turn < 60; turn++) {
    const sl = Math.sin(lambda), cl = Math.cos(lambda);
    const sinSigma = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
    if (sinSigma === 0) return { km: 0, bearing: 0 };
    const cosSigma = s1 * s2 + c1 * c2 * cl, sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (c1 * c2 * sl) / sinSigma, cos2Alpha = 1 - sinAlpha * sinAlpha;
    const mid = cos2Alpha ? cosSigma - (2 * s1 * s2) / cos2Alpha : 0;
    const c = (f / 16) * cos2Alpha * (4 + f * (4 - 3 * cos2Alpha));
    previous = lambda;
    lambda = length + (1 - c) * f * sinAlpha * (sigma + c * sinSigma * (mid + c * cosSigma * (2 * mid * mid - 1)));
    if (Math.abs(lambda - previous) < 1e-12) {
      const k = (cos2Alpha * (a * a - b * b)) / (b * b);
      const big = 1 + (k / 16384) * (4096 + k * (-768 + k * (320 - 175 * k)));
      const small = (k / 1024) * (256 + k * (-128 + k * (74 - 47 * k)));
      const delta = small * sinSigma * (mid + (small / 4) * (cosSigma * (2 * mid * mid - 1)
        - (small / 6) * mid * (4 * sinSigma * sinSigma - 3) * (4 * mid * mid - 3)));
      const bearing = Math.atan2(c2 * sl, c1 * s2 - s1 * c2 * cl) / rad;
      return { km: b * big * (sigma - delta), bearing: (bearing + 360) % 360 };
    }
  }
  const h = Math.sin(((lat2 - lat1) * rad) / 2) ** 2
    + Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(length / 2) ** 2;
  return { km: 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(h))), bearing: 0 };
}

/** The point at a distance in km and an initial bearing in degrees on WGS84, after Vincenty (1975): {lat, lon}. */
function along(lat, lon, bearing, km) {
  const rad = Math.PI / 180, a = 6378.137, f = 1 / 298.257223563, b = a * (1 - f);
  const sa = Math.sin(bearing * rad), ca = Math.cos(bearing * rad), tanU = (1 - f) * Math.tan(lat * rad);
  const cosU = 1 / Math.hypot(1, tanU), sinU = tanU * cosU, sigma1 = Math.atan2(tanU, ca);
  const sinAlpha = cosU * sa, cos2Alpha = 1 - sinAlpha * sinAlpha, k = (cos2Alpha * (a * a - b * b)) / (b * b);
  const big = 1 + (k / 16384) * (4096 + k * (-768 + k * (320 - 175 * k)));
  const small = (k / 1024) * (256 + k * (-128 + k * (74 - 47 * k)));
  let sigma = km / (b * big);
  for (let turn = 0; turn < 60; turn++) {
    const mid = Math.cos(2 * sigma1 + sigma), s = Math.sin(sigma), c = Math.cos(sigma), before = sigma;
    sigma = km / (b * big) + small * s * (mid + (small / 4) * (c * (2 * mid * mid - 1) - (small / 6) * mid * (4 * s * s - 3) * (4 * mid * mid - 3)));
    if (Math.abs(sigma - before) < 1e-12) break;
  }
  const s = Math.sin(sigma), c = Math.cos(sigma), mid = Math.cos(2 * sigma1 + sigma), down = sinU * s - cosU * c * ca;
  const there = Math.atan2(sinU * c + cosU * s * ca, (1 - f) * Math.hypot(sinAlpha, down));
  const lambda = Math.atan2(s * sa, cosU * c - sinU * s * ca), share = (f / 16) * cos2Alpha * (4 + f * (4 - 3 * cos2Alpha));
  const turn = lambda - (1 - share) * f * sinAlpha * (sigma + share * s * (mid + share * c * (2 * mid * mid - 1)));
  return { lat: there / rad, lon: lon + turn / rad };
}

/** Bytes of a base64 text. */
function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Unzip a base64 text and tell its bytes part by part, as they come. */
async function unzip(base64, tell) {
  const packed = bytesOf(base64), gunzip = new DecompressionStream("gzip"), writer = gunzip.writable.getWriter();
  for (const step of [writer.write(packed), writer.close()]) step.catch(() => {}); // a failure shows at the reading end
  for (const reader = gunzip.readable.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return;
    tell(value);
  }
}

/** Bytes of a base64 text, unzipped. */
async function unpack(base64) {
  const parts = [];
  await unzip(base64, (part) => parts.push(part));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The signed number that a zigzag one stands for, as geo.export.packed.zigzag. */
function signed(zigzag) { return (zigzag >>> 1) ^ -(zigzag & 1); }

/** Bytes that numbers up to one take, as geo.export.packed.width_of. */
function widthOf(most) { return most <= 0xff ? 1 : most <= 0xffff ? 2 : 4; }

/** Columns of numbers that come plane by plane, lowest bytes first, written in place as they come: never held twice. */
class Columns {
  /** `layout` holds count and width in bytes of each column. */
  constructor(layout) {
    this.all = layout.map(([count, width]) => new { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[width](count));
    this._planes = this.all.flatMap((column) => Array.from({ length: column.BYTES_PER_ELEMENT }, (_, plane) => [new Uint8Array(column.buffer), plane, column.BYTES_PER_ELEMENT]));
    this._at = 0;
  }

  /** Take the next bytes; returns how many were left over. */
  write(bytes) {
    let from = 0;
    while (from < bytes.length && this._planes.length) {
      const [out, plane, width] = this._planes[0], count = out.length / width, end = Math.min(count, this._at + bytes.length - from);
      if (width === 1) out.set(bytes.subarray(from, from + end - this._at), this._at);
      else for (let i = this._at * width + plane, at = from; i < end * width; i += width) out[i] = bytes[at++]; // numbers lie lowest byte first
      from += end - this._at;
      this._at = end;
      if (end < count) break;
      this._planes.shift();
      this._at = 0;
    }
    return bytes.length - from;
  }
}
