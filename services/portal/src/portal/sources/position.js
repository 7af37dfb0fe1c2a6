// « Chercher autour de ma position »: asked of the browser only when its owner presses the button.
"use strict";

const form = document.getElementById("position");
if (form && "geolocation" in navigator) {
  form.hidden = false;
  const said = form.querySelector("[role=status]");
  form.addEventListener("submit", (event) => {
    if (form.elements.latitude.value) return;
    event.preventDefault();
    event.stopPropagation();
    said.textContent = "Recherche de votre position…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // Two decimals are a kilometre: enough to sort by.
        form.elements.latitude.value = coords.latitude.toFixed(2);
        form.elements.longitude.value = coords.longitude.toFixed(2);
        form.requestSubmit();
      },
      () => { said.textContent = "Votre position n’est pas disponible : cherchez par code postal."; },
      { timeout: 10000, maximumAge: 600000 },
    );
  });
}
