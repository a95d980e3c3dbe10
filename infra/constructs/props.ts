import { Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { ADDRESS_FORMS, type AddressForm } from '#adapters/audit/address.ts';
import { ownCatalogues } from '#adapters/catalogues/own.ts';
import { parseMailbox } from '#core/messages/mailbox.ts';
import { LOG_GROUP_NAME } from '#core/pools/log-delivery.ts';
import { POOL_ID as POOL_ID_FORM } from '#runtime/hosts.ts';
import { integer, mismatch, number, oneOf, type SettingType, text } from '#runtime/settings.ts';
import { LIMITS } from '../cost/limits.ts';
import { FUNCTION_NAMES, type FunctionName, needsOf } from '../functions.ts';
import { KEY_ARN_EXAMPLE, parseKeyArn } from './key-arn.ts';

/** The settings of a deployment. All of them are optional; docs/configuration.md has a table of them. */
export type OwnpoolProps = {
  /** The host of the service and base of the issuer, such as `auth.example.com`. `*.domain` is served as well. */
  readonly domain?: string;
  /** The ARN of a certificate in us-east-1 for `domain`, `*.domain` and `customHosts`. */
  readonly certificateArn?: string;
  /**
   * The id of the Route 53 zone that gets the records of `domain` and `*.domain`. Without it you create them yourself.
   */
  readonly hostedZoneId?: string;
  /** More host names of the same service. You create their DNS records yourself. */
  readonly customHosts?: readonly string[];
  /** The ids of the pools by those of `customHosts` that no other pool can have as custom domains. */
  readonly hostPools?: Readonly<Record<string, string>>;
  /** The path of a folder of catalogues, whose texts take the place of those of the service or add languages. */
  readonly catalogues?: string;
  /** The sender of e-mails where a pool names none: `address` or `Name <address>`, verified in SES. */
  readonly mailFrom?: string;
  /** The sender of SMS, which has 1 to 11 letters and digits. */
  readonly smsSenderId?: string;
  /**
   * The names of log groups of the account, in the region of the stack, that pools can name for records of messages that are
   * not delivered. You create them yourself.
   */
  readonly notificationLogGroups?: readonly string[];
  /**
   * The ARNs of the Lambda functions that pools can have as triggers, in the region of the stack and perhaps in other
   * accounts. A version or an alias of a function is listed by its own ARN.
   */
  readonly triggerFunctions?: readonly string[];
  /** The ARNs of the KMS keys under which codes are encrypted for custom senders (KMSKeyID of pools), in any region. */
  readonly triggerKeys?: readonly string[];
  /**
   * The generation of the secret between edge and functions. Raising it by one rotates the secret. The default is 1.
   */
  readonly originSecret?: number;
  /** The retention of logs in days, which is one of the periods that CloudWatch knows. The default is 90. */
  readonly logRetentionDays?: number;
  /** The retention of the audit trail in days, which is one of the periods that CloudWatch knows. The default is 365. */
  readonly auditRetentionDays?: number;
  /** How much of an address the audit trail keeps. The default is `whole`. */
  readonly auditAddresses?: AddressForm;
  /** Counts calls by operation and outcome, in a metric for each pair that occurs. The default is false. */
  readonly operationMetrics?: boolean;
  /** Lets clients have the code of a challenge sent again, by RESEND in ChallengeResponses. It is false by default. */
  readonly resendsCodes?: boolean;
  /** Gives users recovery codes with a software token. The default is false. */
  readonly recoveryCodes?: boolean;
  /** How long after a sign-in its tokens may remove a factor, 1 to 1440 minutes. Without it there is no limit. */
  readonly factorRemovalMinutes?: number;
  /** The ids of pools whose calls are counted by outcome, 20 at most. */
  readonly poolMetrics?: readonly string[];
  /** The days after which a device that does not sign in is not remembered any more, 1 to 3,650. By default there is no end. */
  readonly rememberedDeviceDays?: number;
  /**
   * Makes a web ACL with AWS's common rules and limits per address, which only a stack in us-east-1 can do. By default
   * such a stack makes one unless there is a `webAclArn`.
   */
  readonly waf?: boolean;
  /** The number of requests per address in five minutes that the stack's own web ACL allows. The default is 10,000. */
  readonly wafRequestsPerAddress?: number;
  /** The number of sign-ups per address in five minutes that the stack's own web ACL allows. The default is 100. */
  readonly wafSignUpsPerAddress?: number;
  /** The ARN of a web ACL of your own with the scope CLOUDFRONT. */
  readonly webAclArn?: string;
  /** The number of environments to keep warm for each function, such as `{ 'sign-in': 5 }`. */
  readonly provisionedConcurrency?: Readonly<Partial<Record<FunctionName, number>>>;
  /** The units per second that the table takes at once, without having to grow first. */
  readonly warmThroughput?: { readonly readUnits: number; readonly writeUnits: number };
  /** The requests per second that the API accepts. The default is 2,000. */
  readonly requestsPerSecond?: number;
  /** The number of requests that the API accepts at once. The default is 1,000. */
  readonly burst?: number;
  /** The address that the alarms are mailed to. Its owner must confirm a mail from AWS. */
  readonly alarmEmail?: string;
  /**
   * The monthly budget of the whole AWS account in US dollars. `alarmEmail` gets a mail at 80 % and when 100 % is
   * forecast.
   */
  readonly monthlyBudget?: number;
  /**
   * The monthly budget for SMS of the whole AWS account in US dollars, with an alarm at 80 %. The default is 1, where
   * SNS stops a new account.
   */
  readonly smsBudget?: number;
  /** The number of minutes without any sign-in or token refresh after which an alarm is raised. */
  readonly quietMinutes?: number;
  /**
   * Adds a function that looks at the endpoint from outside every five minutes, with an alarm. The default is false.
   */
  readonly canary?: boolean;
  /** The name of a table that was restored from a backup. It replaces the stack's own table, which stays. */
  readonly restoredTable?: string;
  /**
   * The ARN of the KMS key that wrapped the data keys of `restoredTable`. It replaces the stack's own key, which stays.
   */
  readonly keyArn?: string;
  /**
   * Allows `restoredTable` without `domain`. Its pools keep their issuers at the CloudFront host where they were made.
   * The default is false.
   */
  readonly allowForeignIssuers?: boolean;
  /** Protects the table from being deleted. The default is true. */
  readonly deletionProtection?: boolean;
};

/** The error for a deployment that is not possible. Its message is one line that says what to change. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';

  constructor(problems: readonly string[]) {
    // The problems repeat what was given, which may have line breaks.
    super(problems.join(' ').replace(/[\p{Cc}\u2028\u2029]+/gu, ' '));
  }
}

/** On-demand tables begin with this many units, and AWS accepts no fewer. */
const WARM_MINIMUM = { readUnits: LIMITS.tableReadsAtFirst, writeUnits: LIMITS.tableWritesAtFirst };

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?=.{1,253}$)(${LABEL}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`);
const DOMAIN = text('a host name in lower case such as auth.example.com (*.domain comes by itself)', HOST);
const CUSTOM_HOSTS = text('host names in lower case such as login.example.org', HOST);
const ZONE = text('the id of a Route 53 zone such as Z0123456789ABCDEFGHIJ', /^Z[A-Z0-9]{5,31}$/);
const TABLE = text('the name of a table', /^[\w.-]{3,255}$/);
const ADDRESS = '[^\\s<>@,"]+@[a-zA-Z0-9-]+(\\.[a-zA-Z0-9-]+)+';
const EMAIL = text('an e-mail address', new RegExp(`^${ADDRESS}$`));
const SENDER = new RegExp(`^(${ADDRESS}|[^<>]+ <${ADDRESS}>)$`);
const MAIL_FROM: SettingType<string> = {
  expected: 'an address or "Name <address>", and the address in ASCII',
  read: (given) => [text('', SENDER).read(given)].find((sender) => sender && canSend(sender)),
};
const DOLLARS = number('US dollars, 1 or more', 1);
const CERTIFICATE = /^arn:aws:acm:([a-z0-9-]+):\d{12}:certificate\/[\w-]+$/;
const WEB_ACL = /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/;
const SENDER_ID = text('1 to 11 letters and digits, one letter at least', /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/);

const POOL_ID = text('the id of a pool such as us-east-1_AbCdEf123', POOL_ID_FORM);
const MAX_METRIC_POOLS = 20;
const LOG_GROUPS = text('names of log groups such as pools/errors', LOG_GROUP_NAME);
const MAX_LOG_GROUPS = 20;
const FUNCTION_ARN = /^arn:aws:lambda:([a-z0-9-]+):\d{12}:function:[\w-]{1,64}(:[\w-]{1,128}|:\$LATEST)?$/;
/** The policies of a role have 10,240 characters together, and a long ARN has 250. */
const MAX_TRIGGER_FUNCTIONS = 25;
const MAX_TRIGGER_KEYS = 10;

const RETENTIONS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

/** The functions that may be kept warm: those that somebody waits for. */
const WARMABLE: readonly string[] = FUNCTION_NAMES.filter((name) => needsOf(name).route);

/** Tells whether SES sends from a mailbox, as far as it can be seen from the mailbox. */
function canSend(mailbox: string): boolean {
  try {
    return /^[\x21-\x7e]+$/.test(parseMailbox(mailbox).address);
  } catch {
    return false;
  }
}

/**
 * Returns what is wrong with the props of a stack in this region, one sentence for each problem. The region may be a
 * token.
 */
export function problemsOf(props: OwnpoolProps, region: string): readonly string[] {
  return [
    ...ofRegion(region),
    ...ofHosts(props),
    ...ofMessages(props),
    ...ofTriggers(props, region),
    ...ofFirewall(props, region),
    ...ofCapacity(props),
    ...ofOperation(props),
    ...ofRestoration(props, region),
    ...ofWatching(props),
  ];
}

function* ofRegion(region: string) {
  if (Token.isUnresolved(region)) return;
  const names = RegionInfo.regions.filter(({ partition }) => partition === 'aws').map(({ name }) => name);
  if (names.includes(region)) return;
  const near = names.filter((name) => name.split('-')[0] === region.split('-')[0]);
  const some = (near.length > 0 ? near : ['us-east-1', 'eu-west-1', 'ap-northeast-1']).join(', ');
  yield `region "${region}" is unknown or without CloudFront: choose another, such as ${some}.`;
}

function* ofHosts({ domain, certificateArn, hostedZoneId, customHosts = [], hostPools = {} }: OwnpoolProps) {
  yield* wrong('domain', domain, DOMAIN);
  for (const host of customHosts) yield* misfit('customHosts', host, CUSTOM_HOSTS);
  const double = [domain, ...customHosts].find((host, index, all) => host && all.indexOf(host) !== index);
  if (double) yield `"${double}" is listed twice: name it once in domain or customHosts.`;
  const covered = customHosts.find((host) => host.slice(host.indexOf('.') + 1) === domain);
  if (covered) yield `customHosts names "${covered}", which *.${domain} serves already: leave it out.`;
  for (const [host, pool] of Object.entries(hostPools)) {
    if (!customHosts.includes(host)) yield `hostPools names "${host}", which customHosts does not have: add it there.`;
    yield* misfit(`hostPools of ${host}`, pool, POOL_ID);
  }
  const named = domain !== undefined ? 'domain' : customHosts.length > 0 ? 'customHosts' : undefined;
  if (named && certificateArn === undefined) {
    yield `${named} needs certificateArn: request a certificate for the host names in us-east-1 and give its ARN.`;
  }
  if (certificateArn !== undefined) {
    const [, region] = CERTIFICATE.exec(certificateArn) ?? [];
    if (!named) yield 'certificateArn has no host name to serve: give domain or customHosts too, or leave it out.';
    if (region === undefined) {
      yield `certificateArn must look like arn:aws:acm:us-east-1:111122223333:certificate/ID, not "${certificateArn}".`;
    } else if (region !== 'us-east-1') {
      yield `certificateArn is in ${region}: CloudFront accepts only certificates in us-east-1. Request one there.`;
    }
  }
  if (hostedZoneId !== undefined) {
    if (domain === undefined) yield 'hostedZoneId needs domain: give the host name that its records are for.';
    yield* misfit('hostedZoneId', hostedZoneId, ZONE);
  }
}

function* ofMessages({ catalogues, mailFrom, smsSenderId, notificationLogGroups = [] }: OwnpoolProps) {
  if (catalogues !== undefined) yield* ownCatalogues(catalogues).problems.map((problem) => `catalogues: ${problem}`);
  yield* wrong('mailFrom', mailFrom, MAIL_FROM);
  yield* wrong('smsSenderId', smsSenderId, SENDER_ID);
  for (const name of notificationLogGroups) yield* misfit('notificationLogGroups', name, LOG_GROUPS);
  const own = notificationLogGroups.find((name) => name.startsWith('/aws/'));
  if (own !== undefined && !own.startsWith('/aws/vendedlogs/')) {
    yield `notificationLogGroups names "${own}", which belongs to a service of AWS: name a log group of your own.`;
  }
  if (notificationLogGroups.length > MAX_LOG_GROUPS) {
    yield `notificationLogGroups has ${notificationLogGroups.length} names: name ${MAX_LOG_GROUPS} at most, as they are part of each role that sends.`;
  }
}

function* ofTriggers({ triggerFunctions = [], triggerKeys = [] }: OwnpoolProps, region: string) {
  for (const arn of triggerFunctions) {
    const [, found] = FUNCTION_ARN.exec(arn) ?? [];
    if (found === undefined) {
      yield `triggerFunctions must be ARNs such as arn:aws:lambda:eu-west-1:111122223333:function:NAME or ...:NAME:ALIAS, not "${arn}".`;
    } else if (!Token.isUnresolved(region) && found !== region) {
      yield `triggerFunctions names ${arn}, which is in ${found}, but the stack is in ${region}: name a function in ${region}.`;
    }
  }
  for (const arn of triggerKeys) {
    if (parseKeyArn(arn)) continue;
    yield `triggerKeys must be ARNs such as ${KEY_ARN_EXAMPLE} (an alias is not possible), not "${arn}".`;
  }
  yield* tooMany('triggerFunctions', triggerFunctions, MAX_TRIGGER_FUNCTIONS);
  yield* tooMany('triggerKeys', triggerKeys, MAX_TRIGGER_KEYS);
}

function* tooMany(name: string, arns: readonly string[], most: number) {
  if (arns.length > most) yield `${name} has ${arns.length} ARNs: name ${most} at most, as they are part of roles.`;
}

/** Tells whether a stack in this region, which may be a token, makes a web ACL of its own. */
export function makesWebAcl({ waf, webAclArn }: Pick<OwnpoolProps, 'waf' | 'webAclArn'>, region: string): boolean {
  return waf ?? (webAclArn === undefined && region === 'us-east-1');
}

function* ofFirewall(props: OwnpoolProps, region: string) {
  const { waf = false, webAclArn, wafRequestsPerAddress, wafSignUpsPerAddress } = props;
  if (waf && webAclArn !== undefined) yield 'waf and webAclArn exclude each other: a distribution has one web ACL.';
  if (waf && region !== 'us-east-1') {
    const where = Token.isUnresolved(region) ? 'an unknown region' : region;
    yield `waf needs a stack in us-east-1, but this one is in ${where}: make a web ACL of scope CLOUDFRONT in us-east-1 and give its webAclArn.`;
  }
  if (webAclArn !== undefined && !WEB_ACL.test(webAclArn)) {
    yield `webAclArn must look like arn:aws:wafv2:us-east-1:111122223333:global/webacl/NAME/ID, not "${webAclArn}".`;
  }
  for (const [name, limit] of Object.entries({ wafRequestsPerAddress, wafSignUpsPerAddress })) {
    if (limit === undefined) continue;
    if (!makesWebAcl(props, region)) yield `${name} needs a web ACL of the stack: leave it out, or see waf.`;
    yield* misfit(name, limit, integer(10, 2_000_000_000));
  }
}

function* ofCapacity(props: OwnpoolProps) {
  for (const [name, count] of Object.entries(props.provisionedConcurrency ?? {})) {
    if (!WARMABLE.includes(name)) {
      yield `provisionedConcurrency names "${name}": the functions are ${WARMABLE.join(', ')}.`;
    } else yield* misfit(`provisionedConcurrency of ${name}`, count, integer(1, 10_000));
  }
  for (const [name, minimum] of Object.entries(WARM_MINIMUM)) {
    const units = props.warmThroughput?.[name as keyof typeof WARM_MINIMUM];
    if (props.warmThroughput) yield* misfit(`warmThroughput ${name}`, units, integer(minimum, 10_000_000));
  }
  for (const name of Object.keys(props.warmThroughput ?? {})) {
    if (!Object.hasOwn(WARM_MINIMUM, name)) yield `warmThroughput has readUnits and writeUnits, not "${name}".`;
  }
  yield* wrong('requestsPerSecond', props.requestsPerSecond, integer(1, 1_000_000));
  yield* wrong('burst', props.burst, integer(1, 1_000_000));
}

function* ofOperation({ originSecret, logRetentionDays, alarmEmail, monthlyBudget, ...props }: OwnpoolProps) {
  yield* wrong('originSecret', originSecret, integer(1, 1_000_000));
  yield* wrong('logRetentionDays', logRetentionDays, oneOf(...RETENTIONS));
  yield* wrong('auditRetentionDays', props.auditRetentionDays, oneOf(...RETENTIONS));
  yield* wrong('auditAddresses', props.auditAddresses, oneOf(...ADDRESS_FORMS));
  yield* wrong('rememberedDeviceDays', props.rememberedDeviceDays, integer(1, 3_650));
  const { poolMetrics = [] } = props;
  for (const id of poolMetrics) yield* misfit('poolMetrics', id, POOL_ID);
  if (poolMetrics.length > MAX_METRIC_POOLS) {
    yield `poolMetrics has ${poolMetrics.length} pools: name ${MAX_METRIC_POOLS} at most, as every pool has metrics of its own.`;
  }
  yield* wrong('alarmEmail', alarmEmail, EMAIL);
  if (monthlyBudget === undefined) return;
  if (alarmEmail === undefined) yield 'monthlyBudget needs alarmEmail: give the address that gets the mail.';
  yield* wrong('monthlyBudget', monthlyBudget, DOLLARS);
}

function* ofWatching({ smsBudget, quietMinutes }: OwnpoolProps) {
  yield* wrong('smsBudget', smsBudget, DOLLARS);
  // The period of an alarm can be at most one day.
  yield* wrong('quietMinutes', quietMinutes, integer(5, 1_440));
}

function* ofRestoration({ restoredTable, keyArn, domain, allowForeignIssuers = false }: OwnpoolProps, region: string) {
  yield* wrong('restoredTable', restoredTable, TABLE);
  const hasStrayIssuers = restoredTable !== undefined && domain === undefined;
  if (hasStrayIssuers && !allowForeignIssuers) {
    yield 'restoredTable without domain has pools whose issuers are at the CloudFront host of the stack that made them: give the domain of their issuers, or set allowForeignIssuers to true if that stack is this one, or nobody fetches keys from them.';
  }
  if (!hasStrayIssuers && allowForeignIssuers) {
    yield 'allowForeignIssuers is for a restoredTable without domain: leave it out.';
  }
  if (keyArn === undefined) return;
  if (restoredTable === undefined) {
    yield "keyArn needs restoredTable: the data keys of the stack's own table are wrapped by the stack's own key.";
  }
  const arn = parseKeyArn(keyArn);
  if (!arn) yield `keyArn must look like ${KEY_ARN_EXAMPLE} (an alias is not possible), not "${keyArn}".`;
  else if (!Token.isUnresolved(region) && arn.region !== region) {
    yield arn.id.startsWith('mrk-')
      ? `keyArn is in ${arn.region}, but the stack is in ${region}: replicate the key there (aws kms replicate-key) and give the ARN of the replica, ${keyArn.replace(arn.region, region)}.`
      : `keyArn is in ${arn.region}, but the stack is in ${region}, and the key can't be replicated: leave keyArn out and wrap the data keys anew (npm run keyring).`;
  }
}

/** Yields what is wrong with the value of an optional prop. */
function* wrong(name: string, value: unknown, type: SettingType<unknown>) {
  if (value !== undefined) yield* misfit(name, value, type);
}

function* misfit(name: string, value: unknown, type: SettingType<unknown>) {
  const problem = mismatch(name, value, type);
  if (problem) yield problem;
}
