// Small helps on a record page: copy the citation, print, see the picture alone.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.classList.add("done");
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// The picture opens in place; where the viewer cannot be loaded its link leads to the large picture, as without JavaScript.
const frame = document.querySelector("[data-zoom]");
async function enlarge() {
  try {
    const { open } = await import(frame.dataset.viewer);
    await open(frame);
  } catch {
    // The step that the viewer took in the history is the picture's, so that Back leads to the record at once.
    if (history.state?.viewer) location.replace(frame.href);
    else location.assign(frame.href);
  }
}
frame?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  enlarge();
});
// A page loaded again, or come back to, stands as it was.
if (frame && history.state?.viewer) enlarge();

// Of many pictures, the one that is shown is in sight in their list.
const here = document.querySelector(".others [aria-current]");
if (here) here.closest("ul").scrollTop = here.offsetTop - here.offsetHeight;

// Arrows walk through the search the reader came from.
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, dialog")) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = rel && document.querySelector(`.walk a[rel="${rel}"]`);
  if (link) location.assign(link.href);
});
