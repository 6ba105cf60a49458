// Ctrl/Cmd-K: pages by name, and people and calls as the server finds them.
let asking = null;
let timer = 0;

export function openPalette() {
  const dialog = document.querySelector("#palette");
  if (!dialog || dialog.open) return;
  const input = dialog.querySelector("[data-palette-input]");
  if (!dialog.dataset.ready) prepare(dialog, input);
  input.value = "";
  show(dialog, pages(""), []);
  dialog.showModal();
  input.focus();
}

function prepare(dialog, input) {
  dialog.dataset.ready = "yes";
  input.addEventListener("input", () => {
    const text = input.value.trim();
    show(dialog, pages(text), []);
    clearTimeout(timer);
    asking?.abort();
    if (text.length > 1) timer = setTimeout(() => search(dialog, text), 140);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose(dialog, step); }
    if (event.key === "Enter") { event.preventDefault(); dialog.querySelector('[aria-selected="true"]')?.click(); }
  });
}

function pages(text) {
  const wanted = text.toLowerCase();
  return [...document.querySelectorAll("[data-go], [data-command]")]
    .map((link) => ({ name: link.dataset.command || link.textContent.trim(), link }))
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .slice(0, 9)
    .map(({ name, link }) => {
      const option = document.createElement("a");
      option.href = link.href ?? "#";
      if (link.querySelector("svg")) option.append(link.querySelector("svg").cloneNode(true));
      const words = document.createElement("span");
      words.textContent = name;
      option.append(words);
      if (!link.href) option.addEventListener("click", (event) => { event.preventDefault(); option.closest("dialog").close(); link.click(); });
      return option;
    });
}

async function search(dialog, text) {
  asking = new AbortController();
  const { signal } = asking;
  const places = (dialog.dataset.searchIn ?? "").split(" ").filter(Boolean).map((place) => place.split("|"));
  const groups = await Promise.all(places.map(async ([path, label]) => {
    try {
      const answer = await fetch(`${path}?q=${encodeURIComponent(text)}`, { signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) return null;
      const box = new DOMParser().parseFromString(await answer.text(), "text/html");
      return { label, options: [...box.querySelectorAll('[role="option"]')] };
    } catch {
      return null;
    }
  }));
  if (!signal.aborted) show(dialog, pages(text), groups.filter(Boolean));
}

function show(dialog, found, groups) {
  const list = dialog.querySelector("[data-palette-list]");
  const parts = [];
  for (const group of groups) if (group.options.length) parts.push(heading(group.label), ...group.options);
  if (found.length) parts.push(heading("Go to"), ...found);
  if (!parts.length) {
    const none = document.createElement("p");
    none.className = "empty small";
    none.textContent = "Nothing found";
    parts.push(none);
  }
  list.replaceChildren(...parts);
  options(dialog).forEach((option, at) => {
    option.id = `palette-option-${at}`;
    option.setAttribute("role", "option");
    option.tabIndex = -1;
  });
  choose(dialog, 0);
}

const options = (dialog) => [...dialog.querySelectorAll("[data-palette-list] a")];

function choose(dialog, step) {
  const all = options(dialog);
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = all.length ? (Math.max(now, 0) + step + all.length) % all.length : -1;
  all.forEach((option, at) => option.setAttribute("aria-selected", String(at === next)));
  const input = dialog.querySelector("[data-palette-input]");
  if (next >= 0) {
    all[next].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[next].id);
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function heading(text) {
  const title = document.createElement("h3");
  title.textContent = text;
  return title;
}
