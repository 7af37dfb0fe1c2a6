// The viewer: one image at a time, zoom, quarter turns, boxes, panning; the next image is fetched ahead.
import { touches } from "./clavier.js";

const PAS = 1.4, MAXIMUM = 8;
const TOUCHES = {
  ArrowRight: "suivante", ArrowLeft: "precedente", "+": "plus", "-": "moins", "*": "ajuster",
  ">": "droite", "<": "gauche", "#": "cadres", "?": "aide",
};

class Vue {
  // One image: `zoom` 1 fits the width of its place.
  constructor(plaque) {
    this.planche = plaque.querySelector(".planche");
    this.feuille = plaque.querySelector(".feuille");
    this.image = this.feuille.querySelector("img");
    this.place = document.createElement("div");
    this.place.className = "planche__place";
    this.feuille.replaceWith(this.place);
    this.place.append(this.feuille);
    this.zoom = 1;
    this.quarts = 0;
    this.image.addEventListener("load", () => this.poser());
    this.tirer();
  }

  get cotes() {
    const { image } = this;
    return [image.naturalWidth || Number(image.getAttribute("width")) || 1000,
      image.naturalHeight || Number(image.getAttribute("height")) || 1414];
  }

  poser() {
    const [large, haut] = this.cotes;
    const couchee = this.quarts % 2 === 1;
    const disponible = this.planche.clientWidth || 600;
    const hauteur = window.innerHeight * 0.74;
    const vue = couchee ? [haut, large] : [large, haut];
    const echelle = Math.min(disponible / vue[0], Math.max(hauteur / vue[1], (disponible / vue[0]) * 0.6)) * this.zoom;
    this.feuille.style.width = `${large * echelle}px`;
    this.place.style.width = `${vue[0] * echelle}px`;
    this.place.style.height = `${vue[1] * echelle}px`;
    this.feuille.className = `feuille feuille--${this.quarts}`;
    const grande = this.planche.dataset.grande;
    if (grande && this.zoom > 1.5 && !this.image.dataset.grande) {
      this.image.dataset.grande = "oui";
      this.image.src = grande;
    }
  }

  agrandir(facteur) {
    const { planche } = this;
    const milieu = [(planche.scrollLeft + planche.clientWidth / 2) / (planche.scrollWidth || 1),
      (planche.scrollTop + planche.clientHeight / 2) / (planche.scrollHeight || 1)];
    this.zoom = facteur === null ? 1 : Math.min(MAXIMUM, Math.max(0.5, this.zoom * facteur));
    if (facteur === null) this.quarts = 0;
    this.poser();
    planche.scrollLeft = milieu[0] * planche.scrollWidth - planche.clientWidth / 2;
    planche.scrollTop = milieu[1] * planche.scrollHeight - planche.clientHeight / 2;
  }

  tourner(quarts) {
    this.quarts = (this.quarts + quarts + 4) % 4;
    this.poser();
  }

  tirer() {
    const { planche } = this;
    planche.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      const depuis = [event.clientX + planche.scrollLeft, event.clientY + planche.scrollTop];
      const bouger = (suite) => {
        planche.scrollLeft = depuis[0] - suite.clientX;
        planche.scrollTop = depuis[1] - suite.clientY;
      };
      const lacher = () => {
        planche.classList.remove("planche--tiree");
        planche.removeEventListener("pointermove", bouger);
      };
      planche.classList.add("planche--tiree");
      planche.setPointerCapture(event.pointerId);
      planche.addEventListener("pointermove", bouger);
      planche.addEventListener("pointerup", lacher, { once: true });
      planche.addEventListener("pointercancel", lacher, { once: true });
    });
  }
}

class Visionneuse {
  constructor(racine) {
    this.racine = racine;
    this.plaques = [...racine.querySelectorAll("[data-plaque]")];
    this.vues = this.plaques.map((plaque) => new Vue(plaque));
    this.liens = [...racine.querySelectorAll("[data-image]")];
    this.ici = 0;
    racine.classList.add("vive");
    racine.querySelector("[data-outils]")?.removeAttribute("hidden");
    this.liens.forEach((lien) => lien.addEventListener("click", (event) => {
      event.preventDefault();
      this.montrer(Number(lien.dataset.image) - 1);
    }));
    racine.querySelectorAll("[data-outil]").forEach((bouton) =>
      bouton.addEventListener("click", () => this.faire(bouton.dataset.outil, bouton)));
    window.addEventListener("resize", () => this.vues[this.ici]?.poser());
    this.montrer(0, false);
  }

  get plaque() { return this.plaques[this.ici]; }

  montrer(rang, annoncer = true) {
    if (!this.plaques.length) return;
    this.ici = (rang + this.plaques.length) % this.plaques.length;
    this.plaques.forEach((plaque, n) => { plaque.hidden = n !== this.ici; });
    this.liens.forEach((lien, n) => {
      if (n === this.ici) lien.setAttribute("aria-current", "true");
      else lien.removeAttribute("aria-current");
    });
    this.vues[this.ici].poser();
    this.devancer();
    this.racine.dispatchEvent(new CustomEvent("image", { detail: { objet: this.plaque.dataset.objet, annoncer } }));
    if (annoncer) this.plaque.focus({ preventScroll: true });
  }

  // The one after this is there before it is asked for; the others wait, so that nobody is noted as having seen them.
  devancer() {
    const suivante = this.vues[this.ici + 1]?.image;
    if (suivante) suivante.loading = "eager";
  }

  faire(outil, bouton) {
    const vue = this.vues[this.ici];
    const gestes = {
      suivante: () => this.montrer(this.ici + 1),
      precedente: () => this.montrer(this.ici - 1),
      plus: () => vue.agrandir(PAS),
      moins: () => vue.agrandir(1 / PAS),
      ajuster: () => vue.agrandir(null),
      droite: () => vue.tourner(1),
      gauche: () => vue.tourner(-1),
      cadres: () => this.cadres(),
      aide: () => document.querySelector("dialog.touches")?.showModal(),
    };
    if (!vue || !gestes[outil]) return false;
    gestes[outil](bouton);
    return true;
  }

  cadres() {
    const caches = this.racine.classList.toggle("sans-cadres");
    this.racine.querySelector("[data-outil=cadres]")?.setAttribute("aria-pressed", String(!caches));
  }
}

for (const racine of document.querySelectorAll("[data-visionneuse]")) {
  const visionneuse = new Visionneuse(racine);
  touches((touche) => TOUCHES[touche] !== undefined && visionneuse.faire(TOUCHES[touche]));
}
