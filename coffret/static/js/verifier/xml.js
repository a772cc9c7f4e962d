// A small reader of XML with namespaces, for metadata: it refuses document types and stops at the first fault, like the
// server's. Names come as "address local".
const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const NAME = /[A-Za-z_:\u00c0-\uffff][\w.:\u00b7-\uffff-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_:\u00c0-\uffff][\w.:\u00b7-\uffff-]*)\s*=\s*("[^<"]*"|'[^<']*')/y;
const ENDING = /\s*(\/?)>/y;
const XML = "http://www.w3.org/XML/1998/namespace";

class Fault extends Error {}

export function parse(text, handler) {
  try {
    new Parser(text, handler).run();
  } catch (problem) {
    if (!(problem instanceof Fault)) throw problem;
  }
}

class Parser {
  constructor(text, handler) {
    this.text = text.replace(/\r\n?/g, "\n");
    this.handler = handler;
    this.at = 0;
    this.open = []; // names as written, with the namespaces known inside
    this.started = false;
  }

  run() {
    while (this.at < this.text.length) {
      const next = this.text.indexOf("<", this.at);
      if (next !== this.at) this.characters(this.text.slice(this.at, next < 0 ? undefined : next));
      if (next < 0) return;
      this.at = next;
      if (this.text.startsWith("<?", next)) this.instruction();
      else if (this.text.startsWith("<!--", next)) this.past("-->");
      else if (this.text.startsWith("<![CDATA[", next) && this.open.length) this.handler.characters(this.past("]]>").slice(9));
      else if (this.text[next + 1] === "/") this.leave();
      else this.enter();
    }
  }

  instruction() {
    this.at += 2;
    if (!this.match(NAME) || !/^(\s|\?>)/.test(this.text.slice(this.at, this.at + 2))) throw new Fault();
    this.past("?>");
  }

  past(end) {
    const place = this.text.indexOf(end, this.at);
    if (place < 0) throw new Fault();
    const inside = this.text.slice(this.at, place);
    this.at = place + end.length;
    return inside;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  enter() {
    this.at++;
    const name = this.match(NAME)?.[0];
    if (!name || (this.started && !this.open.length)) throw new Fault();
    const written = [];
    for (let one = this.match(ATTRIBUTE); one; one = this.match(ATTRIBUTE)) written.push([one[1], plain(one[2].slice(1, -1).replace(/[\n\t]/g, " "))]);
    const ending = this.match(ENDING);
    if (!ending) throw new Fault();
    const spaces = { ...(this.open.at(-1)?.spaces ?? { xml: XML }) };
    for (const [key, value] of written) {
      if (/^xmlns(:|$)/.test(key) && value.includes(" ")) throw new Fault();
      if (key === "xmlns") spaces[""] = value;
      else if (key.startsWith("xmlns:")) spaces[key.slice(6)] = value;
    }
    const attributes = Object.fromEntries(written.filter(([key]) => !/^xmlns(:|$)/.test(key)).map(([key, value]) => [full(key, spaces, false), value]));
    this.started = true;
    this.open.push({ name, spaces });
    this.handler.start(full(name, spaces, true), attributes);
    if (ending[1]) this.close();
  }

  leave() {
    this.at += 2;
    const name = this.match(NAME)?.[0];
    if (this.match(ENDING)?.[1] !== "" || name !== this.open.at(-1)?.name) throw new Fault();
    this.close();
  }

  close() {
    const { name, spaces } = this.open.at(-1);
    this.handler.end(full(name, spaces, true));
    this.open.pop();
  }

  characters(text) {
    if (this.open.length) this.handler.characters(plain(text));
    else if (text.trim()) throw new Fault();
  }
}

function full(name, spaces, element) {
  const colon = name.indexOf(":");
  const prefix = colon < 0 ? "" : name.slice(0, colon);
  if (colon < 0 && !(element && spaces[""])) return name;
  if (!(prefix in spaces)) throw new Fault();
  return `${spaces[prefix]} ${name.slice(colon + 1)}`;
}

function plain(text) {
  return text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+)?;?/g, (whole, name) => {
    if (!name || !whole.endsWith(";")) throw new Fault();
    if (name[0] !== "#") {
      if (name in ENTITIES) return ENTITIES[name];
      throw new Fault();
    }
    const code = name[1] === "x" ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    if (!(code > 0 && code < 0x110000)) throw new Fault();
    return String.fromCodePoint(code);
  });
}
