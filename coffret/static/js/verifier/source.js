// The bytes of a file by their place, read by the worker as they are asked for: a small file once and whole, a large one
// by windows.
const WHOLE = 64 << 20;
const WINDOW = 1 << 20;
const NOTHING = new Uint8Array(0);

// The file stops before what it announces, at `offset`.
export class Short extends Error {
  constructor(offset) {
    super(`stops at ${offset}`);
    this.offset = offset;
  }
}

// The file contradicts itself at `offset`; `detail` is the plain name of what is wrong.
export class Broken extends Error {
  constructor(offset, detail) {
    super(detail);
    this.offset = offset;
    this.detail = detail;
  }
}

// A block already in memory.
export class Memory {
  constructor(bytes) {
    this.bytes = bytes;
    this.size = bytes.length;
  }

  // The bytes at `offset`: fewer than `length` where the file ends before.
  at(offset, length) {
    return offset < 0 || length <= 0 ? NOTHING : this.bytes.subarray(offset, offset + length);
  }

  // Those bytes, or Short when they are not all there.
  exactly(offset, length) {
    if (offset < 0 || offset + length > this.size) throw new Short(this.size);
    return this.at(offset, length);
  }

  // The big-endian unsigned number of `length` bytes; past 2^53 it is no longer exact, and far past any file.
  number(offset, length) {
    return this.exactly(offset, length).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  whole() { return this.bytes; }
}

export class Source extends Memory {
  constructor(file) {
    const reader = new FileReaderSync();
    super(file.size <= WHOLE ? new Uint8Array(reader.readAsArrayBuffer(file)) : NOTHING);
    this.file = file;
    this.reader = reader;
    this.size = file.size;
    this.start = 0;
  }

  get inMemory() { return this.size <= WHOLE; }

  load(start, end) {
    return new Uint8Array(this.reader.readAsArrayBuffer(this.file.slice(start, end)));
  }

  at(offset, length) {
    const end = Math.min(this.size, offset + length);
    if (offset < 0 || offset >= end) return NOTHING;
    if (offset < this.start || end > this.start + this.bytes.length) {
      this.bytes = this.load(offset, Math.min(this.size, Math.max(end, offset + WINDOW)));
      this.start = offset;
    }
    return this.bytes.subarray(offset - this.start, end - this.start);
  }

  // Every byte; those of a large file for the time they are needed only.
  whole() {
    return this.inMemory ? this.bytes : this.load(0, this.size);
  }

  * windows() {
    for (let at = 0; at < this.size; at += WINDOW) yield this.at(at, WINDOW);
  }
}

// Bytes as a string of the same length, one character each: what regular expressions search.
export function latin(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

export function startsWith(bytes, text) {
  for (let n = 0; n < text.length; n++) if (bytes[n] !== text.charCodeAt(n)) return false;
  return true;
}
