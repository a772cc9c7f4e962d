// Small pictures of the rows on screen, drawn by the browser one at a time; a file that it cannot decode has none.
const SIDE = 192;
const PIXELS_LIMIT = 60_000_000;
const KINDS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP"];

const waiting = new Map();
const watcher = new IntersectionObserver((rows) => {
  for (const { target, isIntersecting } of rows) if (isIntersecting) draw(target);
}, { rootMargin: "200px" });
let last = Promise.resolve();

export function thumbnail(place, { file, seen }) {
  const area = seen.width * seen.height;
  if (!KINDS.includes(seen.format) || !area || area > PIXELS_LIMIT) return;
  waiting.set(place, { file, scale: Math.min(1, SIDE / Math.max(seen.width, seen.height)) });
  watcher.observe(place);
}

function draw(place) {
  watcher.unobserve(place);
  const asked = waiting.get(place);
  waiting.delete(place);
  if (asked) last = last.then(() => drawn(place, asked)).catch((problem) => console.warn(problem));
}

async function drawn(place, { file, scale }) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch (problem) {
    if (problem instanceof DOMException) return;
    throw problem;
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  place.replaceChildren(canvas);
}
