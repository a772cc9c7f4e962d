// Suggestions while typing, as an accessible combobox. Without this file the field is a plain search field.
const WAIT = 120;

for (const field of document.querySelectorAll('form[role="search"] input[name="q"], [role="search"] input[name="q"]')) {
  if (field.form.getAttribute("action") === "/recherche") attach(field);
}

function attach(field) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${field.id}-suggestions`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0]?.textContent ?? "");
  field.parentElement.append(list);
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);

  let timer, pending, active = -1;
  const options = () => [...list.children];
  const close = () => { list.hidden = true; active = -1; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); };
  const select = (index) => {
    const all = options();
    active = (index + all.length + 1) % (all.length + 1);
    if (active === all.length) active = -1;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    if (active < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", all[active].id);
  };
  const ask = async () => {
    pending?.abort();
    pending = new AbortController();
    if (field.value.trim().length < 2) return close();
    try {
      const answer = await fetch(`/recherche/suggestions?q=${encodeURIComponent(field.value)}`, { signal: pending.signal });
      if (!answer.ok) return close();
      list.innerHTML = await answer.text();
      options().forEach((option, place) => { option.id = `${list.id}-${place}`; });
    } catch { return; }
    active = -1;
    list.hidden = !list.children.length || document.activeElement !== field;
    field.setAttribute("aria-expanded", String(!list.hidden));
  };

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); select(active + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); select(active < 0 ? options().length - 1 : active - 1); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "Enter" && active >= 0) { event.preventDefault(); location.assign(options()[active].dataset.url); }
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { event.preventDefault(); location.assign(option.dataset.url); }
  });
}
