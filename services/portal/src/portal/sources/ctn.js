// The agent decides by the keys: causes for the image before him, conforming, sent back.
import "./prise.js";
import { touches } from "./clavier.js";

const racine = document.querySelector("[data-visionneuse]");
const formulaire = document.querySelector("[data-decision]");

if (formulaire) {
  const dit = formulaire.querySelector("[data-dit]");
  const groupes = [...formulaire.querySelectorAll("[data-causes]")];
  let objet = groupes[0]?.dataset.causes;

  const dire = (mots) => { dit.textContent = mots; };
  const groupe = (code) => groupes.find((g) => g.dataset.causes === code);
  const cochees = () => [...formulaire.querySelectorAll("input[name=cause]:checked")];

  const compter = () => {
    for (const g of groupes) {
      const n = g.querySelectorAll("input[name=cause]:checked").length;
      g.querySelector("[data-compte]").textContent = n ? `(${n})` : "";
    }
  };

  const suivre = (code) => {
    objet = code;
    groupes.forEach((g) => { g.open = g.dataset.causes === code; });
  };

  // The object that a cause is about: the image shown when it fits, else photo and signature, or the whole dossier.
  const trouver = (touche) => {
    const dans = (code) => [...(groupe(code)?.querySelectorAll("input[name=cause]") ?? [])]
      .find((cause) => cause.dataset.touche === touche);
    return dans(objet) ?? dans("ephoto") ?? dans("dossier");
  };

  const cocher = (touche) => {
    const cause = trouver(touche);
    if (!cause) {
      const ailleurs = formulaire.querySelector(`input[data-touche="${CSS.escape(touche)}"]`);
      if (ailleurs) dire("Cette cause concerne une pièce : affichez-la d’abord.");
      return Boolean(ailleurs);
    }
    cause.checked = !cause.checked;
    const g = cause.closest("[data-causes]");
    g.open = true;
    compter();
    const mots = cause.labels[0].textContent.replace(touche, "").trim();
    dire(`${cause.checked ? "Cause retenue" : "Cause retirée"} : ${mots} – ${g.querySelector("summary").firstChild.textContent.trim()}`);
    return true;
  };

  const envoyer = (decision) => {
    const bouton = formulaire.querySelector(`button[value=${decision}]`);
    if (decision === "conforme" && cochees().length) {
      dire("Des causes sont cochées : retirez-les, ou renvoyez le dossier par Entrée.");
    } else if (decision === "refuse" && !cochees().length) {
      dire("Cochez au moins une cause avant de renvoyer le dossier.");
    } else {
      formulaire.requestSubmit(bouton);
    }
    return true;
  };

  touches((touche) => {
    if (touche === " ") return envoyer("conforme");
    if (touche === "Enter") return envoyer("refuse");
    if (touche === "/") {
      formulaire.querySelector("[name=commentaire]").focus();
      return true;
    }
    return touche.length === 1 && cocher(touche.toLowerCase());
  });
  formulaire.addEventListener("change", compter);
  racine.addEventListener("image", (event) => suivre(event.detail.objet));
  const premiere = racine.querySelector("[data-plaque]:not([hidden])");
  if (premiere) suivre(premiere.dataset.objet);
  compter();
}
