// What is pasted from word processors, made plain before the schema reads it: their lists are paragraphs in disguise.
const ITEM = /^MsoListParagraph/;
const NUMBERED = /^\s*[\da-z]{1,4}[.)]/i;

// The content policy lets no style attribute be read as a style: each becomes words about the element, read here.
function unstyled(html) {
  return html
    .replace(/<!--\[if[\s\S]*?<!\[endif\]-->|<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\son\w+\s*=/gi, " data-on=").replace(/\sstyle\s*=/gi, " data-style="));
}

export function plainPaste(html) {
  const doc = new DOMParser().parseFromString(unstyled(html), "text/html");
  doc.querySelectorAll("style, script, meta, link, xml, title").forEach((one) => one.remove());
  lists(doc);
  doc.querySelectorAll("[data-style]").forEach((one) => styled(doc, one));
  doc.querySelectorAll("*").forEach((one) => {
    if (one.localName.includes(":")) one.replaceWith(...one.childNodes);
  });
  return doc.body.innerHTML;
}

const SAID = [
  [/(?<![\w-])font-weight:\s*(bold|bolder|[6-9]\d\d)/i, "strong"],
  [/(?<![\w-])font-style:\s*(italic|oblique)/i, "em"],
  [/vertical-align:\s*super/i, "sup"],
  [/vertical-align:\s*sub/i, "sub"],
];

// Bold and italic said by a style become elements; a bold that says it is not one goes.
function styled(doc, one) {
  const style = one.dataset.style;
  one.removeAttribute("data-style");
  if (one.localName === "b" && /(?<![\w-])font-weight:\s*(normal|400)/i.test(style)) {
    one.replaceWith(...one.childNodes);
    return;
  }
  if (one.localName !== "span") return;
  for (const [pattern, tag] of SAID) {
    if (!pattern.test(style)) continue;
    const mark = doc.createElement(tag);
    mark.append(...one.childNodes);
    one.append(mark);
  }
}

function lists(doc) {
  let open = null;
  for (const paragraph of [...doc.querySelectorAll("p")]) {
    const style = paragraph.getAttribute("data-style") ?? "";
    if (!ITEM.test(paragraph.className) && !/mso-list:\s*l\d/.test(style)) {
      open = null;
      continue;
    }
    const level = Number(/level(\d)/.exec(style)?.[1] ?? 1);
    const sign = [...paragraph.querySelectorAll("span")].find((one) => /mso-list:\s*Ignore/i.test(one.getAttribute("data-style") ?? ""));
    const tag = NUMBERED.test(sign?.textContent ?? "") ? "ol" : "ul";
    sign?.remove();
    if (!open || paragraph.previousElementSibling !== open.root) {
      const root = doc.createElement(tag);
      paragraph.before(root);
      open = { root, levels: [root] };
    }
    open.levels.length = Math.min(open.levels.length, level);
    while (open.levels.length < level) {
      const parent = open.levels.at(-1);
      const holder = parent.lastElementChild ?? parent.appendChild(doc.createElement("li"));
      open.levels.push(holder.appendChild(doc.createElement(tag)));
    }
    const item = doc.createElement("li");
    item.append(...paragraph.childNodes);
    open.levels.at(-1).append(item);
    paragraph.remove();
  }
}

// The pictures among files pasted or dropped.
export function picturesIn(transfer) {
  return [...(transfer?.files ?? [])].filter((file) => /^image\/(jpeg|png|tiff|webp)$/.test(file.type));
}
