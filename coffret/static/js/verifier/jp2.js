// JPEG 2000: the boxes of a JP2, and the codestream, alone or in its box (coffret/images/reading/jp2.py).
import { big, boxes, content } from "./boxes.js";
import { readExif } from "./exif.js";
import { afterEnd } from "./hidden.js";
import { description } from "./icc.js";
import { readRecord } from "./iptc.js";
import { BLOCK_LIMIT, PROFILE_LIMIT } from "./sketch.js";
import { Broken, latin, Short } from "./source.js";
import { readXmp } from "./xmp.js";

export const SIGNATURE = "\x00\x00\x00\x0cjP  \x0d\x0a\x87\x0a";
export const CODESTREAM = "\xff\x4f\xff\x51";
const [SOT, EOC] = ["\xff\x90", "\xff\xd9"];
const PARTS_LIMIT = 70_000;
const BOX_LIMIT = 1 << 14;
const XMP = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";
const EXIF = "JpgTiffExif->JP2";
const IPTC = "\x33\xc7\xa4\xd2\xb8\x1d\x47\x23\xa0\xba\xf1\xa3\xe0\x97\xad\x38";
const SPACES = { 0: ["BITONAL", ""], 12: ["CMYK", ""], 14: ["LAB", ""], 15: ["BITONAL", ""], 16: ["RGB", "sRGB"], 17: ["GREY", ""], 18: ["RGB", "sRGB"] };
const INCH = 0.0254;

export function readJp2(file, found) {
  found.compression = "jpeg2000";
  if (latin(file.at(0, 4)) === CODESTREAM) {
    afterEnd(file, codestream(file, 0, file.size, found), found);
    return;
  }
  let end = 0;
  for (const box of boxes(file, 0, file.size)) {
    if (box.kind === "jp2h" && found.first("header")) header(file, box, found);
    else if (box.kind === "jp2c" && found.first("codestream")) check(file, box, found);
    else if (box.kind === "uuid") block(file, box, found);
    end = box.end;
  }
  afterEnd(file, end, found);
}

// Follow the codestream; a box that lasts to the end of the file may be followed by other bytes.
function check(file, box, found) {
  const end = codestream(file, box.start, box.end, found);
  if (end < box.end && box.end === file.size) afterEnd(file, end, found);
}

function header(file, parent, found) {
  for (const box of boxes(file, parent.start, parent.end)) {
    if (Object.hasOwn(HEADERS, box.kind)) HEADERS[box.kind](content(file, box, box.kind === "colr" ? PROFILE_LIMIT : BOX_LIMIT), found);
    else if (box.kind === "res ") resolutions(file, box, found);
  }
}

const HEADERS = {
  ihdr(data, found) {
    if (data.length < 11) return;
    [found.height, found.width] = [big(data, 0, 4), big(data, 4, 4)];
    channels(big(data, 8, 2), found);
    if (data[10] !== 255) found.depth = (data[10] & 0x7f) + 1;
  },
  bpcc(data, found) {
    if (data.length) found.depth = Math.max(...data.map((value) => value & 0x7f)) + 1;
  },
  colr(data, found) {
    if (data[0] === 2 || data[0] === 3) {
      found.profile ||= description(data.subarray(3));
      if (latin(data.subarray(19, 23)) === "CMYK") Object.assign(found, { mode: "CMYK", alpha: false });
    } else if (data[0] === 1) {
      const [mode, space] = SPACES[big(data, 3, 4)] ?? ["", ""];
      found.profile ||= space;
      if (mode && found.mode !== "PALETTE") Object.assign(found, { mode, alpha: found.alpha && mode !== "CMYK" });
    }
  },
  pclr(data, found) { Object.assign(found, { mode: "PALETTE", depth: 8 }); },
  cdef(data, found) {
    found.alpha = false;
    for (let at = 4; at < data.length; at += 6) if ([1, 2].includes(big(data, at, 2))) found.alpha = true;
  },
};

function channels(count, found) {
  Object.assign(found, { mode: count < 3 ? "GREY" : "RGB", alpha: count === 2 || count === 4 });
}

// Capture and display resolutions: points per metre, as a ratio and a power of ten.
function resolutions(file, parent, found) {
  for (const box of boxes(file, parent.start, parent.end)) {
    const data = content(file, box, 10);
    if (!["resc", "resd"].includes(box.kind) || data.length !== 10) continue;
    const [vertical, under, horizontal, underToo] = [0, 2, 4, 6].map((at) => big(data, at, 2));
    const powers = [8, 9].map((at) => 10 ** ((data[at] << 24) >> 24));
    if (under && underToo) found.resolution("JP2", (horizontal / underToo) * powers[1] * INCH, (vertical / under) * powers[0] * INCH);
  }
}

function block(file, box, found) {
  const name = latin(file.at(box.start, 16));
  if (![XMP, EXIF, IPTC].includes(name) || !found.first(name)) return;
  const data = content(file, box, BLOCK_LIMIT).subarray(16);
  if (name === XMP) readXmp(data, found);
  else if (name === EXIF) {
    readExif(data, found);
    found.orientation = 1; // a JPEG 2000 is shown as it is
  } else readRecord(data, found);
}

// Follow the tile-parts of the codestream; return the place after the end marker.
function codestream(file, start, end, found) {
  let at = mainHeader(file, start, found);
  for (let count = 0; count < PARTS_LIMIT; count++) {
    const head = file.at(at, 12);
    const sign = latin(head.subarray(0, 2));
    if (sign === EOC && at + 2 <= end) return at + 2;
    if (at >= end || head.length < 12 || end - at < 12) {
      found.harm("truncated", end, "end");
      return end;
    }
    if (sign !== SOT) throw new Broken(at, "marker");
    const length = big(head, 6, 4);
    if (length === 0) { // the last one, up to the end marker
      if (latin(file.at(end - 2, 2)) !== EOC) found.harm("truncated", end, "end");
      return end;
    }
    if (length < 14) throw new Broken(at, "tile");
    at += length;
  }
  throw new Broken(at, "tiles");
}

// Read the main header; return the place of the first tile-part.
function mainHeader(file, start, found) {
  if (latin(file.exactly(start, 4)) !== CODESTREAM) throw new Broken(start, "codestream");
  const size = file.exactly(start + 4, 38);
  if (!found.width) {
    const [width, height, left, top] = [4, 8, 12, 16].map((at) => big(size, at, 4));
    Object.assign(found, { width: Math.max(0, width - left), height: Math.max(0, height - top) });
    channels(big(size, 36, 2), found);
  }
  found.depth ||= (file.number(start + 42, 1) & 0x7f) + 1;
  let at = start + 2;
  for (let count = 0; count < 1000; count++) {
    const marker = file.exactly(at, 2);
    const length = file.number(at + 2, 2);
    if (latin(marker) === SOT) return at;
    if (marker[0] !== 0xff || length < 2) throw new Broken(at, "marker");
    at += 2 + length;
  }
  throw new Short(file.size);
}
