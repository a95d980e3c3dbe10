import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import type { UserMfa } from '#core/users/user.ts';
import { beforeNextCommit, testPools, type Values } from '#test/world.ts';
import { EVERY_FACTOR, invalid, newcomer } from '../mfa/setup.ts';

const service = testPools(EVERY_FACTOR);
const REQUIRED: Partial<Pool> = { ...EVERY_FACTOR, mfaConfiguration: 'ON' };
const SMS_ONLY: Partial<Pool> = {
  ...REQUIRED,
  softwareTokenMfaConfiguration: undefined,
  emailMfaConfiguration: undefined,
};
const PHONE = { phone_number: '+15551239878', phone_number_verified: 'true' };
const EMAIL = { email: 'ann@example.com', email_verified: 'true' };
const REFUSED = invalid('An attribute cannot be removed while the required MFA depends on it.');

/** The ways to remove an attribute. All of them follow the same rules. */
const WAYS = ['DeleteUserAttributes', 'AdminDeleteUserAttributes', 'UpdateUserAttributes', 'AdminUpdateUserAttributes'];

async function withUser(settings: Partial<Pool>, attributes: Values, mfa: UserMfa) {
  // The user has signed in before the pool asked for MFA.
  const test = await service.pool({ mfaConfiguration: 'OFF' });
  const user = await newcomer(test, { attributes });
  await test.force(user.username, { mfa });
  await test.changePool(settings);
  service.app.deps.configuration.forget(test.pool.id);
  const remove = (way: string, Name: string) => {
    const what = way.includes('Delete') ? { UserAttributeNames: [Name] } : { UserAttributes: [{ Name, Value: '' }] };
    return way.startsWith('Admin') ? test.call(way, { Username: user.username, ...what }) : user.own(way, what);
  };
  return { ...user, test, remove };
}

describe.each(WAYS)('%s', (way) => {
  it('turns off the factor that loses its destination, and its preference', async () => {
    const mfa: UserMfa = { enabled: ['SMS_MFA', 'EMAIL_OTP'], preferred: 'SMS_MFA' };
    const user = await withUser(EVERY_FACTOR, { ...PHONE, ...EMAIL }, mfa);
    const before = await user.stored();
    await user.remove(way, 'phone_number');
    const after = await user.stored();
    expect(after.mfa).toStrictEqual({ enabled: ['EMAIL_OTP'] });
    expect(after.stamp).not.toBe(before.stamp);
    await user.remove(way, 'email');
    expect((await user.stored()).mfa).toStrictEqual({});
  });

  it('does so where MFA is off, so that no setting waits for an attribute', async () => {
    const user = await withUser({ mfaConfiguration: 'OFF' }, PHONE, { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' });
    await user.remove(way, 'phone_number');
    expect((await user.stored()).mfa).toStrictEqual({});
  });

  it('refuses to remove the only factor where MFA is required', async () => {
    const user = await withUser(SMS_ONLY, PHONE, { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' });
    const before = await user.stored();
    await expect(user.remove(way, 'phone_number')).rejects.toMatchObject(REFUSED);
    expect(await user.stored()).toStrictEqual(before);
  });

  it('refuses so too where the factor follows from the attribute alone', async () => {
    const user = await withUser(REQUIRED, EMAIL, {});
    await expect(user.remove(way, 'email')).rejects.toMatchObject(REFUSED);
  });

  it('removes it where MFA is required and another factor is left', async () => {
    const mfa: UserMfa = { enabled: ['SMS_MFA', 'EMAIL_OTP'], preferred: 'SMS_MFA' };
    const user = await withUser(REQUIRED, { ...PHONE, ...EMAIL }, mfa);
    await user.remove(way, 'phone_number');
    expect((await user.stored()).mfa).toStrictEqual({ enabled: ['EMAIL_OTP'] });
    await expect(user.remove(way, 'email')).rejects.toMatchObject(REFUSED);
  });

  it('leaves the factors, and sign-ins in progress, where another attribute goes', async () => {
    const user = await withUser(EVERY_FACTOR, { ...PHONE, ...EMAIL }, { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' });
    const before = await user.stored();
    await user.remove(way, 'email');
    const after = await user.stored();
    expect(after.mfa).toStrictEqual(before.mfa);
    expect(after.stamp).toBe(before.stamp);
  });
});

describe('the attribute of a factor', () => {
  it('may get another value, to which the codes go then', async () => {
    const user = await withUser(SMS_ONLY, PHONE, { enabled: ['SMS_MFA'] });
    await user.own('UpdateUserAttributes', { UserAttributes: [{ Name: 'phone_number', Value: '+15551230000' }] });
    const after = await user.stored();
    expect(after.mfa).toStrictEqual({ enabled: ['SMS_MFA'] });
    expect(after.attributes).toMatchObject({ phone_number: '+15551230000', phone_number_verified: 'false' });
  });

  it('is judged again when the factor was turned on meanwhile', async () => {
    const user = await withUser(EVERY_FACTOR, PHONE, {});
    const settings = { SMSMfaSettings: { Enabled: true } };
    beforeNextCommit(service.app, () => user.own('SetUserMFAPreference', settings));
    await user.remove('DeleteUserAttributes', 'phone_number');
    expect((await user.stored()).mfa).toStrictEqual({});
  });
});
