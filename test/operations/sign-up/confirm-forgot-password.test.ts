import { describe, expect, it } from 'vitest';
import {
  ASK_ADMINISTRATOR,
  ATTEMPTS_EXCEEDED,
  CODE_EXPIRED,
  CODE_MISMATCH,
  clientUnknown,
  DISABLED,
  INCORRECT,
  LIMIT_EXCEEDED,
  passwordMalformed,
  passwordWeak,
  RESET_IMPOSSIBLE,
  SESSION_INVALID,
  secretHashWrong,
  TOO_SHORT,
  USER_UNKNOWN_TO_CLIENT,
} from '#test/errors.ts';
import {
  ADMIN_ONLY,
  ANY_CASE,
  anotherClient,
  atOnce,
  beforeNextCommit,
  codeFor,
  HIDING,
  HOUR,
  OTHER_PASSWORD,
  otherThan,
  outcome,
  PASSWORD,
  secretHash,
  settleAll,
  type TestPool,
  testPools,
  UNKNOWN_SUB,
} from '#test/world.ts';

const incorrect = INCORRECT.message;
const weak = passwordWeak(TOO_SHORT);

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('ConfirmForgotPassword', () => {
  it.each(['CONFIRMED', 'RESET_REQUIRED', 'UNCONFIRMED'] as const)(
    'makes a user who is %s CONFIRMED, with the new password and not the old one',
    async (status) => {
      const w = await service.pool();
      const { code, username, ...user } = await w.forgetful({ status });
      app.advance(1000);
      app.roundTrips.reset();
      expect(await w.confirmForgotPassword(username, code)).toEqual({});
      expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
      const after = (await w.stored(username))!;
      expect(after).toMatchObject({ status: 'CONFIRMED', attributes: user.attributes, names: user.names });
      expect(after.modifiedAt).toBe(user.modifiedAt + 1000);
      expect(after.stamp).not.toBe(user.stamp);
      expect(after.signOutEpoch).toBe(user.signOutEpoch);
      for (const way of [
        (password: string) => w.signIn(username, password),
        (password: string) => w.signInSrp(username, password),
      ]) {
        expect(await way(OTHER_PASSWORD)).toHaveProperty('AuthenticationResult.AccessToken');
        await expect(way(PASSWORD)).rejects.toThrow(incorrect);
      }
      await expect(w.confirmForgotPassword(username, code)).rejects.toMatchObject(CODE_EXPIRED);
    },
  );

  it.each([
    ['who is FORCE_CHANGE_PASSWORD', { status: 'FORCE_CHANGE_PASSWORD' }, RESET_IMPOSSIBLE],
    ['who is EXTERNAL_PROVIDER', { status: 'EXTERNAL_PROVIDER' }, RESET_IMPOSSIBLE],
    ['who is disabled', { enabled: false }, DISABLED],
  ] as const)('refuses a user %s, whatever the code', async (_, change, refusal) => {
    const w = await service.pool();
    const { username, code } = await w.forgetful();
    await w.force(username, { ...change });
    const before = await w.stored(username);
    for (const given of [code, otherThan(code)]) {
      await expect(w.confirmForgotPassword(username, given)).rejects.toMatchObject(refusal);
    }
    expect(await w.stored(username)).toEqual(before);
  });

  it('refuses wrong codes, each with one write, and still takes the right one', async () => {
    const w = await service.pool();
    const { username, code } = await w.forgetful();
    for (const wrong of [otherThan(code), `${code}0`, '__proto__', 'x'.repeat(2048)]) {
      app.roundTrips.reset();
      await expect(w.confirmForgotPassword(username, wrong)).rejects.toMatchObject(CODE_MISMATCH);
      expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    }
    await w.confirmForgotPassword(username, code);
  });

  it('takes a code for one hour', async () => {
    const w = await service.pool();
    const [early, late] = [await w.forgetful(), await w.forgetful()];
    app.advance(HOUR - 1);
    await expect(w.confirmForgotPassword(early.username, early.code)).resolves.toEqual({});
    app.advance(1);
    await expect(w.confirmForgotPassword(late.username, late.code)).rejects.toMatchObject(CODE_EXPIRED);
    await expect(w.confirmForgotPassword(late.username, otherThan(late.code))).rejects.toMatchObject(CODE_EXPIRED);
  });

  it('asks for a code when none was sent', async () => {
    const w = await service.pool();
    const { username } = await w.someone();
    await expect(w.confirmForgotPassword(username, '123456')).rejects.toMatchObject(CODE_EXPIRED);
  });

  it('takes only the newest code, of this user and pool', async () => {
    const w = await service.pool();
    const { username, email, code: first } = await w.forgetful();
    await w.forgotPassword(username);
    const second = codeFor(app, email);
    const other = await (await service.pool()).forgetful({
      username: username,
      attributes: { email: 'other@example.com', email_verified: 'true' },
    });
    for (const wrong of [first, other.code]) {
      if (wrong !== second) await expect(w.confirmForgotPassword(username, wrong)).rejects.toMatchObject(CODE_MISMATCH);
    }
    await expect(w.confirmForgotPassword(username, second)).resolves.toEqual({});
  });

  it('does not take a sign-up code', async () => {
    const w = await service.pool();
    const email = 'signed-up@example.com';
    await w.signUp('new', { email });
    await expect(w.confirmForgotPassword('new', codeFor(app, email))).rejects.toMatchObject(CODE_EXPIRED);
  });

  it.each([
    ['changed', { email: 'moved@example.com', email_verified: 'true' }],
    ['is verified no more', { email_verified: 'false' }],
    ['is gone', { email: '' }],
  ] as const)('does not take a code that went to an e-mail that %s', async (_, changed) => {
    for (const settings of [{}, HIDING]) {
      const w = await service.pool({}, settings);
      const { username, code } = await w.forgetful();
      await w.force(username, (user) => ({ attributes: { ...user.attributes, ...changed } }));
      const before = await w.stored(username);
      await expect(w.confirmForgotPassword(username, code)).rejects.toMatchObject(CODE_EXPIRED);
      expect(await w.stored(username)).toEqual(before);
    }
  });

  it('tells an open client that a user is unknown, and everybody that a client is', async () => {
    const w = await service.pool();
    await expect(w.confirmForgotPassword('nobody', '123456')).rejects.toMatchObject(USER_UNKNOWN_TO_CLIENT);
    await expect(w.confirmForgotPassword('a', '1', OTHER_PASSWORD, { ClientId: 'none' })).rejects.toMatchObject(
      clientUnknown('none'),
    );
  });

  it('refers to the administrator where only they reset passwords by now', async () => {
    const w = await service.pool();
    const { username, code } = await w.forgetful();
    await w.changePool(ADMIN_ONLY);
    app.deps.configuration.forget(w.pool.id);
    await expect(w.confirmForgotPassword(username, code)).rejects.toMatchObject(ASK_ADMINISTRATOR);
    expect(await w.signIn(username)).toHaveProperty('AuthenticationResult');
  });

  it('checks the secret hash', async () => {
    const secret = 'secret-of-this-client-0123456789';
    const w = await service.pool();
    const { username, code } = await w.forgetful();
    const own = await anotherClient(w, { secret });
    const wrong = secretHashWrong(own.client.id);
    await expect(own.confirmForgotPassword(username, code)).rejects.toMatchObject(wrong);
    const SecretHash = secretHash(secret, username, own.client.id);
    await expect(
      own.confirmForgotPassword(username, code, OTHER_PASSWORD, {
        SecretHash: secretHash(secret, 'other', own.client.id),
      }),
    ).rejects.toMatchObject(wrong);
    await expect(own.confirmForgotPassword(username, code, OTHER_PASSWORD, { SecretHash })).resolves.toEqual({});
  });

  it('finds the user by an alias, and by the sub', async () => {
    const w = await service.pool({ aliasAttributes: ['email'], ...ANY_CASE });
    const { email, code, username, ...user } = await w.forgetful();
    await w.confirmForgotPassword(email.toUpperCase(), code);
    await w.forgotPassword(user.sub);
    await w.confirmForgotPassword(user.sub, codeFor(app, email), 'Another-Pass-10');
    expect(await w.signIn(username, 'Another-Pass-10')).toHaveProperty('AuthenticationResult');
  });

  describe('judges the code before the password', () => {
    it('and does not spend it on one that does not conform', async () => {
      const w = await service.pool();
      const { username, code } = await w.forgetful();
      await expect(w.confirmForgotPassword(username, otherThan(code), 'Weak-1')).rejects.toMatchObject(CODE_MISMATCH);
      for (let i = 0; i < 7; i++) {
        app.roundTrips.reset();
        await expect(w.confirmForgotPassword(username, code, 'Weak-1')).rejects.toMatchObject(weak);
        expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1 });
      }
      await expect(w.confirmForgotPassword(username, code, '')).rejects.toThrow(
        "Value at 'password' failed to satisfy constraint",
      );
      expect(await w.signIn(username)).toHaveProperty('AuthenticationResult');
      await expect(w.confirmForgotPassword(username, code)).resolves.toEqual({});
    });

    it('and its constraints before both, without repeating it', async () => {
      const w = await service.pool();
      await expect(w.confirmForgotPassword('nobody', '1', ' Secret-Word-1')).rejects.toMatchObject(
        passwordMalformed('password'),
      );
    });
  });

  describe('limits guesses', () => {
    it('to 5 an hour, then refuses the right one too, also after another code', async () => {
      const w = await service.pool();
      const { username, email, code } = await w.forgetful();
      for (let i = 0; i < 5; i++)
        await expect(w.confirmForgotPassword(username, otherThan(code))).rejects.toMatchObject(CODE_MISMATCH);
      await expect(w.confirmForgotPassword(username, code)).rejects.toMatchObject(LIMIT_EXCEEDED);
      app.advance(HOUR - 1);
      await w.forgotPassword(username);
      await expect(w.confirmForgotPassword(username, codeFor(app, email))).rejects.toMatchObject(LIMIT_EXCEEDED);
      app.advance(1);
      await expect(w.confirmForgotPassword(username, codeFor(app, email))).resolves.toEqual({});
    });

    it('also when they come at once', async () => {
      const w = await service.pool();
      const { username, code } = await w.forgetful();
      const { errors } = await atOnce(40, () => w.confirmForgotPassword(username, otherThan(code)));
      expect(errors.filter((error) => error.name === 'CodeMismatchException')).toHaveLength(5);
      expect(errors.filter((error) => error.name === 'LimitExceededException')).toHaveLength(35);
      await expect(w.confirmForgotPassword(username, code)).rejects.toMatchObject(LIMIT_EXCEEDED);
    });

    it('whose outcome is not released when the lock came first, not even that the password is weak', async () => {
      const w = await service.pool();
      for (const password of [OTHER_PASSWORD, 'Weak-1']) {
        const { username, code } = await w.forgetful();
        beforeNextCommit(app, () => atOnce(5, () => w.confirmForgotPassword(username, otherThan(code))));
        await expect(w.confirmForgotPassword(username, code, password)).rejects.toMatchObject(LIMIT_EXCEEDED);
        expect(await w.signIn(username)).toHaveProperty('AuthenticationResult');
      }
    });
  });

  describe('when others act at the same time', () => {
    it('lets one of 50 parallel right answers succeed', async () => {
      const w = await service.pool();
      const { code, username, ...user } = await w.forgetful();
      const passwords = Array.from({ length: 50 }, (_, index) => `Parallel-Pass-${index}`);
      const { answers, errors } = await settleAll(
        passwords.map((password) => w.confirmForgotPassword(username, code, password)),
      );
      expect(answers).toEqual([{}]);
      expect(new Set(errors.map((error) => error.name))).toEqual(new Set(['ExpiredCodeException']));
      expect((await w.stored(username))!.version).toBe(user.version + 1);
    });

    it('gets over wrong passwords that are counted meanwhile', async () => {
      const w = await service.pool();
      const { username, code } = await w.forgetful();
      const wrong = () => expect(w.signIn(username, 'Wrong-Guess-1')).rejects.toThrow(incorrect);
      await wrong();
      beforeNextCommit(app, wrong);
      await expect(w.confirmForgotPassword(username, code)).resolves.toEqual({});
      expect(await w.signIn(username, OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
    });

    it('does not bring back what an administrator has just done', async () => {
      const w = await service.pool();
      const { username, code } = await w.forgetful();
      beforeNextCommit(app, () => w.force(username, { enabled: false }));
      await expect(w.confirmForgotPassword(username, code)).rejects.toMatchObject(DISABLED);
      const { username: gone, code: goneCode } = await w.forgetful();
      beforeNextCommit(app, () => w.call('AdminDeleteUser', { Username: gone }));
      await expect(w.confirmForgotPassword(gone, goneCode)).rejects.toMatchObject(USER_UNKNOWN_TO_CLIENT);
      expect(await w.stored(gone)).toBeUndefined();
    });

    it('does not take a code that another has replaced', async () => {
      const w = await service.pool();
      const { username, email, code } = await w.forgetful();
      beforeNextCommit(app, () => w.forgotPassword(username));
      const { answers, errors } = await settleAll([w.confirmForgotPassword(username, code)]);
      if (codeFor(app, email) !== code) expect([answers, errors]).toMatchObject([[], [CODE_MISMATCH]]);
    });
  });

  it('tells of a code that was used what is told of somebody unknown who has asked for one', async () => {
    for (const [settings, told] of [
      [HIDING, CODE_MISMATCH],
      [{}, CODE_EXPIRED],
    ] as const) {
      const w = await service.pool({}, settings);
      const { username, code } = await w.forgetful();
      await w.confirmForgotPassword(username, code);
      await expect(w.confirmForgotPassword(username, '000000')).rejects.toMatchObject(told);
      await expect(w.confirmForgotPassword(username, code)).rejects.toMatchObject(told);
    }
    const w = await service.pool({}, HIDING);
    await w.forgotPassword('nobody');
    await expect(w.confirmForgotPassword('nobody', '000000')).rejects.toMatchObject(CODE_MISMATCH);
  });

  it('ends the lock that wrong passwords caused', async () => {
    const w = await service.pool();
    const { username, code } = await w.forgetful();
    for (let guess = 0; guess < 8; guess++) {
      await expect(w.signIn(username, 'Wrong-Guess-1')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
      });
    }
    await expect(w.signIn(username)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    await w.confirmForgotPassword(username, code);
    expect(await w.signIn(username, OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
  });

  it('ends sign-ins in progress, and sessions go on', async () => {
    const w = await service.pool();
    const { username, code } = await w.forgetful();
    const { AccessToken, RefreshToken } = await w.tokens(username);
    const begun = await w.srpStarted(username);
    await w.confirmForgotPassword(username, code);
    await expect(app.call('RespondToAuthChallenge', begun)).rejects.toMatchObject(SESSION_INVALID);
    expect(await w.getUser(AccessToken)).toMatchObject({ Username: username });
    expect(await w.refresh(RefreshToken)).toHaveProperty('AuthenticationResult.AccessToken');
  });

  describe('of a client that hides who exists', () => {
    /** Users in every state and names that lead to nobody; codes were asked for all of them. */
    async function everybody(w: TestPool) {
      const open = await w.forgetful();
      const unreachable = await w.someone({ attributes: {} });
      const others = [
        await w.someone({ enabled: false }),
        await w.someone({ status: 'FORCE_CHANGE_PASSWORD' }),
        await w.someone({ status: 'EXTERNAL_PROVIDER' }),
        unreachable,
      ].map(({ username }) => username);
      const names = [...others, 'nobody', 'nobody@example.com', UNKNOWN_SUB];
      for (const username of names) await w.forgotPassword(username);
      return [
        { username: open.username, wrong: otherThan(open.code) },
        ...names.map((username) => ({ username, wrong: '123456' })),
      ];
    }

    async function answers(w: TestPool, names: readonly { readonly username: string; readonly wrong: string }[]) {
      const seen = new Map<string, unknown>();
      for (const { username, wrong } of names) {
        app.roundTrips.reset();
        const answer = await outcome(w.confirmForgotPassword(username, wrong));
        const { reads, writes } = app.roundTrips;
        seen.set(JSON.stringify({ answer, reads, writes }), { answer, reads, writes });
      }
      return [...seen.values()];
    }

    it('says of everybody without the right code that it is wrong or expired, at the same cost', async () => {
      const w = await service.pool({ aliasAttributes: ['email'] }, HIDING);
      const names = await everybody(w);
      expect(await answers(w, names)).toEqual([{ answer: CODE_MISMATCH, reads: 2, writes: 1 }]);
      app.advance(HOUR);
      await w.warm();
      expect(await answers(w, names)).toEqual([{ answer: CODE_EXPIRED, reads: 2, writes: 0 }]);
    });

    it('says of everybody who asked for nothing that it is expired', async () => {
      const w = await service.pool({}, HIDING);
      const users = [await w.someone(), await w.someone({ enabled: false })];
      const names = [...users.map(({ username }) => username), 'nobody'].map((username) => ({
        username,
        wrong: '123456',
      }));
      expect(await answers(w, names)).toEqual([{ answer: CODE_EXPIRED, reads: 2, writes: 0 }]);
    });

    it('locks everybody alike', async () => {
      const w = await service.pool({}, HIDING);
      const names = await everybody(w);
      for (let i = 0; i < 5; i++) expect(await answers(w, names)).toMatchObject([{ answer: CODE_MISMATCH }]);
      expect(await answers(w, names)).toEqual([{ answer: LIMIT_EXCEEDED, reads: 2, writes: 0 }]);
    });

    it('tells the state of the user to whoever has the right code', async () => {
      const w = await service.pool({}, HIDING);
      const { username, code } = await w.forgetful();
      await w.force(username, { enabled: false });
      await expect(w.confirmForgotPassword(username, otherThan(code))).rejects.toMatchObject(CODE_MISMATCH);
      app.roundTrips.reset();
      await expect(w.confirmForgotPassword(username, code)).rejects.toMatchObject(DISABLED);
      expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1 });
      expect(await w.stored(username)).toMatchObject({ enabled: false });
    });
  });
});
