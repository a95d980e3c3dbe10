import { ADDRESS_FORMS, type AddressForm } from '#adapters/audit/address.ts';
import { KEY_PURPOSES, type KeyPurpose } from '#ports/keys.ts';
import { ACCOUNT_ID, REGION } from './config.ts';
import { baseUrl, ConfigError, list, oneOf, openSettings, secret, text } from './settings.ts';

/** The configuration of a Lambda function, from the environment that the stack sets. */
export type AwsConfig = {
  readonly table: string;
  /** ARN of the KMS key that wraps the data keys. */
  readonly keyArn: string;
  /** The data keys that this function may unwrap. */
  readonly purposes: readonly KeyPurpose[];
  readonly publicUrl: string;
  readonly accountId: string;
  readonly region: string;
  /** What the edge may send to prove that a request came through it; nothing for a function that it does not call. */
  readonly originSecrets: readonly string[];
  /** The function that delivers what this one puts off. */
  readonly messagesFunction?: string;
  /** The function that works on what this one leaves to jobs. */
  readonly jobsFunction?: string;
  readonly mailFrom?: string;
  readonly smsSenderId?: string;
  /** How much of an address the audit trail keeps. */
  readonly auditAddresses: AddressForm;
};

const TABLE = text('the name of a table', /^[\w.-]{3,255}$/);
const KEY_ARN = text('the ARN of a KMS key', /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/);
const PURPOSES = list(oneOf(...KEY_PURPOSES), `a list of ${KEY_PURPOSES.join(', ')}`);
const SECRET = text('a secret', /^[^,\s]{32,}$/);
const SECRETS = secret(list(SECRET, 'secrets of 32 characters or more, with commas between them'));

/** Throws ConfigError, whose message names every variable that is missing or wrong. */
export function parseAwsConfig(
  environment: Readonly<Record<string, string | undefined>>,
  { behindEdge }: { readonly behindEdge: boolean },
): AwsConfig {
  const { problems, required, optional } = openSettings(environment);
  const config: AwsConfig = {
    table: required('OWNPOOL_TABLE', TABLE),
    keyArn: required('OWNPOOL_KEY_ARN', KEY_ARN),
    purposes: required('OWNPOOL_KEY_PURPOSES', PURPOSES),
    publicUrl: required('OWNPOOL_PUBLIC_URL', baseUrl),
    accountId: required('OWNPOOL_ACCOUNT_ID', ACCOUNT_ID),
    region: required('AWS_REGION', REGION),
    originSecrets: behindEdge ? required('OWNPOOL_ORIGIN_SECRETS', SECRETS) : [],
    messagesFunction: optional('OWNPOOL_MESSAGES_FUNCTION', text()),
    jobsFunction: optional('OWNPOOL_JOBS_FUNCTION', text()),
    mailFrom: optional('OWNPOOL_MAIL_FROM', text()),
    smsSenderId: optional('OWNPOOL_SMS_SENDER_ID', text()),
    auditAddresses: optional('OWNPOOL_AUDIT_ADDRESSES', oneOf(...ADDRESS_FORMS)) ?? 'whole',
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}
