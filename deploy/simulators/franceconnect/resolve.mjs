// A loader hook: whoever in oidc-provider asks for node:crypto gets it with the function that Node 18 lacks.
const SHIM = new URL('crypto.mjs', import.meta.url).href;

export async function resolve(specifier, context, next) {
  const theirs = specifier === 'node:crypto' && context.parentURL?.includes('/oidc-provider/');
  return theirs ? { url: SHIM, shortCircuit: true } : next(specifier, context);
}
