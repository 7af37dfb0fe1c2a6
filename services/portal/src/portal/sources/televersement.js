// Step 5: files are sent one by one as they are chosen, dropped or photographed; verdicts arrive as they fall.
"use strict";

const pieces = document.querySelector("[data-adresse]");
const FORMATS = /\.(jpe?g|jpe|jfif|png|bmp|dib|tiff?|heic|heif|hif|pdf)$/i;
const announce = (text) => { document.getElementById("annonce").textContent = text; };
document.body.classList.add("avec-script");

// What can be said without sending: the service decides.
function refusal(file) {
  const mega = (file.size / 1024 / 1024).toFixed(1).replace(".", ",");
  if (file.size > Number(pieces.dataset.tailleMax)) return `Il pèse ${mega} Mo, le maximum est 11 Mo : réduisez-le ou photographiez la page de nouveau.`;
  if (file.size === 0) return "Ce fichier est vide.";
  if (!FORMATS.test(file.name)) return "Seuls les fichiers JPG, PNG, BMP, TIFF, HEIC et PDF sont acceptés.";
  return "";
}

function line(type, file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const state = document.createElement("span");
  name.textContent = file.name;
  item.append(name, state);
  document.querySelector(`[data-envois="${type}"]`).append(item);
  return { item, state, name: file.name };
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "fr-btn fr-btn--sm fr-btn--secondary";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function tell(row, words, ...buttons) {
  row.state.textContent = words;
  row.item.querySelectorAll("progress, button").forEach((part) => part.remove());
  row.item.classList.add("fr-message", "fr-message--error");
  row.item.append(...buttons, button("Masquer", () => row.item.remove()));
}

let queue = Promise.resolve();
let pending = 0;
function enqueue(form, file, row, key) {
  pending += 1;
  queue = queue.then(() => send(form, file, row, key)).finally(() => { pending -= 1; });
}

// Who leaves while a file is on its way would lose it: a form waits for the last file, and goes only if all arrived.
document.addEventListener("submit", (event) => {
  if (!pending) return;
  event.preventDefault();
  const { target, submitter } = event;
  announce("L’envoi des fichiers se termine, puis la page suivante s’ouvre.");
  queue.then(() => {
    if (target.isConnected && !document.querySelector(".envois .fr-message--error")) target.requestSubmit(submitter);
  });
}, { capture: true });
window.addEventListener("beforeunload", (event) => { if (pending) event.preventDefault(); });

function send(form, file, row, key) {
  return new Promise((done) => {
    const type = form.dataset.envoi;
    const body = new FormData();
    for (const field of form.querySelectorAll("input[type=hidden]")) body.set(field.name, field.name === "_cle" ? key : field.value);
    body.set("fichier", file, file.name);
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", `Envoi de ${file.name}`);
    row.item.classList.remove("fr-message", "fr-message--error");
    row.item.querySelectorAll("progress, button").forEach((part) => part.remove());
    row.item.append(bar);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = Math.round(100 * event.loaded / event.total);
      row.state.textContent = bar.value < 100 ? `${bar.value} %` : "Envoyé, lecture…";
    });
    const again = () => button("Réessayer", () => enqueue(form, file, row, key));
    request.addEventListener("load", () => {
      if (request.getResponseHeader("HX-Redirect")) tell(row, "Votre session a pris fin : connectez-vous dans un autre onglet, puis réessayez.", again());
      else if (request.status === 200) {
        row.item.remove();
        show(type, request.responseText);
        announce(`${file.name} est joint, le contrôle est en cours.`);
      } else if (request.status >= 500 || request.status === 429) tell(row, "Le service n’a pas répondu : les autres fichiers sont gardés.", again());
      else tell(row, text(request.responseText));
      done();
    });
    for (const fault of ["error", "timeout", "abort"]) {
      request.addEventListener(fault, () => {
        tell(row, "L’envoi a été interrompu : ce fichier n’est pas joint, les autres sont gardés.", again());
        done();
      });
    }
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.send(body);
  });
}

function text(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.replace(/\s+/g, " ").trim();
}

function take(form, files) {
  const type = form.dataset.envoi;
  const known = new Set([...document.querySelectorAll(`[data-etat="${type}"] [data-fichier]`)].map((part) => part.dataset.nom));
  for (const file of files) {
    const row = line(type, file);
    const key = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const fault = refusal(file);
    if (fault) tell(row, fault);
    else if (form.hasAttribute("data-depot") && known.has(file.name)) tell(row, "Un fichier de ce nom est déjà joint à cette pièce.", button("L’envoyer quand même", () => enqueue(form, file, row, key)));
    else enqueue(form, file, row, key);
    known.add(file.name);
  }
}

// A piece as it stands now, in place of what was shown; whoever types there is not disturbed.
function show(type, html) {
  const state = document.querySelector(`[data-etat="${type}"]`);
  if (!state) return;
  const open = document.activeElement;
  if (open && state.contains(open) && open.value && ["TEXTAREA", "INPUT"].includes(open.tagName)) {
    open.addEventListener("blur", () => refresh(type), { once: true });
    return;
  }
  const made = new DOMParser().parseFromString(html, "text/html");
  const held = state.contains(open);
  state.replaceChildren(...made.body.childNodes);
  if (held) state.parentElement.focus();
  const said = state.querySelector(".piece__compte")?.textContent.match(/(\d+) pages? \/ (\d+)/);
  const drop = state.parentElement.querySelector("form[data-depot]");
  if (said && drop) drop.hidden = Number(said[1]) >= Number(said[2]);
}

async function refresh(type) {
  const answer = await fetch(`${pieces.dataset.adresse}/${type}`, { headers: { "HX-Request": "true" } });
  if (answer.ok) show(type, await answer.text());
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-envoi]");
  if (!form || event.target.type !== "file" || !event.target.files.length) return;
  take(form, [...event.target.files]);
  event.target.value = "";
});
for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest?.(".piece")?.querySelector("form[data-depot]:not([hidden])");
    if (!form) return;
    event.preventDefault();
    form.classList.toggle("depot--dessus", name === "dragover");
    if (name === "drop") take(form, [...event.dataTransfer.files]);
  });
}

if (pieces) {
  const source = new EventSource(pieces.dataset.fluxPieces);
  source.addEventListener("piece", async (event) => {
    const said = JSON.parse(event.data);
    const shown = document.querySelector(`[data-fichier="${said.id}"]`);
    if (shown?.dataset.controle === said.controle) return;
    await refresh(said.type);
    if (shown && said.controle !== "en_cours") announce(`${said.nom_fichier} : ${document.querySelector(`[data-fichier="${said.id}"] [data-verdict]`)?.textContent.trim()}.`);
  });
  window.addEventListener("pagehide", () => source.close());
}
