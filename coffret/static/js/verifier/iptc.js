// The Photoshop resources of an image and the IPTC record they hold: coffret/images/reading/iptc.py.
import { decoded, joined } from "./sketch.js";
import { latin } from "./source.js";

const [RESOLUTION, IPTC] = [0x03ed, 0x0404];
const SIGNATURES = new Set(["8BIM", "MeSa", "AgHg", "PHUT", "DCSR"]);
const COUNT_LIMIT = 5000;
const UTF8 = "\x1b%G";
const FIELDS = {
  5: "title", 55: "taken", 65: "software", 80: "creator", 110: "credit", 115: "source", 116: "copyright",
  120: "description",
};

function big(bytes, at, length) {
  let sum = 0;
  for (let n = at; n < Math.min(at + length, bytes.length); n++) sum = sum * 256 + bytes[n];
  return sum;
}

export function* resources(block) {
  let at = 0;
  for (let count = 0; count < COUNT_LIMIT; count++) {
    if (!SIGNATURES.has(latin(block.subarray(at, at + 4))) || at + 12 > block.length) return;
    const number = big(block, at + 4, 2);
    at += 6 + Math.floor((block[at + 6] + 2) / 2) * 2;
    const length = big(block, at, 4);
    yield [number, block.subarray(at + 4, at + 4 + length)];
    at += 4 + length + (length % 2);
  }
}

export function readResources(block, found) {
  for (const [number, data] of resources(block)) {
    if (number === RESOLUTION && data.length >= 16) found.resolution("Photoshop", big(data, 0, 4) / 65536, big(data, 8, 4) / 65536);
    else if (number === IPTC) readRecord(data, found);
  }
}

// Note the IPTC fields; without a declared character set, UTF-8 or else Windows-1252.
export function readRecord(data, found) {
  const values = new Map();
  let latinOnly = false;
  for (const [record, number, value] of datasets(data)) {
    if (record === 1 && number === 90) latinOnly = latin(value).startsWith(UTF8);
    else if (record === 2 && (number in FIELDS || number === 60)) values.set(number, [...(values.get(number) ?? []), value]);
  }
  for (const [key, name] of Object.entries(FIELDS)) {
    let text = joined((values.get(Number(key)) ?? []).map((value) => decoded(value, latinOnly)));
    if (name === "taken" && text && values.has(60)) text += ` ${decoded(values.get(60)[0])}`;
    found.say("IPTC", name, text);
  }
}

function* datasets(data) {
  let at = 0;
  for (let count = 0; count < COUNT_LIMIT; count++) {
    const length = big(data, at + 3, 2);
    if (data[at] !== 0x1c || length >= 0x8000 || at + 5 + length > data.length) return;
    yield [data[at + 1], data[at + 2], data.subarray(at + 5, at + 5 + length)];
    at += 5 + length;
  }
}
