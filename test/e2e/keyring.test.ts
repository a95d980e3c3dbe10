import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { loadDataKeys, readDataKeys } from '#adapters/dynamo/data-keys.ts';
import { keyringKey } from '#adapters/dynamo/keys.ts';
import { keyWrapper } from '#adapters/local/master-key.ts';
import { KEY_PURPOSES } from '#ports/keys.ts';
import { runCli } from '#test/cli.ts';
import { json, type OperatorAws, STACK, stackOutputs, startOperatorAws } from '#test/operator-aws.ts';
import { startProxy } from '#test/proxy.ts';
import { newTable, storeEndpoint } from '#test/store.ts';

const REGION = 'eu-west-1';
/** This key belongs to another account and Region than the stack. */
const OLD = 'arn:aws:kms:us-east-1:999988887777:key/mrk-old';
const OWN = `arn:aws:kms:${REGION}:111122223333:key/mrk-own`;
const THIRD = `arn:aws:kms:${REGION}:111122223333:key/third`;
const MATERIAL = new Map([OLD, OWN, THIRD].map((arn, index) => [arn, Buffer.alloc(32, index + 1)]));
const wrapperOf = (arn: string) => keyWrapper(MATERIAL.get(arn)!, arn);

describe('npm run keyring -- rewrap', () => {
  let aws: OperatorAws;
  let table: TableClient;
  beforeAll(async () => {
    aws = await startOperatorAws({ region: REGION, store: storeEndpoint(), kmsKeys: MATERIAL });
  });
  afterAll(() => aws?.close());
  beforeEach(async () => {
    table = await newTable(REGION);
    await loadDataKeys(table, wrapperOf(OLD), KEY_PURPOSES);
    aws.plantKms();
    aws.describe(outputs());
  });

  const outputs = (changed: Record<string, string> = {}) => stackOutputs({ table: table.tableName, key: OWN }, changed);
  const run = (args: readonly string[], environment = aws.environment) =>
    runCli('keyring.ts', ['rewrap', '--stack', STACK, ...args], environment);
  const keysBy = (arn: string) => readDataKeys(table, wrapperOf(arn), KEY_PURPOSES);
  const ring = async () => {
    const query = new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keyringKey('').pk },
    });
    return (await table.client.send(query)).Items;
  };
  /** Expects that a run ends with one line and leaves the table as it was. */
  async function refuses(args: readonly string[], line: RegExp, environment = aws.environment): Promise<void> {
    const before = await ring();
    const { code, stdout, stderr } = await run(args, environment);
    expect([code, stdout, stderr.trimEnd().split('\n')]).toEqual([1, '', [expect.stringMatching(line)]]);
    expect(await ring()).toStrictEqual(before);
  }

  it("wraps all data keys with the stack's own key, shows none, and does nothing a second time", async () => {
    const keys = await keysBy(OLD);
    const { code, stdout, stderr } = await run(['--from-key', OLD]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([
      `${KEY_PURPOSES.length} data keys of the table ${table.tableName} are wrapped anew: ${OWN} opens all of them.`,
      `Keep ${OLD} as long as you keep backups from before: they hold what it wrapped.`,
      '',
    ]);
    for (const versions of Object.values(keys)) {
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        expect(stdout).not.toContain(versions.get(1)!.toString(encoding).slice(0, 12));
      }
    }
    expect(await keysBy(OWN)).toStrictEqual(keys);
    await expect(keysBy(OLD)).rejects.toThrow();

    const after = await ring();
    expect(await run(['--from-key', OLD])).toEqual({
      code: 0,
      stdout: `Nothing to do: ${OWN} opens all data keys of the table ${table.tableName}.\n`,
      stderr: '',
    });
    expect(await ring()).toStrictEqual(after);
  });

  it('goes on where access-key works again', async () => {
    expect(await runCli('access-key.ts', ['create', '--stack', STACK], aws.environment)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/was not wrapped by \S+mrk-own for this purpose: name the key that did \(keyArn\)/),
    });
    await run(['--from-key', OLD]);
    expect(await runCli('access-key.ts', ['create', '--stack', STACK], aws.environment)).toMatchObject({ code: 0 });
  });

  it('to another key than that of the stack says that the functions have to follow', async () => {
    await run(['--from-key', OLD]);
    const { code, stdout } = await run(['--to-key', THIRD]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `The functions of ${STACK} still use ${OWN} and can no longer start: deploy with restoredTable ${table.tableName} and keyArn ${THIRD} `,
    );
    await expect(keysBy(THIRD)).resolves.toBeDefined();
  });

  it.each([
    ['a wrong old key', THIRD, /^The data key for the purpose \w+ was not wrapped by \S+key\/third for this purpose/],
    ['an old key that is gone', OLD.replace('old', 'gone'), /^There is no KMS key \S+mrk-gone: check its region/],
    ['an alias', 'arn:aws:kms:us-east-1:999988887777:alias/old', /^"arn:\S+alias\/old" is not the ARN of a KMS key/],
    ['an id', 'mrk-old', /^"mrk-old" is not the ARN of a KMS key: give one such as arn:aws:kms:/],
    ['the same key twice', OWN, /^The old key and the new key are both \S+mrk-own: give --from-key or --to-key\.$/],
  ])('refuses %s', async (_, from, line) => refuses(['--from-key', from], line));

  it.each([
    ['Encrypt', 'AccessDeniedException', /^KMS denied kms:Encrypt with \S+mrk-own .*the key's own policy/],
    ['Decrypt', 'AccessDeniedException', /^KMS denied kms:Decrypt with \S+mrk-old /],
    ['Encrypt', 'DisabledException', /^The KMS key \S+mrk-own is disabled: enable it\.$/],
    [
      'Decrypt',
      'KMSInvalidStateException',
      /^The KMS key \S+mrk-old can't be used .* deletion is pending, cancel that/,
    ],
  ])('writes nothing when KMS answers %s with %s', async (action, __type, line) => {
    aws.plantKms((asked) => (asked === action ? json(400, { __type, message: 'Made by a test.' }) : undefined));
    await refuses(['--from-key', OLD], line);
  });

  it('writes nothing when one of the data keys was wrapped by neither', async () => {
    const Item = {
      ...keyringKey('admin#1'),
      t: 'dataKey',
      v: 1,
      d: await wrapperOf(THIRD).wrap('admin', Buffer.alloc(32)),
    };
    await table.client.send(new PutCommand({ TableName: table.tableName, Item }));
    await refuses(['--from-key', OLD], /^The data key for the purpose admin was not wrapped by \S+mrk-old/);
  });

  it('writes none when one was changed meanwhile', async () => {
    const Item = {
      ...keyringKey('admin#1'),
      t: 'dataKey',
      v: 1,
      d: await wrapperOf(OLD).wrap('admin', Buffer.alloc(32)),
    };
    const dynamo = await startProxy();
    dynamo.lead(storeEndpoint());
    dynamo.bend(async (request, forward) => {
      if (request.operation === 'TransactWriteItems') {
        await table.client.send(new PutCommand({ TableName: table.tableName, Item }));
      }
      return forward(request);
    });
    const { code, stderr } = await run(['--from-key', OLD], {
      ...aws.environment,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
    });
    await dynamo.close();
    expect([code, stderr]).toEqual([
      1,
      `Somebody else changed the data keys of the table ${table.tableName}. Nothing was written: run this again.\n`,
    ]);
    await expect(keysBy(OLD)).resolves.toBeDefined();
  });

  it('says that there are no data keys, and that there is no table', async () => {
    const empty = await newTable(REGION);
    aws.describe(outputs({ OwnpoolTable: empty.tableName }));
    await refuses(['--from-key', OLD], /^The table \S+ has no data keys\. Make them, .* create --stack Identity\.$/);
    aws.describe(outputs({ OwnpoolTable: 'no-such-table' }));
    await refuses(['--from-key', OLD], /^There is no table no-such-table in eu-west-1/);
  });

  it.each([
    [['rewrap', '--from-key', OLD], /^Name the stack that has the table: --stack\.\n/],
    [['unwrap', '--stack', STACK], /^Wraps the data keys of a deployment/],
    [['rewrap', 'all', '--stack', STACK], /^Wraps the data keys of a deployment/],
    [['rewrap', '--stack', STACK, '--key', OLD], /^Unknown option '--key'/],
  ])('does not guess what %j means', async (args, text) => {
    expect(await runCli('keyring.ts', args, aws.environment)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(text),
    });
  });
});
