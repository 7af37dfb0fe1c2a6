// A page that follows its demande: whatever anybody does to it shows here within a second, and is said to who cannot see.
"use strict";

const part = document.querySelector("[data-suivi]");
if (part) {
  const source = new EventSource(part.dataset.suivi);
  let waiting = 0;
  const hear = (event) => {
    const { version, lignes } = JSON.parse(event.data); // both only grow: their sum is a clock
    if (version + lignes <= Number(part.dataset.moment)) return;
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 100);
  };
  source.addEventListener("version", hear);
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && refresh());
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.status >= 500) setTimeout(refresh, 3000); // a service is away for a moment: what is shown stays
  if (answer.status === 404) location.reload(); // it went to another school, or is erased: the page says so
  if (!answer.ok) return; // the session is over
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-suivi]");
  if (!fresh || Number(fresh.dataset.moment) <= Number(part.dataset.moment)) return; // a newer one was faster
  const open = [...part.querySelectorAll("details[open][id]")].map((details) => details.id);
  const focus = part.contains(document.activeElement) ? document.activeElement.id : "";
  const changed = fresh.dataset.etat !== part.dataset.etat;
  part.replaceChildren(...fresh.childNodes);
  Object.assign(part.dataset, { moment: fresh.dataset.moment, etat: fresh.dataset.etat });
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focus) document.getElementById(focus)?.focus();
  if (changed) document.getElementById("annonce").textContent = `La demande vient de changer : ${fresh.dataset.etat}.`;
}
