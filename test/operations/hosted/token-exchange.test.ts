import { beforeAll, describe, expect, it } from 'vitest';
import { claimsOf, HOUR, type Values } from '#test/world.ts';
import { type HostedPool, hostedPools } from './setup.ts';
import {
  ask,
  basic,
  codeOf,
  error,
  errorOf,
  json,
  otherClient,
  post,
  redeem,
  SECRET,
  tokensOf,
  withApi,
} from './tokens.ts';

const ALL_SCOPES = ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin', 'api/read', 'api/write'];
const { app, ...service } = hostedPools({ allowedOAuthScopes: ALL_SCOPES });

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS = 'urn:ietf:params:oauth:token-type:access_token';
const ID = 'urn:ietf:params:oauth:token-type:id_token';
const SERVICE = {
  secret: SECRET,
  explicitAuthFlows: ['ALLOW_TOKEN_EXCHANGE_IMPERSONATION', 'ALLOW_TOKEN_EXCHANGE_DELEGATION'],
  allowedOAuthScopes: ['openid', 'email', 'api/read', 'aws.cognito.signin.user.admin'],
  readAttributes: ['email', 'email_verified'],
};
const MACHINE = {
  allowedOAuthFlows: ['client_credentials'],
  allowedOAuthScopes: ['api/read'],
};

/** An app that people use, and a service that exchanges their tokens. */
async function stage(settings: object = {}) {
  const app2 = await service.pool();
  await withApi(app2, 'read', 'write');
  await app2.add('ada', { attributes: { email: 'ada@example.com', email_verified: 'true', name: 'Ada' } });
  return { w: app2, broker: await otherClient(app2, { ...SERVICE, ...settings }) };
}

const exchange = (broker: HostedPool, token: string, more: Values = {}) =>
  ask(
    broker,
    { grant_type: GRANT, client_id: '', subject_token: token, subject_token_type: ACCESS, ...more },
    basic(broker.client.id, SECRET),
  );

describe('the exchange of an access token', () => {
  let w: HostedPool;
  let broker: HostedPool;
  let tokens: { access_token: string; id_token: string; refresh_token: string };
  beforeAll(async () => {
    ({ w, broker } = await stage());
    tokens = await tokensOf(w, 'ada');
  });

  it('gives one for this client, with the scopes that both have, and writes nothing', async () => {
    const subject = claimsOf(tokens.access_token);
    app.advance(60_000);
    await exchange(broker, tokens.access_token);
    app.roundTrips.reset();
    const { access_token, ...rest } = json(await exchange(broker, tokens.access_token));
    expect(app.roundTrips.reads).toBe(1);
    expect(app.roundTrips.writes).toBe(0);
    expect(rest).toEqual({
      issued_token_type: ACCESS,
      token_type: 'Bearer',
      // It ends with the token that it was made of.
      expires_in: 3540,
      scope: 'openid email api/read',
    });
    expect(claimsOf(access_token)).toEqual({
      ...subject,
      client_id: broker.client.id,
      scope: 'openid email api/read',
      iat: Number(subject.iat) + 60,
      exp: subject.exp,
      jti: expect.not.stringMatching(String(subject.jti)),
    });
    expect(app.audit.at(-1)).toMatchObject({ clientId: broker.client.id, sub: subject.sub, outcome: 'tokens' });
  });

  it('lasts no longer than tokens of this client', async () => {
    const short = await otherClient(w, {
      ...SERVICE,
      accessTokenValidity: 5,
      tokenValidityUnits: { accessToken: 'minutes' },
    });
    const { access_token } = await tokensOf(w, 'ada');
    expect(json(await exchange(short, access_token)).expires_in).toBe(300);
  });

  it.each([
    ['api/read', 'api/read'],
    ['openid api/read openid', 'openid api/read'],
  ])('gives the scopes %s', async (scope, granted) => {
    const { access_token } = json(await exchange(broker, tokens.access_token, { scope }));
    expect(claimsOf(access_token).scope).toBe(granted);
  });

  it.each([
    ['api/write', 'invalid_grant'],
    ['profile', 'invalid_grant'],
    ['phone', 'invalid_scope'],
    ['api/none', 'invalid_scope'],
    ['aws.cognito.signin.user.admin', 'invalid_scope'],
  ])('does not give the scope %s', async (scope, code) => {
    expect(errorOf(await exchange(broker, tokens.access_token, { scope: `openid ${scope}` }))).toEqual(error(code));
  });

  it('never widens what was narrowed', async () => {
    const { access_token: narrow } = await tokensOf(w, 'ada', { scope: 'openid email' });
    expect(claimsOf(json(await exchange(broker, narrow)).access_token).scope).toBe('openid email');
    expect(errorOf(await exchange(broker, narrow, { scope: 'api/read' }))).toEqual(error('invalid_scope'));
    const { access_token: derived } = json(await exchange(broker, tokens.access_token, { scope: 'email' }));
    expect(errorOf(await exchange(broker, derived, { scope: 'openid' }))).toEqual(error('invalid_scope'));
    const { AccessToken } = await w.tokens('ada');
    expect(errorOf(await exchange(broker, AccessToken))).toEqual(error('invalid_scope'));
  });

  it('leaves out scopes that were deleted', async () => {
    const own = await stage();
    const { access_token } = await tokensOf(own.w, 'ada');
    await own.w.call('DeleteResourceServer', { Identifier: 'api' });
    expect(json(await exchange(own.broker, access_token)).scope).toBe('openid email');
    expect(errorOf(await exchange(own.broker, access_token, { scope: 'api/read' }))).toEqual(error('invalid_scope'));
  });

  it('binds the token to its audience', async () => {
    const audOf = async (more: Values) =>
      claimsOf(json(await exchange(broker, tokens.access_token, more)).access_token).aud;
    expect(await audOf({ audience: 'api' })).toBe('api');
    expect(await audOf({ audience: w.client.id })).toBe(w.client.id);
    expect(await audOf({ resource: 'https://other.example.com/v1' })).toBe('https://other.example.com/v1');
    expect(await audOf({ audience: 'api', resource: 'https://other.example.com/' })).toEqual([
      'api',
      'https://other.example.com/',
    ]);
    const body = new URLSearchParams({
      grant_type: GRANT,
      subject_token: tokens.access_token,
      subject_token_type: ACCESS,
    });
    for (const one of ['api', w.client.id]) body.append('audience', one);
    const headers = basic(broker.client.id, SECRET);
    const answer = await broker.browser().raw('POST', `${w.base}/oauth2/token`, String(body), headers);
    expect(claimsOf(json(answer).access_token).aud).toEqual(['api', w.client.id]);
  });

  it('keeps the audience of a token that is bound to one', async () => {
    const { access_token } = await tokensOf(w, 'ada', { resource: 'https://one.example.com' });
    expect(claimsOf(json(await exchange(broker, access_token)).access_token).aud).toBe('https://one.example.com');
  });

  it.each<[string, Values]>([
    ['an unknown audience', { audience: 'nobody' }],
    ['a resource that is no URI', { resource: 'api' }],
    ['a resource without TLS', { resource: 'http://other.example.com' }],
    ['a resource with a fragment', { resource: 'https://other.example.com/#a' }],
    ['a script', { resource: 'javascript:alert(1)#' }],
    ['eleven audiences', { audience: Array.from({ length: 11 }, (_, index) => `a${index}`).join(' ') }],
  ])('refuses %s', async (_what, more) => {
    expect(errorOf(await exchange(broker, tokens.access_token, more))).toEqual(error('invalid_target'));
  });

  it('refuses the audience of another pool', async () => {
    const other = await service.pool();
    const answer = await exchange(broker, tokens.access_token, { audience: other.client.id });
    expect(errorOf(answer)).toEqual(error('invalid_target'));
  });

  it('gives a token that does nothing in the API, and that userInfo takes', async () => {
    const { access_token } = json(await exchange(broker, tokens.access_token));
    await expect(w.getUser(access_token)).rejects.toThrow('Access Token does not have required scopes');
    const headers = { authorization: `Bearer ${access_token}` };
    expect(json(await w.browser().get(`${w.base}/oauth2/userInfo`, { headers }))).toMatchObject({
      email: 'ada@example.com',
      username: 'ada',
    });
  });

  it.each<[string, Values]>([
    ['no token', { subject_token: '' }],
    ['no type of the token', { subject_token_type: '' }],
    ['an unknown type', { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }],
    ['the type of a refresh token', { subject_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }],
    ['another type than that of the token', { subject_token_type: ID }],
    ['another type of the new token', { requested_token_type: ID }],
    ['an unknown type of the new token', { requested_token_type: '__proto__' }],
    ['a type of an actor without actor', { actor_token_type: ACCESS }],
    ['a text in place of the token', { subject_token: 'a.b.c' }],
    ['an actor without type', { actor_token: 'a.b.c' }],
    ['a text in place of the actor', { actor_token: 'a.b.c', actor_token_type: ACCESS }],
  ])('refuses a request with %s', async (_what, more) => {
    const [status, body] = errorOf(await exchange(broker, tokens.access_token, more));
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'invalid_request' });
  });

  it.each<[string, () => Promise<string>]>([
    ['refresh token', async () => tokens.refresh_token],
    ['ID token', async () => tokens.id_token],
    [
      'token of a machine',
      async () => {
        const machine = await otherClient(w, { ...MACHINE, secret: SECRET });
        const form = { grant_type: 'client_credentials', client_secret: SECRET };
        return json(await ask(machine, form)).access_token;
      },
    ],
    [
      'token of another pool',
      async () => {
        const other = await service.pool();
        await other.add('eve');
        return (await tokensOf(other, 'eve')).access_token;
      },
    ],
  ])('takes no %s', async (_what, make) => {
    const answer = await exchange(broker, await make());
    expect(errorOf(answer)).toEqual(error('invalid_request', 'Invalid subject_token'));
  });

  it.each<[string, (own: HostedPool, refresh: string) => Promise<unknown>]>([
    ['it has expired', async () => app.advance(HOUR + 1)],
    ['it was revoked', (own, token) => post(own, '/oauth2/revoke', { token, client_id: own.client.id })],
    ['the user has signed out', (own) => own.call('AdminUserGlobalSignOut', { Username: 'ada' })],
    ['the user is disabled', (own) => own.call('AdminDisableUser', { Username: 'ada' })],
    ['the user must choose a password', (own) => own.call('AdminResetUserPassword', { Username: 'ada' })],
    ['the user is deleted', (own) => own.call('AdminDeleteUser', { Username: 'ada' })],
    ['its client is deleted', (own) => own.call('DeleteUserPoolClient', { ClientId: own.client.id })],
  ])('takes no token once %s, and what was made of it ends with it', async (_what, happen) => {
    const own = await stage();
    const { access_token, refresh_token } = await tokensOf(own.w, 'ada');
    json(await exchange(own.broker, access_token));
    await happen(own.w, refresh_token);
    const answer = await exchange(own.broker, access_token);
    expect(errorOf(answer)).toEqual(error('invalid_request', 'Invalid subject_token'));
  });

  it('gives tokens that are revoked with the sign-in', async () => {
    const own = await stage();
    const { access_token, refresh_token } = await tokensOf(own.w, 'ada');
    const derived = json(await exchange(own.broker, access_token)).access_token;
    await post(own.w, '/oauth2/revoke', { token: refresh_token, client_id: own.w.client.id });
    const headers = { authorization: `Bearer ${derived}` };
    expect((await own.w.browser().get(`${own.w.base}/oauth2/userInfo`, { headers })).status).toBe(401);
    expect(errorOf(await exchange(own.broker, derived))[1]).toMatchObject({ error: 'invalid_request' });
  });
});

describe('the flows of token exchange', () => {
  const DELEGATION = 'ALLOW_TOKEN_EXCHANGE_DELEGATION';
  const IMPERSONATION = 'ALLOW_TOKEN_EXCHANGE_IMPERSONATION';

  it('are what a client must have', async () => {
    const { w } = await stage();
    const { access_token } = await tokensOf(w, 'ada');
    const withActor = { actor_token: access_token, actor_token_type: ACCESS };
    for (const [flows, more] of [
      [[], {}],
      [['ALLOW_USER_PASSWORD_AUTH'], {}],
      [[DELEGATION], {}],
      [[IMPERSONATION], withActor],
    ] as const) {
      const broker = await otherClient(w, { ...SERVICE, explicitAuthFlows: flows });
      expect(errorOf(await exchange(broker, access_token, more))).toEqual(error('unauthorized_client'));
    }
    const broker = await otherClient(w, { ...SERVICE, explicitAuthFlows: [IMPERSONATION] });
    json(await exchange(broker, access_token));
  });

  it('are settings of clients, but not in the tier LITE', async () => {
    const w = await service.pool();
    const ExplicitAuthFlows = [DELEGATION, IMPERSONATION, 'ALLOW_REFRESH_TOKEN_AUTH'];
    const { UserPoolClient } = await w.call('CreateUserPoolClient', { ClientName: 'broker', ExplicitAuthFlows });
    expect(UserPoolClient.ExplicitAuthFlows).toEqual(ExplicitAuthFlows);
    const lite = await service.pool({ userPoolTier: 'LITE' });
    await expect(lite.call('CreateUserPoolClient', { ClientName: 'broker', ExplicitAuthFlows })).rejects.toMatchObject({
      name: 'FeatureUnavailableInTierException',
    });
  });
});

describe('an actor', () => {
  let w: HostedPool;
  let broker: HostedPool;
  let subject: string;
  beforeAll(async () => {
    ({ w, broker } = await stage(MACHINE));
    subject = (await tokensOf(w, 'ada')).access_token;
  });
  const actorOf = async (machine: HostedPool) =>
    json(await ask(machine, { grant_type: 'client_credentials', client_secret: SECRET })).access_token as string;
  const delegate = (token: string, actor: string, by = broker) =>
    exchange(by, token, { actor_token: actor, actor_token_type: ACCESS });

  it('is named in the token', async () => {
    const { access_token } = json(await delegate(subject, await actorOf(broker)));
    expect(claimsOf(access_token)).toMatchObject({
      sub: claimsOf(subject).sub,
      act: { sub: broker.client.id },
      scope: 'api/read',
    });
  });

  it('is named before those who acted earlier, whom no exchange leaves out', async () => {
    const second = await otherClient(w, { ...SERVICE, ...MACHINE });
    const first = json(await delegate(subject, await actorOf(broker))).access_token;
    const chain = json(await delegate(first, await actorOf(second), second)).access_token;
    const act = { sub: second.client.id, act: { sub: broker.client.id } };
    expect(claimsOf(chain).act).toEqual(act);
    expect(claimsOf(json(await exchange(broker, chain)).access_token).act).toEqual(act);
  });

  it('may be a user who is signed in at this client', async () => {
    const person = await otherClient(w, SERVICE);
    const { sub } = await w.add('bob');
    const code = await codeOf(person, 'bob');
    const { access_token: actor } = json(await redeem(person, code, { client_secret: SECRET }));
    const { access_token } = json(await delegate(subject, actor, person));
    expect(claimsOf(access_token)).toMatchObject({ username: 'ada', act: { sub } });
    await w.call('AdminDisableUser', { Username: 'bob' });
    expect(errorOf(await delegate(subject, actor, person))).toEqual(error('invalid_request', 'Invalid actor_token'));
  });

  it('must be this client, or somebody who is signed in there', async () => {
    const other = await otherClient(w, { ...MACHINE, secret: SECRET });
    for (const actor of [await actorOf(other), subject]) {
      expect(errorOf(await delegate(subject, actor))).toEqual(error('invalid_request', 'Invalid actor_token'));
    }
  });

  it('must be the one that the token names, if it names one', async () => {
    const may = (sub: string) => ({
      lambdaConfig: {
        preTokenGenerationConfig: {
          lambdaVersion: 'V2_0',
          lambdaArn: app.functions.set('may-act', (event) => ({
            ...event,
            response: {
              claimsAndScopeOverrideDetails: {
                accessTokenGeneration: { claimsToAddOrOverride: { may_act: { sub } } },
              },
            },
          })),
        },
      },
    });
    await w.changePool(may(broker.client.id) as object);
    app.advance(60_000);
    const bound = (await tokensOf(w, 'ada')).access_token;
    json(await delegate(bound, await actorOf(broker)));
    json(await exchange(broker, bound));
    const second = await otherClient(w, { ...SERVICE, ...MACHINE });
    const refused = error('invalid_request', 'Invalid subject_token');
    expect(errorOf(await delegate(bound, await actorOf(second), second))).toEqual(refused);
    expect(errorOf(await exchange(second, bound))).toEqual(refused);
  });
});

describe('the exchange of an ID token', () => {
  let w: HostedPool;
  let broker: HostedPool;
  let idToken: string;
  beforeAll(async () => {
    ({ w, broker } = await stage());
    idToken = (await tokensOf(w, 'ada', { nonce: 'n' })).id_token;
  });
  const exchangeId = (more: Values = {}, by = broker) => exchange(by, idToken, { subject_token_type: ID, ...more });

  it('gives an ID token for this client, with what it can read', async () => {
    const { access_token, ...rest } = json(await exchangeId());
    expect(rest).toEqual({ issued_token_type: ID, token_type: 'N_A', expires_in: 3600 });
    const { at_hash, nonce, name, ...kept } = claimsOf(idToken);
    expect([at_hash, nonce, name]).toEqual([expect.any(String), 'n', 'Ada']);
    expect(claimsOf(access_token)).toEqual({ ...kept, aud: broker.client.id, jti: expect.any(String) });
  });

  it('is narrowed by scopes', async () => {
    const all = await otherClient(w, { ...SERVICE, readAttributes: undefined, allowedOAuthScopes: ALL_SCOPES });
    const claims = claimsOf(json(await exchangeId({ scope: 'openid profile' }, all)).access_token);
    expect(claims).toMatchObject({ name: 'Ada', 'cognito:username': 'ada' });
    expect(claims).not.toHaveProperty('email');
    expect(errorOf(await exchangeId({ scope: 'openid profile' }))).toEqual(error('invalid_grant'));
    const without = await otherClient(w, { ...SERVICE, allowedOAuthScopes: ['email'] });
    expect(errorOf(await exchangeId({}, without))).toEqual(error('invalid_scope'));
  });

  it('gives no access token, and no token for others', async () => {
    expect(errorOf(await exchangeId({ requested_token_type: ACCESS }))[1]).toMatchObject({ error: 'invalid_request' });
    const others: readonly Values[] = [{ audience: w.client.id }, { resource: 'https://api.example.com' }];
    for (const more of others) {
      expect(errorOf(await exchangeId(more))).toEqual(error('invalid_target'));
    }
  });
});
