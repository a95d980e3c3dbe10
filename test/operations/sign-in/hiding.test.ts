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
  const beginSrp = async (client: Client, USERNAME: string, SRP_A = srpClient().srpA) =>
    (
      await app.call('InitiateAuth', {
        AuthFlow: 'USER_SRP_AUTH',
        ClientId: client.id,
        AuthParameters: { USERNAME, SRP_A },
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

  it.each(['SRP', 'proof', 'password', 'ForgotPassword', 'ConfirmSignUp'])(
    'reads, opens and writes as much about nobody as about somebody, by %s',
    async (request) => {
      const { pool, client } = await stage({ autoVerifiedAttributes: ['email'] });
      const attributes = { email: 'known@example.com', email_verified: 'true', name: 'A. Person' };
      await addUser(app, pool, { username: 'somebody', attributes });
      const ClientId = client.id;
      const send = async (username: string, ChallengeResponses: object | undefined) => {
        if (request === 'SRP') await beginSrp(client, username);
        if (request === 'proof') {
          const responses = { ClientId, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses };
          await expect(app.call('RespondToAuthChallenge', responses)).rejects.toThrow('Incorrect');
        }
        if (request === 'password') await expect(signIn(app, client, username, 'wrong')).rejects.toThrow('Incorrect');
        if (request === 'ForgotPassword') await app.call('ForgotPassword', { ClientId, Username: username });
        if (request === 'ConfirmSignUp') {
          const confirmation = { ClientId, Username: username, ConfirmationCode: '123456' };
          await expect(app.call('ConfirmSignUp', confirmation)).rejects.toThrow('Invalid verification code');
        }
      };
      const { open } = app.deps.keys;
      const costOf = async (username: string) => {
        const proof = srpClient();
        const answer = proof.answer(pool.id, 'Wr0ng!password', await beginSrp(client, username, proof.srpA));
        const opened: number[] = [];
        const counted: typeof open = (purpose, context, envelope) => {
          opened.push(envelope.length);
          return open(purpose, context, envelope);
        };
        Object.assign(app.deps.keys, { open: counted });
        app.roundTrips.reset();
        await send(username, answer);
        Object.assign(app.deps.keys, { open });
        const { reads, writes } = app.roundTrips;
        return { reads, writes, openings: opened.length, bytes: opened.reduce((sum, size) => sum + size, 0) };
      };
      // What is read of the configuration is read before.
      await costOf('anybody');
      const [known, unknown] = [await costOf('somebody'), await costOf('nobody')];
      expect(unknown).toEqual({ ...known, bytes: expect.any(Number) });
      expect(unknown.bytes / known.bytes).toBeGreaterThan(0.8);
      expect(unknown.bytes / known.bytes).toBeLessThan(1.25);
    },
  );

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
    ).rejects.toMatchObject({ message: 'A preferred_username cannot have the form of a sub.' });
    expect((await app.call('AdminGetUser', { UserPoolId: pool.id, Username: victim.sub })).Username).toBe('victim');
  });
});
