import { describe, expect, it } from 'vitest';
import { testPools, VERIFIED_PHONE } from '#test/world.ts';
import { ABSENT_POOL, NO_POOL, NO_USER } from '../groups/setup.ts';

const service = testPools();
const SMS = { DeliveryMedium: 'SMS', AttributeName: 'phone_number' };
const refusal = (message: string) => ({ name: 'InvalidParameterException', message });
const ONLY_SMS = refusal('MFAOptions can only have DeliveryMedium SMS with AttributeName phone_number.');

async function withUser() {
  const test = await service.pool();
  await test.create('ann', { UserAttributes: VERIFIED_PHONE('+15551239878') });
  await test.create('bob');
  const set = (MFAOptions: unknown, more: object = {}) =>
    test.call('AdminSetUserSettings', { Username: 'ann', MFAOptions, ...more });
  return { ...test, set };
}

describe('AdminSetUserSettings', () => {
  it('turns MFA by SMS off, which nobody has, and writes nothing', async () => {
    const { app, call, set, stored } = await withUser();
    const before = await stored('ann');
    app.roundTrips.reset();
    expect(await set([])).toEqual({});
    expect(app.roundTrips.writes).toBe(0);
    expect(await stored('ann')).toEqual(before);
    expect(await call('AdminGetUser', { Username: 'ann' })).not.toHaveProperty('MFAOptions');
  });

  it('refuses to show MFA on while nobody is asked for it', async () => {
    const { call, set, stored } = await withUser();
    const before = await stored('ann');
    await expect(set([SMS])).rejects.toMatchObject(
      refusal('MFAOptions with SMS is not supported by this version of Ownpool.'),
    );
    expect(await stored('ann')).toEqual(before);
    expect(await call('AdminGetUser', { Username: 'ann' })).not.toHaveProperty('MFAOptions');
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
