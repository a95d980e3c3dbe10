import { describe, expect, it } from 'vitest';
import { PASSWORD, testPools, VERIFIED_PHONE } from '#test/world.ts';
import { EVERY_FACTOR } from './setup.ts';

const service = testPools(EVERY_FACTOR);
const SMS = { DeliveryMedium: 'SMS', AttributeName: 'phone_number' };

async function signedIn() {
  const test = await service.pool();
  await test.create('ann', { UserAttributes: VERIFIED_PHONE('+15551239878') });
  await test.call('AdminSetUserPassword', { Username: 'ann', Password: PASSWORD, Permanent: true });
  const { AccessToken } = (await test.signIn('ann', PASSWORD)).AuthenticationResult;
  const set = (MFAOptions: unknown, more: object = {}) =>
    test.app.call('SetUserSettings', { AccessToken, MFAOptions, ...more });
  return { ...test, AccessToken, set };
}

describe('SetUserSettings', () => {
  it('turns MFA by SMS on and off', async () => {
    const { app, AccessToken, set } = await signedIn();
    expect(await set([SMS])).toEqual({});
    expect(await app.call('GetUser', { AccessToken })).toMatchObject({ MFAOptions: [SMS] });
    expect(await set([])).toEqual({});
    expect(await app.call('GetUser', { AccessToken })).not.toHaveProperty('MFAOptions');
  });

  it('refuses a user without a phone number, and other options', async () => {
    const { app, AccessToken, set } = await signedIn();
    await expect(set([{ ...SMS, DeliveryMedium: 'EMAIL' }])).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await app.call('DeleteUserAttributes', { AccessToken, UserAttributeNames: ['phone_number'] });
    await expect(set([SMS])).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'User does not have delivery config set to turn on SMS_MFA',
    });
    expect(await app.call('GetUser', { AccessToken })).not.toHaveProperty('MFAOptions');
  });

  it('refuses tokens that are missing, wrong or revoked', async () => {
    const { app, AccessToken, set } = await signedIn();
    await expect(set([], { AccessToken: undefined })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(set([], { AccessToken: 'wrong' })).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await app.call('GlobalSignOut', { AccessToken });
    await expect(set([])).rejects.toMatchObject({ message: 'Access Token has been revoked' });
  });
});
