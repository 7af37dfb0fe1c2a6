// The steps of a demande: what scripts add to forms that work without.
"use strict";

// « Valider » waits for the box (seed 001); without scripts the box is required.
for (const form of document.querySelectorAll("form[data-atteste]")) {
  const box = form.querySelector("input[type=checkbox]");
  const button = form.querySelector("button[type=submit]");
  if (!box) continue;
  const follow = () => { button.disabled = !box.checked; };
  box.addEventListener("change", follow);
  window.addEventListener("pageshow", follow);
  follow();
}
