// Blocks that stand alone in a text: a picture, a table, a line.
import { schema } from "./schema.js";

// A block that stands alone goes in the place of an empty paragraph, or after the block of the cursor.
export function insertBlock(state, node) {
  const { $from } = state.selection;
  const top = $from.node(1);
  if (top && top.type === schema.nodes.paragraph && top.content.size === 0) return state.tr.replaceWith($from.before(1), $from.after(1), node);
  const at = $from.depth ? $from.after(1) : state.selection.to;
  return state.tr.insert(at, node);
}
