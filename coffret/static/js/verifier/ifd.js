// The directories of tags that TIFF and EXIF are made of: coffret/images/reading/ifd.py.
import { Broken, latin, Short } from "./source.js";

// Type of a value -> its bytes and how to read it; 5 and 10 are ratios of two.
const TYPES = {
  1: [1, "Uint8"], 2: [1, "Uint8"], 3: [2, "Uint16"], 4: [4, "Uint32"], 5: [8, "Uint32"], 6: [1, "Int8"],
  7: [1, "Uint8"], 8: [2, "Int16"], 9: [4, "Int32"], 10: [8, "Int32"], 11: [4, "Float32"], 12: [8, "Float64"],
  13: [4, "Uint32"], 16: [8, "BigUint64"], 17: [8, "BigInt64"], 18: [8, "BigUint64"],
};
const RATIOS = new Set([5, 10]);
const ENTRIES_LIMIT = 65_535;
const VALUE_LIMIT = 1 << 23;
const NUMBERS_LIMIT = 1 << 20;
// Tags read in one file, all directories together: these may overlap in a file made to waste time.
const TAGS_LIMIT = 1_000_000;

function view(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

export class Tree {
  constructor(file) {
    const head = file.exactly(0, 8);
    const order = { II: true, MM: false }[latin(head.subarray(0, 2))];
    const version = view(head).getUint16(2, order ?? true);
    if (order === undefined || ![42, 43].includes(version)) throw new Broken(0, "tiff");
    this.file = file;
    this.little = order;
    this.big = version === 43;
    this.budget = TAGS_LIMIT;
    this.first = this.big ? this.place(8) : this.integer(4, 4);
  }

  // The tags of the directory at a place, as {directory, next}; raises Short, Broken.
  directory(at) {
    const [head, width] = this.big ? [8, 20] : [2, 12];
    const count = this.integer(at, head);
    this.budget -= count;
    if (count > ENTRIES_LIMIT || at < 8 || this.budget < 0) throw new Broken(at, "directory");
    const data = view(this.file.exactly(at + head, count * width));
    const tags = new Map();
    for (let index = 0; index < count; index++) {
      const [tag, kind] = [data.getUint16(width * index, this.little), data.getUint16(width * index + 2, this.little)];
      if (!(kind in TYPES) || tags.has(tag)) continue;
      const number = this.big ? Number(data.getBigUint64(width * index + 4, this.little)) : data.getUint32(width * index + 4, this.little);
      tags.set(tag, this.located(kind, number, at + head + width * index + (this.big ? 12 : 8)));
    }
    return { tags, next: this.next(at + head + count * width) };
  }

  // The first values of an entry, ratios divided (0 when by nothing); none when it is absent; raises Short.
  numbers(entry, most = NUMBERS_LIMIT) {
    const raw = entry ? this.raw({ ...entry, count: Math.min(entry.count, most) }) : null;
    if (raw === null) return [];
    const [size, type] = [TYPES[entry.kind][0] / (RATIOS.has(entry.kind) ? 2 : 1), TYPES[entry.kind][1]];
    const data = view(raw);
    const values = Array.from({ length: raw.length / size }, (_, n) => Number(data[`get${type}`](n * size, this.little)));
    if (!RATIOS.has(entry.kind)) return values;
    return values.flatMap((value, n) => (n % 2 ? [] : [values[n + 1] ? value / values[n + 1] : 0]));
  }

  number(entry, otherwise = 0) {
    if (!entry || entry.count === 0) return otherwise;
    const [value] = this.numbers(entry, 1);
    return Math.abs(value) < 2 ** 63 ? Math.trunc(value) : otherwise;
  }

  raw(entry, limit = VALUE_LIMIT) {
    if (!entry) return null;
    const length = entry.count * TYPES[entry.kind][0];
    return length > limit ? null : this.file.exactly(entry.at, length);
  }

  located(kind, count, place) {
    const short = TYPES[kind][0] * count <= (this.big ? 8 : 4);
    return { kind, count, at: short ? place : this.place(place) };
  }

  next(end) {
    try {
      return this.place(end);
    } catch (problem) {
      if (problem instanceof Short) return 0;
      throw problem;
    }
  }

  // The offset written at a place.
  place(at) {
    return this.integer(at, this.big ? 8 : 4);
  }

  integer(at, length) {
    const data = view(this.file.exactly(at, length));
    if (length === 2) return data.getUint16(0, this.little);
    return length === 4 ? data.getUint32(0, this.little) : Number(data.getBigUint64(0, this.little));
  }
}
