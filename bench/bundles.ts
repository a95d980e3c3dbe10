import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFunction } from '#infra/bundle.ts';
import { FUNCTIONS, type FunctionName } from '#infra/functions.ts';
import { startLambda } from '#test/lambda-process.ts';
import { node24 } from '#test/node24.ts';
import { median } from './load.ts';

/** The row of a function in the table of bundles (bench/bundles.json). A kilobyte has 1,000 bytes. */
export type BundleRow = {
  /** The size of all JavaScript in the bundle, including what is loaded only on demand. */
  readonly codeKB: number;
  /** The size of the part of it that is loaded at the start. */
  readonly startKB: number;
  /** The size of argon2's native module, or 0 if the bundle does not have it. */
  readonly nativeKB: number;
  /** The time to load the module in a fresh process, in milliseconds: the median of seven runs. */
  readonly node20: number;
  readonly node24: number;
};

const TABLE = new URL('./bundles.json', import.meta.url);
const LOADS = 7;

export function codeKB(asset: string): number {
  return kilobytes(asset, (file) => file.endsWith('.mjs'));
}

/** Returns the size of what `index.mjs` imports at once, itself included. What it imports on demand waits for a request. */
export function startKB(asset: string): number {
  const loaded = new Set<string>();
  const load = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    const code = readFileSync(join(asset, file), 'utf8');
    for (const [, name = ''] of code.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) load(name);
  };
  load('index.mjs');
  return kilobytes(asset, (file) => loaded.has(file));
}

function kilobytes(asset: string, counts: (file: string) => boolean): number {
  const files = readdirSync(asset).filter(counts);
  return Math.round(files.reduce((sum, file) => sum + statSync(join(asset, file)).size, 0) / 1000);
}

async function loadTime(asset: string, node: string): Promise<number> {
  const times: number[] = [];
  for (let load = 0; load < LOADS; load++) {
    const lambda = await startLambda(asset, {}, node);
    times.push(lambda.loaded);
    await lambda.stop();
  }
  return Math.round(median(times));
}

async function measure(): Promise<Readonly<Record<string, BundleRow>>> {
  const rows: [string, BundleRow][] = [];
  for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
    const asset = bundleFunction(name, 'linux-x64-gnu');
    const times = { node20: await loadTime(asset, process.execPath), node24: await loadTime(asset, node24()) };
    const nativeKB = kilobytes(asset, (file) => file.endsWith('.node'));
    rows.push([name, { codeKB: codeKB(asset), startKB: startKB(asset), nativeKB, ...times }]);
  }
  return Object.fromEntries(rows);
}

/** Returns the table of docs/benchmarks.md. */
export function bundleTable(rows: Readonly<Record<string, BundleRow>>): string {
  const lines = Object.entries(rows).map(
    ([name, { codeKB, startKB, nativeKB, node20, node24 }]) =>
      `| ${name} | ${codeKB} KB | ${startKB} KB | ${nativeKB ? `${nativeKB} KB` : ''} | ${node20} ms | ${node24} ms |`,
  );
  return [
    '| function | code | of it at the start | argon2 | load, Node 20 | load, Node 24 |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const rows = await measure();
  writeFileSync(TABLE, `${JSON.stringify(rows, null, 2)}\n`);
  console.log(bundleTable(rows));
  console.error('bench/bundles.json is written. Put the table into docs/benchmarks.md.');
}
