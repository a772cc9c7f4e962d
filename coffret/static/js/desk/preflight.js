// The preflight beside the form: what is typed is checked after a pause, a finding leads to its place, a correction is
// written in its field. Without this file the same buttons load the page anew.
import { CHANGED } from "./events.js";

const PAUSE = 900;
const AGAIN = 15_000;

const box = document.querySelector("[data-check]");
const form = document.getElementById("entry-form");
if (box && form) watched(box, form);

function watched(box, form) {
  const found = box.querySelector("[data-check-found]");
  const said = box.querySelector("[data-check-said]");
  const refusal = box.querySelector("[data-check-refusal]");
  let timer, round = 0, typed = snapshot(form);

  const later = (event) => {
    if (event?.target.closest?.("[data-check]")) return;
    clearTimeout(timer);
    timer = setTimeout(() => { if (snapshot(form) !== typed) ask(box.dataset.check).catch(offline); }, PAUSE);
  };

  // Without network what is typed is checked once it is back.
  const offline = () => { timer = setTimeout(later, AGAIN); };

  // Send the form somewhere and show the panel it answers; an answer that comes after a later question is let go.
  async function ask(address, name = "", value = "") {
    const turn = ++round, sent = snapshot(form);
    const data = new FormData(form);
    for (const [key, one] of [...data]) if (one instanceof File) data.delete(key);
    if (name) data.set(name, value);
    const answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(String(answer.status));
    const told = await answer.json();
    if (turn !== round || told.whole) return told;
    typed = sent;
    show(told);
    return told;
  }

  function show(told) {
    const opened = [...found.querySelectorAll("details[open] input")].filter((one) => one.value).map((one) => [one.id, one.value]);
    const held = document.activeElement?.closest?.("[data-check-found]") ? document.activeElement.id : "";
    found.innerHTML = told.html;
    for (const [id, value] of opened) {
      const input = document.getElementById(id);
      if (input) { input.value = value; input.closest("details").open = true; }
    }
    if (held) document.getElementById(held)?.focus();
    if (said.textContent !== told.summary) said.textContent = told.summary;
    refusal.textContent = told.refusal;
    refusal.hidden = !told.refusal;
  }

  async function act(button) {
    const told = await ask(button.formAction, button.name, button.value);
    if (told.whole) { plainly(button); return; }
    for (const [name, value] of Object.entries(told.changed)) write(form.elements[name], value);
    typed = snapshot(form);
    if (!document.activeElement || document.activeElement === document.body) {
      const heading = box.querySelector("h2");
      heading.tabIndex = -1;
      heading.focus();
    }
  }

  // The plain way: a session that ended, a list that changes length.
  function plainly(button) {
    button.dataset.plain = "yes";
    form.requestSubmit(button);
  }

  box.addEventListener("click", (event) => {
    const link = event.target.closest("[data-find-field]");
    if (link) { event.preventDefault(); lead(form, link.dataset); return; }
    const button = event.target.closest("button[formaction]");
    if (!button || button.dataset.plain) return;
    event.preventDefault();
    act(button).catch(() => plainly(button));
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    event.target.closest("details").querySelector("button").click();
  });
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("coffret:set", later);
  // A picture chosen, a row added or moved: fields came and went without a key being pressed.
  document.addEventListener(CHANGED, later);
}

// The words of the form, without what the panel itself holds.
function snapshot(form) {
  const pairs = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !name.startsWith("reason."));
  return JSON.stringify(pairs);
}

function write(field, value) {
  if (!field || field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Go where a finding stands: in the editor of rich text, else in its field, the words at fault selected.
function lead(form, { findField: name, findQuote: quote, findAt: at, findPicture: picture }) {
  const detail = { field: name, quote, nth: Number(at), picture: picture === "" ? undefined : Number(picture) };
  const asked = new CustomEvent("coffret:find", { cancelable: true, detail });
  if (!document.dispatchEvent(asked)) return;
  const field = fieldOf(form, name);
  if (!field) return;
  for (let folded = field.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  field.scrollIntoView({ block: "center" });
  field.focus();
  const start = nth(field.value ?? "", quote, Number(at));
  if (start >= 0 && typeof field.setSelectionRange === "function" && /^(?:text|search|url|textarea)$/.test(field.type)) {
    field.setSelectionRange(start, start + quote.length);
  }
}

// The field of a path, else the nearest one above it: « items.2 » has none of its own.
function fieldOf(form, name) {
  const own = form.elements[name] ?? form.querySelector(`[name^="${CSS.escape(name)}."]:not([type="hidden"])`);
  const field = own instanceof RadioNodeList ? own[0] : own;
  if (field?.hidden) return field.parentElement.querySelector('[contenteditable="true"]') ?? field;
  return field ?? form.querySelector(`[data-field="${CSS.escape(name.split(".")[0])}"] :is(input, textarea, select, button):not([type="hidden"])`);
}

function nth(text, quote, number) {
  let at = quote ? text.indexOf(quote) : -1;
  for (let left = number; left > 0 && at >= 0; left -= 1) at = text.indexOf(quote, at + 1);
  return at;
}
