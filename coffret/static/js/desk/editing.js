// The form of an entry: fields shown when they matter, lists rearranged in place, text kept while typing, a live preview.
import { autosaved } from "./autosave.js";
import { counted } from "./counting.js";
import { previewed } from "./preview.js";
import { rearranged } from "./rearranging.js";
import { shownWhenTheyMatter } from "./mattering.js";

const form = document.querySelector("[data-editing]");
if (form) {
  counted(form);
  shownWhenTheyMatter(form);
  const preview = previewed(document.querySelector("[data-preview]"));
  const keeping = autosaved(form, () => preview.refresh());
  rearranged(form, () => {
    counted(form);
    shownWhenTheyMatter(form);
    keeping.touched();
  });
}
