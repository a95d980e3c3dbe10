import { ADDRESS_FORMS, type AddressForm } from '#adapters/audit/address.ts';
import { LOG_GROUP_NAME } from '#core/pools/log-delivery.ts';
import type { FactorRules, Hosts } from '#ports/deps.ts';
import { KEY_PURPOSES, type KeyPurpose } from '#ports/keys.ts';
import { ACCOUNT_ID, REGION } from './config.ts';
import { readFactorRules } from './factor-rules.ts';
import { readHosts } from './hosts.ts';
import { baseUrl, ConfigError, list, oneOf, openSettings, secret, text } from './settings.ts';

/** The configuration of a Lambda function, from the environment that the stack sets. */
export type AwsConfig = {
  readonly table: string;
  /** The ARN of the KMS key that wraps the data keys. */
  readonly keyArn: string;
  /** The data keys that this function may unwrap. */
  readonly purposes: readonly KeyPurpose[];
  readonly publicUrl: string;
  /** The host names that domains of pools can have, as far as this function is told. */
  readonly hosts: Hosts;
  /** The names of the log groups that pools can name, as far as this function is told. */
  readonly logGroups: readonly string[];
  readonly accountId: string;
  readonly region: string;
  /**
   * The secrets by which the edge may prove that a request came through it. The list is empty for a function that the
   * edge does not call.
   */
  readonly originSecrets: readonly string[];
  /** The ARN of the function that delivers the messages that this function puts off. */
  readonly messagesFunction?: string;
  /** The ARN of the function that runs the jobs that this function creates. */
  readonly jobsFunction?: string;
  readonly mailFrom?: string;
  readonly smsSenderId?: string;
  /** How much of an address the audit trail keeps. */
  readonly auditAddresses: AddressForm;
  readonly factorRules: FactorRules;
};

const TABLE = text('the name of a table', /^[\w.-]{3,255}$/);
const KEY_ARN = text('the ARN of a KMS key', /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/);
const LOG_GROUPS = list(
  text('the name of a log group', LOG_GROUP_NAME),
  'names of log groups, with commas between them',
);
const PURPOSES = list(oneOf(...KEY_PURPOSES), `a list of ${KEY_PURPOSES.join(', ')}`);
const SECRET = text('a secret', /^[^,\s]{32,}$/);
const SECRETS = secret(list(SECRET, 'secrets of 32 characters or more, with commas between them'));

/**
 * Parses the environment of a Lambda function. Throws ConfigError, whose message names every variable that is missing
 * or wrong.
 */
export function parseAwsConfig(
  environment: Readonly<Record<string, string | undefined>>,
  { behindEdge }: { readonly behindEdge: boolean },
): AwsConfig {
  const settings = openSettings(environment);
  const { problems, required, optional } = settings;
  const config: AwsConfig = {
    table: required('OWNPOOL_TABLE', TABLE),
    keyArn: required('OWNPOOL_KEY_ARN', KEY_ARN),
    purposes: required('OWNPOOL_KEY_PURPOSES', PURPOSES),
    publicUrl: required('OWNPOOL_PUBLIC_URL', baseUrl),
    hosts: readHosts(settings, {
      target: optional('OWNPOOL_EDGE_HOST', text()),
      certificateArn: optional('OWNPOOL_CERTIFICATE_ARN', text()),
    }),
    logGroups: optional('OWNPOOL_LOG_GROUPS', LOG_GROUPS) ?? [],
    accountId: required('OWNPOOL_ACCOUNT_ID', ACCOUNT_ID),
    region: required('AWS_REGION', REGION),
    originSecrets: behindEdge ? required('OWNPOOL_ORIGIN_SECRETS', SECRETS) : [],
    messagesFunction: optional('OWNPOOL_MESSAGES_FUNCTION', text()),
    jobsFunction: optional('OWNPOOL_JOBS_FUNCTION', text()),
    mailFrom: optional('OWNPOOL_MAIL_FROM', text()),
    smsSenderId: optional('OWNPOOL_SMS_SENDER_ID', text()),
    auditAddresses: optional('OWNPOOL_AUDIT_ADDRESSES', oneOf(...ADDRESS_FORMS)) ?? 'whole',
    factorRules: readFactorRules(settings),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}
