// Judging the pictures of a batch: the rules of every file, then those of the use it is for, in the light of the others
// (coffret/images/judging.py and surroundings.py).
import { judgeOfCredits } from "./credits.js";
import { asPop, folded } from "./names.js";
import { RULES } from "./rules.js";
import { filled } from "./text.js";

const ORDER = ["erreur", "alerte", "signalement"];

export class Judge {
  constructor({ norms, rules }) {
    this.norms = norms;
    this.rules = rules;
    this.credits = judgeOfCredits(norms.credits);
  }

  // Take a batch (pictures with a name, and `seen` once they are read), a use (key) and a reading.
  begin(pictures, use, reading) {
    Object.assign(this, { pictures, reading, profile: this.norms.profiles.find((one) => one.key === use) });
    [this.sameFold, this.samePop, this.contents] = [new Map(), new Map(), new Map()];
    for (const { name } of pictures) {
      meet(this.sameFold, folded(name), name);
      meet(this.samePop, asPop(name), name);
    }
  }

  // Give a picture its findings and its verdict.
  judge(picture) {
    const { name, seen } = picture;
    picture.findings = this.findings({ name, seen, profile: this.profile, reading: this.reading, ...this.around(name, seen) });
    picture.verdict = verdict(picture.findings);
  }

  // Judge every picture read so far, in the order of the batch: of two doubles, the second one is told.
  settle() {
    this.contents.clear();
    for (const picture of this.pictures) if (picture.seen) this.judge(picture);
  }

  // What is known around a picture: its namesakes, its double.
  around(name, seen) {
    const clash = other(this.sameFold, folded(name), name);
    const merged = clash ? "" : other(this.samePop, asPop(name), name);
    if (!seen.sha256 || !seen.size) return { clash, merged, same: "" };
    if (!this.contents.has(seen.sha256)) this.contents.set(seen.sha256, name);
    const first = this.contents.get(seen.sha256);
    return { clash, merged, same: first === name ? "" : first };
  }

  findings(asked) {
    const found = [];
    for (const code of [...this.norms.always, ...asked.profile.codes]) {
      const facts = RULES[code]?.(asked, this.norms, this.credits);
      if (facts) found.push(this.said(code, facts));
    }
    return found.sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity) || (one.code < other.code ? -1 : 1));
  }

  said(code, facts) {
    const { severity, message, remedy } = this.rules[code];
    return { code, severity, message: filled(message, facts), remedy: filled(remedy, facts) };
  }
}

function verdict(findings) {
  const grave = findings[0]?.severity;
  return grave === "erreur" || grave === "alerte" ? grave : "conforme";
}

function meet(names, key, name) {
  if (!names.has(key)) names.set(key, [name]);
  else if (names.get(key).length < 2) names.get(key).push(name);
}

function other(names, key, name) {
  const [first, second = ""] = names.get(key);
  return first === name ? second : first;
}
