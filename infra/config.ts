import { DeploymentError, type OwnpoolProps, problemsOf } from './constructs/props.ts';

/** What `cdk deploy` makes. */
export type Deployment = {
  readonly stackName: string;
  readonly region: string;
  /** Keeps the stack from being deleted. */
  readonly terminationProtection: boolean;
  readonly props: OwnpoolProps;
};

type Kind = 'text' | 'number' | 'flag' | 'list' | 'numbers';

/**
 * The context that is ours, and its types; docs/configuration.md has the meaning and the defaults.
 * @internal
 */
export const CONTEXT = {
  stackName: 'text',
  region: 'text',
  domain: 'text',
  certificateArn: 'text',
  hostedZoneId: 'text',
  customHosts: 'list',
  mailFrom: 'text',
  smsSenderId: 'text',
  originSecret: 'number',
  logRetentionDays: 'number',
  waf: 'flag',
  wafRequestsPerAddress: 'number',
  wafSignUpsPerAddress: 'number',
  webAclArn: 'text',
  provisionedConcurrency: 'numbers',
  warmThroughput: 'numbers',
  requestsPerSecond: 'number',
  burst: 'number',
  alarmEmail: 'text',
  monthlyBudget: 'number',
  smsBudget: 'number',
  quietMinutes: 'number',
  canary: 'flag',
  restoredTable: 'text',
  keyArn: 'text',
  allowForeignIssuers: 'flag',
  deletionProtection: 'flag',
  terminationProtection: 'flag',
} as const satisfies Readonly<Record<Exclude<keyof Deployment, 'props'> | keyof OwnpoolProps, Kind>>;

/** The CDK's own: `@aws-cdk/...`, `aws:cdk:...`, `availability-zones:...`, `cli-telemetry`. */
const FOREIGN = /[@:/]|^cli-/;

const EXPECTED: Readonly<Record<Kind, string>> = {
  text: 'a text',
  number: 'a number',
  flag: 'true or false',
  list: 'a list of texts, such as ["a.example.com"]',
  numbers: 'an object of numbers, such as {"sign-in": 5}',
};

/**
 * The deployment that the CDK's context describes. What comes from `-c key=value` is a text, in JSON where the type is
 * another; an empty text and null count as not given. Throws DeploymentError, whose one line names every problem.
 */
export function parseContext(context: Readonly<Record<string, unknown>>): Deployment {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(context)) {
    if (FOREIGN.test(name)) continue;
    if (!Object.hasOwn(CONTEXT, name)) {
      problems.push(`Unknown context key "${name}"${meant(name)}: correct or remove it.`);
      continue;
    }
    const kind = CONTEXT[name as keyof typeof CONTEXT];
    if (given === undefined || given === null || given === '') continue;
    const value = typeof given === 'string' ? fromText(kind, given) : given;
    if (is[kind](value)) values[name] = value;
    else problems.push(`${name} must be ${EXPECTED[kind]}, not ${JSON.stringify(given)}.`);
  }
  const {
    stackName = 'Ownpool',
    region = 'us-east-1',
    terminationProtection = true,
    ...props
  } = values as Partial<Deployment> & OwnpoolProps;
  if (!/^[A-Za-z][A-Za-z0-9-]{0,99}$/.test(stackName)) {
    problems.push(`stackName must have up to 100 letters, digits and hyphens, a letter first, not "${stackName}".`);
  }
  problems.push(...problemsOf(props, region));
  if (problems.length > 0) throw new DeploymentError(problems);
  return { stackName, region, terminationProtection, props };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const is: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  flag: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  numbers: (value) => isObject(value) && Object.values(value).every((one) => typeof one === 'number'),
};

function fromText(kind: Kind, text: string): unknown {
  if (kind === 'text') return text;
  if (kind === 'list' && !text.trimStart().startsWith('[')) return text.split(',').map((one) => one.trim());
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A key that differs by case, hyphens or a letter or two. */
function meant(name: string): string {
  const near = Object.keys(CONTEXT).find((key) => distance(plain(key), plain(name)) <= 2);
  return near ? ` (${near}?)` : '';
}

const plain = (name: string) => name.toLowerCase().replace(/[-_]/g, '');

/** Insertions, deletions and replacements that lead from one text to the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, character] of [...from].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= to.length; at++) {
      next[at] = Math.min(next[at - 1]! + 1, row[at]! + 1, row[at - 1]! + (to[at - 1] === character ? 0 : 1));
    }
    row = next;
  }
  return row[to.length]!;
}
