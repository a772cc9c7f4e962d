// A correction sent without losing one's place: the page it leads to replaces what is read, where one was.
// Without this module the forms work all the same: the page is loaded again, at the finding that was corrected.
import { held, put, replaced } from "./place.js";

const SENT = "[data-unsent] form.mend-fix[method=post]";

const page = () => document.querySelector(".desk-page");

const data = (form, button) => {
  const given = new FormData(form);
  if (button?.name) given.append(button.name, button.value);
  return given;
};

const wait = (form, yes) => {
  form.setAttribute("aria-busy", String(yes));
  form.querySelectorAll("button").forEach((button) => { button.disabled = yes; });
};

const tell = (form, words) => {
  const said = document.createElement("p");
  said.className = "mend-said wrong";
  said.setAttribute("role", "alert");
  said.textContent = words;
  form.querySelector(".mend-said")?.remove();
  form.append(said);
};

const send = async (form, button) => {
  const place = held(form);
  wait(form, true);
  const given = data(form, button);
  const answer = await fetch(form.action, { method: "POST", body: given }).catch(() => null);
  const found = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = found?.querySelector(".desk-page");
  // Signed out meanwhile, or the site fails: what was typed stays.
  if (!fresh || new URL(answer.url).pathname.startsWith("/pro/connexion")) {
    wait(form, false);
    tell(form, form.closest("[data-unsent]").dataset.unsent);
    return;
  }
  const here = new URL(answer.url).pathname === location.pathname;
  if (!here) history.pushState({ mended: true }, "", answer.redirected ? answer.url : location.href);
  document.title = found.title;
  page().replaceChildren(...fresh.childNodes);
  replaced();
  put(place, here);
};

document.addEventListener("submit", (event) => {
  const form = event.target.closest(SENT);
  // A page where lines are being chosen is loaded again whole: what is chosen there is kept by the tab.
  if (!form || event.defaultPrevented || document.getElementById("selection")) return;
  event.preventDefault();
  send(form, event.submitter);
});

addEventListener("popstate", (event) => { if (event.state?.mended || history.state === null) location.reload(); });
