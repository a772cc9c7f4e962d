// What a text may hold, exactly: the editor's half of coffret/editorial/rich/schema.py. What is not here cannot be typed
// nor pasted.
import { DOMParser as Reader, DOMSerializer as Writer, Schema } from "../../../vendor/prosemirror/model.js";

const WORDS = "(text | hard_break)*";
const PICTURE = /^coffret:picture\/([1-9][0-9]{0,17})$/;
const REFUSED = /^(?!https?:|mailto:|tel:|coffret:)[a-z][a-z0-9+.-]*:/i;

const headings = [2, 3, 4].map((level) => ({ tag: `h${level}`, attrs: { level } }));
const renamed = [["h1", 2], ["h5", 4], ["h6", 4]].map(([tag, level]) => ({ tag, attrs: { level } }));

const nodes = {
  doc: { content: "block+" },
  paragraph: { group: "block", content: WORDS, parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  heading: {
    group: "block",
    content: "text*",
    attrs: { level: { default: 2 } },
    defining: true,
    parseDOM: [...headings, ...renamed],
    toDOM: (node) => [`h${node.attrs.level}`, 0],
  },
  bullet_list: { group: "block list", content: "list_item+", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
  ordered_list: { group: "block list", content: "list_item+", parseDOM: [{ tag: "ol" }], toDOM: () => ["ol", 0] },
  list_item: { content: "paragraph (paragraph | list)*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  blockquote: { group: "block", content: "(paragraph | list)+", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
  horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  figure: {
    group: "block",
    content: WORDS,
    attrs: { picture: {}, alt: { default: "" }, decorative: { default: false }, credit: { default: "" }, rights: { default: "" } },
    isolating: true,
    defining: true,
    draggable: true,
    parseDOM: [
      { tag: "figure", getAttrs: (dom) => pictureOf(dom.querySelector("img")), contentElement: (dom) => dom.querySelector("figcaption") ?? document.createElement("div") },
      { tag: "img", getAttrs: pictureOf },
    ],
    toDOM: (node) => ["figure", ["img", imageOf(node)], ["figcaption", 0]],
  },
  table: { group: "block", content: "table_row+", isolating: true, parseDOM: [{ tag: "table" }], toDOM: () => ["table", ["tbody", 0]] },
  table_row: { content: "(table_header | table_cell)+", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  table_header: { content: WORDS, isolating: true, parseDOM: [{ tag: "th" }], toDOM: () => ["th", 0] },
  table_cell: { content: WORDS, isolating: true, parseDOM: [{ tag: "td" }], toDOM: () => ["td", 0] },
  text: { group: "inline" },
  hard_break: { group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
};

const marks = {
  link: {
    attrs: { href: {} },
    inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: kept(dom.getAttribute("href")) }) }],
    toDOM: (mark) => ["a", { href: mark.attrs.href }, 0],
  },
  strong: {
    parseDOM: [{ tag: "strong" }, { tag: "b" }],
    toDOM: () => ["strong", 0],
  },
  em: {
    parseDOM: [{ tag: "em" }, { tag: "i" }, { tag: "cite" }],
    toDOM: () => ["em", 0],
  },
  superscript: { excludes: "superscript subscript", parseDOM: [{ tag: "sup" }], toDOM: () => ["sup", 0] },
  subscript: { excludes: "superscript subscript", parseDOM: [{ tag: "sub" }], toDOM: () => ["sub", 0] },
};

export const schema = new Schema({ nodes, marks });

function pictureOf(image) {
  const found = PICTURE.exec(image?.getAttribute("src") ?? "");
  if (!found) return false;
  return {
    picture: Number(found[1]),
    alt: image.getAttribute("alt") ?? "",
    decorative: image.hasAttribute("data-decorative"),
    credit: image.getAttribute("data-credit") ?? "",
    rights: image.getAttribute("data-rights") ?? "",
  };
}

function imageOf({ attrs }) {
  const image = { src: `coffret:picture/${attrs.picture}`, alt: attrs.decorative ? "" : attrs.alt };
  if (attrs.decorative) image["data-decorative"] = "";
  if (attrs.credit) image["data-credit"] = attrs.credit;
  if (attrs.rights) image["data-rights"] = attrs.rights;
  return image;
}

// An address is kept as typed, but « # » in the place of one a browser could run.
export function kept(href) {
  return REFUSED.test(href.replace(/[\u0000-\u0020]/g, "")) ? "#" : href.trim();
}

// The document of a text: parsed apart, so that nothing of it loads or runs.
export function read(html) {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  return Reader.fromSchema(schema).parse(body);
}

// The text of a document, « » for one that says nothing.
export function written(doc) {
  if (doc.childCount === 1 && doc.firstChild.isTextblock && doc.firstChild.content.size === 0 && doc.firstChild.type !== schema.nodes.figure) return "";
  const apart = document.implementation.createHTMLDocument("");
  const place = apart.createElement("div");
  place.append(Writer.fromSchema(schema).serializeFragment(doc.content, { document: apart }));
  return [...place.children].map((block) => block.outerHTML).join("\n");
}
