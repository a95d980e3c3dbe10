import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, putInPlace, ROOT } from './cache.ts';

/** The shapes of all operations of a client. */
const SCHEMAS = 'dist-es/schemas/schemas_0.js';
/** These are not for bundles. */
const UNUSED = ['dist-cjs', 'dist-types'];

/**
 * Copies a client of the AWS SDK and returns the directory of the copy, of which esbuild can leave out the shapes of the
 * operations that are not called. In the original, names of properties are constants, as in `{ [_hH]: 1 }`. Such an
 * expression may have effects as far as esbuild knows, so it would be kept with all that it needs. In the copy the names
 * are plain.
 */
export function prunableClient(name: string): string {
  const original = join(ROOT, 'node_modules', name);
  const schemas = withPlainNames(readFileSync(join(original, SCHEMAS), 'utf8'));
  const description = neededOf(JSON.parse(readFileSync(join(original, 'package.json'), 'utf8')));
  const digest = createHash('sha256').update(schemas).update(JSON.stringify(description)).digest('hex').slice(0, 16);
  const target = join(CACHE, `${name.replace(/[^\w-]/g, '-')}-${description.version}-${digest}`);
  if (existsSync(target)) return target;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  try {
    cpSync(original, draft, { recursive: true, filter: (path) => !UNUSED.some((one) => path === join(original, one)) });
    writeFileSync(join(draft, SCHEMAS), schemas);
    writeFileSync(join(draft, 'package.json'), JSON.stringify(description));
    return putInPlace(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** A client has its package.json in the bundle, to tell its version, and esbuild reads where the modules are. */
const NEEDED = ['name', 'version', 'type', 'main', 'module', 'sideEffects'];

function neededOf(description: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(NEEDED.map((member) => [member, description[member]]));
}

function withPlainNames(schemas: string): string {
  const constants = new Map<string, string>();
  for (const [, name = '', text = ''] of schemas.matchAll(/^const (\w+) = ("\w*");$/gm)) constants.set(name, text);
  return schemas.replace(/\[(\w+)\]:/g, (all, name) => (constants.has(name) ? `${constants.get(name)}:` : all));
}
