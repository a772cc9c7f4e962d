// The data of a PNG: every chunk has its checksum, and the pixels unfold to the exact number of bytes.
const CRC = new Int32Array(256).map((_, byte) => {
  let value = byte;
  for (let n = 0; n < 8; n++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];
const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

function checksum(bytes) {
  let value = -1;
  for (let n = 0; n < bytes.length; n++) value = CRC[(value ^ bytes[n]) & 0xff] ^ (value >>> 8);
  return ~value >>> 0;
}

// Returns null when whole, {harm, offset, detail} where it is not.
export async function pngDamage(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const parts = [];
  let head = null;
  let at = 8;
  for (;;) {
    if (at + 12 > data.length) return { harm: "truncated", offset: data.length, detail: "chunk" };
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > data.length) return { harm: "truncated", offset: data.length, detail: "chunk" };
    const type = String.fromCharCode(...data.subarray(at + 4, at + 8));
    if (checksum(data.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      return { harm: "corrupt", offset: at, detail: type };
    }
    if (type === "IHDR" && length === 13) head = [view.getUint32(at + 8), view.getUint32(at + 12), ...data.subarray(at + 16, at + 21)];
    else if (type === "IDAT") parts.push(data.subarray(at + 8, end - 4));
    else if (type === "IEND") break;
    at = end;
  }
  return unfolded(parts, head ? expected(head) : 0, at);
}

function expected([width, height, depth, colour, , , interlaced]) {
  const bits = depth * (CHANNELS[colour] ?? 1);
  const rows = (wide, high) => (wide > 0 && high > 0 ? high * (1 + Math.ceil((wide * bits) / 8)) : 0);
  if (!interlaced) return rows(width, height);
  const passes = ADAM7.map(([x, y, dx, dy]) => rows(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)));
  return passes.reduce((sum, size) => sum + size, 0);
}

// Unfolded by pieces and thrown away: memory holds one piece.
async function unfolded(parts, wanted, end) {
  const wrong = (harm) => ({ harm, offset: end, detail: `IDAT ${size}/${wanted}` });
  let size = 0;
  try {
    const pieces = new Blob(parts).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
      size += piece.value.length;
      if (size > wanted) {
        await pieces.cancel();
        return wrong("corrupt");
      }
    }
  } catch (problem) {
    if (problem instanceof TypeError) return wrong("corrupt");
    throw problem;
  }
  return size === wanted ? null : wrong("truncated");
}
