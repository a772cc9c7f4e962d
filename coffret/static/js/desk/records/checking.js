// What is typed, checked after a pause: findings stand beside their field, each with what can be written instead.
const PAUSE = 900;

export function checked(form) {
  const summary = form.querySelector("[data-summary]");
  const worst = form.querySelector("[data-worst]");
  let timer, pending;

  const show = (answer) => {
    summary.textContent = answer.summary;
    worst.hidden = !answer.worst;
    worst.href = `#champ-${answer.worst}`;
    replace(form.querySelector("[data-apart]"), answer.apart);
    for (const place of form.querySelectorAll("[data-told]")) {
      const html = answer.fields[place.dataset.told] ?? "";
      replace(place, html);
      const field = document.getElementById(`champ-${place.dataset.told}`);
      if (html) {
        field.setAttribute("aria-invalid", "true");
        field.closest("details")?.setAttribute("open", "");
      }
      else field.removeAttribute("aria-invalid");
    }
  };
  const ask = async () => {
    pending?.abort();
    pending = new AbortController();
    const content = new FormData(form);
    content.delete("images");
    content.set("action", "controler");
    summary.textContent = form.dataset.busy;
    try {
      const answer = await fetch(location.href, { method: "POST", body: content, signal: pending.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") summary.textContent = form.dataset.failed;
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file" || !event.target.name) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  worst.addEventListener("click", (event) => {
    event.preventDefault();
    document.querySelector(worst.hash)?.focus();
  });
  form.addEventListener("click", (event) => {
    const fix = event.target.closest("[data-fix]");
    const field = fix && document.getElementById(`champ-${fix.dataset.fix}`);
    if (field) {
      event.preventDefault();
      field.value = fix.dataset.text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
      clearTimeout(timer);
      ask();
    } else if (event.target.closest("[data-check]")) {
      event.preventDefault();
      clearTimeout(timer);
      ask();
    }
  });
}

// Only when it says something else: whoever stands on a button of it keeps their place.
function replace(place, html) {
  if (place.dataset.html === html || (!place.dataset.html && place.innerHTML.trim() === html.trim())) return;
  place.dataset.html = html;
  place.innerHTML = html;
}
