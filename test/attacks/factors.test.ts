import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { ALWAYS, confirmed, unconfirmed } from '#test/devices.ts';
import { ACCESS_TOKEN_REVOKED, REFRESH_TOKEN_INVALID } from '#test/errors.ts';
import { HIDING, HOUR, OTHER_PASSWORD, PASSWORD, type TestPool, testPools } from '#test/world.ts';
import { EVERY_FACTOR } from '../operations/mfa/setup.ts';
import { device, ownerWith, WITH_PASSKEYS } from '../operations/passkeys/setup.ts';
import { CHOICE, CODES } from '../operations/sign-in/choice.ts';

const { app, ...service } = testPools({}, CHOICE);
const RESET = { name: 'PasswordResetRequiredException' };

describe('a stolen access token', () => {
  const stage = () => service.pool({ ...EVERY_FACTOR, ...CODES });
  const stepUp = (w: TestPool, USERNAME: string, ACCESS_TOKEN: string) =>
    w.initiate('USER_AUTH', { USERNAME, ACCESS_TOKEN, TARGET_ACR_VALUES: 'urn:cognito:loa:3' });

  it.each([
    ['an administrator has given a temporary password', 'AdminSetUserPassword', { Password: OTHER_PASSWORD }],
    ['an administrator has set a password', 'AdminSetUserPassword', { Password: OTHER_PASSWORD, Permanent: true }],
  ])('does not stand for the password once %s', async (_what, operation, input) => {
    const w = await stage();
    const { username } = await w.someone();
    const { AccessToken } = await w.tokens(username);
    app.advance(1);
    expect((await stepUp(w, username, AccessToken)).ChallengeName).toBe('EMAIL_OTP');
    await w.call(operation, { Username: username, ...input });
    expect((await stepUp(w, username, AccessToken)).ChallengeName).toBe('SELECT_CHALLENGE');
  });

  it('does not stand for the password once the user has changed it', async () => {
    const w = await stage();
    const { username } = await w.someone();
    const { AccessToken } = await w.tokens(username);
    app.advance(1);
    await app.call('ChangePassword', { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: OTHER_PASSWORD });
    expect((await stepUp(w, username, AccessToken)).ChallengeName).toBe('SELECT_CHALLENGE');
    const { AccessToken: another } = await w.tokens(username, OTHER_PASSWORD);
    expect((await stepUp(w, username, another)).ChallengeName).toBe('EMAIL_OTP');
  });

  it('does not stand for the password once a code has replaced it', async () => {
    const w = await stage();
    const { username, email } = await w.someone();
    const { AccessToken } = await w.tokens(username);
    app.advance(1);
    await w.forgotPassword(username);
    await w.confirmForgotPassword(username, w.codeFor(email));
    expect((await stepUp(w, username, AccessToken)).ChallengeName).toBe('SELECT_CHALLENGE');
  });

  it('adds no device and no passkey to an account whose password must be reset', async () => {
    const w = await service.pool({ ...ALWAYS, ...WITH_PASSKEYS });
    const { username, tokens, key, confirm } = await unconfirmed(w);
    const own = await confirmed(w);
    const person = ownerWith(w, (await w.stored(username))!.sub, username, tokens.AccessToken);
    const { challenge } = await person.start();
    for (const Username of [username, own.username]) await w.call('AdminResetUserPassword', { Username });
    await expect(confirm()).rejects.toMatchObject(RESET);
    await expect(person.complete(device().register({ challenge }))).rejects.toMatchObject(RESET);
    await expect(person.start()).rejects.toMatchObject(RESET);
    const remember = own.byToken('UpdateDeviceStatus', { DeviceRememberedStatus: 'remembered' });
    await expect(remember).rejects.toMatchObject(RESET);
    await expect(w.call('AdminGetDevice', { Username: username, DeviceKey: key })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('the Session of ConfirmSignUp', () => {
  it('leads to no sign-in below the level that is asked for', async () => {
    const w = await service.pool({ ...EVERY_FACTOR, ...CODES, autoVerifiedAttributes: ['email'] });
    const { username, code } = await w.signedUp();
    const { Session } = await w.confirmSignUp(username, code);
    const begin = (more: object) => w.initiate('USER_AUTH', { USERNAME: username, ...more }, { Session });
    const aimed = await begin({ TARGET_ACR_VALUES: 'urn:cognito:loa:3' });
    expect(aimed).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['PASSWORD_SRP', 'PASSWORD'],
    });
    expect((await begin({})).AuthenticationResult).toBeTruthy();
  });
});

describe('a forgotten device', () => {
  const refreshed = (w: TestPool, REFRESH_TOKEN: string, DEVICE_KEY?: string) =>
    w.initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN, DEVICE_KEY });

  it('steps up to no other tokens', async () => {
    const w = await service.pool({ ...EVERY_FACTOR, ...CODES, ...ALWAYS });
    const { username, tokens, byToken } = await confirmed(w);
    const step = { USERNAME: username, ACCESS_TOKEN: tokens.AccessToken, TARGET_ACR_VALUES: 'urn:cognito:loa:3' };
    expect((await w.initiate('USER_AUTH', step)).ChallengeName).toBe('EMAIL_OTP');
    await byToken('ForgetDevice');
    await expect(w.initiate('USER_AUTH', step)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
  });

  it('keeps no tokens when the pool stops to track devices', async () => {
    const w = await service.pool(ALWAYS);
    const [lost, kept] = [await confirmed(w), await confirmed(w)];
    await lost.byToken('ForgetDevice');
    await w.changePool({ deviceConfiguration: undefined });
    app.advance(HOUR);
    for (const key of [undefined, lost.key]) {
      await expect(refreshed(w, lost.tokens.RefreshToken, key)).rejects.toMatchObject(REFRESH_TOKEN_INVALID);
    }
    // The device that was not forgotten need not be named any more.
    expect((await refreshed(w, kept.tokens.RefreshToken)).AuthenticationResult).toBeTruthy();
  });
});

describe('what a client that hides who exists tells all the same', () => {
  it.each([
    ['e-mail addresses', { usernameAttributes: ['email'] }, (n: number) => `ghost-${n}@example.com`],
    ['phone numbers', { usernameAttributes: ['phone_number'] }, (n: number) => `+15550001${100 + n}`],
    ['both', { usernameAttributes: ['email', 'phone_number'] }, (n: number) => `+15550002${100 + n}`],
    ['aliases', { aliasAttributes: ['email'] }, (n: number) => `ghost-${n}@example.com`],
  ] as const)(
    'the choices of a name and of the id that it was answered with, with %s',
    async (_what, settings, nameOf) => {
      const w = await service.pool({ ...CODES, ...(settings as Partial<Pool>) }, HIDING);
      for (let n = 0; n < 20; n++) {
        const named = await w.initiate('USER_AUTH', { USERNAME: nameOf(n) });
        const { USERNAME } = named.ChallengeParameters;
        const again = await w.initiate('USER_AUTH', { USERNAME });
        expect(again.AvailableChallenges, nameOf(n)).toEqual(named.AvailableChallenges);
      }
    },
  );
});
