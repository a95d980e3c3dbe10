import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { bundleFunction } from '#infra/bundle.ts';
import { ROOT } from './synthesised.ts';

export const SLOW = 240_000;
export const root = fileURLToPath(ROOT);

/** No credentials, no region, no home with either, and no way out: a proxy at which nobody listens. */
export function bareEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|OWNPOOL_|CI$)/.test(name));
  const proxy = 'http://127.0.0.1:9';
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    HTTPS_PROXY: proxy,
    HTTP_PROXY: proxy,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** A directory for the tests of a file. The path is there once a test begins. */
export function workDirectory(): () => string {
  let work = '';
  beforeAll(() => {
    // The network is needed once, for argon2's module.
    bundleFunction('sign-in');
    work = mkdtempSync(join(tmpdir(), 'ownpool-cdk-'));
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));
  return () => work;
}

/** The files of a synthesis, without the times that it took. */
function files(directory: string): Readonly<Record<string, string>> {
  const found = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    found
      .filter(({ name }) => name !== 'performance-counters.json')
      .map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(directory.length), readFileSync(path).toString('base64')];
      }),
  );
}

/** Runs `cdk synth` as an operator does, into a directory of this name. */
export async function cdkSynth(work: string, name: string, context: Readonly<Record<string, string>> = {}) {
  const output = join(work, name);
  const home = join(work, `home-${name}`);
  mkdirSync(home);
  const given = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const { stdout, stderr } = await promisify(execFile)(
    join(root, 'node_modules/.bin/cdk'),
    ['synth', '--output', output, ...given],
    { cwd: root, env: bareEnvironment(home), maxBuffer: 1 << 24 },
  );
  return { stdout, warnings: stderr.match(/^WARNING .*$/gm) ?? [], files: files(output) };
}

/** The names of the templates among the files of a synthesis. */
export const templates = (made: Readonly<Record<string, string>>) =>
  Object.keys(made)
    .filter((name) => name.endsWith('.template.json'))
    .sort();
