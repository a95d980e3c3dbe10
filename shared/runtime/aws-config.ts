import { KEY_PURPOSES, type KeyPurpose } from '#ports/keys.ts';
import { ConfigError } from './config.ts';

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
};

/** Throws ConfigError, whose message names every variable that is missing or wrong. */
export function parseAwsConfig(
  environment: Readonly<Record<string, string | undefined>>,
  { behindEdge }: { readonly behindEdge: boolean },
): AwsConfig {
  const problems: string[] = [];
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const required = (name: string, pattern: RegExp): string => {
    const value = read(name) ?? '';
    // The value may be a secret: it is not repeated.
    if (!pattern.test(value)) problems.push(`${name} is ${value ? 'malformed' : 'missing'}.`);
    return value;
  };
  const list = (text: string) => text.split(',').filter(Boolean);
  const config: AwsConfig = {
    table: required('OWNPOOL_TABLE', /^[\w.-]{3,255}$/),
    keyArn: required('OWNPOOL_KEY_ARN', /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/),
    purposes: list(
      required('OWNPOOL_KEY_PURPOSES', new RegExp(`^((${KEY_PURPOSES.join('|')})(,|$))+$`)),
    ) as KeyPurpose[],
    publicUrl: required('OWNPOOL_PUBLIC_URL', /^https?:\/\/[\w.:-]+$/),
    accountId: required('OWNPOOL_ACCOUNT_ID', /^\d{12}$/),
    region: required('AWS_REGION', /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/),
    originSecrets: behindEdge ? list(required('OWNPOOL_ORIGIN_SECRETS', /^[^,\s]{32,}(,[^,\s]{32,})?$/)) : [],
    messagesFunction: read('OWNPOOL_MESSAGES_FUNCTION'),
    jobsFunction: read('OWNPOOL_JOBS_FUNCTION'),
    mailFrom: read('OWNPOOL_MAIL_FROM'),
    smsSenderId: read('OWNPOOL_SMS_SENDER_ID'),
  };
  if (problems.length > 0) throw new ConfigError(problems.join(' '));
  return config;
}
