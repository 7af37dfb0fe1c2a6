// The proof of work of a form, by ALTCHA's widget and its worker, all from this site.
"use strict";

const { altcha, francais, ouvrier } = document.getElementById("captcha-module").dataset;

await import(altcha);
globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(ouvrier));
await import(francais);
