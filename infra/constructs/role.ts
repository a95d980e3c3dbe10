import type { Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { INDEX, INDEX_NAME, keyOf, keyringKey } from '#adapters/dynamo/keys.ts';
import type { FunctionNeeds } from '../functions.ts';

const READS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem'];
/** ConditionCheckItem is among the writes because a transaction checks conditions on other items with it. */
const WRITES = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];
const ERASES = ['dynamodb:BatchWriteItem'];

const ACCESS_KEYS = keyOf('accessKey', { id: '*' }).pk;
const KEYRING = keyringKey('').pk;

type Resources = {
  readonly table: ITableV2;
  readonly key: IKey;
  readonly stack: Stack;
  readonly messages?: IFunction;
  readonly jobs?: IFunction;
  /** The names of the log groups that records of messages that are not delivered can go to. */
  readonly notificationLogGroups?: readonly string[];
  /** The ARNs of the functions that pools can have as triggers. */
  readonly triggerFunctions?: readonly string[];
  /** The ARNs of the keys under which codes are encrypted for custom senders. */
  readonly triggerKeys?: readonly string[];
};

/**
 * Returns the permissions of a function's role, which follow from what it needs. Those on its log group come from
 * lambda.ts.
 */
export function statements(
  needs: FunctionNeeds,
  { table, key, stack, messages, jobs, ...listed }: Resources,
): readonly PolicyStatement[] {
  const { notificationLogGroups = [], triggerFunctions = [], triggerKeys = [] } = listed;
  return [
    ...onTable(needs, table.tableArn),
    new PolicyStatement({
      sid: 'UnwrapDataKeys',
      actions: ['kms:Decrypt'],
      resources: [key.keyArn],
      // A request without this context, or with more than it, matches nothing.
      conditions: {
        StringEquals: { 'kms:EncryptionContext:purpose': [...needs.purposes] },
        'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['purpose'] },
      },
    }),
    ...(needs.sends ? onMessages(stack) : []),
    ...(needs.sends && notificationLogGroups.length > 0 ? [onLogGroups(stack, notificationLogGroups)] : []),
    ...(needs.triggers && triggerFunctions.length > 0 ? [onTriggers(triggerFunctions)] : []),
    ...(needs.encryptsCodes && triggerKeys.length > 0 ? [onTriggerKeys(triggerKeys)] : []),
    ...(needs.defers
      ? [new PolicyStatement({ sid: 'Later', actions: ['lambda:InvokeFunction'], resources: [messages!.functionArn] })]
      : []),
    ...(needs.wakesJobs
      ? [new PolicyStatement({ sid: 'WakeJobs', actions: ['lambda:InvokeFunction'], resources: [jobs!.functionArn] })]
      : []),
  ];
}

function onTable(needs: FunctionNeeds, tableArn: string): readonly PolicyStatement[] {
  const indexArn = `${tableArn}/index/${INDEX_NAME}`;
  const changes = [...(needs.writes ? WRITES : []), ...(needs.erases ? ERASES : [])];
  const deny = (sid: string, actions: readonly string[], resources: readonly string[], keys: readonly string[]) =>
    new PolicyStatement({
      sid,
      effect: Effect.DENY,
      actions: [...actions],
      resources: [...resources],
      conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': keys } },
    });
  // All keys in the request must be this one.
  const dataKeysOnly = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [KEYRING] } };
  return [
    new PolicyStatement({
      sid: 'Table',
      actions: [...READS, ...changes],
      resources: [tableArn],
      ...(needs.recordless && { conditions: dataKeysOnly }),
    }),
    ...(needs.recordless
      ? []
      : [
          new PolicyStatement({
            sid: 'Queries',
            actions: ['dynamodb:Query'],
            resources: [tableArn, ...(needs.lists ? [indexArn] : [])],
          }),
        ]),
    // Whoever writes these records grants permissions, so only the operator may write them, with credentials of their
    // own.
    deny(
      'KeysAreTheOperators',
      ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
      [tableArn],
      [KEYRING, ACCESS_KEYS],
    ),
    ...(needs.purposes.includes('admin')
      ? []
      : [
          deny(
            'NoAccessKeys',
            [...READS, 'dynamodb:ConditionCheckItem', 'dynamodb:Query'],
            [tableArn, indexArn],
            [ACCESS_KEYS, INDEX.accessKeys()],
          ),
        ]),
  ];
}

function onMessages(stack: Stack): readonly PolicyStatement[] {
  // A pool may name an identity in another region.
  const ses = (resource: string) => `arn:aws:ses:*:${stack.account}:${resource}/*`;
  return [
    new PolicyStatement({
      sid: 'Mail',
      actions: ['ses:SendEmail'],
      resources: [ses('identity'), ses('configuration-set')],
    }),
    // A phone number has no ARN, so the permission to send SMS is for every resource. The statement after it denies
    // what has an ARN.
    new PolicyStatement({ sid: 'Sms', actions: ['sns:Publish'], resources: ['*'] }),
    new PolicyStatement({
      sid: 'NoTopics',
      effect: Effect.DENY,
      actions: ['sns:Publish'],
      resources: ['arn:aws:sns:*:*:*'],
    }),
  ];
}

function onLogGroups({ region, account }: Stack, names: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    sid: 'NotificationLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: names.map((name) => `arn:aws:logs:${region}:${account}:log-group:${name}:*`),
  });
}

/** Each version and each alias has an ARN of its own, and a right to the function is none to them. */
function onTriggers(functionArns: readonly string[]): PolicyStatement {
  return new PolicyStatement({ sid: 'Triggers', actions: ['lambda:InvokeFunction'], resources: [...functionArns] });
}

/**
 * A code for a custom sender is encrypted in a context that names the pool. The AWS Encryption SDK adds the key with
 * which it signs a message.
 * https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/concepts.html#encryption-context
 */
function onTriggerKeys(keyArns: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    sid: 'EncryptCodes',
    actions: ['kms:GenerateDataKey'],
    resources: [...keyArns],
    conditions: {
      StringLike: { 'kms:EncryptionContext:userpool-id': '?*' },
      'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['userpool-id', 'aws-crypto-public-key'] },
    },
  });
}
