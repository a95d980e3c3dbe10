import { ADDRESS_FORMS } from '#adapters/audit/address.ts';
import { integer, list, number, oneOf, openSettings, record, type SettingType, text } from '#runtime/settings.ts';
import { DeploymentError, type OwnpoolProps, problemsOf } from './constructs/props.ts';

/** The stack that `cdk deploy` makes, and its props. */
export type Deployment = {
  readonly stackName: string;
  readonly region: string;
  /** Prevents the deletion of the stack. */
  readonly terminationProtection: boolean;
  readonly props: OwnpoolProps;
};

const flag = oneOf(true, false);
const hosts = list(text(), 'a list of texts, such as ["a.example.com"]');
const logGroups = list(text(), 'a list of names of log groups, such as ["pools/errors"]');
const functions = list(text(), 'a list of ARNs, such as ["arn:aws:lambda:eu-west-1:111122223333:function:NAME"]');
const keys = list(text(), 'a list of ARNs, such as ["arn:aws:kms:eu-west-1:111122223333:key/ID"]');
const pools = list(text(), 'a list of pool ids, such as ["us-east-1_AbCdEf123"]');
const numbers = record(number(), 'an object of numbers, such as {"sign-in": 5}');

/**
 * The context keys of Ownpool and their types. docs/configuration.md explains their meanings and defaults.
 * @internal
 */
export const CONTEXT = {
  stackName: text('up to 100 letters, digits and hyphens, a letter first', /^[A-Za-z][A-Za-z0-9-]{0,99}$/),
  region: text(),
  domain: text(),
  certificateArn: text(),
  hostedZoneId: text(),
  customHosts: hosts,
  hostPools: record(text(), 'an object of pool ids, such as {"login.example.org": "us-east-1_AbCdEf123"}'),
  catalogues: text(),
  mailFrom: text(),
  smsSenderId: text(),
  notificationLogGroups: logGroups,
  triggerFunctions: functions,
  triggerKeys: keys,
  originSecret: number(),
  logRetentionDays: number(),
  auditRetentionDays: number(),
  auditAddresses: oneOf(...ADDRESS_FORMS),
  operationMetrics: flag,
  resendsCodes: flag,
  recoveryCodes: flag,
  factorRemovalMinutes: integer(1, 1440, 'minutes'),
  poolMetrics: pools,
  rememberedDeviceDays: number(),
  waf: flag,
  wafRequestsPerAddress: number(),
  wafSignUpsPerAddress: number(),
  webAclArn: text(),
  provisionedConcurrency: numbers,
  warmThroughput: numbers,
  requestsPerSecond: number(),
  burst: number(),
  alarmEmail: text(),
  monthlyBudget: number(),
  smsBudget: number(),
  quietMinutes: number(),
  canary: flag,
  restoredTable: text(),
  keyArn: text(),
  allowForeignIssuers: flag,
  deletionProtection: flag,
  terminationProtection: flag,
} as const satisfies Readonly<Record<Exclude<keyof Deployment, 'props'> | keyof OwnpoolProps, SettingType<unknown>>>;

/** The context keys of the CDK itself: `@aws-cdk/...`, `aws:cdk:...`, `availability-zones:...` and `cli-telemetry`. */
const FOREIGN = /[@:/]|^cli-/;

/**
 * Returns the deployment that the CDK's context describes. A value of `-c key=value` is a string, in JSON if the type
 * is not a string. Empty strings and null count as not given. Throws DeploymentError, whose one line names every
 * problem.
 */
export function parseContext(context: Readonly<Record<string, unknown>>): Deployment {
  const { problems, optional } = openSettings(context);
  const unknown = Object.keys(context).filter((name) => !FOREIGN.test(name) && !Object.hasOwn(CONTEXT, name));
  problems.push(...unknown.map((name) => `Unknown context key "${name}"${meant(name)}: correct or remove it.`));
  const given = Object.entries<SettingType<unknown>>(CONTEXT).map(
    ([name, type]) => [name, optional(name, type)] as const,
  );
  const values = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const {
    stackName = 'Ownpool',
    region = 'us-east-1',
    terminationProtection = true,
    ...props
  } = values as Partial<Deployment> & OwnpoolProps;
  problems.push(...problemsOf(props, region));
  if (problems.length > 0) throw new DeploymentError(problems);
  return { stackName, region, terminationProtection, props };
}

/** Returns a hint to a key that differs only in case, in hyphens, or in a letter or two. */
function meant(name: string): string {
  const near = Object.keys(CONTEXT).find((key) => distance(plain(key), plain(name)) <= 2);
  return near ? ` (${near}?)` : '';
}

const plain = (name: string) => name.toLowerCase().replace(/[-_]/g, '');

/** Returns the number of insertions, deletions and replacements that lead from one text to the other (Levenshtein). */
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
