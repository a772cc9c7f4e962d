// Whether the pixels of a file are whole: codes followed, sums checked, or decoded by the browser where it can.
import { pngDamage } from "./pngdata.js";
import { followed } from "./scans.js";

const HOPELESS = new Set(["empty", "unknown", "active", "too_many_pixels", "too_heavy"]);
// The server decodes these; a browser cannot, and their structure alone is judged here.
const SERVER = new Set(["TIFF", "JP2"]);
const BROWSER = { WEBP: "image/webp", AVIF: "image/avif", GIF: "image/gif", BMP: "image/bmp" };
// Decoded by the browser, a picture takes four bytes a pixel.
const DECODED_LIMIT = 50_000_000;

// What was seen, with the damage that reading every byte finds. Of a file cut short, that is said and no more.
export async function examine(source, seen) {
  const known = (harms) => seen.damages.some(({ harm }) => harms.has(harm));
  if (known(HOPELESS)) return seen;
  const { damage, strict } = await checked(source, seen);
  if (!damage) return { ...seen, strict };
  const more = damage.harm === "undecoded" || !known(new Set(["truncated", damage.harm]));
  return { ...seen, damages: more ? [...seen.damages, damage] : seen.damages };
}

async function checked(source, seen) {
  if (seen.format === "JPEG") return jpeg(source, seen);
  if (seen.format === "PNG") return told(await pngDamage(source.whole()));
  if (SERVER.has(seen.format)) return { strict: false };
  if (seen.format in BROWSER) return decoded(source, seen);
  return told({ harm: "undecoded", offset: -1, detail: seen.format });
}

function jpeg(source, { depth, compression }) {
  if (![0, 8].includes(depth)) return told({ harm: "undecoded", offset: -1, detail: `${depth} bits` });
  const found = followed(source.whole());
  if (found === undefined) return told({ harm: "undecoded", offset: -1, detail: compression });
  const harm = found && (found.offset >= source.size ? "truncated" : "corrupt");
  return told(found && { harm, ...found });
}

async function decoded(source, { format, width, height }) {
  if (width * height > DECODED_LIMIT) return { strict: false };
  try {
    const bitmap = await createImageBitmap(new Blob([source.file], { type: BROWSER[format] }));
    bitmap.close();
    return { strict: true };
  } catch (problem) {
    if (problem instanceof DOMException) return told({ harm: "corrupt", offset: -1, detail: format });
    throw problem;
  }
}

function told(damage) {
  return { damage, strict: !damage };
}
