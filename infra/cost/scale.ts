import { FUNCTIONS } from '#infra/functions.ts';
import { LIMITS } from './limits.ts';
import { CACHE_SECONDS, durationMs, environments } from './load.ts';
import type { Measured, Operation, OperationName } from './measured.ts';

const RATES = [1_000, 10_000, 100_000];

const FLOWS: readonly (readonly [string, readonly OperationName[]])[] = [
  ['password', ['InitiateAuth password']],
  ['SRP', ['InitiateAuth SRP', 'RespondToAuthChallenge SRP']],
  ['refresh', ['InitiateAuth refresh']],
];

const SIGN_UP: readonly OperationName[] = ['SignUp', 'ConfirmSignUp'];

const count = (value: number) => Math.round(value).toLocaleString('en-US');
const table = (heads: readonly string[], rows: readonly (readonly string[])[]) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Returns the tables of docs/scale.md, which are made from the measurements. A test compares them. */
export function scaleTables(measured: Measured): readonly string[] {
  return [unitsTable(measured), ratesTable(measured), configurationTable(measured), signUpTable(measured)];
}

function unitsTable({ operations }: Measured): string {
  const rows = Object.entries(operations).map(([name, operation]) => [
    name,
    String(operation.readUnits),
    String(operation.uncachedReadUnits),
    String(operation.tableWriteUnits),
    String(operation.indexWriteUnits),
    String(operation.roundTrips),
    `${durationMs(operation, operation.roundTrips)} ms`,
  ]);
  return table(
    ['operation', 'read units', 'without cache', 'write units, table', 'index', 'round trips', 'on Lambda'],
    rows,
  );
}

/**
 * Returns what one kind of sign-in demands at a rate per second, when the caches are warm.
 * @internal
 */
export function demand(rate: number, operations: readonly Operation[]) {
  const sum = (of: (operation: Operation) => number) => operations.reduce((all, one) => all + of(one), 0);
  const busy = sum((one) => environments(rate, durationMs(one, one.roundTrips)));
  const requests = rate * operations.length;
  return {
    requests,
    environments: busy,
    // Lambda admits ten requests per second for each environment that the quota allows, however short they are.
    concurrency: Math.max(busy, requests / 10),
    reads: rate * sum(({ readUnits }) => readUnits),
    writes: rate * sum(({ tableWriteUnits, indexWriteUnits }) => tableWriteUnits + indexWriteUnits),
    decrypts: busy * Math.max(...operations.map((one) => FUNCTIONS[one.function].purposes.length)),
  };
}

/** Prints a value together with the quota that it exceeds, or else with the initial limit that it exceeds. */
function against(value: number, quota: number, atFirst = quota): string {
  if (value > quota) return `${count(value)} **> ${count(quota)}**`;
  return value > atFirst ? `${count(value)} *> ${count(atFirst)}*` : count(value);
}

function ratesTable({ operations }: Measured): string {
  const rows = FLOWS.flatMap(([flow, names]) =>
    RATES.map((rate) => {
      const needed = demand(
        rate,
        names.map((name) => operations[name]),
      );
      return [
        `${count(rate)} ${flow}`,
        against(needed.requests, LIMITS.apiGatewayRequests, LIMITS.stageRequests),
        count(needed.environments),
        against(needed.concurrency, LIMITS.lambdaConcurrency),
        against(needed.reads, LIMITS.tableUnits, LIMITS.tableReadsAtFirst),
        against(needed.writes, LIMITS.tableUnits, LIMITS.tableWritesAtFirst),
        count(needed.decrypts),
      ];
    }),
  );
  return table(
    [
      'a second',
      'requests',
      'Lambda environments at work',
      'Lambda concurrency',
      'read units',
      'write units',
      'KMS requests when all are new at once',
    ],
    rows,
  );
}

function configurationTable({ operations }: Measured): string {
  const rows = FLOWS.flatMap(([flow, names]) =>
    RATES.map((rate) => {
      const { environments: busy } = demand(
        rate,
        names.map((name) => operations[name]),
      );
      // An environment serves all steps of a sign-in, so it reads everything that any of them needs.
      const most = (key: string) => Math.max(...names.map((name) => operations[name].sharedReads[key] ?? 0));
      const perSecond = (key: string) => (busy / CACHE_SECONDS) * most(key);
      return [`${count(rate)} ${flow}`, count(perSecond('table P#p')), count(perSecond('table C#c'))];
    }),
  );
  return table(['a second', 'pool and its keys (`P#p`), read units', 'app client (`C#c`), read units'], rows);
}

/**
 * Returns the write units of one sign-up with its confirmation, for each key that all users of a pool share, the most
 * units first.
 * @internal
 */
export function signUpWrites({ operations }: Measured): ReadonlyMap<string, number> {
  const writes = new Map<string, number>();
  for (const name of SIGN_UP) {
    for (const [key, units] of Object.entries(operations[name].sharedWrites)) {
      writes.set(key, (writes.get(key) ?? 0) + units);
    }
  }
  return new Map([...writes].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)));
}

function signUpTable(measured: Measured): string {
  const rows = [...signUpWrites(measured)].map(([key, units]) => {
    const [side, ...rest] = key.split(' ');
    return [`\`${rest.join(' ')}\``, side!, String(units), count(LIMITS.partitionWrites / units)];
  });
  return table(['key', 'of', 'write units', 'sign-ups a second on one partition'], rows);
}
