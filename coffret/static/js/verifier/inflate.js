// Unfolds a small zlib block (a profile, a text) at once; pixels go through the browser's own, piece by piece.
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
  12289, 16385, 24577,
];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const NOTHING = new Uint8Array(0);

class Ended extends Error {}
class Wrong extends Error {}

// Up to `limit` bytes of what `data` unfolds to: all that comes before a cut, nothing when the data are wrong.
export function inflated(data, limit) {
  const reader = new Reader(data, limit);
  try {
    if ((data[0] & 15) !== 8 || ((data[0] << 8) | data[1]) % 31 || data[1] & 32) return NOTHING;
    while (!reader.block());
  } catch (problem) {
    if (problem instanceof Wrong) return NOTHING;
    if (!(problem instanceof Ended)) throw problem;
  }
  return Uint8Array.from(reader.out);
}

class Reader {
  constructor(data, limit) {
    this.data = data;
    this.limit = limit;
    this.at = 16; // in bits, after the two bytes of the header
    this.out = [];
  }

  bits(count) {
    let value = 0;
    for (let n = 0; n < count; n++, this.at++) {
      if (this.at >> 3 >= this.data.length) throw new Ended();
      value |= ((this.data[this.at >> 3] >> (this.at & 7)) & 1) << n;
    }
    return value;
  }

  put(byte) {
    if (this.out.length >= this.limit) throw new Ended();
    this.out.push(byte);
  }

  // One block; true after the last.
  block() {
    const last = this.bits(1);
    const kind = this.bits(2);
    if (kind === 0) this.stored();
    else if (kind === 1) this.coded(fixed(), table(Array(30).fill(5)));
    else if (kind === 2) this.coded(...this.tables());
    else throw new Wrong();
    return last;
  }

  stored() {
    this.at = (this.at + 7) & ~7;
    const length = this.bits(16);
    if ((this.bits(16) ^ length) !== 0xffff) throw new Wrong();
    for (let n = 0; n < length; n++) this.put(this.bits(8));
  }

  tables() {
    const [literals, distances, codes] = [257 + this.bits(5), 1 + this.bits(5), 4 + this.bits(4)];
    const first = Array(19).fill(0);
    for (let n = 0; n < codes; n++) first[ORDER[n]] = this.bits(3);
    const small = table(first);
    const lengths = [];
    while (lengths.length < literals + distances) {
      const symbol = this.symbol(small);
      if (symbol < 16) lengths.push(symbol);
      else if (symbol === 16 && !lengths.length) throw new Wrong();
      else {
        const [value, least, more] = { 16: [lengths.at(-1), 3, 2], 17: [0, 3, 3], 18: [0, 11, 7] }[symbol];
        lengths.push(...Array(least + this.bits(more)).fill(value));
      }
    }
    return [table(lengths.slice(0, literals)), table(lengths.slice(literals, literals + distances))];
  }

  symbol({ counts, symbols }) {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length < 16; length++) {
      code |= this.bits(1);
      const count = counts[length];
      if (code - count < first) return symbols[index + code - first];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Wrong();
  }

  coded(literals, distances) {
    for (let symbol = this.symbol(literals); symbol !== 256; symbol = this.symbol(literals)) {
      if (symbol < 256) this.put(symbol);
      else this.repeated(symbol - 257, distances);
    }
  }

  repeated(place, distances) {
    if (place >= LENGTHS.length) throw new Wrong();
    const length = LENGTHS[place] + this.bits(place < 8 || place === 28 ? 0 : (place >> 2) - 1);
    const back = this.symbol(distances);
    const distance = DISTANCES[back] + this.bits(back < 4 ? 0 : (back >> 1) - 1);
    if (!(distance <= this.out.length)) throw new Wrong();
    for (let n = 0; n < length; n++) this.put(this.out[this.out.length - distance]);
  }
}

function table(lengths) {
  const counts = Array(16).fill(0);
  lengths.forEach((length) => { counts[length] += length > 0; });
  const symbols = lengths.map((length, symbol) => ({ length, symbol })).filter(({ length }) => length)
    .sort((one, other) => one.length - other.length || one.symbol - other.symbol).map(({ symbol }) => symbol);
  return { counts, symbols };
}

function fixed() {
  return table([...Array(144).fill(8), ...Array(112).fill(9), ...Array(24).fill(7), ...Array(8).fill(8)]);
}
