import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { beforeNextCommit, HOUR, testPools, type Values } from '#test/world.ts';
import { ABSENT_POOL, NO_POOL, NO_USER } from '../groups/setup.ts';
import { EVERY_FACTOR, invalid, newcomer, shown } from './setup.ts';

const service = testPools(EVERY_FACTOR);
const CONTACTS: Values = { email: 'ann@example.com', phone_number: '+15551239878' };
const MULTI_FACTOR: Partial<Pool> = {
  webAuthnConfiguration: { factorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' },
};
const ON = { Enabled: true };
const OFF = { Enabled: false };
const PREFERRED = { Enabled: true, PreferredMfa: true };
const KEEPS_MFA = invalid('MFA cannot be turned off for a user while the user pool requires it.');
const lacks = (factor: string) => invalid(`User does not have delivery config set to turn on ${factor}`);

/** The two ways to set preferences. Both follow the same rules. */
const WAYS = ['SetUserMFAPreference', 'AdminSetUserMFAPreference'] as const;

describe.each(WAYS)('%s', (operation) => {
  async function withUser(settings: Partial<Pool> = {}, attributes: Values = CONTACTS, token = true) {
    const test = await service.pool(settings);
    const user = await newcomer(test, { attributes });
    if (token) await user.register();
    const set = (preference: object, more: object = {}) =>
      operation === 'SetUserMFAPreference'
        ? service.app.call(operation, { AccessToken: user.AccessToken, ...preference, ...more })
        : test.call(operation, { Username: user.username, ...preference, ...more });
    return { ...user, test, set, shown: () => shown(test, user.username) };
  }

  it('turns factors on and prefers one of them', async () => {
    const user = await withUser();
    expect(await user.set({ SMSMfaSettings: PREFERRED, SoftwareTokenMfaSettings: ON })).toStrictEqual({});
    expect(await user.shown()).toEqual({
      options: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }],
      factors: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
      preferred: 'SMS_MFA',
    });
    expect(await user.own('GetUser')).toMatchObject({
      MFAOptions: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }],
      UserMFASettingList: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
      PreferredMfaSetting: 'SMS_MFA',
    });
    const { Users } = await user.test.call('ListUsers');
    expect(Users).toMatchObject([{ MFAOptions: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }] }]);
    expect(Users[0]).not.toHaveProperty('UserMFASettingList');
  });

  it('prefers another factor, which ends the first preference', async () => {
    const user = await withUser();
    await user.set({ SMSMfaSettings: PREFERRED });
    await user.set({ EmailMfaSettings: PREFERRED });
    expect(await user.shown()).toMatchObject({ factors: ['SMS_MFA', 'EMAIL_OTP'], preferred: 'EMAIL_OTP' });
    await user.set({ EmailMfaSettings: { Enabled: true, PreferredMfa: false } });
    expect(await user.shown()).toMatchObject({ factors: ['SMS_MFA', 'EMAIL_OTP'], preferred: undefined });
  });

  it('leaves what it does not name as it is', async () => {
    const user = await withUser();
    await user.set({ SoftwareTokenMfaSettings: PREFERRED, EmailMfaSettings: ON });
    const before = await user.stored();
    service.app.advance(1000);
    service.app.roundTrips.reset();
    for (const same of [{}, { SMSMfaSettings: OFF }, { SoftwareTokenMfaSettings: ON }, { SMSMfaSettings: {} }]) {
      expect(await user.set(same)).toStrictEqual({});
    }
    expect(service.app.roundTrips.writes).toBe(0);
    expect(await user.stored()).toStrictEqual(before);
  });

  it('turns a factor off, and its preference with it', async () => {
    const user = await withUser();
    await user.set({ SoftwareTokenMfaSettings: PREFERRED, SMSMfaSettings: ON });
    const before = await user.stored();
    await user.set({ SoftwareTokenMfaSettings: OFF });
    expect(await user.shown()).toMatchObject({ factors: ['SMS_MFA'], preferred: undefined });
    const after = await user.stored();
    expect(after.stamp).not.toBe(before.stamp);
    expect(after.mfa?.softwareToken).toStrictEqual({});
    await user.set({ SMSMfaSettings: { Enabled: false, PreferredMfa: false } });
    expect(await user.shown()).toEqual({});
    expect(await user.test.signIn(user.username)).toHaveProperty('AuthenticationResult');
  });

  it.each([
    [{ SMSMfaSettings: PREFERRED, EmailMfaSettings: PREFERRED }, 'Only one MFA factor can be preferred.'],
    [
      { SMSMfaSettings: { Enabled: false, PreferredMfa: true } },
      'SMS_MFA cannot be preferred while it is not enabled.',
    ],
    [{ EmailMfaSettings: { PreferredMfa: true } }, 'EMAIL_OTP cannot be preferred while it is not enabled.'],
  ])('refuses %j', async (preference, message) => {
    const user = await withUser();
    const before = await user.stored();
    await expect(user.set(preference)).rejects.toMatchObject(invalid(message));
    expect(await user.stored()).toStrictEqual(before);
  });

  it('refuses factors that the user has not set up', async () => {
    const user = await withUser({}, {}, false);
    await user.associate();
    await expect(user.set({ SMSMfaSettings: ON })).rejects.toMatchObject(lacks('SMS_MFA'));
    await expect(user.set({ EmailMfaSettings: ON })).rejects.toMatchObject(lacks('EMAIL_OTP'));
    await expect(user.set({ SoftwareTokenMfaSettings: ON })).rejects.toMatchObject(lacks('SOFTWARE_TOKEN_MFA'));
    await expect(user.set({ SMSMfaSettings: OFF, SoftwareTokenMfaSettings: PREFERRED })).rejects.toMatchObject(
      lacks('SOFTWARE_TOKEN_MFA'),
    );
    expect((await user.stored()).mfa).toBeUndefined();
  });

  it('refuses factors that the pool does not offer, unless they are on', async () => {
    const user = await withUser({ emailMfaConfiguration: undefined });
    const message = 'EMAIL_OTP is not enabled for the user pool.';
    await expect(user.set({ EmailMfaSettings: ON })).rejects.toMatchObject(invalid(message));
    // What another process has just turned on is seen.
    await user.test.changePool({ emailMfaConfiguration: {} });
    await user.set({ EmailMfaSettings: ON });
    await user.test.changePool({ emailMfaConfiguration: undefined });
    service.app.deps.configuration.forget(user.test.pool.id);
    await user.set({ EmailMfaSettings: PREFERRED });
    expect(await user.shown()).toMatchObject({ preferred: 'EMAIL_OTP' });
  });

  it('refuses every factor in a pool with MFA off, where nobody would be asked', async () => {
    const user = await withUser({ mfaConfiguration: 'OFF' }, CONTACTS, false);
    const message = 'SMS_MFA is not enabled for the user pool.';
    await expect(user.set({ SMSMfaSettings: ON })).rejects.toMatchObject(invalid(message));
  });

  it('turns nothing off while the pool requires MFA, but changes the preference', async () => {
    const user = await withUser();
    await user.set({ SoftwareTokenMfaSettings: PREFERRED, SMSMfaSettings: ON });
    await user.test.changePool({ mfaConfiguration: 'ON' });
    service.app.deps.configuration.forget(user.test.pool.id);
    await expect(user.set({ SoftwareTokenMfaSettings: OFF })).rejects.toMatchObject(KEEPS_MFA);
    await expect(user.set({ SMSMfaSettings: OFF, EmailMfaSettings: ON })).rejects.toMatchObject(KEEPS_MFA);
    await user.set({ SMSMfaSettings: PREFERRED, EmailMfaSettings: OFF });
    expect(await user.shown()).toMatchObject({ factors: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], preferred: 'SMS_MFA' });
    await user.test.changePool({ mfaConfiguration: 'OPTIONAL' });
    await user.set({ SoftwareTokenMfaSettings: OFF });
    expect(await user.shown()).toMatchObject({ factors: ['SMS_MFA'] });
  });

  it('lets passkeys count as MFA beside another factor, in a pool that is configured for it', async () => {
    const user = await withUser(MULTI_FACTOR);
    await expect(user.set({ WebAuthnMfaSettings: ON })).rejects.toMatchObject(
      invalid('Passkeys can count as MFA only for users with another MFA factor enabled.'),
    );
    await user.set({ WebAuthnMfaSettings: ON, SoftwareTokenMfaSettings: ON });
    expect((await user.stored()).mfa).toMatchObject({ passkeys: true });
    expect(await user.shown()).toEqual({ factors: ['SOFTWARE_TOKEN_MFA'] });
    await user.set({ SoftwareTokenMfaSettings: OFF });
    expect((await user.stored()).mfa).toStrictEqual({ softwareToken: {} });
    await user.set({ WebAuthnMfaSettings: ON, SoftwareTokenMfaSettings: ON });
    await user.set({ WebAuthnMfaSettings: OFF });
    expect((await user.stored()).mfa).toStrictEqual({ enabled: ['SOFTWARE_TOKEN_MFA'], softwareToken: {} });
  });

  it.each([{}, { webAuthnConfiguration: { factorConfiguration: 'SINGLE_FACTOR' } }] as const)(
    'refuses passkeys as MFA in a pool with %j',
    async (settings) => {
      const user = await withUser(settings);
      await expect(user.set({ WebAuthnMfaSettings: ON, SoftwareTokenMfaSettings: ON })).rejects.toMatchObject(
        invalid('Passkeys are not configured as multi-factor for the user pool.'),
      );
      expect(await user.set({ WebAuthnMfaSettings: OFF })).toStrictEqual({});
    },
  );

  it('has neither e-mail nor passkeys in the LITE tier', async () => {
    const user = await withUser({ ...MULTI_FACTOR, userPoolTier: 'LITE' });
    const refused = (feature: string) => ({
      name: 'FeatureUnavailableInTierException',
      message: `The following feature is not available for the LITE pricing tier configured: ${feature}`,
    });
    await expect(user.set({ EmailMfaSettings: ON })).rejects.toMatchObject(refused('Email MFA'));
    const both = { WebAuthnMfaSettings: ON, SMSMfaSettings: ON };
    await expect(user.set(both)).rejects.toMatchObject(refused('Passwordless Sign-In'));
    await user.set({ SMSMfaSettings: ON, EmailMfaSettings: OFF });
  });

  it('judges again when the phone number was removed meanwhile', async () => {
    const user = await withUser();
    const attribute = { UserAttributeNames: ['phone_number'] };
    beforeNextCommit(service.app, () =>
      user.test.call('AdminDeleteUserAttributes', { Username: user.username, ...attribute }),
    );
    await expect(user.set({ SMSMfaSettings: ON })).rejects.toMatchObject(lacks('SMS_MFA'));
    expect(await user.shown()).toEqual({});
  });

  it('refuses values that are no booleans', async () => {
    const user = await withUser();
    for (const value of ['true', 1, null, []]) {
      const call = user.set({ SMSMfaSettings: { Enabled: value } });
      if (value === null) await call;
      else await expect(call).rejects.toMatchObject({ name: 'SerializationException' });
    }
    expect(await user.shown()).toEqual({});
  });
});

describe('SetUserMFAPreference', () => {
  it('refuses tokens that are missing, wrong, expired or revoked, and users who must reset the password', async () => {
    const test = await service.pool();
    const user = await newcomer(test, { attributes: CONTACTS });
    const set = (AccessToken?: string) => service.app.call('SetUserMFAPreference', { AccessToken, SMSMfaSettings: ON });
    await expect(set()).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(set('wrong')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await test.force(user.username, { status: 'RESET_REQUIRED' });
    await expect(set(user.AccessToken)).rejects.toMatchObject({ name: 'PasswordResetRequiredException' });
    await test.force(user.username, { status: 'CONFIRMED' });
    await user.own('GlobalSignOut');
    await expect(set(user.AccessToken)).rejects.toMatchObject({ message: 'Access Token has been revoked' });
    service.app.advance(2 * HOUR);
    await expect(set(user.AccessToken)).rejects.toMatchObject({ message: 'Access Token has expired' });
    expect((await user.stored()).mfa).toBeUndefined();
  });
});

describe('AdminSetUserMFAPreference', () => {
  it('refuses unknown users and pools', async () => {
    const test = await service.pool();
    const set = (more: object) => test.call('AdminSetUserMFAPreference', { Username: 'nobody', ...more });
    await expect(set({})).rejects.toMatchObject(NO_USER);
    await expect(set({ UserPoolId: ABSENT_POOL })).rejects.toMatchObject(NO_POOL);
  });
});
