import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '#test/authenticator-app.ts';
import { ALWAYS, addSoftwareToken, TRACKING, unconfirmed } from '#test/devices.ts';
import { outcome, testPools } from '#test/world.ts';
import { owner, ownerWith, WITH_PASSKEYS } from '../passkeys/setup.ts';
import { EVERY_FACTOR, newcomer } from './setup.ts';

const service = testPools(EVERY_FACTOR);
const MINUTE = 60_000;
const TOO_LATE = { name: 'NotAuthorizedException', message: 'Sign in again to change factors.' };
const OFF = { SMSMfaSettings: { Enabled: false } };

beforeAll(() => {
  Object.assign(service.app.deps, { factorRules: { ...service.app.deps.factorRules, removalMinutes: 5 } });
});

/** A user with two factors, who signed in some time ago. */
async function signedIn(ago: number) {
  const test = await service.pool();
  const user = await newcomer(test, { attributes: { phone_number: '+15551239878' } });
  const secret = await user.associate();
  await user.verify(codeOf(service.app, secret));
  await user.prefer({ SMSMfaSettings: { Enabled: true }, SoftwareTokenMfaSettings: { Enabled: true } });
  service.app.advance(ago);
  return { ...user, test };
}

describe('a factor', () => {
  it('can be removed within the time after a sign-in', async () => {
    const user = await signedIn(5 * MINUTE);
    await user.prefer(OFF);
    expect((await user.stored()).mfa?.enabled).toStrictEqual(['SOFTWARE_TOKEN_MFA']);
    await user.verify(codeOf(service.app, await user.associate()));
  });

  it('cannot be removed later, in any way, by the user', async () => {
    const user = await signedIn(5 * MINUTE + 1);
    const before = await user.stored();
    await expect(user.prefer(OFF)).rejects.toMatchObject(TOO_LATE);
    await expect(user.own('SetUserSettings', { MFAOptions: [] })).rejects.toMatchObject(TOO_LATE);
    const phone = { UserAttributeNames: ['phone_number'] };
    await expect(user.own('DeleteUserAttributes', phone)).rejects.toMatchObject(TOO_LATE);
    const blank = { UserAttributes: [{ Name: 'phone_number', Value: '' }] };
    await expect(user.own('UpdateUserAttributes', blank)).rejects.toMatchObject(TOO_LATE);
    await expect(user.verify(codeOf(service.app, await user.associate()))).rejects.toMatchObject(TOO_LATE);
    expect(await user.stored()).toStrictEqual(before);
  });

  it('cannot be replaced later, by another number, factor or preference', async () => {
    const user = await signedIn(5 * MINUTE + 1);
    const before = await user.stored();
    const update = (Name: string, Value: string) =>
      user.own('UpdateUserAttributes', { UserAttributes: [{ Name, Value }] });
    await expect(update('phone_number', '+15550009999')).rejects.toMatchObject(TOO_LATE);
    const preferred = { SMSMfaSettings: { Enabled: true, PreferredMfa: true } };
    await expect(user.prefer(preferred)).rejects.toMatchObject(TOO_LATE);
    expect(await user.stored()).toStrictEqual(before);
    // The address serves no factor yet, and may not begin to.
    await update('email', 'other@example.com');
    await expect(user.prefer({ EmailMfaSettings: { Enabled: true } })).rejects.toMatchObject(TOO_LATE);
  });

  it('is not replaced later by a number that waits for its code', async () => {
    const test = await service.pool({
      autoVerifiedAttributes: ['phone_number'],
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['phone_number'] },
    });
    const attributes = { phone_number: '+15551239878', phone_number_verified: 'true' };
    const user = await newcomer(test, { attributes });
    await test.force(user.username, { mfa: { enabled: ['SMS_MFA'] } });
    const number = '+15550008888';
    await user.own('UpdateUserAttributes', { UserAttributes: [{ Name: 'phone_number', Value: number }] });
    service.app.advance(5 * MINUTE + 1);
    const given = { AttributeName: 'phone_number', Code: test.codeFor(number) };
    await expect(user.own('VerifyUserAttribute', given)).rejects.toMatchObject(TOO_LATE);
    expect((await user.stored()).attributes).toStrictEqual(attributes);
  });

  it('is not replaced later by a device, unless that comes after MFA', async () => {
    for (const [settings, isRefused] of [
      [ALWAYS, true],
      [TRACKING, false],
    ] as const) {
      const test = await service.pool(settings);
      const { username, confirm } = await unconfirmed(test);
      await addSoftwareToken(test, username);
      service.app.advance(5 * MINUTE + 1);
      const confirming = outcome(confirm());
      if (isRefused) expect(await confirming).toEqual(TOO_LATE);
      else expect(await confirming).toEqual({ UserConfirmationNecessary: false });
    }
  });

  it('is not replaced later by a passkey that counts as MFA', async () => {
    const webAuthnConfiguration = {
      ...WITH_PASSKEYS.webAuthnConfiguration,
      factorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
    } as const;
    const test = await service.pool({ ...WITH_PASSKEYS, webAuthnConfiguration });
    const { username, sub, token } = await owner(test);
    const passkeyOwner = ownerWith(test, sub, username, token);
    await test.force(username, { mfa: { enabled: ['EMAIL_OTP'] } });
    const on = { AccessToken: token, WebAuthnMfaSettings: { Enabled: true } };
    service.app.advance(5 * MINUTE + 1);
    await expect(service.app.call('SetUserMFAPreference', on)).rejects.toMatchObject(TOO_LATE);
    await test.force(username, { mfa: { enabled: ['EMAIL_OTP'], passkeys: true } });
    await expect(passkeyOwner.add()).rejects.toMatchObject(TOO_LATE);
  });

  it('can be the first one later', async () => {
    const user = await newcomer(await service.pool(), { attributes: { phone_number: '+15551239877' } });
    service.app.advance(30 * MINUTE);
    await user.prefer({ SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    expect((await user.stored()).mfa).toStrictEqual({ enabled: ['SMS_MFA'], preferred: 'SMS_MFA' });
  });

  it('is not limited where the attribute is another, or an administrator removes it', async () => {
    const user = await signedIn(30 * MINUTE);
    await user.own('UpdateUserAttributes', { UserAttributes: [{ Name: 'name', Value: 'Ann' }] });
    const ids = { Username: user.username };
    await user.test.call('AdminSetUserMFAPreference', { ...ids, ...OFF });
    await user.test.call('AdminDeleteSoftwareToken', ids);
    expect((await user.stored()).mfa).toStrictEqual({});
  });
});
