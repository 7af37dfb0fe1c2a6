// What a page does besides when scripts run; without them every form still works.
"use strict";

// After a refusal the reader is led to what is wrong.
document.querySelector("[data-attention]")?.focus();

// A second click while the first is under way does nothing; coming back to the page makes it good again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.parti) {
    event.preventDefault();
    return;
  }
  form.dataset.parti = "oui";
  form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-parti]").forEach((form) => {
    delete form.dataset.parti;
    form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

// What others do shows here at once: data-flux is a stream of events, data-frais the part of the page that follows it.
for (const part of document.querySelectorAll("[data-flux]")) {
  const source = new EventSource(part.dataset.flux);
  const refresh = () => window.htmx?.trigger(part, "frais");
  for (const name of (part.dataset.evenements || "message").split(" ")) source.addEventListener(name, refresh);
  window.addEventListener("pagehide", () => source.close());
}
