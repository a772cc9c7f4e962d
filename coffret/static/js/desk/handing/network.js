// What is said to the server: tried again when it fails in a way that passes, with longer and longer waits.

const WAITS = [1, 2, 4, 8, 15, 30]; // seconds
const JSON_TYPE = "application/json";

// The server refuses, in words; nothing is to be tried again.
export class Refusal extends Error {}
// Nobody is signed in any more.
export class SignedOut extends Error {}
// The sender asked for a pause.
export class Paused extends Error {}

// An answer of the server: {status, body}. Raises TypeError where the network fails.
export function ask(method, address, token, body, { type = "", progress = null, signal = null } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.responseType = "text";
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Accept", JSON_TYPE);
    if (type) request.setRequestHeader("Content-Type", type);
    if (progress) request.upload.addEventListener("progress", (event) => progress(event.loaded));
    const stop = () => request.abort();
    signal?.addEventListener("abort", stop);
    request.addEventListener("loadend", () => signal?.removeEventListener("abort", stop));
    request.addEventListener("abort", () => reject(new Paused()));
    request.addEventListener("error", () => reject(new TypeError("network")));
    request.addEventListener("load", () => {
      const json = (request.getResponseHeader("Content-Type") ?? "").startsWith(JSON_TYPE);
      resolve({ status: request.status, body: json ? JSON.parse(request.responseText) : null });
    });
    if (signal?.aborted) { reject(new Paused()); return; }
    request.send(body);
  });
}

// Ask until it is answered; `waits(seconds)` before each new attempt, null when the answer comes.
export async function insist(once, waits, signal) {
  for (let attempt = 0; ; attempt++) {
    const answer = await once().catch((problem) => {
      if (problem instanceof TypeError) return { status: 0, body: null };
      throw problem;
    });
    if (answer.status && answer.status < 500) {
      if (attempt) waits(null);
      return judged(answer);
    }
    const seconds = WAITS[Math.min(attempt, WAITS.length - 1)];
    waits(seconds);
    await pause(seconds * 1000, signal);
  }
}

// What our server answers is JSON; a page of its own is the sign-in, or a token of another session.
function judged({ status, body }) {
  if (!body) throw status === 404 ? new Refusal("") : new SignedOut();
  if (status === 409) return body;
  if (status >= 400) throw new Refusal(body.refusal);
  return body;
}

function pause(delay, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) { reject(new Paused()); return; }
    const clock = setTimeout(resolve, delay);
    signal.addEventListener("abort", () => { clearTimeout(clock); reject(new Paused()); }, { once: true });
    // The network says it is back: no need to wait longer.
    addEventListener("online", () => { clearTimeout(clock); resolve(); }, { once: true });
  });
}
