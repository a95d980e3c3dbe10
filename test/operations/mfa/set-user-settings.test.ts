import { describe, expect, it } from 'vitest';
import { PASSWORD, testPools, VERIFIED_PHONE } from '#test/world.ts';

const service = testPools();
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
  it('turns MFA by SMS off, which nobody has', async () => {
    const { app, AccessToken, set } = await signedIn();
    expect(await set([])).toEqual({});
    expect(await app.call('GetUser', { AccessToken })).not.toHaveProperty('MFAOptions');
  });

  it('refuses to turn it on', async () => {
    const { app, AccessToken, set } = await signedIn();
    await expect(set([SMS])).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'MFAOptions with SMS is not supported by this version of Ownpool.',
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
