import { LOGO_PATH } from '#core/branding/logo-path.ts';
import { WELL_KNOWN } from '#functions/hosted/discovery.ts';
import type { KeyPurpose } from '#ports/keys.ts';

/** How requests come to a function. */
export type Route = {
  /**
   * What it may take of the stage's rate and burst, so that a flood of one leaves room for sign-ins: all others together
   * take half of it. Reserved concurrency would part them more sharply, and fails in new accounts, which have ten.
   */
  readonly share: number;
} & (
  | {
      /** The operations of its group: the edge sends a call, POST /, to the path of the group below PRIVATE_PATHS. */
      readonly kind: 'api';
    }
  | {
      /** Paths that the edge passes on as they are. */
      readonly kind: 'pages';
      /** The patterns of these paths, which the handler looks at as well; the edge refuses what none has. */
      readonly paths: readonly RegExp[];
      /** The key of its route at API Gateway, which must lead all of these paths there. */
      readonly key: string;
      /** Of these paths those that caches may keep, as patterns of CloudFront. */
      readonly cached: readonly string[];
    }
);

/** What one Lambda function needs: its routes, role, memory and bundle follow from it. */
export type FunctionNeeds = {
  /** Without one it is called by AWS or another function, never through the API. */
  readonly route?: Route;
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
  /** Gives pools their domains: it is told which host names there are. */
  readonly hosts?: true;
  /** Finds records by the index. */
  readonly lists?: true;
};

/** The key of API Gateway's route for requests that no other has. */
const DEFAULT_KEY = '$default';

/**
 * The functions of a deployment: one per group of operations that is built, the hosted endpoints, the jobs and the messages.
 * Router, routes, roles, bundles, local server and doctor read this table. It stands in infra, for nothing in a function
 * needs to know of the others; a pattern of paths stands with its handler, which takes a path apart by it. Beside its
 * folder and its row here a function that is routed has a line in handlers.ts.
 */
export const FUNCTIONS = {
  account: {
    route: { kind: 'api', share: 0.15 },
    purposes: ['directory', 'credentials'],
    hashes: true,
    sends: true,
    wakesJobs: true,
    writes: true,
  },
  branding: {
    route: { kind: 'api', share: 0.025 },
    purposes: ['directory', 'sessions', 'admin'],
    hosts: true,
    writes: true,
    lists: true,
  },
  clients: {
    route: { kind: 'api', share: 0.025 },
    purposes: ['directory', 'credentials', 'sessions', 'admin'],
    writes: true,
    lists: true,
  },
  pools: {
    route: { kind: 'api', share: 0.025 },
    purposes: ['directory', 'signing', 'sessions', 'admin'],
    wakesJobs: true,
    writes: true,
    lists: true,
  },
  risk: {
    route: { kind: 'api', share: 0.025 },
    purposes: ['directory', 'admin'],
    writes: true,
  },
  'sign-in': {
    route: { kind: 'api', share: 1 },
    purposes: ['directory', 'credentials', 'sessions', 'signing', 'admin'],
    hashes: true,
    writes: true,
  },
  'sign-up': {
    route: { kind: 'api', share: 0.1 },
    purposes: ['directory', 'credentials'],
    hashes: true,
    sends: true,
    defers: true,
    writes: true,
  },
  users: {
    route: { kind: 'api', share: 0.1 },
    purposes: ['directory', 'credentials', 'sessions', 'admin'],
    hashes: true,
    sends: true,
    wakesJobs: true,
    writes: true,
    lists: true,
  },
  hosted: {
    route: {
      kind: 'pages',
      share: 0.05,
      paths: [WELL_KNOWN, LOGO_PATH],
      key: DEFAULT_KEY,
      cached: ['*/.well-known/*', '*/assets/images/*'],
    },
    purposes: ['directory'],
  },
  jobs: { purposes: ['directory'], writes: true, erases: true, lists: true },
  messages: { purposes: ['directory'], recordless: true, sends: true },
} as const satisfies Readonly<Record<string, FunctionNeeds>>;

export type FunctionName = keyof typeof FUNCTIONS;

type OfKind<Kind extends Route['kind']> = {
  [Name in FunctionName]: (typeof FUNCTIONS)[Name] extends { readonly route: { readonly kind: Kind } } ? Name : never;
}[FunctionName];

/** Those that answer the operations of a group; each has the name of its group. */
export type GroupName = OfKind<'api'>;
export type PagesName = OfKind<'pages'>;

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];
export const GROUP_NAMES = ofKind('api') as readonly GroupName[];
export const PAGES_NAMES = ofKind('pages') as readonly PagesName[];

/** A group answers what it does not have as Cognito does; this one is asked what names no operation of any group. */
export const UNKNOWN_GROUP: GroupName = 'pools';

/** Below it are the routes of the groups, which are for the edge alone. */
export const PRIVATE_PATHS = '/idp/';

export function needsOf(name: FunctionName): FunctionNeeds {
  return FUNCTIONS[name];
}

function ofKind(kind: Route['kind']): readonly FunctionName[] {
  return FUNCTION_NAMES.filter((name) => needsOf(name).route?.kind === kind);
}

/** Whether there is a group of this name with a function. */
export function isGroup(name: string): name is GroupName {
  return GROUP_NAMES.some((group) => group === name);
}

export function pagesRouteOf(name: PagesName): Extract<Route, { readonly kind: 'pages' }> {
  return FUNCTIONS[name].route;
}

/** The function that serves the path of a page. */
export function pagesOf(path: string): PagesName | undefined {
  return PAGES_NAMES.find((name) => pagesRouteOf(name).paths.some((pattern) => pattern.test(path)));
}

/** The function that is asked for paths that none serves, as far as the edge lets them through. */
export const DEFAULT_PAGES = PAGES_NAMES.find((name) => pagesRouteOf(name).key === DEFAULT_KEY)!;

/**
 * The memory, in MB, with which Lambda gives one processor; below it gives shares of one.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export const PROCESSOR_MB = 1769;

/** Memory in MB. A hash takes all of a processor; functions without one wait for the table most of the time. */
export function memoryOf(name: FunctionName): number {
  return needsOf(name).hashes ? PROCESSOR_MB : 512;
}
