import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, domainUrl } from '#core/domains/address.ts';
import type { Domain } from '#core/domains/domain.ts';
import type { Deployment, Hosts } from '#ports/deps.ts';

const NAMES = ['people', 'a', 'd', 'login.example.org', `x${'y'.repeat(62)}`];

const deploymentAt = (publicUrl: string, hosts: Hosts): Deployment => ({
  region: 'us-east-1',
  accountId: '123456789012',
  publicUrl,
  hosts,
});
const LOCAL = deploymentAt('http://localhost:9229', { base: 'localhost', custom: [], target: 'localhost' });
const AWS = deploymentAt('https://auth.example.com', {
  base: 'auth.example.com',
  custom: ['login.example.org', 'login.example.net'],
  target: 'd111111abcdef8.cloudfront.net',
});
const WITHOUT_BASE = deploymentAt('https://d111111abcdef8.cloudfront.net', { custom: [] });

/** What a request leads to, and the names that were looked up for it. */
async function lookUp(deployment: Deployment, host: string | undefined, path: string) {
  const asked: string[] = [];
  const domain = async (name: string) => {
    asked.push(name);
    return NAMES.includes(name) ? ({ domain: name, poolId: `pool of ${name}` } as Domain) : undefined;
  };
  return { found: await addressOf({ configuration: { domain }, deployment }, { host, path }), asked };
}

async function find(deployment: Deployment, host: string | undefined, path: string) {
  const { found } = await lookUp(deployment, host, path);
  return found && [found.domain.domain, found.poolId, found.origin, found.base, found.path];
}

describe('addressOf', () => {
  it.each<readonly [Deployment, string, string, readonly string[]]>([
    [LOCAL, 'people.localhost:9229', '/login', ['people', 'http://people.localhost:9229', '', '/login']],
    [LOCAL, 'localhost:9229', '/d/people/login', ['people', 'http://localhost:9229', '/d/people', '/login']],
    [LOCAL, '127.0.0.1:9229', '/d/people/', ['people', 'http://127.0.0.1:9229', '/d/people', '/']],
    [LOCAL, '[::1]:9229', '/d/people/a/b', ['people', 'http://[::1]:9229', '/d/people', '/a/b']],
    [AWS, 'people.auth.example.com', '/', ['people', 'https://people.auth.example.com', '', '/']],
    [AWS, 'auth.example.com', '/d/people/login', ['people', 'https://auth.example.com', '/d/people', '/login']],
    [AWS, 'login.example.org', '/login', ['login.example.org', 'https://login.example.org', '', '/login']],
    [AWS, 'd111111abcdef8.cloudfront.net', '/d/a/mfa', ['a', 'https://d111111abcdef8.cloudfront.net', '/d/a', '/mfa']],
    [
      WITHOUT_BASE,
      'd111111abcdef8.cloudfront.net',
      '/d/people/login',
      ['people', 'https://d111111abcdef8.cloudfront.net', '/d/people', '/login'],
    ],
  ])('finds %# %s %s', async (deployment, host, path, [name, ...rest]) => {
    expect(await find(deployment, host, path)).toEqual([name, `pool of ${name}`, ...rest]);
  });

  it('reads a host in any case, with the final dot of DNS and with the port that its scheme has anyway', async () => {
    const path = '/login';
    expect(await find(LOCAL, 'PEOPLE.LocalHost:9229', path)).toMatchObject({ 2: 'http://people.localhost:9229' });
    expect(await find(LOCAL, 'people.localhost.:9229', path)).toMatchObject({ 0: 'people' });
    expect(await find(AWS, 'People.Auth.Example.com:443', path)).toMatchObject({
      2: 'https://people.auth.example.com',
    });
    expect(await find(AWS, 'LOGIN.example.org.', path)).toMatchObject({ 0: 'login.example.org' });
    expect(await find(AWS, 'people.auth.example.com:8443', path)).toMatchObject({
      2: 'https://people.auth.example.com:8443',
    });
  });

  it('gives a host the scheme of the public URL, and a custom host https', async () => {
    const behindTls = deploymentAt('https://localhost:9229', { base: 'localhost', custom: ['login.example.org'] });
    const plain = deploymentAt('http://localhost:9229', { base: 'localhost', custom: ['login.example.org'] });
    expect(await find(behindTls, 'people.localhost:9229', '/')).toMatchObject({ 2: 'https://people.localhost:9229' });
    expect(await find(behindTls, '127.0.0.1:9229', '/d/a/')).toMatchObject({ 2: 'https://127.0.0.1:9229' });
    expect(await find(plain, 'login.example.org', '/')).toMatchObject({ 2: 'https://login.example.org' });
    const proxied = deploymentAt('http://localhost:9229', { base: 'auth.example.com', custom: [] });
    expect(await find(proxied, 'people.auth.example.com', '/')).toMatchObject({ 2: 'https://people.auth.example.com' });
  });

  it.each([
    undefined,
    '',
    ' ',
    '.',
    ':9229',
    '.localhost:9229',
    'nobody.localhost:9229',
    'a.people.localhost:9229',
    'people..localhost',
    'people.localhost..',
    'people.localhost:99999',
    'people.localhost:-1',
    'people.localhost:9229:1',
    'people.localhost:',
    'people.localhost/',
    'people.localhost, a.localhost',
    'user@people.localhost',
    'user:people.localhost@evil.example',
    'people.localhost#',
    'people.localhost?',
    'people%2elocalhost',
    'people.localhost\u0000',
    'people.localhost\n',
    'people。localhost',
    'ｐeople.localhost',
    'people_localhost',
    '-.localhost',
    'peoplelocalhost',
    'people.localhost.evil.example',
    'login.example.org',
    '[people.localhost]',
    '__proto__',
  ])('finds nothing at the host %j', async (host) => {
    expect(await find(LOCAL, host, '/login')).toBeUndefined();
  });

  it.each([
    '',
    '/',
    '//',
    '/d',
    '/d/',
    '/d//',
    '/d//login',
    '/d/people',
    '/d/nobody/login',
    '/d/../x',
    '/d/./x',
    '/d/../people/login',
    '/x/../d/people/login',
    '//d/people/login',
    '/D/people/login',
    '/d/People/login',
    '/d/people%2flogin',
    '/d/people%2Flogin/x',
    '/d%2fpeople/login',
    '/%64/people/login',
    '/d/peopl%65/login',
    '/d/people\\login',
    '/d/people.localhost/login',
    '/d/login.example.org/login',
    '/d/-people/login',
    '/d/pe_ople/login',
    `/d/${'x'.repeat(64)}/login`,
    'd/people/login',
    'http://localhost:9229/d/people/login',
  ])('finds nothing at the path %j', async (path) => {
    expect(await find(LOCAL, 'localhost:9229', path)).toBeUndefined();
  });

  it('leaves the rest of a path as it is, for the router to refuse', async () => {
    for (const rest of ['//', '/../d/a/login', '/%2e%2e/login', '/login/', '/d/a/login', '/\n', '/é']) {
      expect(await find(LOCAL, 'localhost', `/d/people${rest}`)).toMatchObject({ 0: 'people', 4: rest });
    }
  });

  it('leads from the host of one pool to no other pool', async () => {
    for (const host of ['people.localhost:9229', 'PEOPLE.localhost.']) {
      expect(await find(LOCAL, host, '/d/a/login')).toMatchObject({ 0: 'people', 3: '', 4: '/d/a/login' });
    }
    expect(await find(AWS, 'login.example.org', '/d/a/login')).toMatchObject({ 0: 'login.example.org', 3: '' });
  });

  it('knows the paths on the hosts of the deployment only', async () => {
    for (const host of ['evil.example', '127.0.0.1', 'localhost', '[::1]', 'd222222abcdef8.cloudfront.net']) {
      expect(await find(AWS, host, '/d/people/login')).toBeUndefined();
    }
    for (const host of ['auth.example.com', '192.168.0.1', 'example.localhost']) {
      expect(await find(LOCAL, host, '/d/people/login')).toBeUndefined();
    }
  });

  it('finds a custom domain only at a host that the deployment lists', async () => {
    expect(await find(WITHOUT_BASE, 'login.example.org', '/login')).toBeUndefined();
    expect((await lookUp(WITHOUT_BASE, 'login.example.org', '/login')).asked).toEqual([]);
  });

  it('looks up nothing but the name of a domain, and throws at nothing', async () => {
    const part = fc.oneof(
      fc.constantFrom('people', 'localhost', '.', '/', '/d/', ':', '9229', '@', '%2e', '..', '[::1]', '127.0.0.1', 'é'),
      fc.string({ maxLength: 5, unit: 'binary' }),
    );
    const text = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, text, async (host, path) => {
        const { found, asked } = await lookUp(LOCAL, host, path);
        for (const name of asked) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
        if (found) expect(`${found.base}${found.path}`).toBe(path);
        if (found) expect(new URL(found.origin).origin).toBe(found.origin);
      }),
    );
  });
});

describe('domainUrl', () => {
  const both = { domain: 'people', customDomain: 'login.example.org' };

  it('is that of the custom domain, else that of the prefix, else nothing', () => {
    expect(domainUrl(AWS, both)).toBe('https://login.example.org');
    expect(domainUrl(AWS, { domain: 'people' })).toBe('https://people.auth.example.com');
    expect(domainUrl(AWS, {})).toBeUndefined();
  });

  it('is a path where names do not resolve, or there is no host for prefixes', () => {
    expect(domainUrl(LOCAL, { domain: 'people' })).toBe('http://localhost:9229/d/people');
    expect(domainUrl(WITHOUT_BASE, { domain: 'people' })).toBe('https://d111111abcdef8.cloudfront.net/d/people');
  });

  it('has the scheme and the port of the public URL if that is at the host of prefixes', () => {
    const own = { domain: 'people' };
    const at = (url: string) => deploymentAt(url, { base: 'auth.example.com', custom: [] });
    expect(domainUrl(at('http://auth.example.com:9229'), own)).toBe('http://people.auth.example.com:9229');
    expect(domainUrl(at('http://localhost:9229'), own)).toBe('https://people.auth.example.com');
  });

  it('leads back to the domain', async () => {
    for (const [deployment, pool] of [
      [LOCAL, { domain: 'people' }],
      [AWS, { domain: 'people' }],
      [AWS, both],
      [WITHOUT_BASE, { domain: 'people' }],
    ] as const) {
      const url = new URL(`${domainUrl(deployment, pool)}/login`);
      const found = await find(deployment, url.host, url.pathname);
      expect(found?.[4]).toBe('/login');
      expect(`${found?.[2]}${found?.[3]}`).toBe(domainUrl(deployment, pool));
    }
  });
});
