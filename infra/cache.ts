import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What is made or fetched once and can be made or fetched again. */
export const CACHE = join(ROOT, 'node_modules/.cache/ownpool');

/** Something is missing for a bundle; its message says what, in one line. */
export class BundleError extends Error {}

/** Gives a finished draft its name; another process may have been quicker with the same content. */
export function putInPlace(draft: string, target: string): string {
  try {
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
  return target;
}

type Pinned = { readonly name: string; readonly version: string; readonly integrity: string };

/**
 * The directory of a package of another platform, which npm would not install here: fetched once from the registry and
 * compared with its integrity (https://www.w3.org/TR/SRI/). Throws BundleError.
 */
export function registryPackage({ name, version, integrity }: Pinned): string {
  const target = join(CACHE, `${name.replace(/[^\w-]/g, '-')}-${version}`);
  if (existsSync(target)) return target;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  const [algorithm = '', expected] = integrity.split(/-(.*)/s);
  try {
    const options: ExecFileSyncOptions = { cwd: draft, stdio: ['ignore', 'ignore', 'ignore'] };
    execFileSync('npm', ['pack', '--ignore-scripts', `${name}@${version}`], options);
    const archive = readdirSync(draft).find((file) => file.endsWith('.tgz'))!;
    const actual = createHash(algorithm)
      .update(readFileSync(join(draft, archive)))
      .digest('base64');
    if (actual !== expected) throw new BundleError(`${name}@${version} of the registry is not what is pinned here.`);
    execFileSync('tar', ['-xzf', archive], options);
    return putInPlace(join(draft, 'package'), target);
  } catch (error) {
    if (error instanceof BundleError) throw error;
    throw new BundleError(`Can't fetch ${name}@${version} with npm pack: the npm registry is needed once.`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
