import { describe, expect, it } from 'vitest';
import { atOnce, testPools } from '#test/world.ts';
import { ABSENT_POOL, NO_POOL, NO_USER } from '../groups/setup.ts';
import { EVERY_FACTOR, newcomer, protectedUser, shown } from './setup.ts';

const service = testPools(EVERY_FACTOR);
const NO_TOKEN = { name: 'ResourceNotFoundException', message: 'The user has no software token.' };

describe('AdminDeleteSoftwareToken', () => {
  it('deletes the secret, the setting and the preference, and leaves other factors', async () => {
    const test = await service.pool();
    const user = await newcomer(test, { attributes: { phone_number: '+15551239878' } });
    await user.register();
    await user.prefer({
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
      SMSMfaSettings: { Enabled: true },
    });
    const before = await user.stored();
    expect(await test.call('AdminDeleteSoftwareToken', { Username: user.username })).toStrictEqual({});
    const after = await user.stored();
    expect(after.mfa).toStrictEqual({ enabled: ['SMS_MFA'] });
    expect(after.stamp).not.toBe(before.stamp);
    expect(await user.token()).not.toHaveProperty('secret');
    expect(await shown(test, user.username)).toMatchObject({ factors: ['SMS_MFA'], preferred: undefined });
  });

  it('lets the user sign in with the password alone where MFA is optional, and set up another app', async () => {
    const test = await service.pool();
    const user = await protectedUser(test);
    await test.call('AdminDeleteSoftwareToken', { Username: user.username });
    expect(await test.signIn(user.username)).toHaveProperty('AuthenticationResult');
    const secret = await user.register();
    expect(await user.token()).toMatchObject({ secret });
  });

  it('refuses a user without a software token, also one whose first code is due', async () => {
    const test = await service.pool();
    const user = await newcomer(test);
    await user.associate();
    const call = () => test.call('AdminDeleteSoftwareToken', { Username: user.username });
    await expect(call()).rejects.toMatchObject(NO_TOKEN);
    await user.register();
    const { answers, errors } = await atOnce(5, call);
    expect(answers).toStrictEqual([{}]);
    for (const error of errors) expect(error).toMatchObject(NO_TOKEN);
  });

  it('refuses unknown users and pools', async () => {
    const test = await service.pool();
    const call = (more: object) => test.call('AdminDeleteSoftwareToken', { Username: 'nobody', ...more });
    await expect(call({})).rejects.toMatchObject(NO_USER);
    await expect(call({ UserPoolId: ABSENT_POOL })).rejects.toMatchObject(NO_POOL);
    await expect(call({ Username: undefined })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
