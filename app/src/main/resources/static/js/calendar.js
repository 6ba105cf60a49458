// Drags appointments of the day grid to another time or lane, and their lower edges to another end.
// Places are steps of five minutes (classes at-N and for-N of units.css); a drop snaps to a quarter
// of an hour. The server decides; when it says no, the board is drawn again. By keyboard, Shift with
// the arrows makes an appointment longer or shorter; it is moved on its own page.
const STEP_MINUTES = 5;
const SNAP = 3;

let held = null;
let late = false;
let focused = null;

export function init(board) {
  // Links are draggable by nature, which would end ours: the browser drags whatever lies where the
  // pointer went down, be it the cell under what has been moved away.
  board.addEventListener("dragstart", (event) => held && event.preventDefault());
  // What is held is not drawn anew under the hand, but afterwards.
  board.addEventListener("htmx:beforeSwap", (event) => {
    if (held !== board) return;
    event.detail.shouldSwap = false;
    late = true;
  });
  board.addEventListener("pointerdown", (event) => {
    const slot = event.target.closest("[data-move]");
    if (!slot || event.button !== 0) return;
    if (event.target.closest(".grip")) stretch(board, slot, event);
    else begin(board, slot, event);
  });
  board.addEventListener("keydown", (event) => {
    const slot = event.target.closest("[data-minutes]");
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!slot || !by || !event.shiftKey || held) return;
    event.preventDefault();
    event.stopPropagation();
    const minutes = Math.max(STEP_MINUTES, Number(slot.dataset.minutes) + by * SNAP * STEP_MINUTES);
    lasts(board, slot, { minutes });
  });
  // A board that was drawn anew goes on where the keyboard was.
  board.addEventListener("focusin", (event) => { focused = event.target.closest("[data-move]")?.dataset.move; });
  if (focused && document.activeElement === document.body) {
    board.querySelector(`[data-move="${focused}"]`)?.focus({ preventScroll: true });
  }
  board.dataset.draggable = "";
}

// Follows the pointer until it is let go; `done` gets whether anything was dragged, and the event.
function follow(board, slot, down, moved, done) {
  let dragging = false;
  held = board;
  late = false;

  const move = (event) => {
    if (!dragging) {
      if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < 6) return;
      dragging = true;
      slot.setPointerCapture(down.pointerId);
      slot.classList.add("dragging");
    }
    moved(event);
  };

  const stop = (event) => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", stop);
    removeEventListener("pointercancel", stop);
    held = null;
    if (!dragging) return late ? redraw(board) : undefined;
    slot.classList.remove("dragging");
    // The click that ends a drag opens nothing.
    slot.addEventListener("click", (click) => { click.preventDefault(); click.stopImmediatePropagation(); }, { capture: true, once: true });
    done(event);
  };

  addEventListener("pointermove", move);
  addEventListener("pointerup", stop);
  addEventListener("pointercancel", stop);
}

function begin(board, slot, down) {
  const from = slot.parentElement;
  const start = place(slot, "at");
  const steps = Number(slot.dataset.steps);
  const grab = down.clientY - slot.getBoundingClientRect().top;
  let lane = from;
  let at = start;

  const moved = (event) => {
    const under = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches?.(".day-lane"));
    if (under && under !== lane && board.contains(under)) {
      lane = under;
      lane.append(slot);
      slot.setPointerCapture(down.pointerId);
    }
    const snapped = Math.min(Math.max(0, snap(lane, event.clientY - grab)), total(lane) - steps);
    if (snapped !== at) {
      slot.classList.replace(`at-${at}`, `at-${snapped}`);
      at = snapped;
    }
  };

  follow(board, slot, down, moved, (event) => {
    const same = lane === from && at === start;
    if (event.type === "pointercancel" || same) return same ? undefined : redraw(board);
    const other = lane.dataset.staff && lane.dataset.staff !== from.dataset.staff ? lane.dataset.staff : from.dataset.staff;
    send(board, slot, "drop", { start: moment(board, lane, at), staff: other });
  });
}

function stretch(board, slot, down) {
  const lane = slot.parentElement;
  const at = place(slot, "at");
  const steps = place(slot, "for");
  let until = at + steps;

  const moved = (event) => {
    const snapped = Math.min(Math.max(at + SNAP, snap(lane, event.clientY)), total(lane));
    if (snapped !== until) {
      slot.classList.replace(`for-${until - at}`, `for-${snapped - at}`);
      until = snapped;
    }
  };

  follow(board, slot, down, moved, (event) => {
    if (until === at + steps) return undefined;
    if (event.type === "pointercancel") return redraw(board);
    return lasts(board, slot, { end: moment(board, lane, until) });
  });
}

const lasts = (board, slot, values) => send(board, slot, "duration", values);

function send(board, slot, what, values) {
  htmx.ajax("POST", `${board.dataset.path}/appointments/${slot.dataset.move}/${what}`, { source: slot, swap: "none", values })
    .then(() => redraw(board), () => redraw(board));
}

const total = (lane) => lane.className.match(/hours-(\d+)/)?.[1] * 12;

// The step of the grid nearest to a height on the screen.
function snap(lane, y) {
  const box = lane.getBoundingClientRect();
  return Math.round((((y - box.top) / box.height) * total(lane)) / SNAP) * SNAP;
}

// A step of a lane as local date and time; the end of a day is the next one's midnight.
function moment(board, lane, step) {
  const minutes = Number(board.dataset.firstHour) * 60 + step * STEP_MINUTES;
  return new Date(Date.parse(`${lane.dataset.date}T00:00Z`) + minutes * 60000).toISOString().slice(0, 16);
}

const place = (slot, kind) => Number([...slot.classList].find((name) => name.match(`^${kind}-\\d+$`)).split("-")[1]);

const redraw = (board) => htmx.trigger(document.getElementById(board.id), "live");
