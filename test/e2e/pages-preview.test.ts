import { request } from 'node:http';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCli, runCli, startCli } from '#test/cli.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';
import { allStates } from '#ui/states/states.ts';

const ESCAPED = { '&amp;': '&', '&quot;': '"' } as const;

describe('npm run pages', () => {
  let server: RunningServer;
  let pool: string;
  let client: string;
  let preview: RunningCli;
  let url: string;

  const environment = () => ({ OWNPOOL_DATA_DIR: server.dataDirectory });

  beforeAll(async () => {
    server = await startServerProcess({ from: 'source' });
    const { endpoint, credentials } = server;
    const sdk = new CognitoIdentityProviderClient({ endpoint, region: 'us-east-1', credentials });
    const { UserPool } = await sdk.send(new CreateUserPoolCommand({ PoolName: 'Shop' }));
    pool = UserPool!.Id!;
    const { UserPoolClient } = await sdk.send(new CreateUserPoolClientCommand({ UserPoolId: pool, ClientName: 'app' }));
    client = UserPoolClient!.ClientId!;
    await sdk.send(new CreateUserPoolDomainCommand({ UserPoolId: pool, Domain: 'shop', ManagedLoginVersion: 2 }));
    preview = startCli('pages.ts', ['--pool', pool, '--client', client], environment(), 'source');
    url = await preview.seen(/^The pages are at (http:\/\/localhost:\d+)\//m);
  });
  afterAll(async () => {
    preview?.kill('SIGKILL');
    await server?.dispose();
  });

  const open = (path: string, init?: RequestInit) => fetch(`${url}${path}`, init);
  const stateAt = (page: string, state: string, more: Record<string, string> = {}) =>
    open(`/state?${new URLSearchParams({ page, state, ...more })}`);

  it('lists every page in every state, and each of them is there', async () => {
    const index = await (await open('/')).text();
    expect(index).toContain(`<h1>Pages of Shop (${pool}), app (${client}), managed login</h1>`);
    for (const { page, state } of allStates()) {
      expect(index).toContain(`>${state}</a>`);
      const response = await stateAt(page, state);
      expect([page, state, response.status]).toEqual([page, state, 200]);
      const html = await response.text();
      expect(html).toContain('<html lang="en" dir="ltr">');
      for (const [, action] of html.matchAll(/action="([^"]*)"/g)) expect(new URL(action!, url).origin).toBe(url);
    }
  });

  it('shows the chosen page in a frame, which the page allows to it alone', async () => {
    const index = await open('/?page=signUp&state=all+attributes&scheme=dark&width=phone');
    expect(index.headers.get('content-security-policy')).toContain("default-src 'none'");
    const [, source = ''] = /<iframe [^>]*src="([^"]*)" data-width="phone"/.exec(await index.text()) ?? [];
    const shown = await open(source.replace(/&\w+;/g, (entity) => ESCAPED[entity as keyof typeof ESCAPED]));
    expect(shown.status).toBe(200);
    expect(shown.headers.get('content-security-policy')).toMatch(/frame-ancestors 'self'/);
    expect(shown.headers.has('x-frame-options')).toBe(false);
    expect(shown.headers.has('set-cookie')).toBe(false);
    const html = await shown.text();
    expect(html).toMatch(/color-scheme:\s*dark/);
    expect(html).not.toContain('prefers-color-scheme');
  });

  it('leads nowhere', async () => {
    const answers = await Promise.all([
      open('/nowhere'),
      open('/nowhere', { method: 'POST', body: new URLSearchParams({ username: 'ada', password: 'secret' }) }),
      open('/login'),
    ]);
    for (const answer of answers) expect(await answer.text()).toMatch(/^This is a preview/);
  });

  it('answers neither other sites nor other names of this machine', async () => {
    // fetch does not send a Host of one's own.
    const status = await new Promise((resolve) => {
      request(`${url}/`, { headers: { host: 'evil.example.com' } }, ({ statusCode }) => resolve(statusCode)).end();
    });
    expect(status).toBe(403);
    expect((await open('/', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await stateAt('login', '<script>')).status).toBe(404);
    expect(await (await open('/?page=<b>&state="><b>')).text()).not.toContain('<b>');
  });

  it('ends with a signal', async () => {
    preview.kill('SIGINT');
    expect(await preview.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [['--pool', 'us-east-1_000000000'], /^There is no pool us-east-1_000000000 here\.\n$/],
    [[], /^--pool is missing\./],
    [['--pool', 'x', '--port', '70000'], /^--port is a number up to 65535, and not 70000\.\n$/],
    [['--pool', 'x', '--region', 'us-east-1'], /^--region needs --stack\./],
  ])('refuses %j', async (args, sentence) => {
    const { code, stdout, stderr } = await runCli('pages.ts', args, environment(), 'source');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(sentence);
  });

  it('refuses the client of another pool', async () => {
    const { code, stderr } = await runCli('pages.ts', ['--pool', pool, '--client', 'abc'], environment(), 'source');
    expect([code, stderr]).toEqual([1, `The pool ${pool} has no app client abc.\n`]);
  });
});
