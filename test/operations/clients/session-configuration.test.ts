import { beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createPool } from '#test/fixtures.ts';
import { ABSENT_CLIENT_ID, addPools, createClient, OTHER_POOL_ID, POOL_ID } from './fixtures.ts';

describe('the session configuration of a client', () => {
  let app: TestApp;
  let ids: { readonly UserPoolId: string; readonly ClientId: string };
  beforeAll(async () => {
    app = await createTestApp();
    await addPools(app);
    ids = { UserPoolId: POOL_ID, ClientId: (await createClient(app)).ClientId };
  });

  const get = (input: object = {}) => app.call('GetUserPoolClientSessionConfiguration', { ...ids, ...input });
  const set = (input: object = {}) =>
    app.call('SetUserPoolClientSessionConfiguration', { ...ids, SSOSession: { MaxValidityMinutes: 5 }, ...input });

  it('is the default, and cannot be set while sessions are not tracked', async () => {
    await expect(set()).rejects.toMatchObject({
      name: 'OperationNotEnabledException',
      message: 'User session tracking is not enabled for the user pool.',
    });
    expect(await get()).toEqual({ ...ids, SSOSession: { MaxValidityMinutes: 60 } });
  });

  it('is set while sessions are tracked, stays with an update of the client, and lies dormant without tracking', async () => {
    const track = (UserSessionTracking: string) =>
      app.call('SetUserPoolSessionConfiguration', {
        UserPoolId: POOL_ID,
        UserSessionTracking,
        TokenSession: { MaxPerUser: 20 },
      });
    await track('ENABLED');
    for (const MaxValidityMinutes of [129_600, 0]) {
      const expected = { ...ids, SSOSession: { MaxValidityMinutes } };
      expect(await set({ SSOSession: { MaxValidityMinutes } })).toEqual(expected);
      expect(await get()).toEqual(expected);
    }
    const { UserPoolClient } = await app.call('UpdateUserPoolClient', { ...ids, ClientName: 'renamed' });
    expect(Object.keys(UserPoolClient).filter((name) => /^session/i.test(name))).toEqual([]);
    await track('DISABLED');
    await expect(set()).rejects.toMatchObject({ name: 'OperationNotEnabledException' });
    expect(await get()).toEqual({ ...ids, SSOSession: { MaxValidityMinutes: 0 } });
  });

  it('is not for the tier LITE', async () => {
    const { id: UserPoolId } = await createPool(app, { userPoolTier: 'LITE' });
    const { ClientId } = await createClient(app, { UserPoolId });
    await expect(set({ UserPoolId, ClientId })).rejects.toMatchObject({
      name: 'FeatureUnavailableInTierException',
      message: 'The following feature is not available for the LITE pricing tier configured: Session Tracking',
    });
    expect((await get({ UserPoolId, ClientId })).SSOSession).toEqual({ MaxValidityMinutes: 60 });
  });

  it.each([{ SSOSession: undefined }, { SSOSession: {} }, { SSOSession: { MaxValidityMinutes: 129_601 } }])(
    'is validated: %j',
    async (input) => {
      await expect(set(input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    },
  );

  it("is not known of an unknown pool or client, nor of another pool's", async () => {
    for (const wrong of [
      { UserPoolId: 'us-east-1_Nobody123' },
      { ClientId: ABSENT_CLIENT_ID },
      { UserPoolId: OTHER_POOL_ID },
    ]) {
      for (const call of [get, set])
        await expect(call(wrong)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    }
  });
});
