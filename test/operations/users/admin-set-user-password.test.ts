import { describe, expect, it } from 'vitest';
import {
  ATTEMPTS_EXCEEDED,
  INCORRECT,
  invalid,
  NO_LOWERCASE,
  NO_NUMBERS,
  NO_SYMBOLS,
  NO_UPPERCASE,
  passwordMalformed,
  passwordWeak,
  SESSION_INVALID,
  TEMPORARY_EXPIRED,
  TOO_SHORT,
} from '#test/errors.ts';
import { poolRecord } from '#test/fixtures.ts';
import { DAY, OTHER_PASSWORD, PASSWORD, testPools } from '#test/world.ts';

const service = testPools();

describe('AdminSetUserPassword', () => {
  it.each(['UNCONFIRMED', 'CONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED', 'EXTERNAL_PROVIDER'] as const)(
    'makes a user who is %s CONFIRMED with a permanent password',
    async (status) => {
      const { call, create, force, hasPassword, signIn, signInSrp, stored } = await service.pool();
      await create('ann');
      await force('ann', { status });
      expect(
        await call('AdminSetUserPassword', { Username: 'ann', Password: OTHER_PASSWORD, Permanent: true }),
      ).toEqual({});
      expect(await stored('ann')).toMatchObject({ status: 'CONFIRMED' });
      expect((await stored('ann'))!.temporaryPasswordUntil).toBeUndefined();
      expect(await hasPassword('ann', PASSWORD)).toBe(false);
      await expect(signIn('ann')).rejects.toMatchObject(INCORRECT);
      expect(await signIn('ann', OTHER_PASSWORD)).toHaveProperty('AuthenticationResult.AccessToken');
      expect(await signInSrp('ann', OTHER_PASSWORD)).toHaveProperty('AuthenticationResult.AccessToken');
    },
  );

  it.each(['UNCONFIRMED', 'CONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED', 'EXTERNAL_PROVIDER'] as const)(
    'makes a user who is %s choose another password after a temporary one',
    async (status) => {
      const { app, pool, call, create, force, signIn, stored } = await service.pool();
      await create('ann');
      await force('ann', { status, temporaryPasswordUntil: undefined });
      await call('AdminSetUserPassword', { Username: 'ann', Password: OTHER_PASSWORD });
      expect(await stored('ann')).toMatchObject({
        status: 'FORCE_CHANGE_PASSWORD',
        temporaryPasswordUntil: app.deps.clock.now() + pool.passwordPolicy.temporaryPasswordValidityDays * DAY,
      });
      expect(await signIn('ann', OTHER_PASSWORD)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    },
  );

  it.each([
    ['Aa1!', TOO_SHORT],
    ['lower-case-1', NO_UPPERCASE],
    ['UPPER-CASE-1', NO_LOWERCASE],
    ['No-Numbers', NO_NUMBERS],
    ['NoSymbols1', NO_SYMBOLS],
  ])('refuses the password %j and changes nothing', async (Password, rule) => {
    const { call, create, stored } = await service.pool();
    await create('ann');
    const before = await stored('ann');
    await expect(call('AdminSetUserPassword', { Username: 'ann', Password, Permanent: true })).rejects.toMatchObject(
      passwordWeak(rule),
    );
    expect(await stored('ann')).toEqual(before);
  });

  it('refuses no password at all as a constraint that is not satisfied', async () => {
    const { call, create } = await service.pool();
    await create('ann');
    await expect(call('AdminSetUserPassword', { Username: 'ann', Password: '' })).rejects.toMatchObject(
      passwordMalformed('password'),
    );
  });

  it('refuses white space at the ends, and does not repeat the password', async () => {
    const { call, create } = await service.pool();
    await create('ann');
    await expect(call('AdminSetUserPassword', { Username: 'ann', Password: ' Secret-Word-1' })).rejects.toMatchObject(
      passwordMalformed('password'),
    );
    await expect(call('AdminSetUserPassword', { Username: 'ann' })).rejects.toMatchObject(
      invalid("1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null"),
    );
  });

  it('takes a password with a space in it, which counts as a symbol', async () => {
    const { call, create, hasPassword } = await service.pool();
    await create('ann');
    await call('AdminSetUserPassword', { Username: 'ann', Password: 'Secret Word 1', Permanent: true });
    expect(await hasPassword('ann', 'Secret Word 1')).toBe(true);
  });

  it('ends a lock that guesses at the old password caused', async () => {
    const { app, call, create, signIn } = await service.pool();
    await create('ann');
    for (let guess = 0; guess < 8; guess++) {
      await expect(signIn('ann', `Wrong-Guess-${guess}`)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    }
    await expect(signIn('ann')).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    app.roundTrips.reset();
    await call('AdminSetUserPassword', { Username: 'ann', Password: OTHER_PASSWORD, Permanent: true });
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 2 });
    expect(await signIn('ann', OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
  });

  it('succeeds when its write was stored, its answer lost, and the user changed before the repetition', async () => {
    const { app, call, create, signIn } = await service.pool({
      passwordPolicy: { ...poolRecord({ id: 'us-east-1_a' }).passwordPolicy, passwordHistorySize: 5 },
    });
    await create('ann');
    const { commit } = app.deps.records;
    const lossy = async (changes: Parameters<typeof commit>[0]) => {
      Object.assign(app.deps.records, { commit });
      await commit(changes);
      await call('AdminUpdateUserAttributes', { Username: 'ann', UserAttributes: [{ Name: 'name', Value: 'Ann' }] });
      return commit(changes);
    };
    Object.assign(app.deps.records, { commit: lossy });
    await call('AdminSetUserPassword', { Username: 'ann', Password: OTHER_PASSWORD, Permanent: true });
    expect(await signIn('ann', OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
  });

  it('ends a sign-in in progress, and sessions go on', async () => {
    const { app, call, add, signIn, tokens, choosePassword } = await service.pool();
    await add('ann');
    const { AccessToken } = await tokens('ann');
    await call('AdminSetUserPassword', { Username: 'ann', Password: PASSWORD });
    const { Session } = await signIn('ann');
    await call('AdminSetUserPassword', { Username: 'ann', Password: OTHER_PASSWORD });
    await expect(choosePassword('ann', Session, 'Mallory-Knew-3')).rejects.toMatchObject(SESSION_INVALID);
    expect(await app.call('GetUser', { AccessToken })).toMatchObject({ Username: 'ann' });
  });

  it('refuses a temporary password that has expired', async () => {
    const { app, call, create, signIn } = await service.pool();
    await create('ann');
    await call('AdminSetUserPassword', { Username: 'ann', Password: OTHER_PASSWORD, Permanent: false });
    app.advance(7 * DAY);
    await expect(signIn('ann', OTHER_PASSWORD)).rejects.toMatchObject(TEMPORARY_EXPIRED);
  });

  it('leaves one of many passwords set at the same time, whole', async () => {
    const { call, create, hasPassword, stored } = await service.pool();
    await create('ann');
    const passwords = Array.from({ length: 12 }, (_, index) => `Password-Number-${index}`);
    const before = (await stored('ann'))!;
    await Promise.all(
      passwords.map((Password, index) =>
        call('AdminSetUserPassword', { Username: 'ann', Password, Permanent: index % 2 === 0 }),
      ),
    );
    const after = (await stored('ann'))!;
    expect(after.version).toBe(before.version + passwords.length);
    const right = await Promise.all(passwords.map((password) => hasPassword('ann', password)));
    expect(right.filter(Boolean)).toHaveLength(1);
    expect(after.status).toBe(right.indexOf(true) % 2 === 0 ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD');
  });
});
