// Suggestions of a vocabulary while typing, as an accessible combobox on a text field.
const WAIT = 120;

// `address`: where suggestions are asked, « SCHEME » standing for the vocabulary; `choose(term)` is told what is chosen.
export function suggested(field, { address, scheme, label, other, choose }) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${field.id}-terms`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  field.after(list);
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" };
  for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);

  let timer, pending, active = -1;
  const options = () => [...list.children];
  const close = () => {
    pending?.abort();
    clearTimeout(timer);
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const select = (index) => {
    const all = options();
    active = (index + all.length + 1) % (all.length + 1);
    if (active === all.length) active = -1;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    if (active < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  };
  const take = (option) => {
    close();
    choose(option.dataset.term);
  };
  const option = ({ term, form }, place) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.term = term;
    item.append(term);
    if (form) {
      const said = document.createElement("small");
      said.textContent = `${other} ${form}`;
      item.append(said);
    }
    return item;
  };
  const ask = async () => {
    pending?.abort();
    pending = new AbortController();
    const url = `${address.replace("SCHEME", encodeURIComponent(scheme))}?q=${encodeURIComponent(field.value)}`;
    try {
      const answer = await fetch(url, { signal: pending.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return close();
      list.replaceChildren(...(await answer.json()).suggestions.map(option));
    } catch {
      return;
    }
    active = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = !list.children.length || document.activeElement !== field;
    field.setAttribute("aria-expanded", String(!list.hidden));
  };

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) { event.preventDefault(); ask(); }
    else if (event.key === "ArrowDown") { event.preventDefault(); select(active + 1); }
    else if (event.key === "ArrowUp" && !list.hidden) { event.preventDefault(); select(active < 0 ? options().length - 1 : active - 1); }
    else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    else if (event.key === "Enter") {
      event.preventDefault();
      if (active >= 0) take(options()[active]);
      else if (field.value.trim()) { const typed = field.value.trim(); close(); choose(typed); }
    }
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) { event.preventDefault(); take(chosen); }
  });
}
