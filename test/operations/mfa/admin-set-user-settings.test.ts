import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { testPools, VERIFIED_PHONE } from '#test/world.ts';
import { ABSENT_POOL, NO_POOL, NO_USER } from '../groups/setup.ts';
import { EVERY_FACTOR } from './setup.ts';

const service = testPools(EVERY_FACTOR);
const SMS = { DeliveryMedium: 'SMS', AttributeName: 'phone_number' };
const refusal = (message: string) => ({ name: 'InvalidParameterException', message });
const ONLY_SMS = refusal('MFAOptions can only have DeliveryMedium SMS with AttributeName phone_number.');

async function withUser(settings: Partial<Pool> = {}) {
  const test = await service.pool(settings);
  await test.create('ann', { UserAttributes: VERIFIED_PHONE('+15551239878') });
  await test.create('bob');
  const set = (MFAOptions: unknown, more: object = {}) =>
    test.call('AdminSetUserSettings', { Username: 'ann', MFAOptions, ...more });
  return { ...test, set };
}

describe('AdminSetUserSettings', () => {
  it('turns MFA by SMS on and off, for sign-in and for whoever looks', async () => {
    const { call, set, stored } = await withUser();
    expect(await set([SMS])).toEqual({});
    expect((await stored('ann'))?.mfa).toStrictEqual({ enabled: ['SMS_MFA'] });
    expect(await call('AdminGetUser', { Username: 'ann' })).toMatchObject({
      MFAOptions: [SMS],
      UserMFASettingList: ['SMS_MFA'],
    });
    expect(await set([])).toEqual({});
    expect((await stored('ann'))?.mfa).toStrictEqual({});
    expect(await call('AdminGetUser', { Username: 'ann' })).not.toHaveProperty('MFAOptions');
  });

  it('writes nothing where nothing changes', async () => {
    const { app, set, stored } = await withUser();
    const before = await stored('ann');
    app.roundTrips.reset();
    expect(await set([])).toEqual({});
    expect(app.roundTrips.writes).toBe(0);
    expect(await stored('ann')).toEqual(before);
  });

  it('keeps the preference for SMS, and other factors', async () => {
    const { call, force, set, stored } = await withUser();
    const mfa = { enabled: ['SMS_MFA', 'EMAIL_OTP'], preferred: 'SMS_MFA' } as const;
    await force('ann', { mfa });
    await set([SMS]);
    expect((await stored('ann'))?.mfa).toStrictEqual(mfa);
    await set([]);
    expect(await call('AdminGetUser', { Username: 'ann' })).toMatchObject({ UserMFASettingList: ['EMAIL_OTP'] });
  });

  it('refuses SMS in a pool that offers none, where nobody would be asked for it', async () => {
    const { changePool, call, set } = await withUser();
    await changePool({ mfaConfiguration: 'OFF' });
    service.app.deps.configuration.forget((await call('DescribeUserPool')).UserPool.Id);
    await expect(set([SMS])).rejects.toMatchObject(refusal('SMS_MFA is not enabled for the user pool.'));
    expect(await call('AdminGetUser', { Username: 'ann' })).not.toHaveProperty('MFAOptions');
  });

  it('turns nothing off in a pool that requires MFA', async () => {
    const test = await withUser({ mfaConfiguration: 'ON' });
    await test.set([SMS]);
    await expect(test.set([])).rejects.toMatchObject(
      refusal('MFA cannot be turned off for a user while the user pool requires it.'),
    );
  });

  it('refuses MFA for a user without a phone number', async () => {
    const { set } = await withUser();
    await expect(set([SMS], { Username: 'bob' })).rejects.toMatchObject(
      refusal('User does not have delivery config set to turn on SMS_MFA'),
    );
  });

  it.each([
    [{ ...SMS, DeliveryMedium: 'EMAIL' }],
    [{ ...SMS, AttributeName: 'email' }],
    [{ DeliveryMedium: 'SMS' }],
    [{ AttributeName: 'phone_number' }],
    [{}],
  ])('refuses %j, which no user can have', async (option) => {
    const { set } = await withUser();
    await expect(set([option])).rejects.toMatchObject(ONLY_SMS);
    await expect(set([SMS, option])).rejects.toMatchObject(ONLY_SMS);
  });

  it('refuses what is no list of options, no user and no pool', async () => {
    const { set } = await withUser();
    await expect(set(undefined)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(set([{ ...SMS, DeliveryMedium: 'PIGEON' }])).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(set('SMS')).rejects.toMatchObject({ name: 'SerializationException' });
    await expect(set([], { Username: 'nobody' })).rejects.toMatchObject(NO_USER);
    await expect(set([], { UserPoolId: ABSENT_POOL })).rejects.toMatchObject(NO_POOL);
  });
});
