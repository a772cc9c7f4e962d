// The workers that read files: two files never wait for one another, and a heavy file is read alone.
import { unseen } from "./sketch.js";

const [LEAST, MOST] = [2, 4];
const HEAVY = 64 << 20;
const PATIENCE = 120_000; // ms for one file: past it, it is set apart and its worker replaced

export class Pool {
  // `code` is the address of worker.js, as the page gives it.
  constructor(code, limits) {
    Object.assign(this, { code, limits });
    this.queue = [];
    this.heavy = false;
    const wanted = Math.max(LEAST, Math.min(MOST, (navigator.hardwareConcurrency || LEAST) - 1));
    this.hands = Array.from({ length: wanted }, () => this.hire());
  }

  // Resolves once every worker has all its code: nothing is fetched after that.
  get ready() { return Promise.all(this.hands.map((hand) => hand.ready)); }

  hire(hand = {}) {
    hand.worker = new Worker(this.code, { type: "module" });
    Object.assign(hand, { task: null, dead: false });
    hand.ready = new Promise((resolve, reject) => { Object.assign(hand, { welcome: resolve, refuse: reject }); });
    hand.ready.catch(() => {}); // told by `ready` at the start; later by the file it was to read
    hand.worker.onmessage = ({ data }) => (data.ready ? hand.welcome() : this.finish(hand, data.seen));
    hand.worker.onerror = (event) => { event.preventDefault(); this.abandon(hand, event.message ?? ""); };
    return hand;
  }

  // Look at a file; resolves with what was seen of it, or null when the pool was emptied before.
  look(file) {
    if (!file) return Promise.resolve(lost(0, "NotReadableError"));
    return new Promise((resolve) => {
      this.queue.push({ file, resolve });
      this.next();
    });
  }

  next() {
    for (const hand of this.hands) {
      if (hand.task) continue;
      const place = this.queue.findIndex(({ file }) => !this.heavy || file.size < HEAVY);
      if (place < 0) return;
      const [task] = this.queue.splice(place, 1);
      this.heavy ||= task.file.size >= HEAVY;
      if (hand.dead) this.hire(hand);
      hand.task = task;
      hand.alarm = setTimeout(() => this.abandon(hand, "time"), PATIENCE);
      hand.worker.postMessage({ file: task.file, limits: this.limits });
    }
  }

  finish(hand, seen) {
    clearTimeout(hand.alarm);
    const { task } = hand;
    hand.task = null;
    if (!task) return;
    if (task.file.size >= HEAVY) this.heavy = false;
    task.resolve(seen);
    this.next();
  }

  // A worker that died or takes too long costs its file only.
  abandon(hand, detail) {
    hand.refuse(new Error(detail));
    hand.dead = true;
    if (!hand.task) return;
    const { task } = hand;
    hand.worker.terminate();
    this.hire(hand).task = task;
    this.finish(hand, lost(task.file.size, detail));
  }

  // Forget the files that wait, stop those being read.
  empty() {
    for (const { resolve } of this.queue.splice(0)) resolve(null);
    for (const hand of this.hands) {
      if (!hand.task) continue;
      clearTimeout(hand.alarm);
      hand.task.resolve(null);
      hand.task = null;
      hand.worker.terminate();
      this.hire(hand);
    }
    this.heavy = false;
  }
}

// What is known of a file that could not be read.
function lost(size, detail) {
  return { ...unseen(size), damages: [{ harm: "gave_up", offset: -1, detail }] };
}
