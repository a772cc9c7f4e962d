// The Huffman tables of a JPEG, made ready to be followed.
import { END_OF_BLOCK, Fault, LOOK } from "./bits.js";

// What the tables of a DHT segment decode: `short` answers codes of up to LOOK bits at once (length << 8 | symbol),
// `steps` what a coefficient's whole code does in a sequential scan (places advanced << 8 | bits used).
export function huffman(counts, symbols, offset) {
  const table = {
    short: new Uint16Array(1 << LOOK), steps: new Uint16Array(1 << LOOK), symbols,
    last: new Int32Array(17).fill(-1), base: new Int32Array(17),
  };
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    table.base[length] = index - code;
    for (let n = 0; n < counts[length - 1]; n++, code++, index++) {
      if (length <= LOOK) spread(table, code, length, symbols[index]);
    }
    if (code > 1 << length) throw new Fault(offset, "Huffman table");
    if (counts[length - 1]) table.last[length] = code - 1;
    code <<= 1;
  }
  return table;
}

function spread(table, code, length, symbol) {
  const first = code << (LOOK - length);
  const entry = (length << 8) | symbol;
  const run = symbol >> 4;
  const size = symbol & 15;
  const advance = size ? run + 1 : run === 15 ? 16 : END_OF_BLOCK;
  table.short.fill(entry, first, first + (1 << (LOOK - length)));
  table.steps.fill((advance << 8) | (length + size), first, first + (1 << (LOOK - length)));
}

// The tables of annex K of ITU-T T.81, taken when a file gives none (as in motion JPEG): counts by length, then symbols.
const USUAL = {
  dc: [
    ["00010501010101010100000000000000",
      "000102030405060708090a0b"],
    ["00030101010101010101010000000000",
      "000102030405060708090a0b"],
  ],
  ac: [
    ["0002010303020403050504040000017d",
      "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a34353637" +
      "38393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3" +
      "a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"],
    ["00020102040403040705040400010277",
      "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a3536" +
      "3738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999a" +
      "a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa"],
  ],
};

// Both kinds of tables, as they stand before a file gives its own.
export function usual() {
  const made = (kind) => USUAL[kind].map(([counts, symbols]) => huffman(bytes(counts), bytes(symbols), 0));
  return { dc: made("dc"), ac: made("ac") };
}

function bytes(digits) {
  return Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
}
