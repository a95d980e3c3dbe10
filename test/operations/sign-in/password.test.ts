import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  ATTEMPTS_EXCEEDED,
  clientUnknown,
  DISABLED,
  INCORRECT,
  invalid,
  missingParameter,
  NOT_CONFIRMED,
  RESET_REQUIRED,
  USER_UNKNOWN,
} from '#test/errors.ts';
import { commit } from '#test/fixtures.ts';
import { anotherClient, claimsOf, HIDING, PASSWORD, type TestPool, testPools } from '#test/world.ts';

const { app, ...service } = testPools();

describe('sign-in with a password', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool();
    await w.add('ada', { attributes: { email: 'ada@example.com', email_verified: 'true' } });
  });

  it('gives tokens with the claims Cognito gives', async () => {
    const { AuthenticationResult: result, ChallengeParameters, ...rest } = await w.signIn('ada');
    expect(rest).toEqual({});
    expect(ChallengeParameters).toEqual({});
    expect(Object.keys(result).sort()).toEqual(['AccessToken', 'ExpiresIn', 'IdToken', 'RefreshToken', 'TokenType']);
    expect(result).toMatchObject({ ExpiresIn: 3600, TokenType: 'Bearer' });
    expect(result.RefreshToken).toMatch(/^[A-Za-z0-9-_=.]+$/);
    const now = app.deps.clock.now() / 1000;
    const access = claimsOf(result.AccessToken);
    expect(access).toEqual({
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iss: `https://id.example.com/${w.pool.id}`,
      client_id: w.client.id,
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: now,
      acr: 'urn:cognito:loa:1',
      amr: ['pwd'],
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
      aud: w.client.id,
      event_id: access.event_id,
      token_use: 'id',
      auth_time: now,
      acr: 'urn:cognito:loa:1',
      amr: ['pwd'],
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
    await w.signIn('ada');
    app.roundTrips.reset();
    await w.signIn('ada');
    expect({ ...app.roundTrips }).toMatchObject({ reads: 3, writes: 1, staleReads: [] });
  });

  it.each([
    ['USERNAME', { PASSWORD }],
    ['USERNAME', { USERNAME: '', PASSWORD }],
    ['PASSWORD', { USERNAME: 'ada' }],
    ['PASSWORD', { USERNAME: 'ada', PASSWORD: '' }],
  ])('asks for a missing %s', async (name, AuthParameters) => {
    const request = { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: w.client.id, AuthParameters };
    await expect(app.call('InitiateAuth', request)).rejects.toMatchObject(missingParameter(name));
  });

  it('does not check the length of user name and password as constraints', async () => {
    const hiding = await anotherClient(w, HIDING);
    await expect(hiding.signIn('u'.repeat(129))).rejects.toMatchObject(INCORRECT);
    await expect(w.signIn('ada', 'p'.repeat(257))).rejects.toMatchObject(INCORRECT);
    await w.signIn('ada');
  });

  it('tells an unknown user apart only when the client is LEGACY', async () => {
    await expect(w.signIn('nobody')).rejects.toMatchObject(USER_UNKNOWN);
    const hiding = await anotherClient(w, HIDING);
    await expect(hiding.signIn('nobody')).rejects.toMatchObject(INCORRECT);
  });

  it('spends the same on an unknown user as on a wrong password', async () => {
    const hiding = await anotherClient(w, HIDING);
    const verify = vi.spyOn(app.deps.hasher, 'verify');
    const cost = async (username: string, password = 'wrong') => {
      verify.mockClear();
      app.roundTrips.reset();
      await expect(hiding.signIn(username, password)).rejects.toMatchObject(INCORRECT);
      return { reads: app.roundTrips.reads, writes: app.roundTrips.writes, hashes: verify.mock.calls.length };
    };
    await hiding.signIn('ada');
    expect(await cost('no-such-user')).toEqual({ reads: 2, writes: 1, hashes: 1 });
    expect(await cost('ada')).toEqual({ reads: 2, writes: 1, hashes: 1 });
    expect(await cost('no-such-user', '\ud800')).toEqual({ reads: 2, writes: 1, hashes: 1 });
    expect(await cost('ada', '\ud800')).toEqual({ reads: 2, writes: 1, hashes: 1 });
    verify.mockRestore();
  });

  it('takes no lone surrogate for another, nor for U+FFFD', async () => {
    await w.add('surrogate', { password: `${PASSWORD}\ufffd` });
    for (const other of ['\ud800', '\udfff']) {
      await expect(w.signIn('surrogate', PASSWORD + other)).rejects.toMatchObject(INCORRECT);
    }
    await w.signIn('surrogate', `${PASSWORD}\ufffd`);
  });

  it('locks after five wrong passwords, doubling, and forgets after a success', async () => {
    await w.add('locked');
    const attempt = (password: string) => w.signIn('locked', password);
    for (let n = 0; n < 5; n++) await expect(attempt('wrong')).rejects.toMatchObject(INCORRECT);
    await expect(attempt('wrong')).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    await expect(attempt(PASSWORD)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    app.advance(1000);
    await expect(attempt('wrong')).rejects.toMatchObject(INCORRECT);
    app.advance(1999);
    await expect(attempt(PASSWORD)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    app.advance(1);
    await attempt(PASSWORD);
    for (let n = 0; n < 4; n++) await expect(attempt('wrong')).rejects.toMatchObject(INCORRECT);
    await attempt(PASSWORD);
  });

  it('locks a name that leads to nobody in the same way', async () => {
    const hiding = await anotherClient(w, HIDING);
    for (let n = 0; n < 5; n++) await expect(hiding.signIn('ghost')).rejects.toMatchObject(INCORRECT);
    await expect(hiding.signIn('ghost')).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
  });

  it('answers at most five of 200 parallel wrong guesses, and a right one among them does not get past the lock', async () => {
    await w.add('volley');
    const guesses = Array.from({ length: 200 }, (_, n) => w.signIn('volley', n === 150 ? PASSWORD : `wrong${n}`));
    const outcomes = await Promise.allSettled(guesses);
    const texts = outcomes.map((one) => (one.status === 'fulfilled' ? 'signed in' : String(one.reason.message)));
    expect(texts.filter((text) => text === INCORRECT.message).length).toBeLessThanOrEqual(5);
    expect(texts.filter((text) => text === ATTEMPTS_EXCEEDED.message).length).toBeGreaterThanOrEqual(194);
    expect(texts[150]).toBe(ATTEMPTS_EXCEEDED.message);
  }, 90_000);

  it.each([
    [{ status: 'UNCONFIRMED' }, 'UserNotConfirmedException', NOT_CONFIRMED.message],
    [{ status: 'RESET_REQUIRED' }, 'PasswordResetRequiredException', RESET_REQUIRED.message],
    [{ enabled: false }, 'NotAuthorizedException', DISABLED.message],
  ] as const)('refuses a user that is %o, only after the right password', async (state, name, message) => {
    const username = JSON.stringify(state);
    await w.add(username, { ...state });
    await expect(w.signIn(username, 'wrong')).rejects.toMatchObject(INCORRECT);
    await expect(w.signIn(username)).rejects.toMatchObject({ name, message });
  });

  it('knows users by sub', async () => {
    const { sub } = await w.add('by-sub');
    expect(claimsOf((await w.signIn(sub)).AuthenticationResult.AccessToken).username).toBe('by-sub');
  });

  it('refuses flows that the client does not allow, and unknown clients', async () => {
    const srpOnly = await anotherClient(w, { explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
    await expect(srpOnly.signIn('ada')).rejects.toMatchObject(
      invalid('USER_PASSWORD_AUTH flow not enabled for this client'),
    );
    const none = await anotherClient(w, { explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] });
    for (const AuthFlow of ['USER_SRP_AUTH', 'CUSTOM_AUTH']) {
      const AuthParameters = { USERNAME: 'ada', SRP_A: 'ab' };
      await expect(
        app.call('InitiateAuth', { AuthFlow, ClientId: none.client.id, AuthParameters }),
      ).rejects.toMatchObject(invalid(`${AuthFlow} is not enabled for the client.`));
    }
    const admin = { AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', UserPoolId: w.pool.id, ClientId: srpOnly.client.id };
    await expect(
      app.call('AdminInitiateAuth', { ...admin, AuthParameters: { USERNAME: 'ada', PASSWORD } }),
    ).rejects.toMatchObject(invalid('Auth flow not enabled for this client'));
    const request = {
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      ClientId: w.client.id,
      AuthParameters: { USERNAME: 'ada', PASSWORD },
    };
    await expect(app.call('InitiateAuth', request)).rejects.toMatchObject({
      message: 'Initiate Auth method not supported.',
    });
    await expect(
      w.clientCall('InitiateAuth', {
        ClientId: 'nosuchclient',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD },
      }),
    ).rejects.toMatchObject(clientUnknown('nosuchclient'));
  });

  it.each(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'])(
    'signs in with %s for an administrator',
    async (AuthFlow) => {
      const request = {
        AuthFlow,
        UserPoolId: w.pool.id,
        ClientId: w.client.id,
        AuthParameters: { USERNAME: 'ada', PASSWORD },
      };
      expect((await app.call('AdminInitiateAuth', request)).AuthenticationResult.AccessToken).toBeTruthy();
    },
  );

  it("refuses another pool's client to an administrator", async () => {
    const other = await service.pool();
    const request = {
      AuthFlow: 'ADMIN_NO_SRP_AUTH',
      UserPoolId: other.pool.id,
      ClientId: w.client.id,
      AuthParameters: { USERNAME: 'ada', PASSWORD },
    };
    await expect(app.call('AdminInitiateAuth', request)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('takes up a flow that was just allowed, although the refusal was cached', async () => {
    const narrow = await anotherClient(w, { explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
    await expect(narrow.signIn('ada')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const after = { ...narrow.client, explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] };
    await commit(app, { op: 'update', kind: 'client', before: narrow.client, after });
    await narrow.signIn('ada');
  });
});
