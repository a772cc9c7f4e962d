// How fast bytes leave and when it will be over, from what was seen in the last seconds.

const WINDOW = 15_000; // ms
const LEAST = 2_000;

export class Pace {
  constructor() {
    this.marks = [];
  }

  // Note how many bytes have left; returns {rate, left} in bytes per second and seconds, null before it can be told.
  note(sent, total, now = performance.now()) {
    this.marks.push({ sent, now });
    while (this.marks.length > 2 && this.marks[0].now < now - WINDOW) this.marks.shift();
    const [first] = this.marks;
    const [seconds, bytes] = [(now - first.now) / 1000, sent - first.sent];
    if (now - first.now < LEAST || bytes <= 0) return null;
    return { rate: bytes / seconds, left: (total - sent) / (bytes / seconds) };
  }

  forget() {
    this.marks = [];
  }
}
