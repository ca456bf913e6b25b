// Comfort for the complaint pages. Everything here can be missing: the form, the photos and the receipt work without it.

const DRAFT = "complaint-draft";
const DRAFT_FIELDS = ["kind", "place", "description", "category", "area"]; // no contact: the device may be shared

const store = {
  read() { try { return JSON.parse(localStorage.getItem(DRAFT) || "null"); } catch { return null; } },
  write(value) { try { localStorage.setItem(DRAFT, JSON.stringify(value)); } catch { /* private mode, full */ } },
  drop() { try { localStorage.removeItem(DRAFT); } catch { /* as above */ } },
};

// Nine photos on a slow line take a while: say so. (The guard against a second press is in forms.js.)
for (const form of document.querySelectorAll("form[data-sending]")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || form.querySelector(".complaint__sending")) return;
    const line = document.createElement("p");
    line.className = "complaint__sending";
    line.setAttribute("role", "status");
    line.textContent = form.dataset.sending;
    form.append(line);
  });
  addEventListener("pageshow", () => form.querySelector(".complaint__sending")?.remove());
}

// What was typed stays on this device until it is submitted.
const form = document.querySelector("form[data-complaint]");
if (form) {
  const fields = () => DRAFT_FIELDS.map((name) => [name, form.elements.namedItem(name)]).filter(([, field]) => field);
  const saved = store.read();
  const untouched = !form.querySelector(".field--wrong") && !form.elements.namedItem("description").value && !form.elements.namedItem("place").value;
  if (saved && untouched && Date.now() - saved.at < 7 * 864e5) {
    for (const [name, field] of fields()) if (saved.values[name] !== undefined) field.value = saved.values[name];
  }
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => store.write({ at: Date.now(), values: Object.fromEntries(fields().map(([name, field]) => [name, field.value])) }), 400);
  });
}
if (document.querySelector("[data-receipt]")) store.drop();

// Chosen photos are shown at once and can be taken out again before they are sent.
for (const area of document.querySelectorAll("[data-photo-area]")) {
  const input = area.querySelector("input[type=file]");
  if (!input || typeof DataTransfer === "undefined") continue;
  const most = Number(input.dataset.photos || 9);
  const list = document.createElement("ul");
  list.className = "thumbs complaint__preview";
  const note = document.createElement("p");
  note.className = "field__hint";
  note.setAttribute("role", "status");
  input.after(note, list);
  let chosen = [];

  const room = () => most - area.querySelectorAll("input[name=photo]").length + area.querySelectorAll("input[name=remove_photo]:checked").length;
  const show = () => {
    const files = new DataTransfer();
    chosen.forEach((file) => files.items.add(file));
    input.files = files.files;
    list.replaceChildren(...chosen.map((file, index) => {
      const item = document.createElement("li");
      const image = document.createElement("img");
      image.alt = file.name;
      const reader = new FileReader();
      reader.addEventListener("load", () => { image.src = reader.result; });
      reader.readAsDataURL(file);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn--small btn--quiet";
      button.textContent = area.dataset.remove;
      button.setAttribute("aria-label", `${area.dataset.remove} ${file.name}`);
      button.addEventListener("click", () => { chosen.splice(index, 1); note.textContent = ""; show(); });
      item.append(image, button);
      return item;
    }));
  };
  input.addEventListener("change", () => {
    const all = [...chosen, ...[...input.files].filter((file) => !chosen.some((old) => old.name === file.name && old.size === file.size && old.lastModified === file.lastModified))];
    chosen = all.slice(0, Math.max(0, room()));
    note.textContent = all.length > chosen.length ? area.dataset.tooMany : "";
    show();
  });
}
