import { beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '#core/clients/client.ts';
import type { Pool } from '#core/pools/pool.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { addUser, PASSWORD, signIn, signInPool } from '#test/sign-in.ts';
import { srpClient } from '#test/srp-client.ts';

describe('a client that hides who exists', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });

  const stage = async (pool: Partial<Pool> = {}) =>
    signInPool(app, { pool, client: { preventUserExistenceErrors: 'ENABLED' } });
  const beginSrp = async (client: Client, USERNAME: string) =>
    (
      await app.call('InitiateAuth', {
        AuthFlow: 'USER_SRP_AUTH',
        ClientId: client.id,
        AuthParameters: { USERNAME, SRP_A: srpClient().srpA },
      })
    ).ChallengeParameters;

  it.each([
    ['plain names', {}, 'known@example.com', 'ghost@example.com'],
    ['e-mail names', { usernameAttributes: ['email'] as const }, 'known@example.com', 'ghost@example.com'],
  ])('gives SECRET_BLOCKs of one length, with %s', async (_what, settings, known, unknown) => {
    const { pool, client } = await stage(settings);
    await addUser(app, pool, { username: known, attributes: { email: known } });
    const lengths = async (name: string) => {
      const seen = new Set<number>();
      // SRP_B is shorter now and then, for everybody.
      for (let n = 0; n < 6; n++) {
        const { SECRET_BLOCK, SRP_B } = await beginSrp(client, name);
        if (SRP_B.length === 768) seen.add(Buffer.from(SECRET_BLOCK, 'base64').length);
      }
      return seen;
    };
    const [real, fake] = [await lengths(known), await lengths(unknown)];
    // The client's own SRP_A may be a digit shorter, too.
    expect(Math.abs(Math.max(...real) - Math.max(...fake))).toBeLessThanOrEqual(2);
  });

  it.each([
    ['e-mail names', { usernameAttributes: ['email'] as const }],
    ['e-mail aliases', { aliasAttributes: ['email'] as const }],
  ])('answers the id it made up as it answered the name, with %s', async (_what, settings) => {
    const { client } = await stage(settings);
    const first = await beginSrp(client, 'ghost@example.com');
    expect(first.USER_ID_FOR_SRP).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const second = await beginSrp(client, first.USER_ID_FOR_SRP);
    expect(second).toMatchObject({ USER_ID_FOR_SRP: first.USER_ID_FOR_SRP, SALT: first.SALT });
    for (let n = 0; n < 5; n++) await signIn(app, client, first.USER_ID_FOR_SRP, 'wrong').catch(() => {});
    await expect(signIn(app, client, 'ghost@example.com', 'wrong')).rejects.toMatchObject({
      message: 'Password attempts exceeded',
    });
  });

  it.each([
    ['of a lone surrogate', '\ud800', 'PASSWORD_VERIFIER'],
    ['of NUL', '\u0000', 'PASSWORD_VERIFIER'],
    // Nobody can have it, and composing it would take minutes.
    ['of a mebibyte', `a${'\u0301'.repeat(150_000)}${'\u0316'.repeat(150_000)}`, 'Incorrect username or password.'],
  ])('knows nobody by a name %s, and says so before the test runs out of time', async (_what, USERNAME, bySrp) => {
    const { client } = await stage();
    for (const AuthFlow of ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH']) {
      const AuthParameters = { USERNAME, PASSWORD, SRP_A: srpClient().srpA };
      const outcome = await app.call('InitiateAuth', { AuthFlow, ClientId: client.id, AuthParameters }).then(
        ({ ChallengeName }) => ChallengeName,
        ({ message }) => message,
      );
      expect(outcome).toBe(AuthFlow === 'USER_SRP_AUTH' ? bySrp : 'Incorrect username or password.');
    }
  });
});

describe('sign-in while the user is changed', () => {
  it('gives no tokens for a password that has been replaced', async () => {
    const app = await createTestApp();
    const { pool, client } = await signInPool(app);
    await addUser(app, pool, { username: 'ada' });
    const { verify } = app.deps.hasher;
    const replacing: typeof verify = async (...args) => {
      const right = await verify(...args);
      Object.assign(app.deps.hasher, { verify });
      await app.call('AdminSetUserPassword', {
        UserPoolId: pool.id,
        Username: 'ada',
        Password: 'An0ther!password',
        Permanent: true,
      });
      return right;
    };
    Object.assign(app.deps.hasher, { verify: replacing });
    await expect(signIn(app, client, 'ada')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
    await signIn(app, client, 'ada', 'An0ther!password');
  });

  it('goes on when only an attribute has changed', async () => {
    const app = await createTestApp();
    const { pool, client } = await signInPool(app);
    const user = await addUser(app, pool, { username: 'ada' });
    const { verify } = app.deps.hasher;
    const renaming: typeof verify = async (...args) => {
      Object.assign(app.deps.hasher, { verify });
      await app.deps.records.commit([
        { op: 'update', kind: 'user', before: user, after: { ...user, attributes: { name: 'Ada' } } },
      ]);
      return verify(...args);
    };
    Object.assign(app.deps.hasher, { verify: renaming });
    expect((await signIn(app, client, 'ada')).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it("lets nobody take another user's sub as a name", async () => {
    const app = await createTestApp();
    const { pool, client } = await signInPool(app, { pool: { aliasAttributes: ['preferred_username'] } });
    const victim = await addUser(app, pool, { username: 'victim' });
    await addUser(app, pool, { username: 'mallory', status: 'FORCE_CHANGE_PASSWORD' });
    const { Session } = await signIn(app, client, 'mallory');
    const answer = {
      USERNAME: 'mallory',
      NEW_PASSWORD: 'N3w!password',
      'userAttributes.preferred_username': victim.sub,
    };
    await expect(
      app.call('RespondToAuthChallenge', {
        ClientId: client.id,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: answer,
      }),
    ).rejects.toMatchObject({ name: 'AliasExistsException' });
    expect((await app.call('AdminGetUser', { UserPoolId: pool.id, Username: victim.sub })).Username).toBe('victim');
  });
});
