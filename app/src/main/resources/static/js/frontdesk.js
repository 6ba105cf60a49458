// The script of every page: live events, keyboard, dialogs, toasts, times. A module without
// dependencies; htmx (loaded beside it) does the fetching. Pages work without it, only less well.
import { connectLive } from "./live.js";
import { openPalette } from "./palette.js";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const meta = (name) => $(`meta[name="${name}"]`)?.content ?? "";
const typing = (element) => !!element?.closest("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");

// ── htmx ────────────────────────────────────────────────────────────────────
document.addEventListener("htmx:configRequest", (event) => {
  const csrf = meta("csrf");
  if (csrf) event.detail.headers["X-CSRF-TOKEN"] = csrf;
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt } = event.detail;
  if (elt.hasAttribute("data-optional")) return elt.remove();
  if (xhr.status === 401) return location.reload();
  const quiet = elt.getAttribute("hx-trigger")?.includes("load") || event.detail.requestConfig?.triggeringEvent?.type === "live";
  if (quiet) return;
  toast({ text: problemText(xhr) ?? "That did not work. Try again.", tone: "danger" });
});

document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.requestConfig?.triggeringEvent?.type !== "live") {
    toast({ text: "No connection. Nothing was changed.", tone: "danger" });
  }
});

function problemText(xhr) {
  try {
    const problem = JSON.parse(xhr.responseText);
    return problem.detail ?? problem.title;
  } catch {
    return null;
  }
}

// ── asking first ────────────────────────────────────────────────────────────
function ask(title, text, yes) {
  const dialog = $("#confirm");
  if (!dialog) return Promise.resolve(window.confirm(text));
  $("[data-confirm-title]", dialog).textContent = title || "Are you sure?";
  $("[data-confirm-text]", dialog).textContent = text;
  $("[data-confirm-yes]", dialog).textContent = yes || "Go on";
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) =>
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

document.addEventListener("htmx:confirm", (event) => {
  const source = event.detail.elt;
  const text = source.dataset.confirm ?? event.detail.question;
  if (!text) return;
  event.preventDefault();
  ask(source.dataset.confirmTitle, text, source.dataset.confirmYes)
    .then((yes) => yes && event.detail.issueRequest(true));
});

const isHtmx = (form) => ["get", "post", "put", "patch", "delete"].some((verb) => form.hasAttribute(`hx-${verb}`));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || isHtmx(form)) return;
  const asking = event.submitter?.dataset.confirm !== undefined ? event.submitter : form;
  if (asking.dataset.confirm !== undefined && !form.dataset.confirmed) {
    event.preventDefault();
    ask(asking.dataset.confirmTitle, asking.dataset.confirm, asking.dataset.confirmYes).then((yes) => {
      if (!yes) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter);
    });
    return;
  }
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault(); // a double click sends once
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});

window.addEventListener("pageshow", () =>
  $$("form[data-sent], form[data-confirmed]").forEach((form) => {
    delete form.dataset.sent;
    delete form.dataset.confirmed;
    $$("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
  }));

// ── fields ──────────────────────────────────────────────────────────────────
// What stands below a field belongs to it; the first wrong one is where a refused form is read on.
function describe(root) {
  for (const note of $$(".field > :is(.field-error, .field-hint)[id]", root)) {
    const field = note.parentElement;
    const control = $("input, select, textarea", field);
    if (!control?.hasAttribute("aria-describedby")) control?.setAttribute("aria-describedby", note.id);
    if (field.classList.contains("wrong")) control?.setAttribute("aria-invalid", "true");
  }
}

function goToFirstError(root) {
  const error = $(".field-error", root) ?? $(".form-errors, .alert.danger[role=alert]", root);
  if (!error) return;
  const place = error.matches(".field-error") && error.closest(".field, fieldset, .row, form");
  const control = place && $("input:not([type=hidden]), select, textarea", place);
  if (!control) error.tabIndex = -1;
  (control || error).focus();
}

describe(document);
goToFirstError($("main"));

// ── toasts ──────────────────────────────────────────────────────────────────
export function toast({ text, undo, tone = "", seconds = undo ? 12 : 6 }) {
  const place = $("[data-toasts]");
  if (!place || !text) return;
  const box = document.createElement("div");
  box.className = `toast ${tone}`;
  const words = document.createElement("span");
  words.className = "grow";
  words.textContent = text;
  box.append(words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button ghost undo";
    button.textContent = "Undo";
    button.addEventListener("click", () => {
      box.remove();
      window.htmx.ajax("POST", undo, { source: document.body, target: document.body, swap: "none" });
    });
    box.append(button);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button icon ghost";
  close.setAttribute("aria-label", "Close");
  close.textContent = "×";
  close.addEventListener("click", () => box.remove());
  box.append(close);
  place.append(box);
  leave(box, seconds);
}

function leave(box, seconds) {
  let timer = setTimeout(() => box.remove(), seconds * 1000);
  const hold = () => clearTimeout(timer);
  const go = () => { timer = setTimeout(() => box.remove(), seconds * 1000); };
  box.addEventListener("pointerenter", hold);
  box.addEventListener("focusin", hold);
  box.addEventListener("pointerleave", go);
  box.addEventListener("focusout", go);
}

document.addEventListener("toast", (event) => toast(event.detail.value ? { text: event.detail.value } : event.detail));
$$("[data-toast]").forEach((box) => leave(box, 8));

// ── clicks ──────────────────────────────────────────────────────────────────
document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest(selector);
  for (const menu of $$("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (hit("[data-close-toast]")) hit(".toast").remove();
  if (hit("[data-open-palette]")) openPalette();
  if (hit("[data-open-help]")) openHelp();
  if (hit("[data-toggle-theme]")) toggleTheme();
  if (hit("[data-toggle-rail]")) toggleRail();
  if (hit("[data-open]")) document.getElementById(hit("[data-open]").dataset.open)?.showModal();
  if (hit("[data-close]")) hit("dialog")?.close();
  if (hit("[data-copy]")) copy(hit("[data-copy]"));
  if (event.target.matches?.("dialog.dialog[open]")) event.target.close(); // the backdrop
  const row = hit("[data-href]");
  if (row && !hit("a, button, input, select, textarea, label, summary") && !String(getSelection())) {
    if (event.metaKey || event.ctrlKey) window.open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href);
  }
});

async function copy(button) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast({ text: "Copied", seconds: 3 });
  } catch {
    toast({ text: `Copying is not allowed here. ${before}`, tone: "danger" });
  }
}

function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme === "dark" || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "light" : "dark";
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `frontdesk_theme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

function toggleRail() {
  const open = $(".rail").classList.toggle("open");
  $("[data-toggle-rail]").setAttribute("aria-expanded", String(open));
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && !event.target.matches("input[type=search], input[type=text]")) form.requestSubmit();
});

// A suggestion for a field; the button goes away with what it answers.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  const field = button && document.getElementById(button.dataset.fill);
  if (!field) return;
  field.value = button.dataset.value;
  field.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

// Files that are too large are not sent at all; before htmx hears of them.
document.addEventListener("change", (event) => {
  const { mostBytes, mostBytesTogether } = event.target.dataset ?? {};
  if (!mostBytes) return;
  const files = [...event.target.files];
  const large = files.find((file) => file.size > Number(mostBytes));
  const together = files.reduce((sum, file) => sum + file.size, 0) > Number(mostBytesTogether);
  if (!large && !together) return;
  event.stopPropagation();
  event.target.value = "";
  toast({ text: large ? `${large.name} is larger than ${Math.round(mostBytes / 1e6)} MB.` : "These are too large to add together. Add them one by one.", tone: "danger" });
}, true);

// ── keyboard ────────────────────────────────────────────────────────────────
let going = 0;

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return openPalette();
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.matches?.("textarea")) {
    return event.target.form?.requestSubmit();
  }
  if (event.key === "Escape") return escape(event);
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
  if (going && Date.now() - going < 1500) {
    going = 0;
    const link = $(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  const act = {
    g: () => { going = Date.now(); },
    "?": openHelp,
    "/": () => { const field = $("main input[type=search]"); field ? (field.focus(), field.select()) : openPalette(); },
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => $("[data-item].selected") && move(1),
    ArrowUp: () => $("[data-item].selected") && move(-1),
    Enter: () => event.target === document.body || event.target.matches?.("[data-item]") ? openSelected() : false,
    e: () => press("e"), r: () => press("r"), n: () => press("n"), a: () => press("a"),
  }[event.key];
  if (act && act() !== false) event.preventDefault();
});

function escape(event) {
  const menu = $("details.menu[open]");
  if (menu) { menu.open = false; $("summary", menu).focus(); return; }
  if ($(".rail.open")) return toggleRail();
  if (typing(event.target)) event.target.blur();
}

const items = () => $$("[data-item]").filter((item) => item.offsetParent !== null);

function move(step) {
  const all = items();
  if (!all.length) return false;
  const at = all.findIndex((item) => item.classList.contains("selected"));
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  all.forEach((item) => item.classList.remove("selected"));
  next.classList.add("selected");
  next.scrollIntoView({ block: "nearest" });
  const link = next.matches("a") ? next : $("a", next);
  link?.focus({ preventScroll: true });
}

function openSelected() {
  const chosen = $("[data-item].selected");
  if (!chosen) return false;
  const link = chosen.matches("a") ? chosen : $("a", chosen);
  link ? link.click() : location.assign(chosen.dataset.href);
}

function press(key) {
  const control = $(`[data-item].selected [data-key="${key}"]`) ?? $(`main [data-key="${key}"]`);
  if (!control) return false;
  typing(control) ? control.focus() : control.click();
}

function openHelp() {
  const help = $("#help");
  if (!help) return false;
  $("[data-go-list]", help).replaceChildren(...$$("[data-go]").flatMap((link) => {
    const term = document.createElement("dt");
    for (const key of ["g", link.dataset.go]) {
      const box = document.createElement("kbd");
      box.textContent = key;
      term.append(box, " ");
    }
    const name = document.createElement("dd");
    name.textContent = link.textContent.trim();
    return [term, name];
  }));
  help.showModal();
}

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  $$("[data-mod-key]").forEach((key) => { key.textContent = `⌘${key.dataset.modKey}`; });
}

// ── times ───────────────────────────────────────────────────────────────────
function tell(root = document) {
  for (const time of $$("time[data-ago]", root)) {
    time.dataset.whole ??= time.textContent;
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    time.textContent = ago(seconds) ?? time.dataset.whole;
  }
}

function ago(seconds) {
  if (seconds < -60 || seconds > 86_400) return null;
  if (seconds < 45) return "just now";
  if (seconds < 3_570) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  return `${Math.round(seconds / 3_600)} h ago`;
}

function count() {
  for (const clock of $$("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
    const rest = `${String(Math.floor(seconds / 60) % 60).padStart(seconds < 3600 ? 1 : 2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    clock.textContent = seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest}`;
  }
}

// On a narrow screen the tab that is open may stand outside of its row.
for (const tab of $$(".tabs [aria-current]")) {
  const row = tab.closest(".tabs");
  row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - tab.clientWidth) / 2;
}

tell();
count();
setInterval(tell, 15_000);
setInterval(count, 1_000);

// ── pieces that come and go ─────────────────────────────────────────────────
const scripts = new WeakSet();

function wake(root) {
  for (const element of [root, ...$$("[data-script]", root)]) {
    if (!element.dataset?.script || scripts.has(element)) continue;
    scripts.add(element);
    import(`./${element.dataset.script}.js`).then((module) => module.init(element));
  }
}

// A list that grows at its end stays there unless the reader scrolled up.
const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 48;
const ends = new Map();

document.addEventListener("htmx:beforeSwap", () =>
  $$("[data-stick-bottom]").forEach((box) => ends.set(box.id || box, atEnd(box))));

// At once, before anything is painted: a running clock must not jump to zero and back.
document.addEventListener("htmx:afterSwap", count);

document.addEventListener("htmx:afterSettle", (event) => {
  // What came in; detail.elt is what asked for it and may be gone.
  const root = event.target;
  tell(root);
  count();
  describe(root);
  wake(root);
  for (const box of $$("[data-stick-bottom]")) {
    if (ends.get(box.id || box) !== false) box.scrollTop = box.scrollHeight;
  }
});

$$("[data-stick-bottom]").forEach((box) => { box.scrollTop = box.scrollHeight; });
wake(document.body);

// ── live ────────────────────────────────────────────────────────────────────
if (meta("live")) connectLive(meta("live"));
