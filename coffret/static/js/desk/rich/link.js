// The dialog of a link: towards a notice, a museum, a page or a document of this site, or an address.
import { schema } from "./schema.js";
import { asked, Finder } from "./asking.js";

const { link } = schema.marks;

// Return the link of the cursor and the words it covers: {from, to, href}; href « » when there is none.
export function linkAt(state) {
  const { from, to, empty, $from } = state.selection;
  const here = empty ? link.isInSet($from.marks()) ?? null : null;
  if (!empty) {
    let href = "";
    state.doc.nodesBetween(from, to, (node) => { href ||= link.isInSet(node.marks)?.attrs.href ?? ""; });
    return { from, to, href };
  }
  if (!here) return { from, to, href: "" };
  let [start, end] = [$from.pos, $from.pos];
  const { parent } = $from;
  const base = $from.start();
  parent.forEach((node, offset) => {
    const [left, right] = [base + offset, base + offset + node.nodeSize];
    if (here.isInSet(node.marks) && left <= end && right >= start) [start, end] = [Math.min(start, left), Math.max(end, right)];
  });
  return { from: start, to: end, href: here.attrs.href };
}

export function setLink(view, place, href, words) {
  const change = view.state.tr;
  const { from, to } = place;
  if (!href) change.removeMark(from, to, link);
  else if (from === to) change.insert(from, linked(view.state.doc.resolve(from), words || href, href));
  else change.removeMark(from, to, link).addMark(from, to, link.create({ href }));
  view.dispatch(change.scrollIntoView());
  view.focus();
}

// The words of a link put where there were none, parted by a space from the word before.
function linked($from, words, href) {
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 1), $from.parentOffset, "", " ");
  const text = schema.text(words, [link.create({ href })]);
  return before.trim() && !/[([«'’\u00a0]/.test(before) ? [schema.text(" "), text] : text;
}

export class LinkDialog {
  constructor(dialog, words) {
    this.dialog = dialog;
    this.words = words;
    this.what = dialog.querySelector("[data-what]");
    this.address = dialog.querySelector("[data-address]");
    this.search = dialog.querySelector("[data-search]");
    this.typed = dialog.querySelector("[data-typed]");
    this.current = dialog.querySelector("[data-current]");
    this.error = dialog.querySelector("[data-error]");
    this.removal = dialog.querySelector("[data-remove]");
    this.finder = new Finder(this.search, words, (q) => `${dialog.dataset.choose}${this.what.value}?q=${encodeURIComponent(q)}`, (row) => {
      this.row = row;
      this.error.textContent = "";
    }, () => { this.row = null; });
    this.what.addEventListener("change", () => this.turn());
    dialog.querySelector("form").addEventListener("submit", (event) => this.confirm(event));
    this.removal.addEventListener("click", () => this.end(""));
    dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.view?.focus());
  }

  open(view) {
    this.view = view;
    this.place = linkAt(view.state);
    const { href } = this.place;
    const own = href.startsWith("coffret:");
    this.removal.hidden = !href;
    this.error.textContent = "";
    this.address.value = own ? "" : href;
    this.what.value = href && !own ? "adresse" : { museum: "musees", entry: "pages", document: "documents" }[href.split(/[:/]/)[1]] ?? "notices";
    this.current.textContent = "";
    if (own) this.name(href);
    this.turn();
    if (!href && this.place.to > this.place.from) this.finder.field.value = view.state.doc.textBetween(this.place.from, this.place.to, " ").slice(0, 100);
    this.dialog.showModal();
    (this.what.value === "adresse" ? this.address : this.finder.field).focus();
    if (this.what.value !== "adresse") this.finder.ask();
  }

  async name(href) {
    try {
      const told = await asked(`${this.dialog.dataset.target}?href=${encodeURIComponent(href)}`, this.words);
      this.current.textContent = told.title ? `${this.words.current} ${told.title}` : this.words.unknown;
    } catch (error) {
      this.current.textContent = error.message;
    }
  }

  turn() {
    const plain = this.what.value === "adresse";
    this.typed.hidden = !plain;
    this.search.hidden = plain;
    this.row = null;
    if (!plain) {
      const words = this.finder.field.value;
      this.finder.clear();
      this.finder.field.value = words;
      if (this.dialog.open) this.finder.ask();
    }
  }

  confirm(event) {
    event.preventDefault();
    const plain = this.what.value === "adresse";
    const typed = this.address.value.trim();
    if (plain ? !typed : !this.row) {
      this.error.textContent = plain ? this.words.noAddress : this.words.noChoice;
      return;
    }
    const whole = /^[\w.-]+@[\w-]+\.[\w.]+$/.test(typed) ? `mailto:${typed}` : /^(www\.)?[\w-]+(\.[\w-]+)*\.[a-z]{2,}(\/\S*)?$/i.test(typed) ? `https://${typed}` : typed;
    this.end(plain ? whole : this.row.href, plain ? "" : this.row.title);
  }

  end(href, words = "") {
    this.dialog.close();
    setLink(this.view, this.place, href, words);
  }
}
