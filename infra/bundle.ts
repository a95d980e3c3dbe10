import { createHash, randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { buildSync } from 'esbuild';
import { BUILT_IN, EXTENSION, languagesIn } from '#adapters/catalogues/folder.ts';
import { OPERATIONS } from '#functions/operations.ts';
import type { OwnTexts } from '#ports/catalogues.ts';
import type { OperationRow } from '#protocol/operation.ts';
import { BundleError, CACHE, MADE, putInPlace, ROOT, registryPackage } from './cache.ts';
import { type FunctionName, needsOf } from './functions.ts';
import { prunableClient } from './sdk-client.ts';

/**
 * The builds of argon2's native module that bundles may have: one for Lambda, and one for the machine on which the
 * tests load the bundles.
 */
export type NativeBuild = 'linux-arm64-gnu' | 'linux-x64-gnu';

/**
 * Bundles a function for Lambda and returns the directory. It has `index.mjs`, which exports `handler`, its chunks and,
 * for a function that hashes passwords, argon2's native module. A function that speaks has the catalogues, in which the
 * texts of the operator take the place of those of the service. The same sources give the same bytes, in a directory
 * that is named after them. Throws BundleError.
 */
export function bundleFunction(
  name: FunctionName,
  native: NativeBuild = 'linux-arm64-gnu',
  ownTexts: OwnTexts = {},
): string {
  const { hashes, speaks } = needsOf(name);
  const added = { native: hashes && native, ownTexts: speaks && ownTexts };
  return once(JSON.stringify([name, added]), () => bundle(name, entry(name), added));
}

/** Bundles the function that examines a deployment from outside (infra/lambda/canary.ts). Throws BundleError. */
export function bundleCanary(): string {
  return once('canary', () => bundle('canary', "export { handler } from '#infra/lambda/canary.ts';"));
}

/** Returns the directory of the same kind for the function that brings the lines of the audit trail together (infra/lambda/audit.ts). */
export function bundleAudit(): string {
  return once('audit', () => bundle('audit', "export { handler } from '#infra/lambda/audit.ts';"));
}

/** The bundles that this process has made. A deployment and its tests ask for the same ones again and again. */
const bundles = new Map<string, string>();

function once(id: string, make: () => string): string {
  const made = bundles.get(id) ?? madeBefore(id, make);
  bundles.set(id, made);
  return made;
}

/** What an earlier process has made of the same sources is taken again: esbuild needs a second for each bundle. */
function madeBefore(id: string, make: () => string): string {
  const note = join(MADE, createHash('sha256').update(`${sources()}\n${id}`).digest('hex'));
  const known = existsSync(note) ? join(CACHE, readFileSync(note, 'utf8')) : undefined;
  if (known !== undefined && existsSync(known)) return known;
  const made = make();
  mkdirSync(MADE, { recursive: true });
  const draft = `${note}-${randomUUID()}`;
  writeFileSync(draft, basename(made));
  renameSync(draft, note);
  return made;
}

let fingerprint: string | undefined;

/** Returns a hash of all that bundles are made of: our sources, and the packages as the lock file pins them. */
function sources(): string {
  if (fingerprint !== undefined) return fingerprint;
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  for (const folder of ['infra', 'functions', 'shared']) {
    const files = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
      hash.update(`\n${relative(ROOT, path)}\n`).update(readFileSync(path));
    }
  }
  fingerprint = hash.digest('hex');
  return fingerprint;
}

/** What a bundle has beside its code. */
type Added = { readonly native?: NativeBuild | undefined; readonly ownTexts?: OwnTexts | undefined };

function bundle(name: string, contents: string, { native, ownTexts }: Added = {}): string {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  try {
    build(contents, draft);
    if (native) copyFileSync(nativeModule(native), join(draft, 'argon2.node'));
    if (ownTexts) writeCatalogues(join(draft, 'catalogues'), ownTexts);
    return putInPlace(draft, join(CACHE, `${name}-${digest(draft)}`));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Writes a file for each language. What neither the operator nor the language has is in English, which the code has. */
function writeCatalogues(folder: string, ownTexts: OwnTexts): void {
  mkdirSync(folder);
  const builtIn = languagesIn(BUILT_IN);
  for (const language of new Set([...builtIn, ...Object.keys(ownTexts)])) {
    const file = language + EXTENSION;
    const texts = builtIn.includes(language) ? JSON.parse(readFileSync(join(BUILT_IN, file), 'utf8')) : {};
    writeFileSync(join(folder, file), JSON.stringify({ ...texts, ...ownTexts[language] }));
  }
}

/** The packages that only @simplewebauthn/server needs, for certificates and the form of signatures. */
const CERTIFICATES = [
  '@peculiar/asn1-android',
  '@peculiar/asn1-ecc',
  '@peculiar/asn1-rsa',
  '@peculiar/asn1-schema',
  '@peculiar/asn1-x509',
  '@peculiar/asn1-x509-post-quantum',
  '@peculiar/x509',
  'reflect-metadata',
];

/** The clients of which a bundle needs one operation out of a hundred. */
const PRUNABLE = [
  '@aws-sdk/client-cloudwatch-logs',
  '@aws-sdk/client-lambda',
  '@aws-sdk/client-sesv2',
  '@aws-sdk/client-sns',
];

function build(contents: string, outdir: string): void {
  buildSync({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    absWorkingDir: ROOT,
    outdir,
    entryNames: 'index',
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Code that is imported on demand, such as the clients that send messages, stays in a chunk that is loaded on
    // demand.
    splitting: true,
    // Identifiers are not shortened, because the stack traces in the log need them.
    minifySyntax: true,
    minifyWhitespace: true,
    format: 'esm',
    platform: 'node',
    // esbuild can leave out unused parts of ES modules only. Its default for this platform would choose CommonJS.
    mainFields: ['module', 'main'],
    target: 'node20',
    legalComments: 'none',
    logLevel: 'error',
    alias: {
      '@node-rs/argon2': './infra/lambda/argon2.ts',
      '@aws-sdk/credential-provider-node': './infra/lambda/credentials.ts',
      ...Object.fromEntries(CERTIFICATES.map((name) => [name, './infra/lambda/certificates.ts'])),
      // css-tree imports it for an option that is not used.
      'source-map-js/lib/source-map-generator.js': './infra/lambda/source-map.ts',
      ...Object.fromEntries(PRUNABLE.map((name) => [name, prunableClient(name)])),
    },
    // Only the SDK's code for browsers imports it.
    external: ['bowser'],
    // CommonJS packages require Node's own modules.
    banner: { js: "import{createRequire as $r}from'node:module';const require=$r(import.meta.url);" },
  });
}

/** The adapters that only some bundles have: the need that asks for it, its option, its function and its module. */
const ADAPTERS = [
  ['hashes', 'hasher', 'argon2Hasher', '#adapters/argon2/hasher.ts'],
  ['speaks', 'catalogues', 'bundledCatalogues', '#adapters/aws/catalogues.ts'],
  ['sends', 'messages', 'awsMessages', '#adapters/aws/messages.ts'],
  ['sends', 'notificationLog', 'awsNotificationLog', '#adapters/aws/notification-log.ts'],
  ['defers', 'deferred', 'lambdaDeferred', '#adapters/aws/deferred.ts'],
  ['triggers', 'functions', 'awsFunctions', '#adapters/aws/triggers.ts'],
  ['encryptsCodes', 'senderCodes', 'awsSenderCodes', '#adapters/aws/sender-codes.ts'],
  ['wakesJobs', 'wakeJobs', 'lambdaWake', '#adapters/aws/wake.ts'],
] as const;

/** Returns the module that Lambda loads: the group's handler behind the checks of the edge. */
function entry(name: FunctionName): string {
  const adapters = ADAPTERS.filter(([need]) => needsOf(name)[need]);
  const signed = Object.entries<OperationRow>(OPERATIONS).flatMap(([operation, { group, auth }]) =>
    group === name && auth === 'sigv4' ? [operation] : [],
  );
  const options = `{
    name: '${name}',
    signed: ${JSON.stringify(signed)},
    adapters: { ${adapters.map(([, option, value]) => `${option}: ${value}`).join(', ')} },
  }`;
  const { route } = needsOf(name);
  const call = route ? `httpFunction(${options}, '${route.kind}', handle)` : `eventFunction(${options}, handle)`;
  return [
    "import { container } from '#runtime/container.ts';",
    "import { eventFunction, httpFunction } from '#runtime/lambda.ts';",
    `import { handler as handle } from '#functions/${name}/handler.ts';`,
    ...adapters.map(([, , value, module]) => `import { ${value} } from '${module}';`),
    `export const handler = ${call};`,
    // Lambda freezes a function that it keeps warm as soon as this module has loaded. A failure is logged, and the next
    // request tries again.
    'await container().catch(() => {});',
  ].join('\n');
}

function digest(directory: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)));
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(directory, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Returns the path of argon2's native module for a platform, in the version that the lock file pins. */
function nativeModule(native: NativeBuild): string {
  const name = `@node-rs/argon2-${native}`;
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity: string }>>;
  };
  const pinned = lock.packages[`node_modules/${name}`];
  if (!pinned) throw new BundleError(`package-lock.json does not name ${name}; run npm install.`);
  return join(registryPackage({ name, ...pinned }), `argon2.${native}.node`);
}
