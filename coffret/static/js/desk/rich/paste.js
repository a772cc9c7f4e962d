// What is pasted from word processors, made plain before the schema reads it: their lists are paragraphs in disguise.
const ITEM = /^MsoListParagraph/;
const NUMBERED = /^\s*[\da-z]{1,4}[.)]/i;

export function plainPaste(html) {
  const doc = new DOMParser().parseFromString(html.replace(/<!--\[if[\s\S]*?<!\[endif\]-->/g, ""), "text/html");
  doc.querySelectorAll("style, script, meta, link, xml, title").forEach((one) => one.remove());
  lists(doc);
  doc.querySelectorAll("*").forEach((one) => {
    if (one.localName.includes(":")) one.replaceWith(...one.childNodes);
  });
  return doc.body.innerHTML;
}

function lists(doc) {
  let open = null;
  for (const paragraph of [...doc.querySelectorAll("p")]) {
    const style = paragraph.getAttribute("style") ?? "";
    if (!ITEM.test(paragraph.className) && !/mso-list:\s*l\d/.test(style)) {
      open = null;
      continue;
    }
    const level = Number(/level(\d)/.exec(style)?.[1] ?? 1);
    const sign = [...paragraph.querySelectorAll("span")].find((one) => /mso-list:\s*Ignore/i.test(one.getAttribute("style") ?? ""));
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
