import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '#test/cli.ts';
import type { StartedFrom } from '#test/programs.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';

describe('npm run access-key', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServerProcess();
  });
  afterAll(() => server?.dispose());

  const run = async (args: string[], dataDirectory = server.dataDirectory, from?: StartedFrom) => {
    const result = await runCli('access-key.ts', args, { OWNPOOL_DATA_DIR: dataDirectory }, from);
    if (result.code !== 0) throw Object.assign(new Error(result.stderr), result);
    return result.stdout;
  };
  const keyIn = (text: string) => ({
    accessKeyId: /aws_access_key_id = (\S+)/.exec(text)![1]!,
    secretAccessKey: /aws_secret_access_key = (\S+)/.exec(text)![1]!,
  });
  const sdk = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
    new CognitoIdentityProviderClient({ endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });

  it('issues a key that may do what its policy says, beside a running server', async () => {
    const args = ['create', '--actions', 'cognito-idp:List*', '--description', 'auditor'];
    const credentials = keyIn(await run(args, server.dataDirectory, 'source'));
    await sdk(credentials).send(new ListUserPoolsCommand({ MaxResults: 1 }));
    await expect(sdk(credentials).send(new CreateUserPoolCommand({ PoolName: 'x' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    const listed = await run(['list']);
    expect(listed).toMatch(
      new RegExp(`^${credentials.accessKeyId} +enabled +\\S+ +cognito-idp:List\\* +\\* +auditor$`, 'm'),
    );
    expect(listed).not.toContain(credentials.secretAccessKey);
    expect(await run(['disable', credentials.accessKeyId])).toBe(`${credentials.accessKeyId} is disabled.\n`);
    expect(await run(['list'])).toMatch(new RegExp(`^${credentials.accessKeyId} +disabled`, 'm'));
  });

  it.each([
    [['create', '--actions', 's3:GetObject'], '--actions has "s3:GetObject"'],
    [['create', '--pools', 'a b'], '--pools has "a b"'],
    [['disable', 'OWNKNOSUCHKEY'], 'There is no access key OWNKNOSUCHKEY.'],
    [['destroy'], 'npm run access-key'],
    [['create', 'reporting'], 'npm run access-key'],
    [['disable', 'OWNKONE', 'OWNKTWO'], 'npm run access-key'],
    [['create', '--nonsense'], '--nonsense'],
  ])('refuses %j and says why', async (args, message) => {
    await expect(run(args)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
  });

  it('works without a server, too, and before its first start', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ownpool-'));
    const credentials = keyIn(await run(['create'], directory));
    expect(await run(['list'], directory)).toContain(credentials.accessKeyId);
    const { endpoint, dispose } = await startServerProcess({ dataDirectory: directory });
    const later = new CognitoIdentityProviderClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
    await later.send(new CreateUserPoolCommand({ PoolName: 'x' }));
    await dispose();
  });
});
