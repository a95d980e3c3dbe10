import { describe, expect, it } from 'vitest';
import { FUNCTIONS, type FunctionName, type FunctionNeeds } from '#infra/functions.ts';
import { KEY_PURPOSES } from '#ports/keys.ts';
import { type IamRequest, isAllowedBy, statementsOf } from '#test/iam.ts';
import { only, type Synthesised, synthesised } from './synthesised.ts';

const stack = synthesised();
const TABLE = `arn:of:${only(stack, 'AWS::DynamoDB::GlobalTable').id}.Arn`;
const KEY = `arn:of:${only(stack, 'AWS::KMS::Key').id}.Arn`;

const onTable = (operation: string, partition: string, resource = TABLE): IamRequest => ({
  action: `dynamodb:${operation}`,
  resource,
  context: { 'dynamodb:LeadingKeys': [partition] },
});
const decrypt = (context: Readonly<Record<string, string>>): IamRequest => ({
  action: 'kms:Decrypt',
  resource: KEY,
  context: {
    ...Object.fromEntries(Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    'kms:EncryptionContextKeys': Object.keys(context),
  },
});

const arnOf = (name: FunctionName) => {
  const functions = stack.of('AWS::Lambda::Function');
  return `arn:of:${functions.find(({ Properties }) => Properties.Description === `Ownpool: ${name}`)!.id}.Arn`;
};

const rightsOf = (template: Synthesised, name: FunctionName) => {
  const functions = template.of('AWS::Lambda::Function');
  return statementsOf(template, functions.find(({ Properties }) => Properties.Description === `Ownpool: ${name}`)!.id);
};

/** That the rights suffice is what the bundles prove (bundles.test.ts); these are the ones nobody may have. */
describe.each(Object.keys(FUNCTIONS) as FunctionName[])('the role of %s', (name) => {
  const needs: FunctionNeeds = FUNCTIONS[name];
  const rights = rightsOf(stack, name);
  const may = (request: IamRequest) => isAllowedBy(rights, request);

  it('unwraps the data keys it needs, with their purpose as the only context, and wraps none', () => {
    expect(KEY_PURPOSES.filter((purpose) => may(decrypt({ purpose }))).toSorted()).toEqual(needs.purposes.toSorted());
    expect(may(decrypt({}))).toBe(false);
    expect(may(decrypt({ purpose: needs.purposes[0]!, more: 'a' }))).toBe(false);
    expect(may({ ...decrypt({ purpose: needs.purposes[0]! }), resource: 'another key' })).toBe(false);
    for (const action of ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:CreateGrant']) {
      expect(may({ ...decrypt({ purpose: needs.purposes[0]! }), action })).toBe(false);
    }
  });

  it('reads data keys and writes neither them nor access keys', () => {
    expect(may(onTable('GetItem', 'KEYRING'))).toBe(true);
    for (const operation of ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']) {
      expect(may(onTable(operation, 'KEYRING'))).toBe(false);
      expect(may(onTable(operation, 'AK#OWNK1'))).toBe(false);
    }
  });

  it('reads records only if it has to', () => {
    expect(may(onTable('GetItem', 'U#p#s'))).toBe(!needs.recordless);
    expect(may(onTable('Query', 'P#p'))).toBe(!needs.recordless);
  });

  it('sees access keys only where signatures are verified', () => {
    const verifies = needs.purposes.includes('admin');
    expect(may(onTable('GetItem', 'AK#OWNK1'))).toBe(verifies);
    expect(may(onTable('BatchGetItem', 'AK#OWNK1'))).toBe(verifies);
    expect(may(onTable('Query', 'AKS', `${TABLE}/index/gsi1`))).toBe(verifies && needs.lists === true);
  });

  it('finds by the index only if it has to', () => {
    expect(may(onTable('Query', 'P#p#U', `${TABLE}/index/gsi1`))).toBe(needs.lists === true);
  });

  it('changes the table only if it has to, and never as a whole', () => {
    expect(may(onTable('PutItem', 'U#p#s'))).toBe(needs.writes === true);
    expect(may(onTable('BatchWriteItem', 'U#p#s'))).toBe(needs.erases === true);
    for (const action of ['Scan', 'DeleteTable', 'UpdateTable', 'PartiQLSelect', 'ExportTableToPointInTime']) {
      expect(may({ action: `dynamodb:${action}`, resource: TABLE })).toBe(false);
    }
  });

  it('invokes the functions that it leaves work to, and no other', () => {
    const invoked = (Object.keys(FUNCTIONS) as FunctionName[]).filter((other) =>
      may({ action: 'lambda:InvokeFunction', resource: arnOf(other) }),
    );
    expect(invoked).toEqual([...(needs.wakesJobs ? ['jobs'] : []), ...(needs.defers ? ['messages'] : [])]);
    expect(may({ action: 'lambda:InvokeFunction', resource: 'arn:aws:lambda:us-east-1:1:function:other' })).toBe(false);
  });

  it('sends messages only if it has to, and none to topics', () => {
    const identity = 'arn:aws:ses:eu-west-1:AWS::AccountId:identity/id.example.com';
    expect(may({ action: 'ses:SendEmail', resource: identity })).toBe(needs.sends === true);
    expect(may({ action: 'sns:Publish', resource: '+15550100' })).toBe(needs.sends === true);
    expect(may({ action: 'sns:Publish', resource: 'arn:aws:sns:us-east-1:1:topic' })).toBe(false);
  });
});

it('to data keys are rights to the key that is given, in place of the own one, and never more than to unwrap', () => {
  const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/mrk-0123';
  const given = synthesised({ restoredTable: 'restored', keyArn, allowForeignIssuers: true });
  for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
    const rights = rightsOf(given, name);
    const request = decrypt({ purpose: FUNCTIONS[name].purposes[0] });
    expect(isAllowedBy(rights, { ...request, resource: keyArn })).toBe(true);
    expect(isAllowedBy(rights, request)).toBe(false);
    for (const action of ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo']) {
      expect(isAllowedBy(rights, { ...request, action, resource: keyArn })).toBe(false);
    }
  }
});

it('to log groups of the pools are rights to write to those that are listed, for the functions that send', () => {
  const listed = synthesised({ notificationLogGroups: ['pools/errors'] });
  const group = 'arn:aws:logs:us-east-1:AWS::AccountId:log-group';
  const put = (resource: string) => ({ action: 'logs:PutLogEvents', resource: `${group}:${resource}` });
  for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
    const { sends }: FunctionNeeds = FUNCTIONS[name];
    const rights = rightsOf(listed, name);
    const stream = put('pools/errors:log-stream:us-east-1_AbCdEf123');
    const create = { action: 'logs:CreateLogStream', resource: `${group}:pools/errors:log-stream:` };
    expect([name, isAllowedBy(rights, stream), isAllowedBy(rights, create)]).toEqual([
      name,
      sends === true,
      sends === true,
    ]);
    for (const other of [
      put('pools:log-stream:a'),
      put('pools/errors-2:log-stream:a'),
      { ...stream, resource: stream.resource.replace('us-east-1', 'eu-west-1') },
      { ...stream, action: 'logs:CreateLogGroup' },
      { ...stream, action: 'logs:DeleteLogStream' },
      { ...stream, action: 'logs:GetLogEvents' },
    ]) {
      expect(isAllowedBy(rights, other)).toBe(false);
    }
    expect(isAllowedBy(rightsOf(stack, name), stream)).toBe(false);
  }
});

it('to triggers are rights to exactly those that are listed, for the functions that call triggers', () => {
  const plain = 'arn:aws:lambda:us-east-1:111122223333:function:sign-up';
  const alias = 'arn:aws:lambda:us-east-1:999999999999:function:migrate:live';
  const listed = synthesised({ triggerFunctions: [plain, alias] });
  const invoke = (resource: string, action = 'lambda:InvokeFunction') => ({ action, resource });
  for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
    const { triggers }: FunctionNeeds = FUNCTIONS[name];
    const rights = rightsOf(listed, name);
    expect([name, isAllowedBy(rights, invoke(plain)), isAllowedBy(rights, invoke(alias))]).toEqual([
      name,
      triggers === true,
      triggers === true,
    ]);
    for (const other of [
      invoke(`${plain}:live`),
      invoke(`${plain}-2`),
      invoke(alias.replace(':live', '')),
      invoke(alias.replace(':live', ':$LATEST')),
      invoke(plain.replace('us-east-1', 'eu-west-1')),
      invoke(plain.replace('111122223333', '999999999999')),
      invoke(plain, 'lambda:GetFunction'),
      invoke(plain, 'lambda:UpdateFunctionCode'),
      invoke(plain, 'lambda:InvokeFunctionUrl'),
    ]) {
      expect([name, other, isAllowedBy(rights, other)]).toEqual([name, other, false]);
    }
    expect(isAllowedBy(rightsOf(stack, name), invoke(plain))).toBe(false);
  }
});

it('to keys of custom senders are rights to encrypt for a pool, for the function that encrypts codes', () => {
  const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/0123';
  const listed = synthesised({ triggerKeys: [keyArn] });
  const encrypt = (context: Readonly<Record<string, string>>, action = 'kms:GenerateDataKey', resource = keyArn) => ({
    ...decrypt(context),
    action,
    resource,
  });
  const pool = { 'userpool-id': 'us-east-1_AbCdEf123' };
  const signed = { ...pool, 'aws-crypto-public-key': 'A' };
  for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
    const rights = rightsOf(listed, name);
    const encrypts: boolean = name === 'messages';
    expect([name, isAllowedBy(rights, encrypt(pool)), isAllowedBy(rights, encrypt(signed))]).toEqual([
      name,
      encrypts,
      encrypts,
    ]);
    for (const other of [
      encrypt({}),
      encrypt({ ...signed, more: 'a' }),
      encrypt({ 'aws-crypto-public-key': 'A' }),
      encrypt({ purpose: 'directory' }),
      encrypt(signed, 'kms:Decrypt'),
      encrypt(signed, 'kms:Encrypt'),
      encrypt(signed, 'kms:CreateGrant'),
      encrypt(signed, 'kms:GenerateDataKey', keyArn.replace('0123', '4567')),
      encrypt(signed, 'kms:GenerateDataKey', KEY),
    ]) {
      expect([name, other, isAllowedBy(rights, other)]).toEqual([name, other, false]);
    }
    expect(isAllowedBy(rightsOf(stack, name), encrypt(signed))).toBe(false);
  }
});
