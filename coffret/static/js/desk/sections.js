// The sections of a letter by keyboard: what moves keeps the focus, folded texts become editors when they are opened,
// live figures go where one was writing, F8 leads to the next finding. Without this file the same buttons load the page.
import { ARRANGED, CHANGED } from "./events.js";

const form = document.getElementById("entry-form");
const ROWS = "[data-section], [data-item]";

if (form) {
  const said = heard(form);
  let held = null;
  const keys = () => form.querySelectorAll("[data-keys]").forEach((one) => { one.hidden = false; });
  keys();
  document.addEventListener(CHANGED, keys);

  form.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && /^Arrow(?:Up|Down)$/.test(event.key)) held = move(event) ?? held;
    if (event.altKey && !event.ctrlKey && !event.metaKey && /^Page(?:Up|Down)$/.test(event.key)) leap(event);
    if (event.key === "Escape") closed(event);
  });
  document.addEventListener(ARRANGED, (event) => {
    const [name, verb, ...rest] = event.detail.act.split(".");
    const box = form.querySelector(`[data-sections="${CSS.escape(name)}"]`);
    if (!box || !verb) return;
    const place = placeAfter(box, event.detail.old, verb, rest, held);
    held = null;
    if (!place) return;
    event.preventDefault();
    place.focus();
    if (/up|down/.test(verb)) said.textContent = told(box, rowOf(box, rest[0]));
  });
  form.addEventListener("toggle", (event) => { if (event.target.open) unfolded(event.target); }, true);
  // What the panel points at may lie in a fold, its editor not yet there.
  document.addEventListener("coffret:find", (event) => {
    const field = form.elements.namedItem(event.detail.field);
    const fold = field instanceof Element ? field.closest("details") : null;
    if (!fold) return;
    fold.open = true;
    unfolded(fold);
  }, true);
  inserted(form, document.querySelector("[data-figures]"));
  document.addEventListener("keydown", nextFinding());
}

// A voice for what moves: it stays where it is while the form is replaced around it.
function heard(form) {
  const said = document.createElement("p");
  said.className = "sr";
  said.setAttribute("role", "status");
  form.append(said);
  return said;
}

function rowOf(root, key) {
  return root.querySelector(`[data-key="${CSS.escape(key ?? "")}"]`);
}

function told(box, row) {
  if (!row) return "";
  const rows = [...row.parentElement.children];
  const values = { name: row.dataset.name, rank: rows.indexOf(row) + 1, count: rows.length };
  const words = box.dataset.moved.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const section = row.matches("[data-item]") ? row.closest("[data-section]").dataset.name : "";
  return section ? `${words}, ${section}` : words;
}

// Moving ------------------------------------------------------------------------------------------------------------

// Alt and an arrow: press the button of the row one is in; return which field of it has the keyboard.
function move(event) {
  const row = event.target.closest?.(ROWS);
  if (!row || event.target.matches("select") || form.dataset.busy) return null;
  event.preventDefault();
  const verb = `${row.matches("[data-item]") ? "item-" : ""}${event.key === "ArrowUp" ? "up" : "down"}`;
  const button = row.querySelector(`button[value$=".${verb}.${CSS.escape(row.dataset.key)}"]`);
  if (!button || button.disabled) return null;
  const field = fieldIn(event.target);
  button.click();
  return { key: row.dataset.key, suffix: field?.name?.startsWith(`${row.dataset.path}.`) ? field.name.slice(row.dataset.path.length) : "" };
}

// Alt and Page Down: to the heading of the next section, past the last to the last words; Page Up, the other way.
function leap(event) {
  const fields = [...form.querySelectorAll(".ed-field[data-field]")].flatMap((one) => (
    one.querySelector("[data-sections]") ? [...one.querySelectorAll("[data-section]")] : [one]
  ));
  const current = event.target.closest("[data-section]") ?? event.target.closest(".ed-field[data-field]");
  const next = fields[fields.indexOf(current) + (event.key === "PageDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.querySelector('.lt-pair input, .ProseMirror, :is(input, select, textarea):not([type="hidden"], [hidden], .rich-bar *)')?.focus();
}

function fieldIn(element) {
  const editor = element.closest(".rich-editor");
  return editor ? editor.previousElementSibling : element;
}

// Where the keyboard goes once a button was answered.
function placeAfter(box, old, verb, rest, held) {
  const row = rowOf(box, rest[0]);
  if (held && row && held.key === rest[0]) {
    const field = held.suffix && form.elements.namedItem(row.dataset.path + held.suffix);
    if (field instanceof Element) return field.hidden ? field.nextElementSibling?.querySelector("[contenteditable]") : field;
  }
  switch (verb) {
    case "add": return [...box.querySelectorAll("[data-section]")].at(-1)?.querySelector("input:not([type=hidden])");
    case "up": case "down": case "item-up": case "item-down": return buttonOf(row, verb, rest[0]);
    case "seek": return box.querySelector("[data-find]");
    case "find": return box.querySelector("[data-found] button") ?? box.querySelector("[data-find]");
    case "put": return firstIn(added(box, old));
    case "remove": case "item-remove": return neighbour(box, old, rest[0]);
    case "close": return openerOf(box, old);
    case "forget": case "agree": case "credit": case "picture-remove": return row?.querySelector("summary, button");
    default: return null;
  }
}

function buttonOf(row, verb, key) {
  const other = verb.replace(/up|down/, (way) => (way === "up" ? "down" : "up"));
  return [verb, other].map((one) => row?.querySelector(`button[value$=".${one}.${CSS.escape(key)}"]:not(:disabled)`)).find(Boolean);
}

function added(box, old) {
  const before = new Set([...old.querySelectorAll("[data-item]")].map((one) => one.dataset.key));
  return [...box.querySelectorAll("[data-item]")].find((one) => !before.has(one.dataset.key));
}

function firstIn(item) {
  return item?.querySelector("[data-first]") ?? item?.querySelector("summary");
}

// The row that took the place of the one removed, else the one before it, else what adds another.
function neighbour(box, old, key) {
  const gone = rowOf(old, key);
  const kind = gone?.matches("[data-item]") ? "[data-item]" : "[data-section]";
  const rank = [...old.querySelectorAll(kind)].indexOf(gone);
  const rows = [...box.querySelectorAll(kind)];
  const row = rows[rank] ?? rows.at(-1);
  return row?.querySelector(".ed-row-buttons button:last-child") ?? box.querySelector("[data-add]");
}

function openerOf(box, old) {
  const [name, , section, thing] = old.querySelector("[data-picker]")?.dataset.act.split(".") ?? [];
  return box.querySelector(`button[value="${CSS.escape(`${name}.seek.${section}.${thing}`)}"]`);
}

// Escape closes what is being chosen.
function closed(event) {
  const close = event.target.closest?.("[data-picker]")?.querySelector("[data-close]");
  if (!close) return;
  event.preventDefault();
  close.click();
}

// Texts -------------------------------------------------------------------------------------------------------------

function unfolded(fold) {
  for (const field of fold.querySelectorAll("textarea[data-rich-later]")) {
    field.removeAttribute("data-rich-later");
    field.setAttribute("data-rich", "");
    // A root of its own: the buttons around are dressed already.
    const root = document.createElement("div");
    field.replaceWith(root);
    root.append(field);
    document.dispatchEvent(new CustomEvent(CHANGED, { detail: { root } }));
  }
}

// Figures: written at the cursor of the text one was in, else at the end of the introduction.
function inserted(form, box) {
  if (!box) return;
  let last = null;
  form.addEventListener("focusin", (event) => {
    if (event.target.matches('input[type="text"], textarea, [contenteditable="true"]')) last = event.target;
  });
  for (const button of box.querySelectorAll("[data-figure]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const place = last?.isConnected ? last : form.querySelector('[data-field="body"] [contenteditable="true"], [data-field="body"] textarea');
      place?.focus();
      // As if typed: the editor hears of it, and it can be undone.
      if (place) document.execCommand("insertText", false, button.dataset.figure);
    });
  }
}

// Findings ----------------------------------------------------------------------------------------------------------

// F8 goes to the next finding of the panel, Shift and F8 to the one before; past the last, the first again.
function nextFinding() {
  let current = "";
  return (event) => {
    if (event.key !== "F8" || event.altKey || event.ctrlKey || event.metaKey) return;
    const places = [...document.querySelectorAll("[data-check] .check-section a.check-place")];
    if (!places.length) return;
    event.preventDefault();
    const name = (place) => `${place.dataset.findField} ${place.dataset.findQuote} ${place.dataset.findAt}`;
    const rank = places.findIndex((place) => name(place) === current);
    const step = event.shiftKey ? -1 : 1;
    const next = places.at(rank < 0 ? (step > 0 ? 0 : -1) : (rank + step) % places.length);
    current = name(next);
    next.click();
  };
}
