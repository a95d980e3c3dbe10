import { beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient } from '#test/fixtures.ts';
import { addUser, claimsOf, PASSWORD, signIn, signInPool } from '#test/sign-in.ts';

const incorrect = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

describe('sign-in with a password', () => {
  let app: TestApp;
  let pool: Awaited<ReturnType<typeof signInPool>>['pool'];
  let client: Awaited<ReturnType<typeof signInPool>>['client'];

  beforeAll(async () => {
    app = await createTestApp();
    ({ pool, client } = await signInPool(app));
    await addUser(app, pool, { username: 'ada', attributes: { email: 'ada@example.com', email_verified: 'true' } });
  });

  it('gives tokens with the claims Cognito gives', async () => {
    const { AuthenticationResult: result, ChallengeParameters, ...rest } = await signIn(app, client, 'ada');
    expect(rest).toEqual({});
    expect(ChallengeParameters).toEqual({});
    expect(Object.keys(result).sort()).toEqual(['AccessToken', 'ExpiresIn', 'IdToken', 'RefreshToken', 'TokenType']);
    expect(result).toMatchObject({ ExpiresIn: 3600, TokenType: 'Bearer' });
    expect(result.RefreshToken).toMatch(/^[A-Za-z0-9-_=.]+$/);
    const now = app.deps.clock.now() / 1000;
    const access = claimsOf(result.AccessToken);
    expect(access).toEqual({
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iss: `https://id.example.com/${pool.id}`,
      client_id: client.id,
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: now,
      exp: now + 3600,
      iat: now,
      jti: expect.any(String),
      username: 'ada',
    });
    expect(claimsOf(result.IdToken)).toEqual({
      sub: access.sub,
      email: 'ada@example.com',
      email_verified: true,
      iss: access.iss,
      'cognito:username': 'ada',
      origin_jti: access.origin_jti,
      aud: client.id,
      event_id: access.event_id,
      token_use: 'id',
      auth_time: now,
      exp: now + 3600,
      iat: now,
      jti: expect.any(String),
    });
    expect(claimsOf(result.IdToken).jti).not.toBe(access.jti);
    const headers = [result.AccessToken, result.IdToken].map((token: string) =>
      JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()),
    );
    for (const header of headers)
      expect(header).toEqual({ kid: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/), alg: 'RS256' });
    expect(headers[0].kid).not.toBe(headers[1].kid);
  });

  it('keeps to three reads and one write, all of them consistent', async () => {
    await signIn(app, client, 'ada');
    app.roundTrips.reset();
    await signIn(app, client, 'ada');
    expect({ ...app.roundTrips }).toMatchObject({ reads: 3, writes: 1, staleReads: [] });
  });

  it.each([
    ['USERNAME', { PASSWORD }],
    ['USERNAME', { USERNAME: '', PASSWORD }],
    ['PASSWORD', { USERNAME: 'ada' }],
    ['PASSWORD', { USERNAME: 'ada', PASSWORD: '' }],
  ])('asks for a missing %s', async (name, AuthParameters) => {
    const request = { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: client.id, AuthParameters };
    await expect(app.call('InitiateAuth', request)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Missing required parameter ${name}`,
    });
  });

  it('does not check the length of user name and password as constraints', async () => {
    const hiding = await createClient(app, pool, {
      explicitAuthFlows: client.explicitAuthFlows,
      preventUserExistenceErrors: 'ENABLED',
    });
    await expect(signIn(app, hiding, 'u'.repeat(129))).rejects.toMatchObject(incorrect);
    await expect(signIn(app, client, 'ada', 'p'.repeat(257))).rejects.toMatchObject(incorrect);
    await signIn(app, client, 'ada');
  });

  it('tells an unknown user apart only when the client is LEGACY', async () => {
    await expect(signIn(app, client, 'nobody')).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
    const hiding = await createClient(app, pool, {
      explicitAuthFlows: client.explicitAuthFlows,
      preventUserExistenceErrors: 'ENABLED',
    });
    await expect(signIn(app, hiding, 'nobody')).rejects.toMatchObject(incorrect);
  });

  it('spends the same on an unknown user as on a wrong password', async () => {
    const hiding = await createClient(app, pool, {
      explicitAuthFlows: client.explicitAuthFlows,
      preventUserExistenceErrors: 'ENABLED',
    });
    let hashes = 0;
    const { verify } = app.deps.hasher;
    const counted: typeof verify = (...args) => {
      hashes++;
      return verify(...args);
    };
    Object.assign(app.deps.hasher, { verify: counted });
    const cost = async (username: string, password = 'wrong') => {
      hashes = 0;
      app.roundTrips.reset();
      await expect(signIn(app, hiding, username, password)).rejects.toMatchObject(incorrect);
      return { reads: app.roundTrips.reads, writes: app.roundTrips.writes, hashes };
    };
    await signIn(app, hiding, 'ada');
    expect(await cost('no-such-user')).toEqual({ reads: 2, writes: 1, hashes: 1 });
    expect(await cost('ada')).toEqual({ reads: 2, writes: 1, hashes: 1 });
    expect(await cost('no-such-user', '\ud800')).toEqual({ reads: 2, writes: 1, hashes: 1 });
    expect(await cost('ada', '\ud800')).toEqual({ reads: 2, writes: 1, hashes: 1 });
    Object.assign(app.deps.hasher, { verify });
  });

  it('takes no lone surrogate for another, nor for U+FFFD', async () => {
    await addUser(app, pool, { username: 'surrogate', password: `${PASSWORD}\ufffd` });
    for (const other of ['\ud800', '\udfff']) {
      await expect(signIn(app, client, 'surrogate', PASSWORD + other)).rejects.toMatchObject(incorrect);
    }
    await signIn(app, client, 'surrogate', `${PASSWORD}\ufffd`);
  });

  it('locks after five wrong passwords, doubling, and forgets after a success', async () => {
    await addUser(app, pool, { username: 'locked' });
    const attempt = (password: string) => signIn(app, client, 'locked', password);
    for (let n = 0; n < 5; n++) await expect(attempt('wrong')).rejects.toMatchObject(incorrect);
    const exceeded = { name: 'NotAuthorizedException', message: 'Password attempts exceeded' };
    await expect(attempt('wrong')).rejects.toMatchObject(exceeded);
    await expect(attempt(PASSWORD)).rejects.toMatchObject(exceeded);
    app.advance(1000);
    await expect(attempt('wrong')).rejects.toMatchObject(incorrect);
    app.advance(1999);
    await expect(attempt(PASSWORD)).rejects.toMatchObject(exceeded);
    app.advance(1);
    await attempt(PASSWORD);
    for (let n = 0; n < 4; n++) await expect(attempt('wrong')).rejects.toMatchObject(incorrect);
    await attempt(PASSWORD);
  });

  it('locks a name that leads to nobody in the same way', async () => {
    const hiding = await createClient(app, pool, {
      explicitAuthFlows: client.explicitAuthFlows,
      preventUserExistenceErrors: 'ENABLED',
    });
    for (let n = 0; n < 5; n++) await expect(signIn(app, hiding, 'ghost')).rejects.toMatchObject(incorrect);
    await expect(signIn(app, hiding, 'ghost')).rejects.toMatchObject({ message: 'Password attempts exceeded' });
  });

  it('answers at most five of 200 parallel wrong guesses, and a right one among them does not get past the lock', async () => {
    await addUser(app, pool, { username: 'volley' });
    const guesses = Array.from({ length: 200 }, (_, n) =>
      signIn(app, client, 'volley', n === 150 ? PASSWORD : `wrong${n}`),
    );
    const outcomes = await Promise.allSettled(guesses);
    const texts = outcomes.map((one) => (one.status === 'fulfilled' ? 'signed in' : String(one.reason.message)));
    expect(texts.filter((text) => text === incorrect.message).length).toBeLessThanOrEqual(5);
    expect(texts.filter((text) => text === 'Password attempts exceeded').length).toBeGreaterThanOrEqual(194);
    expect(texts[150]).toBe('Password attempts exceeded');
  }, 90_000);

  it.each([
    [{ status: 'UNCONFIRMED' }, 'UserNotConfirmedException', 'User is not confirmed.'],
    [{ status: 'RESET_REQUIRED' }, 'PasswordResetRequiredException', 'Password reset required for the user'],
    [{ enabled: false }, 'NotAuthorizedException', 'User is disabled.'],
  ] as const)('refuses a user that is %o, only after the right password', async (state, name, message) => {
    const username = JSON.stringify(state);
    await addUser(app, pool, { username, ...state });
    await expect(signIn(app, client, username, 'wrong')).rejects.toMatchObject(incorrect);
    await expect(signIn(app, client, username)).rejects.toMatchObject({ name, message });
  });

  it('knows users by sub', async () => {
    const { sub } = await addUser(app, pool, { username: 'by-sub' });
    expect(claimsOf((await signIn(app, client, sub)).AuthenticationResult.AccessToken).username).toBe('by-sub');
  });

  it('refuses flows that the client does not allow, and unknown clients', async () => {
    const srpOnly = await createClient(app, pool, { explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
    await expect(signIn(app, srpOnly, 'ada')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'USER_PASSWORD_AUTH flow not enabled for this client',
    });
    const none = await createClient(app, pool, { explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] });
    for (const AuthFlow of ['USER_SRP_AUTH', 'CUSTOM_AUTH']) {
      const AuthParameters = { USERNAME: 'ada', SRP_A: 'ab' };
      await expect(app.call('InitiateAuth', { AuthFlow, ClientId: none.id, AuthParameters })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: `${AuthFlow} is not enabled for the client.`,
      });
    }
    const admin = { AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', UserPoolId: pool.id, ClientId: srpOnly.id };
    await expect(
      app.call('AdminInitiateAuth', { ...admin, AuthParameters: { USERNAME: 'ada', PASSWORD } }),
    ).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'Auth flow not enabled for this client' });
    const request = {
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      ClientId: client.id,
      AuthParameters: { USERNAME: 'ada', PASSWORD },
    };
    await expect(app.call('InitiateAuth', request)).rejects.toMatchObject({
      message: 'Initiate Auth method not supported.',
    });
    await expect(signIn(app, { ...client, id: 'nosuchclient' }, 'ada')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool client nosuchclient does not exist.',
    });
  });

  it.each(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'])(
    'signs in with %s for an administrator',
    async (AuthFlow) => {
      const request = {
        AuthFlow,
        UserPoolId: pool.id,
        ClientId: client.id,
        AuthParameters: { USERNAME: 'ada', PASSWORD },
      };
      expect((await app.call('AdminInitiateAuth', request)).AuthenticationResult.AccessToken).toBeTruthy();
    },
  );

  it("refuses another pool's client to an administrator", async () => {
    const other = await signInPool(app);
    const request = {
      AuthFlow: 'ADMIN_NO_SRP_AUTH',
      UserPoolId: other.pool.id,
      ClientId: client.id,
      AuthParameters: { USERNAME: 'ada', PASSWORD },
    };
    await expect(app.call('AdminInitiateAuth', request)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('takes up a flow that was just allowed, although the refusal was cached', async () => {
    const narrow = await createClient(app, pool, { explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
    await expect(signIn(app, narrow, 'ada')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const after = { ...narrow, explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] };
    await app.deps.records.commit([{ op: 'update', kind: 'client', before: narrow, after }]);
    await signIn(app, narrow, 'ada');
  });
});
