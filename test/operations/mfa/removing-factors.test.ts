import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '#test/authenticator-app.ts';
import { testPools } from '#test/world.ts';
import { EVERY_FACTOR, newcomer } from './setup.ts';

const service = testPools(EVERY_FACTOR);
const MINUTE = 60_000;
const TOO_LATE = { name: 'NotAuthorizedException', message: 'Sign in again to remove a factor.' };
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

  it('can be added and preferred later, and removed by an administrator', async () => {
    const user = await signedIn(30 * MINUTE);
    await user.prefer({ SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    await user.own('UpdateUserAttributes', { UserAttributes: [{ Name: 'name', Value: 'Ann' }] });
    const ids = { Username: user.username };
    await user.test.call('AdminSetUserMFAPreference', { ...ids, ...OFF });
    await user.test.call('AdminDeleteSoftwareToken', ids);
    expect((await user.stored()).mfa).toStrictEqual({});
  });
});
