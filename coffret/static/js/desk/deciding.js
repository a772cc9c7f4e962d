// A publication done by the worker, followed while the page is looked at; its end loads the page again.
const EVERY = 2000;

const look = async () => {
  const shown = document.querySelector("[data-progress].decide-progress");
  if (!shown || document.hidden) return;
  const answer = await fetch(shown.dataset.progress, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".decide-progress");
  if (found) shown.replaceChildren(...found.childNodes);
  else location.reload();
};

if (document.querySelector(".decide-progress")) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
document.querySelectorAll(".decide-progress [data-refresh]").forEach((link) => { link.hidden = true; });
