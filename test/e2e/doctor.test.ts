import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  DeleteUserPoolCommand,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, runCli, startCli } from '#test/cli.ts';
import type { StartedFrom } from '#test/programs.ts';
import { type Bend, type ProxiedAnswer, type ProxiedRequest, type RunningProxy, startProxy } from '#test/proxy.ts';
import { newestMessage, type RunningServer, startServerProcess } from '#test/server.ts';
import { line, steps } from './doctor-report.ts';

const STEPS = [
  ...['DNS', 'connection', 'edge', 'clock', 'CORS', 'paths', 'access key', 'signature', 'forgery', 'pool', 'sign-up'],
  ...['password', 'SRP', 'tokens', 'account', 'refresh', 'sign-out', 'clean-up'],
];

/** An answer with other headers or another body. */
const changed = (answer: ProxiedAnswer, change: Partial<ProxiedAnswer>): ProxiedAnswer => {
  const { 'content-length': _, ...headers } = { ...answer.headers, ...change.headers };
  return { ...answer, ...change, headers };
};

const ok = (body: unknown): ProxiedAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'access-control-allow-origin': '*' },
  body: JSON.stringify(body),
});
const list = (UserPools: unknown[]) => ok({ UserPools });

const isListing = (request: ProxiedRequest) => request.url === '/' && request.operation === 'ListUserPools';

const poolIn = ({ stdout }: CliResult) => /^ok {4}pool +(\S+) /m.exec(stdout)![1]!;

describe('npm run doctor -- --endpoint', () => {
  // The server's public URL leads through the proxy, where the faults are planted.
  let proxy: RunningProxy;
  let server: RunningServer;
  let environment: Readonly<Record<string, string>>;
  beforeAll(async () => {
    proxy = await startProxy();
    server = await startServerProcess({ environment: { OWNPOOL_PUBLIC_URL: proxy.url, OWNPOOL_OUTBOX: 'on' } });
    proxy.lead(server.endpoint);
    environment = { OWNPOOL_DATA_DIR: server.dataDirectory };
  });
  afterEach(() => proxy.bend());
  afterAll(async () => {
    await server?.dispose();
    await proxy?.close();
  });

  const run = (args: string[] = [], env = environment, from?: StartedFrom) =>
    runCli('doctor.ts', ['--endpoint', proxy.url, ...args], env, from);
  const keyOf = (accessKeyId: string, secretAccessKey: string) => ({
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });

  it('finds that all is well with npm start, and leaves nothing behind', async () => {
    const result = await run([], environment, 'source');
    expect(result).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/\n\nAll is well\.\n$/) });
    expect(steps(result, 'ok')).toEqual(STEPS);
    expect(steps(result, 'warn')).toEqual([]);
    expect(result.stdout).not.toContain(server.credentials.secretAccessKey);
    expect(await poolsOf(server)).toEqual([]);
  });

  it('sends a code where it is asked to', async () => {
    const result = await run(['--mail-to', 'ada@example.com']);
    expect(result.code).toBe(0);
    expect(line(result, 'ok', 'mail')).toContain('ada@example.com');
    expect((await newestMessage(server.endpoint, 'ada@example.com')).code).toMatch(/^\d{6}$/);
  });

  const faults: [string, Bend, string, RegExp][] = [
    [
      'another kind of server',
      async () => ({ status: 200, headers: { 'content-type': 'text/html', server: 'nginx' }, body: '<h1>Hello</h1>' }),
      'edge',
      /^GET \/ is answered with 200 text\/html by nginx, .*this is not an Ownpool/,
    ],
    [
      'a redirect',
      async () => ({ status: 301, headers: { location: 'https://id.example.com/' }, body: '' }),
      'edge',
      /redirects to https:\/\/id\.example\.com\/\. SDKs follow no redirect/,
    ],
    [
      'a proxy without a server behind',
      async () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: 'Bad Gateway' }),
      'edge',
      /what is behind it fails \(502 text\/html\)/,
    ],
    [
      'an edge whose origin secret the functions refuse',
      async () => ({ status: 403, headers: { 'x-amz-cf-id': 'x' }, body: '{}' }),
      'edge',
      /origin secrets differ.*originSecret/,
    ],
    ['a connection that breaks', async () => 'break', 'edge', /closed the connection without a response/],
    [
      'a clock that is off',
      async (request, forward) => {
        const date = new Date(Date.now() + 600_000).toUTCString();
        const answer = await forward(request);
        return changed(answer, { headers: { ...answer.headers, date } });
      },
      'clock',
      /^the server's clock is (599|600|601) s ahead of this machine's: .*time server/,
    ],
    [
      'a server that takes any signature',
      async (request, forward) => (isListing(request) ? list([]) : forward(request)),
      'forgery',
      /WRONG SIGNATURE/,
    ],
    [
      'a server that needs no signature',
      async (request, forward) => (isListing(request) && !request.headers.authorization ? list([]) : forward(request)),
      'forgery',
      /WITHOUT SIGNATURE/,
    ],
    [
      'an edge that believes private headers',
      (request, forward) => {
        const host = request.headers['x-ownpool-host'] ?? request.headers.host!;
        return forward({ ...request, headers: { ...request.headers, host } });
      },
      'forgery',
      /x-ownpool-\* headers of the viewer .*InvalidSignatureException: the edge does not overwrite them/,
    ],
    [
      'an edge that lets viewers in below /idp/',
      (request, forward) => forward({ ...request, url: request.url.replace(/^\/(idp|%69dp)\/pools/i, '/') }),
      'paths',
      /^POST \/idp\/pools is answered with 400 MissingAuthenticationTokenException: the edge lets viewers through/,
    ],
    [
      'an edge that lets an encoded path below /idp/ in',
      (request, forward) => forward({ ...request, url: request.url.replace(/^\/%69dp\/pools/, '/') }),
      'paths',
      /^POST \/%69dp\/pools is answered/,
    ],
    [
      'a proxy that refuses preflights',
      async (request, forward) =>
        request.method === 'OPTIONS' ? { status: 405, headers: {}, body: '' } : forward(request),
      'CORS',
      /^A preflight \(OPTIONS \/\) is answered with 405/,
    ],
    [
      'a preflight without a header that SDKs send',
      async (request, forward) => {
        const answer = await forward(request);
        const headers = { ...answer.headers, 'access-control-allow-headers': 'content-type,x-amz-target' };
        return request.method === 'OPTIONS' ? changed(answer, { headers }) : answer;
      },
      'CORS',
      /lacks "access-control-allow-headers: x-amz-user-agent"/,
    ],
    [
      'answers without CORS headers',
      async (request, forward) => {
        const answer = await forward(request);
        const { 'access-control-allow-origin': _, ...headers } = answer.headers;
        return request.method === 'POST' ? { ...answer, headers } : answer;
      },
      'CORS',
      /^The answers to POST \/ lack "access-control-allow-origin: \*"/,
    ],
    [
      'passwords that are not checked',
      async (request, forward) =>
        request.operation === 'InitiateAuth' ? ok({ AuthenticationResult: {} }) : forward(request),
      'password',
      /^A sign-in with a wrong password is let in/,
    ],
    [
      'an issuer that leads nowhere',
      async (request, forward) => (request.url.includes('.well-known') ? 'break' : forward(request)),
      'tokens',
      /closed the connection without a response.* It is the issuer in the tokens\. Set OWNPOOL_PUBLIC_URL/,
    ],
    [
      'an issuer that leads to another server',
      async (request, forward) =>
        request.url.includes('.well-known')
          ? { status: 404, headers: { 'content-type': 'text/html' }, body: 'Not Found' }
          : forward(request),
      'tokens',
      /leads to another server: .*openid-configuration is answered with 404 text\/html\. Set OWNPOOL_PUBLIC_URL/,
    ],
    [
      'an issuer that leads to another deployment',
      async (request, forward) => {
        const answer = await forward(request);
        const body = answer.body.replaceAll(proxy.url, 'https://old.example.com');
        return request.url.endsWith('openid-configuration') ? changed(answer, { body }) : answer;
      },
      'tokens',
      /says that the issuer is https:\/\/old\.example\.com\/us-east-1_\w+; the tokens say http/,
    ],
    [
      'keys of other tokens',
      async (request, forward) => {
        const answer = await forward(request);
        // The keys of another pool have the same form and other numbers.
        const body = answer.body
          .replace(/"n":"(.)(.)/g, (_, a, b) => `"n":"${b}${a}`)
          .replaceAll('"kid":"', '"kid":"x');
        return request.url.endsWith('jwks.json') ? changed(answer, { body }) : answer;
      },
      'tokens',
      /^The ID token does not verify with the keys at http/,
    ],
    [
      'keys in another place than below the issuer',
      async (request, forward) => {
        const answer = await forward(request);
        const body = answer.body.replace(/"jwks_uri":"[^"]+"/, '"jwks_uri":"http://192.0.2.1/keys"');
        return request.url.endsWith('openid-configuration') ? changed(answer, { body }) : answer;
      },
      'tokens',
      /openid-configuration says that the keys are at http:\/\/192\.0\.2\.1\/keys, not below the issuer/,
    ],
    [
      'a region that is a command',
      async (request, forward) =>
        isListing(request) && request.headers.authorization
          ? changed(ok({ __type: 'InvalidSignatureException', message: "This endpoint expects 'x;reboot'." }), {
              status: 400,
            })
          : forward(request),
      'signature',
      /^The signature is refused: (?!.*--region)/,
    ],
    [
      'a sign-out without effect',
      async (request, forward) => (request.operation === 'GlobalSignOut' ? ok({}) : forward(request)),
      'sign-out',
      /^GetUser after the sign-out is let in/,
    ],
    [
      'a proxy that blocks an operation',
      async (request, forward) =>
        request.operation === 'CreateUserPoolClient' ? { status: 500, headers: {}, body: '' } : forward(request),
      'sign-up',
      /^http:\/\/127\.0\.0\.1:\d+\/ answered with HTTP 500, not as the API does/,
    ],
  ];
  it.each(faults)('names %s', async (_, bend, step, message) => {
    proxy.bend(bend);
    const result = await run();
    expect(result.code).toBe(1);
    expect(steps(result, 'FAIL')).toEqual([step]);
    expect(line(result, 'FAIL', step)).toMatch(message);
    expect(result.stdout).toMatch(/\n\n1 step failed\.\n$/);
    // Whatever failed, the pool is deleted if there was one.
    expect(steps(result, 'ok').includes('clean-up')).toBe(steps(result, 'ok').includes('pool'));
    expect(await poolsOf(server)).toEqual([]);
  });

  it('names a wrong secret, an unknown key, a wrong region, a missing key and temporary credentials', async () => {
    const { accessKeyId, secretAccessKey } = server.credentials;
    const failure = async (args: string[], env: Readonly<Record<string, string>>, step = 'signature') => {
      const result = await run(args, env);
      expect([result.code, steps(result, 'FAIL')]).toEqual([1, [step]]);
      return line(result, 'FAIL', step);
    };
    expect(await failure([], keyOf(accessKeyId, 'wrong/secret'))).toMatch(
      `The signature is refused: the secret is not that of the access key ${accessKeyId}`,
    );
    expect(await failure([], keyOf('AKIAIOSFODNN7EXAMPLE', secretAccessKey))).toMatch(
      /^The access key AKIAIOSFODNN7EXAMPLE is unknown .*begin with OWNK.*access-key -- create/,
    );
    expect(await failure(['--region', 'eu-west-1'], environment)).toBe(
      'The deployment is in us-east-1, the signature is for another region. Give --region us-east-1.',
    );
    expect(await failure([], { OWNPOOL_DATA_DIR: '/nonexistent' }, 'access key')).toMatch(
      /^There is no access key\. Set AWS_SHARED_CREDENTIALS_FILE/,
    );
    const temporary = { ...keyOf('ASIAIOSFODNN7EXAMPLE', secretAccessKey), AWS_SESSION_TOKEN: 'token' };
    expect(await failure([], temporary)).toMatch(/^The credentials ASIA\w+ are temporary ones of AWS/);
  });

  it('takes the key that the environment names in place of the first one', async () => {
    const profile = join(server.dataDirectory, 'credentials');
    const result = await run([], { AWS_SHARED_CREDENTIALS_FILE: profile, OWNPOOL_DATA_DIR: '/nonexistent' });
    expect(result.code).toBe(0);
  });

  it('names a key whose policy is too narrow', async () => {
    const made = await runCli('access-key.ts', ['create', '--actions', 'cognito-idp:List*'], environment);
    const [, id, secret] = /id = (\S+)\s+\S+ = (\S+)/.exec(made.stdout)!;
    const result = await run([], keyOf(id!, secret!));
    expect([result.code, steps(result, 'FAIL')]).toEqual([1, ['pool']]);
    expect(line(result, 'FAIL', 'pool')).toMatch(
      new RegExp(`^The policy of the access key ${id} is too narrow\\. It needs .*CreateUserPool`),
    );
    expect(line(result, 'ok', 'clean-up')).toBe('no pool was made');
  });

  it('says which pool it could not delete, and names it again the next time', async () => {
    proxy.bend(async (request, forward) => (request.operation === 'DeleteUserPool' ? 'break' : forward(request)));
    const result = await run();
    expect([result.code, steps(result, 'FAIL')]).toEqual([1, ['clean-up']]);
    const command = `aws cognito-idp delete-user-pool --user-pool-id ${poolIn(result)} --region us-east-1 --endpoint-url ${proxy.url}`;
    expect(line(result, 'FAIL', 'clean-up')).toContain(`The pool ${poolIn(result)} is left. Delete it: ${command}`);
    proxy.bend();
    const next = await run();
    expect(next.code).toBe(0);
    expect(line(next, 'warn', 'leftover')).toContain(command);
    await deletePool(server, poolIn(result));
    expect(await poolsOf(server)).toEqual([]);
  });

  it('repeats nothing of a server that a terminal would obey, or a shell if copied', async () => {
    const evil = '\u001b]0;owned\u0007\u001b[2J\u009b1A\u202e';
    const listing = (Id: string) => list([{ Id, Name: `ownpool-doctor-${evil}` }]);
    proxy.bend(async (request, forward) => {
      if (isListing(request) && request.headers.authorization) return listing('us-east-1_left');
      if (request.operation !== 'CreateUserPool') return forward(request);
      return changed(ok({ __type: `Bad${evil}Exception`, message: `No.\n${evil}` }), { status: 400 });
    });
    const result = await run();
    expect([result.code, steps(result, 'FAIL')]).toEqual([1, ['forgery', 'pool']]);
    expect(line(result, 'warn', 'leftover')).toContain('--user-pool-id us-east-1_left --region');
    expect(result.stdout.replaceAll('\n', '')).not.toMatch(/\p{C}/u);

    proxy.bend(async (request, forward) =>
      isListing(request) && request.headers.authorization ? listing('x;reboot') : forward(request),
    );
    const next = await run();
    expect([next.code, steps(next, 'FAIL')]).toEqual([1, ['signature']]);
    expect(next.stdout).not.toContain('Delete it');

    proxy.bend(async (request, forward) =>
      request.operation === 'CreateUserPool' ? ok({ UserPool: { Id: 'x;reboot' } }) : forward(request),
    );
    const last = await run();
    expect([last.code, steps(last, 'FAIL')]).toEqual([1, ['pool']]);
    expect(line(last, 'FAIL', 'pool')).toMatch(/^The server gives "x;reboot" as the id of a pool, which it is not/);
  });

  it('deletes a pool whose creation it was not told of', async () => {
    proxy.bend(async (request, forward) => {
      const answer = await forward(request);
      return request.operation === 'CreateUserPool' ? 'break' : answer;
    });
    const result = await run();
    expect([result.code, steps(result, 'FAIL')]).toEqual([1, ['pool']]);
    expect(line(result, 'ok', 'clean-up')).toMatch(/^the pool us-east-1_\w+ is deleted$/);
  });

  it('says that a code could not be sent', async () => {
    proxy.bend(async (request, forward) =>
      request.operation === 'SignUp' && request.body.includes('ada@example.com')
        ? changed(ok({ __type: 'CodeDeliveryFailureException', message: 'No.' }), { status: 400 })
        : forward(request),
    );
    const result = await run(['--mail-to', 'ada@example.com']);
    expect([result.code, steps(result, 'FAIL')]).toEqual([1, ['mail']]);
    expect(line(result, 'FAIL', 'mail')).toMatch(/^The message could not be sent\. Check SMTP_URL\./);
  });

  it('cleans up when it is interrupted', async () => {
    let reached = () => {};
    const signUp = new Promise<void>((resolve) => {
      reached = resolve;
    });
    proxy.bend((request, forward) => {
      if (request.operation !== 'SignUp') return forward(request);
      reached();
      return new Promise(() => {});
    });
    const doctor = startCli('doctor.ts', ['--endpoint', proxy.url], environment, 'source');
    await signUp;
    doctor.kill('SIGINT');
    const result = await doctor.ended;
    expect([result.code, steps(result, 'FAIL')]).toEqual([1, []]);
    expect(line(result, 'ok', 'clean-up')).toBe(`the pool ${poolIn(result)} is deleted`);
    expect(result.stdout).toContain('\nStopped.\n');
  });

  it.each([
    [
      ['--endpoint', 'http://doctor.invalid'],
      'DNS',
      /^(There is no host|The name server does not answer for) doctor\.invalid/,
    ],
    [['--endpoint', 'http://127.0.0.1:1'], 'connection', /^Nothing listens on 127\.0\.0\.1:1\. Start the service/],
    [['--endpoint', 'https://127.0.0.1:1'], 'TLS', /^Nothing listens on 127\.0\.0\.1:1\./],
  ])('stops at %j', async (args, step, message) => {
    const result = await runCli('doctor.ts', args, environment);
    expect([result.code, steps(result, 'FAIL')]).toEqual([1, [step]]);
    expect(line(result, 'FAIL', step)).toMatch(message);
    expect(result.stdout).toContain('The steps after that were not run.');
  });

  it.each([
    [[], 'Give either --stack or --endpoint.'],
    [['--endpoint', 'http://127.0.0.1:1', '--stack', 'x'], 'Give either --stack or --endpoint.'],
    [
      ['--endpoint', 'id.example.com'],
      '--endpoint must be an http or https URL without path, query or user, not "id.example.com".',
    ],
    [['--endpoint', 'https://id.example.com/us-east-1_x'], '--endpoint must be an http or https URL without path'],
    [['--endpoint', 'http://127.0.0.1:1', '--mail-to', 'ada'], '--mail-to must be an e-mail address, not "ada".'],
    [['--nonsense'], '--nonsense'],
    [['--endpoint', 'http://127.0.0.1:1', 'more'], 'npm run doctor'],
  ])('refuses %j', async (args, message) => {
    const result = await runCli('doctor.ts', args, environment);
    expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(message) });
  });
});

const sdkOf = ({ endpoint, credentials }: RunningServer) =>
  new CognitoIdentityProviderClient({ endpoint, credentials, region: 'us-east-1' });

async function deletePool(server: RunningServer, UserPoolId: string): Promise<void> {
  await sdkOf(server).send(new DeleteUserPoolCommand({ UserPoolId }));
}

async function poolsOf(server: RunningServer): Promise<unknown> {
  return (await sdkOf(server).send(new ListUserPoolsCommand({ MaxResults: 60 }))).UserPools;
}
