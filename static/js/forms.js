// Comfort for forms: counters, copy buttons, and a guard against a second click on a slow line (the
// server refuses the double anyway). Buttons marked data-copy are hidden in the markup and shown here.

for (const area of document.querySelectorAll("textarea[maxlength]")) {
  const most = area.maxLength;
  const counter = document.createElement("p");
  counter.className = "field__counter";
  counter.setAttribute("aria-hidden", "true");
  const show = () => {
    counter.textContent = `${area.value.length} / ${most}`;
    counter.classList.toggle("strong", area.value.length > most * 0.9);
  };
  area.addEventListener("input", show);
  area.after(counter);
  show();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const words = button.querySelector("span") || button;
  const before = words.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = button.dataset.copied || before;
    setTimeout(() => { words.textContent = before; }, 2000);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const form of document.querySelectorAll('form[method="post"]:not([data-preferences], [data-rail-fold], [data-repeat])')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
