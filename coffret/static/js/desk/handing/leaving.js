// A warning when the page is left while something is being sent, and at no other time.

let busy = false;

addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });

export function sendingNow(now) {
  busy = now;
}
