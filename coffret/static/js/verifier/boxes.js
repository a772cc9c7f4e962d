// The boxes that HEIF, AVIF and JPEG 2000 are made of (coffret/images/reading/boxes.py).
import { Broken, latin, Short } from "./source.js";

const BOXES_LIMIT = 20_000;
// Kinds that stand at the top of these files: one that passes the end was cut. Others there are free bytes.
const TOP = new Set([
  "ftyp", "meta", "mdat", "moov", "moof", "mfra", "free", "skip", "uuid", "idat", "jP  ", "jp2h", "jp2c", "jp2i", "xml ",
  "asoc", "rreq", "jpch", "jplh",
]);

// The boxes between two places, as {kind, start, end}; one that passes the end is cut there, then Short is raised.
export function* boxes(file, start, end) {
  let at = start;
  for (let count = 0; count < BOXES_LIMIT; count++) {
    if (at + 8 > end) return;
    const head = file.exactly(at, Math.min(16, end - at));
    let [length, begin] = [big(head, 0, 4), at + 8];
    const kind = latin(head.subarray(4, 8));
    if (length === 1) [length, begin] = [big(head, 8, 8), at + 16];
    else if (length === 0) length = end - at;
    if (length < begin - at || !/^[ -~\xa9]{4}$/.test(kind)) return;
    if (at + length > end && !TOP.has(kind)) return;
    yield { kind, start: begin, end: Math.min(at + length, end) };
    at += length;
    if (at > end) throw new Short(end);
  }
  throw new Broken(at, "boxes");
}

export function content(file, box, limit) {
  return file.at(box.start, Math.min(box.end - box.start, limit));
}

// The big-endian number of the bytes that are there.
export function big(data, at, length) {
  let sum = 0;
  for (let n = Math.max(0, at); n < Math.min(at + length, data.length); n++) sum = sum * 256 + data[n];
  return sum;
}
