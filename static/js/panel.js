// A look without leaving the list: the record's own page is fetched and its main part shown at the side.
// Opened by Space on a row or by a link marked data-panel; Escape closes it and gives the focus back.

const panel = document.getElementById("side-panel");
let opener = null;

if (panel) {
  document.addEventListener("look", (event) => open(event.target.dataset.panelUrl, event.target));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.href, link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
  });
}

async function open(url, from) {
  if (!url) return;
  const response = await fetch(url, { headers: { "X-Panel": "1" } });
  if (!response.ok || response.redirected) {
    window.location.assign(url);
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const part = page.querySelector("[data-panel-body]") || page.querySelector(".page-main");
  if (!part) return;
  opener = from;
  panel.replaceChildren(bar(part.dataset.panelHref || url, part.dataset.panelTitle || page.querySelector("h1")?.textContent || ""), body(part));
  panel.hidden = false;
  panel.querySelector("button").focus();
}

function bar(url, title) {
  const head = document.createElement("div");
  head.className = "side-panel__bar";
  const link = document.createElement("a");
  link.href = url;
  link.className = "strong clip";
  link.textContent = title.trim() || url;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--small";
  button.textContent = panel.dataset.closeLabel || "×";
  button.addEventListener("click", close);
  head.append(link, button);
  return head;
}

function body(part) {
  const box = document.createElement("div");
  box.className = "side-panel__body";
  for (const script of part.querySelectorAll("script")) script.remove();
  box.append(document.importNode(part, true));
  return box;
}

function close() {
  panel.hidden = true;
  panel.replaceChildren();
  opener?.focus();
}
