// TIFF and BigTIFF: the first page, and how many there are (coffret/images/reading/tiff.py).
import { orElse, tell, tellBlocks } from "./exif.js";
import { description } from "./icc.js";
import { Tree } from "./ifd.js";
import { PROFILE_LIMIT } from "./sketch.js";
import { Broken } from "./source.js";

const [SUBFILE, WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC] = [254, 256, 257, 258, 259, 262];
const [STRIPS, STRIP_BYTES, TILES, TILE_BYTES] = [273, 279, 324, 325];
const [SAMPLES, SUB_DIRECTORIES, EXTRA_SAMPLES, ICC, DNG] = [277, 330, 338, 34675, 50706];
const COMPRESSIONS = {
  1: "none", 2: "ccitt", 3: "ccitt", 4: "ccitt", 5: "lzw", 6: "jpeg", 7: "jpeg", 8: "deflate", 32773: "packbits",
  32946: "deflate", 33003: "jpeg2000", 33005: "jpeg2000", 34712: "jpeg2000", 34892: "jpeg", 34925: "lzma", 50000: "zstd",
  50001: "webp", 50002: "jxl", 52546: "jxl",
};
const MODES = {
  0: "GREY", 1: "GREY", 2: "RGB", 3: "PALETTE", 4: "BITONAL", 5: "CMYK", 6: "RGB", 8: "LAB", 9: "LAB", 10: "LAB",
  32803: "RGB", 34892: "RGB",
};
const PAGES_LIMIT = 5000;
const CHANNELS_LIMIT = 1000;
const REDUCED = 1;

export function readTiff(file, found) {
  const tree = new Tree(file);
  const { tags, next } = tree.directory(tree.first);
  const main = tags.has(DNG) ? rawPhotograph(tree, tags) : tags;
  picture(tree, main, found);
  tell(tree, tags, found, "TIFF");
  tellBlocks(tree, tags, found);
  found.profile = description(orElse(() => tree.raw(tags.get(ICC), PROFILE_LIMIT), null) ?? new Uint8Array(0));
  if (!inside(tree, main)) found.harm("truncated", file.size, "data");
  found.pages = 1 + pagesAfter(tree, next, new Set([tree.first]));
}

function picture(tree, tags, found) {
  [found.width, found.height] = [tree.number(tags.get(WIDTH)), tree.number(tags.get(HEIGHT))];
  const bits = tree.numbers(tags.get(BITS), CHANNELS_LIMIT);
  const samples = tree.number(tags.get(SAMPLES), 1);
  const photometric = tree.number(tags.get(PHOTOMETRIC), -1);
  found.depth = Math.trunc(bits.length ? bits.reduce((most, one) => Math.max(most, one)) : 1);
  found.mode = MODES[photometric] ?? "";
  if ([0, 1].includes(photometric) && found.depth === 1 && samples === 1) found.mode = "BITONAL";
  found.alpha = tree.numbers(tags.get(EXTRA_SAMPLES), CHANNELS_LIMIT).some((kind) => kind === 1 || kind === 2);
  found.compression = COMPRESSIONS[tree.number(tags.get(COMPRESSION), 1)] ?? "?";
}

// The directory of the whole picture of a DNG: its first one is often a thumbnail.
function rawPhotograph(tree, tags) {
  for (const place of tree.numbers(tags.get(SUB_DIRECTORIES), 16)) {
    const under = orElse(() => tree.directory(Math.trunc(place)).tags, null);
    if (under && tree.number(under.get(SUBFILE)) === 0 && under.has(WIDTH)) return under;
  }
  return tags;
}

// Whether every strip, or tile, lies in the file.
function inside(tree, tags) {
  return [[STRIPS, STRIP_BYTES], [TILES, TILE_BYTES]].every(([places, lengths]) => {
    const [starts, counts] = [tree.numbers(tags.get(places)), tree.numbers(tags.get(lengths))];
    const known = counts.length ? starts.slice(0, counts.length) : starts;
    return known.every((start, n) => start + (counts[n] ?? 1) <= tree.file.size);
  });
}

function pagesAfter(tree, first, known) {
  let pages = 0;
  for (let at = first; at && known.size < PAGES_LIMIT;) {
    if (known.has(at)) throw new Broken(at, "directory");
    known.add(at);
    const { tags, next } = tree.directory(at);
    pages += tree.number(tags.get(SUBFILE)) & REDUCED ? 0 : 1;
    at = next;
  }
  return pages;
}
