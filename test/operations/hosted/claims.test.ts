import { beforeAll, describe, expect, it } from 'vitest';
import { claimsOf } from '#test/world.ts';
import { type HostedPool, hostedPools } from './setup.ts';
import { codeOf, json, otherClient, redeem, refreshWith, tokensOf } from './tokens.ts';

const { app, ...service } = hostedPools();
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe('the tokens of an app', () => {
  let w: HostedPool;
  let sub: string;
  beforeAll(async () => {
    w = await service.pool();
    const attributes = { email: 'ada@example.com', email_verified: 'true', name: 'Ada', 'custom:team': '7' };
    ({ sub } = await w.add('ada', { attributes }));
    await w.call('CreateGroup', { GroupName: 'staff', RoleArn: 'arn:aws:iam::123456789012:role/staff' });
    await w.call('AdminAddUserToGroup', { GroupName: 'staff', Username: 'ada' });
  });

  /** What both tokens say. */
  const common = () => ({
    sub,
    iss: w.pool.issuer,
    event_id: UUID,
    'cognito:groups': ['staff'],
    auth_time: app.deps.clock.now() / 1000,
    iat: app.deps.clock.now() / 1000,
    exp: app.deps.clock.now() / 1000 + 3600,
    acr: 'urn:cognito:loa:1',
    amr: ['pwd'],
  });

  it('have these claims and no others', async () => {
    const scope = 'openid profile aws.cognito.signin.user.admin';
    const tokens = await tokensOf(w, 'ada', { scope, nonce: 'n', resource: 'https://api.example.com' });
    const access = claimsOf(tokens.access_token);
    expect(access).toEqual({
      ...common(),
      ...{ origin_jti: UUID, jti: UUID, token_use: 'access', version: 2 },
      ...{ client_id: w.client.id, username: 'ada', scope, aud: 'https://api.example.com' },
    });
    const id = claimsOf(tokens.id_token);
    expect(id).toEqual({
      ...common(),
      ...{ origin_jti: access.origin_jti, jti: UUID, event_id: access.event_id, token_use: 'id', aud: w.client.id },
      ...{ 'cognito:username': 'ada', name: 'Ada', 'custom:team': '7', nonce: 'n' },
      at_hash: expect.stringMatching(/^[\w-]{22}$/),
      'cognito:roles': ['arn:aws:iam::123456789012:role/staff'],
      'cognito:preferred_role': 'arn:aws:iam::123456789012:role/staff',
    });
    expect(id.jti).not.toBe(access.jti);
  });

  it('cannot be told apart at a client without revocation', async () => {
    const other = await otherClient(w, { enableTokenRevocation: false });
    const { access_token: access, id_token: id } = await tokensOf(other, 'ada', { scope: 'openid' });
    for (const claims of [claimsOf(access), claimsOf(id)]) {
      expect(claims).not.toHaveProperty('jti');
      expect(claims).not.toHaveProperty('origin_jti');
    }
    expect(claimsOf(id)).toMatchObject({ email: 'ada@example.com', email_verified: true, name: 'Ada' });
  });

  it('have the time and the methods of the sign-in, whatever comes of the SSO session, and an event of their own', async () => {
    const browser = w.browser();
    const code = await codeOf(w, 'ada', {}, browser);
    const began = app.deps.clock.now() / 1000;
    const first = json(await redeem(w, code));
    app.advance(600_000);
    const other = await otherClient(w);
    const { location } = await browser.get(other.url('/oauth2/authorize', { nonce: 'again' }));
    const second = json(await redeem(other, location?.searchParams.get('code') ?? ''));
    const third = json(await refreshWith(other, second.refresh_token));
    const facts = { auth_time: began, acr: 'urn:cognito:loa:1', amr: ['pwd'] };
    for (const tokens of [first, second, third]) {
      for (const token of [tokens.access_token, tokens.id_token]) expect(claimsOf(token)).toMatchObject(facts);
    }
    const [one, two, again] = [first, second, third].map((tokens) => claimsOf(tokens.access_token));
    expect(two?.event_id).not.toBe(one?.event_id);
    expect(two?.origin_jti).not.toBe(one?.origin_jti);
    expect(again).toMatchObject({ event_id: two?.event_id, origin_jti: two?.origin_jti, iat: began + 600 });
  });

  it('end with RevokeToken, and the SSO session stays', async () => {
    const browser = w.browser();
    const tokens = json(await redeem(w, await codeOf(w, 'ada', {}, browser)));
    await w.clientCall('RevokeToken', { Token: tokens.refresh_token });
    await expect(w.getUser(tokens.access_token)).rejects.toThrow('Access Token has been revoked');
    const { location } = await browser.get(w.url('/oauth2/authorize', { prompt: 'none' }));
    const next = json(await redeem(w, location?.searchParams.get('code') ?? ''));
    expect((await w.getUser(next.access_token)).Username).toBe('ada');
  });

  it('open the API only with its scope', async () => {
    const { access_token: closed } = await tokensOf(w, 'ada', { scope: 'openid profile' });
    const { access_token: open } = await tokensOf(w, 'ada', { scope: 'aws.cognito.signin.user.admin' });
    for (const operation of ['GetUser', 'GetUserAuthFactors', 'ListDevices', 'GlobalSignOut']) {
      await expect(app.call(operation, { AccessToken: closed })).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Access Token does not have required scopes',
      });
    }
    expect(await app.call('GetUserAuthFactors', { AccessToken: open })).toMatchObject({ Username: 'ada' });
  });

  it('are those of managed login in the tier LITE, with classic pages', async () => {
    const lite = await service.pool({ userPoolTier: 'LITE' }, {}, { managedLoginVersion: 1 });
    await lite.add('ada');
    const tokens = await tokensOf(lite, 'ada', { scope: 'openid', acr_values: 'urn:cognito:loa:4', lang: 'de' });
    expect(claimsOf(tokens.access_token)).toMatchObject({ version: 2, scope: 'openid', acr: 'urn:cognito:loa:1' });
    expect(claimsOf(json(await refreshWith(lite, tokens.refresh_token)).access_token)).toMatchObject({ version: 2 });
  });
});
