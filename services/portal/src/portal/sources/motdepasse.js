// What a new password still lacks, beside its field: told in words and marks, never by colour alone.
"use strict";

const REGLES = {
  longueur: (texte, minimum) => [...texte].length >= minimum,
  majuscule: (texte) => /\p{Lu}/u.test(texte),
  minuscule: (texte) => /\p{Ll}/u.test(texte),
  chiffre: (texte) => /\p{Nd}/u.test(texte),
  special: (texte) => /[^\p{L}\p{N}\s]/u.test(texte),
};

for (const part of document.querySelectorAll("[data-mot-de-passe]")) {
  const field = part.querySelector("[name=mot_de_passe]");
  const again = part.querySelector("[name=confirmation]");
  const bilan = part.querySelector("[data-bilan]");
  const rules = [...part.querySelectorAll("[data-regle]")].map((item) => ({ item, mots: item.textContent }));
  let timer;

  const show = () => {
    const missing = [];
    for (const { item, mots } of rules) {
      const met = REGLES[item.dataset.regle](field.value.normalize("NFKC"), Number(part.dataset.motDePasse));
      item.classList.toggle("tenue", met);
      item.textContent = met ? `${mots} : c’est fait` : mots;
      if (!met) missing.push(mots);
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (field.value) bilan.textContent = missing.length ? `Il manque : ${missing.join(", ")}.` : "Le mot de passe a tout ce qu’il lui faut.";
    }, 800);
  };
  const same = () => again.setCustomValidity(again.value && again.value !== field.value ? "Les deux mots de passe diffèrent." : "");

  field.addEventListener("input", show);
  field.addEventListener("input", same);
  again.addEventListener("input", same);
}
