import { beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createPool } from '#test/fixtures.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});

const set = (UserPoolId: string, UserSessionTracking: string, MaxPerUser: number) =>
  app.call('SetUserPoolSessionConfiguration', { UserPoolId, UserSessionTracking, TokenSession: { MaxPerUser } });
const get = (UserPoolId: string) => app.call('GetUserPoolSessionConfiguration', { UserPoolId });

describe('SetUserPoolSessionConfiguration', () => {
  it('sets what GetUserPoolSessionConfiguration shows, in place of the defaults', async () => {
    const { id: UserPoolId } = await createPool(app);
    const off = { UserPoolId, UserSessionTracking: 'DISABLED' };
    expect(await get(UserPoolId)).toEqual({ ...off, TokenSession: { MaxPerUser: 20 } });
    const expected = { ...off, TokenSession: { MaxPerUser: 7 } };
    expect(await set(UserPoolId, 'DISABLED', 7)).toEqual(expected);
    expect(await get(UserPoolId)).toEqual(expected);
    await app.call('UpdateUserPool', { UserPoolId });
    expect(await get(UserPoolId)).toEqual(expected);
    const { UserPool } = await app.call('DescribeUserPool', { UserPoolId });
    expect(Object.keys(UserPool).filter((name) => /session/i.test(name))).toEqual([]);
  });

  it('turns tracking on and off, each time with the limit that it is given', async () => {
    const { id: UserPoolId } = await createPool(app);
    for (const [UserSessionTracking, MaxPerUser] of [
      ['ENABLED', 100],
      ['DISABLED', 1],
      ['ENABLED', 5],
    ] as const) {
      const expected = { UserPoolId, UserSessionTracking, TokenSession: { MaxPerUser } };
      expect(await set(UserPoolId, UserSessionTracking, MaxPerUser)).toEqual(expected);
      expect(await get(UserPoolId)).toEqual(expected);
    }
  });

  it.each([0, 101, -1])('refuses the limit %i', async (most) => {
    const { id } = await createPool(app);
    await expect(set(id, 'ENABLED', most)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect((await get(id)).UserSessionTracking).toBe('DISABLED');
  });

  it('is not for the tier LITE', async () => {
    const { id } = await createPool(app, { userPoolTier: 'LITE' });
    for (const tracking of ['ENABLED', 'DISABLED']) {
      await expect(set(id, tracking, 5)).rejects.toMatchObject({
        name: 'FeatureUnavailableInTierException',
        message: 'The following feature is not available for the LITE pricing tier configured: Session Tracking',
      });
    }
  });

  it.each([
    ['SetUserPoolSessionConfiguration', { UserSessionTracking: 'DISABLED', TokenSession: { MaxPerUser: 1 } }],
    ['GetUserPoolSessionConfiguration', {}],
  ])('%s does not know a pool that is not there', async (operation, input) => {
    await expect(app.call(operation, { UserPoolId: 'us-east-1_000000000', ...input })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool us-east-1_000000000 does not exist.',
    });
  });
});
