// Tables of words: rows of cells, all of the same width. Their commands, as the editor's others: (state, dispatch) => done.
import { TextSelection } from "../../../vendor/prosemirror/state.js";
import { insertBlock } from "./blocks.js";
import { schema } from "./schema.js";

const { table, table_row: row, table_header: header, table_cell: cell } = schema.nodes;

// Where the cursor is: the table, its row and cell by their rank, or null outside of a table.
export function placeIn(state) {
  const { $head } = state.selection;
  for (let depth = $head.depth; depth > 1; depth -= 1) {
    if ($head.node(depth).type !== cell && $head.node(depth).type !== header) continue;
    return { table: $head.node(depth - 2), start: $head.before(depth - 2), row: $head.index(depth - 2), column: $head.index(depth - 1) };
  }
  return null;
}

export function insertTable(state, dispatch) {
  if (placeIn(state) || !state.selection.$from.depth) return false;
  if (dispatch) {
    const heads = row.create(null, [0, 1].map(() => header.createAndFill()));
    const rows = [0, 1].map(() => row.create(null, [0, 1].map(() => cell.createAndFill())));
    const change = insertBlock(state, table.create(null, [heads, ...rows]));
    let first = null;
    change.doc.nodesBetween(change.mapping.maps.length ? change.steps.at(-1).from : 0, change.doc.content.size, (node, at) => {
      if (first === null && node.type === header && node.content.size === 0) first = at + 1;
    });
    if (first !== null) change.setSelection(TextSelection.create(change.doc, first));
    dispatch(change.scrollIntoView());
  }
  return true;
}

// A command that makes the rows of the table anew; ``made`` gives them, and the place of the cursor after.
function rearranged(made) {
  return (state, dispatch) => {
    const place = placeIn(state);
    if (!place) return false;
    const rows = [];
    place.table.forEach((one) => rows.push(childrenOf(one)));
    const [next, at] = made(rows, place);
    if (!dispatch) return true;
    const { start } = place;
    const end = start + place.table.nodeSize;
    if (!next.length || !next[0].length) {
      dispatch(state.tr.replaceWith(start, end, schema.nodes.paragraph.create()).scrollIntoView());
      return true;
    }
    const change = state.tr.replaceWith(start, end, table.create(null, next.map((cells) => row.create(null, cells))));
    dispatch(change.setSelection(TextSelection.create(change.doc, inside(change.doc.nodeAt(start), start, at))).scrollIntoView());
    return true;
  };
}

function childrenOf(node) {
  const children = [];
  node.forEach((child) => children.push(child));
  return children;
}

// Return the position in the cell of this row and column.
function inside(node, start, [wantedRow, wantedColumn]) {
  let at = start + 1;
  const rank = Math.max(0, Math.min(wantedRow, node.childCount - 1));
  for (let index = 0; index < rank; index += 1) at += node.child(index).nodeSize;
  const cells = node.child(rank);
  at += 1;
  for (let index = 0; index < Math.max(0, Math.min(wantedColumn, cells.childCount - 1)); index += 1) at += cells.child(index).nodeSize;
  return at + 1;
}

const empty = (like) => like.type.createAndFill();

export const addRow = rearranged((rows, { row: at, column }) => {
  rows.splice(at + 1, 0, rows[at].map(() => cell.createAndFill()));
  return [rows, [at + 1, column]];
});
export const addColumn = rearranged((rows, { row: at, column }) => {
  rows.forEach((cells) => cells.splice(column + 1, 0, empty(cells[Math.min(column, cells.length - 1)])));
  return [rows, [at, column + 1]];
});
export const removeRow = rearranged((rows, { row: at, column }) => {
  rows.splice(at, 1);
  return [rows, [at, column]];
});
export const removeColumn = rearranged((rows, { row: at, column }) => {
  rows.forEach((cells) => cells.splice(column, 1));
  return [rows.filter((cells) => cells.length), [at, column]];
});
export const headRow = rearranged((rows, { row: at, column }) => {
  const type = rows[0].every((one) => one.type === header) ? cell : header;
  rows[0] = rows[0].map((one) => type.create(null, one.content));
  return [rows, [at, column]];
});
export const removeTable = rearranged(() => [[], [0, 0]]);

// Tab goes from cell to cell; past the last one it leaves, as everywhere: the keyboard is never held.
export function nextCell(step) {
  return (state, dispatch) => {
    const place = placeIn(state);
    if (!place) return false;
    const width = place.table.child(place.row).childCount;
    const rank = place.row * width + place.column + step;
    const wanted = [Math.floor(rank / width), ((rank % width) + width) % width];
    if (rank < 0 || wanted[0] >= place.table.childCount) return false;
    dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, inside(place.table, place.start, wanted))).scrollIntoView());
    return true;
  };
}
