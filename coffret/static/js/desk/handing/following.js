// The examination of a delivery, followed while the page is looked at: its figures are replaced every two seconds.

const EVERY = 2000;
const live = document.getElementById("hand-live");
const figures = live.querySelector("[data-figures]");
const spoken = live.querySelector("[data-live-said]");

const plain = () => { figures.querySelector("[data-refresh]")?.parentElement.remove(); };

async function look() {
  if (document.hidden) return;
  const answer = await fetch(live.dataset.live, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  if (answer.headers.get("X-Delivery-State") !== live.dataset.state) { location.reload(); return; }
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  figures.replaceChildren(...found.body.childNodes);
  plain();
  const step = figures.querySelector("[data-step]")?.firstChild?.textContent.trim() ?? "";
  if (step !== spoken.textContent) spoken.textContent = step;
}

plain();
setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
