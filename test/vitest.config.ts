import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const ROOT = new URL('..', import.meta.url).pathname;

/** Files that put other modules in place of ours, which nobody else must get, or use a client that keeps its user in its modules. */
const alone = readdirSync(`${ROOT}test`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/${file}`)
  .filter((file) => /^\s*vi\.(do)?mock\(|from '@aws-amplify\//im.test(readFileSync(ROOT + file, 'utf8')));

/** A process that shares its modules ends before a file that wants its own, so those come first; then what takes long. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification) =>
      project.name === 'alone' ? 0 : /\/test\/(e2e|faults|infra)\//.test(moduleId) ? 1 : 2;
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

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
    sequence: { sequencer: InOrder },
    projects: [
      // It takes seconds to load the SDK and the CDK: the files of a process share their modules.
      { test: { ...common, name: 'shared', include: ['test/**/*.test.ts'], exclude: alone, isolate: false } },
      { test: { ...common, name: 'alone', include: alone } },
    ],
  },
});
