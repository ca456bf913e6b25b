// Lists under the hands: j k move, Enter opens, x selects, Space looks (js/panel.js listens for "look").
// Bulk bar and column chooser. The list itself is plain links and checkboxes and works without this.

const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

for (const table of document.querySelectorAll("[data-list]")) {
  keyboard(table);
  picking(table);
}
for (const table of document.querySelectorAll("[data-columns]")) columns(table);

function keyboard(table) {
  const rows = [...table.querySelectorAll("[data-row]")];
  let at = -1;
  const go = (index) => {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, index));
    for (const row of rows) row.removeAttribute("tabindex");
    rows[at].tabIndex = -1;
    rows[at].focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  table.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) at = rows.indexOf(row);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const box = event.target.type === "checkbox" && table.contains(event.target);
    if (typing(event.target) && !box) return;
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at - 1);
    else if (at < 0) return;
    else if (event.key === "x") rows[at].querySelector('input[type="checkbox"]')?.click();
    else if (event.key === "Enter" && event.target === rows[at]) rows[at].querySelector("a[href]")?.click();
    else if (event.key === " " && event.target === rows[at]) rows[at].dispatchEvent(new CustomEvent("look", { bubbles: true }));
    else return;
    if (event.key !== "x") event.preventDefault();
  });
}

function picking(table) {
  const boxes = [...table.querySelectorAll('tbody input[type="checkbox"]')];
  const all = table.querySelector("[data-check-all]");
  const bar = table.closest("form")?.querySelector("[data-bulk]");
  const show = () => {
    const picked = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.closest("tr")?.classList.toggle("is-selected", box.checked);
    if (all) {
      all.checked = picked > 0 && picked === boxes.length;
      all.indeterminate = picked > 0 && picked < boxes.length;
    }
    const count = bar?.querySelector("[data-bulk-count]");
    if (!count) return;
    count.dataset.bulkCount = String(picked);
    count.textContent = String(picked);
  };
  table.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes) box.checked = all.checked;
    show();
  });
  show();
}

// The chooser is built from the table's own head; which columns are off is remembered in this browser.
function columns(table) {
  const place = document.querySelector(`[data-columns-for="${table.dataset.columns}"]`);
  const heads = [...table.querySelectorAll("thead [data-col]")];
  if (!place || !heads.length) return;
  const key = `columns:${table.dataset.columns}`;
  const hidden = new Set(read(key));
  const menu = document.createElement("details");
  menu.className = "menu";
  menu.dataset.menu = "";
  const summary = document.createElement("summary");
  summary.className = "btn btn--small";
  summary.textContent = place.dataset.label || heads.map((head) => head.textContent).join(" / ");
  const body = document.createElement("div");
  body.className = "menu__body columns";
  menu.append(summary, body);
  for (const head of heads) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = !hidden.has(head.dataset.col);
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(head.dataset.col);
      else hidden.add(head.dataset.col);
      localStorage.setItem(key, JSON.stringify([...hidden]));
      apply(table, head, box.checked);
    });
    label.append(box, head.textContent.trim());
    body.append(label);
    apply(table, head, box.checked);
  }
  place.replaceWith(menu);
}

function apply(table, head, visible) {
  const index = [...head.parentElement.children].indexOf(head);
  for (const row of table.rows) if (row.cells[index]) row.cells[index].hidden = !visible;
}

function read(key) {
  try {
    const value = JSON.parse(localStorage.getItem(key) || "[]");
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
