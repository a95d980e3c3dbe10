import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The directory of files that are made or fetched once, and can be made or fetched again. */
export const CACHE = join(ROOT, 'node_modules/.cache/ownpool');

/** Notes of which bundles were made of which sources. */
export const MADE = join(CACHE, 'made');

/** The error for a bundle that cannot be made. Its message says in one line what is missing. */
export class BundleError extends Error {}

/** Renames a finished draft to its target. If another process was quicker with the same content, its result stays. */
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
 * Returns the directory of a package of another platform, which npm would not install here. The package is fetched once
 * from the registry, and its integrity is checked (https://www.w3.org/TR/SRI/). Throws BundleError.
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
    if (actual !== expected)
      throw new BundleError(`${name}@${version} of the registry has another integrity than package-lock.json.`);
    execFileSync('tar', ['-xzf', archive], options);
    return putInPlace(join(draft, 'package'), target);
  } catch (error) {
    if (error instanceof BundleError) throw error;
    throw new BundleError(
      `${name}@${version} can't be fetched with npm pack: the npm registry must be reachable once.`,
    );
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
