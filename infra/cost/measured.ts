import { readFileSync } from 'node:fs';
import type { FunctionName } from '#infra/functions.ts';

/** The average cost of one call of an operation, as measured by `npm run measure`. */
export type Operation = {
  readonly function: FunctionName;
  /** The processor time of the whole process, on the machine that measured. */
  readonly cpuMs: number;
  /** The requests to the table, with the pool, the app client and the keys in the cache of the process. */
  readonly roundTrips: number;
  readonly readUnits: number;
  /** The write units of the table, and those of its index. They cost the same, but are throttled separately. */
  readonly tableWriteUnits: number;
  readonly indexWriteUnits: number;
  /** The requests and read units in a process whose cache is empty or older than ten seconds. */
  readonly uncachedRoundTrips: number;
  readonly uncachedReadUnits: number;
  /** The sizes of the bodies, and of the function's log lines. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly logBytes: number;
  /** The bytes that a call leaves in the table and in its index, and how many of them expire by themselves. */
  readonly tableBytes: number;
  readonly indexBytes: number;
  readonly expiringBytes: number;
  /** The write units per call on keys that all users of a pool share, such as `index P#p#U`. */
  readonly sharedWrites: Readonly<Record<string, number>>;
  /** The read units per call on such keys, in a process with an empty cache. */
  readonly sharedReads: Readonly<Record<string, number>>;
};

/** @internal */
export const OPERATION_NAMES = [
  'SignUp',
  'ConfirmSignUp',
  'InitiateAuth password',
  'InitiateAuth password after a wrong one',
  'InitiateAuth wrong password',
  'InitiateAuth SRP',
  'RespondToAuthChallenge SRP',
  'RespondToAuthChallenge SRP after a wrong password',
  'InitiateAuth refresh',
  'GetUser',
  'GlobalSignOut',
  'ForgotPassword',
  'ConfirmForgotPassword',
  'AdminGetUser',
  'ListUsers page of 60',
  'JWKS',
  'jobs round',
] as const;

export type OperationName = (typeof OPERATION_NAMES)[number];

export type Measured = {
  readonly date: string;
  readonly machine: string;
  readonly operations: Readonly<Record<OperationName, Operation>>;
};

/**
 * The file that the benchmark writes.
 * @internal
 */
export const MEASURED_FILE = new URL('./measured.json', import.meta.url);

/**
 * Reads the last measurement. It is checked in, so that tests can compare the tables in docs/costs.md and docs/scale.md
 * with it.
 */
export function readMeasured(): Measured {
  return JSON.parse(readFileSync(MEASURED_FILE, 'utf8')) as Measured;
}
