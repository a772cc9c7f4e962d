// Leaving with something typed and not saved asks first.
export function keptUntilSaved(form) {
  let unsaved = form.dataset.unsaved === "yes";
  form.addEventListener("input", (event) => { if (event.target.name) unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
