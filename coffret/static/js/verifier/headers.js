// What a file really is, from its bytes and never from its name (coffret/images/reading/headers.py): the same facts as the server's.
import { elsewhere, contained, kindOf } from "./hidden.js";
import { brand, readHeif } from "./heif.js";
import { CODESTREAM, readJp2, SIGNATURE as JP2 } from "./jp2.js";
import { readJpeg } from "./jpeg.js";
import { isBmp, readBmp, readGif, readPsd } from "./other.js";
import { readPng, SIGNATURE as PNG } from "./png.js";
import { Sketch } from "./sketch.js";
import { Broken, latin, Short, startsWith } from "./source.js";
import { isSvg, readSvg } from "./svg.js";
import { readTiff } from "./tiff.js";
import { readWebp } from "./webp.js";

const SNIFFED = 1 << 12;
const READERS = {
  JPEG: readJpeg, PNG: readPng, TIFF: readTiff, WEBP: readWebp, JP2: readJp2, HEIC: readHeif, AVIF: readHeif, GIF: readGif,
  BMP: readBmp, PSD: readPsd, SVG: readSvg,
};
const SIGNATURES = [
  ["JPEG", (head) => startsWith(head, "\xff\xd8\xff")],
  ["PNG", (head) => startsWith(head, PNG)],
  ["TIFF", (head) => ["II*\x00", "MM\x00*", "II+\x00", "MM\x00+"].some((sign) => startsWith(head, sign))],
  ["WEBP", (head) => startsWith(head, "RIFF") && startsWith(head.subarray(8), "WEBP")],
  ["JP2", (head) => startsWith(head, JP2) || startsWith(head, CODESTREAM)],
  ["AVIF", (head) => brand(head) === "AVIF"],
  ["HEIC", (head) => brand(head) === "HEIC"],
  ["GIF", (head) => startsWith(head, "GIF87a") || startsWith(head, "GIF89a")],
  ["BMP", isBmp],
  ["PSD", (head) => startsWith(head, "8BPS\x00\x01") || startsWith(head, "8BPS\x00\x02")],
  ["PDF", (head) => startsWith(head, "%PDF-")],
  ["SVG", isSvg],
];

// What the bytes of a file are; what is wrong with them is in the damages.
export function read(file, { pixelsLimit, sizeLimit }) {
  const found = new Sketch();
  const head = file.at(0, SNIFFED);
  found.format = formatOf(head);
  if (file.size === 0) found.harm("empty", 0);
  else if (!found.format) found.harm("unknown", 0, kindOf(head));
  else readKnown(file, found, pixelsLimit);
  if (file.size > sizeLimit) found.harm("too_heavy", -1, String(file.size));
  return found.seen(file.size);
}

function formatOf(head) {
  const known = SIGNATURES.find(([, begins]) => begins(head));
  if (known) return known[0];
  return latin(head.subarray(0, 1024)).includes("%PDF-") ? "PDF" : "";
}

function readKnown(file, found, pixelsLimit) {
  try {
    READERS[found.format]?.(file, found);
  } catch (problem) {
    if (problem instanceof Short) found.harm("truncated", problem.offset, "data");
    else if (problem instanceof Broken) found.harm("corrupt", problem.offset, problem.detail);
    else throw problem;
  }
  elsewhere(file, found);
  for (const words of Object.values(found.words)) judgeWords(Object.values(words), found);
  const damaged = found.harmed("truncated") || found.harmed("corrupt");
  if (!damaged && !["PDF", "SVG"].includes(found.format) && !(found.width && found.height)) found.harm("corrupt", -1, "dimensions");
  if (found.width * found.height > pixelsLimit) found.harm("too_many_pixels", -1, `${found.width} × ${found.height}`);
}

// Note a program written in the metadata: some servers would run it.
function judgeWords(words, found) {
  const kind = contained(words.join("\n"));
  if (kind) found.harm("polyglot", -1, kind);
}
