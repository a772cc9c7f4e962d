// PNG: its chunks one by one, their pixels left compressed (coffret/images/reading/png.py).
import { readExif } from "./exif.js";
import { afterEnd, contained } from "./hidden.js";
import { description } from "./icc.js";
import { inflated } from "./inflate.js";
import { readRecord, readResources } from "./iptc.js";
import { BLOCK_LIMIT, decoded, PROFILE_LIMIT } from "./sketch.js";
import { Broken, latin } from "./source.js";
import { readXmp } from "./xmp.js";

export const SIGNATURE = "\x89PNG\r\n\x1a\n";
const CHUNKS_LIMIT = 150_000;
const MODES = { 0: "GREY", 2: "RGB", 3: "PALETTE", 4: "GREY", 6: "RGB" };
const INCH = 0.0254;
const TOLD_LIMIT = 100;
const SEARCHED = 1 << 16;
const XMP = "XML:com.adobe.xmp";
const RAW = "Raw profile type ";
const FIELDS = {
  Title: "title", Author: "creator", Description: "description", Copyright: "copyright", "Creation Time": "taken",
  Software: "software", Source: "source",
};

export function readPng(file, found) {
  found.compression = "deflate";
  let end = 8;
  let [index, told] = [0, 0];
  for (const [kind, at, length] of chunks(file)) {
    if ((index++ === 0) !== (kind === "IHDR")) throw new Broken(at - 8, "chunk");
    if (Object.hasOwn(CHUNKS, kind) && length <= PROFILE_LIMIT && told < TOLD_LIMIT) {
      told++;
      CHUNKS[kind](file.exactly(at, length), found);
    }
    end = at + length + 4;
  }
  afterEnd(file, end, found);
}

function* chunks(file) {
  let at = 8;
  for (let count = 0; count < CHUNKS_LIMIT; count++) {
    const head = file.exactly(at, 8);
    const [length, kind] = [big(head, 0), latin(head.subarray(4))];
    if (!/^[A-Za-z]{4}$/.test(kind) || length > 0x7fffffff) throw new Broken(at, "chunk");
    if (at + 12 + length > file.size) file.exactly(file.size, 1);
    yield [kind, at + 8, length];
    if (kind === "IEND") return;
    at += 12 + length;
  }
  throw new Broken(at, "chunks");
}

function big(data, at) {
  return [0, 1, 2, 3].reduce((sum, n) => (at + n < data.length ? sum * 256 + data[at + n] : sum), 0);
}

const CHUNKS = {
  IHDR(data, found) {
    if (data.length < 13 || !(data[9] in MODES)) throw new Broken(8, "header");
    const [depth, kind] = [data[8], data[9]];
    Object.assign(found, { width: big(data, 0), height: big(data, 4), mode: MODES[kind], alpha: kind === 4 || kind === 6 });
    found.depth = kind === 3 ? 8 : depth;
    if (kind === 0 && depth === 1) found.mode = "BITONAL";
  },
  pHYs(data, found) {
    if (data.length >= 9 && data[8] === 1) found.resolution("PNG", big(data, 0) * INCH, big(data, 4) * INCH);
  },
  acTL(data, found) {
    const frames = big(data, 0);
    found.pages = Math.max(1, frames);
    found.animated = frames > 1;
  },
  tRNS(data, found) { found.alpha = true; },
  iCCP(data, found) {
    if (!found.first("profile")) return;
    const [, rest] = parted(data);
    found.profile = description(inflated(rest.subarray(1), PROFILE_LIMIT)) || found.profile;
  },
  sRGB(data, found) { found.profile ||= "sRGB"; },
  tEXt(data, found) {
    const [key, text] = parted(data);
    tell(latin(key), text.subarray(0, BLOCK_LIMIT), found);
  },
  zTXt(data, found) {
    const [key, rest] = parted(data);
    tell(latin(key), inflated(rest.subarray(1), BLOCK_LIMIT), found);
  },
  iTXt(data, found) {
    const [key, rest] = parted(data);
    const [, after, first] = parted(rest.subarray(2));
    const [, text, second] = parted(after);
    if (!first || !second) return;
    tell(latin(key), rest[0] === 1 ? inflated(text, BLOCK_LIMIT) : text.subarray(0, BLOCK_LIMIT), found);
  },
  eXIf: readExif,
};

// What comes before the first NUL, what comes after, and whether there is one.
function parted(data) {
  const place = data.indexOf(0);
  return place < 0 ? [data, data.subarray(0, 0), false] : [data.subarray(0, place), data.subarray(place + 1), true];
}

function tell(key, text, found) {
  if (key === XMP) readXmp(text, found);
  else if (key.startsWith(RAW)) rawProfile(key.slice(RAW.length), text, found);
  else if (Object.hasOwn(FIELDS, key)) found.say("TEXT", FIELDS[key], decoded(text));
  const kind = key === XMP ? "" : contained(latin(text.subarray(0, SEARCHED)));
  if (kind) found.harm("polyglot", -1, kind);
}

// Note what ImageMagick keeps so: name, length, then the bytes in hexadecimal.
function rawProfile(kind, text, found) {
  const digits = latin(text).trim().split("\n").slice(2).join("").replace(/[ \t\n\r\f\v]/g, "");
  if (digits.length % 2 || !/^[0-9a-fA-F]*$/.test(digits)) return;
  const block = Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  if (kind === "exif" || kind === "app1") readExif(block, found);
  else if (kind === "iptc" || kind === "8bim") {
    readResources(block, found);
    readRecord(block, found);
  } else if (kind === "xmp") readXmp(block, found);
}
