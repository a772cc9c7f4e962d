// French text as the server folds and sets it (coffret/base/text.py): to compare names and credits, and to show sentences.
const LIGATURES = { œ: "oe", Œ: "oe", æ: "ae", Æ: "ae", ß: "ss", "’": "'", "ʼ": "'", "‘": "'" };

// The text without accents, case, ligatures or doubled spaces, apostrophes made straight.
export function fold(text) {
  const plain = text.replace(/[œŒæÆß’ʼ‘]/g, (char) => LIGATURES[char]).toLowerCase().normalize("NFKD");
  return plain.replace(/\p{M}/gu, "").replace(/\s+/gu, " ").trim();
}

// A sentence with French spacing.
export function typeset(text) {
  return text
    .replace(/(?<=[^\s([])[ \u00a0\u202f]*([;!?])(?=\s|$|[»”)])/gu, "\u202f$1")
    .replace(/(?<=\S)[ \u00a0\u202f]+:(?=\s|$)/gu, "\u00a0:")
    .replace(/«[ \u00a0\u202f]*/g, "«\u202f")
    .replace(/[ \u00a0\u202f]*»/g, "\u202f»")
    .replace(/(?<=\d) (?=\d{3}(?!\d))/g, "\u202f");
}

// A sentence with its {places} filled from `facts`.
export function filled(sentence, facts) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}
