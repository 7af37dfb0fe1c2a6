// The page of verification: asks the public interface, and shows its answer as text, never as HTML.
"use strict";

const ADRESSE = "/api/documents/verification";
const resultat = document.getElementById("resultat");

function element(nom, texte) {
  const cree = document.createElement(nom);
  cree.textContent = texte;
  return cree;
}

function jour(texte) {
  return new Date(texte).toLocaleDateString("fr-FR", { dateStyle: "long", timeZone: "Europe/Paris" });
}

function liste(mentions) {
  const dl = document.createElement("dl");
  for (const mention of mentions) {
    dl.append(element("dt", mention.intitule), element("dd", mention.valeur));
  }
  return dl;
}

function montrer(...elements) {
  resultat.replaceChildren(...elements);
  resultat.focus();
}

function montrerDocument(trouve) {
  const dates = [{ intitule: "Délivré le", valeur: jour(trouve.delivre_le) }];
  if (trouve.valable_jusqu_a) dates.push({ intitule: "Valable jusqu’au", valeur: jour(trouve.valable_jusqu_a) });
  if (trouve.depuis) dates.push({ intitule: "Depuis le", valeur: jour(trouve.depuis) });
  const suite = [element("h2", trouve.titre), element("p", trouve.libelle), liste([...dates, ...trouve.mentions])];
  if (trouve.cachet) suite.push(element("h3", "Ce que dit le cachet signé"), liste(trouve.cachet));
  montrer(...suite);
}

async function demander(adresse, options) {
  try {
    const reponse = await fetch(adresse, { cache: "no-store", referrerPolicy: "no-referrer", ...options });
    const dit = await reponse.json();
    if (reponse.ok) montrerDocument(dit);
    else montrer(element("h2", dit.title), element("p", dit.detail ?? ""));
  } catch {
    montrer(element("h2", "Le service ne répond pas"), element("p", "Réessayez dans quelques instants."));
  }
}

function brancher(id, envoyer) {
  document.getElementById(id).addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    envoyer(new FormData(evenement.target));
  });
}

brancher("par-code", (champs) => demander(`${ADRESSE}/${encodeURIComponent(champs.get("code").trim())}`));
brancher("par-cachet", (champs) =>
  demander(ADRESSE, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ texte: champs.get("texte") }),
  }),
);
brancher("par-fichier", (champs) => demander(`${ADRESSE}/fichier`, { method: "POST", body: champs }));

// A code behind # fills the form and never reaches a server's log.
if (location.hash.length > 1) {
  const champ = document.getElementById("code");
  champ.value = decodeURIComponent(location.hash.slice(1));
  champ.form.requestSubmit();
}
