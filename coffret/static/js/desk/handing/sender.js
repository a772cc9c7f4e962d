// The sending of a folder: files announced by the thousand, then their bytes by pieces, three files at once. It may be
// paused, cut or reloaded at any moment: the server says where each file goes on.
import { ask, insist, Refusal } from "./network.js";

const BATCH = 1000;
const PIECE = 8 << 20;
const ABREAST = 3;

// A file the computer does not give any more.
export class Unreadable extends Error {}

export class Sender {
  // `addresses`: {files}, the list of a delivery; `token`: of the form; `told(progress)` and `waits(seconds)` are called often.
  constructor(addresses, token, told, waits) {
    Object.assign(this, { addresses, token, told, waits, total: 0, sent: 0, whole: 0, known: 0, refused: [] });
    this.flying = new Map();
  }

  // Send these files ({name, file, sha256}); resolves when all are there. Called again after a pause, it goes on.
  async send(files) {
    this.stopper = new AbortController();
    const { signal } = this.stopper;
    Object.assign(this, { total: files.reduce((sum, { file }) => sum + file.size, 0), files: files.length });
    Object.assign(this, { sent: 0, whole: 0, known: 0, refused: [] });
    this.flying.clear();
    const waiting = [];
    for (let at = 0; at < files.length; at += BATCH) waiting.push(...(await this.announce(files.slice(at, at + BATCH), signal)));
    const hands = Array.from({ length: ABREAST }, async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) await this.carry(one, signal);
    });
    try {
      await Promise.all(hands);
    } catch (problem) {
      this.stopper.abort(); // the other hands put down what they carry
      await Promise.allSettled(hands);
      throw problem;
    }
  }

  pause() { this.stopper?.abort(); }

  // What is still to send of these files, with the offset each goes on at.
  async announce(files, signal) {
    const rows = files.map(({ name, file, sha256 }) => ({ path: name, size: file.size, sha256: sha256 ?? "" }));
    const body = JSON.stringify(rows);
    const { files: answers } = await this.insist(() => ask("POST", this.addresses.files, this.token, body, { type: "application/json", signal }), signal);
    const left = [];
    answers.forEach(({ file: id, offset, known, refusal }, place) => {
      const one = files[place];
      if (refusal) this.refused.push({ name: one.name, refusal });
      this.sent += refusal ? one.file.size : offset;
      if (known) this.known++;
      if (refusal || offset >= one.file.size) this.whole++;
      else left.push({ ...one, id, offset });
    });
    this.tell();
    return left;
  }

  // Carry a file to its end.
  async carry(one, signal) {
    while (one.offset < one.file.size) {
      const bytes = await this.read(one);
      const address = new URL(one.id, new URL(this.addresses.page, location.href).href.replace(/\/?$/, "/"));
      address.searchParams.set("offset", one.offset);
      const progress = (loaded) => { this.flying.set(one.id, Math.min(loaded, bytes.byteLength)); this.tell(); };
      const { offset } = await this.insist(() => ask("PUT", address, this.token, bytes, { type: "application/octet-stream", progress, signal }), signal);
      this.flying.delete(one.id);
      if (!Number.isInteger(offset)) throw new Refusal("");
      this.sent += offset - one.offset;
      one.offset = offset;
      this.tell();
    }
    this.whole++;
    this.tell();
  }

  async read(one) {
    try {
      return await one.file.slice(one.offset, one.offset + PIECE).arrayBuffer();
    } catch (problem) {
      if (problem instanceof DOMException) throw new Unreadable(one.name);
      throw problem;
    }
  }

  insist(once, signal) {
    return insist(once, this.waits, signal);
  }

  tell() {
    const flying = [...this.flying.values()].reduce((sum, bytes) => sum + bytes, 0);
    this.told({ sent: this.sent + flying, total: this.total, whole: this.whole, files: this.files, known: this.known });
  }
}
