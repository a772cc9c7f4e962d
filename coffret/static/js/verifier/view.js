// What the page shows: how far it is, how many of each verdict, one row per picture.
import { label } from "./rules.js";
import { filled, typeset } from "./text.js";
import { thumbnail } from "./thumbs.js";

const VERDICTS = ["erreur", "alerte", "conforme"];
const STEP = 100;
const NAMED = 10;

export class View {
  constructor(page, { texts, severities, rules }) {
    Object.assign(this, { page, texts, severities, rules, sort: "", shown: STEP, pictures: [], rows: new Map() });
    this.language = document.documentElement.lang;
    this.number = new Intl.NumberFormat(this.language);
    this.small = new Intl.NumberFormat(this.language, { maximumFractionDigits: 1 });
    for (const button of page.querySelectorAll("[data-sort]")) button.addEventListener("click", () => this.choose(button));
    this.part("rest").addEventListener("click", () => this.more());
  }

  part(id) { return this.page.querySelector(`#${id}`); }

  begin({ pictures, aside }) {
    Object.assign(this, { pictures, shown: STEP, since: performance.now() });
    this.part("aside").hidden = !aside.length;
    this.part("aside").textContent = this.asideOf(aside);
    this.part("lacking").textContent = "";
    this.forget();
    this.part("outcome").hidden = false;
    this.part("advance").hidden = false;
    this.part("outcome").scrollIntoView({ block: "start" });
    for (const id of ["csv", "json"]) this.part(id).disabled = true;
    this.say(filled(this.texts.started, { total: this.number.format(pictures.length) }));
  }

  // Nothing to check in what was given: said where the reader is.
  lack({ aside }) {
    this.part("outcome").hidden = true;
    this.part("lacking").textContent = aside.length ? this.asideOf(aside) : this.set(this.texts.nothing);
  }

  asideOf(names) {
    return this.set(filled(this.texts.aside, { total: this.number.format(names.length), names: names.slice(0, NAMED).join(", ") }));
  }

  // Verdicts changed: every row is made anew.
  forget() {
    this.rows.clear();
    this.keys = "";
  }

  choose(button) {
    this.sort = button.dataset.sort;
    this.shown = STEP;
    for (const one of this.page.querySelectorAll("[data-sort]")) one.setAttribute("aria-pressed", String(one === button));
    this.list();
  }

  more() {
    const before = this.shown;
    this.shown += STEP;
    this.list();
    const name = this.part("list").children[before]?.querySelector(".name");
    if (!name) return;
    name.tabIndex = -1;
    name.focus();
  }

  advance(done, bytes, allBytes) {
    const seconds = (performance.now() - this.since) / 1000;
    const [rate, left] = [done / seconds, (seconds * (allBytes - bytes)) / bytes];
    this.part("bar").value = allBytes ? bytes / allBytes : 1;
    this.part("advance-text").textContent = !bytes ? "" : filled(this.texts.progress, {
      done: this.number.format(done), total: this.number.format(this.pictures.length),
      rate: this.small.format(rate), left: this.time(left),
    });
  }

  time(seconds) {
    if (seconds < 1) return this.texts.soon;
    if (seconds < 90) return filled(this.texts.seconds, { n: this.number.format(Math.round(seconds)) });
    return filled(this.texts.minutes, { n: this.number.format(Math.round(seconds / 60)) });
  }

  end(done, cancelled) {
    const time = this.time((performance.now() - this.since) / 1000);
    this.part("advance").hidden = true;
    for (const id of ["csv", "json"]) this.part(id).disabled = !done;
    this.say(filled(cancelled ? this.texts.cancelled : this.texts.done, { total: this.number.format(done), time }));
  }

  say(text) { this.part("said").textContent = this.set(text); }

  set(text) { return this.language === "fr" ? typeset(text) : text; }

  tally() {
    const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0]));
    for (const { verdict } of this.pictures) if (verdict) counts[verdict]++;
    counts[""] = VERDICTS.reduce((sum, verdict) => sum + counts[verdict], 0);
    for (const button of this.page.querySelectorAll("[data-sort]")) {
      button.querySelector(".many").textContent = this.number.format(counts[button.dataset.sort]);
    }
  }

  // The gravest first, then in the order of the batch; only what fits is made.
  list() {
    this.tally();
    const sorts = this.sort ? [this.sort] : VERDICTS;
    const wanted = sorts.flatMap((verdict) => this.pictures.filter((one) => one.verdict === verdict));
    const fitting = wanted.slice(0, this.shown);
    const keys = fitting.map(({ name }) => name).join("\n");
    if (keys !== this.keys) this.part("list").replaceChildren(...fitting.map((one) => this.row(one)));
    this.keys = keys;
    const left = wanted.length - fitting.length;
    this.part("rest").hidden = left <= 0;
    this.part("rest").textContent = filled(this.texts.rest, { n: this.number.format(left) });
    this.part("none").hidden = wanted.length > 0;
    this.part("none").textContent = this.texts.none;
  }

  row(picture) {
    if (this.rows.has(picture)) return this.rows.get(picture);
    const row = document.getElementById("row").content.firstElementChild.cloneNode(true);
    keep(row.querySelector(".verdict"), picture.verdict).lastElementChild.textContent = this.texts[picture.verdict];
    row.querySelector(".name").textContent = picture.name;
    row.querySelector(".measures").textContent = this.measures(picture.seen);
    row.querySelector(".reasons").append(...picture.findings.map((finding) => this.reason(finding)));
    thumbnail(row.querySelector(".thumb"), picture);
    this.rows.set(picture, row);
    return row;
  }

  measures(seen) {
    const resolution = label(seen);
    const parts = [seen.format];
    if (seen.width) parts.push(filled(this.texts.pixels, { width: this.number.format(seen.width), height: this.number.format(seen.height) }));
    if (resolution) parts.push(filled(this.texts.dpi, { dpi: this.small.format(resolution.x) }));
    const heavy = seen.size >= 1e6;
    parts.push(filled(heavy ? this.texts.megabytes : this.texts.kilobytes, { size: this.small.format(heavy ? seen.size / 1e6 : Math.ceil(seen.size / 100) / 10) }));
    return parts.filter(Boolean).map((part) => part.replace(/ (?=\p{L}+$)/u, "\u00a0")).join(" · "); // no unit alone on a line
  }

  reason({ code, severity, message, remedy }) {
    const item = document.getElementById("reason").content.firstElementChild.cloneNode(true);
    keep(item, severity);
    item.querySelector(".severity").textContent = this.severities[severity];
    item.querySelector(".message").textContent = this.set(message);
    item.querySelector(".remedy").textContent = this.set(remedy);
    const link = item.querySelector(".code");
    link.textContent = code;
    link.title = this.set(this.rules[code].title);
    link.href += `/${code}`;
    return item;
  }
}

// Of the marks of weight in a place, keep one.
function keep(place, weight) {
  for (const mark of place.querySelectorAll(":scope > .weight")) if (!mark.classList.contains(weight)) mark.remove();
  return place.querySelector(":scope > .weight");
}
