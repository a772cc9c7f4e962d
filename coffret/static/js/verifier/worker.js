// Reads one file at a time and says what was seen of it: the same plain data as the server's probe.
import { examine } from "./integrity.js";
import { read } from "./headers.js";
import { unseen } from "./sketch.js";
import { digest } from "./sha256.js";
import { Source } from "./source.js";

addEventListener("message", async ({ data: { file, limits } }) => postMessage({ seen: await look(file, limits) }));
postMessage({ ready: true });

async function look(file, limits) {
  try {
    const source = new Source(file);
    const seen = await examine(source, read(source, limits), limits);
    return { ...seen, sha256: await digest(source) };
  } catch (problem) {
    // A folder changed under us, a card pulled out: the file could not be read to its end.
    if (problem instanceof DOMException) return { ...unseen(file.size), damages: [gaveUp(problem.name)] };
    throw problem;
  }
}

function gaveUp(detail) {
  return { harm: "gave_up", offset: -1, detail };
}
