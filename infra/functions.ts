import { ASSET_PATH } from '#core/branding/asset-path.ts';
import { LOGO_PATH } from '#core/branding/logo-path.ts';
import { DOMAIN_PATHS, JSON_PATHS, PATHS_FOR_PROGRAMS } from '#functions/hosted/endpoints.ts';
import { WELL_KNOWN } from '#functions/hosted/well-known.ts';
import type { KeyPurpose } from '#ports/keys.ts';

/** The way in which requests reach a function. */
export type Route = {
  /**
   * The share of the stage's rate and burst that the function may use, so that a flood of one function leaves room for
   * sign-ins. All functions except sign-in share one half. Reserved concurrency would separate them better, but is not
   * possible in new accounts, which have only ten units of concurrency.
   */
  readonly share: number;
} & (
  | {
      /**
       * The function handles the operations of its group. The edge sends a call (POST /) to the path of the group below
       * PRIVATE_PATHS.
       */
      readonly kind: 'api';
    }
  | {
      /** The function serves paths that the edge passes on as they are. */
      readonly kind: 'pages';
      /** The patterns of these paths. The handler uses the same patterns, and the edge refuses all other paths. */
      readonly paths: readonly RegExp[];
      /** The key of the API Gateway route that covers all of these paths. */
      readonly key: string;
      /** Those of these paths that any origin may call. A preflight of the others is refused. */
      readonly open: readonly RegExp[];
      /** The patterns of CloudFront for the paths that any origin may call and no cache may keep. */
      readonly uncached: readonly string[];
      /** The patterns of CloudFront for the paths that any origin may read and caches may keep. */
      readonly cached: readonly string[];
    }
);

/** The needs of one Lambda function, from which its route, role, memory and bundle follow. */
export type FunctionNeeds = {
  /** It is absent for a function that only AWS or another function calls. */
  readonly route?: Route;
  /** The purposes of the data keys that the function may unwrap. */
  readonly purposes: readonly KeyPurpose[];
  /** The function verifies or sets passwords, so its bundle has argon2 and it has a whole processor. */
  readonly hashes?: true;
  /** The function makes pages or messages, so its bundle has the catalogues of texts. */
  readonly speaks?: true;
  /** The function sends e-mails and SMS, and records the ones that are not delivered. */
  readonly sends?: true;
  /** The function reads no records, but only its data keys. */
  readonly recordless?: true;
  /** The function writes to the table. Otherwise it only reads. */
  readonly writes?: true;
  /** The function deletes in batches. */
  readonly erases?: true;
  /** The function lets `messages` deliver, so that the time of a response does not reveal who received a message. */
  readonly defers?: true;
  /** The function encrypts codes for the functions that send messages in place of the service. */
  readonly encryptsCodes?: true;
  /** The function calls the functions that pools have as triggers. */
  readonly triggers?: true;
  /** The function creates jobs, and starts `jobs` at once. */
  readonly wakesJobs?: true;
  /** The function needs the host names of pools' domains, and is told which there are. */
  readonly hosts?: true;
  /** The function has pools name log groups for their notification logs, and is told which ones there are. */
  readonly logGroups?: true;
  /** The function finds records by the index. */
  readonly lists?: true;
};

/** The key of API Gateway's route for requests that match no other route. */
const DEFAULT_KEY = '$default';

/**
 * The functions of a deployment: one for each group that has built operations, the hosted endpoints, the jobs and the
 * messages. The router, routes, roles, bundles, local server and doctor read this table. It is in infra because no
 * function needs to know about the others. The pattern of a path is with the handler that parses the path. A function
 * with a route also has a line in handlers.ts.
 */
export const FUNCTIONS = {
  account: {
    route: { kind: 'api', share: 0.05 },
    purposes: ['directory', 'credentials'],
    hashes: true,
    speaks: true,
    sends: true,
    triggers: true,
    defers: true,
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
  devices: {
    route: { kind: 'api', share: 0.025 },
    purposes: ['directory', 'credentials', 'sessions', 'admin'],
    writes: true,
  },
  groups: {
    route: { kind: 'api', share: 0.025 },
    purposes: ['directory', 'sessions', 'admin'],
    wakesJobs: true,
    writes: true,
    lists: true,
  },
  mfa: {
    route: { kind: 'api', share: 0.025 },
    purposes: ['directory', 'credentials', 'sessions', 'admin'],
    hosts: true,
    writes: true,
  },
  passkeys: {
    route: { kind: 'api', share: 0.025 },
    purposes: ['directory', 'credentials', 'sessions'],
    hosts: true,
    writes: true,
  },
  pools: {
    route: { kind: 'api', share: 0.025 },
    purposes: ['directory', 'signing', 'sessions', 'admin'],
    wakesJobs: true,
    logGroups: true,
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
    hosts: true,
    speaks: true,
    sends: true,
    triggers: true,
    defers: true,
    writes: true,
  },
  'sign-up': {
    route: { kind: 'api', share: 0.05 },
    purposes: ['directory', 'credentials', 'sessions'],
    hashes: true,
    hosts: true,
    speaks: true,
    sends: true,
    triggers: true,
    defers: true,
    writes: true,
  },
  users: {
    route: { kind: 'api', share: 0.05 },
    purposes: ['directory', 'credentials', 'sessions', 'admin'],
    hashes: true,
    speaks: true,
    sends: true,
    triggers: true,
    defers: true,
    wakesJobs: true,
    writes: true,
    lists: true,
  },
  hosted: {
    route: {
      kind: 'pages',
      share: 0.1,
      paths: [WELL_KNOWN, LOGO_PATH, ASSET_PATH, DOMAIN_PATHS],
      open: [WELL_KNOWN, LOGO_PATH, ASSET_PATH, JSON_PATHS],
      key: DEFAULT_KEY,
      uncached: PATHS_FOR_PROGRAMS.map((path) => `*${path}`),
      cached: ['*/.well-known/*', '*/assets/images/*'],
    },
    purposes: ['directory', 'credentials', 'sessions', 'signing'],
    hashes: true,
    hosts: true,
    speaks: true,
    sends: true,
    triggers: true,
    defers: true,
    writes: true,
    lists: true,
  },
  jobs: { purposes: ['directory'], writes: true, erases: true, lists: true },
  messages: { purposes: ['directory'], recordless: true, sends: true, triggers: true, encryptsCodes: true },
} as const satisfies Readonly<Record<string, FunctionNeeds>>;

export type FunctionName = keyof typeof FUNCTIONS;

type OfKind<Kind extends Route['kind']> = {
  [Name in FunctionName]: (typeof FUNCTIONS)[Name] extends { readonly route: { readonly kind: Kind } } ? Name : never;
}[FunctionName];

/** The functions for the operations of a group. Each has the name of its group. */
export type GroupName = OfKind<'api'>;
export type PagesName = OfKind<'pages'>;

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];
export const GROUP_NAMES = ofKind('api') as readonly GroupName[];
export const PAGES_NAMES = ofKind('pages') as readonly PagesName[];

/** The functions that clients call. They have metrics of their own, and leave lines in the audit trail. */
export const CALLED_NAMES: readonly FunctionName[] = [...GROUP_NAMES, ...PAGES_NAMES];

/**
 * The group that answers calls of unknown operations. Any group could, because each refuses the operations that it does
 * not have.
 */
export const UNKNOWN_GROUP: GroupName = 'pools';

/** The beginning of the groups' routes, which only the edge may call. */
export const PRIVATE_PATHS = '/idp/';

export function needsOf(name: FunctionName): FunctionNeeds {
  return FUNCTIONS[name];
}

function ofKind(kind: Route['kind']): readonly FunctionName[] {
  return FUNCTION_NAMES.filter((name) => needsOf(name).route?.kind === kind);
}

/** Tells whether a group of this name has a function. */
export function isGroup(name: string): name is GroupName {
  return GROUP_NAMES.some((group) => group === name);
}

export function pagesRouteOf(name: PagesName): Extract<Route, { readonly kind: 'pages' }> {
  return FUNCTIONS[name].route;
}

/** Returns the function that serves a path, or undefined when none does. */
export function pagesOf(path: string): PagesName | undefined {
  return PAGES_NAMES.find((name) => pagesRouteOf(name).paths.some((pattern) => pattern.test(path)));
}

/** Tells whether any origin may call a path of a function of pages. */
export function isOpen(path: string): boolean {
  return PAGES_NAMES.some((name) => pagesRouteOf(name).open.some((pattern) => pattern.test(path)));
}

/** The function that answers for paths that no function serves, if the edge lets them through. */
export const DEFAULT_PAGES = PAGES_NAMES.find((name) => pagesRouteOf(name).key === DEFAULT_KEY)!;

/**
 * The memory in MB for which Lambda gives one whole processor. With less memory a function gets a part of one.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export const PROCESSOR_MB = 1769;

/**
 * Returns the memory of a function in MB. A hash keeps a whole processor busy, and functions without hashes wait for
 * the table most of the time.
 */
export function memoryOf(name: FunctionName): number {
  return needsOf(name).hashes ? PROCESSOR_MB : 512;
}
