// What the files of a folder are, by their names: notices, pictures, archives, others.
import { extension } from "../../verifier/names.js";

const NOTICES = new Set(["txt", "csv", "tsv", "json", "jsonl", "xlsx", "ods", "xls", "xml", "doc", "docx", "odt"]);

export class Kinds {
  constructor(norms) {
    this.pictures = new Set(Object.values(norms.extensions).flat());
  }

  of(name) {
    const ending = extension(name);
    if (/(^|\/)images\.csv$/i.test(name)) return "rest";
    if (NOTICES.has(ending)) return "notices";
    if (ending === "zip") return "archives";
    return this.pictures.has(ending) ? "pictures" : "rest";
  }

  // kind → how many
  counted(files) {
    const counts = { notices: 0, pictures: 0, archives: 0, rest: 0 };
    for (const { name } of files) counts[this.of(name)]++;
    return counts;
  }
}
