// «Valider» becomes active with the attestation (seed 001); without scripts the browser asks for the box instead.
"use strict";

for (const button of document.querySelectorAll("button[data-attend]")) {
  const box = document.getElementById(button.dataset.attend);
  const follow = () => { button.disabled = !box.checked; };
  box.addEventListener("change", follow);
  window.addEventListener("pageshow", follow);
  follow();
}
