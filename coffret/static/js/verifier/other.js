// Formats that a museum may hold and that are not published as they are: GIF, BMP, PSD (coffret/images/reading/other.py).
import { readExif } from "./exif.js";
import { afterEnd } from "./hidden.js";
import { description } from "./icc.js";
import { readResources, resources } from "./iptc.js";
import { PROFILE_LIMIT } from "./sketch.js";
import { Broken } from "./source.js";
import { readXmp } from "./xmp.js";

const BLOCKS_LIMIT = 1_000_000;
const INCH = 0.0254;
const BMP_HEADERS = [12, 40, 52, 56, 64, 108, 124];
const BMP_COMPRESSIONS = { 0: "none", 1: "rle", 2: "rle", 3: "none", 4: "jpeg", 5: "png", 6: "none" };
const PSD_MODES = { 0: "BITONAL", 1: "GREY", 2: "PALETTE", 3: "RGB", 4: "CMYK", 7: "RGB", 8: "GREY", 9: "LAB" };
const PSD_CHANNELS = { BITONAL: 1, GREY: 1, PALETTE: 1, RGB: 3, CMYK: 4, LAB: 3 };
const [ICC, XMP, EXIF] = [0x040f, 0x0424, 0x0422];

function little(data, at, length) {
  let sum = 0;
  for (let n = Math.min(length, data.length - at) - 1; n >= 0; n--) sum = sum * 256 + data[at + n];
  return sum;
}

function signed(data, at) {
  return little(data, at, 4) | 0;
}

export function readGif(file, found) {
  const head = file.exactly(0, 13);
  Object.assign(found, { width: little(head, 6, 2), height: little(head, 8, 2), mode: "PALETTE", depth: 8, compression: "lzw" });
  let at = 13 + palette(head[10]);
  let frames = 0;
  const steps = { left: BLOCKS_LIMIT };
  while (steps.left-- > 0) {
    const [kind] = file.exactly(at, 1);
    if (kind === 0x3b) {
      found.pages = Math.max(1, frames);
      found.animated = frames > 1;
      afterEnd(file, at + 1, found);
      return;
    }
    if (kind === 0x21) {
      found.alpha ||= file.exactly(at + 1, 1)[0] === 0xf9 && Boolean(file.exactly(at + 3, 1)[0] & 1);
      at = afterBlocks(file, at + 2, steps);
    } else if (kind === 0x2c) {
      frames++;
      at = afterBlocks(file, at + 11 + palette(file.exactly(at + 9, 1)[0]), steps);
    } else throw new Broken(at, "block");
  }
  throw new Broken(at, "blocks");
}

function palette(flags) {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

function afterBlocks(file, from, steps) {
  let at = from;
  while (steps.left-- > 0) {
    const [length] = file.exactly(at, 1);
    at += 1 + length;
    if (!length) return at;
  }
  throw new Broken(at, "blocks");
}

export function isBmp(head) {
  return head[0] === 0x42 && head[1] === 0x4d && head.length >= 26 && BMP_HEADERS.includes(little(head, 14, 4));
}

export function readBmp(file, found) {
  const head = file.at(0, 54);
  const old = little(head, 14, 4) === 12;
  const [width, height] = old ? [little(head, 18, 2), little(head, 20, 2)] : [signed(head, 18), signed(head, 22)];
  const bits = old ? little(head, 24, 2) : (little(head, 28, 2) << 16) >> 16;
  Object.assign(found, { width: Math.abs(width), height: Math.abs(height) });
  Object.assign(found, { mode: bits <= 8 ? "PALETTE" : "RGB", depth: bits === 16 ? 5 : 8 });
  found.compression = BMP_COMPRESSIONS[old ? 0 : little(file.exactly(0, 54), 30, 4)] ?? "?";
  if (!old) found.resolution("BMP", signed(head, 38) * INCH, signed(head, 42) * INCH);
  if (found.compression === "none") {
    bmpEnd(file, little(head, 10, 4) + Math.floor((found.width * bits + 31) / 32) * 4 * found.height, found);
  }
}

function bmpEnd(file, end, found) {
  const declared = little(file.at(2, 4), 0, 4);
  if (end > file.size) found.harm("truncated", file.size, "data");
  else if (file.size > end + 2 && declared < file.size) afterEnd(file, Math.max(end, declared), found);
}

export function readPsd(file, found) {
  const head = file.exactly(0, 30);
  const big = (at, length) => head.subarray(at, at + length).reduce((sum, byte) => sum * 256 + byte, 0);
  Object.assign(found, { height: big(14, 4), width: big(18, 4), mode: PSD_MODES[big(24, 2)] ?? "", depth: big(22, 2), compression: "psd" });
  found.alpha = big(12, 2) > (PSD_CHANNELS[found.mode] ?? big(12, 2));
  const start = 30 + big(26, 4);
  const block = file.exactly(start + 4, Math.min(file.number(start, 4), 2 * PROFILE_LIMIT));
  readResources(block, found);
  for (const [number, data] of resources(block)) {
    if (number === ICC) found.profile = description(data);
    else if (number === XMP) readXmp(data, found);
    else if (number === EXIF) {
      readExif(data, found);
      found.orientation = 1;
    }
  }
  file.exactly(start + 4 + file.number(start, 4), 4);
}
