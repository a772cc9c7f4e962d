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

const frame = document.querySelector("[data-zoom]");
frame?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const dialog = document.createElement("dialog");
  dialog.className = "zoom";
  const picture = frame.querySelector("img").cloneNode();
  picture.sizes = "100vw";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", document.documentElement.lang === "fr" ? "Fermer" : "Close");
  dialog.append(picture, close);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); frame.focus(); });
  document.body.append(dialog);
  dialog.showModal();
});

// Arrows walk through the search the reader came from.
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, dialog")) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = rel && document.querySelector(`.walk a[rel="${rel}"]`);
  if (link) location.assign(link.href);
});
