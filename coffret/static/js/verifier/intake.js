// The files that were dropped or chosen, folders walked, in the order of the command (coffret/cli/images_files.py).

// From a drop: {pictures, aside}. Entries must be asked for at once, while the event lasts.
export async function dropped(transfer, notPictures) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosen(transfer.files, notPictures);
  const found = [];
  const root = entries.length === 1 && entries[0].isDirectory ? 1 : 0;
  for (const entry of entries) await walk(entry, [], found);
  return sorted(found.map(({ path, file }) => ({ path: path.slice(root), file, given: path.length === 1 })), notPictures);
}

// From a field: a folder names its files from itself.
export function chosen(files, notPictures) {
  const found = [...files].map((file) => {
    const path = file.webkitRelativePath.split("/").filter(Boolean);
    return { path: path.length ? path.slice(1) : [file.name], file, given: !path.length };
  });
  return sorted(found, notPictures);
}

async function walk(entry, above, found) {
  const path = [...above, entry.name];
  if (entry.isFile) {
    found.push({ path, file: await opened(entry) });
    return;
  }
  const reader = entry.createReader();
  for (let some = await listed(reader); some.length; some = await listed(reader)) {
    for (const one of some) await walk(one, path, found);
  }
}

// Its file, or null where the computer refuses it: the rest of the folder is checked all the same.
async function opened(entry) {
  try {
    return await new Promise((resolve, reject) => entry.file(resolve, reject));
  } catch (problem) {
    if (problem instanceof DOMException) return null;
    throw problem;
  }
}

function listed(reader) {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

// Hidden files are passed over; files of records, in a folder, are left aside.
function sorted(found, notPictures) {
  const shown = found.filter(({ path, given }) => given || !path.some((part) => part.startsWith(".")));
  const ordered = shown.sort((one, other) => order(one.path, other.path)).map(({ path, file, given }) => ({ name: path.join("/"), file, given }));
  const isAside = ({ name, given }) => !given && notPictures.includes(/[^/.](\.[^/.]*)$/.exec(name)?.[1].toLowerCase());
  return { pictures: ordered.filter((one) => !isAside(one)), aside: ordered.filter(isAside).map(({ name }) => name) };
}

// The files of a folder, then its folders.
function order(one, other) {
  const depth = one.findIndex((part, n) => part !== other[n]);
  if (depth < 0) return one.length - other.length;
  const [deep, otherDeep] = [one.length > depth + 1, other.length > depth + 1];
  if (deep !== otherDeep) return deep ? 1 : -1;
  return codes(one[depth]) < codes(other[depth] ?? "") ? -1 : 1;
}

// A text that compares by code points.
function codes(text) {
  return Array.from(text, (char) => char.codePointAt(0).toString(16).padStart(6, "0")).join("");
}
