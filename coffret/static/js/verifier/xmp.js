// XMP packets: coffret/images/reading/xmp.py.
import { BLOCK_LIMIT, joined } from "./sketch.js";
import { latin } from "./source.js";
import { parse } from "./xml.js";

const TEXT_LIMIT = 2000;
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# ";
const DC = "http://purl.org/dc/elements/1.1/ ";
const TIFF = "http://ns.adobe.com/tiff/1.0/ ";
const EXIF = "http://ns.adobe.com/exif/1.0/ ";
const EXIF_EX = "http://cipa.jp/exif/1.0/ ";
const AUX = "http://ns.adobe.com/exif/1.0/aux/ ";
const PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/ ";
const BASIC = "http://ns.adobe.com/xap/1.0/ ";
const RIGHTS = "http://ns.adobe.com/xap/1.0/rights/ ";
const CC = "http://creativecommons.org/ns# ";
const META = "adobe:ns:meta/ xmpmeta";
const LANG = "http://www.w3.org/XML/1998/namespace lang";
const CONTAINERS = new Set([`${RDF}Alt`, `${RDF}Seq`, `${RDF}Bag`]);
const FIELDS = {
  creator: [`${DC}creator`],
  credit: [`${PHOTOSHOP}Credit`],
  copyright: [`${DC}rights`],
  usage_terms: [`${RIGHTS}UsageTerms`],
  rights_url: [`${RIGHTS}WebStatement`, `${CC}license`],
  title: [`${DC}title`],
  description: [`${DC}description`],
  identifier: [`${DC}identifier`],
  source: [`${PHOTOSHOP}Source`, `${DC}source`],
  owner: [`${EXIF_EX}CameraOwnerName`, `${AUX}OwnerName`],
  serial: [`${EXIF_EX}BodySerialNumber`, `${AUX}SerialNumber`],
  software: [`${BASIC}CreatorTool`],
  taken: [`${EXIF}DateTimeOriginal`, `${PHOTOSHOP}DateCreated`],
};
const GPS = [`${EXIF}GPSLatitude`, `${EXIF}GPSLongitude`];
const UNITS = { 2: 1, 3: 2.54 };

// The first packet of the file counts.
export function readXmp(packet, found) {
  if (!found.first("xmp")) return;
  const reader = new Reader();
  parse(readable(packet.subarray(0, BLOCK_LIMIT)), reader);
  for (const [name, properties] of Object.entries(FIELDS)) {
    found.say("XMP", name, properties.map((one) => reader.text(one)).find(Boolean) ?? "");
  }
  if (GPS.some((name) => reader.values.has(name))) found.gps = true;
  const unit = UNITS[reader.text(`${TIFF}ResolutionUnit`) || "2"];
  if (unit) {
    const [x, y] = ["XResolution", "YResolution"].map((name) => ratio(reader.text(TIFF + name)) * unit);
    found.resolution("XMP", x, y || x);
  }
}

// The packet as text, up to its first byte that is no letter.
function readable(packet) {
  let [start, end] = [0, packet.length];
  const blank = (byte) => byte === 0 || byte === 32 || byte === 9 || byte === 10 || byte === 13;
  while (start < end && blank(packet[start])) start++;
  while (end > start && blank(packet[end - 1])) end--;
  const bytes = packet.subarray(start, end);
  const declared = /^<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(latin(bytes.subarray(0, 200)))?.[1];
  const sign = latin(bytes.subarray(0, 2));
  const label = sign === "\xff\xfe" ? "utf-16le" : sign === "\xfe\xff" ? "utf-16be" : declared ?? "utf-8";
  try {
    return new TextDecoder(label).decode(bytes).split(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd-\uffff]/)[0];
  } catch (problem) {
    if (problem instanceof RangeError) return ""; // no such encoding
    throw problem;
  }
}

// Keeps the properties of the packet: simple ones, written as attributes, and the items of containers.
class Reader {
  values = new Map();
  path = [];
  words = "";
  language = "";

  start(name, attributes) {
    const { path } = this;
    path.push(name);
    this.words = "";
    if (GPS.includes(name)) this.keep(name, "yes");
    const parent = path.at(-2) ?? "";
    if (name === `${RDF}Description`) {
      for (const [key, value] of Object.entries(attributes)) if (parent === `${RDF}RDF` || GPS.includes(key)) this.keep(key, value);
    } else if (parent === `${RDF}Description` && `${RDF}resource` in attributes) this.keep(name, attributes[`${RDF}resource`]);
    else if (name === `${RDF}li`) this.language = attributes[LANG] ?? "";
  }

  end(name) {
    const { path } = this;
    const text = this.words.trim();
    this.words = "";
    if (text && name === `${RDF}li`) {
      const deep = path.length > 5 - (path[0] !== META);
      if (deep && CONTAINERS.has(path.at(-2)) && path.at(-5) === `${RDF}RDF`) this.keep(path.at(-3), text, this.language);
    } else if (text && path.length > 2 && path.at(-3) === `${RDF}RDF`) this.keep(name, text);
    path.pop();
  }

  characters(text) {
    if (this.words.length <= TEXT_LIMIT) this.words += text;
  }

  keep(name, text, language = "") {
    if (!this.values.has(name)) this.values.set(name, []);
    const values = this.values.get(name);
    if (values.length < 50) values.push({ language, text: text.slice(0, TEXT_LIMIT + 1) });
  }

  // That of the default language, or every item in order.
  text(name) {
    const values = this.values.get(name) ?? [];
    if (values.some(({ language }) => language)) return (values.find(({ language }) => language === "x-default") ?? values[0]).text;
    return joined(values.map(({ text }) => text));
  }
}

function ratio(text) {
  const [above, ...rest] = text.slice(0, 40).split("/");
  const numbers = [above, rest.join("/") || "1"];
  if (!numbers.every((one) => /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(one)) || Number(numbers[1]) === 0) return 0;
  return Number(numbers[0]) / Number(numbers[1]);
}
