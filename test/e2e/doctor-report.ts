import { expect } from 'vitest';
import type { CliResult } from '#test/cli.ts';

/** The names of the steps that ended so. */
export const steps = ({ stdout }: CliResult, mark: 'ok' | 'FAIL' | 'warn') =>
  [...stdout.matchAll(new RegExp(`^${mark.padEnd(4)}  (.{10})  .+$`, 'gm'))].map((match) => match[1]!.trim());

/** The text of the one line that begins so. */
export const line = ({ stdout }: CliResult, mark: string, step: string) => {
  const found = stdout.split('\n').filter((one) => one.startsWith(`${mark.padEnd(4)}  ${step.padEnd(10)}  `));
  expect(found).toHaveLength(1);
  return found[0]!.slice(18);
};
