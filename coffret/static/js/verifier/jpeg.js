// JPEG: every segment up to the pixels, then the place where the image ends (coffret/images/reading/jpeg.py).
import { readExif } from "./exif.js";
import { afterEnd, contained } from "./hidden.js";
import { description } from "./icc.js";
import { readResources } from "./iptc.js";
import { qualityOf } from "./quality.js";
import { BLOCK_LIMIT, PROFILE_LIMIT } from "./sketch.js";
import { Broken, latin, startsWith } from "./source.js";
import { readXmp } from "./xmp.js";

const [SOI, EOI, SOS, DQT, DNL, COM] = [0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xfe];
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
const PROGRESSIVE = new Set([0xc2, 0xc6, 0xca, 0xce]);
const LOSSLESS = new Set([0xc3, 0xc7, 0xcb, 0xcf]);
const STANDALONE = (marker) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
const BETWEEN = (marker) => [0xc4, 0xcc, SOS, DQT, DNL, 0xdd, COM].includes(marker) || (marker >= 0xe0 && marker <= 0xef);
const SEGMENTS_LIMIT = 5000;
const EXIF = "Exif\x00";
const XMP = "http://ns.adobe.com/xap/1.0/\x00";
const ICC = "ICC_PROFILE\x00";
const PHOTOSHOP = "Photoshop 3.0\x00";
const CHUNK = 1 << 17;
const UNITS = { 1: 1, 2: 2.54 };

export function readJpeg(file, found) {
  found.compression = "jpeg";
  const parts = { tables: new Map(), profile: new Map(), photoshop: [], firstTable: 0, components: 0, transform: -1, comments: 0 };
  let start;
  try {
    start = headers(file, found, parts);
  } finally { // what was read before the damage is known all the same
    conclude(found, parts);
  }
  const end = ended(file, start, found);
  if (end < 0) {
    found.harm("truncated", file.size, "end");
    return;
  }
  const next = latin(file.at(end, 1 << 16)).replace(/^[\x00\xff]+/, "");
  afterEnd(file, end, found, parts.several && next.startsWith("\xd8\xff") ? "mpf" : "");
}

// Read the segments before the pixels; return where these begin.
function headers(file, found, parts) {
  for (const [marker, at, payload] of segments(file, found)) {
    if (FRAMES.has(marker)) frame(marker, payload, found, parts);
    else if (marker in SEGMENTS) SEGMENTS[marker](payload, found, parts);
    else if (marker === SOS) {
      if (!parts.components) throw new Broken(at, "frame");
      return at + 4 + payload.length;
    } else if (marker === EOI) throw new Broken(at, "scan");
  }
  throw new Broken(file.size, "segments");
}

function* segments(file, found) {
  let at = 2;
  for (let count = 0; count < SEGMENTS_LIMIT; count++) {
    const [first, marker] = file.exactly(at, 2);
    if (first === 0xff && marker === 0xff) at += 1;
    else if (first !== 0xff || marker === 0 || marker === SOI) {
      found.harm("corrupt", at, "marker");
      at = nextMarker(file, at + 1);
      if (at < 0) return;
    } else if (STANDALONE(marker)) at += 2;
    else if (marker === EOI) {
      yield [marker, at, new Uint8Array(0)];
      return;
    } else {
      const length = file.number(at + 2, 2);
      if (length < 2) throw new Broken(at, "segment");
      yield [marker, at, file.exactly(at + 4, length - 2)];
      at += 2 + length;
    }
  }
}

function frame(marker, payload, found, parts) {
  if (parts.components || payload.length < 6) return;
  found.depth = payload[0];
  found.height = big(payload, 1);
  found.width = big(payload, 3);
  found.progressive = PROGRESSIVE.has(marker);
  if (LOSSLESS.has(marker)) found.compression = "jpeg-lossless";
  parts.components = payload[5];
  parts.firstTable = payload.length > 8 ? payload[8] : 0;
}

function big(bytes, at) {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

const SEGMENTS = {
  0xe0(payload, found, parts) {
    if (!startsWith(payload, "JFIF\x00") || payload.length < 12 || parts.jfif) return;
    parts.jfif = true;
    const unit = UNITS[payload[7]];
    if (unit) found.resolution("JFIF", big(payload, 8) * unit, big(payload, 10) * unit);
  },
  0xe1(payload, found, parts) {
    if (startsWith(payload, EXIF)) readExif(payload, found);
    else if (startsWith(payload, XMP)) readXmp(payload.subarray(XMP.length), found);
  },
  0xe2(payload, found, parts) {
    if (startsWith(payload, ICC) && payload.length > 14) {
      const held = [...parts.profile.values()].reduce((sum, piece) => sum + piece.length, 0);
      if (held < PROFILE_LIMIT && !parts.profile.has(payload[12])) parts.profile.set(payload[12], payload.slice(14));
    } else if (startsWith(payload, "MPF\x00")) parts.several = true;
  },
  0xed(payload, found, parts) {
    const held = parts.photoshop.reduce((sum, piece) => sum + piece.length, 0);
    if (startsWith(payload, PHOTOSHOP) && held < PROFILE_LIMIT) parts.photoshop.push(payload.slice(PHOTOSHOP.length));
  },
  0xee(payload, found, parts) {
    if (startsWith(payload, "Adobe") && payload.length >= 12) parts.transform = payload[11];
  },
  [DQT](payload, found, parts) {
    for (let at = 0, table = 0; table < 4 && at + 65 <= payload.length; table++) {
      const [wide, number] = [payload[at] >> 4, payload[at] & 15];
      const length = wide ? 128 : 64;
      const values = payload.slice(at + 1, at + 1 + length);
      if (values.length === length && !parts.tables.has(number)) {
        parts.tables.set(number, wide ? Array.from({ length: 64 }, (_, n) => big(values, 2 * n)) : [...values]);
      }
      at += 1 + length;
    }
  },
  [COM](payload, found, parts) {
    parts.comments += payload.length;
    const kind = parts.comments <= BLOCK_LIMIT ? contained(latin(payload)) : "";
    if (kind) found.harm("polyglot", -1, kind);
  },
};

// Note what several segments tell together.
function conclude(found, parts) {
  found.mode = parts.components === 4 ? (parts.transform === 2 ? "YCCK" : "CMYK") : { 1: "GREY", 3: "RGB" }[parts.components] ?? "";
  const table = parts.tables.get(parts.firstTable);
  if (table && found.compression === "jpeg") found.quality = qualityOf(table);
  if (parts.photoshop.length) readResources(assembled(parts.photoshop), found);
  if (parts.profile.size) {
    found.profile = description(assembled([...parts.profile].sort(([one], [other]) => one - other).map(([, piece]) => piece)));
  }
}

function assembled(pieces) {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

// The place after the end marker of the pixels that begin at a place, -1 when there is none.
function ended(file, from, found) {
  let at = from;
  for (let count = 0; count < SEGMENTS_LIMIT; count++) {
    at = nextMarker(file, at);
    if (at < 0) return -1;
    const [marker] = file.at(at + 1, 1);
    if (marker === EOI) return at + 2;
    const length = big(file.at(at + 2, 2), 0);
    if (!BETWEEN(marker) || length < 2 || at + 2 + length > file.size) {
      found.harm("corrupt", at, "marker");
      at += 2;
      continue;
    }
    if (marker === DNL && !found.height) found.height = big(file.at(at + 4, 2), 0);
    at += 2 + length;
  }
  throw new Broken(at, "segments");
}

// The place of the next marker, -1 when the file has no other. In compressed data, FF is followed by 00 or by a restart.
function nextMarker(file, from) {
  for (let at = from; at < file.size - 1;) {
    const bytes = file.at(at, CHUNK);
    const last = bytes.length - 1;
    for (let n = bytes.indexOf(0xff); n >= 0 && n < last; n = bytes.indexOf(0xff, n + 1)) {
      const next = bytes[n + 1];
      if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at + n;
    }
    at += last;
  }
  return -1;
}
