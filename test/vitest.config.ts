import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const ROOT = new URL('..', import.meta.url).pathname;

/** Files that put other modules in place of ours, which nobody else must get. */
const mocking = readdirSync(`${ROOT}test`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/${file}`)
  .filter((file) => /^vi\.mock\(/m.test(readFileSync(ROOT + file, 'utf8')));

const common = {
  root: ROOT,
  globalSetup: 'test/support/global-setup.ts',
  pool: 'forks',
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  root: ROOT,
  test: {
    maxWorkers: 2,
    projects: [
      // It takes seconds to load the SDK and the CDK: the files of a process share their modules.
      { test: { ...common, name: 'shared', include: ['test/**/*.test.ts'], exclude: mocking, isolate: false } },
      { test: { ...common, name: 'alone', include: mocking } },
    ],
  },
});
