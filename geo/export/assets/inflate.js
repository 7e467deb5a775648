/* DEFLATE (RFC 1951) in one go. The browser's own is a stream: a card that is opened cannot wait for it. */

/** Extra bits of a code for a length from 257, and of a distance (RFC 1951, 3.2.5). */
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
/** The order in which the lengths of the codes for code lengths are written. */
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The least length or distance of each code: where the one before ends. */
function bases(first, extra) {
  const out = [first];
  for (let i = 1; i < extra.length; i++) out.push(out[i - 1] + 2 ** extra[i - 1]);
  return out;
}

const LENGTH_BASE = bases(3, LENGTH_BITS), DISTANCE_BASE = bases(1, DISTANCE_BITS);
LENGTH_BASE[28] = 258; // the longest has a code of its own

/** A table by the next bits of the stream: symbol × 16 + length of its code. */
function huffman(lengths) {
  const most = Math.max(1, ...lengths), table = new Uint16Array(1 << most), next = [0, 0], count = new Uint16Array(16);
  for (const length of lengths) count[length]++;
  for (let length = 1, code = count[0] = 0; length <= most; length++) next[length] = code = (code + count[length - 1]) << 1;
  lengths.forEach((length, symbol) => {
    if (!length) return;
    let code = next[length]++, turned = 0;
    for (let i = 0; i < length; i++, code >>= 1) turned = (turned << 1) | (code & 1); // codes stand highest bit first
    for (let at = turned; at < table.length; at += 1 << length) table[at] = symbol * 16 + length;
  });
  return { table, mask: table.length - 1 };
}

const FIXED = [
  huffman(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))), huffman(new Array(30).fill(5)),
];

/** Unpack a raw stream of bytes whose unpacked size is known; it may refer back into a dictionary. */
function inflate(bytes, size, dictionary = new Uint8Array()) {
  const out = new Uint8Array(dictionary.length + size);
  let at = 0, held = 0, bits = 0, end = dictionary.length;
  out.set(dictionary);
  const take = (count) => {
    for (; bits < count; bits += 8) held |= bytes[at++] << bits;
    const value = held & ((1 << count) - 1);
    held >>>= count;
    bits -= count;
    return value;
  };
  const symbol = ({ table, mask }) => {
    for (; bits < 15; bits += 8) held |= bytes[at++] << bits; // beyond the end undefined counts as 0
    const entry = table[held & mask];
    held >>>= entry & 15;
    bits -= entry & 15;
    return entry >> 4;
  };
  const tables = () => {
    const literals = take(5) + 257, distances = take(5) + 1, codes = new Array(19).fill(0), lengths = [];
    for (let i = 0, count = take(4) + 4; i < count; i++) codes[CODE_ORDER[i]] = take(3);
    for (const table = huffman(codes); lengths.length < literals + distances;) {
      const code = symbol(table);
      if (code < 16) lengths.push(code);
      else for (let value = code === 16 ? lengths[lengths.length - 1] : 0, n = code === 16 ? 3 + take(2) : code === 17 ? 3 + take(3) : 11 + take(7); n > 0; n--) lengths.push(value);
    }
    return [huffman(lengths.slice(0, literals)), huffman(lengths.slice(literals))];
  };
  const damaged = () => { throw new RangeError("a packed block is damaged"); };
  for (let last = 0; !last;) {
    if (at > bytes.length) damaged();
    last = take(1);
    const kind = take(2);
    if (kind === 0) {
      at -= bits >> 3; // whole bytes read ahead
      held = bits = 0;
      const length = bytes[at] | (bytes[at + 1] << 8);
      out.set(bytes.subarray(at + 4, at + 4 + length), end);
      at += 4 + length;
      end += length;
      continue;
    }
    const [literals, distances] = kind === 1 ? FIXED : tables();
    for (let code = symbol(literals); code !== 256; code = symbol(literals)) {
      if (end >= out.length) damaged();
      if (code < 256) {
        out[end++] = code;
        continue;
      }
      const length = LENGTH_BASE[code - 257] + take(LENGTH_BITS[code - 257]), far = symbol(distances);
      for (let from = end - DISTANCE_BASE[far] - take(DISTANCE_BITS[far]), to = end + length; end < to;) out[end++] = out[from++];
    }
  }
  if (end !== out.length) damaged();
  return out.subarray(dictionary.length);
}

/** Blocks unpacked last that are kept: the neighbours of a row stand in few. */
const BLOCKS_KEPT = 16;

/** Lines of a block and bytes of the dictionary that its followers refer to, as geo.export.packed packs them. */
const BLOCK_LINES = 2048, DICTIONARY_SIZE = 32768;

/** Lines of text that stay packed until one is read (geo.export.packed.packed_lines tells the layout). */
class Lines {
  constructor(base64) {
    this._bytes = bytesOf(base64);
    const view = new DataView(this._bytes.buffer, this._bytes.byteOffset), count = this._bytes.length ? view.getUint32(0, true) : 0;
    this.blocks = [];
    for (let i = 0, at = 4 + 8 * count; i < count; i++) {
      const size = view.getUint32(4 + 8 * i, true);
      this.blocks.push({ at, size, full: view.getUint32(8 + 8 * i, true) });
      at += size;
    }
    this._kept = new Map();
  }

  /** The text of a block, its lines apart by line breaks. */
  text(block) { return new TextDecoder().decode(this._unpacked(block)); }

  _unpacked(block) {
    const { at, size, full } = this.blocks[block];
    if (block) this._dictionary ??= this._unpacked(0).slice(-DICTIONARY_SIZE);
    return inflate(this._bytes.subarray(at, at + size), full, block ? this._dictionary : undefined);
  }

  line(index) {
    const block = Math.floor(index / BLOCK_LINES), lines = this._kept.get(block) || this.text(block).split("\n");
    this._kept.delete(block); // the one read last goes last
    this._kept.set(block, lines);
    if (this._kept.size > BLOCKS_KEPT) this._kept.delete(this._kept.keys().next().value);
    return lines[index % BLOCK_LINES];
  }
}
