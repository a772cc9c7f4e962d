// A record's pictures in all their depth: OpenSeadragon draws the tiles; buttons, keys and words are the page's own.
const KEYS = {
  "+": "closer", "=": "closer", "-": "farther", "_": "farther", "0": "whole", Home: "whole", r: "turn", f: "fill",
  PageUp: "previous", PageDown: "next",
};
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 1.5;
const still = matchMedia("(prefers-reduced-motion: reduce)");
let engine, shown;

// The Back button closes the viewer, Forward opens it again.
addEventListener("popstate", (event) => {
  if (!event.state?.viewer) shown?.close();
  else open(document.querySelector("[data-zoom]")).catch(() => history.back());
});

// Open the pictures of the page at the one that ``frame`` shows; gives the focus back to it when closed. When it cannot
// be done, throws once nothing is left of it but its step in the history.
export async function open(frame) {
  if (shown) return;
  const plates = JSON.parse(document.getElementById("plates").textContent);
  const dialog = document.getElementById("viewer").content.firstElementChild.cloneNode(true);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    shown = null;
    dialog.remove();
    frame.focus();
    if (history.state?.viewer) history.back();
  });
  shown = dialog;
  dialog.showModal();
  if (!history.state?.viewer) history.pushState({ viewer: true }, "");
  try {
    await new Viewer(dialog, plates, frame).show(Number(frame.dataset.place) - 1);
  } catch (problem) {
    if (shown !== dialog) return;
    shown = null;
    dialog.remove();
    throw problem;
  }
}

// Load OpenSeadragon once, as the plain script it is.
function load(address) {
  engine ??= new Promise((done, failed) => {
    // It adds a style sheet of its own, which the content policy forbids, unless it finds one: an element of no
    // namespace has the name it looks for and does nothing.
    const stand = document.createElementNS(null, "style");
    stand.setAttribute("data-openseadragon-mobile-css", "");
    document.head.append(stand);
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.OpenSeadragon);
    script.onerror = () => { engine = undefined; failed(new Error(address)); };
    document.head.append(script);
  });
  return engine;
}

// What OpenSeadragon is to draw: the tiles of the image service, at this site's own address; else the flat picture.
async function source(plate) {
  try {
    const answer = await fetch(`${plate.service}/info.json`);
    if (!answer.ok) throw new Error(answer.statusText);
    return { ...await answer.json(), id: new URL(plate.service, location.href).href };
  } catch {
    return { type: "image", url: plate.large, buildPyramid: false };
  }
}

class Viewer {
  constructor(dialog, plates, frame) {
    Object.assign(this, { dialog, plates, frame, at: -1, drawn: null });
    this.root = dialog.querySelector(".viewer");
    this.stage = this.part("stage");
    this.dress();
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("click", (event) => this.click(event));
    dialog.addEventListener("close", () => this.drawn?.destroy());
  }

  part(name) { return this.dialog.querySelector(`[data-${name}]`); }
  button(name) { return this.dialog.querySelector(`[data-do="${name}"]`); }
  say(text) { this.part("said").textContent = text; }
  words(name, values = {}) {
    return Object.entries(values).reduce((text, [mark, value]) => text.replace(`%${mark}`, value), this.root.dataset[name]);
  }

  // Leave out what this browser cannot do; follow the full screen however it is left.
  dress() {
    if (!document.fullscreenEnabled) this.button("fill").hidden = true;
    if (!navigator.clipboard) this.button("copy").hidden = true;
    this.root.addEventListener("fullscreenchange", () => {
      this.button("fill").setAttribute("aria-pressed", String(document.fullscreenElement === this.root));
    });
  }

  click(event) {
    const button = event.target.closest("button");
    if (button?.dataset.do) this[button.dataset.do]();
    else if (button?.dataset.show) this.show(Number(button.dataset.show));
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const name = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    const arrow = ARROWS[event.key];
    if (!name && !arrow) return;
    event.preventDefault();
    if (arrow) this.pan(...arrow);
    else this[name]();
  }

  async show(place) {
    if (place < 0 || place >= this.plates.length || place === this.at) return;
    this.at = place;
    const plate = this.plates[place];
    this.drawn?.close();
    this.label(plate);
    this.placeholder(plate);
    const [OpenSeadragon, tiles] = await Promise.all([load(this.frame.dataset.engine), source(plate)]);
    if (this.at !== place || !this.dialog.open) return;
    this.drawn ??= this.draw(OpenSeadragon);
    this.drawn.viewport.setRotation(0, true);
    this.tiled = tiles.type !== "image";
    this.drawn.open(tiles);
  }

  // Say which picture this is, whose, and mark it in the strip.
  label(plate) {
    this.part("note").textContent = "";
    const many = this.plates.length > 1;
    const place = this.words("saidPlace", { n: this.at + 1, m: this.plates.length });
    this.part("credit").textContent = plate.credit;
    this.part("place").textContent = many ? place : "";
    if (many) this.say(place);
    for (const button of this.dialog.querySelectorAll("[data-show]")) {
      const here = Number(button.dataset.show) === this.at;
      if (here) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
      if (here) button.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    if (many) {
      this.button("previous").setAttribute("aria-disabled", String(this.at === 0));
      this.button("next").setAttribute("aria-disabled", String(this.at === this.plates.length - 1));
    }
  }

  // The picture the page already has stands there until the first tile is drawn.
  placeholder(plate) {
    this.stage.querySelector(".waiting")?.remove();
    const picture = document.createElement("img");
    picture.className = "waiting";
    picture.src = this.frame.querySelector("img")?.currentSrc.includes(plate.key)
      ? this.frame.querySelector("img").currentSrc : plate.small;
    picture.alt = "";
    this.stage.append(picture);
  }

  draw(OpenSeadragon) {
    const roomy = this.stage.clientWidth > 700;
    const drawn = OpenSeadragon({
      element: this.stage, drawer: "canvas", showNavigationControl: false, keyboardNavEnabled: false, tabIndex: -1,
      showNavigator: roomy, navigatorPosition: "TOP_RIGHT", navigatorSizeRatio: 0.15, navigatorAutoFade: false, navigatorOpacity: 1,
      navigatorBorderColor: "#857d70", navigatorDisplayRegionColor: "#9db7ff", navigatorBackground: "#0d0c0a",
      animationTime: still.matches ? 0 : 0.5, immediateRender: still.matches, blendTime: 0,
      minZoomImageRatio: 0.9, maxZoomPixelRatio: 2, visibilityRatio: 0.5, gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      gestureSettingsTouch: { pinchRotate: false },
    });
    drawn.addHandler("tile-drawn", () => this.stage.querySelector(".waiting")?.remove());
    drawn.addHandler("zoom", () => this.level());
    drawn.addHandler("open", () => this.level());
    drawn.addHandler("open-failed", () => { this.part("note").textContent = this.words("saidFlat"); });
    drawn.addHandler("tile-load-failed", () => this.flatten());
    return drawn;
  }

  // Where not one tile comes, the flat picture does.
  flatten() {
    if (!this.tiled || !this.stage.querySelector(".waiting")) return;
    this.tiled = false;
    this.drawn.open({ type: "image", url: this.plates[this.at].large, buildPyramid: false });
  }

  // Show the zoom as it goes, say it when it has come to rest.
  level() {
    const viewport = this.drawn.viewport;
    this.root.classList.toggle("entire", viewport.getZoom(false) <= viewport.getHomeZoom() * 1.01);
    const share = Math.round(this.drawn.world.getItemAt(0)?.viewportToImageZoom(viewport.getZoom(false)) * 100);
    if (!Number.isFinite(share)) return;
    this.part("level").textContent = `${share} %`;
    clearTimeout(this.speaking);
    if (this.zoomed) this.speaking = setTimeout(() => this.say(this.words("saidZoom", { n: share })), 500);
  }

  zoom(factor) {
    this.zoomed = true;
    this.drawn?.viewport.zoomBy(factor, null, still.matches).applyConstraints(still.matches);
  }
  closer() { this.zoom(STEP); }
  farther() { this.zoom(1 / STEP); }
  whole() {
    this.zoomed = true;
    this.drawn?.viewport.setRotation(0, true).goHome(still.matches);
  }
  turn() {
    const viewport = this.drawn?.viewport;
    viewport?.setRotation(viewport.getRotation() + 90, still.matches);
    if (this.root.classList.contains("entire")) viewport?.goHome(still.matches);
  }
  pan(x, y) {
    const viewport = this.drawn?.viewport;
    if (!viewport) return;
    const seen = viewport.getBounds();
    const way = new window.OpenSeadragon.Point(x * seen.width * 0.15, y * seen.height * 0.15);
    viewport.panBy(way.rotate(-viewport.getRotation()), still.matches).applyConstraints(still.matches);
  }
  fill() {
    if (!document.fullscreenEnabled) return;
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen();
  }
  previous() { this.show(this.at - 1); }
  next() { this.show(this.at + 1); }
  async copy() {
    try {
      await navigator.clipboard.writeText(this.frame.dataset.manifest);
    } catch {
      this.part("note").textContent = this.frame.dataset.manifest;
      return;
    }
    this.button("copy").classList.add("done");
    this.say(this.words("saidCopied"));
  }
  close() { this.dialog.close(); }
}
