// What is found while a file is read, and the texts in it: coffret/images/reading/window.py.
const BLOCK_TEXT = 2000;
const SOURCES = ["XMP", "IPTC", "EXIF", "TEXT"];
export const BLOCK_LIMIT = 1 << 20;
export const PROFILE_LIMIT = 1 << 22;

const METADATA = {
  creator: "", credit: "", copyright: "", usage_terms: "", rights_url: "", title: "", description: "", identifier: "",
  source: "", owner: "", serial: "", software: "", taken: "", gps: false,
};

export class Sketch {
  format = "";
  width = 0;
  height = 0;
  orientation = 1;
  mode = "";
  depth = 0;
  alpha = false;
  pages = 1;
  animated = false;
  progressive = false;
  quality = 0;
  compression = "";
  profile = "";
  gps = false;
  resolutions = [];
  damages = [];
  words = {};
  met = new Set();

  // Whether a part of this name is met for the first time: only one counts, a thousand would cost.
  first(name) {
    const known = this.met.has(name);
    this.met.add(name);
    return !known;
  }

  // Note a damage, once for each kind and detail.
  harm(harm, offset = -1, detail = "") {
    if (!this.harmed(harm, detail)) this.damages.push({ harm, offset, detail });
  }

  harmed(harm, detail) {
    return this.damages.some((one) => one.harm === harm && (detail === undefined || one.detail === detail));
  }

  // Note the pixels per inch declared at a place; zeros and nonsense declare nothing.
  resolution(place, x, y) {
    if (!(x >= 0.01 && x < 1e6 && y >= 0.01 && y < 1e6)) return;
    const one = { place, x: hundredths(x), y: hundredths(y) };
    const known = this.resolutions.some((other) => other.place === place && other.x === one.x && other.y === one.y);
    if (!known) this.resolutions.push(one);
  }

  // Note a field of metadata as a source says it; the first word stays.
  say(source, name, text) {
    const clean = cleaned(text);
    if (clean) (this.words[source] ??= {})[name] ??= clean;
  }

  // The facts, pixels turned as the camera says, metadata merged.
  seen(size) {
    const turned = this.orientation >= 5 && this.orientation <= 8 && !["HEIC", "AVIF"].includes(this.format);
    const { words, gps, width, height, met, ...facts } = this;
    return {
      ...unseen(size), ...facts, width: turned ? height : width, height: turned ? width : height,
      metadata: merged(words, gps),
    };
  }
}

// What is known of a file not yet read: the same keys as the server's.
export function unseen(size) {
  return {
    size, sha256: "", format: "", width: 0, height: 0, orientation: 1, mode: "", depth: 0, alpha: false, pages: 1,
    animated: false, progressive: false, quality: 0, compression: "", resolutions: [], profile: "",
    metadata: { ...METADATA }, damages: [], strict: false, colour: "", likeness: "", tells: {},
  };
}

function merged(words, gps) {
  const all = { ...METADATA, gps };
  for (const source of SOURCES) {
    for (const [name, text] of Object.entries(words[source] ?? {})) if (all[name] === "") all[name] = text;
  }
  return all;
}

// To two decimals, a tie to the even one, as the server rounds.
function hundredths(value) {
  if (Math.abs(value * 8) % 2 === 1) {
    const below = Math.floor(value * 100);
    return (below % 2 ? below + 1 : below) / 100;
  }
  return Number(value.toFixed(2));
}

// A text fit to be shown: no control character, no blank around, not too long.
export function cleaned(text) {
  const plain = cut(text, 2 * BLOCK_TEXT).replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, "").trim();
  return cut(plain, BLOCK_TEXT).trimEnd();
}

function cut(text, limit) {
  return text.length > limit ? [...text].slice(0, limit).join("") : text;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const WINDOWS = new TextDecoder("windows-1252");
const LONGEST = 8 * BLOCK_TEXT;

// Bytes read as UTF-8, or else as Windows-1252, or Latin-1 where that has no such letter.
export function decoded(bytes, latinOnly = false) {
  const raw = bytes.subarray(0, LONGEST);
  for (let end = raw.length; end > raw.length - 4 && end >= 0; end--) {
    const text = utf8(raw.subarray(0, end));
    if (text !== null) return text;
    if (raw.length < LONGEST) break; // else our own cut may have fallen inside a letter
  }
  const unknown = raw.some((byte) => [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte));
  return latinOnly || unknown ? String.fromCharCode(...raw) : WINDOWS.decode(raw);
}

export function utf8(bytes) {
  try {
    return UTF8.decode(bytes);
  } catch (problem) {
    if (problem instanceof TypeError) return null;
    throw problem;
  }
}

export function joined(texts) {
  return texts.map((text) => text.trim()).filter(Boolean).join("; ");
}
