import { describe, expect, it } from 'vitest';
import {
  ACCESS_TOKEN_INVALID,
  ACCESS_TOKEN_REVOKED,
  ATTEMPTS_EXCEEDED,
  DISABLED,
  INCORRECT,
  invalid,
  LIMIT_EXCEEDED,
  NO_LOWERCASE,
  NO_NUMBERS,
  NO_SYMBOLS,
  NO_UPPERCASE,
  NOT_CONFIRMED,
  passwordMalformed,
  passwordWeak,
  RESET_REQUIRED,
  SESSION_INVALID,
  TOO_SHORT,
} from '#test/errors.ts';
import { atOnce, beforeNextCommit, HOUR, OTHER_PASSWORD, PASSWORD, settleAll, testPools } from '#test/world.ts';

const { app, ...service } = testPools();

describe('ChangePassword', () => {
  /** A user who is signed in. */
  async function signedIn() {
    const w = await service.pool();
    const user = await w.someone();
    const tokens = await w.tokens(user.username);
    const change = (PreviousPassword: string | undefined, ProposedPassword = OTHER_PASSWORD) =>
      app.call('ChangePassword', { AccessToken: tokens.AccessToken, PreviousPassword, ProposedPassword });
    return { w, name: user.username, user, change, ...tokens };
  }

  it('gives the new password, by either way of signing in, and ends the old one', async () => {
    const { w, name, user, change } = await signedIn();
    app.advance(1000);
    app.roundTrips.reset();
    expect(await change(PASSWORD)).toEqual({});
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    const after = (await w.stored(name))!;
    expect(after).toMatchObject({ status: 'CONFIRMED', signOutEpoch: user.signOutEpoch });
    expect(after.modifiedAt).toBe(user.modifiedAt + 1000);
    expect(after.stamp).not.toBe(user.stamp);
    for (const way of [
      (password: string) => w.signIn(name, password),
      (password: string) => w.signInSrp(name, password),
    ]) {
      expect(await way(OTHER_PASSWORD)).toHaveProperty('AuthenticationResult.AccessToken');
      await expect(way(PASSWORD)).rejects.toMatchObject(INCORRECT);
    }
  });

  it('lets sessions go on, and ends sign-ins in progress', async () => {
    const { w, name, change, AccessToken, RefreshToken } = await signedIn();
    const begun = await w.srpStarted(name);
    await change(PASSWORD);
    await expect(app.call('RespondToAuthChallenge', begun)).rejects.toMatchObject(SESSION_INVALID);
    expect(await w.getUser(AccessToken)).toMatchObject({ Username: name });
    expect(await w.refresh(RefreshToken)).toHaveProperty('AuthenticationResult.AccessToken');
    expect(await change(OTHER_PASSWORD, 'And-Another-11')).toEqual({});
  });

  it('takes no lone surrogate for the U+FFFD of the previous password', async () => {
    const { change } = await signedIn();
    await change(PASSWORD, `${PASSWORD}\ufffd`);
    await expect(change(`${PASSWORD}\ud800`)).rejects.toMatchObject(INCORRECT);
    expect(await change(`${PASSWORD}\ufffd`)).toEqual({});
  });

  it('takes the same password again where no history is kept', async () => {
    const { change } = await signedIn();
    expect(await change(PASSWORD, PASSWORD)).toEqual({});
  });

  it('refuses a new password that does not conform, before it looks at the old one', async () => {
    const { w, name, change } = await signedIn();
    const before = await w.stored(name);
    for (const previous of [PASSWORD, 'Wrong-Guess-1']) {
      for (const [proposed, rule] of [
        ['Aa1!', TOO_SHORT],
        ['lower-case-1', NO_UPPERCASE],
        ['UPPER-CASE-1', NO_LOWERCASE],
        ['No-Numbers', NO_NUMBERS],
        ['NoSymbols1', NO_SYMBOLS],
      ] as const) {
        await expect(change(previous, proposed)).rejects.toMatchObject(passwordWeak(rule));
      }
    }
    expect(await w.stored(name)).toEqual(before);
    expect(await change(PASSWORD)).toEqual({});
  });

  it('checks constraints before the token', async () => {
    const { AccessToken } = await signedIn();
    for (const ProposedPassword of ['Secret-Word-1 ', '']) {
      const input = { AccessToken, PreviousPassword: PASSWORD, ProposedPassword };
      await expect(app.call('ChangePassword', input)).rejects.toMatchObject(passwordMalformed('proposedPassword'));
    }
    const input = { AccessToken: 'garbage', PreviousPassword: PASSWORD, ProposedPassword: OTHER_PASSWORD };
    await expect(app.call('ChangePassword', input)).rejects.toMatchObject(ACCESS_TOKEN_INVALID);
  });

  describe('without the previous password', () => {
    it('refuses a user who has one', async () => {
      const { w, name, change } = await signedIn();
      const before = await w.stored(name);
      app.roundTrips.reset();
      await expect(change(undefined)).rejects.toMatchObject(
        invalid('PreviousPassword is required for a user who has a password.'),
      );
      await expect(change('')).rejects.toThrow("Value at 'previousPassword' failed to satisfy constraint");
      expect(app.roundTrips.writes).toBe(0);
      expect(await w.stored(name)).toEqual(before);
    });

    it('sets the first one of a user who has none', async () => {
      const { w, name, change } = await signedIn();
      await w.force(name, { sealedCredentials: undefined });
      await expect(change(PASSWORD)).rejects.toMatchObject(INCORRECT);
      expect(await change(undefined)).toEqual({});
      expect(await w.signIn(name, OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
      expect(await w.signInSrp(name, OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
      await expect(change(undefined, 'And-Another-11')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });

    it('does not take credentials that are not authentic for none', async () => {
      const { w, name, change } = await signedIn();
      const other = await signedIn();
      const { sealedCredentials } = (await other.w.stored(other.name))!;
      await w.force(name, { sealedCredentials });
      await expect(change(undefined)).rejects.toMatchObject({ name: 'InvalidParameterException' });
      await expect(change(PASSWORD)).rejects.toMatchObject(INCORRECT);
    });
  });

  describe('of a user whose state has changed', () => {
    it.each([
      ['UNCONFIRMED', NOT_CONFIRMED],
      ['RESET_REQUIRED', RESET_REQUIRED],
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
      await w.force(name, { status });
      const before = await w.stored(name);
      for (const previous of [PASSWORD, 'Wrong-Guess-1', undefined]) {
        await expect(change(previous)).rejects.toMatchObject(refusal);
      }
      expect(await w.stored(name)).toEqual(before);
    });

    it('to disabled, signed out or deleted refuses', async () => {
      const [off, out, gone] = [await signedIn(), await signedIn(), await signedIn()];
      await off.w.force(off.name, { enabled: false });
      await expect(off.change(PASSWORD)).rejects.toMatchObject(DISABLED);
      await out.w.call('AdminUserGlobalSignOut', { Username: out.name });
      await expect(out.change(PASSWORD)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
      await gone.w.call('AdminDeleteUser', { Username: gone.name });
      await expect(gone.change(PASSWORD)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    });
  });

  describe('with a wrong previous password', () => {
    it('refuses, with one write', async () => {
      const { w, name, change } = await signedIn();
      const before = await w.stored(name);
      for (const wrong of ['Wrong-Guess-1', PASSWORD.toLowerCase(), `${PASSWORD}!`, OTHER_PASSWORD]) {
        app.roundTrips.reset();
        await expect(change(wrong)).rejects.toMatchObject(INCORRECT);
        expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
      }
      expect(await w.stored(name)).toEqual(before);
      expect(await change(PASSWORD)).toEqual({});
    });

    it('refuses after five in an hour, also with the right one', async () => {
      const { change } = await signedIn();
      for (let i = 0; i < 5; i++) {
        await expect(change('Wrong-Guess-1')).rejects.toMatchObject(INCORRECT);
        app.advance(60_000);
      }
      await expect(change(PASSWORD)).rejects.toMatchObject(LIMIT_EXCEEDED);
      await expect(change('Wrong-Guess-1')).rejects.toMatchObject(LIMIT_EXCEEDED);
      app.advance(54 * 60_000);
      await expect(change(PASSWORD)).rejects.toMatchObject(LIMIT_EXCEEDED);
    });

    it('forgets them when an hour has passed since the last, or the right one was given', async () => {
      const { w, name, change } = await signedIn();
      for (let round = 0; round < 2; round++) {
        for (let i = 0; i < 4; i++) await expect(change('Wrong-Guess-1')).rejects.toMatchObject(INCORRECT);
        expect(await change(PASSWORD, PASSWORD)).toEqual({});
      }
      for (let i = 0; i < 5; i++) await expect(change('Wrong-Guess-1')).rejects.toMatchObject(INCORRECT);
      app.advance(HOUR);
      const { AccessToken } = await w.tokens(name);
      const request = { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: OTHER_PASSWORD };
      expect(await app.call('ChangePassword', request)).toEqual({});
    });

    it('counts as a failed sign-in, and failed sign-ins count here', async () => {
      const { w, name, change } = await signedIn();
      const wrongSignIn = () => expect(w.signIn(name, 'Wrong-Guess-1')).rejects.toMatchObject(INCORRECT);
      await expect(change('Wrong-Guess-1')).rejects.toMatchObject(INCORRECT);
      for (let i = 0; i < 3; i++) await wrongSignIn();
      await expect(change('Wrong-Guess-1')).rejects.toMatchObject(INCORRECT);
      await expect(w.signIn(name)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
      await expect(change(PASSWORD)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
      app.advance(1000);
      expect(await change(PASSWORD)).toEqual({});
      expect(await w.signIn(name, OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
    });

    it('releases five of forty guesses at once', async () => {
      const { change } = await signedIn();
      const { errors } = await atOnce(40, () => change('Wrong-Guess-1'));
      expect(errors).toHaveLength(40);
      expect(errors.filter(({ message }) => message === INCORRECT.message)).toHaveLength(5);
      await expect(change(PASSWORD)).rejects.toMatchObject(LIMIT_EXCEEDED);
    });
  });

  describe('when others act at the same time', () => {
    it('lets one of 20 parallel changes succeed', async () => {
      const { w, name, user, change } = await signedIn();
      const changes = Array.from({ length: 20 }, (_, index) => change(PASSWORD, `Parallel-Pass-${index}`));
      const { answers, errors } = await settleAll(changes);
      expect(answers).toEqual([{}]);
      const told = new Set(errors.map(({ message }) => message));
      for (const message of told) expect([INCORRECT.message, LIMIT_EXCEEDED.message]).toContain(message);
      expect((await w.stored(name))!.version).toBe(user.version + 1);
    });

    it('gets over a wrong sign-in and a change of the profile', async () => {
      const { w, name, change } = await signedIn();
      const attributes = { nickname: 'Ann' };
      beforeNextCommit(app, async () => {
        await expect(w.signIn(name, 'Wrong-Guess-1')).rejects.toMatchObject(INCORRECT);
        await w.force(name, { attributes });
      });
      expect(await change(PASSWORD)).toEqual({});
      expect(await w.stored(name)).toMatchObject({ attributes });
      expect(await w.signIn(name, OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
    });

    it('does not get past a lock that guesses set first', async () => {
      const { w, name, change } = await signedIn();
      beforeNextCommit(app, () => atOnce(5, () => w.signIn(name, 'Wrong-Guess-1')));
      await expect(change(PASSWORD)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    });

    it('does not outlive a sign-out, a reset or a deletion', async () => {
      for (const [undo, name] of [
        ['AdminUserGlobalSignOut', 'NotAuthorizedException'],
        ['AdminDeleteUser', 'UserNotFoundException'],
      ] as const) {
        const someone = await signedIn();
        beforeNextCommit(app, () => someone.w.call(undo, { Username: someone.name }));
        await expect(someone.change(PASSWORD)).rejects.toMatchObject({ name });
      }
      const { w, name, change } = await signedIn();
      beforeNextCommit(app, () => w.force(name, { status: 'RESET_REQUIRED' }));
      await expect(change(PASSWORD)).rejects.toMatchObject({ name: 'PasswordResetRequiredException' });
      expect(await w.stored(name)).toMatchObject({ status: 'RESET_REQUIRED' });
    });
  });
});
