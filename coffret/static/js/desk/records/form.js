// The form of a notice: terms chosen in their vocabulary, what is typed checked after a pause, nothing lost by leaving.
import { checked } from "./checking.js";
import { keptUntilSaved } from "./leaving.js";
import { termed } from "./terms.js";

const form = document.querySelector("[data-record-form]");
if (form) {
  for (const field of form.querySelectorAll("textarea[data-scheme]")) termed(field, form.dataset.suggestions);
  checked(form);
  keptUntilSaved(form);
}
