/* Coordinates as people write them, never finer than the uncertainty: decimal, DMS, MGRS. */

/** Decimals of a degree that an uncertainty in km still supports. */
function decimals(km) {
  if (km === null || km === undefined) return 2;
  return km <= 1 ? 3 : km <= 10 ? 2 : km <= 100 ? 1 : 0;
}

/** Isolated: it reads left to right in any text. */
function isolated(text) { return `\u2066${text}\u2069`; }

/** "27.65°N 14.27°E" */
function degrees(lat, lon, km) {
  const digits = decimals(km), side = (value, plus, minus) => `${Math.abs(value).toFixed(digits)}°${value < 0 ? minus : plus}`;
  return isolated(`${side(lat, "N", "S")} ${side(lon, "E", "W")}`);
}

/** "27°39′N 14°16′E": seconds only where the place is known to a kilometre. */
function dms(lat, lon, km) {
  const unit = km !== null && km <= 1 ? 3600 : km === null || km <= 100 ? 60 : 1;
  const side = (value, plus, minus) => {
    const whole = Math.round(Math.abs(value) * unit), degree = Math.floor(whole / unit);
    const minutes = unit > 1 ? `${String(Math.floor(whole / (unit / 60)) % 60).padStart(2, "0")}′` : "";
    const seconds = unit > 60 ? `${String(whole % 60).padStart(2, "0")}″` : "";
    return `${degree}°${minutes}${seconds}${value < 0 ? minus : plus}`;
  };
  return isolated(`${side(lat, "N", "S")} ${side(lon, "E", "W")}`);
}

const BANDS = "CDEFGHJKLMNPQRSTUVWX", COLUMNS = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"], ROWS = "ABCDEFGHJKLMNPQRSTUV";

/** The UTM zone of a point, with the exceptions of Norway and Svalbard. */
function utmZone(lat, lon) {
  if (lat >= 56 && lat < 64 && lon >= 3 && lon < 12) return 32;
  if (lat >= 72 && lon >= 0 && lon < 42) return lon < 9 ? 31 : lon < 21 ? 33 : lon < 33 ? 35 : 37;
  return Math.min(60, Math.floor((lon + 180) / 6) + 1);
}

/** Easting and northing in metres on WGS84, by the series of Krüger (1912) to the third order: millimetres within a zone. */
function utm(lat, lon) {
  const zone = utmZone(lat, lon), rad = Math.PI / 180, f = 1 / 298.257223563, n = f / (2 - f), a = 6378137;
  const scale = (0.9996 * a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64), e = (2 * Math.sqrt(n)) / (1 + n);
  const alpha = [n / 2 - (2 * n ** 2) / 3 + (5 * n ** 3) / 16, (13 * n ** 2) / 48 - (3 * n ** 3) / 5, (61 * n ** 3) / 240];
  const sine = Math.sin(lat * rad), t = Math.sinh(Math.atanh(sine) - e * Math.atanh(e * sine)), turn = (lon - (zone * 6 - 183)) * rad;
  const xi = Math.atan2(t, Math.cos(turn)), eta = Math.asinh(Math.sin(turn) / Math.hypot(t, Math.cos(turn)));
  let east = eta, north = xi;
  alpha.forEach((factor, i) => {
    const k = 2 * (i + 1);
    north += factor * Math.sin(k * xi) * Math.cosh(k * eta);
    east += factor * Math.cos(k * xi) * Math.sinh(k * eta);
  });
  return { zone, east: 500000 + scale * east, north: (lat < 0 ? 10000000 : 0) + scale * north };
}

/** "33R TH 2 6": a square no smaller than the uncertainty; empty near the poles, which MGRS grids otherwise. */
function mgrs(lat, lon, km) {
  if (lat < -80 || lat >= 84) return "";
  const { zone, east, north } = utm(lat, lon), band = BANDS[Math.min(19, Math.floor((lat + 80) / 8))];
  const column = COLUMNS[zone % 3][Math.floor(east / 100000) - 1];
  const row = ROWS[(Math.floor(north / 100000) + (zone % 2 ? 0 : 5)) % 20];
  const digits = km === null || km === undefined || km > 10 ? 0 : km > 1 ? 1 : 2;
  const part = (metres) => String(Math.floor((metres % 100000) / 10 ** (5 - digits))).padStart(digits, "0");
  return isolated(`${zone}${band} ${column}${row}${digits ? ` ${part(east)} ${part(north)}` : ""}`);
}
