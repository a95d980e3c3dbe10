import { beforeAll, describe, expect, it } from 'vitest';
import type { Visit } from '#test/browser.ts';
import { HOUR } from '#test/world.ts';
import { type HostedPool, hostedPools } from './setup.ts';
import { error, errorOf, json, post, tokensOf } from './tokens.ts';

const { app, ...service } = hostedPools();
const ATTRIBUTES = {
  email: 'ada@example.com',
  email_verified: 'true',
  phone_number: '+15550100',
  phone_number_verified: 'false',
  name: 'Ada',
  address: '12 St James Square',
  updated_at: '1700000000',
  'custom:team': 'red',
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const infoOf = (w: HostedPool, token: string): Promise<Visit> =>
  w.browser().get(`${w.base}/oauth2/userInfo`, { headers: bearer(token) });

const NOT_VALID = 'Access token is expired, disabled, or deleted, or the user has globally signed out.';
const BAD_REQUEST = 'Bad OAuth2 request at UserInfo Endpoint';
const notValid = error('invalid_token', NOT_VALID, 401);

describe('/oauth2/userInfo', () => {
  let w: HostedPool;
  let sub: string;
  const tokenFor = async (scope: string) => (await tokensOf(w, 'ada', { scope })).access_token as string;
  beforeAll(async () => {
    w = await service.pool();
    ({ sub } = await w.add('ada', { attributes: ATTRIBUTES }));
  });

  const email = { email: 'ada@example.com', email_verified: 'true' };
  const phone = { phone_number: '+15550100', phone_number_verified: 'false' };
  const profile = {
    name: 'Ada',
    address: { formatted: '12 St James Square' },
    updated_at: '1700000000',
    'custom:team': 'red',
  };
  it.each([
    ['openid', { ...email, ...phone, ...profile }],
    ['openid aws.cognito.signin.user.admin', { ...email, ...phone, ...profile }],
    ['openid email', email],
    ['openid phone', phone],
    ['openid profile', profile],
    ['openid phone email', { ...email, ...phone }],
  ])('tells with the scopes %s what they allow', async (scope, claims) => {
    const answer = await infoOf(w, await tokenFor(scope));
    expect(json(answer)).toEqual({ sub, ...claims, username: 'ada' });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json;charset=UTF-8',
      'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  it('tells only what the client can read, and with names in lower case where the pool ignores case', async () => {
    const own = await service.pool(
      { usernameConfiguration: { caseSensitive: false } },
      { readAttributes: ['email', 'name'] },
    );
    const added = await own.add('Ada', { attributes: { ...ATTRIBUTES, email: 'Ada@Example.com' } });
    const { access_token } = await tokensOf(own, 'Ada', { scope: 'openid' });
    expect(json(await infoOf(own, access_token))).toEqual({
      sub: added.sub,
      name: 'Ada',
      email: 'ada@example.com',
      username: 'ada',
    });
  });

  it('takes the token by POST too, in a header or in a form', async () => {
    const token = await tokenFor('openid email');
    const url = `${w.base}/oauth2/userInfo`;
    expect(json(await w.browser().raw('POST', url, '', bearer(token))).sub).toBe(sub);
    expect(json(await post(w, '/oauth2/userInfo', { access_token: token })).sub).toBe(sub);
  });

  it('takes a token of the API to which a function has added the scopes', async () => {
    const lambdaArn = app.functions.set('scopes', (event: object) => ({
      ...event,
      response: {
        claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: ['openid', 'email'] } },
      },
    }));
    const preTokenGenerationConfig = { lambdaVersion: 'V2_0', lambdaArn } as const;
    const own = await service.pool({ lambdaConfig: { preTokenGenerationConfig } });
    const added = await own.add('ada', { attributes: ATTRIBUTES });
    const { AccessToken } = await own.tokens('ada');
    expect(json(await infoOf(own, AccessToken))).toEqual({ sub: added.sub, ...email, username: 'ada' });
  });

  it('costs one read', async () => {
    const token = await tokenFor('openid email');
    await infoOf(w, token);
    app.roundTrips.reset();
    await infoOf(w, token);
    expect(app.roundTrips.reads).toBe(1);
    expect({ ...app.roundTrips }).toMatchObject({ writes: 0, staleReads: [] });
  });

  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>> | undefined]>([
    ['no token', {}, undefined],
    ['another scheme', { authorization: 'Basic YTpi' }, undefined],
    ['an empty token', { authorization: 'Bearer ' }, undefined],
    ['two tokens', { authorization: 'Bearer a, Bearer b' }, undefined],
    ['two ways', { authorization: 'Bearer a' }, { access_token: 'a' }],
    ['an empty field', {}, { access_token: '' }],
  ])('refuses a request with %s', async (_what, headers, form) => {
    const url = `${w.base}/oauth2/userInfo`;
    const answer = await (form ? w.browser().post(url, form, { headers }) : w.browser().get(url, { headers }));
    expect(errorOf(answer)).toEqual(error('invalid_request', BAD_REQUEST));
    expect(answer.headers['www-authenticate']).toBe(`error="invalid_request", error_description="${BAD_REQUEST}"`);
  });

  it('takes no token from the query', async () => {
    const answer = await w.browser().get(`${w.base}/oauth2/userInfo?access_token=${await tokenFor('openid')}`);
    expect(answer.status).toBe(400);
  });

  it('refuses a token without openid, as those of the API are', async () => {
    const { AccessToken } = await w.tokens('ada');
    for (const token of [AccessToken, await tokenFor('aws.cognito.signin.user.admin')]) {
      const answer = await infoOf(w, token);
      expect(errorOf(answer)).toEqual(error('invalid_token', 'Access token does not contain openid scope', 401));
    }
  });

  it.each<[string, (tokens: { access_token: string; id_token: string; refresh_token: string }) => string]>([
    ['an ID token', ({ id_token }) => id_token],
    ['a refresh token', ({ refresh_token }) => refresh_token],
    ['a spoilt token', ({ access_token }) => `${access_token.slice(0, -4)}AAAA`],
    ['any text', () => 'a.b.c'],
  ])('refuses %s', async (_what, pick) => {
    const answer = await infoOf(w, pick(await tokensOf(w, 'ada')));
    expect(errorOf(answer)).toEqual(notValid);
    expect(answer.headers['www-authenticate']).toBe(`error="invalid_token", error_description="${NOT_VALID}"`);
  });

  it('refuses a token of another pool', async () => {
    const other = await service.pool();
    expect(errorOf(await infoOf(other, await tokenFor('openid')))).toEqual(notValid);
  });

  it.each<[string, (own: HostedPool, token: string, refresh: string) => Promise<unknown>]>([
    ['it has expired', async () => app.advance(HOUR + 1)],
    ['it was revoked', (own, _, token) => post(own, '/oauth2/revoke', { token, client_id: own.client.id })],
    ['the user has signed out', (_, AccessToken) => app.call('GlobalSignOut', { AccessToken })],
    ['the user is disabled', (own) => own.call('AdminDisableUser', { Username: 'ada' })],
    ['the user is deleted', (own) => own.call('AdminDeleteUser', { Username: 'ada' })],
    ['the client is deleted', (own) => own.call('DeleteUserPoolClient', { ClientId: own.client.id })],
  ])('refuses a token once %s', async (_what, happen) => {
    const own = await service.pool();
    await own.add('ada');
    const { access_token, refresh_token } = await tokensOf(own, 'ada');
    json(await infoOf(own, access_token));
    await happen(own, access_token, refresh_token);
    expect(errorOf(await infoOf(own, access_token))).toEqual(notValid);
  });
});
