// WebP: the chunks of its RIFF container (coffret/images/reading/webp.py).
import { readExif } from "./exif.js";
import { afterEnd } from "./hidden.js";
import { description } from "./icc.js";
import { BLOCK_LIMIT, PROFILE_LIMIT } from "./sketch.js";
import { Broken, latin } from "./source.js";
import { readXmp } from "./xmp.js";

const CHUNKS_LIMIT = 100_000;
const ALPHA = 0x10;

export function readWebp(file, found) {
  Object.assign(found, { compression: "webp", mode: "RGB", depth: 8 });
  const declared = 8 + little(file.exactly(4, 4), 0, 4);
  let frames = 0;
  for (const [kind, at, length] of chunks(file, declared)) {
    frames += kind === "ANMF";
    if (Object.hasOwn(CHUNKS, kind)) CHUNKS[kind](file, at, length, found);
  }
  found.pages = Math.max(1, frames);
  found.animated = frames > 1;
  if (declared > file.size) found.harm("truncated", file.size, "data");
  else afterEnd(file, declared + (declared % 2), found);
}

function* chunks(file, declared) {
  const end = Math.min(declared, file.size);
  let at = 12;
  for (let count = 0; count < CHUNKS_LIMIT; count++) {
    if (at + 8 > end) return;
    const head = file.exactly(at, 8);
    const length = little(head, 4, 4);
    yield [latin(head.subarray(0, 4)), at + 8, length];
    at += 8 + length + (length % 2);
    // The last chunk may lack its padding; one that passes the end of a whole file contradicts it.
    if (at > end + 1 && declared <= file.size) throw new Broken(end, "chunk");
  }
  throw new Broken(at, "chunks");
}

function little(data, at, length) {
  let sum = 0;
  for (let n = length - 1; n >= 0; n--) sum = sum * 256 + (data[at + n] ?? 0);
  return sum;
}

const CHUNKS = {
  VP8X(file, at, length, found) {
    const data = file.exactly(at, 10);
    found.alpha = Boolean(data[0] & ALPHA);
    [found.width, found.height] = [1 + little(data, 4, 3), 1 + little(data, 7, 3)];
  },
  "VP8 "(file, at, length, found) {
    if (found.width) return;
    const data = file.exactly(at, 10);
    if (latin(data.subarray(3, 6)) !== "\x9d\x01\x2a") throw new Broken(20, "frame");
    [found.width, found.height] = [little(data, 6, 2) & 0x3fff, little(data, 8, 2) & 0x3fff];
  },
  VP8L(file, at, length, found) {
    if (found.width) return;
    const data = file.exactly(at, 5);
    if (data[0] !== 0x2f) throw new Broken(20, "frame");
    const bits = little(data, 1, 4);
    [found.width, found.height] = [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)];
    found.alpha = Boolean((bits >>> 28) & 1);
  },
  ICCP(file, at, length, found) {
    if (length <= PROFILE_LIMIT && found.first("profile")) found.profile = description(file.at(at, length));
  },
  EXIF(file, at, length, found) {
    if (length <= BLOCK_LIMIT) readExif(file.at(at, length), found);
  },
  "XMP "(file, at, length, found) {
    if (length <= BLOCK_LIMIT) readXmp(file.at(at, length), found);
  },
};
