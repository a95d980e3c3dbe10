import { Aws, Duration, Stack } from 'aws-cdk-lib';
import type { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { CfnFunction, IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { OwnTexts } from '#ports/catalogues.ts';
import { bundleFunction } from '../bundle.ts';
import { FUNCTION_NAMES, type FunctionName, type FunctionNeeds, memoryOf, needsOf } from '../functions.ts';
import { lambda } from './lambda.ts';
import type { OriginSecrets } from './origin-secrets.ts';
import type { OwnpoolProps } from './props.ts';
import { statements } from './role.ts';

/**
 * The timeouts in seconds. API Gateway gives up after 30 seconds, and callers have given up before. A function that calls
 * triggers waits 20 seconds for them (core/triggers/run.ts), and must still be able to store what they decided. The jobs
 * function is called every minute, and one call works in slices for most of that minute.
 */
const TIMEOUT = { jobs: 60, triggers: 28, otherwise: 15 };

/** Returns the timeout of a function in seconds. */
export function timeoutOf(name: FunctionName): number {
  if (name === 'jobs') return TIMEOUT.jobs;
  return needsOf(name).triggers ? TIMEOUT.triggers : TIMEOUT.otherwise;
}

/** The values that all functions of a deployment share. */
export type Shared = Pick<
  OwnpoolProps,
  | 'mailFrom'
  | 'smsSenderId'
  | 'provisionedConcurrency'
  | 'domain'
  | 'customHosts'
  | 'hostPools'
  | 'notificationLogGroups'
  | 'triggerFunctions'
  | 'triggerKeys'
  | 'certificateArn'
  | 'auditAddresses'
  | 'operationMetrics'
  | 'resendsCodes'
  | 'recoveryCodes'
  | 'factorRemovalMinutes'
  | 'poolMetrics'
  | 'rememberedDeviceDays'
> & {
  /** The operator's texts, in place of those of the service. */
  readonly ownTexts: OwnTexts;
  readonly table: ITableV2;
  readonly key: IKey;
  readonly secrets: OriginSecrets;
  readonly publicUrl: string;
  /** The host name of the edge itself, which DNS records lead to. */
  readonly edgeHost: string;
  readonly distribution: CfnDistribution;
  readonly logRetentionDays: number;
  /** The function that delivers messages later. It is absent for that function itself. */
  readonly messages?: IFunction;
  /** The function that runs jobs. It is absent for that function itself and for `messages`. */
  readonly jobs?: IFunction;
};

export type FunctionGroup = {
  readonly lambda: LambdaFunction;
  /** The target of invocations: the function itself, or its alias where it is kept warm. */
  readonly target: IFunction;
};
export type Functions = Readonly<Record<FunctionName, FunctionGroup>>;

/** Returns the name as part of a construct id, such as `SignIn` for `sign-in`. */
export function idOf(name: FunctionName): string {
  return name.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase());
}

/** Creates all functions of a deployment. The function `messages` comes first, because the others invoke it. */
export function functionGroups(scope: Construct, shared: Shared): Functions {
  const messages = functionGroup(scope, 'messages', shared);
  // Lambda retries an asynchronous invocation twice. A code that comes more than five minutes late is worthless.
  messages.lambda.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.minutes(5) });
  const jobs = functionGroup(scope, 'jobs', shared);
  const invoked = { messages: messages.lambda, jobs: jobs.lambda };
  const others = FUNCTION_NAMES.filter((name) => name !== 'messages' && name !== 'jobs');
  const made = others.map((name) => [name, functionGroup(scope, name, { ...shared, ...invoked })]);
  return { ...Object.fromEntries(made), messages, jobs } as Functions;
}

function functionGroup(scope: Construct, name: FunctionName, shared: Shared): FunctionGroup {
  const needs = needsOf(name);
  const made = lambda(new Construct(scope, idOf(name)), {
    description: `Ownpool: ${name}`,
    code: bundleFunction(name, 'linux-arm64-gnu', shared.ownTexts),
    memory: memoryOf(name),
    timeout: timeoutOf(name),
    environment: environment(needs, shared),
    logRetentionDays: shared.logRetentionDays,
    statements: statements(needs, { ...shared, stack: Stack.of(scope) }),
  });
  // The edge must send a new origin secret before the functions forget the old one.
  (made.node.defaultChild as CfnFunction).addResourceDependency(shared.distribution);
  const warm = shared.provisionedConcurrency?.[name];
  const target = warm ? made.addAlias('live', { provisionedConcurrentExecutions: warm }) : made;
  return { lambda: made, target };
}

function environment(needs: FunctionNeeds, shared: Shared): Record<string, string> {
  return {
    OWNPOOL_TABLE: shared.table.tableName,
    OWNPOOL_KEY_ARN: shared.key.keyArn,
    OWNPOOL_KEY_PURPOSES: needs.purposes.join(','),
    OWNPOOL_PUBLIC_URL: shared.publicUrl,
    OWNPOOL_ACCOUNT_ID: Aws.ACCOUNT_ID,
    OWNPOOL_STACK: Stack.of(shared.distribution).stackName,
    ...(needs.route && callSettings(shared)),
    ...(needs.route && { OWNPOOL_ORIGIN_SECRETS: shared.secrets.accepted.join(',') }),
    ...(needs.defers && { OWNPOOL_MESSAGES_FUNCTION: shared.messages!.functionArn }),
    ...(needs.wakesJobs && { OWNPOOL_JOBS_FUNCTION: shared.jobs!.functionArn }),
    ...(needs.sends && shared.mailFrom && { OWNPOOL_MAIL_FROM: shared.mailFrom }),
    ...(needs.sends && shared.smsSenderId && { OWNPOOL_SMS_SENDER_ID: shared.smsSenderId }),
    ...(needs.hosts && hosts(shared)),
    ...(needs.logGroups && logGroups(shared)),
  };
}

function hosts({ domain, customHosts = [], hostPools, certificateArn, edgeHost }: Shared): Record<string, string> {
  return {
    OWNPOOL_EDGE_HOST: edgeHost,
    ...(domain && { OWNPOOL_DOMAIN_BASE: domain }),
    ...(customHosts.length > 0 && { OWNPOOL_CUSTOM_HOSTS: customHosts.join(',') }),
    ...(hostPools && { OWNPOOL_HOST_POOLS: JSON.stringify(hostPools) }),
    ...(certificateArn && { OWNPOOL_CERTIFICATE_ARN: certificateArn }),
  };
}

function logGroups({ notificationLogGroups = [] }: Shared): Record<string, string> {
  return notificationLogGroups.length > 0 ? { OWNPOOL_LOG_GROUPS: notificationLogGroups.join(',') } : {};
}

/** Returns what the functions that clients call are told about the lines that each call leaves, and about factors. */
function callSettings({
  auditAddresses,
  operationMetrics,
  poolMetrics = [],
  ...factors
}: Shared): Record<string, string> {
  return {
    ...(auditAddresses && { OWNPOOL_AUDIT_ADDRESSES: auditAddresses }),
    ...(operationMetrics && { OWNPOOL_OPERATION_METRICS: 'on' }),
    ...(poolMetrics.length > 0 && { OWNPOOL_POOL_METRICS: poolMetrics.join(',') }),
    ...(factors.recoveryCodes && { OWNPOOL_RECOVERY_CODES: 'on' }),
    ...(factors.factorRemovalMinutes && { OWNPOOL_FACTOR_REMOVAL_MINUTES: String(factors.factorRemovalMinutes) }),
    ...(factors.resendsCodes && { OWNPOOL_RESEND_CODES: 'on' }),
    ...(factors.rememberedDeviceDays && { OWNPOOL_REMEMBERED_DEVICE_DAYS: String(factors.rememberedDeviceDays) }),
  };
}
