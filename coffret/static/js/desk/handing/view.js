// What the page shows of a folder about to leave, and of its way.
import { filled, typeset } from "../../verifier/text.js";
import { duration, number, said, size } from "./words.js";

const FAULTS_SHOWN = 50;
const SPOKEN_EVERY = 10_000; // ms

export class View {
  constructor(part) {
    this.part = part;
    this.spokenAt = -SPOKEN_EVERY;
  }

  at(name) { return this.part.querySelector(`[data-${name}]`); }

  show(name, shown) { this.at(name).hidden = !shown; }

  write(name, text) { this.at(name).textContent = text; }

  // A sentence for those who do not see the page.
  say(text) { this.write("said", text); }

  // What was chosen.
  chosen(counts, bytes) {
    this.part.hidden = false;
    const parts = Object.entries(counts).filter(([, count]) => count)
      .map(([kind, count]) => `${number(count)} ${said(kind, {}, count)}`);
    this.write("count", `${parts.join(", ")} · ${size(bytes)}`);
    for (const name of ["found", "trouble", "sending", "judging"]) this.show(name, false);
    this.show("go", true);
    this.at("leave").checked = false;
    this.part.querySelector("h2").focus({ preventScroll: true });
    this.part.scrollIntoView({ block: "nearest" });
  }

  nothing() {
    this.part.hidden = false;
    this.write("count", said("nothing"));
    for (const name of ["found", "trouble", "sending", "judging", "go"]) this.show(name, false);
    this.say(said("nothing"));
  }

  looked(done, all) {
    this.show("judging", done < all);
    this.write("judged", said("looking", { done: number(done), all: number(all) }));
    Object.assign(this.at("judged-bar"), { max: all, value: done });
  }

  button(count, looking) {
    this.write("send", said(looking ? "anyway" : "go", { n: number(count) }, count));
  }

  // Pictures in which an erreur was found, in the words of the checker.
  faulty(pictures) {
    this.show("found", pictures.length);
    if (!pictures.length) return;
    this.write("found-title", said("faulty", { n: number(pictures.length) }, pictures.length));
    this.at("found-list").replaceChildren(...pictures.slice(0, FAULTS_SHOWN).map(row));
    const more = pictures.length - FAULTS_SHOWN;
    this.show("found-more", more > 0);
    if (more > 0) this.write("found-more", said("more", { n: number(more) }, more));
  }

  get leavesOut() { return this.at("leave").checked; }

  leaving() {
    for (const name of ["go", "judging", "found", "trouble"]) this.show(name, false);
    this.show("sending", true);
    this.paused(false);
    this.write("bytes", said("preparing"));
    this.at("pause").focus({ preventScroll: true });
  }

  advance({ sent, total, whole, files, known }, pace) {
    this.write("bytes", said("bytes", { done: size(sent), all: size(total) }));
    this.write("pace", pace ? said("pace", { rate: size(pace.rate), left: duration(pace.left) }) : "");
    const there = said("files", { done: number(whole), all: number(files) }, whole);
    this.write("files", known ? `${there} · ${said("known", { n: number(known) }, known)}` : there);
    Object.assign(this.at("bar"), { max: total || 1, value: sent });
    if (performance.now() - this.spokenAt < SPOKEN_EVERY) return;
    this.spokenAt = performance.now();
    this.say(there);
  }

  paused(now) {
    for (const [name, shown] of [["pause", !now], ["resume", now]]) this.show(name, shown);
    if (now) { this.write("pace", ""); this.at("resume").focus({ preventScroll: true }); }
  }

  // What goes wrong, « » when it does no more.
  trouble(sentence) {
    this.show("trouble", sentence);
    this.write("trouble-said", sentence);
    if (sentence) this.say(sentence);
  }
}

function row({ name, findings }) {
  const [item, title] = [document.createElement("li"), document.createElement("strong")];
  title.textContent = name;
  item.append(title);
  for (const { message, remedy } of findings.filter(({ severity }) => severity === "erreur")) {
    const remark = document.createElement("small");
    remark.textContent = remedy;
    item.append(typeset(filled(message, {})), document.createElement("br"), remark);
  }
  return item;
}
