// Names of image files: those REFIM cannot hold, those that would be taken for one another (coffret/images/naming.py).
import { fold } from "./text.js";

const CONTROL = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]/;

export function base(name) {
  return name.slice(name.lastIndexOf("/") + 1);
}

export function extension(name) {
  const short = base(name);
  const dot = short.lastIndexOf(".");
  return dot > 0 ? short.slice(dot + 1).toLowerCase() : "";
}

export function fault(name, limit) {
  const short = base(name);
  if (/[;,]/.test(short)) return "separator";
  if (CONTROL.test(short)) return "control";
  if (short.trim() !== short) return "space";
  return [...short].length > limit ? "long" : "";
}

export function folded(name) {
  return fold(base(name));
}

// The short name POP gives a file (betagouv/pop@d529e79, convertLongNameToShort).
export function asPop(name) {
  return base(name).replace(/_[a-zA-Z0-9]\./g, ".").replace(/[a-zA-Z0-9]*_/g, "").toLowerCase();
}
