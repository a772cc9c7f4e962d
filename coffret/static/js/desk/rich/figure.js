// A picture in the editor: seen as it is, its caption written under it, what is said of it one button away.
const WIDTH = 480;

export class FigureView {
  // ``words``: the texts of the templates; ``edit``: opens the dialog on this picture.
  constructor(node, view, getPos, words, edit) {
    this.words = words;
    this.dom = document.createElement("figure");
    this.dom.className = "rich-figure";
    this.image = this.dom.appendChild(document.createElement("img"));
    this.image.draggable = false;
    this.image.addEventListener("error", () => this.dom.classList.add("gone"));
    const about = this.dom.appendChild(document.createElement("div"));
    about.className = "rich-figure-about";
    about.contentEditable = "false";
    this.said = about.appendChild(document.createElement("p"));
    const button = about.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "button quiet small";
    button.textContent = words.edit;
    button.addEventListener("click", () => edit(getPos()));
    this.contentDOM = this.dom.appendChild(document.createElement("figcaption"));
    this.contentDOM.dataset.placeholder = words.caption;
    this.show(node);
  }

  show(node) {
    const { picture, alt, decorative, credit, rights } = node.attrs;
    const source = `/pro/medias/${picture}/${WIDTH}.jpg`;
    if (this.image.getAttribute("src") !== source) {
      this.dom.classList.remove("gone");
      this.image.src = source;
    }
    this.image.alt = alt;
    const description = decorative ? this.words.decorative : alt ? `${this.words.alt} ${alt}` : this.words.missingAlt;
    const whose = [credit, rights].filter(Boolean).join(" · ") || this.words.missingCredit;
    this.said.replaceChildren(line(description, !decorative && !alt), line(whose, !credit && !rights));
    this.contentDOM.classList.toggle("empty", node.content.size === 0);
  }

  update(node) {
    if (node.type.name !== "figure") return false;
    this.show(node);
    return true;
  }

  selectNode() {
    this.dom.classList.add("selected");
  }

  deselectNode() {
    this.dom.classList.remove("selected");
  }

  stopEvent(event) {
    return event.target instanceof Node && event.target.closest?.("button") !== null;
  }

  ignoreMutation(mutation) {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }
}

function line(words, missing) {
  const one = document.createElement("span");
  one.textContent = words;
  if (missing) one.className = "rich-missing";
  return one;
}
