// Frames on a scanned page: drawn with the mouse, moved, pulled at their corners; the numbers beside them follow.
const scan = document.querySelector("[data-scan]");
const saisie = document.querySelector("form[data-saisie]");
const COTES = ["x", "y", "largeur", "hauteur"];
const MINIMUM = 1; // per cent

class Cadre {
  constructor(nom) {
    this.nom = nom;
    this.champs = Object.fromEntries(COTES.map((cote) => [cote, saisie.elements[`${nom}_${cote}`]]));
    this.element = document.createElement("div");
    this.element.className = `cadre-mobile cadre-mobile--${nom}`;
    this.element.innerHTML = '<span class="cadre-mobile__nom"></span><span class="cadre-mobile__coin"></span>';
    this.element.firstChild.textContent = nom === "photo" ? "Photo" : "Signature";
    scan.append(this.element);
    this.element.addEventListener("pointerdown", (event) => this.saisir(event));
    Object.values(this.champs).forEach((champ) => champ.addEventListener("input", () => this.poser()));
    this.poser();
  }

  get valeurs() { return COTES.map((cote) => Number.parseFloat(this.champs[cote].value)); }

  ecrire(valeurs) {
    const [x, y, large, haut] = valeurs;
    const l = Math.min(100, Math.max(MINIMUM, large)), h = Math.min(100, Math.max(MINIMUM, haut));
    const juste = [Math.min(100 - l, Math.max(0, x)), Math.min(100 - h, Math.max(0, y)), l, h];
    COTES.forEach((cote, n) => { this.champs[cote].value = juste[n].toFixed(2); });
    this.poser();
  }

  poser() {
    const valeurs = this.valeurs;
    this.element.hidden = valeurs.some(Number.isNaN);
    if (this.element.hidden) return;
    ["left", "top", "width", "height"].forEach((cote, n) => { this.element.style[cote] = `${valeurs[n]}%`; });
  }

  saisir(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const place = scan.getBoundingClientRect();
    const [x, y, large, haut] = this.valeurs;
    const coin = event.target.classList.contains("cadre-mobile__coin");
    const depuis = [event.clientX, event.clientY];
    const bouger = (suite) => {
      const dx = (100 * (suite.clientX - depuis[0])) / place.width;
      const dy = (100 * (suite.clientY - depuis[1])) / place.height;
      this.ecrire(coin ? [x, y, large + dx, haut + dy] : [x + dx, y + dy, large, haut]);
    };
    const lacher = () => this.element.removeEventListener("pointermove", bouger);
    this.element.setPointerCapture(event.pointerId);
    this.element.addEventListener("pointermove", bouger);
    this.element.addEventListener("pointerup", lacher, { once: true });
    this.element.addEventListener("pointercancel", lacher, { once: true });
  }
}

if (scan && saisie) {
  scan.querySelector("svg")?.remove();
  const cadres = ["photo", "signature"].map((nom) => new Cadre(nom));
  // On bare paper the first frame that is missing is drawn.
  scan.addEventListener("pointerdown", (event) => {
    const manquant = cadres.find((cadre) => cadre.element.hidden);
    if (!manquant || event.button !== 0 || event.target.closest(".cadre-mobile")) return;
    event.preventDefault();
    const place = scan.getBoundingClientRect();
    const part = (suite) => [(100 * (suite.clientX - place.left)) / place.width, (100 * (suite.clientY - place.top)) / place.height];
    const debut = part(event);
    const bouger = (suite) => {
      const fin = part(suite);
      manquant.ecrire([Math.min(debut[0], fin[0]), Math.min(debut[1], fin[1]), Math.abs(fin[0] - debut[0]), Math.abs(fin[1] - debut[1])]);
    };
    scan.setPointerCapture(event.pointerId);
    scan.addEventListener("pointermove", bouger);
    scan.addEventListener("pointerup", () => scan.removeEventListener("pointermove", bouger), { once: true });
  });
}
