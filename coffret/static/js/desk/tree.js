// The order of resources by drag and drop among neighbours; the buttons of each line do the same by keyboard.
const tree = document.querySelector("[data-tree]");
let dragged = null;

tree?.querySelectorAll("[data-branch]").forEach((branch) => {
  branch.draggable = true;
  branch.addEventListener("dragstart", (event) => {
    event.stopPropagation();
    dragged = branch;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", branch.dataset.branch);
    branch.classList.add("dragged");
  });
  branch.addEventListener("dragend", () => {
    branch.classList.remove("dragged");
    tree.querySelectorAll(".aimed").forEach((aimed) => aimed.classList.remove("aimed"));
  });
  branch.addEventListener("dragover", (event) => {
    if (!neighbour(branch)) return;
    event.preventDefault();
    event.stopPropagation();
    tree.querySelectorAll(".aimed").forEach((aimed) => aimed.classList.toggle("aimed", aimed === branch));
    branch.classList.add("aimed");
  });
  branch.addEventListener("drop", (event) => {
    if (!neighbour(branch)) return;
    event.preventDefault();
    event.stopPropagation();
    const down = dragged.compareDocumentPosition(branch) & Node.DOCUMENT_POSITION_FOLLOWING;
    const before = down ? following(branch) : branch;
    move(dragged.dataset.branch, before?.dataset.branch ?? "0");
  });
});

function neighbour(branch) {
  return dragged && branch !== dragged && branch.parentElement === dragged.parentElement;
}

function following(branch) {
  const next = branch.nextElementSibling;
  return next?.dataset.branch ? next : null;
}

function move(page, before) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = tree.dataset.tree;
  form.hidden = true;
  const token = tree.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, page, avant: before })) {
    const field = document.createElement("input");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
