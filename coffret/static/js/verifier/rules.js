// The rules of a picture (coffret/images/rules): each takes a case and the server's numbers, and gives the facts of what
// it finds; the sentences come with the page.
import { extension, fault } from "./names.js";

const INKS = ["CMYK", "YCCK"];
const PLACES = ["JFIF", "EXIF", "TIFF", "PNG", "JP2", "PHOTOSHOP", "XMP"];

export const RULES = {
  IMG001: ({ seen }, norms) => harmed(seen, "unknown", norms),
  IMG002: ({ seen }, norms) => harmed(seen, "empty", norms),
  IMG003: ({ seen }, norms) => harmed(seen, "truncated", norms),
  IMG004: ({ seen }, norms) => harmed(seen, "corrupt", norms),
  IMG005({ seen }, norms) {
    return damage(seen, "trailing")?.detail === "mpf" ? null : harmed(seen, "trailing", norms);
  },
  IMG006: ({ seen }, norms) => harmed(seen, "polyglot", norms),
  IMG007({ name, seen }, norms) {
    const right = norms.extensions[seen.format];
    return right && !right.includes(extension(name)) ? { format: seen.format, extension: right[0] } : null;
  },
  IMG008({ seen }, norms) {
    const found = damage(seen, "too_many_pixels") || area(seen) > norms.pixelsLimit;
    return found ? { width: seen.width, height: seen.height, limit: Math.floor(norms.pixelsLimit / 1e6) } : null;
  },
  IMG009({ seen }, norms) {
    const found = damage(seen, "too_heavy") || seen.size > norms.sizeLimit;
    return found ? { size: Math.floor(seen.size / 1e6), limit: Math.floor(norms.sizeLimit / 1e6) } : null;
  },
  IMG010: ({ seen }) => (seen.animated ? { pages: seen.pages } : null),
  IMG011: ({ seen }, norms) => harmed(seen, "gave_up", norms),
  IMG012: ({ seen }, norms) => harmed(seen, "active", norms),
  IMG013: ({ seen }) => (seen.pages > 1 && !seen.animated ? { pages: seen.pages } : null),
  IMG014: ({ seen }) => (damage(seen, "undecoded") ? { format: seen.format } : null),
  IMG020: notReceived,
  IMG021({ seen }, norms) {
    const short = Math.min(seen.width, seen.height);
    return short > 0 && short < norms.recommendedShortSide ? { short, wanted: norms.recommendedShortSide } : null;
  },
  IMG022({ seen, reading }, norms) {
    const [low, narrow] = [seen.height < norms.minimumHeight, seen.width < norms.minimumWidth];
    const small = reading === "literal" ? low && narrow : low || narrow;
    if (!small || !area(seen)) return null;
    return { width: seen.width, height: seen.height, what: norms.words[reading], reason: norms.reasonTooSmall };
  },
  IMG023({ seen }, norms) {
    const one = label(seen);
    const right = one && near(one.x, norms.resolution, norms) && near(one.y, norms.resolution, norms);
    return one && !right ? { dpi: told(one), wanted: Math.trunc(norms.resolution) } : null;
  },
  IMG024({ seen: { resolutions } }, norms) {
    const [first, ...others] = resolutions;
    const apart = others.some((one) => !near(one.x, first.x, norms) || !near(one.y, first.y, norms));
    return apart ? { places: resolutions.map((one) => `${one.place} ${told(one)}`).join(", ") } : null;
  },
  IMG025({ seen: { mode, depth } }, norms) {
    const other = [...INKS, "LAB", "PALETTE", "BITONAL"].includes(mode) || depth > 8;
    return other ? { mode: colours(mode, norms), depth } : null;
  },
  IMG026({ seen: { mode, profile } }, norms) {
    return INKS.includes(mode) && !profile ? { mode: colours(mode, norms) } : null;
  },
  IMG027({ seen: { quality } }, norms) {
    return quality > 0 && quality < norms.minimumQuality ? { quality, wanted: norms.minimumQuality } : null;
  },
  IMG031({ seen }, norms, credits) {
    const credit = holder(seen.metadata);
    if (!credit.trim() || !credits.worthless(credit)) return null;
    return { credit: [...credit].slice(0, 120).join(""), place: "IPTC/XMP/EXIF" };
  },
  IMG034: ({ clash }) => (clash ? { other: clash } : null),
  IMG035({ name }, norms) {
    const why = fault(name, norms.nameLimit);
    return why ? { what: norms.words[why] } : null;
  },
  IMG036: ({ merged }) => (merged ? { other: merged } : null),
  IMG040: ({ seen }) => (seen.metadata.gps ? {} : null),
  IMG041({ seen: { metadata } }) {
    const kept = [metadata.owner, metadata.serial].filter(Boolean).map((text) => [...text].slice(0, 60).join(""));
    return kept.length ? { kept: kept.join(", ") } : null;
  },
  IMG050: ({ same }) => (same ? { other: same } : null),
  IMG060({ seen }, norms) {
    const level = tier(seen, norms);
    const [[wanted, best]] = norms.tiers;
    return level > 0 && level < best ? { pixels: area(seen), tier: level, wanted } : null;
  },
  IMG062({ seen }, norms) {
    return area(seen) && tier(seen, norms) === 0 ? { pixels: area(seen), wanted: norms.tiers.at(-1)[0] } : null;
  },
  IMG065({ seen }, norms) {
    const long = Math.max(seen.width, seen.height);
    return long > 0 && long <= norms.zoomLongSide ? { long, wanted: norms.zoomLongSide } : null;
  },
  IMG070: notReceived,
  IMG071({ seen: { compression } }, norms) {
    return norms.lossy.includes(compression) ? { compression } : null;
  },
  IMG072: ({ seen }) => (area(seen) && !seen.profile && seen.mode !== "BITONAL" ? {} : null),
  IMG073({ seen: { mode, depth } }, norms) {
    return mode === "PALETTE" || (depth > 0 && depth < 8) ? { mode: colours(mode, norms), depth } : null;
  },
  IMG074({ seen }, norms) {
    const one = label(seen);
    const low = !one || Math.min(one.x, one.y) < norms.archiveResolution - norms.resolutionTolerance;
    return area(seen) && low ? { dpi: one ? told(one) : "0", wanted: Math.trunc(norms.archiveResolution) } : null;
  },
  IMG075: ({ seen }) => (area(seen) ? {} : null),
};

function notReceived({ seen, profile }) {
  const { format } = seen;
  return format && !profile.formats.includes(format) ? { format, formats: profile.formats.join(", ") } : null;
}

function area(seen) { return seen.width * seen.height; }

function damage(seen, harm) { return seen.damages.find((one) => one.harm === harm); }

function harmed(seen, harm, norms) {
  const found = damage(seen, harm);
  if (!found) return null;
  const place = found.offset >= 0 ? norms.forms.place.replace("{offset}", () => found.offset) : "";
  return { detail: [called(found.detail, norms), place].filter(Boolean).join(", ") || "—" };
}

// How a damage is told: by the server's table, else in the decoder's own words.
function called(detail, { details, forms }) {
  if (!detail) return "";
  if (/^[0-9]+$/.test(detail)) return forms.bytes.replace("{count}", () => detail);
  const name = detail.startsWith("IDAT ") ? "IDAT" : detail;
  return Object.hasOwn(details, name) ? details[name] : forms.decoder.replace("{words}", () => detail);
}

function colours(mode, { modes }) { return modes[mode] ?? mode; }

// The resolution a file declares, from the place viewers look at first.
export function label(seen) {
  return [...seen.resolutions].sort((first, second) => ranked(first) - ranked(second))[0] ?? null;
}

function ranked({ place }) {
  const rank = PLACES.indexOf(place.toUpperCase());
  return rank < 0 ? PLACES.length : rank;
}

function near(first, second, norms) { return Math.abs(first - second) <= norms.resolutionTolerance; }

function told({ x, y }) {
  const [across, down] = [Math.floor(x + 0.5), Math.floor(y + 0.5)];
  return across === down ? String(across) : `${across} × ${down}`;
}

function holder(metadata) { return metadata.creator || metadata.credit || metadata.copyright; }

function tier(seen, norms) { return norms.tiers.find(([surface]) => area(seen) >= surface)?.[1] ?? 0; }
