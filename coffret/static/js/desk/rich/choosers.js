// The buttons of the form that choose an image or a document already there: the same dialogs as the text's.
import { Finder } from "./asking.js";

export class DocumentDialog {
  constructor(dialog, words) {
    this.dialog = dialog;
    this.words = words;
    this.error = dialog.querySelector("[data-error]");
    this.finder = new Finder(dialog, words, (q) => `${dialog.dataset.choose}documents?q=${encodeURIComponent(q)}`, (row) => { this.row = row; }, () => { this.row = null; });
    dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.settle?.(null));
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.row) this.error.textContent = this.words.noChoice;
      else {
        this.settle?.(this.row);
        dialog.close();
      }
    });
  }

  open() {
    this.row = null;
    this.error.textContent = "";
    this.finder.clear();
    this.dialog.showModal();
    this.finder.field.focus();
    this.finder.ask();
    return new Promise((resolve) => {
      this.settle = (row) => {
        this.settle = null;
        resolve(row);
      };
    });
  }
}

export function choosers(root, images, documents) {
  for (const button of root.querySelectorAll("button[data-choose]")) {
    button.hidden = false;
    button.addEventListener("click", () => (button.dataset.choose === "picture" ? choosePicture(button, images) : chooseDocument(button, documents)));
  }
}

async function choosePicture(button, images) {
  const use = await images.open({ alone: true });
  if (!use) return;
  const { field } = button.dataset;
  put(button, `${field}.picture`, use.picture);
  put(button, `${field}.credit`, use.credit ?? "");
  put(button, `${field}.rights`, use.rights ?? "");
  again(button, field);
}

async function chooseDocument(button, documents) {
  const row = await documents.open();
  if (!row) return;
  put(button, button.dataset.field, row.document);
  again(button, button.dataset.field);
}

function put(button, name, value) {
  let input = button.form.elements.namedItem(name);
  if (!input) {
    input = document.createElement("input");
    Object.assign(input, { type: "hidden", name });
    button.before(input);
  }
  input.value = value;
}

// The form shows what was chosen as it does after any of its own buttons.
function again(button, field) {
  const refresh = document.createElement("button");
  Object.assign(refresh, { type: "submit", name: "do", value: `${field}.chosen`, hidden: true });
  button.before(refresh);
  refresh.click();
}
