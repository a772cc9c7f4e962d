// The terms of a field, one by one: each may be taken off, others are found in the vocabulary. The text stays the truth.
import { suggested } from "./combobox.js";

export function termed(field, address) {
  const { scheme, joiner, add, remove, other } = field.dataset;
  const name = field.labels[0].querySelector(".nf-name").textContent;
  const mark = joiner.trim();
  const box = document.createElement("div");
  box.className = "nf-terms";
  const terms = document.createElement("span");
  terms.className = "nf-terms";
  const adder = document.createElement("span");
  adder.className = "nf-adder";
  const input = document.createElement("input");
  input.className = "field";
  input.id = `${field.id}-add`;
  input.placeholder = add;
  input.setAttribute("aria-label", `${add}, ${name}`);
  adder.append(input);
  box.append(terms, adder);
  field.after(box);

  // « # » parts groups and « ; » terms: a term is what stands between, and leaves with the sign before it.
  const split = () => {
    const found = [];
    let start = 0;
    for (const part of field.value.split(/[;#\n]/)) {
      if (part.trim()) found.push({ text: part.trim(), start, end: start + part.length });
      start += part.length + 1;
    }
    return found;
  };
  const write = (text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const takeOff = ({ start, end }) => {
    const text = field.value;
    const from = start > 0 ? start - 1 : 0;
    const to = start > 0 ? end : Math.min(text.length, end + 1);
    write((text.slice(0, from).trimEnd() + text.slice(to)).trim());
    input.focus();
  };
  const chip = (term) => {
    const shown = document.createElement("span");
    shown.className = "nf-term";
    shown.append(term.text);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", `${remove} « ${term.text} »`);
    button.addEventListener("click", () => takeOff(term));
    shown.append(button);
    return shown;
  };
  const show = () => terms.replaceChildren(...split().map(chip));

  suggested(input, {
    address, scheme, other, label: name,
    choose(term) {
      const text = field.value.trimEnd();
      const open = !text || text.endsWith("#") || text.endsWith(mark);
      write(open ? `${text}${text ? " " : ""}${term}` : `${text}${joiner}${term}`);
      input.value = "";
      input.focus();
    },
  });
  field.addEventListener("input", show);
  show();
}
