// Where files are dropped or chosen: a folder walked to its end, in one list.
import { chosen, dropped } from "../../verifier/intake.js";

// Listen to the fields and to the drop of a form; `take(files)` gets [{name, file}].
export function listen(form, take) {
  const [drop, folder, files] = [form.querySelector("[data-drop]"), form.querySelector("#hand-folder"), form.querySelector("#hand-files")];
  form.classList.add("hand-scripted");
  form.querySelector("[data-call]").hidden = false;
  // No attribute of HTML: asked for here. A phone has no folders to give.
  folder.webkitdirectory = true;
  form.querySelector("[data-folder-way]").hidden = !("webkitdirectory" in HTMLInputElement.prototype);
  for (const field of [folder, files]) {
    field.addEventListener("change", () => {
      const given = readable(chosen(field.files, []).pictures);
      field.value = ""; // the same folder can be chosen again
      take(given);
    });
  }
  addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    take(readable((await dropped(event.dataTransfer, [])).pictures));
  });
}

// Files of the system are nobody's; one the computer refuses to give cannot be sent.
function readable(found) {
  return found.filter(({ name, file }) => file && !/(^|\/)(thumbs\.db|desktop\.ini)$|^__MACOSX\//i.test(name));
}
