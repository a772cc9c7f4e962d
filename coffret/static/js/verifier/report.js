// The list to take away: the JSON and the table that `coffret images check` gives (coffret/images/report.py).
import { label } from "./rules.js";

const FORMULA = /^[=+\-@\t\r\n|%]/;

export function entry({ name, verdict, seen, findings }) {
  const { format, width, height, sha256, size } = seen;
  return { file: name, verdict, format, width, height, dpi: label(seen)?.x ?? null, sha256: sha256 || null, size, findings };
}

export function tally(entries) {
  const codes = {};
  for (const { findings } of entries) for (const code of new Set(findings.map((one) => one.code))) codes[code] = (codes[code] ?? 0) + 1;
  const count = (verdict) => entries.filter((one) => one.verdict === verdict).length;
  return {
    images: entries.length, erreur: count("erreur"), alerte: count("alerte"), conforme: count("conforme"),
    codes: Object.fromEntries(Object.entries(codes).sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

export function asJson(entries, { profile, reading, aside }) {
  const rest = { profile, reading, licence: null, integrity: "browser", summary: tally(entries), aside };
  return JSON.stringify({ images: entries, ...rest }, null, 1);
}

export function asCsv(entries, columns) {
  const rows = [columns, ...entries.map(cells)];
  return `\ufeff${rows.map((row) => `${row.map(quoted).join(";")}\r\n`).join("")}`;
}

function cells({ file, verdict, format, width, height, dpi, sha256, size, findings }) {
  const joined = ["code", "message", "remedy"].map((key) => findings.map((one) => one[key]).join(" / "));
  return [file, verdict, format, width, height, dpi, sha256, size, ...joined].map((cell) => disarmed(String(cell ?? "")));
}

function disarmed(cell) {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

function quoted(cell) {
  return /[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function save(text, name, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
