// The editor of rich text: it takes the place of each textarea[data-rich] and keeps it in step, so that the form, the
// autosave and the preflight read a plain field. Without this file one writes the HTML itself.
import { dropCursor } from "../../vendor/prosemirror/dropcursor.js";
import { gapCursor } from "../../vendor/prosemirror/gapcursor.js";
import { closeHistory, history } from "../../vendor/prosemirror/history.js";
import { keymap } from "../../vendor/prosemirror/keymap.js";
import { EditorState, NodeSelection, Plugin } from "../../vendor/prosemirror/state.js";
import { EditorView } from "../../vendor/prosemirror/view.js";
import { CHANGED } from "./events.js";
import { asked } from "./rich/asking.js";
import { insertBlock } from "./rich/blocks.js";
import { choosers, DocumentDialog } from "./rich/choosers.js";
import { keys, rules } from "./rich/commands.js";
import { FigureView } from "./rich/figure.js";
import { pictureAt, show } from "./rich/find.js";
import { ImageDialog } from "./rich/image.js";
import { linkAt, LinkDialog, setLink } from "./rich/link.js";
import { picturesIn, plainPaste } from "./rich/paste.js";
import { read, schema, written } from "./rich/schema.js";
import { dressed } from "./rich/toolbar.js";

const parts = document.getElementById("rich-parts");
const editors = new Map();
let links, images;

if (parts) {
  const words = parts.dataset;
  links = new LinkDialog(document.getElementById("rich-link"), words);
  images = new ImageDialog(document.getElementById("rich-image"), words);
  const documents = new DocumentDialog(document.getElementById("rich-document"), words);
  const dress = (root) => {
    root.querySelectorAll("textarea[data-rich]").forEach((field) => mount(field, words));
    choosers(root, images, documents);
  };
  dress(document);
  document.addEventListener(CHANGED, (event) => dress(event.detail.root));
  document.addEventListener("coffret:find", found);
}

function mount(field, words) {
  if (editors.has(field)) return;
  const frame = document.createElement("div");
  frame.className = "rich-editor";
  const bar = parts.content.querySelector("[data-bar]").cloneNode(true);
  const about = parts.content.querySelector("[data-link-bar]").cloneNode(true);
  const place = document.createElement("div");
  place.className = "rich-place";
  frame.append(bar, about, place);
  field.after(frame);

  let last = field.value;
  const refreshers = [];
  const view = new EditorView(place, {
    state: stateOf(field.value, (at) => links.open(at)),
    attributes: attributesOf(field),
    nodeViews: { figure: (node, editor, getPos) => new FigureView(node, editor, getPos, words, (pos) => change(editor, pos)) },
    transformPastedHTML: plainPaste,
    handlePaste: (editor, event) => takeFiles(editor, event.clipboardData, null),
    handleDrop: (editor, event, _slice, moved) => !moved && takeFiles(editor, event.dataTransfer, editor.posAtCoords({ left: event.clientX, top: event.clientY })?.pos),
    handleClick: (_editor, _pos, event) => { if (event.target.closest("a")) event.preventDefault(); return false; },
    dispatchTransaction(transaction) {
      const state = view.state.apply(transaction);
      view.updateState(state);
      refreshers.forEach((refresh) => refresh(state));
      if (!transaction.docChanged || transaction.getMeta("given")) return;
      last = written(state.doc);
      field.value = last;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  refreshers.push(dressed(bar, view, { link: () => links.open(view), image: () => insert(view) }), linkBar(about, view, words));
  refreshers.forEach((refresh) => refresh(view.state));

  // What others write in the field (a fix, a text taken back) shows here.
  const given = () => {
    if (field.value === last) return;
    last = field.value;
    const doc = read(last);
    view.dispatch(closeHistory(view.state.tr.replaceWith(0, view.state.doc.content.size, doc.content)).setMeta("given", true));
  };
  for (const kind of ["input", "change", "coffret:set"]) field.addEventListener(kind, given);
  labelOf(field)?.addEventListener("click", (event) => { event.preventDefault(); view.focus(); });
  field.hidden = true;
  editors.set(field, view);
}

function stateOf(html, openLink) {
  const opened = (_state, dispatch, view) => { if (dispatch) openLink(view); return true; };
  const plugins = [rules, keymap(keys(opened)), history(), dropCursor({ class: "rich-drop", color: false }), gapCursor(), roomAfter()];
  return EditorState.create({ doc: read(html), plugins });
}

// A text never ends on a picture, a table or a line: there is always room to go on writing.
function roomAfter() {
  const shut = new Set(["figure", "table", "horizontal_rule", "blockquote"]);
  return new Plugin({
    appendTransaction: (transactions, _old, state) => {
      if (!transactions.some((one) => one.docChanged && !one.getMeta("given")) || !shut.has(state.doc.lastChild.type.name)) return null;
      return state.tr.insert(state.doc.content.size, schema.nodes.paragraph.create());
    },
  });
}

function labelOf(field) {
  return field.labels?.[0] ?? null;
}

function attributesOf(field) {
  const label = labelOf(field);
  if (label) label.id ||= `${field.id}-label`;
  const described = field.getAttribute("aria-describedby");
  return {
    class: "rich prose",
    role: "textbox",
    "aria-multiline": "true",
    spellcheck: "true",
    lang: "fr",
    ...(label ? { "aria-labelledby": label.id } : { "aria-label": field.getAttribute("aria-label") ?? field.name }),
    ...(described ? { "aria-describedby": described } : {}),
  };
}

// Pictures ---------------------------------------------------------------------------------------------------------

function useOf({ picture, alt, decorative, credit, rights }) {
  return { picture, alt, decorative, credit, rights };
}

async function insert(view, { file = null, at = null } = {}) {
  const use = await images.open({ file });
  view.focus();
  if (!use) return;
  const node = schema.nodes.figure.create(useOf(use));
  view.dispatch((at === null ? insertBlock(view.state, node) : view.state.tr.insert(at, node)).scrollIntoView());
}

async function change(view, pos) {
  const node = view.state.doc.nodeAt(pos);
  const use = await images.open({ given: { ...node.attrs } });
  view.focus();
  if (use && view.state.doc.nodeAt(pos)?.type === schema.nodes.figure) view.dispatch(view.state.tr.setNodeMarkup(pos, null, useOf(use)));
}

function takeFiles(view, transfer, at) {
  const [file] = picturesIn(transfer);
  if (!file || transfer.getData("text/html")) return false;
  insert(view, { file, at: at === undefined || at === null ? null : view.state.doc.resolve(at).depth ? view.state.doc.resolve(at).after(1) : at });
  return true;
}

// Links ------------------------------------------------------------------------------------------------------------

// Where the link of the cursor leads, under the bar.
function linkBar(about, view, words) {
  const shown = about.querySelector("[data-where]");
  const names = new Map();
  let current = null;
  about.querySelector("[data-change]").addEventListener("click", () => links.open(view));
  about.querySelector("[data-remove]").addEventListener("click", () => setLink(view, linkAt(view.state), ""));
  const tell = async (href) => {
    shown.textContent = href;
    if (!href.startsWith("coffret:")) return;
    shown.textContent = words.looking;
    if (!names.has(href)) {
      try {
        const told = await asked(`${links.dialog.dataset.target}?href=${encodeURIComponent(href)}`, words);
        names.set(href, told.standing === "gone" ? `${told.title} (${words.gone})` : told.title || words.unknown);
      } catch (error) {
        shown.textContent = error.message;
        return;
      }
    }
    if (current === href) shown.textContent = names.get(href);
  };
  return (state) => {
    const { href } = linkAt(state);
    if (href === current) return;
    current = href;
    about.hidden = !href;
    if (href) tell(href);
  };
}

// What the preflight points at -------------------------------------------------------------------------------------

// document "coffret:find", detail {field, quote, nth, words, picture}: show a quote of a text, or write ``words`` in its
// place; ``picture``: the rank of a picture to select instead. detail.found tells whether it is there.
function found(event) {
  const { field: name, quote, nth, words, picture } = event.detail;
  for (const [field, view] of editors) {
    if (field.name !== name || !field.isConnected) continue;
    if (Number.isInteger(picture)) {
      const at = pictureAt(view.state.doc, picture);
      event.detail.found = at !== null;
      if (at !== null) {
        view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, at)).scrollIntoView());
        view.focus();
      }
    } else event.detail.found = show(view, quote, { words, nth });
    if (event.detail.found) event.preventDefault();
    return;
  }
}
