// What hides in an image: another file after its end, an archive read from its last bytes (coffret/images/reading/hidden.py).
import { latin, startsWith } from "./source.js";

const STARTS = [
  ["zip", "PK\x03\x04"], ["zip", "PK\x05\x06"], ["pdf", "%PDF-"], ["elf", "\x7fELF"], ["rar", "Rar!\x1a\x07"],
  ["7z", "7z\xbc\xaf\x27\x1c"], ["script", "#!/"], ["php", "<?php"],
];
const OTHER_STARTS = [
  ["gzip", "\x1f\x8b\x08"], ["ole", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], ["rtf", "{\\rtf"], ["eps", "%!PS"],
  ["jxl", "\xff\x0a"], ["jxl", "\x00\x00\x00\x0cJXL "], ["ico", "\x00\x00\x01\x00"],
];
const WEB = /^[ \t\n\r\f\v]*(?:<!--[^]*?-->[ \t\n\r\f\v]*)?<(?:html|script|!doctype[ \t\n\r\f\v]+html|head|body|iframe)[ \t\n\r\f\v>]/i;
const INSIDE = new RegExp(
  "(?<zip>PK\\x03\\x04[\\x0a\\x14\\x2d\\x33]\\x00)|(?<pdf>%PDF-[12]\\.)|(?<php><\\?php[ \\t\\n\\r\\f\\v])|" +
  "(?<html><(?:[hH][tT][mM][lL]|[sS][cC][rR][iI][pP][tT]|![dD][oO][cC][tT][yY][pP][eE] [hH][tT][mM][lL])[ \\t\\n\\r\\f\\v>])|" +
  "(?<elf>\\x7fELF[\\x01\\x02][\\x01\\x02]\\x01)|(?<rar>Rar!\\x1a\\x07)|(?<seven>7z\\xbc\\xaf\\x27\\x1c)|" +
  "(?<exe>This program cannot be run in DOS mode)",
);
const ZIP_END = "PK\x05\x06";
const ZIP_TAIL = 65_557;
const SNIFFED = 1024;
const SEARCHED = 1 << 20;

// What a file that is no image is, by its first bytes.
export function kindOf(head) {
  const kind = started(latin(head));
  if (kind) return kind;
  if (startsWith(head.subarray(4), "ftyp")) return "mp4";
  return OTHER_STARTS.find(([, start]) => startsWith(head, start))?.[0] ?? "";
}

// Note what follows the end of the image.
export function afterEnd(file, end, found, known = "") {
  if (end >= file.size) return;
  found.harm("trailing", end, known || String(file.size - end));
  const tail = latin(file.at(end, Math.min(file.size - end, SEARCHED)));
  const kind = started(tail.slice(0, SNIFFED).replace(/^[\x00\xff \t\r\n]+/, "")) || contained(tail);
  if (kind) found.harm("polyglot", end, kind);
}

// The kind of file or program whose signature is somewhere in the text (of bytes), or "".
export function contained(text) {
  const groups = INSIDE.exec(text)?.groups ?? {};
  const name = Object.keys(groups).find((key) => groups[key] !== undefined) ?? "";
  return name === "seven" ? "7z" : name;
}

// Note a document that starts in the first kilobyte, and an archive that ends with the file.
export function elsewhere(file, found) {
  if (found.format !== "PDF") {
    const start = latin(file.at(0, SNIFFED)).indexOf("%PDF-");
    if (start >= 0) found.harm("polyglot", start, "pdf");
  }
  if (!found.harmed("polyglot")) {
    const end = zipEnd(file);
    if (end >= 0) found.harm("polyglot", end, "zip");
  }
}

function started(head) {
  const kind = STARTS.find(([, start]) => head.startsWith(start))?.[0] ?? "";
  if (!kind && head.startsWith("MZ") && (head.includes("PE\x00\x00") || head.includes("DOS mode"))) return "exe";
  return kind || (WEB.test(head.slice(0, SNIFFED)) ? "html" : "");
}

// Where the end record of a sound archive is, or -1: its directory must be where it says.
function zipEnd(file) {
  const start = Math.max(0, file.size - ZIP_TAIL);
  const tail = latin(file.at(start, file.size - start));
  const place = tail.lastIndexOf(ZIP_END);
  if (place < 0 || tail.length < place + 22) return -1;
  const length = [15, 14, 13, 12].reduce((sum, n) => sum * 256 + tail.charCodeAt(place + n), 0);
  const directory = start + place - length;
  const sound = length > 0 && latin(file.at(directory, 4)) === "PK\x01\x02";
  return sound ? start + place : -1;
}
