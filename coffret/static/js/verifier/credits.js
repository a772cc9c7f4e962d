// Credits that say nothing in law, and credits that contradict each other (coffret/images/credits.py); the patterns are
// the server's own.
import { fold } from "./text.js";

export function judgeOfCredits(table) {
  const [anywhere, draft, mark, split, nobody] = ["anywhere", "draft", "mark", "split", "nobody"]
    .map((name) => new RegExp(table[name], name === "split" || name === "mark" ? "g" : ""));
  const common = new Set(table.common);
  const cut = (credit) => fold([...credit].slice(0, table.limit).join(""));
  const parts = (pieces) => pieces.map((one) => one.replace(/^[ .,;-]+|[ .,;-]+$/g, "")).filter(Boolean);
  const names = (credit) => new Set((cut(credit).match(/[a-z]{3,}/g) ?? []).filter((word) => !common.has(word)));
  const doubled = (folded) => {
    const holders = parts(folded.split(mark).slice(1));
    return holders.length !== new Set(holders).size;
  };
  return {
    worthless(credit) {
      const folded = cut(credit);
      if (anywhere.test(folded) || draft.test(folded) || doubled(folded)) return true;
      return parts(folded.split(split)).every((part) => nobody.test(part));
    },
    disagree(embedded, credit) {
      const [own, given] = [names(embedded), names(credit)];
      return own.size > 0 && credit.trim() !== "" && [...own].some((name) => !given.has(name));
    },
  };
}
