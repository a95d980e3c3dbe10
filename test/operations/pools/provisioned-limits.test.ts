import { beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient, createPool } from '#test/fixtures.ts';

let app: TestApp;
beforeEach(async () => {
  app = await createTestApp();
});

const definition = (Category: string) => ({ LimitClass: 'API_CATEGORY', Attributes: { Category } });
const get = (category: string) => app.call('GetProvisionedLimit', { LimitDefinition: definition(category) });
const set = (category: string, RequestedLimitValue: number) =>
  app.call('UpdateProvisionedLimit', { LimitDefinition: definition(category), RequestedLimitValue });
const refused = (name: string, message: string) => expect.objectContaining({ name, message });
const shown = (category: string, ProvisionedLimitValue: number, FreeLimitValue: number) => ({
  Limit: { LimitDefinition: definition(category), ProvisionedLimitValue, FreeLimitValue },
});

/** Makes this many calls to find out how many of them are refused for their rate. */
async function throttled(count: number): Promise<number> {
  const { id: UserPoolId } = await createPool(app);
  // A user who is not there is looked for, and so is not the concern of the limit.
  const calls = Array.from({ length: count }, () => app.call('AdminGetUser', { UserPoolId, Username: 'nobody' }));
  const results = await Promise.allSettled(calls);
  const names = results.map((result) => (result.status === 'rejected' ? result.reason.name : ''));
  expect(names.filter((name) => name === 'UserNotFoundException' || name === 'TooManyRequestsException')).toHaveLength(
    count,
  );
  return names.filter((name) => name === 'TooManyRequestsException').length;
}

describe('the provisioned limits', () => {
  it("show Cognito's numbers and limit nothing until one is set", async () => {
    expect(await get('UserRead')).toEqual(shown('UserRead', 120, 120));
    expect(await get('UserAccountRecovery')).toEqual(shown('UserAccountRecovery', 30, 30));
    expect(await throttled(130)).toBe(0);
  });

  it('are in force at once in the process in which they are set', async () => {
    expect(await set('UserRead', 125)).toEqual(shown('UserRead', 125, 120));
    expect(await get('UserRead')).toEqual(shown('UserRead', 125, 120));
    expect(await get('UserCreation')).toEqual(shown('UserCreation', 50, 50));
    expect(await throttled(130)).toBe(5);
    app.advance(1000);
    expect(await throttled(20)).toBe(0);
  });

  it('reach another process with the next pool that it reads, without a round trip of their own', async () => {
    const { limits } = await app.deps.records.read({ limits: { kind: 'limits', id: { scope: 'deployment' } } });
    expect(limits).toBeUndefined();
    const value = { scope: 'deployment', rates: { UserRead: 120 } } as const;
    await app.deps.records.commit([{ op: 'create', kind: 'limits', value }]);
    const { id: UserPoolId } = await createPool(app);
    app.roundTrips.reset();
    await app.call('AdminGetUser', { UserPoolId, Username: 'nobody' }).catch(() => {});
    const { reads } = app.roundTrips;
    expect(await throttled(130)).toBe(10);
    app.roundTrips.reset();
    app.advance(10_000);
    await app.call('AdminGetUser', { UserPoolId, Username: 'nobody' }).catch(() => {});
    expect(app.roundTrips).toMatchObject({ reads, writes: 0, staleReads: [] });
  });

  it('count no request that is refused for its form or its signature', async () => {
    await set('UserRead', 120);
    const { id: UserPoolId } = await createPool(app);
    for (let count = 0; count < 130; count++) {
      await expect(app.call('AdminGetUser', { UserPoolId, Username: '' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
    }
    expect(await throttled(120)).toBe(0);
  });

  it('hold for sign-ins as well', async () => {
    await set('UserAuthentication', 120);
    const { id: ClientId } = await createClient(app, await createPool(app), {
      explicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    });
    const attempt = () =>
      app.call('InitiateAuth', { ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: 'x' } });
    const results = await Promise.allSettled(Array.from({ length: 121 }, attempt));
    const names = results.map((result) => (result.status === 'rejected' ? result.reason.name : ''));
    expect(names.filter((name) => name === 'TooManyRequestsException')).toHaveLength(1);
  });

  it('lose nothing when two are set at once', async () => {
    await Promise.all([set('UserRead', 200), set('UserCreation', 60), set('UserToken', 130)]);
    expect(await get('UserRead')).toEqual(shown('UserRead', 200, 120));
    expect(await get('UserCreation')).toEqual(shown('UserCreation', 60, 50));
    expect(await get('UserToken')).toEqual(shown('UserToken', 130, 120));
  });

  it('are refused below the default, and for a category that is not adjustable', async () => {
    await expect(set('UserRead', 119)).rejects.toEqual(
      refused('InvalidParameterException', 'RequestedLimitValue must not be less than the default limit 120.'),
    );
    await expect(set('UserUpdate', 100)).rejects.toEqual(
      refused('InvalidParameterException', 'The limit of UserUpdate is not adjustable.'),
    );
    expect(await get('UserRead')).toEqual(shown('UserRead', 120, 120));
  });

  it('know no other category and no other attribute', async () => {
    for (const name of ['Nobody', 'userRead', '__proto__', 'constructor', '']) {
      const text = `The category ${name} does not exist.`;
      await expect(get(name)).rejects.toEqual(refused('ResourceNotFoundException', text));
      await expect(set(name, 500)).rejects.toEqual(refused('ResourceNotFoundException', text));
    }
    for (const Attributes of [{}, { Category: 'UserRead', Pool: 'x' }]) {
      const LimitDefinition = { LimitClass: 'API_CATEGORY', Attributes };
      await expect(app.call('GetProvisionedLimit', { LimitDefinition })).rejects.toEqual(
        refused('InvalidParameterException', 'LimitDefinition must have the attribute Category and no other.'),
      );
    }
  });
});
