// The public booking page: tells how long a time is still kept and, when it is shown inside another
// site, tells that site how high it is and that something was booked.
export function init(body) {
  const zone = body.querySelector("[data-zone]");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && own && own !== zone.dataset.zone) {
    zone.append(` Your own time zone is ${own.replaceAll("_", " ")}.`);
  }

  // Whoever leaves the form by the browser's Back gives the time back, so that they see it again.
  try {
    const back = body.querySelector("form[action*='/back/']");
    const left = sessionStorage.getItem("held");
    if (back) sessionStorage.setItem("held", back.action);
    else if (left) {
      sessionStorage.removeItem("held");
      fetch(left, { method: "POST", redirect: "manual" })
        .then(() => body.querySelector(".week-nav") && location.reload());
    }
  } catch {
    // A frame without storage.
  }

  const kept = body.querySelector("[data-until]");
  if (kept) {
    const until = Date.parse(kept.dataset.until);
    const tell = () => {
      const left = Math.ceil((until - Date.now()) / 60_000);
      kept.textContent = left > 0
        ? `This time is kept for you for ${left} more ${left === 1 ? "minute" : "minutes"}.`
        : "This time is not kept any more. Choose it again.";
      if (left > 0) setTimeout(tell, 15_000);
    };
    tell();
  }

  if (window.parent !== window && body.dataset.framers) {
    const tell = (message) => {
      for (const origin of body.dataset.framers.split(" ")) window.parent.postMessage(message, origin);
    };
    new ResizeObserver(() => tell({ type: "frontdesk:height", height: document.documentElement.offsetHeight }))
      .observe(document.body);
    if (body.dataset.event) tell({ type: `frontdesk:${body.dataset.event}` });
  }
}
