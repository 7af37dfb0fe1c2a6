// The provider's own pages, in French; everything that is not constant is escaped.
const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => ESCAPES[sign]);

const cadre = (titre, corps) => `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(titre)} – FranceConnect (simulateur)</title>
<style>body{font:1.1rem/1.5 "Open Sans",sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem;color:#161616}
button{font:inherit;padding:.6rem 1rem;margin:.3rem 0;border:1px solid #000091;background:#fff;color:#000091}
button.oui{background:#000091;color:#fff}button:focus{outline:3px solid #0a76f6;outline-offset:2px}</style></head>
<body><main><h1>${escape(titre)}</h1>${corps}</main></body></html>`;

const bouton = (action, nom, texte, classe = '') => `<form method="post" action="${escape(action)}">
<button class="${classe}" name="choix" value="${escape(nom)}">${escape(texte)}</button></form>`;

export function connexion(uid, personnes) {
  const action = `/interaction/${uid}/connexion`;
  const choix = Object.entries(personnes).map(([id, { given_name: prenoms, family_name: nom, preferred_username: usage }]) =>
    bouton(action, id, `${prenoms} ${nom}${usage ? `, nom d’usage ${usage}` : ''}`, 'oui'));
  return cadre('Se connecter avec FranceConnect', `<p>Simulateur : choisissez qui vous êtes.</p>${choix.join('')}
${bouton(`/interaction/${uid}/annulation`, 'annuler', 'Revenir au site sans me connecter')}`);
}

export function consentement(uid, claims) {
  return cadre('Continuer sur le site', `<p>FranceConnect lui transmettra :</p>
<ul>${claims.map((claim) => `<li>${escape(claim)}</li>`).join('')}</ul>
${bouton(`/interaction/${uid}/consentement`, 'oui', 'Continuer', 'oui')}
${bouton(`/interaction/${uid}/annulation`, 'annuler', 'Refuser')}`);
}

export const erreur = ({ error, error_description: description = '' }) =>
  cadre('La connexion a échoué', `<p>${escape(error)}</p><p>${escape(description)}</p>`);

export const deconnexion = (form) => cadre('Se déconnecter de FranceConnect ?', `${form}
<button class="oui" form="op.logoutForm" value="yes" name="logout">Me déconnecter</button>`);

export const deconnecte = () => cadre('Vous êtes déconnecté', '<p>Vous pouvez fermer cette page.</p>');
