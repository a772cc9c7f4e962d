// The sending of a letter, followed live: figures replaced every two seconds while the page is looked at.
// What one may do depends on the state: when it changes, the page is loaded again, unless somebody is in a form.

const EVERY = 2000;
const live = document.querySelector("[data-live]");

if (live) {
  const figures = live.querySelector("[data-figures]");
  const said = live.querySelector("[data-said]");
  let told = -1;
  live.parentElement.querySelectorAll(".send-again").forEach((link) => { link.hidden = true; });

  const tell = () => {
    const bar = figures.querySelector("progress");
    const tenth = bar ? Math.floor((10 * bar.value) / (bar.max || 1)) : 0;
    if (tenth !== told) said.textContent = figures.querySelector(".send-state").textContent.replace(/\s+/g, " ").trim();
    told = tenth;
  };

  const busy = () => document.activeElement?.closest("form, details") && live.ownerDocument.hasFocus();

  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(live.dataset.live, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const state = answer.headers.get("X-Sending-State");
    figures.replaceChildren(...found.body.childNodes);
    tell();
    if (state !== `${live.dataset.state} ${live.dataset.doubt}` && !busy()) location.reload();
  };

  if (live.dataset.state === "sending") {
    tell();
    setInterval(look, EVERY);
    document.addEventListener("visibilitychange", look);
  }
}
