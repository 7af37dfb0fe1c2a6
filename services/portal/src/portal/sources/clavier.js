// Keys that act on the whole page: never while somebody types, never with a modifier, never under an open dialog.
const CHAMPS = "input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]";
const ACTIVABLES = "a[href], button, summary, input";

export function touches(agir) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (document.querySelector("dialog[open]")) return;
    const ici = event.target instanceof Element ? event.target : document.body;
    if (ici.matches(CHAMPS)) {
      if (event.key === "Escape") ici.blur();
      return;
    }
    // Enter and space do what they always do on what can be activated.
    if ((event.key === "Enter" || event.key === " ") && ici.closest(ACTIVABLES)) return;
    if (agir(event.key, ici)) event.preventDefault();
  });
}
