// Lines chosen from page to page: some of them, or all those of a filter but a few. Kept for the tab, by submission;
// sent as ranges of positions (« lignes »), or as the filter (« filtre ») and what is left out of it (« sauf »).
// Without this module, the boxes ticked on the page are sent as they are.

const form = document.getElementById("selection");

function ranges(numbers) {
  const out = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = out.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else out.push([number, number]);
  }
  return out.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}

function numbers(text) {
  return text.split(",").filter(Boolean).flatMap((part) => {
    const [first, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}

if (form) {
  const key = `coffret-selection-${form.dataset.submission}`;
  const said = form.querySelector(".selection-count");
  const boxes = () => [...form.querySelectorAll("input[name=ligne]")];
  const here = { filter: form.dataset.filter, total: Number(form.dataset.total) };
  let chosen = { all: null, but: new Set(), some: new Set() };

  const keep = () => {
    const kept = { all: chosen.all, but: ranges(chosen.but), some: ranges(chosen.some) };
    try { sessionStorage.setItem(key, JSON.stringify(kept)); } catch { /* this page alone */ }
  };

  const recall = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(key) || "null");
      if (kept) chosen = { all: kept.all, but: new Set(numbers(kept.but)), some: new Set(numbers(kept.some)) };
    } catch { /* nothing kept */ }
  };

  const ours = () => chosen.all && chosen.all.filter === here.filter;
  const count = () => (chosen.all ? chosen.all.total - chosen.but.size : chosen.some.size);

  const show = () => {
    for (const box of boxes()) {
      const place = Number(box.value);
      box.checked = ours() ? !chosen.but.has(place) : !chosen.all && chosen.some.has(place);
      box.closest("tr").classList.toggle("chosen", box.checked);
    }
    const n = count();
    const { none, one, many } = said.dataset;
    said.textContent = n === 0 ? none : n === 1 ? one : many.replace("%n", n.toLocaleString(document.documentElement.lang));
    form.classList.toggle("has-selection", n > 0);
  };

  const set = (place, on) => {
    if (chosen.all && !ours()) chosen = { all: null, but: new Set(), some: new Set() };
    const [held, adds] = chosen.all ? [chosen.but, !on] : [chosen.some, on];
    if (adds) held.add(place);
    else held.delete(place);
  };

  const changed = () => { keep(); show(); };

  form.addEventListener("change", (event) => {
    if (event.target.name !== "ligne") return;
    set(Number(event.target.value), event.target.checked);
    changed();
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("selectPage" in button.dataset) for (const box of boxes()) set(Number(box.value), true);
    else if ("selectAll" in button.dataset) chosen = { all: here, but: new Set(), some: new Set() };
    else if ("selectNone" in button.dataset) chosen = { all: null, but: new Set(), some: new Set() };
    else return;
    changed();
  });

  form.addEventListener("formdata", (event) => {
    event.formData.delete("ligne");
    if (chosen.all) {
      event.formData.set("filtre", chosen.all.filter);
      event.formData.set("tout", "oui");
      event.formData.set("sauf", ranges(chosen.but));
    } else event.formData.set("lignes", ranges(chosen.some));
  });

  form.querySelector(".selection-tools").hidden = false;
  recall();
  show();
  // What was chosen is decided of: the next page begins with nothing chosen.
  form.addEventListener("submit", () => { try { sessionStorage.removeItem(key); } catch { /* nothing kept */ } });
}
