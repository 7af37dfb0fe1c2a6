// FranceConnect v2 as oidc-provider plays it: signed userinfo (ES256), access tokens of sixty seconds, eidas1 only.
//
// node server.mjs reads FRANCECONNECT_PORT, _CLIENT_ID, _CLIENT_SECRET (or _CLIENT_SECRET_FILE), _REDIRECT_URI,
// _POST_LOGOUT_URI of its environment; it listens on the loopback address alone, unless _HOST and _ISSUER say otherwise. Its key is new at each start: a restart is a rotation.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { connexion, consentement, deconnecte, deconnexion, erreur } from './pages.mjs';
import { CLAIMS, PERSONNES, findAccount, sub } from './personnes.mjs';
import './runtime.mjs';

const { default: Provider } = await import('oidc-provider'); // not before the runtime is as it expects

const HOST = process.env.FRANCECONNECT_HOST ?? '127.0.0.1';
const MOST = 4096; // bytes of a form of ours
const { FRANCECONNECT_PORT: port, FRANCECONNECT_CLIENT_ID: client_id } = process.env;

const issuer = process.env.FRANCECONNECT_ISSUER ?? `http://${HOST}:${port}`;
const secret_file = process.env.FRANCECONNECT_CLIENT_SECRET_FILE;

const provider = new Provider(issuer, {
  clients: [{
    client_id,
    client_secret: secret_file ? readFileSync(secret_file, 'ascii').trim() : process.env.FRANCECONNECT_CLIENT_SECRET,
    redirect_uris: [process.env.FRANCECONNECT_REDIRECT_URI],
    post_logout_redirect_uris: [process.env.FRANCECONNECT_POST_LOGOUT_URI],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'ES256',
    userinfo_signed_response_alg: 'ES256',
  }],
  acrValues: ['eidas1'],
  claims: CLAIMS,
  cookies: { keys: [randomBytes(32).toString('hex')] },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'], userinfoSigningAlgValues: ['ES256'] },
  features: {
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => { ctx.body = deconnexion(form); },
      postLogoutSuccessSource: (ctx) => { ctx.body = deconnecte(); },
    },
  },
  findAccount,
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  jwks: { keys: [{ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), use: 'sig' }] },
  pkce: { required: () => true },
  renderError: (ctx, out) => { ctx.type = 'html'; ctx.body = erreur(out); },
  routes: {
    authorization: '/api/v2/authorize',
    token: '/api/v2/token',
    userinfo: '/api/v2/userinfo',
    jwks: '/api/v2/jwks',
    end_session: '/api/v2/session/end',
  },
  ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 600, Session: 1800, Grant: 1800 },
});

const ACTES = {
  async connexion(req, res, details) {
    const choix = (await formulaire(req)).get('choix');
    if (!Object.hasOwn(PERSONNES, choix)) return refuser(res, 400, 'invalid_request');
    return finir(req, res, { login: { accountId: sub(choix), acr: 'eidas1' } });
  },
  async consentement(req, res, { params, session, grantId, prompt }) {
    const grant = grantId
      ? await provider.Grant.find(grantId)
      : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope((prompt.details.missingOIDCScope ?? []).join(' '));
    return finir(req, res, { consent: { grantId: await grant.save() } });
  },
  async annulation(req, res) {
    return finir(req, res, { error: 'access_denied', error_description: 'User auth aborted' });
  },
};

const finir = (req, res, result) =>
  provider.interactionFinished(req, res, result, { mergeWithLastSubmission: !result.login });

async function formulaire(req) {
  let corps = '';
  for await (const morceau of req) {
    corps += morceau;
    if (corps.length > MOST) throw new RangeError('form too large');
  }
  return new URLSearchParams(corps);
}

function page(res, html, status = 200) {
  res.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(html);
}

const refuser = (res, status, error) => page(res, erreur({ error }), status);

function montrer(res, { uid, prompt, params }) {
  if (prompt.name === 'login') return page(res, connexion(uid, PERSONNES));
  return page(res, consentement(uid, params.scope.split(' ').flatMap((scope) => CLAIMS[scope] ?? [])));
}

async function interaction(req, res, acte) {
  const details = await provider.interactionDetails(req, res);
  if (req.method === 'GET' && !acte) return montrer(res, details);
  if (req.method === 'POST' && Object.hasOwn(ACTES, acte ?? '')) return ACTES[acte](req, res, details);
  return refuser(res, 404, 'not_found');
}

const callback = provider.callback();

createServer((req, res) => {
  const found = /^\/interaction\/[\w-]+(?:\/([a-z]+))?$/.exec(req.url);
  if (!found) return callback(req, res);
  return interaction(req, res, found[1]).catch((fault) => refuser(res, 400, fault.name));
}).listen(Number(port), HOST);

process.on('SIGTERM', () => process.exit(0));
