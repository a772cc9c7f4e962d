// Asking the workshop: what a dialog searches, what it sends.

// Return the answer to a question, in JSON; throws an Error whose message is for the reader, in the page's words.
export async function asked(url, words, options = {}) {
  let answer;
  try {
    answer = await fetch(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(words.offline);
  }
  if (answer.redirected || answer.status === 403) throw new Error(words.closed);
  if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(answer.status === 413 ? words.heavy : words.failed);
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.refused ?? words.failed);
  return told;
}

// Send a form's data: a file, or what was chosen.
export function sent(url, words, fields) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "");
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return asked(url, words, { method: "POST", body: data });
}

// A field that searches as one types and shows what it finds as radio buttons: arrows go from one to the next.
export class Finder {
  // ``root`` holds [data-q], [data-results] and [data-told]; ``url(words)`` gives the address; ``chosen(row)`` is called,
  // and ``renewed()`` when other lines take the place of those one chose from.
  constructor(root, words, url, chosen, renewed = () => {}) {
    this.field = root.querySelector("[data-q]");
    this.list = root.querySelector("[data-results]");
    this.told = root.querySelector("[data-told]");
    this.words = words;
    this.url = url;
    this.chosen = chosen;
    this.renewed = renewed;
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), 200);
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        clearTimeout(this.timer);
        this.ask();
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        const first = this.list.querySelector("input");
        first?.focus();
        // As the arrows do from one line to the next.
        first?.click();
      }
    });
    this.list.addEventListener("change", (event) => this.chosen(this.rows[Number(event.target.value)]));
  }

  clear() {
    clearTimeout(this.timer);
    this.pending?.abort();
    this.list.replaceChildren();
    this.told.textContent = "";
    this.field.value = "";
  }

  async ask() {
    this.pending?.abort();
    this.pending = new AbortController();
    const { signal } = this.pending;
    try {
      const { results } = await asked(this.url(this.field.value.trim()), this.words, { signal });
      this.show(results);
    } catch (error) {
      if (error.name !== "AbortError") this.told.textContent = error.message;
    }
  }

  show(rows) {
    this.rows = rows;
    this.renewed();
    const name = `found-${Math.random().toString(36).slice(2)}`;
    this.list.replaceChildren(...rows.map((row, rank) => option(row, rank, name, this.words)));
    this.told.textContent = rows.length ? "" : this.field.value.trim() ? this.words.nothing : this.words.type;
  }
}

function option(row, rank, name, words) {
  const item = document.createElement("li");
  const label = item.appendChild(document.createElement("label"));
  const radio = label.appendChild(document.createElement("input"));
  Object.assign(radio, { type: "radio", name, value: String(rank) });
  if (row.thumb) {
    const image = label.appendChild(document.createElement("img"));
    Object.assign(image, { src: row.thumb, alt: "", loading: "lazy" });
  }
  const said = label.appendChild(document.createElement("span"));
  said.append(part("rich-found-title", row.title), part("rich-found-about", row.about));
  if (row.credit) said.append(part("rich-found-about", row.credit));
  if (row.draft) said.append(part("rich-found-draft", words.draft));
  return item;
}

function part(name, words) {
  const one = document.createElement("span");
  one.className = name;
  one.textContent = words;
  return one;
}
