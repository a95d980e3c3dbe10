import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  CreateManagedLoginBrandingCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  SetUICustomizationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '#infra/local/server.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';

const sdkOf = ({ endpoint, credentials }: RunningServer, overrides: object = {}) =>
  new CognitoIdentityProviderClient({ endpoint, credentials, region: 'us-east-1', maxAttempts: 1, ...overrides });

describe('the server', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServerProcess({ from: 'source' });
  });
  afterAll(() => server?.dispose());

  it('prints where it listens and how to use its credentials, and keeps its files to itself', async () => {
    expect(server.output()).toContain(`Ownpool listens on ${server.endpoint} (region us-east-1)`);
    expect(server.output()).toContain(`${server.endpoint}/_outbox`);
    expect(server.output()).not.toContain(server.credentials.secretAccessKey);
    expect((await stat(server.dataDirectory)).mode & 0o777).toBe(0o700);
    for (const file of ['audit.log', 'credentials', 'master.key', 'ownpool.db', 'store.endpoint', 'lock']) {
      expect((await stat(join(server.dataDirectory, file))).mode & 0o077).toBe(0);
    }
  });

  it('answers the SDK, refuses a wrong key, and says which region is right', async () => {
    await sdkOf(server).send(new ListUserPoolsCommand({ MaxResults: 1 }));
    const wrong = { ...server.credentials, secretAccessKey: 'wrong' };
    await expect(
      sdkOf(server, { credentials: wrong }).send(new ListUserPoolsCommand({ MaxResults: 1 })),
    ).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(
      sdkOf(server, { region: 'eu-west-1' }).send(new ListUserPoolsCommand({ MaxResults: 1 })),
    ).rejects.toThrow('us-east-1');
  });

  it('answers a preflight, and lets any origin read answers and errors', async () => {
    const preflight = await fetch(server.endpoint, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-amz-target,cache-control',
      },
    });
    expect(preflight.status).toBe(200);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type,x-amz-target,cache-control',
      'access-control-max-age': '172800',
      'content-length': '0',
    });
    const error = await fetch(server.endpoint, {
      method: 'POST',
      headers: { origin: 'https://app.example' },
      body: '{}',
    });
    expect(error.headers.get('access-control-allow-origin')).toBe('*');
    expect(await error.json()).toEqual({ __type: 'UnknownOperationException' });
  });

  it.each([
    ['GET', '/'],
    ['GET', '/nowhere'],
    ['POST', '/nowhere'],
    ['PUT', '/'],
    ['GET', '/us-east-1_x/.well-known/other'],
  ])("does not understand %s %s, as Cognito's host", async (method, path) => {
    const response = await fetch(server.endpoint + path, { method });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'BadRequest', type: 'client' });
  });

  it('knows no keys of an unknown pool', async () => {
    const response = await fetch(`${server.endpoint}/us-east-1_unknown00/.well-known/jwks.json`);
    expect(response.status).toBe(404);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('refuses a body over 1 MiB without reading it all', async () => {
    const response = await fetch(server.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp' },
      body: JSON.stringify({ ClientId: 'x'.repeat(1024 * 1024) }),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ __type: 'RequestEntityTooLargeException' });
    const nearly = await fetch(server.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp' },
      body: JSON.stringify({ ClientId: 'x'.repeat(1024 * 1024 - 20) }),
    });
    expect(nearly.status).toBe(400);
  });

  it('takes images in bodies of up to 2 MB, and serves logos as they were given', async () => {
    const sdk = sdkOf(server);
    const { UserPool } = await sdk.send(new CreateUserPoolCommand({ PoolName: 'images' }));
    const UserPoolId = UserPool?.Id;
    const { UserPoolClient } = await sdk.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'images' }));
    const ids = { UserPoolId, ClientId: UserPoolClient?.ClientId };
    const image = (size: number) => {
      const begin = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
      return Buffer.concat([begin, Buffer.alloc(size - begin.length, 0xfe)]);
    };
    const create = (size: number) => {
      const asset = { Category: 'PAGE_BACKGROUND', ColorMode: 'LIGHT', Extension: 'PNG', Bytes: image(size) } as const;
      const Assets = [asset, { ...asset, ColorMode: 'DARK' as const }];
      return sdk.send(new CreateManagedLoginBrandingCommand({ ...ids, Settings: {}, Assets }));
    };
    await expect(create(800_000)).rejects.toMatchObject({ name: 'RequestEntityTooLargeException' });
    const { ManagedLoginBranding } = await create(740_000);
    expect(ManagedLoginBranding?.Assets?.map(({ Bytes }) => image(740_000).equals(Bytes ?? image(16)))).toEqual([
      true,
      true,
    ]);

    await sdk.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: 'images' }));
    const customization = { ...ids, ImageFile: image(90_000) };
    const { UICustomization } = await sdk.send(new SetUICustomizationCommand(customization));
    const response = await fetch(`${server.endpoint}${new URL(UICustomization?.ImageUrl ?? '').pathname}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(image(90_000).equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
  });

  it('survives clients that break off, and nonsense on the socket', async () => {
    for (const bytes of [
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf',
      'nonsense\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => socket.end(bytes));
        socket.on('close', () => resolve());
        socket.on('error', () => resolve());
        socket.resume();
      });
    }
    await sdkOf(server).send(new ListUserPoolsCommand({ MaxResults: 1 }));
  });

  it('keeps what it acknowledged over kill -9 and a restart', async () => {
    const first = await startServerProcess();
    const { UserPool } = await sdkOf(first).send(new CreateUserPoolCommand({ PoolName: 'kept' }));
    await first.stop('SIGKILL');
    const second = await startServerProcess({ dataDirectory: first.dataDirectory });
    expect(second.credentials.accessKeyId).toBe(first.credentials.accessKeyId);
    const found = await sdkOf(second).send(new DescribeUserPoolCommand({ UserPoolId: UserPool!.Id }));
    expect(found.UserPool).toEqual(UserPool);
    await second.dispose();
  });

  it('shows its health and its metrics to this machine, and opens them only when it is told to', async () => {
    await sdkOf(server).send(new ListUserPoolsCommand({ MaxResults: 1 }));
    const health = await fetch(`${server.endpoint}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok', store: 'ok', keys: 'ok' }]);
    const metrics = await (await fetch(`${server.endpoint}/metrics`)).text();
    expect(metrics).toMatch(/^ownpool_calls_total\{operation="ListUserPools",pool="",outcome="success"\} [1-9]/m);
    expect(metrics).toContain('\nownpool_oldest_job_age_seconds 0\n');
    expect(metrics).toContain('\nownpool_audit_lines_lost_total 0\n');
    const elsewhere = { headers: { 'x-forwarded-for': '203.0.113.7' } };
    for (const path of ['/metrics', '/healthz']) {
      expect((await fetch(server.endpoint + path, elsewhere)).status).toBe(403);
    }
    const environment = { OWNPOOL_HEALTH: 'open', OWNPOOL_METRICS: 'off' };
    const told = await startServerProcess({ environment });
    expect((await fetch(`${told.endpoint}/healthz`, elsewhere)).status).toBe(200);
    expect((await fetch(`${told.endpoint}/metrics`)).status).toBe(400);
    await told.dispose();
    const named = await startServerProcess({ environment: { OWNPOOL_PUBLIC_URL: 'https://id.example.com' } });
    for (const path of ['/metrics', '/healthz']) expect((await fetch(named.endpoint + path)).status).toBe(400);
    await named.dispose();
  });

  it('has every call in its audit trail after a stop, with as much of an address as it is told', async () => {
    const one = await startServerProcess({ environment: { OWNPOOL_AUDIT_ADDRESSES: 'network' } });
    const sdk = sdkOf(one);
    const calls = Array.from({ length: 50 }, () => sdk.send(new ListUserPoolsCommand({ MaxResults: 1 })));
    const ids = (await Promise.all(calls)).map(({ $metadata }) => $metadata.requestId);
    expect(await one.stop('SIGTERM')).toBe(0);
    const lines = (await readFile(join(one.dataDirectory, 'audit.log'), 'utf8')).trimEnd().split('\n');
    const trail = lines.map((line) => JSON.parse(line));
    expect(trail.map(({ requestId }) => requestId).sort()).toEqual(ids.sort());
    for (const line of trail) {
      expect(line).toMatchObject({
        operation: 'ListUserPools',
        result: 'Success',
        accessKey: one.credentials.accessKeyId,
        source: '127.0.0.0/24',
      });
    }
    // The directory may be taken up again, and the trail goes on.
    const again = await startServerProcess({ dataDirectory: one.dataDirectory });
    await sdkOf(again).send(new ListUserPoolsCommand({ MaxResults: 1 }));
    await again.stop();
    const longer = await readFile(join(one.dataDirectory, 'audit.log'), 'utf8');
    expect(longer.trimEnd().split('\n')).toEqual([...lines, expect.stringContaining('"operation":"ListUserPools"')]);
    await again.dispose();
  });

  it('finishes what is under way when it is asked to stop, and exits with 0', async () => {
    const one = await startServerProcess();
    const sdk = sdkOf(one);
    const calls = Array.from({ length: 5 }, (_, n) => sdk.send(new CreateUserPoolCommand({ PoolName: `pool${n}` })));
    await calls[0];
    const stopped = one.stop('SIGTERM');
    const outcomes = await Promise.allSettled(calls);
    expect(await stopped).toBe(0);
    // A call that was accepted is answered; one whose connection came too late is refused, not cut off.
    const broken = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' && outcome.reason.code !== 'ECONNREFUSED' ? [outcome.reason] : [],
    );
    expect(broken).toEqual([]);
    await one.dispose();
  });
});

describe('a client that takes its time', () => {
  it.each([
    // Connections are looked at every second, as usual.
    ['headers', { headersTimeout: 100 }, 'GET / HTTP/1.1\r\n', 'x-slow: 1\r\n'],
    [
      'a body',
      { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 },
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n',
      'x',
    ],
  ])(
    'over %s is cut off, although something keeps coming',
    async (_what, timeouts, beginning, more) => {
      const server = await startServer({ host: '127.0.0.1', port: 0, timeouts });
      const socket = connect(server.port, '127.0.0.1', () => socket.write(beginning));
      const trickle = setInterval(() => socket.write(more), 20);
      try {
        const answer = await new Promise<string>((resolve) => {
          let received = '';
          socket.on('data', (data) => {
            received += data;
          });
          socket.on('error', () => {});
          socket.on('close', () => resolve(received));
        });
        expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      } finally {
        clearInterval(trickle);
        await server.close();
      }
    },
    10_000,
  );
});

it("speaks with the operator's texts and languages, and with its own otherwise", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ownpool-texts-'));
  await writeFile(join(folder, 'eo.json'), '{"signInTitle":"Ensaluti"}');
  await writeFile(join(folder, 'de.json'), '{"signInTitle":"Einloggen"}');
  const server = await startServerProcess({ environment: { OWNPOOL_CATALOGUES: folder } });
  try {
    const sdk = sdkOf(server);
    const { UserPool } = await sdk.send(new CreateUserPoolCommand({ PoolName: 'speaking' }));
    const UserPoolId = UserPool?.Id;
    await sdk.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: 'speaking' }));
    const client = new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'app',
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid'],
      CallbackURLs: ['https://app.example.com/'],
      SupportedIdentityProviders: ['COGNITO'],
    });
    const { UserPoolClient } = await sdk.send(client);
    const login = async (lang: string) => {
      const parameters = { client_id: UserPoolClient?.ClientId ?? '', response_type: 'code', lang };
      const query = new URLSearchParams({ ...parameters, redirect_uri: 'https://app.example.com/' });
      return (await fetch(`${server.endpoint}/d/speaking/login?${query}`)).text();
    };
    expect(await login('eo')).toMatch(/<html lang="eo".*<h1>Ensaluti<.*Forgot your password\?/s);
    expect(await login('de')).toMatch(/<html lang="de".*<h1>Einloggen<.*Passwort vergessen\?/s);
    expect(await login('en')).toMatch(/<html lang="en".*<h1>Sign in<.*Forgot your password\?/s);
  } finally {
    await server.dispose();
    await rm(folder, { recursive: true });
  }
});

describe('a start that fails', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ownpool-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** What a failing start prints, without Node's own warnings. */
  const failure = async (environment: Record<string, string>, dataDirectory = join(directory, 'data')) => {
    const error = await startServerProcess({ environment, dataDirectory }).then(
      async (server) => {
        await server.dispose();
        throw new Error('The server started.');
      },
      (reason: { code: number; output: string }) => reason,
    );
    expect(error.code).toBe(1);
    return error.output.trim();
  };

  it.each([
    ['OWNPOOL_PORT', '99999', 'OWNPOOL_PORT must be a port number from 1 to 65535, not "99999".'],
    ['OWNPOOL_PORT', 'web', 'OWNPOOL_PORT must be a port number from 1 to 65535, not "web".'],
    ['OWNPOOL_REGION', 'moon', 'OWNPOOL_REGION must be a region such as eu-west-1, not "moon".'],
    ['OWNPOOL_ACCOUNT_ID', '12', 'OWNPOOL_ACCOUNT_ID must be twelve digits, not "12".'],
    [
      'OWNPOOL_PUBLIC_URL',
      'example.com',
      'OWNPOOL_PUBLIC_URL must be an http or https URL without path, query or user, not "example.com".',
    ],
    ['OWNPOOL_METRICS', 'on', 'OWNPOOL_METRICS must be one of off, local, open, not "on".'],
    ['OWNPOOL_OUTBOX', 'maybe', 'OWNPOOL_OUTBOX must be on or off, not "maybe".'],
    [
      'OWNPOOL_ACCESS_KEY_ID',
      'OWNKOWNKOWNKOWNKOWNK',
      'OWNPOOL_ACCESS_KEY_ID and OWNPOOL_SECRET_ACCESS_KEY must be set together.',
    ],
    ['SMTP_URL', 'mail.example', 'SMTP_URL must be a URL that begins with smtp:// or smtps://.'],
    ['OWNPOOL_STORE', '/no/such/store', expect.stringContaining('/no/such/store')],
    ['OWNPOOL_HOST', '203.0.113.1', expect.stringContaining('OWNPOOL_HOST')],
  ])('because of %s=%s says so in one line', async (name, value, message) => {
    const output = await failure({ [name]: value });
    expect(output.split('\n')).toHaveLength(1);
    if (typeof message === 'string') expect(output).toBe(`Ownpool could not start: ${message}`);
    else expect(output).toEqual(message);
  });

  it('says that the port is in use, that the directory is owned, and that the master key is another', async () => {
    const server = await startServerProcess();
    const inUse = await failure({ OWNPOOL_PORT: String(server.port) });
    expect(inUse).toBe(
      `Ownpool could not start: Port ${server.port} of 127.0.0.1 is in use. Stop what uses it, or set OWNPOOL_PORT to another port.`,
    );
    expect(await failure({}, server.dataDirectory)).toMatch(
      /^Ownpool could not start: Data directory .* is in use by process \d+\..*OWNPOOL_DATA_DIR/,
    );
    await server.stop();
    const key = join(server.dataDirectory, 'master.key');
    const right = await readFile(key, 'utf8');
    await writeFile(key, `${Buffer.alloc(32, 1).toString('base64')}\n`);
    expect(await failure({}, server.dataDirectory)).toMatch(
      /^Ownpool could not start: .*master\.key is not the master key of this data\..*$/,
    );
    await writeFile(key, 'short');
    expect(await failure({}, server.dataDirectory)).toMatch(
      /^Ownpool could not start: .*master\.key is not a master key.*$/,
    );
    await writeFile(key, right);
    const again = await startServerProcess({ dataDirectory: server.dataDirectory });
    await again.dispose();
  });

  it('says what is wrong with each text of the catalogues', async () => {
    const folder = join(directory, 'texts');
    await mkdir(folder);
    await writeFile(join(folder, 'de.json'), '{"singIn":"x","signIn":"{code}"}');
    expect(await failure({ OWNPOOL_CATALOGUES: folder })).toBe(
      `Ownpool could not start: OWNPOOL_CATALOGUES: ${folder}/de.json: "singIn" is the name of no text: take the names from shared/catalogues/en.json.
OWNPOOL_CATALOGUES: ${folder}/de.json: "signIn" has the place {code}, which the English text does not have.`,
    );
  });

  it('says that the audit trail cannot be written', async () => {
    const data = join(directory, 'trail');
    await mkdir(join(data, 'audit.log'), { recursive: true, mode: 0o700 });
    expect(await failure({}, data)).toMatch(
      /^Ownpool could not start: The audit trail .*audit\.log cannot be written \(EISDIR\)\..*$/,
    );
  });

  it('says that the data directory cannot be written', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    expect(await failure({}, join(file, 'data'))).toMatch(/^Ownpool could not start: .+$/);
  });
});
