import { beforeAll, describe, expect, it } from 'vitest';
import { confirmForgotPassword as operation } from '#functions/sign-up/confirm-forgot-password.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { createClient } from '#test/fixtures.ts';
import { PASSWORD, signIn, signInSrp } from '#test/sign-in.ts';
import { srpClient } from '#test/srp-client.ts';
import {
  adminOnly,
  askAdministrator,
  changePool,
  confirmForgot,
  disabled,
  expired,
  forgot,
  hiding,
  impossible,
  limit,
  mismatch,
  NEW_PASSWORD,
  reachable,
  signInWorld,
  unknown,
  warm,
} from './recovery.ts';
import {
  changeStored,
  codeFor,
  HOUR,
  otherThan,
  outcome,
  secretHash,
  settleAll,
  userOf,
  type World,
} from './support.ts';

const incorrect = 'Incorrect username or password.';
const weak = {
  name: 'InvalidPasswordException',
  message: 'Password does not conform to policy: Password not long enough',
};

describe('ConfirmForgotPassword', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });

  /** A user who has asked for a code, and the code. */
  async function asked(w: World, given: Parameters<typeof reachable>[1] = {}) {
    const someone = await reachable(w, given);
    await forgot(w, someone.name);
    return { ...someone, code: codeFor(app, someone.email) };
  }

  /** The operation with something happening before its first commit. */
  function interrupted(
    w: World,
    name: string,
    code: string,
    meanwhile: () => Promise<unknown>,
    Password = NEW_PASSWORD,
  ) {
    let done = false;
    const commit: typeof app.deps.records.commit = async (changes) => {
      if (!done) await meanwhile();
      done = true;
      return app.deps.records.commit(changes);
    };
    const input = { ClientId: w.client.id, Username: name, ConfirmationCode: code, Password };
    const deps = { ...app.deps, records: { ...app.deps.records, commit } };
    return operation.handle(callOf(deps) as never, input as never);
  }

  it.each(['CONFIRMED', 'RESET_REQUIRED', 'UNCONFIRMED'] as const)(
    'makes a user who is %s CONFIRMED, with the new password and not the old one',
    async (status) => {
      const w = await signInWorld(app);
      const { name, code, user } = await asked(w, { status });
      app.advance(1000);
      app.roundTrips.reset();
      expect(await confirmForgot(w, name, code)).toEqual({});
      expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
      const after = (await userOf(w, name))!;
      expect(after).toMatchObject({ status: 'CONFIRMED', attributes: user.attributes, names: user.names });
      expect(after.modifiedAt).toBe(user.modifiedAt + 1000);
      expect(after.stamp).not.toBe(user.stamp);
      expect(after.signOutEpoch).toBe(user.signOutEpoch);
      for (const way of [
        (password: string) => signIn(app, w.client, name, password),
        (password: string) => signInSrp(app, w.pool, w.client, name, password),
      ]) {
        expect(await way(NEW_PASSWORD)).toHaveProperty('AuthenticationResult.AccessToken');
        await expect(way(PASSWORD)).rejects.toThrow(incorrect);
      }
      await expect(confirmForgot(w, name, code)).rejects.toMatchObject(expired);
    },
  );

  it.each([
    ['who is FORCE_CHANGE_PASSWORD', { status: 'FORCE_CHANGE_PASSWORD' }, impossible],
    ['who is EXTERNAL_PROVIDER', { status: 'EXTERNAL_PROVIDER' }, impossible],
    ['who is disabled', { enabled: false }, disabled],
  ] as const)('refuses a user %s, whatever the code', async (_, change, refusal) => {
    const w = await signInWorld(app);
    const { name, code } = await asked(w);
    await changeStored(w, name, (user) => ({ ...user, ...change }));
    const before = await userOf(w, name);
    for (const given of [code, otherThan(code)]) {
      await expect(confirmForgot(w, name, given)).rejects.toMatchObject(refusal);
    }
    expect(await userOf(w, name)).toEqual(before);
  });

  it('refuses wrong codes, each with one write, and still takes the right one', async () => {
    const w = await signInWorld(app);
    const { name, code } = await asked(w);
    for (const wrong of [otherThan(code), `${code}0`, '__proto__', 'x'.repeat(2048)]) {
      app.roundTrips.reset();
      await expect(confirmForgot(w, name, wrong)).rejects.toMatchObject(mismatch);
      expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    }
    await confirmForgot(w, name, code);
  });

  it('takes a code for one hour', async () => {
    const w = await signInWorld(app);
    const [early, late] = [await asked(w), await asked(w)];
    app.advance(HOUR - 1);
    await expect(confirmForgot(w, early.name, early.code)).resolves.toEqual({});
    app.advance(1);
    await expect(confirmForgot(w, late.name, late.code)).rejects.toMatchObject(expired);
    await expect(confirmForgot(w, late.name, otherThan(late.code))).rejects.toMatchObject(expired);
  });

  it('asks for a code when none was sent', async () => {
    const w = await signInWorld(app);
    const { name } = await reachable(w);
    await expect(confirmForgot(w, name, '123456')).rejects.toMatchObject(expired);
  });

  it('takes only the newest code, of this user and pool', async () => {
    const w = await signInWorld(app);
    const { name, email, code: first } = await asked(w);
    await forgot(w, name);
    const second = codeFor(app, email);
    const other = await asked(await signInWorld(app), {
      username: name,
      attributes: { email: 'other@example.com', email_verified: 'true' },
    });
    for (const wrong of [first, other.code]) {
      if (wrong !== second) await expect(confirmForgot(w, name, wrong)).rejects.toMatchObject(mismatch);
    }
    await expect(confirmForgot(w, name, second)).resolves.toEqual({});
  });

  it('does not take a sign-up code', async () => {
    const w = await signInWorld(app);
    const email = 'signed-up@example.com';
    const UserAttributes = [{ Name: 'email', Value: email }];
    await app.call('SignUp', { ClientId: w.client.id, Username: 'new', Password: PASSWORD, UserAttributes });
    await expect(confirmForgot(w, 'new', codeFor(app, email))).rejects.toMatchObject(expired);
  });

  it.each([
    ['changed', { email: 'moved@example.com', email_verified: 'true' }],
    ['is verified no more', { email_verified: 'false' }],
    ['is gone', { email: '' }],
  ] as const)('does not take a code that went to an e-mail that %s', async (_, changed) => {
    for (const settings of [{}, hiding]) {
      const w = await signInWorld(app, {}, settings);
      const { name, code } = await asked(w);
      await changeStored(w, name, (user) => ({ ...user, attributes: { ...user.attributes, ...changed } }));
      const before = await userOf(w, name);
      await expect(confirmForgot(w, name, code)).rejects.toMatchObject(expired);
      expect(await userOf(w, name)).toEqual(before);
    }
  });

  it('tells an open client that a user is unknown, and everybody that a client is', async () => {
    const w = await signInWorld(app);
    await expect(confirmForgot(w, 'nobody', '123456')).rejects.toMatchObject(unknown);
    const input = { ClientId: 'none', Username: 'a', ConfirmationCode: '1', Password: NEW_PASSWORD };
    await expect(app.call('ConfirmForgotPassword', input)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool client none does not exist.',
    });
  });

  it('refers to the administrator where only they reset passwords by now', async () => {
    const w = await signInWorld(app);
    const { name, code } = await asked(w);
    await changePool(w, adminOnly);
    app.deps.configuration.forget(w.pool.id);
    await expect(confirmForgot(w, name, code)).rejects.toMatchObject(askAdministrator);
    expect(await signIn(app, w.client, name)).toHaveProperty('AuthenticationResult');
  });

  it('checks the secret hash', async () => {
    const secret = 'secret-of-this-client-0123456789';
    const w = await signInWorld(app);
    const { name, code } = await asked(w);
    const own = { ...w, client: await createClient(app, w.pool, { secret }) };
    const wrong = {
      name: 'NotAuthorizedException',
      message: `Unable to verify secret hash for client ${own.client.id}`,
    };
    await expect(confirmForgot(own, name, code)).rejects.toMatchObject(wrong);
    const SecretHash = secretHash(secret, name, own.client.id);
    await expect(
      confirmForgot(own, name, code, NEW_PASSWORD, { SecretHash: secretHash(secret, 'other', own.client.id) }),
    ).rejects.toMatchObject(wrong);
    await expect(confirmForgot(own, name, code, NEW_PASSWORD, { SecretHash })).resolves.toEqual({});
  });

  it('finds the user by an alias, and by the sub', async () => {
    const w = await signInWorld(app, { aliasAttributes: ['email'], usernameConfiguration: { caseSensitive: false } });
    const { name, email, code, user } = await asked(w);
    await confirmForgot(w, email.toUpperCase(), code);
    await forgot(w, user.sub);
    await confirmForgot(w, user.sub, codeFor(app, email), 'Another-Pass-10');
    expect(await signIn(app, w.client, name, 'Another-Pass-10')).toHaveProperty('AuthenticationResult');
  });

  describe('judges the code before the password', () => {
    it('and does not spend it on one that does not conform', async () => {
      const w = await signInWorld(app);
      const { name, code } = await asked(w);
      await expect(confirmForgot(w, name, otherThan(code), 'Weak-1')).rejects.toMatchObject(mismatch);
      for (let i = 0; i < 7; i++) {
        app.roundTrips.reset();
        await expect(confirmForgot(w, name, code, 'Weak-1')).rejects.toMatchObject(weak);
        expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1 });
      }
      await expect(confirmForgot(w, name, code, '')).rejects.toThrow(
        "Value at 'password' failed to satisfy constraint",
      );
      expect(await signIn(app, w.client, name)).toHaveProperty('AuthenticationResult');
      await expect(confirmForgot(w, name, code)).resolves.toEqual({});
    });

    it('and its constraints before both, without repeating it', async () => {
      const w = await signInWorld(app);
      await expect(confirmForgot(w, 'nobody', '1', ' Secret-Word-1')).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message:
          "1 validation error detected: Value at 'password' failed to satisfy constraint: " +
          'Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$',
      });
    });
  });

  describe('limits guesses', () => {
    it('to 5 an hour, then refuses the right one too, also after another code', async () => {
      const w = await signInWorld(app);
      const { name, email, code } = await asked(w);
      for (let i = 0; i < 5; i++) await expect(confirmForgot(w, name, otherThan(code))).rejects.toMatchObject(mismatch);
      await expect(confirmForgot(w, name, code)).rejects.toMatchObject(limit);
      app.advance(HOUR - 1);
      await forgot(w, name);
      await expect(confirmForgot(w, name, codeFor(app, email))).rejects.toMatchObject(limit);
      app.advance(1);
      await expect(confirmForgot(w, name, codeFor(app, email))).resolves.toEqual({});
    });

    it('also when they come at once', async () => {
      const w = await signInWorld(app);
      const { name, code } = await asked(w);
      const { errors } = await settleAll(Array.from({ length: 40 }, () => confirmForgot(w, name, otherThan(code))));
      expect(errors.filter((error) => error.name === 'CodeMismatchException')).toHaveLength(5);
      expect(errors.filter((error) => error.name === 'LimitExceededException')).toHaveLength(35);
      await expect(confirmForgot(w, name, code)).rejects.toMatchObject(limit);
    });

    it('whose outcome is not released when the lock came first, not even that the password is weak', async () => {
      const w = await signInWorld(app);
      for (const password of [NEW_PASSWORD, 'Weak-1']) {
        const { name, code } = await asked(w);
        const guesses = () => settleAll(Array.from({ length: 5 }, () => confirmForgot(w, name, otherThan(code))));
        await expect(interrupted(w, name, code, guesses, password)).rejects.toMatchObject(limit);
        expect(await signIn(app, w.client, name)).toHaveProperty('AuthenticationResult');
      }
    });
  });

  describe('when others act at the same time', () => {
    it('lets one of 50 parallel right answers succeed', async () => {
      const w = await signInWorld(app);
      const { name, code, user } = await asked(w);
      const passwords = Array.from({ length: 50 }, (_, index) => `Parallel-Pass-${index}`);
      const { answers, errors } = await settleAll(passwords.map((password) => confirmForgot(w, name, code, password)));
      expect(answers).toEqual([{}]);
      expect(new Set(errors.map((error) => error.name))).toEqual(new Set(['ExpiredCodeException']));
      expect((await userOf(w, name))!.version).toBe(user.version + 1);
    });

    it('gets over wrong passwords that are counted meanwhile', async () => {
      const w = await signInWorld(app);
      const { name, code } = await asked(w);
      const wrong = () => expect(signIn(app, w.client, name, 'Wrong-Guess-1')).rejects.toThrow(incorrect);
      await wrong();
      await expect(interrupted(w, name, code, wrong)).resolves.toEqual({});
      expect(await signIn(app, w.client, name, NEW_PASSWORD)).toHaveProperty('AuthenticationResult');
    });

    it('does not bring back what an administrator has just done', async () => {
      const w = await signInWorld(app);
      const { name, code } = await asked(w);
      const disable = () => changeStored(w, name, (user) => ({ ...user, enabled: false }));
      await expect(interrupted(w, name, code, disable)).rejects.toMatchObject(disabled);
      const { name: gone, code: goneCode } = await asked(w);
      const remove = () => app.call('AdminDeleteUser', { UserPoolId: w.pool.id, Username: gone });
      await expect(interrupted(w, gone, goneCode, remove)).rejects.toMatchObject(unknown);
      expect(await userOf(w, gone)).toBeUndefined();
    });

    it('does not take a code that another has replaced', async () => {
      const w = await signInWorld(app);
      const { name, email, code } = await asked(w);
      const { answers, errors } = await settleAll([interrupted(w, name, code, () => forgot(w, name))]);
      if (codeFor(app, email) !== code) expect([answers, errors]).toMatchObject([[], [mismatch]]);
    });
  });

  it('tells of a code that was used what is told of somebody unknown who has asked for one', async () => {
    for (const [settings, told] of [
      [hiding, mismatch],
      [{}, expired],
    ] as const) {
      const w = await signInWorld(app, {}, settings);
      const { name, code } = await asked(w);
      await confirmForgot(w, name, code);
      await expect(confirmForgot(w, name, '000000')).rejects.toMatchObject(told);
      await expect(confirmForgot(w, name, code)).rejects.toMatchObject(told);
    }
    const w = await signInWorld(app, {}, hiding);
    await forgot(w, 'nobody');
    await expect(confirmForgot(w, 'nobody', '000000')).rejects.toMatchObject(mismatch);
  });

  it('ends the lock that wrong passwords caused', async () => {
    const w = await signInWorld(app);
    const { name, code } = await asked(w);
    for (let guess = 0; guess < 8; guess++) {
      await expect(signIn(app, w.client, name, 'Wrong-Guess-1')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
      });
    }
    await expect(signIn(app, w.client, name)).rejects.toThrow('Password attempts exceeded');
    await confirmForgot(w, name, code);
    expect(await signIn(app, w.client, name, NEW_PASSWORD)).toHaveProperty('AuthenticationResult');
  });

  it('ends sign-ins in progress, and sessions go on', async () => {
    const w = await signInWorld(app);
    const { name, code } = await asked(w);
    const { AccessToken, RefreshToken } = (await signIn(app, w.client, name)).AuthenticationResult;
    const srp = srpClient();
    const { ChallengeParameters } = await app.call('InitiateAuth', {
      AuthFlow: 'USER_SRP_AUTH',
      ClientId: w.client.id,
      AuthParameters: { USERNAME: name, SRP_A: srp.srpA },
    });
    await confirmForgot(w, name, code);
    const ChallengeResponses = srp.answer(w.pool.id, PASSWORD, ChallengeParameters);
    await expect(
      app.call('RespondToAuthChallenge', {
        ClientId: w.client.id,
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses,
      }),
    ).rejects.toThrow('Invalid session for the user.');
    expect(await app.call('GetUser', { AccessToken })).toMatchObject({ Username: name });
    const refreshed = await app.call('InitiateAuth', {
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: w.client.id,
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
    });
    expect(refreshed).toHaveProperty('AuthenticationResult.AccessToken');
  });

  describe('of a client that hides who exists', () => {
    /** Users in every state and names that lead to nobody; codes were asked for all of them. */
    async function everybody(w: World) {
      const open = await asked(w);
      const unreachable = await reachable(w, { attributes: {} });
      const others = [
        await reachable(w, { enabled: false }),
        await reachable(w, { status: 'FORCE_CHANGE_PASSWORD' }),
        await reachable(w, { status: 'EXTERNAL_PROVIDER' }),
        unreachable,
      ].map(({ name }) => name);
      const names = [...others, 'nobody', 'nobody@example.com', '11111111-2222-3333-4444-555555555555'];
      for (const name of names) await forgot(w, name);
      return [{ name: open.name, wrong: otherThan(open.code) }, ...names.map((name) => ({ name, wrong: '123456' }))];
    }

    async function answers(w: World, names: readonly { readonly name: string; readonly wrong: string }[]) {
      const seen = new Map<string, unknown>();
      for (const { name, wrong } of names) {
        app.roundTrips.reset();
        const answer = await outcome(confirmForgot(w, name, wrong));
        const { reads, writes } = app.roundTrips;
        seen.set(JSON.stringify({ answer, reads, writes }), { answer, reads, writes });
      }
      return [...seen.values()];
    }

    it('says of everybody without the right code that it is wrong or expired, at the same cost', async () => {
      const w = await signInWorld(app, { aliasAttributes: ['email'] }, hiding);
      const names = await everybody(w);
      expect(await answers(w, names)).toEqual([{ answer: mismatch, reads: 2, writes: 1 }]);
      app.advance(HOUR);
      await warm(w);
      expect(await answers(w, names)).toEqual([{ answer: expired, reads: 2, writes: 0 }]);
    });

    it('says of everybody who asked for nothing that it is expired', async () => {
      const w = await signInWorld(app, {}, hiding);
      const users = [await reachable(w), await reachable(w, { enabled: false })];
      const names = [...users.map(({ name }) => name), 'nobody'].map((name) => ({ name, wrong: '123456' }));
      expect(await answers(w, names)).toEqual([{ answer: expired, reads: 2, writes: 0 }]);
    });

    it('locks everybody alike', async () => {
      const w = await signInWorld(app, {}, hiding);
      const names = await everybody(w);
      for (let i = 0; i < 5; i++) expect(await answers(w, names)).toMatchObject([{ answer: mismatch }]);
      expect(await answers(w, names)).toEqual([{ answer: limit, reads: 2, writes: 0 }]);
    });

    it('tells the state of the user to whoever has the right code', async () => {
      const w = await signInWorld(app, {}, hiding);
      const { name, code } = await asked(w);
      await changeStored(w, name, (user) => ({ ...user, enabled: false }));
      await expect(confirmForgot(w, name, otherThan(code))).rejects.toMatchObject(mismatch);
      app.roundTrips.reset();
      await expect(confirmForgot(w, name, code)).rejects.toMatchObject(disabled);
      expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1 });
      expect(await userOf(w, name)).toMatchObject({ enabled: false });
    });
  });
});
