// The sentences of handing in, as the page gives them: « one|several », with {places} to fill.
import { filled, typeset } from "../../verifier/text.js";

const given = document.getElementById("hand-words").dataset;
const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language);
const short = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

export function number(count) {
  return whole.format(count);
}

// The sentence called `name`; `count` chooses between its two forms.
export function said(name, facts = {}, count = 1) {
  const forms = given[name].split("|");
  const sentence = filled(forms[count > 1 ? forms.length - 1 : 0], facts);
  return language === "fr" ? typeset(sentence) : sentence;
}

// A size in bytes, in the unit one would say.
export function size(bytes) {
  const units = given.units.split("|");
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${(unit ? short : whole).format(value)}\u202f${units[unit]}`;
}

// A length of time in seconds, as one would say it.
export function duration(seconds) {
  const [inSeconds, inMinutes, inHours] = given.times.split("|");
  if (seconds < 90) return filled(inSeconds, { n: number(Math.ceil(seconds)) });
  if (seconds < 5400) return filled(inMinutes, { n: number(Math.round(seconds / 60)) });
  return filled(inHours, { n: short.format(seconds / 3600) });
}
