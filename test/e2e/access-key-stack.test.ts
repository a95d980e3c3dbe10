import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { readDataKeys } from '#adapters/dynamo/data-keys.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import { keyWrapper } from '#adapters/local/master-key.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import { KEY_PURPOSES } from '#ports/keys.ts';
import { systemClock } from '#runtime/container.ts';
import { consoleLogger } from '#runtime/logger.ts';
import { runCli } from '#test/cli.ts';
import { formationError, json, type OperatorAws, STACK, stackOutputs, startOperatorAws } from '#test/operator-aws.ts';
import { startProxy } from '#test/proxy.ts';
import { newTable, storeEndpoint } from '#test/store.ts';

const REGION = 'eu-west-1';
const KEY = `arn:aws:kms:${REGION}:111122223333:key/mrk-1`;
const MASTER = Buffer.alloc(32, 3);

describe('npm run access-key -- --stack', () => {
  let aws: OperatorAws;
  let table: TableClient;
  beforeAll(async () => {
    aws = await startOperatorAws({ region: REGION, store: storeEndpoint(), kmsKeys: new Map([[KEY, MASTER]]) });
  });
  afterAll(() => aws?.close());
  beforeEach(async () => {
    table = await newTable(REGION);
    aws.plantKms();
    aws.describe(outputs());
  });

  const outputs = (changed: Record<string, string> = {}) => stackOutputs({ table: table.tableName, key: KEY }, changed);
  const run = (args: string[], environment = aws.environment) =>
    runCli('access-key.ts', [...args, '--stack', STACK], environment);
  const idIn = (text: string) => /aws_access_key_id = (\S+)/.exec(text)?.[1];
  const dataKeys = () => readDataKeys(table, keyWrapper(MASTER, 'x'), KEY_PURPOSES);

  it('makes all data keys before the first access key, lists and disables', async () => {
    const before = aws.wrapped();
    const { code, stdout, stderr } = await run(['create', '--description', 'first']);
    expect([code, stderr]).toEqual([0, 'The secret is not shown again.\n']);
    expect(aws.wrapped() - before).toBe(KEY_PURPOSES.length);
    const records = createRecords(
      table,
      createKeyring(await dataKeys(), systemClock),
      systemClock,
      consoleLogger('warn'),
    );
    const id = idIn(stdout)!;
    const { key } = await records.read({ key: { kind: 'accessKey', id: { id } } });
    expect(stdout).toContain(`aws_secret_access_key = ${key?.secret}`);
    expect(await run(['list'])).toMatchObject({ code: 0, stdout: expect.stringMatching(`^${id}  enabled .*first\n$`) });
    expect((await run(['disable', id])).stdout).toBe(`${id} is disabled.\n`);
    expect((await run(['list'])).stdout).toMatch(`${id}  disabled`);
    expect(aws.wrapped() - before).toBe(KEY_PURPOSES.length);
  });

  it('of two operators at once makes one set of data keys, and both access keys work', async () => {
    const both = await Promise.all([run(['create']), run(['create'])]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const { stdout } = await run(['list']);
    for (const one of both) expect(stdout).toContain(`${idIn(one.stdout)}  enabled`);
  });

  it('makes no data key for list and disable', async () => {
    for (const args of [['list'], ['disable', 'OWNKOWNKOWNKOWNKOWNK']]) {
      expect(await run(args)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(
          `Make them, and a first access key, with npm run access-key -- create --stack ${STACK}.`,
        ),
      });
    }
    await expect(dataKeys()).rejects.toThrow('has no data keys');
  });

  it('says which right at KMS is missing, and makes no access key', async () => {
    const denial = json(400, { __type: 'AccessDeniedException', message: 'User x is not authorized' });
    aws.plantKms((action) => (action === 'Encrypt' ? denial : undefined));
    expect(await run(['create'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('kms:Encrypt'),
    });
    aws.plantKms((action) => (action === 'Decrypt' ? denial : undefined));
    expect(await run(['create'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('kms:Decrypt'),
    });
    aws.plantKms();
    expect((await run(['list'])).stdout).toBe('');
  });

  it('refuses a table whose data keys are lost', async () => {
    await run(['create']);
    await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: { pk: 'KEYRING', sk: 'signing#1' } }));
    expect(await run(['create'])).toMatchObject({
      code: 1,
      stderr: 'The data key signing#1 is missing from the table, although it holds data. Put back a backup.\n',
    });
  });

  it('says that the table is gone', async () => {
    aws.describe(outputs({ OwnpoolTable: 'no-such-table' }));
    expect(await run(['create'])).toMatchObject({
      code: 1,
      stderr: `There is no table no-such-table in ${REGION}, although the stack names it. Restore it from a backup.\n`,
    });
  });

  it.each([
    ['ThrottlingException', 'Rate exceeded', /^AWS is busy: can't use the table .*Try again in a minute/],
    [
      'AccessDeniedException',
      'User x is not authorized to perform: dynamodb:GetItem',
      /^The AWS credentials lack a right: can't use the table .*dynamodb:GetItem/,
    ],
  ])('puts %s of DynamoDB in one line', async (name, text, message) => {
    const dynamo = await startProxy();
    dynamo.bend(async () => json(400, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: text }));
    const { code, stderr } = await run(['create'], { ...aws.environment, AWS_ENDPOINT_URL_DYNAMODB: dynamo.url });
    await dynamo.close();
    expect([code, stderr.trim().split('\n')]).toEqual([1, [expect.stringMatching(message)]]);
  });

  it('warns of a stack that is being changed', async () => {
    aws.describe(outputs(), 'UPDATE_IN_PROGRESS');
    expect(await run(['create'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`The stack ${STACK} is UPDATE_IN_PROGRESS`),
    });
  });

  it.each([
    ['CREATE_IN_PROGRESS', /^The stack Identity is CREATE_IN_PROGRESS and has no outputs yet\. Wait/],
    ['ROLLBACK_COMPLETE', /^The stack Identity is ROLLBACK_COMPLETE and has no outputs yet\./],
    ['CREATE_COMPLETE', /^The stack Identity has no output OwnpoolEndpoint: it is not an Ownpool/],
  ])('refuses a stack without outputs that is %s', async (status, message) => {
    aws.describe({}, status);
    expect(await run(['list'])).toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
  });

  it.each([
    [
      403,
      'AccessDenied',
      'User: arn:aws:iam::1:user/x is not authorized',
      /lack a right.*cloudformation:DescribeStacks.*user\/x/,
    ],
    [403, 'ExpiredToken', 'The security token included in the request is expired', /have expired.*aws sso login/],
    [
      403,
      'InvalidClientTokenId',
      'The security token included in the request is invalid',
      /does not accept.*AWS_PROFILE/,
    ],
    [400, 'ValidationError', "1 validation error detected: Value at 'stackName'", /1 validation error/],
  ])('puts %i %s of CloudFormation in one line', async (status, code, text, message) => {
    aws.formation.answer(formationError(status, code, text));
    const { code: exit, stderr } = await run(['list']);
    expect([exit, stderr.trim().split('\n')]).toEqual([1, [expect.stringMatching(message)]]);
  });

  it('says that there is no such stack, no region, and that there are no credentials', async () => {
    expect(await runCli('access-key.ts', ['list', '--stack', 'Nowhere'], aws.environment)).toMatchObject({
      code: 1,
      stderr: `There is no stack Nowhere in ${REGION}. Correct --stack, or give its --region.\n`,
    });
    const { AWS_REGION: _, ...noRegion } = aws.environment;
    expect((await run(['list'], noRegion)).stderr).toBe('No region is set. Give --region, or set AWS_REGION.\n');
    expect(await run(['list', '--region', REGION], noRegion)).toMatchObject({
      stderr: expect.stringContaining('has no data keys'),
    });
    const { AWS_ACCESS_KEY_ID: __, AWS_SECRET_ACCESS_KEY: ___, ...nobody } = aws.environment;
    expect((await run(['list'], nobody)).stderr).toMatch(/^There are no AWS credentials: .*AWS_PROFILE.*\n$/);
  });

  it('wants --region with --stack only', async () => {
    const { code, stderr } = await runCli('access-key.ts', ['list', '--region', REGION], aws.environment);
    expect([code, stderr]).toEqual([1, expect.stringContaining('--region needs --stack.')]);
  });
});
