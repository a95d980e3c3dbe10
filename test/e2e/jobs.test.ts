import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
  DeleteUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { toItem } from '#adapters/dynamo/items.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import { keyWrapper, masterKeyFile } from '#adapters/local/master-key.ts';
import type { Job } from '#core/jobs/job.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import { sharedTable } from '#infra/local/table.ts';
import { KEY_PURPOSES } from '#ports/keys.ts';
import { parseConfig } from '#runtime/config.ts';
import { systemClock } from '#runtime/container.ts';
import { consoleLogger } from '#runtime/logger.ts';
import { runCli } from '#test/cli.ts';
import { type OperatorAws, STACK, stackOutputs, startOperatorAws } from '#test/operator-aws.ts';
import type { StartedFrom } from '#test/programs.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';
import { newTable, storeEndpoint } from '#test/store.ts';

const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
const HOUR = 3600_000;

describe('npm run jobs, on this machine', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServerProcess();
  });
  afterAll(() => server?.dispose());

  const run = (args: readonly string[] = [], directory = server.dataDirectory, from?: StartedFrom) =>
    runCli('jobs.ts', args, { OWNPOOL_DATA_DIR: directory }, from);

  it('shows what a running server works on, which has begun at once', async () => {
    const { endpoint, credentials } = server;
    const sdk = new CognitoIdentityProviderClient({ endpoint, region: 'us-east-1', credentials });
    const { UserPool } = await sdk.send(new CreateUserPoolCommand({ PoolName: 'doomed' }));
    // The loop has just looked and found nothing: it would look again in 15 seconds.
    await sdk.send(new DeleteUserPoolCommand({ UserPoolId: UserPool!.Id }));
    const { code, stdout, stderr } = await run([], server.dataDirectory, 'source');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      new RegExp(`^[0-9a-f-]{36}  delete-pool  ${UserPool!.Id}  created ${TIME}  2 items  due ${TIME}\\n$`),
    );
  });

  it('says that there are none, also of a directory without a server', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ownpool-'));
    expect(await run([], directory)).toEqual({ code: 0, stdout: '', stderr: 'There are no jobs.\n' });
  });

  it('says what keeps it from reading a job that a newer version made', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ownpool-'));
    const open = await sharedTable(parseConfig({ OWNPOOL_DATA_DIR: directory }));
    const wrapper = await masterKeyFile(open.file('master.key'));
    const keys = createKeyring(await loadDataKeys(open.table, wrapper, KEY_PURPOSES), systemClock);
    const newer: typeof keys.seal = (purpose, context, data) =>
      keys.seal(purpose, context, Buffer.concat([Buffer.of(2), data]));
    const job: Job = { id: 'j', kind: 'delete-pool', poolId: 'p', dueAt: 0, createdAt: 0, version: 1 };
    const Item = toItem({ ...keys, seal: newer }, 'job', job, 1);
    await open.table.client.send(new PutCommand({ TableName: open.table.tableName, Item }));
    await open.close();
    const { code, stdout, stderr } = await run([], directory);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('It was sealed in form 2, and this version knows those up to 1.');
  });

  it.each([
    [['--nonsense'], '--nonsense'],
    [['--region', 'eu-west-1'], '--region needs --stack.'],
    [['list'], "Unexpected argument 'list'"],
  ])('refuses %j and says why', async (args, message) => {
    expect(await run(args)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(message) });
  });
});

describe('npm run jobs -- --stack', () => {
  const REGION = 'eu-west-1';
  const KEY = `arn:aws:kms:${REGION}:111122223333:key/mrk-1`;
  const MASTER = Buffer.alloc(32, 3);
  let aws: OperatorAws;
  afterAll(() => aws?.close());

  it('lists what is to be done, the next one first, then what has ended, and nothing that steers the terminal', async () => {
    aws = await startOperatorAws({ region: REGION, store: storeEndpoint(), kmsKeys: new Map([[KEY, MASTER]]) });
    const table = await newTable(REGION);
    aws.describe(stackOutputs({ table: table.tableName, key: KEY }));
    const keys = createKeyring(await loadDataKeys(table, keyWrapper(MASTER, 'key'), KEY_PURPOSES), systemClock);
    const records = createRecords(table, keys, systemClock, consoleLogger('warn'));
    const now = Date.now();
    const at = (time: number) => new Date(time).toISOString();
    const base = { kind: 'delete-pool', poolId: 'p', createdAt: now - HOUR, version: 1 } as const;
    const jobs: readonly Job[] = [
      { ...base, id: 'expired', dueAt: now - 2, finished: { at: now - 2, result: {} }, expiresAt: now - 1 },
      {
        ...base,
        id: 'over',
        dueAt: now,
        items: 7,
        finished: { at: now, result: { erased: 7 } },
        expiresAt: now + HOUR,
      },
      { ...base, id: 'running', kind: 'delete-user', sub: 's', dueAt: now + HOUR, leased: true, items: 200 },
      { ...base, id: 'gone', dueAt: now - HOUR, leased: true },
      { ...base, id: 'next', dueAt: now - 2 * HOUR },
      {
        ...base,
        id: 'failing',
        dueAt: now + 2 * HOUR,
        failures: { count: 3, inARow: 2, at: now, error: 'Error: \u001b[31mred\nline' },
      },
    ];
    await records.commit(jobs.map((value) => ({ op: 'create', kind: 'job', value }) as const));
    const { code, stdout, stderr } = await runCli('jobs.ts', ['--stack', STACK], aws.environment);
    expect([code, stderr]).toEqual([0, '']);
    const made = `created ${at(now - HOUR)}`;
    expect(stdout.split('\n')).toEqual([
      `next  delete-pool  p  ${made}  0 items  due since ${at(now - 2 * HOUR)}`,
      `gone  delete-pool  p  ${made}  0 items  interrupted, due since ${at(now - HOUR)}`,
      `running  delete-user  p  ${made}  200 items  running, until ${at(now + HOUR)} at most`,
      `failing  delete-pool  p  ${made}  0 items  due ${at(now + 2 * HOUR)}  3 failures, 2 in a row, the last ${at(now)}  Error:  [31mred line`,
      `over  delete-pool  p  ${made}  7 items  ended ${at(now)} erased=7`,
      '',
    ]);
  });
});
