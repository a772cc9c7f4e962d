// HEIC and AVIF: the properties of the main picture (coffret/images/reading/heif.py).
import { big, boxes, content } from "./boxes.js";
import { readExif } from "./exif.js";
import { afterEnd } from "./hidden.js";
import { description } from "./icc.js";
import { BLOCK_LIMIT, PROFILE_LIMIT } from "./sketch.js";
import { latin, Memory } from "./source.js";
import { readXmp } from "./xmp.js";

const AVIF = ["avif", "avis"];
const HEIC = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"];
const META_LIMIT = 1 << 22;
// Pieces that all the items of a file lie in, together.
const PARTS_LIMIT = 100_000;
const COMPRESSIONS = { hvc1: "hevc", av01: "av1", avc1: "avc", j2k1: "jpeg2000", jpeg: "jpeg" };
const COLOURS = { "1,13": "sRGB", "12,13": "Display P3", "1,1": "Rec. 709", "9,16": "Rec. 2100 PQ", "9,18": "Rec. 2100 HLG" };
const ALPHA = ["urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1"];
const ROTATED = { 0: 1, 1: 8, 2: 3, 3: 6 };
const MIRRORED = { 1: [4, 2], 8: [5, 7], 3: [2, 4], 6: [7, 5] };

// AVIF or HEIC when the file type box says so, "" otherwise.
export function brand(head) {
  if (latin(head.subarray(4, 8)) !== "ftyp") return "";
  const end = Math.min(big(head, 0, 4), head.length);
  const brands = [latin(head.subarray(8, 12))];
  for (let at = 16; at < end; at += 4) brands.push(latin(head.subarray(at, at + 4)));
  if (brands.some((one) => AVIF.includes(one))) return "AVIF";
  return brands.some((one) => HEIC.includes(one)) ? "HEIC" : "";
}

export function readHeif(file, found) {
  Object.assign(found, { mode: "RGB", depth: 8 });
  let end = 0;
  for (const box of boxes(file, 0, file.size)) {
    if (box.kind === "meta" && found.first("meta")) metadata(file, box, found);
    else if (box.kind === "moov") found.animated = true;
    end = box.end;
  }
  afterEnd(file, end, found);
}

function metadata(file, meta, found) {
  const block = new Memory(content(file, meta, META_LIMIT));
  const items = { main: 0, kinds: new Map(), places: new Map(), properties: [], owned: new Map(), data: new Uint8Array(0) };
  for (const box of boxes(block, 4, block.size)) {
    const data = content(block, box, META_LIMIT);
    if (box.kind === "pitm") items.main = data[0] === 0 ? big(data, 4, 2) : big(data, 4, 4);
    else if (box.kind === "iinf") readKinds(data, items);
    else if (box.kind === "iloc") readPlaces(data, items);
    else if (box.kind === "iprp") readProperties(data, items);
    else if (box.kind === "idat") items.data = data;
  }
  picture(items, found);
  blocks(file, items, found);
  const beyond = [...items.places.values()].some(({ way, parts }) => !way && parts.some(([start, length]) => start + length > file.size));
  if (beyond) found.harm("truncated", file.size, "data");
}

function readKinds(data, items) {
  for (const box of boxes(new Memory(data), data[0] === 0 ? 6 : 8, data.length)) {
    const entry = data.subarray(box.start, box.end);
    const wide = entry[0] === 3 ? 4 : 2;
    const at = 4 + wide + 2;
    const media = latin(entry.subarray(at + 4)).split("\x00")[1] ?? "";
    items.kinds.set(big(entry, 4, wide), { kind: latin(entry.subarray(at, at + 4)), media });
  }
}

// Reads numbers one after another; past the end they are zero.
class Numbers {
  constructor(data, at) {
    this.data = data;
    this.at = at;
  }

  take(length) {
    this.at += length;
    return big(this.data, this.at - length, length);
  }

  get over() { return this.at >= this.data.length; }
}

// Where the items lie: version 1 and 2 say in what (0: the file, 1: a box of the metadata).
function readPlaces(data, items) {
  const version = data[0] ?? 0;
  const sizes = big(data, 4, 2);
  const widths = [12, 8, 4, 0].map((shift) => (sizes >> shift) & 15);
  const numbers = new Numbers(data, 6);
  let budget = PARTS_LIMIT;
  for (let rest = numbers.take(version === 2 ? 4 : 2); rest > 0 && !numbers.over; rest--) {
    const item = numbers.take(version === 2 ? 4 : 2);
    const way = version ? numbers.take(2) & 15 : 0;
    numbers.take(2);
    const base = numbers.take(widths[2]);
    const parts = [];
    for (let left = numbers.take(2); left > 0; left--) {
      if (numbers.over || --budget < 0) return;
      numbers.take(version ? widths[3] : 0);
      const start = base + numbers.take(widths[0]);
      parts.push([start, numbers.take(widths[1])]);
    }
    items.places.set(item, { way, parts });
  }
}

function readProperties(data, items) {
  for (const box of boxes(new Memory(data), 0, data.length)) {
    const inside = data.subarray(box.start, box.end);
    if (box.kind === "ipco") {
      items.properties = [...boxes(new Memory(inside), 0, inside.length)].map((one) => [one.kind, inside.subarray(one.start, one.end)]);
    } else if (box.kind === "ipma") readOwned(inside, items);
  }
}

function readOwned(data, items) {
  const wide = Boolean((data[3] ?? 0) & 1);
  const numbers = new Numbers(data, 4);
  for (let left = numbers.take(4); left > 0 && !numbers.over; left--) {
    const item = numbers.take(data[0] === 0 ? 2 : 4);
    const indexes = Array.from({ length: numbers.take(1) }, () => (wide ? numbers.take(2) & 0x7fff : numbers.take(1) & 0x7f));
    items.owned.set(item, indexes);
  }
}

function picture(items, found) {
  const kind = items.kinds.get(items.main)?.kind;
  found.compression = COMPRESSIONS[kind] ?? (found.format === "AVIF" ? "av1" : "hevc");
  for (const index of items.owned.get(items.main) ?? []) {
    const [name, data] = items.properties[index - 1] ?? ["", null];
    if (Object.hasOwn(PROPERTIES, name)) PROPERTIES[name](data, found);
  }
  found.alpha = items.properties.some(([name, data]) => name === "auxC" && ALPHA.includes(latin(data.subarray(4)).split("\x00")[0]));
}

const PROPERTIES = {
  ispe(data, found) { [found.width, found.height] = [big(data, 4, 4), big(data, 8, 4)]; },
  clap(data, found) {
    if (data.length < 16) return;
    const [wide, by, high, byToo] = [0, 4, 8, 12].map((at) => big(data, at, 4));
    const [width, height] = [Math.floor(wide / by), Math.floor(high / byToo)];
    if (by && byToo && width > 0 && width <= found.width && height > 0 && height <= found.height) Object.assign(found, { width, height });
  },
  irot(data, found) {
    const angle = (data[0] ?? 0) & 3;
    found.orientation = ROTATED[angle];
    if (angle % 2) [found.width, found.height] = [found.height, found.width];
  },
  imir(data, found) {
    if (data.length && found.orientation in MIRRORED) found.orientation = MIRRORED[found.orientation][data[0] & 1];
  },
  pixi(data, found) {
    if (data.length > 5) Object.assign(found, { depth: Math.max(...data.subarray(5)), mode: data[4] === 1 ? "GREY" : "RGB" });
  },
  colr(data, found) {
    const kind = latin(data.subarray(0, 4));
    if (kind === "prof" || kind === "rICC") found.profile = description(data.subarray(4, 4 + PROFILE_LIMIT));
    else if (kind === "nclx" && !found.profile && data.length >= 8) found.profile = COLOURS[`${big(data, 4, 2)},${big(data, 6, 2)}`] ?? "";
  },
};

// Read EXIF and XMP; the orientation of EXIF is not that of the picture here.
function blocks(file, items, found) {
  const turned = found.orientation;
  for (const [number, { kind, media }] of items.kinds) {
    if (kind === "Exif" && found.first("exif item")) {
      const block = itemOf(file, items, number);
      readExif(block.subarray(4 + big(block, 0, 4)), found);
    } else if (kind === "mime" && media === "application/rdf+xml" && found.first("xmp item")) readXmp(itemOf(file, items, number), found);
  }
  found.orientation = turned;
}

function itemOf(file, items, number) {
  const { way, parts } = items.places.get(number) ?? { way: 0, parts: [] };
  const bytes = [];
  for (const [start, length] of parts.slice(0, 16)) {
    const wanted = Math.min(length, BLOCK_LIMIT - bytes.length);
    for (const byte of way === 1 ? items.data.subarray(start, start + wanted) : file.at(start, wanted)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
