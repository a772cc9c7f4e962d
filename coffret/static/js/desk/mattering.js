// A field that matters only when another holds some value is hidden until then. Its value stays: nothing typed is lost.
const listening = new WeakSet();

export function shownWhenTheyMatter(form) {
  const sync = () => form.querySelectorAll("[data-shown-if]").forEach((field) => {
    const other = form.elements.namedItem(field.dataset.shownIf);
    if (!other) return;
    const value = other.type === "checkbox" ? String(other.checked) : other.value;
    field.hidden = !field.dataset.shownValues.split(" ").includes(value);
  });
  sync();
  if (listening.has(form)) return;
  listening.add(form);
  form.addEventListener("change", sync);
}
