import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { createTestApp } from '#test/app.ts';
import { ATTEMPTS_EXCEEDED, INCORRECT, SUB_FORM } from '#test/errors.ts';
import { srpClient } from '#test/srp-client.ts';
import { HIDING, OTHER_PASSWORD, PASSWORD, poolOn, type TestPool, testPools } from '#test/world.ts';

const { app, ...service } = testPools();

describe('a client that hides who exists', () => {
  const stage = (pool: Partial<Pool> = {}) => service.pool(pool, HIDING);
  const beginSrp = async ({ initiate }: TestPool, USERNAME: string, SRP_A = srpClient().srpA) =>
    (await initiate('USER_SRP_AUTH', { USERNAME, SRP_A })).ChallengeParameters;

  it.each([
    ['plain names', {}, 'known@example.com', 'ghost@example.com'],
    ['e-mail names', { usernameAttributes: ['email'] as const }, 'known@example.com', 'ghost@example.com'],
  ])('gives SECRET_BLOCKs of one length, with %s', async (_what, settings, known, unknown) => {
    const w = await stage(settings);
    await w.add(known, { attributes: { email: known } });
    const lengths = async (name: string) => {
      const seen = new Set<number>();
      // SRP_B is shorter now and then, whoever asks.
      for (let n = 0; n < 6; n++) {
        const { SECRET_BLOCK, SRP_B } = await beginSrp(w, name);
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
    const w = await stage(settings);
    const first = await beginSrp(w, 'ghost@example.com');
    expect(first.USER_ID_FOR_SRP).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const second = await beginSrp(w, first.USER_ID_FOR_SRP);
    expect(second).toMatchObject({ USER_ID_FOR_SRP: first.USER_ID_FOR_SRP, SALT: first.SALT });
    for (let n = 0; n < 5; n++) await w.signIn(first.USER_ID_FOR_SRP, 'wrong').catch(() => {});
    await expect(w.signIn('ghost@example.com', 'wrong')).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
  });

  it.each(['SRP', 'proof', 'password', 'ForgotPassword', 'ConfirmSignUp'])(
    'reads, opens and writes as much about nobody as about somebody, by %s',
    async (request) => {
      const w = await stage({ autoVerifiedAttributes: ['email'] });
      const attributes = { email: 'known@example.com', email_verified: 'true', name: 'A. Person' };
      await w.add('somebody', { attributes });
      const ClientId = w.client.id;
      const send = async (username: string, ChallengeResponses: object | undefined) => {
        if (request === 'SRP') await beginSrp(w, username);
        if (request === 'proof') {
          const responses = { ClientId, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses };
          await expect(app.call('RespondToAuthChallenge', responses)).rejects.toThrow('Incorrect');
        }
        if (request === 'password') await expect(w.signIn(username, 'wrong')).rejects.toThrow('Incorrect');
        if (request === 'ForgotPassword') await app.call('ForgotPassword', { ClientId, Username: username });
        if (request === 'ConfirmSignUp') {
          const confirmation = { ClientId, Username: username, ConfirmationCode: '123456' };
          await expect(app.call('ConfirmSignUp', confirmation)).rejects.toThrow('Invalid verification code');
        }
      };
      const { open } = app.deps.keys;
      const costOf = async (username: string) => {
        const proof = srpClient();
        const answer = proof.answer(w.pool.id, 'Wr0ng!password', await beginSrp(w, username, proof.srpA));
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
      // The configuration is read once, before the costs are compared.
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
    ['of a mebibyte', `a${'\u0301'.repeat(150_000)}${'\u0316'.repeat(150_000)}`, INCORRECT.message],
  ])('knows nobody by a name %s, and says so before the test runs out of time', async (_what, USERNAME, bySrp) => {
    const w = await stage();
    for (const AuthFlow of ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH']) {
      const AuthParameters = { USERNAME, PASSWORD, SRP_A: srpClient().srpA };
      const outcome = await w.initiate(AuthFlow, AuthParameters).then(
        ({ ChallengeName }) => ChallengeName,
        ({ message }) => message,
      );
      expect(outcome).toBe(AuthFlow === 'USER_SRP_AUTH' ? bySrp : INCORRECT.message);
    }
  });
});

describe('sign-in while the user is changed', () => {
  it('gives no tokens for a password that has been replaced', async () => {
    const app = await createTestApp();
    const w = await poolOn(app);
    await w.add('ada');
    const { verify } = app.deps.hasher;
    const replacing: typeof verify = async (...args) => {
      const right = await verify(...args);
      Object.assign(app.deps.hasher, { verify });
      await w.call('AdminSetUserPassword', {
        Username: 'ada',
        Password: 'An0ther!password',
        Permanent: true,
      });
      return right;
    };
    Object.assign(app.deps.hasher, { verify: replacing });
    await expect(w.signIn('ada')).rejects.toMatchObject(INCORRECT);
    await w.signIn('ada', 'An0ther!password');
  });

  it('goes on when only an attribute has changed', async () => {
    const app = await createTestApp();
    const w = await poolOn(app);
    const user = await w.add('ada');
    const { verify } = app.deps.hasher;
    const renaming: typeof verify = async (...args) => {
      Object.assign(app.deps.hasher, { verify });
      await app.deps.records.commit([
        { op: 'update', kind: 'user', before: user, after: { ...user, attributes: { name: 'Ada' } } },
      ]);
      return verify(...args);
    };
    Object.assign(app.deps.hasher, { verify: renaming });
    expect((await w.signIn('ada')).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it("lets nobody take another user's sub as a name", async () => {
    const app = await createTestApp();
    const w = await poolOn(app, { aliasAttributes: ['preferred_username'] });
    const victim = await w.add('victim');
    await w.add('mallory', { status: 'FORCE_CHANGE_PASSWORD' });
    const { Session } = await w.signIn('mallory');
    const sub = { 'userAttributes.preferred_username': victim.sub };
    await expect(w.choosePassword('mallory', Session, OTHER_PASSWORD, sub)).rejects.toMatchObject(SUB_FORM);
    expect((await w.call('AdminGetUser', { Username: victim.sub })).Username).toBe('victim');
  });
});
