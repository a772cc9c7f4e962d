// The quality a JPEG was written with, from its quantization tables (coffret/images/reading/quality.py).
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100,
  103, 99,
];
const ZIGZAG = Array.from({ length: 15 }, (_, total) => {
  const others = Array.from({ length: 8 }, (_, other) => other).filter((other) => total - other >= 0 && total - other < 8);
  return others.map((other) => (total % 2 === 0 ? 8 * (total - other) + other : 8 * other + total - other));
}).flat();

// Table as written -> quality; the order is that of the qualities.
const SCALED = new Map();
for (let quality = 1; quality <= 100; quality++) {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const values = LUMINANCE.map((value) => Math.min(Math.max(Math.floor((value * scale + 50) / 100), 1), 255));
  SCALED.set(ZIGZAG.map((place) => values[place]).join(), { quality, strength: sum(values) });
}

// 1 to 100: that of libjpeg's own table, or of the one nearest in strength.
export function qualityOf(table) {
  const limited = table.map((value) => Math.min(value, 255));
  const exact = SCALED.get(limited.join());
  if (exact) return exact.quality;
  const strength = sum(limited);
  const far = (one) => Math.abs(one.strength - strength);
  return [...SCALED.values()].reduce((best, one) => (far(one) < far(best) ? one : best)).quality;
}

function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}
