// Drags appointments of the day grid to another time or lane. Places are steps of five minutes
// (classes at-N of units.css); a drop snaps to a quarter of an hour. The server decides; when it says
// no, the board is drawn again. By keyboard an appointment is moved on its own page.
const STEP_MINUTES = 5;
const SNAP = 3;

let held = null;
let late = false;

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
    begin(board, slot, event);
  });
  board.dataset.draggable = "";
}

function begin(board, slot, down) {
  const from = slot.parentElement;
  const start = place(slot);
  const steps = Number(slot.dataset.steps);
  const grab = down.clientY - slot.getBoundingClientRect().top;
  let lane = from;
  let at = start;
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
    const under = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches?.(".day-lane"));
    if (under && under !== lane && board.contains(under)) {
      lane = under;
      lane.append(slot);
      slot.setPointerCapture(down.pointerId);
    }
    const box = lane.getBoundingClientRect();
    const total = lane.className.match(/hours-(\d+)/)?.[1] * 12;
    const wanted = ((event.clientY - grab - box.top) / box.height) * total;
    const snapped = Math.min(Math.max(0, Math.round(wanted / SNAP) * SNAP), total - steps);
    if (snapped !== at) {
      slot.classList.replace(`at-${at}`, `at-${snapped}`);
      at = snapped;
    }
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
    const same = lane === from && at === start;
    if (event.type === "pointercancel" || same) return same ? undefined : redraw(board);
    const minutes = Number(board.dataset.firstHour) * 60 + at * STEP_MINUTES;
    const clock = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    const other = lane.dataset.staff && lane.dataset.staff !== from.dataset.staff ? lane.dataset.staff : from.dataset.staff;
    htmx.ajax("POST", `${board.dataset.path}/appointments/${slot.dataset.move}/drop`, {
      source: slot, swap: "none",
      values: { start: `${lane.dataset.date}T${clock}`, staff: other },
    }).then(() => redraw(board), () => redraw(board));
  };

  addEventListener("pointermove", move);
  addEventListener("pointerup", stop);
  addEventListener("pointercancel", stop);
}

const place = (slot) => Number([...slot.classList].find((name) => /^at-\d+$/.test(name)).slice(3));

const redraw = (board) => htmx.trigger(document.getElementById(board.id), "live");
