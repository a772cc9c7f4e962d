// What may be written instead is looked for in the vocabulary of the field, while one types.
import { suggested } from "../records/combobox.js";

const listen = () => {
  document.querySelectorAll("input[data-suggestions]:not([role])").forEach((field) => {
    const { suggestions, label, other } = field.dataset;
    suggested(field, {
      address: suggestions,
      scheme: "",
      label,
      other,
      // Enter on what is written already sends it; on a term of the list, writes it.
      choose: (term) => {
        const written = field.value.trim() === term;
        field.value = term;
        if (written) field.form.querySelector("button[type=submit]").click();
      },
    });
  });
};

listen();
document.addEventListener("coffret:replaced", listen);
