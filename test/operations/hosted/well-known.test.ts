import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestPool, testPools } from '#test/world.ts';
import { CustomDomainConfig, HOST } from '../branding/domains.ts';
import { ask } from './documents.ts';

const { app, ...service } = testPools();
const BASE = 'https://id.example.com';
const NAMES = ['openid-configuration', 'oauth-authorization-server'] as const;

/** What every pool's metadata have, with a domain or without. */
const ALWAYS = {
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code', 'token'],
  scopes_supported: ['openid', 'email', 'phone', 'profile'],
  subject_types_supported: ['public'],
  request_uri_parameter_supported: false,
  claims_supported: expect.arrayContaining(['sub', 'email', 'phone_number_verified', 'acr', 'auth_time']),
  acr_values_supported: ['urn:cognito:loa:1', 'urn:cognito:loa:2', 'urn:cognito:loa:3', 'urn:cognito:loa:4'],
};

const endpointsAt = (url: string) => ({
  authorization_endpoint: `${url}/oauth2/authorize`,
  end_session_endpoint: `${url}/logout`,
  revocation_endpoint: `${url}/oauth2/revoke`,
  token_endpoint: `${url}/oauth2/token`,
  userinfo_endpoint: `${url}/oauth2/userInfo`,
  code_challenge_methods_supported: ['S256'],
  grant_types_supported: [
    'authorization_code',
    'implicit',
    'refresh_token',
    'client_credentials',
    'urn:ietf:params:oauth:grant-type:token-exchange',
  ],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
});

let w: TestPool;
let bare: TestPool;

beforeAll(async () => {
  w = await service.pool();
  bare = await service.pool({ userPoolTier: 'LITE' });
  await w.call('CreateUserPoolDomain', { Domain: 'people' });
});

/** The document at a path, which must be there. */
async function documentAt(path: string, host?: string) {
  const { status, body } = await ask(path, host);
  expect([path, status]).toEqual([path, 200]);
  return body;
}

const isThere = async (path: string, host?: string) => (await ask(path, host)).status === 200;

describe('the metadata of a pool', () => {
  it('name the endpoints of its domain, below both issuers, each of which names itself', async () => {
    for (const parent of ['', '/issuer']) {
      const issuer = `${BASE}${parent}/${w.pool.id}`;
      const expected = { ...ALWAYS, ...endpointsAt('https://people.id.example.com'), issuer };
      for (const name of NAMES) {
        const document = await documentAt(`${parent}/${w.pool.id}/.well-known/${name}`);
        expect(document).toEqual({ ...expected, jwks_uri: `${issuer}/.well-known/jwks.json` });
        expect(await documentAt(`/.well-known/${name}${parent}/${w.pool.id}`)).toEqual(document);
      }
    }
  });

  it('are at the domain as well, under the issuer of its tokens', async () => {
    const expected = await documentAt(`/${w.pool.id}/.well-known/openid-configuration`);
    for (const name of NAMES) {
      expect(await documentAt(`/.well-known/${name}`, 'people.id.example.com')).toEqual(expected);
      expect(await documentAt(`/d/people/.well-known/${name}`)).toEqual(expected);
      expect(await documentAt(`/.well-known/${name}/d/people`)).toEqual(expected);
    }
  });

  it('name no endpoint without a domain, and no authorization server', async () => {
    const issuer = `${BASE}/${bare.pool.id}`;
    const { acr_values_supported: _, ...always } = ALWAYS;
    expect(await documentAt(`/${bare.pool.id}/.well-known/openid-configuration`)).toEqual({
      ...always,
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
    });
    expect(await isThere(`/${bare.pool.id}/.well-known/oauth-authorization-server`)).toBe(false);
    expect(await isThere(`/.well-known/oauth-authorization-server/${bare.pool.id}`)).toBe(false);
  });

  it('name the custom domain alone, as long as there is one, and the prefix domain still answers', async () => {
    const pool = await service.pool();
    const endpoint = async (host?: string) => {
      const path = host ? '/.well-known/openid-configuration' : `/${pool.pool.id}/.well-known/openid-configuration`;
      return (await documentAt(path, host)).token_endpoint;
    };
    await pool.call('CreateUserPoolDomain', { Domain: 'staff' });
    await pool.call('CreateUserPoolDomain', { Domain: HOST, CustomDomainConfig });
    for (const host of [undefined, HOST, 'staff.id.example.com']) {
      expect(await endpoint(host)).toBe(`https://${HOST}/oauth2/token`);
    }
    await pool.call('DeleteUserPoolDomain', { Domain: HOST });
    expect(await isThere('/.well-known/openid-configuration', HOST)).toBe(false);
    expect(await endpoint()).toBe('https://staff.id.example.com/oauth2/token');
  });

  it('name the levels as the pool calls them', async () => {
    const AcrConfiguration = { Level2: { AcrValue: 'high' } };
    const pool = await service.pool();
    await pool.call('UpdateUserPool', { AcrConfiguration });
    const { acr_values_supported: names } = await documentAt(`/${pool.pool.id}/.well-known/openid-configuration`);
    expect(names).toEqual(['urn:cognito:loa:1', 'high', 'urn:cognito:loa:3', 'urn:cognito:loa:4']);
  });

  it('may be read from any origin and kept for five minutes, and their absence may not be kept', async () => {
    const path = `/${w.pool.id}/.well-known/openid-configuration`;
    const found = await ask(path);
    expect(found.headers).toMatchObject({
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300',
    });
    const missing = await ask('/us-east-1_Nobody/.well-known/openid-configuration');
    expect(missing).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
    expect(await ask(path, 'id.example.com', 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it.each([
    '/.well-known/openid-configuration',
    '/.well-known/jwks.json',
    '/issuer/.well-known/openid-configuration',
    '/us-east-1_Nobody/.well-known/jwks.json',
    '/x/POOL/.well-known/openid-configuration',
    '/d/POOL/.well-known/openid-configuration',
    '/issuer/POOL/.well-known/openid-configuration/POOL',
    '/POOL/.well-known/openid-configuration/POOL',
    '/.well-known/jwks.json/POOL',
    '/d/people/.well-known/jwks.json',
    '/d/nobody/.well-known/openid-configuration',
    '/.well-known/openid-configuration/d/nobody',
    '/.well-known/openid-configuration/people',
  ])('are not at %s', async (path) => {
    expect(await isThere(path.replaceAll('POOL', w.pool.id))).toBe(false);
  });

  it('are not at the host of nobody', async () => {
    for (const host of ['nobody.id.example.com', 'people.evil.example', 'id.example.com.evil.example', '']) {
      expect([host, await isThere('/.well-known/openid-configuration', host)]).toEqual([host, false]);
    }
  });
});

describe('IssuerConfiguration', () => {
  it('decides on the issuer of new tokens, and tokens of the other one stay good', async () => {
    const pool = await service.pool();
    const { username } = await pool.someone();
    const change = (IssuerConfiguration?: object) => pool.call('UpdateUserPool', { IssuerConfiguration });
    const [original, updated] = [`${BASE}/${pool.pool.id}`, `${BASE}/issuer/${pool.pool.id}`];
    const tokens = [];
    for (const [configuration, issuer] of [
      [undefined, original],
      [{ Type: 'UPDATED' }, updated],
      [{ Type: 'UPDATED' }, updated],
      [{ Type: 'ORIGINAL' }, original],
      [{ Type: 'UPDATED' }, updated],
      // An update that says nothing of the issuer brings back the original one.
      [undefined, original],
    ] as const) {
      await change(configuration);
      const described = (await pool.call('DescribeUserPool')).UserPool;
      expect(described.IssuerConfiguration).toEqual(configuration);
      expect(described).not.toHaveProperty('Issuer');
      const issued = await pool.tokens(username);
      expect([decodeJwt(issued.IdToken).iss, decodeJwt(issued.AccessToken).iss]).toEqual([issuer, issuer]);
      const keys = createLocalJWKSet(await documentAt(`${issuer.slice(BASE.length)}/.well-known/jwks.json`));
      const options = { issuer, algorithms: ['RS256'], currentDate: new Date(app.deps.clock.now()) };
      await expect(jwtVerify(issued.IdToken, keys, options)).resolves.toBeDefined();
      tokens.push(issued);
    }
    for (const { AccessToken } of tokens) {
      expect((await app.call('GetUser', { AccessToken })).Username).toBe(username);
    }
  });

  it('is there from the creation of a pool', async () => {
    const made = await app.call('CreateUserPool', { PoolName: 'p', IssuerConfiguration: { Type: 'UPDATED' } });
    const { Id, IssuerConfiguration } = made.UserPool;
    expect(IssuerConfiguration).toEqual({ Type: 'UPDATED' });
    expect((await app.deps.configuration.pool(Id))?.issuer).toBe(`${BASE}/issuer/${Id}`);
  });
});
