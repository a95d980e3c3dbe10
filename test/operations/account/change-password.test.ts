import { beforeAll, describe, expect, it } from 'vitest';
import { verifyAccessToken } from '#core/tokens/access-token.ts';
import { changePassword as operation } from '#functions/account/change-password.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { addUser, PASSWORD, signIn, signInPool, signInSrp } from '#test/sign-in.ts';
import { srpClient } from '#test/srp-client.ts';
import { changeStored, HOUR, settleAll, userOf, type World } from '../sign-up/support.ts';

const NEW_PASSWORD = 'Brand-New-Pass-9';
const incorrect = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };
const attemptsExceeded = { name: 'NotAuthorizedException', message: 'Password attempts exceeded' };
const limit = { name: 'LimitExceededException', message: 'Attempt limit exceeded, please try after some time.' };

describe('ChangePassword', () => {
  let app: TestApp;
  let count = 0;
  beforeAll(async () => {
    app = await createTestApp();
  });

  /** A user who is signed in. */
  async function signedIn() {
    const w: World = { app, ...(await signInPool(app)) };
    const name = `user${++count}`;
    const user = await addUser(app, w.pool, { username: name });
    const tokens = (await signIn(app, w.client, name)).AuthenticationResult;
    const change = (PreviousPassword: string | undefined, ProposedPassword = NEW_PASSWORD) =>
      app.call('ChangePassword', { AccessToken: tokens.AccessToken, PreviousPassword, ProposedPassword });
    return { w, name, user, change, AccessToken: tokens.AccessToken, RefreshToken: tokens.RefreshToken };
  }

  it('gives the new password, by either way of signing in, and ends the old one', async () => {
    const { w, name, user, change } = await signedIn();
    app.advance(1000);
    app.roundTrips.reset();
    expect(await change(PASSWORD)).toEqual({});
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    const after = (await userOf(w, name))!;
    expect(after).toMatchObject({ status: 'CONFIRMED', signOutEpoch: user.signOutEpoch });
    expect(after.modifiedAt).toBe(user.modifiedAt + 1000);
    expect(after.stamp).not.toBe(user.stamp);
    for (const way of [
      (password: string) => signIn(app, w.client, name, password),
      (password: string) => signInSrp(app, w.pool, w.client, name, password),
    ]) {
      expect(await way(NEW_PASSWORD)).toHaveProperty('AuthenticationResult.AccessToken');
      await expect(way(PASSWORD)).rejects.toMatchObject(incorrect);
    }
  });

  it('lets sessions go on, and ends sign-ins in progress', async () => {
    const { w, name, change, AccessToken, RefreshToken } = await signedIn();
    const srp = srpClient();
    const { ChallengeParameters } = await app.call('InitiateAuth', {
      AuthFlow: 'USER_SRP_AUTH',
      ClientId: w.client.id,
      AuthParameters: { USERNAME: name, SRP_A: srp.srpA },
    });
    await change(PASSWORD);
    await expect(
      app.call('RespondToAuthChallenge', {
        ClientId: w.client.id,
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: srp.answer(w.pool.id, PASSWORD, ChallengeParameters),
      }),
    ).rejects.toThrow('Invalid session for the user.');
    expect(await app.call('GetUser', { AccessToken })).toMatchObject({ Username: name });
    const AuthParameters = { REFRESH_TOKEN: RefreshToken };
    const request = { AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId: w.client.id, AuthParameters };
    expect(await app.call('InitiateAuth', request)).toHaveProperty('AuthenticationResult.AccessToken');
    expect(await change(NEW_PASSWORD, 'And-Another-11')).toEqual({});
  });

  it('takes no lone surrogate for the U+FFFD of the previous password', async () => {
    const { change } = await signedIn();
    await change(PASSWORD, `${PASSWORD}\ufffd`);
    await expect(change(`${PASSWORD}\ud800`)).rejects.toMatchObject(incorrect);
    expect(await change(`${PASSWORD}\ufffd`)).toEqual({});
  });

  it('takes the same password again where no history is kept', async () => {
    const { change } = await signedIn();
    expect(await change(PASSWORD, PASSWORD)).toEqual({});
  });

  it('refuses a new password that does not conform, before it looks at the old one', async () => {
    const { w, name, change } = await signedIn();
    const before = await userOf(w, name);
    for (const previous of [PASSWORD, 'Wrong-Guess-1']) {
      for (const [proposed, rule] of [
        ['Aa1!', 'Password not long enough'],
        ['lower-case-1', 'Password must have uppercase characters'],
        ['UPPER-CASE-1', 'Password must have lowercase characters'],
        ['No-Numbers', 'Password must have numeric characters'],
        ['NoSymbols1', 'Password must have symbol characters'],
      ] as const) {
        await expect(change(previous, proposed)).rejects.toMatchObject({
          name: 'InvalidPasswordException',
          message: `Password does not conform to policy: ${rule}`,
        });
      }
    }
    expect(await userOf(w, name)).toEqual(before);
    expect(await change(PASSWORD)).toEqual({});
  });

  it('checks constraints before the token', async () => {
    const { AccessToken } = await signedIn();
    for (const ProposedPassword of ['Secret-Word-1 ', '']) {
      const input = { AccessToken, PreviousPassword: PASSWORD, ProposedPassword };
      await expect(app.call('ChangePassword', input)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message:
          "1 validation error detected: Value at 'proposedPassword' failed to satisfy constraint: " +
          'Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$',
      });
    }
    const input = { AccessToken: 'garbage', PreviousPassword: PASSWORD, ProposedPassword: NEW_PASSWORD };
    await expect(app.call('ChangePassword', input)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Invalid Access Token',
    });
  });

  describe('without the previous password', () => {
    it('refuses a user who has one', async () => {
      const { w, name, change } = await signedIn();
      const before = await userOf(w, name);
      app.roundTrips.reset();
      await expect(change(undefined)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'PreviousPassword is required for a user who has a password.',
      });
      await expect(change('')).rejects.toThrow("Value at 'previousPassword' failed to satisfy constraint");
      expect(app.roundTrips.writes).toBe(0);
      expect(await userOf(w, name)).toEqual(before);
    });

    it('sets the first one of a user who has none', async () => {
      const { w, name, change } = await signedIn();
      await changeStored(w, name, ({ sealedCredentials: _, ...user }) => user);
      await expect(change(PASSWORD)).rejects.toMatchObject(incorrect);
      expect(await change(undefined)).toEqual({});
      expect(await signIn(app, w.client, name, NEW_PASSWORD)).toHaveProperty('AuthenticationResult');
      expect(await signInSrp(app, w.pool, w.client, name, NEW_PASSWORD)).toHaveProperty('AuthenticationResult');
      await expect(change(undefined, 'And-Another-11')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });

    it('does not take credentials that are not authentic for none', async () => {
      const { w, name, change } = await signedIn();
      const other = await signedIn();
      const { sealedCredentials } = (await userOf(other.w, other.name))!;
      await changeStored(w, name, (user) => ({ ...user, sealedCredentials }));
      await expect(change(undefined)).rejects.toMatchObject({ name: 'InvalidParameterException' });
      await expect(change(PASSWORD)).rejects.toMatchObject(incorrect);
    });
  });

  describe('of a user whose state has changed', () => {
    it.each([
      ['UNCONFIRMED', { name: 'UserNotConfirmedException', message: 'User is not confirmed.' }],
      ['RESET_REQUIRED', { name: 'PasswordResetRequiredException', message: 'Password reset required for the user' }],
      [
        'FORCE_CHANGE_PASSWORD',
        { name: 'NotAuthorizedException', message: 'User password cannot be changed in the current state.' },
      ],
      [
        'EXTERNAL_PROVIDER',
        { name: 'NotAuthorizedException', message: 'User password cannot be changed in the current state.' },
      ],
    ] as const)('to %s refuses', async (status, refusal) => {
      const { w, name, change } = await signedIn();
      await changeStored(w, name, (user) => ({ ...user, status }));
      const before = await userOf(w, name);
      for (const previous of [PASSWORD, 'Wrong-Guess-1', undefined]) {
        await expect(change(previous)).rejects.toMatchObject(refusal);
      }
      expect(await userOf(w, name)).toEqual(before);
    });

    it('to disabled, signed out or deleted refuses', async () => {
      const [off, out, gone] = [await signedIn(), await signedIn(), await signedIn()];
      await changeStored(off.w, off.name, (user) => ({ ...user, enabled: false }));
      await expect(off.change(PASSWORD)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'User is disabled.',
      });
      await app.call('AdminUserGlobalSignOut', { UserPoolId: out.w.pool.id, Username: out.name });
      await expect(out.change(PASSWORD)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Access Token has been revoked',
      });
      await app.call('AdminDeleteUser', { UserPoolId: gone.w.pool.id, Username: gone.name });
      await expect(gone.change(PASSWORD)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    });
  });

  describe('with a wrong previous password', () => {
    it('refuses, with one write', async () => {
      const { w, name, change } = await signedIn();
      const before = await userOf(w, name);
      for (const wrong of ['Wrong-Guess-1', PASSWORD.toLowerCase(), `${PASSWORD}!`, NEW_PASSWORD]) {
        app.roundTrips.reset();
        await expect(change(wrong)).rejects.toMatchObject(incorrect);
        expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
      }
      expect(await userOf(w, name)).toEqual(before);
      expect(await change(PASSWORD)).toEqual({});
    });

    it('refuses after five in an hour, also with the right one', async () => {
      const { change } = await signedIn();
      for (let i = 0; i < 5; i++) {
        await expect(change('Wrong-Guess-1')).rejects.toMatchObject(incorrect);
        app.advance(60_000);
      }
      await expect(change(PASSWORD)).rejects.toMatchObject(limit);
      await expect(change('Wrong-Guess-1')).rejects.toMatchObject(limit);
      app.advance(54 * 60_000);
      await expect(change(PASSWORD)).rejects.toMatchObject(limit);
    });

    it('forgets them when an hour has passed since the last, or the right one was given', async () => {
      const { w, name, change } = await signedIn();
      for (let round = 0; round < 2; round++) {
        for (let i = 0; i < 4; i++) await expect(change('Wrong-Guess-1')).rejects.toMatchObject(incorrect);
        expect(await change(PASSWORD, PASSWORD)).toEqual({});
      }
      for (let i = 0; i < 5; i++) await expect(change('Wrong-Guess-1')).rejects.toMatchObject(incorrect);
      app.advance(HOUR);
      const { AccessToken } = (await signIn(app, w.client, name)).AuthenticationResult;
      const request = { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: NEW_PASSWORD };
      expect(await app.call('ChangePassword', request)).toEqual({});
    });

    it('counts as a failed sign-in, and failed sign-ins count here', async () => {
      const { w, name, change } = await signedIn();
      const wrongSignIn = () => expect(signIn(app, w.client, name, 'Wrong-Guess-1')).rejects.toMatchObject(incorrect);
      await expect(change('Wrong-Guess-1')).rejects.toMatchObject(incorrect);
      for (let i = 0; i < 3; i++) await wrongSignIn();
      await expect(change('Wrong-Guess-1')).rejects.toMatchObject(incorrect);
      await expect(signIn(app, w.client, name)).rejects.toMatchObject(attemptsExceeded);
      await expect(change(PASSWORD)).rejects.toMatchObject(attemptsExceeded);
      app.advance(1000);
      expect(await change(PASSWORD)).toEqual({});
      expect(await signIn(app, w.client, name, NEW_PASSWORD)).toHaveProperty('AuthenticationResult');
    });

    it('releases five of forty guesses at once', async () => {
      const { change } = await signedIn();
      const { errors } = await settleAll(Array.from({ length: 40 }, () => change('Wrong-Guess-1')));
      expect(errors).toHaveLength(40);
      expect(errors.filter(({ message }) => message === incorrect.message)).toHaveLength(5);
      await expect(change(PASSWORD)).rejects.toMatchObject(limit);
    });
  });

  describe('when others act at the same time', () => {
    /** The operation with something happening before its first commit. */
    async function interrupted(AccessToken: string, meanwhile: () => Promise<unknown>) {
      let done = false;
      const commit: typeof app.deps.records.commit = async (changes) => {
        if (!done) await meanwhile();
        done = true;
        return app.deps.records.commit(changes);
      };
      const deps = { ...app.deps, records: { ...app.deps.records, commit } };
      const call = await verifyAccessToken(callOf(app.deps), AccessToken);
      const input = { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: NEW_PASSWORD };
      return operation.handle({ ...call, deps }, input as never);
    }

    it('lets one of 20 parallel changes succeed', async () => {
      const { w, name, user, change } = await signedIn();
      const changes = Array.from({ length: 20 }, (_, index) => change(PASSWORD, `Parallel-Pass-${index}`));
      const { answers, errors } = await settleAll(changes);
      expect(answers).toEqual([{}]);
      const told = new Set(errors.map(({ message }) => message));
      for (const message of told) expect([incorrect.message, limit.message]).toContain(message);
      expect((await userOf(w, name))!.version).toBe(user.version + 1);
    });

    it('gets over a wrong sign-in and a change of the profile', async () => {
      const { w, name, AccessToken } = await signedIn();
      const attributes = { nickname: 'Ann' };
      const meanwhile = async () => {
        await expect(signIn(app, w.client, name, 'Wrong-Guess-1')).rejects.toMatchObject(incorrect);
        await changeStored(w, name, (user) => ({ ...user, attributes }));
      };
      expect(await interrupted(AccessToken, meanwhile)).toEqual({});
      expect(await userOf(w, name)).toMatchObject({ attributes });
      expect(await signIn(app, w.client, name, NEW_PASSWORD)).toHaveProperty('AuthenticationResult');
    });

    it('does not get past a lock that guesses set first', async () => {
      const { w, name, AccessToken } = await signedIn();
      const guesses = () => settleAll(Array.from({ length: 5 }, () => signIn(app, w.client, name, 'Wrong-Guess-1')));
      await expect(interrupted(AccessToken, guesses)).rejects.toMatchObject(attemptsExceeded);
    });

    it('does not outlive a sign-out, a reset or a deletion', async () => {
      for (const [undo, name] of [
        ['AdminUserGlobalSignOut', 'NotAuthorizedException'],
        ['AdminDeleteUser', 'UserNotFoundException'],
      ] as const) {
        const someone = await signedIn();
        const act = () => app.call(undo, { UserPoolId: someone.w.pool.id, Username: someone.name });
        await expect(interrupted(someone.AccessToken, act)).rejects.toMatchObject({ name });
      }
      const { w, name, AccessToken } = await signedIn();
      const reset = () => changeStored(w, name, (user) => ({ ...user, status: 'RESET_REQUIRED' as const }));
      await expect(interrupted(AccessToken, reset)).rejects.toMatchObject({ name: 'PasswordResetRequiredException' });
      expect(await userOf(w, name)).toMatchObject({ status: 'RESET_REQUIRED' });
    });
  });
});
