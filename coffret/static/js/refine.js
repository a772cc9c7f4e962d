// Filters answer at once: a change fetches the page of its address and puts its parts in place.
// Without this file the form has its own buttons.
const LONG_FACET = 10;
const wide = matchMedia("(min-width: 62rem)");
let pending;

document.documentElement.classList.add("live");
dress();
addEventListener("popstate", () => go(location.href, false));

function dress() {
  const form = document.querySelector("[data-refine]");
  const sheet = form.querySelector(".sheet");
  if (wide.matches && sheet) sheet.open = true;
  form.querySelectorAll(".no-live").forEach((button) => { button.hidden = true; });
  form.querySelectorAll("[data-facet]").forEach(searchable);
  form.querySelectorAll("[data-histogram]").forEach(draggable);
  form.addEventListener("change", (event) => {
    if (event.target.matches('[type="checkbox"], select')) go(address(form), true, event.target);
    else if (event.target.matches(".years input") && event.target.validity.valid) go(address(form), true, event.target);
  });
}

function address(form) {
  const pairs = [...new FormData(form)].filter(([name, value]) => value !== "" && !(name === "tri" && value === "pertinence"));
  const query = new URLSearchParams(pairs).toString();
  return query ? `/recherche?${query}` : "/recherche";
}

async function go(url, remember, origin) {
  pending?.abort();
  pending = new AbortController();
  const form = document.querySelector("[data-refine]");
  form.classList.add("busy");
  let text;
  try {
    const answer = await fetch(url, { signal: pending.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    text = await answer.text();
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(url);
    return;
  }
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const unfolded = new Set([...form.querySelectorAll("[data-facet][open]")].map((facet) => facet.dataset.facet));
  const further = new Set([...form.querySelectorAll("[data-facet] .more[open]")].map((more) => more.closest("[data-facet]").dataset.facet));
  const open = form.querySelector(".sheet")?.open;
  const place = { name: origin?.name, value: origin?.type === "checkbox" ? origin.value : null };
  const next = document.importNode(fresh.querySelector("[data-refine]"), true);
  if (open) next.querySelector(".sheet")?.setAttribute("open", "");
  next.querySelectorAll("[data-facet]").forEach((facet) => {
    facet.open = unfolded.has(facet.dataset.facet) || facet.open;
    if (further.has(facet.dataset.facet)) facet.querySelector(".more")?.setAttribute("open", "");
  });
  form.replaceWith(next);
  document.title = fresh.title;
  if (remember) history.pushState(null, "", url);
  dress();
  if (place.name) {
    const same = [...next.elements].find((item) => item.name === place.name && (place.value === null || item.value === place.value));
    same?.focus({ preventScroll: true });
  }
}

function searchable(facet) {
  const choices = [...facet.querySelectorAll(".values li")];
  if (choices.length < LONG_FACET) return;
  const field = document.createElement("input");
  field.type = "search";
  field.className = "field";
  const name = facet.querySelector("summary").firstChild.textContent.trim();
  field.placeholder = name;
  field.setAttribute("aria-label", name);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  field.addEventListener("input", () => {
    const wanted = plain(field.value);
    if (wanted) facet.querySelector(".more")?.setAttribute("open", "");
    choices.forEach((choice) => { choice.hidden = !plain(choice.textContent).includes(wanted); });
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  facet.querySelector(".body").prepend(field);
}

function draggable(chart) {
  const bars = [...chart.querySelectorAll("a")];
  const at = (event) => {
    const box = chart.getBoundingClientRect();
    const place = Math.floor(((event.clientX - box.left) / box.width) * bars.length);
    return Math.max(0, Math.min(bars.length - 1, place));
  };
  let from = null;
  const paint = (first, last) => bars.forEach((bar, place) => {
    const inside = place >= first && place <= last;
    bar.querySelector(".bar").setAttribute("class", inside ? "bar in" : "bar out");
  });
  chart.addEventListener("pointerdown", (event) => { event.preventDefault(); from = at(event); chart.setPointerCapture(event.pointerId); });
  chart.addEventListener("pointermove", (event) => { if (from !== null) paint(Math.min(from, at(event)), Math.max(from, at(event))); });
  chart.addEventListener("click", (event) => event.preventDefault());
  chart.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [first, last] = [Math.min(from, at(event)), Math.max(from, at(event))];
    from = null;
    const form = chart.closest("form");
    form.elements.de.value = bars[first].dataset.start;
    form.elements.a.value = bars[last].dataset.end;
    go(address(form), true, form.elements.de);
  });
}
