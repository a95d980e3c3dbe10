import { FUNCTIONS, memoryOf } from '#infra/functions.ts';
import { ASSUMED, DEPLOYED, MONTH_SECONDS } from './assumptions.ts';
import { callOf, missesOf } from './load.ts';
import type { Measured, Operation, OperationName } from './measured.ts';
import { type PriceName, type Prices, priceOf } from './prices.ts';
import { callsOf, mailsOf, type Usage } from './usage.ts';

export type Service =
  | 'DynamoDB'
  | 'Lambda'
  | 'API Gateway'
  | 'CloudFront'
  | 'CloudWatch'
  | 'KMS, secrets'
  | 'SES'
  | 'WAF';

/** One line of a bill. */
export type Line = {
  readonly service: Service;
  readonly price: PriceName;
  readonly quantity: number;
  readonly usd: number;
};

export type Bill = {
  readonly lines: readonly Line[];
  readonly total: number;
  /** The cost of a month without any user, in US dollars. */
  readonly fixed: number;
  /** The cost of the same users and the same e-mails with Cognito, in US dollars. */
  readonly cognito: Readonly<Record<'lite' | 'essentials' | 'plus', number>>;
};

export type Options = {
  /** Deducts what an account gets free of charge, as if nothing else used it. */
  readonly freeTier?: boolean;
  /** Counts a web ACL. The default is true, as in us-east-1. */
  readonly waf?: boolean;
  /** The number of environments of the sign-in function that are kept warm. */
  readonly provisioned?: number;
};

const GB = 1024 ** 3;
const MB_OF_GB = 1024;
/** Each cache of the edge fetches the keys of one pool every 300 seconds, which makes this many fetches a month. */
const KEYS_FETCHES = (ASSUMED.edgeCaches * MONTH_SECONDS) / 300;
const JOB_ROUNDS = MONTH_SECONDS / 60;

/** The number of calls of an operation in the month. */
type Work = { readonly operation: Operation; readonly count: number };
type Quantity = readonly [service: Service, price: PriceName, quantity: number];

/** Returns a month's bill by list price, without tax, support plan and discounts. */
export function billOf(usage: Usage, measured: Measured, prices: Prices, options: Options = {}): Bill {
  const lines = linesOf(usage, measured, prices, options);
  const nobody = linesOf({ ...usage, mau: 0 }, measured, prices, options);
  const mails = sum(lines.filter(({ service }) => service === 'SES'));
  const tier = (name: 'cognitoLite' | 'cognitoEssentials' | 'cognitoPlus') =>
    mails + priceOf(prices[name], Math.max(0, usage.mau - (prices[name].free ?? 0)));
  return {
    lines,
    total: sum(lines),
    fixed: sum(nobody),
    cognito: { lite: tier('cognitoLite'), essentials: tier('cognitoEssentials'), plus: tier('cognitoPlus') },
  };
}

/** Returns the total of the lines in US dollars. */
export function sum(lines: readonly Line[]): number {
  return lines.reduce((total, { usd }) => total + usd, 0);
}

function linesOf(usage: Usage, measured: Measured, prices: Prices, options: Options): readonly Line[] {
  const work = workOf(usage, measured);
  const quantities: readonly Quantity[] = [
    ...table(usage, work, measured),
    ...functions(work, options),
    ...edge(work, options),
    ...watching(work),
    ['KMS, secrets', 'kmsRequests', total(work, decrypts)],
    ['KMS, secrets', 'kmsKeys', DEPLOYED.kmsKeys],
    ['KMS, secrets', 'secrets', DEPLOYED.secrets],
    ['SES', 'mails', mailsOf(usage)],
  ];
  return quantities.map(([service, price, quantity]) => {
    const billed = options.freeTier ? Math.max(0, quantity - (prices[price].free ?? 0)) : quantity;
    return { service, price, quantity, usd: priceOf(prices[price], billed) };
  });
}

function workOf(usage: Usage, { operations }: Measured): readonly Work[] {
  const calls = Object.entries(callsOf(usage)) as [OperationName, number][];
  return [
    ...calls.map(([name, count]) => ({ operation: operations[name], count })),
    { operation: operations.JWKS, count: KEYS_FETCHES },
    { operation: operations['jobs round'], count: JOB_ROUNDS },
  ];
}

function total(work: readonly Work[], of: (operation: Operation) => number): number {
  return work.reduce((all, { operation, count }) => all + count * of(operation), 0);
}

function table(usage: Usage, work: readonly Work[], { operations }: Measured): readonly Quantity[] {
  const misses = missesOf(work);
  const call = (operation: Operation) => callOf(operation, misses.get(operation.function)!);
  const users = usage.mau * usage.stored;
  const made = [operations.SignUp, operations.ConfirmSignUp];
  const userBytes = made.reduce((all, { tableBytes, expiringBytes }) => all + tableBytes - expiringBytes, 0);
  const indexBytes = made.reduce((all, operation) => all + operation.indexBytes, 0);
  // Of the records that expire, the family of a sign-in lives longest: 30 days by default, which is about the month
  // that is counted.
  const expiring = total(work, ({ expiringBytes }) => Math.max(0, expiringBytes));
  const tableGb = (users * userBytes + expiring) / GB;
  return [
    ['DynamoDB', 'dynamodbWriteUnits', total(work, (operation) => call(operation).writeUnits)],
    ['DynamoDB', 'dynamodbReadUnits', total(work, (operation) => call(operation).readUnits)],
    ['DynamoDB', 'dynamodbStorage', tableGb + (users * indexBytes) / GB],
    // Recovery is billed for the table without its index.
    ['DynamoDB', 'dynamodbRecovery', tableGb],
  ];
}

function functions(work: readonly Work[], { provisioned = 0 }: Options): readonly Quantity[] {
  const misses = missesOf(work);
  const gb = (operation: Operation) => memoryOf(operation.function) / MB_OF_GB;
  const seconds = (operation: Operation) =>
    (callOf(operation, misses.get(operation.function)!).milliseconds + ASSUMED.coldStarts * ASSUMED.coldStartMs) / 1000;
  const warm: Quantity = [
    'Lambda',
    'lambdaProvisioned',
    (provisioned * MONTH_SECONDS * memoryOf('sign-in')) / MB_OF_GB,
  ];
  // The collector of the audit trail (infra/constructs/audit.ts) has 256 MB.
  const collected = total(work.filter(isAudited), () => 1) / ASSUMED.auditLinesPerRun;
  const collecting = (collected * ASSUMED.auditRunMs * 256) / (1000 * MB_OF_GB);
  return [
    ['Lambda', 'lambdaDuration', total(work, (operation) => seconds(operation) * gb(operation)) + collecting],
    ['Lambda', 'lambdaRequests', total(work, () => 1) + collected],
    ...(provisioned > 0 ? [warm] : []),
  ];
}

/** A new environment unwraps every data key of its function. */
const decrypts = (operation: Operation): number => ASSUMED.coldStarts * FUNCTIONS[operation.function].purposes.length;

/** Returns the quantities of all calls that come through CloudFront and API Gateway, which are all but the jobs. */
function edge(work: readonly Work[], { waf = true }: Options): readonly Quantity[] {
  const through = work.filter(isRequest);
  const requests = total(through, () => 1);
  const out = total(through, ({ responseBytes }) => responseBytes + ASSUMED.responseHeaderBytes);
  const back = total(through, ({ requestBytes }) => requestBytes + ASSUMED.requestHeaderBytes);
  const wall: readonly Quantity[] = [
    ['WAF', 'wafAcls', 1],
    ['WAF', 'wafRules', DEPLOYED.wafRules],
    ['WAF', 'wafRequests', requests],
  ];
  return [
    ['API Gateway', 'httpApiRequests', requests],
    ['CloudFront', 'cloudfrontRequests', requests],
    ['CloudFront', 'cloudfrontFunctions', requests],
    ['CloudFront', 'cloudfrontTransfer', out / GB],
    ['CloudFront', 'cloudfrontOriginTransfer', back / GB],
    ...(waf ? wall : []),
  ];
}

function watching(work: readonly Work[]): readonly Quantity[] {
  const own = total(work, ({ logBytes }) => logBytes + ASSUMED.platformLogBytes) / GB;
  const access = total(work.filter(isRequest), () => ASSUMED.accessLogBytes) / GB;
  const audited = work.filter(isAudited);
  const runs = total(audited, () => ASSUMED.platformLogBytes) / ASSUMED.auditLinesPerRun;
  const audit = (total(audited, () => ASSUMED.auditLineBytes) + runs) / GB;
  const { logRetentionDays, auditRetentionDays } = DEPLOYED;
  return [
    ['CloudWatch', 'lambdaLogs', own + audit],
    ['CloudWatch', 'logs', access],
    ['CloudWatch', 'logStorage', ((own + access) * logRetentionDays + audit * auditRetentionDays) / 30],
    ['CloudWatch', 'metrics', DEPLOYED.ownMetrics],
    ['CloudWatch', 'alarms', DEPLOYED.alarmMetrics],
    ['CloudWatch', 'dashboards', DEPLOYED.dashboards],
  ];
}

const isRequest = ({ operation }: Work): boolean => operation.function !== 'jobs';

const isAudited = ({ operation }: Work): boolean => operation.function !== 'jobs' && operation.function !== 'hosted';
