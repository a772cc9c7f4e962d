// The description of an ICC profile: coffret/images/reading/icc.py.
import { cleaned } from "./sketch.js";
import { latin } from "./source.js";

export const UNNAMED = "?";
const TAGS_LIMIT = 200;
const LONGEST = 400;
const UTF16 = new TextDecoder("utf-16be", { ignoreBOM: true });

// The description of a profile, "?" when it tells none, "" when these bytes are no profile.
export function description(profile) {
  if (profile.length < 132 || text(profile, 36, 4) !== "acsp") return "";
  for (let index = 0; index < Math.min(number(profile, 128), TAGS_LIMIT); index++) {
    const at = 132 + 12 * index;
    if (text(profile, at, 4) === "desc") {
      const [start, length] = [number(profile, at + 4), number(profile, at + 8)];
      return cleaned(told(profile.subarray(start, start + length))) || UNNAMED;
    }
  }
  return UNNAMED;
}

function number(data, at) {
  let sum = 0;
  for (let n = at; n < Math.min(at + 4, data.length); n++) sum = sum * 256 + data[n];
  return sum;
}

function text(data, at, length) {
  return latin(data.subarray(at, at + length));
}

function told(tag) {
  const kind = text(tag, 0, 4);
  if (kind === "desc") return text(tag, 12, Math.min(number(tag, 8), LONGEST)).split("\0")[0];
  if (kind === "text") return text(tag, 8, LONGEST).split("\0")[0];
  return kind === "mluc" ? localised(tag) : "";
}

// The English text, or else the first one.
function localised(tag) {
  const texts = new Map();
  const width = Math.max(12, number(tag, 12));
  for (let index = 0; index < Math.min(number(tag, 8), 100); index++) {
    const at = 16 + width * index;
    const [length, start] = [Math.min(number(tag, at + 4), 2 * LONGEST), number(tag, at + 8)];
    const language = text(tag, at, 2);
    if (!texts.has(language)) texts.set(language, UTF16.decode(tag.subarray(start, start + length)));
  }
  return texts.get("en") || (texts.values().next().value ?? "");
}
