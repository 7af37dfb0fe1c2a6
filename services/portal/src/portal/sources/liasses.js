// The way of a large file is shown; without scripts the form goes as any form does.
const formulaire = document.querySelector("form[data-envoi]");

formulaire?.addEventListener("submit", (event) => {
  event.preventDefault(); // before page.js marks it as gone
  const progres = formulaire.querySelector("[data-progres]");
  const bouton = formulaire.querySelector("button[type=submit]");
  if (bouton.disabled) return;
  const dire = (part) => {
    progres.querySelector("progress").value = part;
    progres.querySelector("[data-progres-dit]").textContent = part < 100 ? `${part} %` : "reçu, examen en cours…";
  };
  const envoi = new XMLHttpRequest();
  envoi.upload.addEventListener("progress", (suite) => {
    if (suite.lengthComputable) dire(Math.round((100 * suite.loaded) / suite.total));
  });
  envoi.addEventListener("load", () => {
    if (envoi.responseURL && !envoi.responseURL.endsWith(formulaire.getAttribute("action"))) {
      window.location.assign(envoi.responseURL);
      return;
    }
    // Refused: the page that says why, in place of this one.
    const page = new DOMParser().parseFromString(envoi.responseText, "text/html");
    document.title = page.title;
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.querySelector("[data-attention]")?.focus();
    window.scrollTo(0, 0);
  });
  const perdu = () => {
    bouton.disabled = false;
    progres.querySelector("[data-progres-dit]").textContent = "l’envoi s’est interrompu. Vérifiez votre connexion, puis envoyez de nouveau.";
  };
  envoi.addEventListener("error", perdu);
  envoi.addEventListener("timeout", perdu);
  bouton.disabled = true;
  progres.hidden = false;
  dire(0);
  envoi.open("POST", formulaire.action);
  envoi.send(new FormData(formulaire));
}, { capture: true });
