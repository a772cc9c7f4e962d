// A mass correction followed live: its figures replaced every two seconds; once it is over, the page is read anew.
const EVERY = 2000;

const look = async () => {
  const box = document.querySelector("[data-progress]");
  if (!box || document.hidden) return;
  const answer = await fetch(box.dataset.progress, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = found.querySelector("#mend-progress");
  if (fresh?.dataset.progress) box.replaceWith(document.adoptNode(fresh));
  else if (!document.activeElement?.closest("form, details")) location.reload();
};

if (document.querySelector("[data-progress]")) setInterval(look, EVERY);
document.addEventListener("coffret:replaced", () => { if (document.querySelector("[data-progress]")) setInterval(look, EVERY); }, { once: true });
