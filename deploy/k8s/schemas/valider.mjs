// Reads objects as a JSON list from its input and says of each what its kind's schema does not allow, one line a fault.
//
// Two readings of the same published definitions: the validators find what is missing, out of bounds or of the wrong
// type; the TypeScript compiler, which refuses a property that a type does not have, finds what is misspelt. A kind that
// no package defines is a fault.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const PACKAGES = {
  'keda.sh': '@kubernetes-models/keda',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'external-secrets.io': '@kubernetes-models/external-secrets',
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
};
const HERE = dirname(fileURLToPath(import.meta.url));
const PROGRAM = join(HERE, 'objets.ts'); // never written: the compiler reads it from memory

const objects = JSON.parse(readFileSync(0, 'utf8'));
const faults = [];
const models = new Map();

for (const object of objects) {
  const { apiVersion, kind } = object;
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const module = `${PACKAGES[group] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
  if (!models.has(module)) models.set(module, await import(module).then((found) => found[kind], () => undefined));
}

const name = ({ kind, metadata }) => `${kind} ${metadata?.name}`;
const modelOf = ({ apiVersion, kind }) =>
  [...models].find(([module]) => module.endsWith(`/${apiVersion}/${kind}`));

const lines = [];
const types = new Map();
const owner = [];
for (const object of objects) {
  const [module, Model] = modelOf(object);
  if (!Model) {
    faults.push(`${name(object)}: no schema for ${object.apiVersion} ${object.kind}`);
    continue;
  }
  try {
    new Model(object).validate();
  } catch (fault) {
    faults.push(`${name(object)}: ${fault.message}`);
  }
  if (!types.has(module)) {
    types.set(module, `T${types.size}`);
    lines.push(`import type { I${object.kind} as ${types.get(module)} } from ${JSON.stringify(module)};`);
  }
  owner[lines.length] = object;
  lines.push(`export const o${lines.length}: ${types.get(module)} = ${JSON.stringify(object)};`);
}

const options = {
  strict: true, noEmit: true, skipLibCheck: true, types: [],
  module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022,
};
const host = ts.createCompilerHost(options);
const text = lines.join('\n');
const { fileExists, readFile, getSourceFile } = host;
host.fileExists = (file) => file === PROGRAM || fileExists.call(host, file);
host.readFile = (file) => (file === PROGRAM ? text : readFile.call(host, file));
host.getSourceFile = (file, version, ...rest) =>
  file === PROGRAM ? ts.createSourceFile(file, text, version) : getSourceFile.call(host, file, version, ...rest);
const program = ts.createProgram([PROGRAM], options, host);
for (const found of ts.getPreEmitDiagnostics(program)) {
  const line = found.file && found.start !== undefined ? found.file.getLineAndCharacterOfPosition(found.start).line : -1;
  const of = found.file?.fileName === PROGRAM ? owner[line] : undefined;
  faults.push(`${of ? name(of) : 'definitions'}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`);
}

process.stdout.write(faults.map((fault) => `${fault}\n`).join(''));
