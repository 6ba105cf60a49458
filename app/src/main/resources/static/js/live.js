// One server-sent-events connection per visible page. It reconnects for ever with growing pauses,
// resumes after the last event seen, and never applies one twice.
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const HIDDEN_FOR = 60_000; // a page nobody sees gives its connection back
const QUIET_FOR = 45_000; // heartbeats come more often; silence means a dead line

let address;
let source = null;
let last = null;
let failures = 0;
let timer = 0;
let heard = 0;
let lost = false;
const seen = new Set();
const topics = new Set();

export function connectLive(url) {
  address = url;
  open();
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(() => close("connecting"), HIDDEN_FOR);
    else if (!source) open();
  });
  window.addEventListener("online", () => { failures = 0; if (!source) open(); });
  window.addEventListener("offline", () => { close("offline"); lost = true; });
  window.addEventListener("pagehide", () => close("connecting"));
  window.addEventListener("pageshow", (event) => { if (event.persisted && !source) { lost = true; open(); } });
  document.addEventListener("htmx:afterSettle", listen);
  setInterval(() => { if (source && heard && Date.now() - heard > QUIET_FOR) retry(); }, 5_000);
}

function open() {
  clearTimeout(timer);
  const url = new URL(address, location.href);
  if (last) url.searchParams.set("after", last);
  heard = Date.now();
  topics.clear();
  source = new EventSource(url);
  source.addEventListener("open", () => {
    failures = 0;
    heard = Date.now();
    show("live");
    // Without a position to resume from, whatever happened meanwhile is fetched anew.
    if (lost && !last) everything();
    lost = false;
  });
  source.addEventListener("error", retry);
  // The position from which to resume, or news that the log no longer reaches back that far.
  source.addEventListener("position", (event) => {
    // Between the page's making and this moment something may have changed: what the server drew
    // into the page is fetched once more. (Panels that load by themselves are as new as this.)
    if (!last) document.querySelectorAll("[data-live]:not([hx-trigger*=load])").forEach(refresh);
    note(event);
  });
  source.addEventListener("heartbeat", note);
  source.addEventListener("message", apply);
  source.addEventListener("reset", (event) => { note(event); everything(); });
  listen();
}

// Event sources need to be told the names of events: those that the page follows.
function listen() {
  if (!source) return;
  for (const element of document.querySelectorAll("[data-live]")) {
    for (const topic of element.dataset.live.split(/\s+/)) {
      if (!topic || topics.has(topic)) continue;
      topics.add(topic);
      source.addEventListener(topic, apply);
    }
  }
}

function note(event) {
  heard = Date.now();
  if (event.lastEventId) last = event.lastEventId;
}

function apply(event) {
  note(event);
  if (event.lastEventId) {
    if (seen.has(event.lastEventId)) return;
    seen.add(event.lastEventId);
    if (seen.size > 1_000) seen.delete(seen.values().next().value);
  }
  let data = {};
  try { data = JSON.parse(event.data); } catch { /* an event without facts */ }
  for (const element of document.querySelectorAll("[data-live]")) {
    if (!element.dataset.live.split(/\s+/).includes(event.type)) continue;
    const subject = element.dataset.liveSubject;
    if (subject && data.subject && data.subject !== subject) continue;
    refresh(element);
  }
  document.dispatchEvent(new CustomEvent("frontdesk:live", { detail: { topic: event.type, data } }));
}

function everything() {
  document.querySelectorAll("[data-live]").forEach(refresh);
}

// Bursts become one fetch; what someone is writing in is left alone until they leave it.
const waiting = new WeakMap();

function refresh(element) {
  const pending = waiting.get(element);
  const since = pending?.since ?? Date.now();
  clearTimeout(pending?.timer);
  const pause = Math.max(0, Math.min(150, since + 1_000 - Date.now()));
  waiting.set(element, { since, timer: setTimeout(() => fetchNow(element), pause) });
}

function fetchNow(element) {
  waiting.delete(element);
  if (!element.isConnected) return;
  const inside = document.activeElement;
  const busy = (element.contains(inside) && inside.matches("input, textarea, select"))
    || element.querySelector("details.menu[open], dialog[open]");
  if (busy) {
    waiting.set(element, { since: Date.now(), timer: setTimeout(() => fetchNow(element), 1_500) });
    return;
  }
  window.htmx?.trigger(element, "live");
}

function retry() {
  close(failures > 2 || !navigator.onLine ? "offline" : "connecting");
  lost = true;
  if (document.hidden && failures > 3) return; // tried again when someone looks
  const pause = PAUSES[Math.min(failures++, PAUSES.length - 1)];
  timer = setTimeout(open, pause * (0.75 + Math.random() / 2));
}

function close(state) {
  clearTimeout(timer);
  source?.close();
  source = null;
  show(state);
}

function show(state) {
  const words = { live: "Live", connecting: "Connecting", offline: "No connection, trying again" }[state];
  for (const place of document.querySelectorAll("[data-live-state]")) {
    if (place.dataset.liveState === state) continue;
    place.dataset.liveState = state;
    place.title = words;
    const text = place.querySelector("[data-live-text]");
    if (text) text.textContent = words;
  }
}
