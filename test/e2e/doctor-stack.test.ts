import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTableClient } from '#adapters/dynamo/client.ts';
import { keyringKey } from '#adapters/dynamo/keys.ts';
import { type Store, startStore } from '#infra/local/store.ts';
import { selfSigned } from '#test/certificate.ts';
import { runCli } from '#test/cli.ts';
import { json, type OperatorAws, STACK, startOperatorAws } from '#test/operator-aws.ts';
import { type Bend, type RunningProxy, startProxy } from '#test/proxy.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';

const REGION = 'us-east-1';
const KEY = `arn:aws:kms:${REGION}:111122223333:key/mrk-1`;
const refuse: Bend = async () => json(403, { message: 'Forbidden' });

/** The stack's table and key are those of a local server; CloudFormation, KMS and API Gateway are stand-ins. */
describe('npm run doctor -- --stack', () => {
  let store: Store;
  let server: RunningServer;
  let edge: RunningProxy;
  let api: RunningProxy;
  let aws: OperatorAws;
  let directory: string;
  let environment: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const certificate = selfSigned('127.0.0.1', 90);
    directory = await mkdtemp(join(tmpdir(), 'ownpool-'));
    const trusted = join(directory, 'api.pem');
    await writeFile(trusted, certificate.cert);
    store = await startStore();
    edge = await startProxy();
    api = await startProxy(certificate);
    server = await startServerProcess({
      environment: { AWS_ENDPOINT_URL_DYNAMODB: store.endpoint, OWNPOOL_PUBLIC_URL: edge.url },
    });
    edge.lead(server.endpoint);
    api.lead(server.endpoint);
    const master = Buffer.from(await readFile(join(server.dataDirectory, 'master.key'), 'utf8'), 'base64');
    aws = await startOperatorAws({ region: REGION, store: store.endpoint, kmsKeys: new Map([[KEY, master]]) });
    environment = { ...aws.environment, NODE_EXTRA_CA_CERTS: trusted };
  });
  beforeEach(() => {
    api.bend(refuse);
    aws.describe(outputs());
  });
  afterEach(() => {
    edge.bend();
    aws.plantKms();
  });
  afterAll(async () => {
    await Promise.all([server?.dispose(), edge?.close(), api?.close(), aws?.close()]);
    await store?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const outputs = (changed: Record<string, string> = {}) => ({
    OwnpoolEndpoint: edge.url,
    OwnpoolApiHost: `127.0.0.1:${api.port}`,
    OwnpoolTable: 'ownpool',
    OwnpoolKey: KEY,
    OwnpoolRegion: REGION,
    OwnpoolAccount: '111122223333',
    ...changed,
  });
  const run = () => runCli('doctor.ts', ['--stack', STACK], environment);
  const keys = async () => (await runCli('access-key.ts', ['list', '--stack', STACK], environment)).stdout;
  /** What the failed steps say, by their names. */
  const failures = (stdout: string) =>
    Object.fromEntries(
      [...stdout.matchAll(/^FAIL {2}(.{10}) {2}(.+)$/gm)].map(([, step, text]) => [step!.trim(), text]),
    );

  it('finds that all is well, and leaves neither pool nor access key behind', async () => {
    const before = await keys();
    const { code, stdout, stderr } = await run();
    expect([code, stderr, failures(stdout)]).toEqual([0, '', {}]);
    for (const step of ['origin', 'table', 'key', 'access key', 'forgery', 'sign-out', 'clean-up']) {
      expect(stdout).toMatch(new RegExp(`^ok {4}${step} `, 'm'));
    }
    expect(stdout).toMatch(/^ok {4}access key {2}OWNK\w{16} is removed$/m);
    expect(stdout).not.toContain('warn');
    expect(await keys()).toBe(before);
  });

  it('notices that the API accepts calls that bypass the edge', async () => {
    api.bend();
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(failures(stdout)).toEqual({
      origin: expect.stringMatching(
        /^https:\/\/127\.0\.0\.1:\d+\/idp\/pools is answered with 400 .*bypass the edge\. Check OWNPOOL_ORIGIN_SECRETS/,
      ),
    });
  });

  it.each([
    [
      'a table that is gone',
      () => aws.describe(outputs({ OwnpoolTable: 'no-such-table' })),
      { table: 'There is no table no-such-table in us-east-1, although the stack names it. Restore it from a backup.' },
    ],
    [
      'a key that is disabled',
      () => aws.plantKms(() => json(200, { KeyMetadata: { KeyId: 'k', KeyState: 'Disabled' } })),
      { key: expect.stringContaining('is Disabled: nothing can be read. Enable it') },
    ],
    [
      'a key that is gone',
      () => aws.plantKms(() => json(400, { __type: 'NotFoundException', message: 'x' })),
      { key: expect.stringMatching(/^There is no key arn:aws:kms:/) },
    ],
    [
      'a right at KMS that is missing',
      () =>
        aws.plantKms((action) =>
          action === 'Decrypt' ? json(400, { __type: 'AccessDeniedException', message: 'x' }) : undefined,
        ),
      { 'access key': expect.stringContaining('kms:Decrypt') },
    ],
  ])('names %s', async (_, plant, expected) => {
    plant();
    const { code, stdout } = await run();
    expect([code, failures(stdout)]).toEqual([1, expected]);
    expect(stdout).toContain('The steps after that were not run.');
  });

  it('says that a deployment has no data keys yet', async () => {
    const table = createTableClient({ tableName: 'ownpool', endpoint: store.endpoint, region: REGION });
    const { Attributes } = await table.client.send(
      new DeleteCommand({ TableName: 'ownpool', Key: keyringKey('admin#1'), ReturnValues: 'ALL_OLD' }),
    );
    const { code, stdout } = await run();
    await table.client.send(new PutCommand({ TableName: 'ownpool', Item: Attributes }));
    expect([code, failures(stdout)]).toEqual([
      1,
      { 'access key': expect.stringMatching(/no data keys for admin\. .*access-key -- create --stack Identity\.$/) },
    ]);
  });

  it('removes the access key and the pool after a failure, too', async () => {
    const before = await keys();
    edge.bend(async (request, forward) => (request.operation === 'InitiateAuth' ? 'break' : forward(request)));
    const { code, stdout } = await run();
    expect([code, Object.keys(failures(stdout))]).toEqual([1, ['password']]);
    expect(stdout).toMatch(/^ok {4}clean-up +the pool \S+ is deleted$/m);
    expect(await keys()).toBe(before);
  });

  it('says which access key it could not remove, and names it again the next time', async () => {
    let decrypted = 0;
    // The data keys are read twice, when the access key is made and when it is removed.
    aws.plantKms((action) =>
      action === 'Decrypt' && ++decrypted > 5
        ? json(400, { __type: 'AccessDeniedException', message: 'x' })
        : undefined,
    );
    const { code, stdout } = await run();
    const failed = failures(stdout);
    const id = /^The access key (\w+) is left\. Disable it: /.exec(failed['access key'] ?? '')?.[1];
    expect([code, Object.keys(failed)]).toEqual([1, ['access key']]);
    aws.plantKms();
    const next = await run();
    expect(next.code).toBe(0);
    expect(next.stdout).toContain(`npm run access-key -- disable ${id} --stack ${STACK}`);
    await runCli('access-key.ts', ['disable', id!, '--stack', STACK], environment);
    expect((await run()).stdout).not.toContain('warn');
  });

  it('warns of a stack that is being changed, and refuses one that is not there', async () => {
    aws.describe(outputs(), 'UPDATE_IN_PROGRESS');
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^warn {2}stack +The stack Identity is UPDATE_IN_PROGRESS/m);
    expect(await runCli('doctor.ts', ['--stack', 'Nowhere'], environment)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `There is no stack Nowhere in ${REGION}. Correct --stack, or give its --region.\n`,
    });
  });
});
