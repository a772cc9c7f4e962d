// SVG: a drawing that can run programs and fetch pages (coffret/images/reading/svg.py).
import { latin } from "./source.js";

const ROOT = new RegExp(
  "^(?:\\xef\\xbb\\xbf)?[ \\t\\n\\r\\f\\v]*(?:<\\?[^>]{0,2000}\\?>[ \\t\\n\\r\\f\\v]*|<!--(?:[^-]|-(?!->)){0,2000}-->[ \\t\\n\\r\\f\\v]*|" +
  "<!DOCTYPE[ \\t\\n\\r\\f\\v][^>\\[]{0,2000}(?:\\[[^\\]]{0,2000}\\][ \\t\\n\\r\\f\\v]*)?>[ \\t\\n\\r\\f\\v]*){0,20}" +
  "<(?:[\\w-]{1,40}:)?svg[ \\t\\n\\r\\f\\v>/]",
  "i",
);
// Each repetition of blanks is held by a look-ahead: a file made of blanks costs no more than another.
const BLANKS = "(?=([ \\t\\n\\r\\f\\v]*))";
const ACTIVE = new RegExp(
  "<(?:[\\w-]{1,40}:)?(?:script|foreignObject|iframe|embed|object|handler|listener)\\b|" +
  `[ \\t\\n\\r\\f\\v"'/]on[a-z]{3,30}${BLANKS}\\1=|javascript${BLANKS}\\2:|<!ENTITY|@import|` +
  `href${BLANKS}\\3=${BLANKS}\\4(?=(["']?))\\5${BLANKS}\\6(?!#|data:image/(?:png|jpe?g|gif|webp)|["'>])|` +
  `url\\(${BLANKS}\\7(?=(["']?))\\8${BLANKS}\\9(?:https?:|//|data:text)`,
  "i",
);
const SEARCHED = 1 << 23;
const SIDE = /[ \t\n\r\f\v](width|height)[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["'][ \t\n\r\f\v]*(\d{1,6})(?:\.\d+)?(?:px)?[ \t\n\r\f\v]*["']/g;
const VIEW = /[ \t\n\r\f\v]viewBox[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["'][ \t\n\r\f\v]*[-\d.]+[ \t\n\r\f\v,]+[-\d.]+[ \t\n\r\f\v,]+(\d{1,6})[\d.]*[ \t\n\r\f\v,]+(\d{1,6})/;

export function isSvg(head) {
  return ROOT.test(plain(head));
}

export function readSvg(file, found) {
  Object.assign(found, { mode: "RGB", compression: "none" });
  const text = plain(file.at(0, Math.min(file.size, SEARCHED)));
  const root = ROOT.exec(text);
  const tag = root ? text.slice(root[0].length - 1, root[0].length + 4000).split(">")[0] : "";
  const sides = Object.fromEntries([...tag.matchAll(SIDE)].map(([, name, value]) => [name, Number(value)]));
  const view = VIEW.exec(tag);
  found.width = sides.width ?? Number(view?.[1] ?? 0);
  found.height = sides.height ?? Number(view?.[2] ?? 0);
  const active = ACTIVE.exec(text);
  found.harm("active", active ? active.index : -1, active || file.size > SEARCHED ? "script" : "");
}

// The bytes as text, one character each; in UTF-8 when they are in UTF-16.
function plain(data) {
  const sign = latin(data.subarray(0, 2));
  if (sign !== "\xff\xfe" && sign !== "\xfe\xff") return latin(data);
  return latin(new TextEncoder().encode(new TextDecoder(sign === "\xff\xfe" ? "utf-16le" : "utf-16be").decode(data)));
}
