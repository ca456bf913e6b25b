// Small help for forms: copy buttons and counters.
for (const area of document.querySelectorAll("textarea[maxlength]")) {
  const most = Number(area.getAttribute("maxlength"));
  const counter = document.createElement("p");
  counter.className = "field__counter";
  const show = () => { counter.textContent = `${area.value.length} / ${most}`; };
  area.addEventListener("input", show);
  area.after(counter);
  show();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const words = button.textContent;
    button.textContent = button.dataset.copied || words;
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}
