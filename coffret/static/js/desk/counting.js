// How many signs a field holds, shown once it nears its limit: nothing is cut, the preflight says what is too long.
const NEAR = 0.75;

export function counted(form) {
  form.querySelectorAll("[data-longest]").forEach((field) => {
    if (field.dataset.counting) return;
    field.dataset.counting = "yes";
    const label = form.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    if (!label) return;
    const shown = document.createElement("span");
    shown.className = "ed-count";
    shown.setAttribute("aria-hidden", "true");
    label.append(shown);
    const limit = Number(field.dataset.longest);
    const tell = () => {
      const length = [...field.value].length;
      shown.textContent = length > limit * NEAR ? `${length} / ${limit}` : "";
      shown.classList.toggle("over-long", length > limit);
    };
    field.addEventListener("input", tell);
    tell();
  });
}
