import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { CACHE, putInPlace, ROOT } from '#infra/cache.ts';

/** How a program of ours is started: from its source, as the scripts of package.json do, or built into one file. */
export type StartedFrom = 'source' | 'build';

/** The module that the one file stands for. All that looks for files beside its module is in this folder or another of adapters. */
const MODULE = pathToFileURL(join(ROOT, 'shared/adapters/local/module-functions.ts')).href;

const built = new Map<string, string>();

/**
 * The arguments with which Node starts a program, a path below the root. Node loads the thousand modules of a program in
 * TypeScript in a second of a core and those of its build in a fifth of that. The code is the same.
 */
export function argumentsFor(program: string, from: StartedFrom): readonly string[] {
  if (from === 'source') return ['--import', 'tsx', program];
  const path = built.get(program) ?? build(program);
  built.set(program, path);
  return [path];
}

/** Builds a program of ours; the path names what is in the file. */
function build(program: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [program],
    absWorkingDir: ROOT,
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['@node-rs/argon2'],
    define: { 'import.meta.url': JSON.stringify(MODULE) },
    logLevel: 'error',
    // CommonJS packages require Node's own modules.
    banner: { js: "import{createRequire as $r}from'node:module';const require=$r(import.meta.url);" },
  });
  const { contents } = outputFiles[0]!;
  const digest = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  mkdirSync(CACHE, { recursive: true });
  const draft = join(CACHE, `draft-${randomUUID()}`);
  writeFileSync(draft, contents);
  return putInPlace(draft, join(CACHE, `program-${digest}.mjs`));
}
