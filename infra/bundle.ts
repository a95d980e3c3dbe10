import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { BundleError, CACHE, ROOT, registryPackage, settle } from './cache.ts';
import { FUNCTIONS, type FunctionName, type FunctionNeeds } from './functions.ts';

/** The builds of argon2's native module: Lambda's, and that of the machine on which the tests load the bundles. */
export type NativeBuild = 'linux-arm64-gnu' | 'linux-x64-gnu';

/**
 * The directory of a function's code, ready for Lambda: `index.mjs`, which exports `handler`, its chunks and, where
 * passwords are verified, argon2's native module. The same sources give the same bytes, in a directory named after them.
 * Throws BundleError.
 */
export function bundleFunction(name: FunctionName, native: NativeBuild = 'linux-arm64-gnu'): string {
  const id = `${name} ${native}`;
  const made = bundles.get(id) ?? bundle(name, native);
  bundles.set(id, made);
  return made;
}

/** Of this process: a deployment and its tests ask for the same ones again and again. */
const bundles = new Map<string, string>();

function bundle(name: FunctionName, native: NativeBuild): string {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  try {
    build(name, draft);
    if (needs(name).hashes) copyFileSync(nativeModule(native), join(draft, 'argon2.node'));
    return settle(draft, join(CACHE, `${name}-${digest(draft)}`));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function needs(name: FunctionName): FunctionNeeds {
  return FUNCTIONS[name];
}

function build(name: FunctionName, outdir: string): void {
  buildSync({
    stdin: { contents: entry(name), resolveDir: ROOT, loader: 'ts' },
    absWorkingDir: ROOT,
    outdir,
    entryNames: 'index',
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported on demand (the clients that send messages) is loaded on demand.
    splitting: true,
    // Names stay: they are what a stack trace in the log is read by.
    minifySyntax: true,
    minifyWhitespace: true,
    format: 'esm',
    platform: 'node',
    // Packages' ES modules can be shaken; what esbuild takes for this platform by default can't.
    mainFields: ['module', 'main'],
    target: 'node20',
    legalComments: 'none',
    logLevel: 'error',
    alias: { '@node-rs/argon2': './infra/lambda/argon2.ts' },
    // Packages in CommonJS require Node's own modules.
    banner: { js: "import{createRequire as $r}from'node:module';const require=$r(import.meta.url);" },
  });
}

/** What Lambda loads: the group's handler behind the checks of the edge. */
function entry(name: FunctionName): string {
  const hasher = needs(name).hashes ? ', hasher: argon2Hasher' : '';
  const options = `{ name: '${name}'${hasher} }`;
  const call = { hosted: `httpFunction(${options}, 'pages', handle)`, jobs: `scheduledFunction(${options}, handle)` };
  return [
    "import { httpFunction, scheduledFunction } from '#runtime/lambda.ts';",
    `import { handler as handle } from '#functions/${name}/handler.ts';`,
    ...(hasher ? ["import { argon2Hasher } from '#adapters/argon2/hasher.ts';"] : []),
    `export const handler = ${name === 'hosted' || name === 'jobs' ? call[name] : `httpFunction(${options}, 'api', handle)`};`,
  ].join('\n');
}

function digest(directory: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(directory).sort())
    hash.update(`${file}\n`).update(readFileSync(join(directory, file)));
  return hash.digest('hex').slice(0, 16);
}

/** The native module of argon2's package for a platform, as the lock file pins it. */
function nativeModule(native: NativeBuild): string {
  const name = `@node-rs/argon2-${native}`;
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity: string }>>;
  };
  const pinned = lock.packages[`node_modules/${name}`];
  if (!pinned) throw new BundleError(`package-lock.json does not name ${name}; run npm install.`);
  return join(registryPackage({ name, ...pinned }), `argon2.${native}.node`);
}
