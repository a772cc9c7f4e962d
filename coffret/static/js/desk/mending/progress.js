// A mass correction followed live: its figures replaced every two seconds; once it is over, the page is read anew.
const EVERY = 2000;
const RUNNING = "#mend-progress[data-progress]";

const look = async () => {
  const box = document.querySelector(RUNNING);
  if (!box || document.hidden) return;
  const answer = await fetch(box.dataset.progress, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(RUNNING);
  if (found) box.replaceChildren(...found.childNodes);
  // Nobody's typing is cut short: the link « Actualiser » stays for later.
  else if (!document.activeElement?.closest("form, details[open] form")) location.reload();
};

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
