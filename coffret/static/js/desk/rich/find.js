// Showing a quote in a text, and putting other words in its place: what the preflight points at.
import { closeHistory } from "../../../vendor/prosemirror/history.js";
import { TextSelection } from "../../../vendor/prosemirror/state.js";

// Return {from, to} of occurrence ``nth`` (from 0) of ``quote``, or null. Line breaks count as one sign; a quote may run
// over several paragraphs, its lines parted by « \n ».
export function placeOf(doc, quote, nth = 0) {
  if (!quote) return null;
  let text = "";
  const places = [];
  doc.descendants((node, at) => {
    if (node.isText) {
      for (let index = 0; index < node.text.length; index += 1) places.push(at + index);
      text += node.text;
    } else if (node.type.name === "hard_break" || (node.isTextblock && text)) {
      places.push(at);
      text += "\n";
    }
  });
  let found = text.indexOf(quote);
  for (let left = nth; left > 0 && found >= 0; left -= 1) found = text.indexOf(quote, found + 1);
  if (found < 0 && nth) return placeOf(doc, quote);
  if (found < 0) return null;
  return { from: places[found], to: places[found + quote.length - 1] + 1 };
}

// Select a quote and bring it into view; with ``words``, write them in its place, marks kept. Returns whether it is there.
export function show(view, quote, { words, nth = 0 } = {}) {
  const place = placeOf(view.state.doc, quote, nth);
  if (!place) return false;
  const change = view.state.tr;
  if (typeof words === "string") {
    const marks = view.state.doc.resolve(place.from + 1).marks();
    if (words) change.replaceWith(place.from, place.to, view.state.schema.text(words, marks));
    else change.delete(place.from, place.to);
  }
  const end = typeof words === "string" ? place.from + words.length : place.to;
  change.setSelection(TextSelection.create(change.doc, place.from, Math.min(end, change.doc.content.size)));
  view.dispatch(closeHistory(change).scrollIntoView());
  view.focus();
  view.dom.ownerDocument.getSelection()?.anchorNode?.parentElement?.scrollIntoView({ block: "center" });
  return true;
}

// Select the picture of this rank (from 0).
export function pictureAt(doc, rank) {
  let left = rank;
  let found = null;
  doc.descendants((node, at) => {
    if (node.type.name === "figure" && found === null) {
      if (left === 0) found = at;
      left -= 1;
    }
  });
  return found;
}
