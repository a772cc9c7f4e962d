// What the buttons and the keys of the editor do.
import { baseKeymap, chainCommands, createParagraphNear, exitCode, lift, selectParentNode, setBlockType, toggleMark, wrapIn } from "../../../vendor/prosemirror/commands.js";
import { redo, undo } from "../../../vendor/prosemirror/history.js";
import { inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from "../../../vendor/prosemirror/inputrules.js";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "../../../vendor/prosemirror/schema-list.js";
import { Selection } from "../../../vendor/prosemirror/state.js";
import { insertBlock } from "./blocks.js";
import { schema } from "./schema.js";
import * as tables from "./tables.js";

const { nodes, marks } = schema;

// Return the nearest node of one of these types around the cursor: {node, pos, depth}, or null.
export function around(state, ...types) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if (types.includes($from.node(depth).type)) return { node: $from.node(depth), pos: $from.before(depth), depth };
  }
  return null;
}

const lists = [nodes.bullet_list, nodes.ordered_list];

function list(type) {
  return (state, dispatch, view) => {
    const found = around(state, ...lists);
    if (!found) return wrapInList(type)(state, dispatch, view);
    if (found.node.type === type) return liftListItem(nodes.list_item)(state, dispatch, view);
    dispatch?.(state.tr.setNodeMarkup(found.pos, type));
    return true;
  };
}

function quotation(state, dispatch, view) {
  return around(state, nodes.blockquote) ? lift(state, dispatch, view) : wrapIn(nodes.blockquote)(state, dispatch, view);
}

function rule(state, dispatch) {
  if (tables.placeIn(state)) return false;
  dispatch?.(insertBlock(state, nodes.horizontal_rule.create()).scrollIntoView());
  return true;
}

function lineBreak(state, dispatch) {
  const { $from } = state.selection;
  if (!$from.parent.isTextblock || $from.parent.type === nodes.heading) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

// Return in a caption goes on below the picture; in a cell it is a new line.
function enter(state, dispatch, view) {
  const inside = state.selection.$from.parent.type;
  if (inside === nodes.table_cell || inside === nodes.table_header) return lineBreak(state, dispatch);
  if (inside !== nodes.figure) return false;
  if (dispatch) {
    const after = state.selection.$from.after();
    const change = state.tr.insert(after, nodes.paragraph.create());
    dispatch(change.setSelection(Selection.near(change.doc.resolve(after + 1))).scrollIntoView());
  }
  return true;
}

export const commands = {
  strong: toggleMark(marks.strong),
  em: toggleMark(marks.em),
  superscript: toggleMark(marks.superscript),
  subscript: toggleMark(marks.subscript),
  paragraph: setBlockType(nodes.paragraph),
  h2: setBlockType(nodes.heading, { level: 2 }),
  h3: setBlockType(nodes.heading, { level: 3 }),
  h4: setBlockType(nodes.heading, { level: 4 }),
  ul: list(nodes.bullet_list),
  ol: list(nodes.ordered_list),
  deeper: sinkListItem(nodes.list_item),
  higher: liftListItem(nodes.list_item),
  quotation,
  rule,
  table: tables.insertTable,
  addRow: tables.addRow,
  addColumn: tables.addColumn,
  removeRow: tables.removeRow,
  removeColumn: tables.removeColumn,
  headRow: tables.headRow,
  removeTable: tables.removeTable,
  undo,
  redo,
};

// Whether a button is pressed where the cursor is.
export function pressed(state, name) {
  const mark = marks[name];
  if (mark) {
    const { from, to, $from, empty } = state.selection;
    return empty ? Boolean(mark.isInSet(state.storedMarks || $from.marks())) : state.doc.rangeHasMark(from, to, mark);
  }
  if (name === "ul" || name === "ol") return around(state, ...lists)?.node.type === (name === "ul" ? nodes.bullet_list : nodes.ordered_list);
  if (name === "quotation") return Boolean(around(state, nodes.blockquote));
  if (name === "headRow") {
    const place = tables.placeIn(state);
    return Boolean(place) && place.table.firstChild.firstChild.type === nodes.table_header;
  }
  return false;
}

// The style of the paragraph of the cursor: paragraph, h2, h3, h4, or « » where there is no choice.
export function styleOf(state) {
  const { parent } = state.selection.$from;
  if (parent.type === nodes.heading) return `h${parent.attrs.level}`;
  return parent.type === nodes.paragraph ? "paragraph" : "";
}

export function keys(openLink) {
  return {
    ...baseKeymap,
    "Mod-z": undo,
    "Shift-Mod-z": redo,
    "Mod-y": redo,
    "Mod-b": commands.strong,
    "Mod-i": commands.em,
    "Mod-k": openLink,
    "Shift-Ctrl-0": commands.paragraph,
    "Shift-Ctrl-2": commands.h2,
    "Shift-Ctrl-3": commands.h3,
    "Shift-Ctrl-4": commands.h4,
    "Shift-Ctrl-8": commands.ul,
    "Shift-Ctrl-9": commands.ol,
    "Alt-Shift-ArrowRight": commands.deeper,
    "Alt-Shift-ArrowLeft": commands.higher,
    "Shift-Enter": chainCommands(exitCode, lineBreak),
    Enter: chainCommands(enter, splitListItem(nodes.list_item), baseKeymap.Enter),
    Backspace: chainCommands(undoInputRule, baseKeymap.Backspace),
    Tab: tables.nextCell(1),
    "Shift-Tab": tables.nextCell(-1),
    "Mod-Enter": createParagraphNear,
    "Alt-ArrowUp": selectParentNode,
  };
}

// Begun as lists are on a typewriter, a paragraph becomes one; Backspace takes it back.
export const rules = inputRules({
  rules: [
    wrappingInputRule(/^\s*([-*•])\s$/, nodes.bullet_list),
    wrappingInputRule(/^\s*1[.)]\s$/, nodes.ordered_list),
    wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
    textblockTypeInputRule(/^(#{2,4})\s$/, nodes.heading, (found) => ({ level: found[1].length })),
  ],
});
