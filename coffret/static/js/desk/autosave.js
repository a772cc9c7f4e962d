// What is being typed is kept every few seconds beside the versions; offline, it is kept in this browser until the
// network is back. Nothing is saved nor shown to anybody by it.
const PAUSE = 1500;
const AGAIN = 15_000;
const SHORT = 60_000;

export function autosaved(form, kept) {
  const shown = document.querySelector("[data-kept]");
  const key = `coffret:${form.dataset.who}:entry:${form.dataset.editing}`;
  let timer, sending = false, waiting = false, last = snapshot(form), leaving = false;

  const touched = () => {
    if (snapshot(form) === last) return;
    waiting = true;
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  };

  async function send() {
    if (sending || leaving) return;
    sending = true;
    const now = snapshot(form);
    try {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      const body = new URLSearchParams(data);
      // A page that is being left may still finish what it says, when that is short.
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, keepalive: String(body).length < SHORT });
      if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) throw new Error(String(answer.status));
      tell(await answer.json());
      last = now;
      waiting = snapshot(form) !== now;
      localStorage.removeItem(key);
      kept();
    } catch {
      keepHere(now);
      timer = setTimeout(send, AGAIN);
    } finally {
      sending = false;
      if (waiting && snapshot(form) !== now) touched();
    }
  }

  function tell(answer) {
    shown.textContent = answer.kept;
    put("[data-others]", answer.others);
    put("[data-overtaken]", answer.overtaken);
  }

  function keepHere(now) {
    shown.textContent = stored(now) ? shown.dataset.offline : shown.dataset.lost;
  }

  function stored(now, sent = false) {
    try {
      localStorage.setItem(key, JSON.stringify({ base: form.elements.base.value, at: Date.now(), text: now, sent }));
      return true;
    } catch {
      return false;
    }
  }

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  // What is sent may never arrive (no network, a session that ended): it stays here until a later version is read back.
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    leaving = true;
    clearTimeout(timer);
    stored(snapshot(form), true);
  });
  // Back from a page that would not load: what is in the form is kept again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    touched();
  });
  addEventListener("online", () => { if (waiting) send(); });
  addEventListener("beforeunload", (event) => { if (waiting && !leaving && !navigator.onLine) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && waiting) send(); });
  offered(form, key, touched);
  return { touched };
}

// The words of the page, without its token nor what is said of an act: two that are the same need not be kept twice.
function snapshot(form) {
  const beside = /^(?:csrfmiddlewaretoken$|find$|act\.|reason\.)/;
  const pairs = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !beside.test(name));
  return JSON.stringify(pairs);
}

function put(place, words) {
  const shown = document.querySelector(place);
  if (!shown) return;
  shown.textContent = words;
  shown.hidden = !words;
}

// What stayed in this browser after the network went: offered back, never put in place unasked.
function offered(form, key, touched) {
  const place = document.querySelector("[data-local]");
  let kept;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch { kept = null; }
  if (!place || !kept) return;
  // The same words, or words that were sent and arrived: the page is of a later version, or is the answer to them.
  const answered = form.dataset.unsaved === "yes" && !document.querySelector(".ed-recovered");
  if (kept.text === snapshot(form) || kept.sent && (answered || kept.base !== form.elements.base.value)) {
    localStorage.removeItem(key);
    return;
  }
  const when = new Date(kept.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  const words = place.querySelector("[data-local-words]");
  words.textContent = words.dataset.localWords.replace("{}", when);
  place.hidden = false;
  const closed = () => { localStorage.removeItem(key); place.hidden = true; };
  place.querySelector("[data-local-leave]").addEventListener("click", closed);
  place.querySelector("[data-local-take]").addEventListener("click", () => {
    restored(form, JSON.parse(kept.text));
    closed();
    touched();
  });
}

function restored(form, pairs) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken" || field.type === "file" || field.tagName === "BUTTON") continue;
    const given = values.get(field.name);
    if (field.type === "checkbox") field.checked = given?.includes(field.value) ?? false;
    else if (given) field.value = given[0];
    field.dispatchEvent(new Event("coffret:set", { bubbles: true }));
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}
