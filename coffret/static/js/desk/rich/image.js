// The dialog of an image: one of the catalogue, one already there, or a file; then what this use of it says.
import { Finder, sent } from "./asking.js";

export class ImageDialog {
  constructor(dialog, words) {
    this.dialog = dialog;
    this.words = words;
    const part = (name) => dialog.querySelector(`[data-${name}]`);
    this.from = part("from");
    this.search = part("search");
    this.upload = part("upload");
    this.file = part("file");
    this.use = part("use");
    this.shown = part("shown");
    this.error = part("error");
    this.fields = { alt: part("alt"), decorative: part("decorative"), credit: part("credit"), rights: part("rights") };
    this.finder = new Finder(this.search, words, (q) => `${dialog.dataset.choose}${this.from.value}?q=${encodeURIComponent(q)}`, (row) => this.choose(row));
    this.from.addEventListener("change", () => this.turn());
    this.file.addEventListener("change", () => { if (this.file.files[0]) this.take({ file: this.file.files[0] }); });
    this.fields.decorative.addEventListener("change", () => { this.fields.alt.disabled = this.fields.decorative.checked; });
    dialog.querySelector("form").addEventListener("submit", (event) => this.confirm(event));
    part("cancel").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.settle?.(null));
  }

  // Return, once the reader is done, {picture, alt, decorative, credit, rights, thumb}, or null. ``given``: the use to
  // change, ``file`` one to send at once, ``alone`` whether only a picture is wanted, not what this use says.
  open({ given = null, file = null, alone = false } = {}) {
    this.finder.clear();
    this.error.textContent = "";
    this.file.value = "";
    this.alone = alone;
    this.row = given;
    this.from.value = "catalogue";
    this.turn();
    this.put(given);
    this.dialog.showModal();
    if (given) this.fields.alt.focus();
    else this.finder.field.focus();
    if (file) this.take({ file });
    return new Promise((resolve) => {
      this.settle = (use) => {
        this.settle = null;
        resolve(use);
      };
    });
  }

  turn() {
    const file = this.from.value === "fichier";
    this.upload.hidden = !file;
    this.search.hidden = file;
    if (!file && this.dialog.open) this.finder.ask();
  }

  choose(row) {
    if (row.picture) this.put(row);
    else this.take({ image: row.image });
  }

  // Send a file, or the image of the catalogue that was chosen; what comes back is a picture of the pages.
  async take(fields) {
    this.error.textContent = fields.file ? this.words.sending : "";
    this.dialog.setAttribute("aria-busy", "true");
    try {
      this.put(await sent(this.dialog.dataset.pictures, this.words, fields));
      this.error.textContent = "";
    } catch (error) {
      this.error.textContent = error.message;
    } finally {
      this.dialog.removeAttribute("aria-busy");
    }
  }

  put(row) {
    this.row = row;
    this.use.hidden = !row || this.alone;
    this.shown.hidden = !row;
    if (!row) return;
    const image = document.createElement("img");
    image.alt = "";
    image.src = row.thumb ?? `/pro/medias/${row.picture}/240.jpg`;
    const name = document.createElement("p");
    name.textContent = [row.title, row.about].filter(Boolean).join(", ");
    this.shown.replaceChildren(image, name);
    // Another picture asks for other words.
    this.fields.alt.value = row.alt ?? "";
    this.fields.decorative.checked = Boolean(row.decorative);
    this.fields.alt.disabled = this.fields.decorative.checked;
    this.fields.credit.value = row.credit ?? "";
    this.fields.rights.value = row.rights ?? "";
  }

  confirm(event) {
    event.preventDefault();
    const { alt, decorative, credit, rights } = this.fields;
    if (!this.row?.picture) {
      this.error.textContent = this.words.noImage;
      return;
    }
    if (!this.alone && !alt.value.trim() && !decorative.checked) {
      this.error.textContent = this.words.noAlt;
      alt.focus();
      return;
    }
    const use = { ...this.row, alt: decorative.checked ? "" : alt.value.trim(), decorative: decorative.checked, credit: credit.value.trim(), rights: rights.value.trim() };
    this.settle?.(use);
    this.dialog.close();
  }
}
