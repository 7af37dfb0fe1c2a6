// Whoever works on it keeps it: a sign of life, but only when there was one. What was lost is told at once.
const prise = document.querySelector("[data-prise]")?.dataset.prise;
const SIGNE = 3 * 60 * 1000; // milliseconds between two signs of life; a hold lasts ten minutes or more

if (prise) {
  let vivant = false;
  for (const signe of ["keydown", "pointerdown", "wheel"]) {
    document.addEventListener(signe, () => { vivant = true; }, { passive: true });
  }
  const garder = async () => {
    if (!vivant) return;
    vivant = false;
    const corps = new FormData();
    corps.set("_jeton", document.querySelector("input[name=_jeton]").value);
    try {
      const reponse = await fetch(prise, { method: "POST", body: corps, headers: { "HX-Request": "true" } });
      document.getElementById("prise").innerHTML = await reponse.text();
    } catch {
      vivant = true; // the network was away: the next beat tries again
    }
  };
  setInterval(garder, SIGNE);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { vivant = true; garder(); } });
}
