// Follows every code of every scan of a JPEG, without making pixels: what a strict decoder would refuse is found.
import { Bits, END_OF_BLOCK, Fault, LOOK } from "./bits.js";
import { huffman, usual } from "./huffman.js";

const LOOK_MASK = (1 << LOOK) - 1;
const PROGRESSIVE = 0xc2;
const FRAMES = new Set([0xc0, 0xc1, PROGRESSIVE]);
const OTHER_FRAMES = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

// Returns null when the data are whole, {offset, detail} where they are not; undefined for a coding it cannot follow
// (arithmetic, lossless, hierarchical).
export function followed(data) {
  const state = { data, frame: null, tables: usual(), interval: 0 };
  try {
    return follow(state);
  } catch (problem) {
    if (problem instanceof Fault) return { offset: Math.min(problem.offset, data.length), detail: problem.detail };
    throw problem;
  }
}

function follow(state) {
  const { data } = state;
  let at = 2;
  let scans = 0;
  for (;;) {
    at = nextMarker(data, at);
    if (at < 0) throw new Fault(data.length, "end marker");
    const marker = data[at + 1];
    if (marker === 0xd9) break;
    if (marker >= 0xd0 && marker <= 0xd7) throw new Fault(at, "restart marker");
    if (OTHER_FRAMES.has(marker)) return undefined;
    const length = (data[at + 2] << 8) | data[at + 3];
    const end = at + 2 + length;
    if (!(length >= 2) || end > data.length) throw new Fault(at, "segment");
    if (FRAMES.has(marker)) frame(state, marker, at + 4, end);
    else if (marker === 0xc4) tables(state, at + 4, end);
    else if (marker === 0xdd) state.interval = (data[at + 4] << 8) | data[at + 5];
    else if (marker === 0xda) {
      at = scan(state, at + 4, end);
      scans++;
      continue;
    }
    at = end;
  }
  if (!scans) throw new Fault(at, "scan");
  return null;
}

// Where the next marker begins (its 0xff, after fill bytes); anything before it is a fault.
function nextMarker(data, at) {
  if (at >= data.length) return -1;
  if (data[at] !== 0xff) throw new Fault(at, "data before a marker");
  while (data[at + 1] === 0xff) at++;
  return at + 1 < data.length ? at : -1;
}

function frame(state, marker, at, end) {
  const { data } = state;
  if (state.frame) throw new Fault(at, "second frame");
  const [height, width] = [(data[at + 1] << 8) | data[at + 2], (data[at + 3] << 8) | data[at + 4]];
  const count = data[at + 5];
  if (!height || !width || !count || at + 6 + 3 * count > end) throw new Fault(at, "frame");
  const parts = [];
  for (let n = 0; n < count; n++) {
    const place = at + 6 + 3 * n;
    const [h, v] = [data[place + 1] >> 4, data[place + 1] & 15];
    if (!h || !v || h > 4 || v > 4) throw new Fault(place, "sampling");
    parts.push({ id: data[place], h, v });
  }
  const [across, down] = [Math.max(...parts.map((part) => part.h)), Math.max(...parts.map((part) => part.v))];
  const [columns, rows] = [Math.ceil(width / (8 * across)), Math.ceil(height / (8 * down))];
  for (const part of parts) {
    part.wide = Math.ceil(Math.ceil((width * part.h) / across) / 8);
    part.high = Math.ceil(Math.ceil((height * part.v) / down) / 8);
    part.stride = columns * part.h;
    // Which coefficients of each block are known not to be zero: a refining scan has one more bit for each.
    if (marker === PROGRESSIVE) part.known = new Uint32Array(2 * part.stride * rows * part.v);
  }
  state.frame = { progressive: marker === PROGRESSIVE, parts, columns, rows };
}

function tables(state, at, end) {
  const { data } = state;
  while (at + 17 <= end) {
    const kind = data[at] >> 4 ? "ac" : "dc";
    const counts = data.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total > 256 || at + 17 + total > end || (data[at] & 0xef) > 3) throw new Fault(at, "Huffman table");
    const symbols = data.subarray(at + 17, at + 17 + total);
    if (kind === "dc" && symbols.some((symbol) => symbol > 15)) throw new Fault(at, "Huffman table");
    state.tables[kind][data[at] & 15] = huffman(counts, symbols, at);
    at += 17 + total;
  }
}

// Follow one scan; return the offset after its data.
function scan(state, at, end) {
  const { data } = state;
  if (!state.frame) throw new Fault(at, "scan before its frame");
  const parts = [];
  for (let n = 0; n < data[at]; n++) {
    const part = state.frame.parts.find((one) => one.id === data[at + 1 + 2 * n]);
    const tables = data[at + 2 + 2 * n];
    if (!part || tables === undefined) throw new Fault(at, "component");
    parts.push({ ...part, dc: state.tables.dc[tables >> 4], ac: state.tables.ac[tables & 15] });
  }
  const after = at + 1 + 2 * data[at];
  const band = { first: data[after], last: data[after + 1], high: data[after + 2] >> 4, low: data[after + 2] & 15 };
  if (!parts.length || parts.length > 4 || after + 3 > end || band.last > 63) throw new Fault(at, "scan");
  if (!(state.frame.progressive ? progresses(band, parts) : isWhole(band))) throw new Fault(at, "scan");
  const bits = new Bits(data, end);
  restarted(state, bits, parts, reader(state, bits, parts, band));
  return bits.at;
}

// A scan that holds everything.
function isWhole({ first, last, high, low }) {
  return first === 0 && last === 63 && !high && !low;
}

// A scan as a progression may have: light alone, or a band of one component; bits refined one at a time.
function progresses({ first, last, high, low }, parts) {
  const band = first === 0 ? last === 0 : last >= first && parts.length === 1;
  return band && low <= 13 && (high === 0 || low === high - 1);
}

// What reads the n-th unit of a scan (or more, when it returns how many): of one component a block, of several an MCU.
function reader(state, bits, parts, band) {
  const { progressive } = state.frame;
  const refining = band.high > 0;
  if (progressive && band.first > 0) {
    const [part] = parts;
    if (!part.ac) throw new Fault(bits.at, "Huffman table");
    const run = { left: 0 };
    return { run, unit: refining ? () => refineAc(bits, part, band, run) : () => firstAc(bits, part, band, run) };
  }
  if (progressive && refining) return { unit: (blocks) => bits.skipMany(blocks) };
  if (parts.some((part) => !part.dc || (!progressive && !part.ac))) throw new Fault(bits.at, "Huffman table");
  const plan = parts.flatMap((part) => Array(parts.length > 1 ? part.h * part.v : 1).fill(part));
  if (progressive) return { unit: () => plan.forEach((part) => bits.skip(bits.symbol(part.dc))) };
  return { unit: () => plan.forEach((part) => sequential(bits, part.dc, part.ac)) };
}

// Go through the units of a scan, stopping at each restart interval.
function restarted(state, bits, parts, { unit, run }) {
  const single = parts.length === 1;
  const [part] = parts;
  const across = single ? part.wide : state.frame.columns;
  const total = across * (single ? part.high : state.frame.rows);
  const blocks = single ? 1 : parts.reduce((sum, one) => sum + one.h * one.v, 0);
  let until = state.interval || total;
  let number = 0;
  for (let done = 0; done < total; done++) {
    if (done === until) {
      restart(bits, number);
      number = (number + 1) & 7;
      until += state.interval;
      if (run) run.left = 0;
    }
    if (run) run.block = 2 * (Math.floor(done / across) * part.stride + (done % across));
    unit(blocks);
    if (bits.exhausted) throw new Fault(bits.at, "premature end");
  }
  bits.leave();
}

function restart(bits, number) {
  const { data } = bits;
  bits.leave();
  const at = nextMarker(data, bits.at);
  if (at < 0 || data[at + 1] !== 0xd0 + number) throw new Fault(bits.at, "restart marker");
  bits.at = at + 2;
}

// One block of a sequential scan.
function sequential(bits, dc, ac) {
  bits.skip(bits.symbol(dc));
  let place = 1;
  while (place < 64) {
    if (bits.count < 25) bits.fill();
    const step = ac.steps[(bits.held >>> (bits.count - LOOK)) & LOOK_MASK];
    if (step) {
      bits.count -= step & 0xff;
      place += step >> 8;
    } else place += longStep(bits, ac);
  }
  if (place > 64 && place < END_OF_BLOCK) throw new Fault(bits.at, "coefficients");
}

function longStep(bits, ac) {
  const symbol = bits.longSymbol(ac);
  const size = symbol & 15;
  bits.skip(size);
  if (size) return (symbol >> 4) + 1;
  return symbol >> 4 === 15 ? 16 : END_OF_BLOCK;
}

function firstAc(bits, part, band, run) {
  if (run.left > 0) {
    run.left--;
    return;
  }
  const known = part.known;
  for (let place = band.first; place <= band.last; place++) {
    const symbol = bits.symbol(part.ac);
    const size = symbol & 15;
    const zeros = symbol >> 4;
    if (size) {
      place += zeros;
      if (place > band.last) throw new Fault(bits.at, "coefficients");
      known[run.block + (place >> 5)] |= 1 << (place & 31);
      bits.skip(size);
    } else if (zeros === 15) place += 15;
    else {
      run.left = (1 << zeros) - 1 + (zeros ? bits.take(zeros) : 0);
      return;
    }
  }
}

function refineAc(bits, part, band, run) {
  const { known } = part;
  let place = band.first;
  if (!run.left) {
    for (; place <= band.last; place++) {
      const symbol = bits.symbol(part.ac);
      let zeros = symbol >> 4;
      const size = symbol & 15;
      if (size > 1) throw new Fault(bits.at, "Huffman code");
      if (size) bits.skip(1);
      else if (zeros !== 15) {
        run.left = (1 << zeros) + (zeros ? bits.take(zeros) : 0);
        break;
      }
      for (; place <= band.last; place++) {
        if (known[run.block + (place >> 5)] & (1 << (place & 31))) bits.skip(1);
        else if (--zeros < 0) break;
      }
      if (size) {
        if (place > band.last) throw new Fault(bits.at, "coefficients");
        known[run.block + (place >> 5)] |= 1 << (place & 31);
      }
    }
  }
  if (run.left > 0) {
    bits.skipMany(within(known, run.block, place, band.last));
    run.left--;
  }
}

// How many coefficients from `first` to `last` are known not to be zero.
function within(known, block, first, last) {
  if (first > last) return 0;
  const low = first < 32 ? known[block] & (~0 << first) & (last < 31 ? (1 << (last + 1)) - 1 : ~0) : 0;
  const from = Math.max(first, 32) - 32;
  const high = last >= 32 ? known[block + 1] & (~0 << from) & (last < 63 ? (1 << (last - 31)) - 1 : ~0) : 0;
  return ones(low) + ones(high);
}

function ones(word) {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
