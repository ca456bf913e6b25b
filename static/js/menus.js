// Comfort for menus and the search box. Without this file everything still opens, closes and is found.

const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

// A floating menu closes on a click elsewhere and on Escape, which gives the focus back to its button.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const box = [...document.querySelectorAll("[data-search]")].find((input) => input.offsetParent !== null);
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// The rail folds at once; the cookie is kept by the same small POST that serves readers without script.
for (const form of document.querySelectorAll("[data-rail-fold]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const width = button.value;
    document.documentElement.dataset.rail = width;
    fetch(form.action, { method: "POST", body: new URLSearchParams({ rail: width }), redirect: "manual" });
    button.value = width === "narrow" ? "wide" : "narrow";
  });
}

// The theme changes at once, too.
for (const form of document.querySelectorAll("[data-preferences]")) {
  form.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (!pressed || pressed.name !== "theme") return;
    event.preventDefault();
    document.documentElement.dataset.theme = pressed.value;
    fetch(form.action, { method: "POST", body: new URLSearchParams({ theme: pressed.value }), redirect: "manual" });
    for (const button of document.querySelectorAll('[data-preferences] button[name="theme"]')) {
      button.setAttribute("aria-pressed", String(button.value === pressed.value));
    }
  });
}

// What came back with errors is read first.
document.querySelector("[data-focus]")?.focus();
