// Where one was in a page of findings, found again when its content is replaced.

// A finding in a list; where a page shows one alone, what may be done about it.
const GROUP = document.querySelector("[id^='constat-']") ? "[id^='constat-']" : "[data-mend]";

// A part of the report is known by the code of its rule, its field or its title.
const key = (details) => {
  const title = details.querySelector(":scope > summary .rule-code, :scope > summary .part-title");
  return details.classList.contains("mend-more") ? "" : title?.textContent.trim() ?? "";
};

// The part of the report where a finding stands: « » where there is none.
const part = (group) => {
  const found = group?.closest("details.part");
  return found ? key(found) : "";
};

// What to come back to: the finding acted upon, those around it, how far down the window they stood, what was closed.
export const held = (form) => {
  const groups = [...document.querySelectorAll(GROUP)].filter((group) => group.id);
  const own = form.closest(GROUP);
  const rank = groups.indexOf(own);
  const near = rank < 0 ? [] : [...groups.slice(rank), ...groups.slice(0, rank).reverse()];
  return {
    ids: near.map((group) => group.id),
    part: part(own),
    top: (own ?? form).getBoundingClientRect().top,
    closed: [...document.querySelectorAll(".desk-page details:not([open])")].map(key).filter(Boolean),
  };
};

// Every finding asks to be looked at anew by the modules of the page.
export const replaced = () => document.dispatchEvent(new CustomEvent("coffret:replaced"));

// Close what was closed, stand where one stood, and say there what was done.
export const put = (place, here) => {
  const said = [...document.querySelectorAll(".desk-page > .notice")];
  if (!here || !said.length) {
    scrollTo(0, 0);
    const title = document.querySelector(".desk-page h1");
    title?.setAttribute("tabindex", "-1");
    title?.focus();
    return;
  }
  document.querySelectorAll(".desk-page details").forEach((details) => {
    if (place.closed.includes(key(details))) details.open = false;
  });
  const next = place.ids.map((id) => document.getElementById(id)).find(Boolean);
  // The last finding of its part is gone: what is said stands between the parts, not among the findings of another.
  const spot = (place.part && part(next) !== place.part && next?.closest("details.part")) || (next?.closest("li") ?? next);
  if (!spot) {
    scrollTo(0, 0);
    said[0].setAttribute("tabindex", "-1");
    said[0].focus();
    return;
  }
  const box = document.createElement(spot.tagName === "LI" ? "li" : "div");
  box.className = "mend-done";
  box.tabIndex = -1;
  box.append(...said);
  spot.before(box);
  scrollBy(0, box.getBoundingClientRect().top - place.top);
  box.focus({ preventScroll: true });
};
