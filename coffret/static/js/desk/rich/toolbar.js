// The bar of the editor, as the ARIA pattern has it: one stop of the Tab key, arrows between its buttons.
import { commands, pressed, styleOf } from "./commands.js";
import { placeIn } from "./tables.js";

const LASTING = new Set(["strong", "em", "superscript", "subscript", "ul", "ol", "quotation", "headRow"]);

// Dress a bar cloned from the template; ``special``: what link and image open. Returns what brings it up to date.
export function dressed(bar, view, special) {
  const items = [...bar.querySelectorAll("button, select")];
  const style = bar.querySelector("[data-style]");
  const inTable = bar.querySelector("[data-in-table]");

  const run = (name) => {
    if (special[name]) special[name]();
    else {
      commands[name](view.state, view.dispatch, view);
      view.focus();
    }
  };
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && button.getAttribute("aria-disabled") !== "true") run(button.dataset.do);
  });
  // The selection stays in the text while the mouse presses a button.
  bar.addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
  style.addEventListener("change", () => run(style.value));

  const shown = () => items.filter((item) => item.offsetParent !== null);
  const stop = (wanted) => items.forEach((item) => { item.tabIndex = item === wanted ? 0 : -1; });
  bar.addEventListener("focusin", (event) => { if (items.includes(event.target)) stop(event.target); });
  bar.addEventListener("keydown", (event) => {
    const all = shown();
    const at = all.indexOf(event.target);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") view.focus();
    if (next === undefined || at < 0) return;
    event.preventDefault();
    all[(next + all.length) % all.length].focus();
  });
  stop(items[0]);

  return (state) => {
    inTable.hidden = !placeIn(state);
    const current = styleOf(state);
    style.value = current || "paragraph";
    style.disabled = !current;
    for (const button of bar.querySelectorAll("[data-do]")) {
      const name = button.dataset.do;
      if (LASTING.has(name)) button.setAttribute("aria-pressed", String(pressed(state, name)));
      if (commands[name]) button.setAttribute("aria-disabled", String(!commands[name](state)));
    }
    if (!items.some((item) => item.tabIndex === 0 && item.offsetParent !== null)) stop(items[0]);
  };
}
