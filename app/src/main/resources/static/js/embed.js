// Puts a booking page into another site: <script src="…/book.js" data-workspace="name" async></script>
// Options: data-service, data-staff (ids). It sends "frontdesk:booked" as an event of its element.
(() => {
  const script = document.currentScript;
  if (!script?.dataset.workspace) return;
  const home = new URL(script.src).origin;
  const path = ["embed", script.dataset.workspace, script.dataset.service].filter(Boolean).map(encodeURIComponent).join("/");
  const frame = document.createElement("iframe");
  frame.src = `${home}/${path}${script.dataset.staff ? `?staff=${encodeURIComponent(script.dataset.staff)}` : ""}`;
  frame.title = script.dataset.title || "Book an appointment";
  frame.loading = "lazy";
  frame.style.cssText = "width:100%;min-height:32rem;border:0;display:block";
  script.after(frame);
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== home) return;
    const { type, height } = event.data ?? {};
    if (type === "frontdesk:height" && height > 0 && height < 20000) frame.style.height = `${Math.ceil(height)}px`;
    if (type === "frontdesk:booked") frame.dispatchEvent(new CustomEvent(type, { bubbles: true }));
  });
})();
