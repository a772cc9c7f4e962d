// Checks images where they are: dropped or chosen files are read by workers, judged by the server's own numbers, shown
// and listed. Once the page is loaded, nothing is asked of the network.
import { chosen, dropped } from "./intake.js";
import { Judge } from "./judging.js";
import { Pool } from "./pool.js";
import { asCsv, asJson, entry, save } from "./report.js";
import { View } from "./view.js";

const REFRESH = 400; // ms
const table = JSON.parse(document.getElementById("norms").textContent);
const page = document.getElementById("checker");
const form = page.querySelector(".intake");
const drop = page.querySelector("#drop");
const judge = new Judge(table);
const view = new View(page, table);
const pool = new Pool(page.dataset.worker, { pixelsLimit: table.norms.pixelsLimit, sizeLimit: table.norms.sizeLimit });
let batch = { pictures: [], aside: [] };

async function check(given) {
  pool.empty();
  const mine = { ...given, done: 0, bytes: 0, cancelled: false };
  batch = mine;
  if (!mine.pictures.length) {
    view.lack(mine);
    return;
  }
  const allBytes = mine.pictures.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
  judge.begin(mine.pictures, form.elements.profile.value, form.elements.reading.value);
  view.begin(mine);
  const refresh = () => {
    view.advance(mine.done, mine.bytes, allBytes);
    if (!page.querySelector("#list").contains(document.activeElement)) view.list();
  };
  refresh();
  const clock = setInterval(refresh, REFRESH);
  await Promise.all(mine.pictures.map((picture) => look(picture, mine)));
  clearInterval(clock);
  if (batch === mine) settle();
}

async function look(picture, mine) {
  const seen = await pool.look(picture.file);
  if (!seen || batch !== mine) return;
  picture.seen = seen;
  judge.judge(picture);
  mine.done++;
  mine.bytes += picture.file?.size ?? 0;
}

function settle() {
  judge.settle();
  view.forget();
  view.list();
  view.end(batch.done, batch.cancelled);
}

// Another use, another reading: what was read is judged again, nothing is read again.
function rejudge() {
  tellUse();
  if (!batch.pictures.length) return;
  judge.begin(batch.pictures, form.elements.profile.value, form.elements.reading.value);
  judge.settle();
  view.forget();
  view.list();
}

function tellUse() {
  const profile = table.norms.profiles.find((one) => one.key === form.elements.profile.value);
  page.querySelector("#reading").hidden = !profile.codes.includes(table.tooSmall);
  page.querySelector("#source").textContent = view.set(profile.source);
}

function entries() {
  return batch.pictures.filter(({ seen }) => seen).map(entry);
}

function listen() {
  // No attribute of HTML: asked for here. A phone has no folders to give.
  const folder = form.querySelector("#folder");
  folder.webkitdirectory = true;
  folder.parentElement.hidden = !("webkitdirectory" in HTMLInputElement.prototype);
  for (const id of ["files", "folder"]) {
    const field = form.querySelector(`#${id}`);
    field.addEventListener("change", () => {
      const given = chosen(field.files, table.norms.notPictures);
      field.value = ""; // the same folder can be chosen again once mended
      check(given);
    });
  }
  addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    check(await dropped(event.dataTransfer, table.norms.notPictures));
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("#profile").addEventListener("change", rejudge);
  form.querySelector("#reading").addEventListener("change", rejudge);
  page.querySelector("#cancel").addEventListener("click", () => { batch.cancelled = true; pool.empty(); });
  page.querySelector("#csv").addEventListener("click", () => save(asCsv(entries(), table.columns), "images.csv", "text/csv;charset=utf-8"));
  page.querySelector("#json").addEventListener("click", () => {
    const how = { profile: form.elements.profile.value, reading: form.elements.reading.value, aside: batch.aside };
    save(asJson(entries(), how), "images.json", "application/json");
  });
}

try {
  await pool.ready;
  listen();
  tellUse();
  form.hidden = false;
} catch (problem) { // a browser without modules in workers, or whose memory is short
  console.warn(problem);
  page.querySelector("#unable").hidden = false;
}
