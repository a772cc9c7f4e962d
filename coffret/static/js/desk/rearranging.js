// The buttons of a list (add, move, remove, choose) and files just chosen: the form is sent, the page it would answer is
// read, and the groups that it changes take their place here. Without this file the same buttons load the same page.
import { ARRANGED, CHANGED } from "./events.js";

export function rearranged(form, done) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="do"]');
    if (!button || event.defaultPrevented) return;
    event.preventDefault();
    send(form, button.value, button, done);
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-upload]") && event.target.files.length) send(form, "refresh", event.target, done);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-find]")) return;
    event.preventDefault();
    const box = event.target.closest("[data-items]");
    send(form, box.dataset.act ?? `${box.dataset.items}.find`, event.target, done);
  });
}

async function send(form, act, origin, done) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const data = new FormData(form);
  data.set("do", act);
  const group = origin.closest("[data-group]")?.dataset.group;
  try {
    const answer = await fetch(form.action, { method: "POST", body: data });
    if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    told(fresh, answer.status === 422);
    const old = replaced(form, fresh, group);
    const answered = new CustomEvent(ARRANGED, { cancelable: true, detail: { act, old } });
    if (document.dispatchEvent(answered)) focused(form, act, origin);
    done();
  } catch {
    // Offline, or a session that ended: the form goes the plain way, and the browser says what happens.
    const plain = document.createElement("input");
    plain.type = "hidden";
    plain.name = "do";
    plain.value = act;
    form.append(plain);
    form.submit();
  } finally {
    delete form.dataset.busy;
  }
}

function told(fresh, refused) {
  document.getElementById("refus")?.remove();
  const said = refused && fresh.getElementById("refus");
  if (said) document.querySelector(".ed").before(document.importNode(said, true));
}

// Put what the answer says of a group in the place of what was there; return what was there.
function replaced(form, fresh, group) {
  const old = form.querySelector(`[data-group="${group}"]`);
  const next = fresh.querySelector(`[data-group="${group}"]`);
  if (!old || !next) return old;
  const placed = document.importNode(next, true);
  old.replaceWith(placed);
  document.dispatchEvent(new CustomEvent(CHANGED, { detail: { root: placed } }));
  return old;
}

// The keyboard stays where it was: on the row that moved, or on what has just been added.
function focused(form, act, origin) {
  const [name, verb, place] = act.split(".");
  const step = { up: -1, down: 1 }[verb];
  const wanted = [];
  if (step) wanted.push(`${name}.${verb}.${Number(place) + step}`, `${name}.${step < 0 ? "down" : "up"}.${Number(place) + step}`);
  if (verb === "remove") wanted.push(`${name}.remove.${place}`, `${name}.remove.${Number(place) - 1}`, `${name}.add`);
  wanted.push(act);
  const button = wanted.map((value) => form.querySelector(`button[value="${CSS.escape(value)}"]:not(:disabled)`)).find(Boolean);
  const rows = form.querySelectorAll(`[data-field="${CSS.escape(name)}"] .ed-row`);
  const last = rows[rows.length - 1];
  const field = verb === "add" ? last?.querySelector("input:not([type=hidden]), textarea") : verb === "choose" ? last?.querySelector("textarea") : null;
  const same = origin.id && document.getElementById(origin.id);
  (field || button || same || form.querySelector("[data-find]"))?.focus();
}
