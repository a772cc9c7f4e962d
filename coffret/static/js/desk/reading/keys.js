// Reading by keyboard: j and k from one item to the next, n and p from one finding to the next, o opens, x chooses,
// ? lists them. Never in a field, never with Ctrl, Alt or Meta; they can be turned off. All of it is doable with Tab.

const OFF = "coffret-keys-off";
const help = () => document.querySelector(".keys-help");

function off() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function turn(on) {
  try { on ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"); } catch { /* kept for this page alone */ }
}

const writing = (target) =>
  target.closest?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit], [type=button])");

const handle = (item) => item.querySelector("[data-open]") || item;

function reach(selector, step) {
  const items = [...document.querySelectorAll(selector)].filter((item) => item.checkVisibility?.() ?? true);
  if (!items.length) return;
  const here = items.indexOf(document.activeElement.closest(selector));
  const next = here < 0 ? (step > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, here + step));
  handle(items[next]).focus();
  items[next].scrollIntoView({ block: "nearest" });
}

function walk(rel, step) {
  const steps = document.querySelector(".line-steps");
  if (!steps) reach("[data-item]", step);
  else steps.querySelector(`[rel=${rel}]`)?.click();
}

const current = () => document.activeElement.closest("[data-item]");

const KEYS = {
  j: () => walk("next", 1),
  k: () => walk("prev", -1),
  n: () => reach("[data-finding]", 1),
  p: () => reach("[data-finding]", -1),
  o: () => current()?.querySelector("a[data-open]")?.click(),
  x: () => current()?.querySelector("input[type=checkbox]")?.click(),
  u: () => document.querySelector("[data-back]")?.click(),
};

function show() {
  const dialog = help();
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (writing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    show();
  } else if (!off() && KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-help]")) show();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-on]")) turn(event.target.checked);
});

// What the page holds may be replaced without being loaded again: its offer and its switch are set anew.
function ready() {
  for (const offer of document.querySelectorAll(".keys-offer")) offer.hidden = false;
  for (const box of document.querySelectorAll("[data-keys-on]")) box.checked = !off();
}

document.addEventListener("coffret:replaced", ready);
ready();
