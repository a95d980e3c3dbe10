import { readFileSync } from 'node:fs';
import type { FunctionName } from '#infra/functions.ts';

/** One call of an operation, as `npm run measure` found it; means over some calls. */
export type Operation = {
  readonly function: FunctionName;
  /** Processor time of the whole process, on the machine that measured. */
  readonly cpuMs: number;
  /** Requests to the table, with pool, client and keys in the process's cache. */
  readonly roundTrips: number;
  readonly readUnits: number;
  /** Of the table and of its index; billed alike, throttled apart. */
  readonly tableWriteUnits: number;
  readonly indexWriteUnits: number;
  /** The same in a process whose cache has nothing or is older than ten seconds. */
  readonly uncachedRoundTrips: number;
  readonly uncachedReadUnits: number;
  /** Bodies, and what the function logs. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly logBytes: number;
  /** What it leaves in the table and its index, and what of it expires by itself. */
  readonly tableBytes: number;
  readonly indexBytes: number;
  readonly expiringBytes: number;
  /** Write units per call on keys that all users of a pool have in common, such as `index P#p#U`. */
  readonly sharedWrites: Readonly<Record<string, number>>;
  /** Read units per call on such keys in a process without a cache. */
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
 * Where bench writes.
 * @internal
 */
export const MEASURED_FILE = new URL('./measured.json', import.meta.url);

/** What was measured last; checked in, so that the tables in docs/costs.md and docs/scale.md can be compared with it. */
export function readMeasured(): Measured {
  return JSON.parse(readFileSync(MEASURED_FILE, 'utf8')) as Measured;
}
