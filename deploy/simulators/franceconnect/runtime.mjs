// What oidc-provider expects of its runtime and Node 18, which Debian 12 has, keeps elsewhere or lacks; newer ones
// are left as they are. To be imported before oidc-provider is.
import * as crypto from 'node:crypto';
import { register } from 'node:module';

globalThis.crypto ??= crypto.webcrypto;
URL.parse ??= (url, base) => (URL.canParse(url, base) ? new URL(url, base) : null);
if (!crypto.hash) register('./resolve.mjs', import.meta.url);
