import type { KeyPurpose } from '#ports/keys.ts';

/** What one Lambda function needs: its role, memory and bundle follow from it. */
export type FunctionNeeds = {
  /** The data keys it may unwrap. */
  readonly purposes: readonly KeyPurpose[];
  /** Verifies or sets passwords: argon2 is in its bundle, and a whole processor is at its service. */
  readonly hashes?: true;
  /** Sends e-mails and SMS. */
  readonly sends?: true;
  /** Reads no records, only its data keys. */
  readonly recordless?: true;
  /** Changes the table; otherwise it only reads. */
  readonly writes?: true;
  /** Erases in batches. */
  readonly erases?: true;
  /** Has `messages` deliver, so that the time of an answer does not tell who got one. */
  readonly defers?: true;
  /** Leaves work to jobs, and has `jobs` begin with it at once. */
  readonly wakesJobs?: true;
  /** Called by AWS or another function, never through the API. */
  readonly internal?: true;
  /** Finds records by the index. */
  readonly lists?: true;
};

/** The functions of a deployment: one per group of operations that is built, the hosted endpoints, the jobs and the messages. */
export const FUNCTIONS = {
  account: { purposes: ['directory', 'credentials'], hashes: true, sends: true, wakesJobs: true, writes: true },
  clients: { purposes: ['directory', 'credentials', 'sessions', 'admin'], writes: true, lists: true },
  pools: { purposes: ['directory', 'signing', 'sessions', 'admin'], wakesJobs: true, writes: true, lists: true },
  'sign-in': {
    purposes: ['directory', 'credentials', 'sessions', 'signing', 'admin'],
    hashes: true,
    writes: true,
  },
  'sign-up': { purposes: ['directory', 'credentials'], hashes: true, sends: true, defers: true, writes: true },
  users: {
    purposes: ['directory', 'credentials', 'sessions', 'admin'],
    hashes: true,
    sends: true,
    wakesJobs: true,
    writes: true,
    lists: true,
  },
  hosted: { purposes: ['directory'] },
  jobs: { purposes: ['directory'], internal: true, writes: true, erases: true, lists: true },
  messages: { purposes: ['directory'], internal: true, recordless: true, sends: true },
} as const satisfies Readonly<Record<string, FunctionNeeds>>;

export type FunctionName = keyof typeof FUNCTIONS;

/** Those that a route leads to. */
export type RoutedFunction = {
  [Name in FunctionName]: (typeof FUNCTIONS)[Name] extends { readonly internal: true } ? never : Name;
}[FunctionName];

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];

export function needsOf(name: FunctionName): FunctionNeeds {
  return FUNCTIONS[name];
}

/**
 * The memory, in MB, with which Lambda gives one processor; below it gives shares of one.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export const PROCESSOR_MB = 1769;

/** Memory in MB. A hash takes all of a processor; functions without one wait for the table most of the time. */
export function memoryOf(name: FunctionName): number {
  return needsOf(name).hashes ? PROCESSOR_MB : 512;
}
