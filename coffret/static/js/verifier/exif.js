// What EXIF tells: coffret/images/reading/exif.py.
import { Tree } from "./ifd.js";
import { readRecord, readResources } from "./iptc.js";
import { BLOCK_LIMIT, decoded, joined } from "./sketch.js";
import { Broken, Memory, Short, startsWith } from "./source.js";
import { readXmp } from "./xmp.js";

const [ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT] = [274, 282, 283, 296];
const [XMP, IPTC, PHOTOSHOP, CAMERA, GPS] = [700, 33723, 34377, 34665, 34853];
const COPYRIGHT = 33432;
const IMAGE_FIELDS = { 270: "description", 305: "software", 315: "creator" };
const CAMERA_FIELDS = { 36867: "taken", 42032: "owner", 42033: "serial" };
const WINDOWS_FIELDS = { 40091: "title", 40093: "creator" };
const POSITION = [2, 4, 20, 22];
const UNITS = { 2: 1, 3: 2.54 };
const TEXT_LIMIT = 1 << 16;
const UTF16 = new TextDecoder("utf-16le", { ignoreBOM: true });
const NONE = new Uint8Array(0);

// What a damaged part would have told, or what to say instead.
export function orElse(read, otherwise) {
  try {
    return read();
  } catch (problem) {
    if (problem instanceof Short || problem instanceof Broken) return otherwise;
    throw problem;
  }
}

// The first block of the file counts.
export function readExif(block, found) {
  if (!found.first("exif")) return;
  const bytes = startsWith(block, "Exif\x00") ? block.subarray(6) : block;
  const known = orElse(() => opened(new Memory(bytes)), null);
  if (known) tell(known.tree, known.tags, found, "EXIF");
}

function opened(file) {
  const tree = new Tree(file);
  return { tree, tags: tree.directory(tree.first).tags };
}

// Note what the main directory and those it leads to tell; `place` names its resolution.
export function tell(tree, tags, found, place) {
  const orientation = number(tree, tags, ORIENTATION, 1);
  found.orientation = orientation >= 1 && orientation <= 8 ? orientation : 1;
  tellResolution(tree, tags, found, place);
  for (const [tag, name] of Object.entries(IMAGE_FIELDS)) found.say("EXIF", name, text(tree, tags, Number(tag)));
  found.say("EXIF", "copyright", joined(split(raw(tree, tags, COPYRIGHT)).map((part) => decoded(part))));
  for (const [tag, name] of Object.entries(WINDOWS_FIELDS)) found.say("EXIF", name, UTF16.decode(raw(tree, tags, Number(tag))));
  const camera = under(tree, tags, CAMERA);
  for (const [tag, name] of Object.entries(CAMERA_FIELDS)) found.say("EXIF", name, text(tree, camera, Number(tag)));
  const position = under(tree, tags, GPS);
  if (POSITION.some((tag) => position.has(tag))) found.gps = true;
}

// Note what the XMP, IPTC and Photoshop blocks of a TIFF directory tell.
export function tellBlocks(tree, tags, found) {
  const packet = raw(tree, tags, XMP, BLOCK_LIMIT);
  if (packet.length) readXmp(packet, found);
  readRecord(raw(tree, tags, IPTC, BLOCK_LIMIT), found);
  readResources(raw(tree, tags, PHOTOSHOP, BLOCK_LIMIT), found);
}

function tellResolution(tree, tags, found, place) {
  const unit = UNITS[number(tree, tags, RESOLUTION_UNIT, 2)];
  if (!unit || !tags.has(X_RESOLUTION)) return;
  const [x, y] = orElse(() => {
    const [across] = tree.numbers(tags.get(X_RESOLUTION), 1);
    return [across, tree.numbers(tags.get(Y_RESOLUTION), 1)[0] ?? across];
  }, []);
  if (x !== undefined) found.resolution(place, x * unit, y * unit);
}

function under(tree, tags, tag) {
  const none = new Map();
  return tags.has(tag) ? orElse(() => tree.directory(tree.number(tags.get(tag))).tags, none) : none;
}

function number(tree, tags, tag, otherwise) {
  return orElse(() => tree.number(tags.get(tag), otherwise), otherwise);
}

function raw(tree, tags, tag, limit = TEXT_LIMIT) {
  return orElse(() => tree.raw(tags.get(tag), limit), null) ?? NONE;
}

function text(tree, tags, tag) {
  return decoded(split(raw(tree, tags, tag))[0]);
}

// The parts between NULs.
function split(bytes) {
  const parts = [];
  let start = 0;
  for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
    parts.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return [...parts, bytes.subarray(start)];
}
