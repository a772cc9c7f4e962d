// A folder handed in: chosen or dropped, looked at, sent by pieces, then examined by the server.
import { listen } from "./dropping.js";
import { Kinds } from "./kinds.js";
import { sendingNow } from "./leaving.js";
import { Looking } from "./looking.js";
import { ask, insist, Paused, Refusal, SignedOut } from "./network.js";
import { Pace } from "./pace.js";
import { Sender, Unreadable } from "./sender.js";
import { View } from "./view.js";
import { said } from "./words.js";

const form = document.getElementById("handing");
const table = JSON.parse(document.getElementById("norms").textContent);
const token = form.elements.csrfmiddlewaretoken.value;
const view = new View(document.getElementById("hand-ready"));
const kinds = new Kinds(table.norms);
const looking = new Looking(form.dataset.worker, table);
const pace = new Pace();
let files = [];
let sender = null;
let busy = false;
// The delivery under way: the one of the page, or the one begun here.
let delivery = form.dataset.page ? { page: form.dataset.page, files: form.dataset.files } : null;

async function take(given) {
  if (busy) return; // one folder at a time
  looking.stop();
  files = given;
  if (!files.length) { view.nothing(); return; }
  view.chosen(kinds.counted(files), files.reduce((sum, { file }) => sum + file.size, 0));
  const pictures = files.filter(({ name }) => kinds.of(name) === "pictures");
  view.button(files.length, pictures.length > 0);
  if (!pictures.length) return;
  view.looked(0, pictures.length);
  await looking.look(pictures, view.looked.bind(view));
  if (files !== given || busy) return;
  view.show("judging", false);
  view.faulty(pictures.filter(({ verdict }) => verdict === "erreur"));
  view.button(files.length, false);
}

async function begin() {
  const body = new URLSearchParams({ museum: form.elements.museum.value });
  const never = new AbortController().signal;
  const { page } = await insist(() => ask("POST", form.dataset.begin, token, body), told, never);
  return { page, files: `${page}/fichiers/` };
}

function told(seconds) {
  view.trouble(seconds ? said("lost", { n: seconds }) : "");
  if (seconds) pace.forget();
}

async function send() {
  if (form.elements.museum && !form.elements.museum.value) {
    view.trouble(said("museum"));
    form.elements.museum.focus();
    return;
  }
  looking.stop();
  view.leaving();
  const leaving = view.leavesOut ? files.filter(({ verdict }) => verdict !== "erreur") : files;
  sendingNow(busy = true);
  try {
    delivery ??= await begin();
    sender = new Sender(delivery, token, (progress) => view.advance(progress, pace.note(progress.sent, progress.total)), told);
    pace.forget();
    await sender.send(leaving);
    if (sender.refused.length) throw new Refusal(withoutRefused());
    sendingNow(false);
    view.say(said("sent"));
    finish();
  } catch (problem) {
    stopped(problem);
  }
}

// Names that cannot be kept are left out of what is sent next; returns why, in words.
function withoutRefused() {
  const refused = new Set(sender.refused.map(({ name }) => name));
  files = files.filter(({ name }) => !refused.has(name));
  const [{ name, refusal }] = sender.refused;
  return `« ${name} » : ${refusal} ${said("others")}`;
}

function stopped(problem) {
  sendingNow(busy = false);
  view.paused(true);
  if (problem instanceof Paused) view.trouble(said("paused"));
  else if (problem instanceof SignedOut) view.trouble(said("signedOut"));
  else if (problem instanceof Unreadable) view.trouble(said("unreadable", { file: problem.message }));
  else if (problem instanceof Refusal && problem.message) view.trouble(problem.message);
  else throw problem;
}

// Everything is there: the delivery is closed by a form, which leads to its page.
function finish() {
  const closing = document.createElement("form");
  Object.assign(closing, { method: "post", action: `${delivery.page}/fin/` });
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "csrfmiddlewaretoken", value: token });
  closing.append(field);
  document.body.append(closing);
  closing.submit();
}

form.hidden = false;
listen(form, take);
form.addEventListener("submit", (event) => event.preventDefault());
view.at("send").addEventListener("click", send);
view.at("resume").addEventListener("click", send);
view.at("pause").addEventListener("click", () => sender?.pause());
view.at("forget").addEventListener("click", () => {
  looking.stop();
  files = [];
  view.part.hidden = true;
  form.querySelector("#hand-files").focus();
});
