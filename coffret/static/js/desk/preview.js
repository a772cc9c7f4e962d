// The page as readers will see it, beside the form: on a large screen, on a phone, in the dark, on paper. The frame holds
// the real page; its own rules for phones, darkness and print are made to apply.
const WIDTHS = { desktop: 1100, mail: 680, phone: 390, dark: 1100, print: 794 };

export function previewed(box) {
  if (!box) return { refresh() {} };
  const frame = box.querySelector("[data-preview-frame]");
  const room = frame.parentElement;
  const first = box.querySelector('button[aria-pressed="true"]');
  // A mode with a query of its own (a letter) is another page of the server.
  let { mode = "desktop", query = "" } = first?.dataset ?? {}, top = 0;
  box.hidden = false;

  const fit = () => {
    const width = WIDTHS[mode];
    const scale = Math.min(1, room.clientWidth / width);
    frame.style.width = `${width}px`;
    frame.style.height = `${room.clientHeight / scale}px`;
    frame.style.transform = scale < 1 ? `scale(${scale})` : "none";
    room.dataset.mode = mode;
  };

  frame.addEventListener("load", () => {
    const inside = frame.contentDocument;
    if (!inside) return;
    dress(inside, mode);
    frame.contentWindow.scrollTo(0, top);
    inside.addEventListener("click", outside);
    inside.addEventListener("submit", (event) => event.preventDefault());
  });

  const refresh = () => {
    top = frame.contentWindow?.scrollY ?? 0;
    const address = box.dataset.preview + query;
    if (frame.getAttribute("src") === address) frame.contentWindow.location.reload();
    else frame.src = address;
  };

  box.querySelectorAll("[data-mode]").forEach((button) => {
    if (button.tagName !== "BUTTON") return;
    button.addEventListener("click", () => {
      ({ mode, query = "" } = button.dataset);
      box.querySelectorAll("button[data-mode]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      fit();
      refresh();
    });
  });
  new ResizeObserver(fit).observe(room);
  fit();
  refresh();
  return { refresh };
}

// A link of the page opens beside, not in the frame.
function outside(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  open(link.href, "_blank", "noopener");
}

function dress(page, mode) {
  const dark = mode === "dark" || (mode === "desktop" || mode === "phone") && matchMedia("(prefers-color-scheme: dark)").matches;
  if (mode === "dark" || mode === "print") page.documentElement.style.colorScheme = dark && mode !== "print" ? "dark" : "light";
  if (mode === "desktop" || mode === "phone" || mode === "mail") return;
  for (const sheet of page.styleSheets) applied(sheet.cssRules, mode);
}

// « @media print » and « (prefers-color-scheme: …) » answer as the mode asks, however deep they stand.
function applied(rules, mode) {
  for (const rule of rules) {
    if (rule.media && rule.cssRules) {
      const asked = rule.media.mediaText;
      if (asked === "print" || asked === "screen") rule.media.mediaText = (asked === "print") === (mode === "print") ? "all" : "not all";
      else if (asked.includes("prefers-color-scheme")) rule.media.mediaText = asked.includes("dark") === (mode === "dark") ? "all" : "not all";
    }
    if (rule.cssRules) applied(rule.cssRules, mode);
  }
}
