// What a person would complain about on the page that is shown; run in it, answers a list of sentences.
// Elements that break a rule on purpose carry data-raw (text) and say why where they stand.
({ narrow }) => {
  const wrong = [];
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert], .sr, .skip, .unseen") && one.getClientRects().length > 0;
  const words = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const name = (one) => {
    const by = (one.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean).map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
    return words(one.getAttribute("aria-label") || by || [...(one.labels ?? [])].map((label) => label.textContent).join(" ") || one.textContent || one.title || "");
  };
  const which = (one) => `<${one.localName}${one.id ? "#" + one.id : ""}${one.name ? ` name=${one.name}` : ""}${typeof one.className === "string" && one.className ? "." + words(one.className).replaceAll(" ", ".") : ""}> "${words(one.textContent).slice(0, 50)}"`;
  const say = (what, one) => wrong.push(one ? `${what}: ${which(one)}` : what);

  // ── the page ──
  const headings = all("h1").filter(shown);
  if (headings.length !== 1) say(`${headings.length} first headings`);
  if (words(document.title).length < 4 || /^[·\s]/.test(document.title)) say(`title "${document.title}"`);
  if (!document.documentElement.lang) say("no language");
  if (all("main").length !== 1) say("not one main part");
  const sideways = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (sideways > 0) say(`scrolls sideways by ${sideways}`);
  const ids = new Map();
  all("[id]").forEach((one) => ids.set(one.id, (ids.get(one.id) ?? 0) + 1));
  ids.forEach((times, id) => times > 1 && say(`id ${id} stands ${times} times`));
  for (const attribute of ["for", "aria-describedby", "aria-labelledby", "aria-controls"]) {
    for (const one of all(`[${attribute}]`)) {
      for (const id of one.getAttribute(attribute).split(/\s+/).filter(Boolean)) {
        if (!document.getElementById(id)) say(`${attribute} names ${id}, which is not there`, one);
      }
    }
  }
  let level = 0;
  for (const one of all("main :is(h1, h2, h3, h4)").filter(shown)) {
    const here = Number(one.localName[1]);
    if (level && here > level + 1) say(`heading jumps from ${level} to ${here}`, one);
    level = here;
  }

  // ── names ──
  for (const one of all("input:not([type=hidden]), select, textarea").filter(shown)) {
    if (!name(one)) say("a field without a label", one);
  }
  for (const one of all("a[href], button, summary, [role=button]").filter(shown)) {
    if (!name(one) && !one.querySelector("img[alt]:not([alt=''])")) say("nothing tells what it does", one);
  }
  for (const one of all("img:not([alt])")) say("a picture without words", one);
  for (const one of all("table")) {
    if (!shown(one)) continue;
    if (!one.matches(".cards") && !one.closest(".scroll")) say("a table that cannot be used on a phone", one);
    for (const head of all("th", one)) if (!words(head.textContent)) say("a column without a name", head);
    if (!one.matches(".cards")) continue;
    for (const cell of all("tbody td:not(:first-child)", one)) {
      if (/^[\d.,:%\s]+$/.test(words(cell.textContent)) && !cell.dataset.label) say("a number that a phone shows without its name", cell);
    }
  }

  // ── keyboard ──
  const stops = all("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]").filter((one) => shown(one) && !one.disabled && one.tabIndex >= 0 && !one.closest("dialog:not([open])"));
  for (const one of all("[tabindex]")) if (one.tabIndex > 0) say("tabindex breaks the order", one);
  for (const one of all("[data-href]").filter(shown)) if (!one.querySelector("a[href]")) say("opens by mouse only", one);
  for (const one of all("[data-open], [data-copy], [data-close], [data-confirm]")) {
    if (!one.matches("button, a[href], form, input, summary")) say("works by mouse only", one);
  }
  for (const one of all("[hx-get], [hx-post]")) {
    const trigger = one.getAttribute("hx-trigger") ?? "";
    if (!trigger && !one.matches("button, a[href], form, input, select, textarea")) say("works by mouse only", one);
  }
  const was = document.activeElement;
  for (const one of stops.slice(0, 150)) {
    one.focus({ preventScroll: true, focusVisible: true });
    if (document.activeElement !== one) { say("cannot be focused", one); continue; }
    const look = getComputedStyle(one);
    const around = one.closest("label, .search, .palette-box") ?? one;
    const ring = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5) || /0px 0px 0px [1-9]/.test(style.boxShadow);
    if (!ring(look) && !ring(getComputedStyle(around))) say("focus is not seen", one);
  }
  was instanceof HTMLElement && was !== document.body ? was.focus({ preventScroll: true }) : document.activeElement?.blur?.();
  if (narrow) {
    for (const one of stops) {
      if (one.closest("p, dd, li > small, td > small") || one.matches("a:not(.button)") && one.closest("td, li, h2, h3, dd, dt, label, .timeline-head, .field-hint")) continue;
      const box = (one.matches("input[type=checkbox], input[type=radio]") ? one.closest("label") ?? one : one).getBoundingClientRect();
      if (box.width < 24 || box.height < 24) say(`too small to hit (${Math.round(box.width)} × ${Math.round(box.height)})`, one);
    }
  }

  // ── words ──
  const raw = [
    [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/i, "an id"],
    [/\b\d{4}-\d\d-\d\d\b/, "a date as programs write it"],
    [/\bP(T|\d+D)\d*[HMS]?\b/, "a duration as programs write it"],
    [/\+1\d{10}\b/, "a phone number as programs write it"],
    [/\b[A-Z]{2,}_[A-Z_]+\b/, "a constant"],
    [/\b(null|undefined|NaN)\b/, "a value that is none"],
    [/\{"|\[object/, "data"],
    [/\b(America|Europe|Asia|Australia|Africa|Pacific)\/[A-Z]\w+_\w+/, "a zone as programs write it"],
    [/(^|[\s(])[a-z]+([._][a-z]+)*[._][a-z]+-[a-z-]+\b/, "a code"],
    [/\b(1) (people|appointments|minutes|days|segments|screens|permissions|dead letters)\b/, "one of many"],
  ];
  const colours = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    colours.clearRect(0, 0, 1, 1);
    colours.fillStyle = colour;
    colours.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = colours.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => top.slice(0, 3).map((part, i) => part * top[3] + below[i] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => { const p = part / 255; return p <= 0.04045 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    const layers = [];
    for (let at = one; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), rgba("canvas"));
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const one = node.parentElement;
    const text = words(node.nodeValue);
    if (!text || !one || one.closest("script, style, noscript, option, textarea, svg") || !shown(one)) continue;
    if (!one.closest("code, pre, [data-raw], .message, .transcript, kbd")) {
      // What follows "e.g." shows how to write it.
      const told = text.replace(/\be\.g\. .*$/i, "");
      for (const [pattern, what] of raw) if (pattern.test(told)) say(`${what} is shown`, one);
    }
    if (seen.has(one)) continue;
    seen.add(one);
    const style = getComputedStyle(one);
    const below = ground(one);
    const ink = over(rgba(style.color), below);
    const [a, b] = [light(ink), light(below)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 600) ? 3 : 4.5;
    const off = one.closest(":disabled, [aria-disabled=true], .cancelled, [aria-hidden=true], .outside");
    if (ratio < least - 0.05 && !off) say(`contrast ${ratio.toFixed(2)}`, one);
    // Text that runs out of its own box into what stands beside it.
    const box = one.closest("td, th, dd, dt, li, .field, .badge, .button, .stat, .card") ?? one;
    if (!box.closest(".scroll, .day-grid, .tabs, pre, .clip, .clip-cell") && box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX === "visible" && getComputedStyle(box).display !== "inline") say("text leaves its box", box);
  }
  // Of a table's hundred rows three are enough.
  const kinds = new Map();
  return [...new Set(wrong)].filter((line) => {
    const kind = line.split(":")[0];
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    return kinds.get(kind) <= 3;
  });
}
