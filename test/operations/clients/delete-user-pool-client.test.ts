import { beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '#core/call.ts';
import { testApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { clientUnknown } from '#test/errors.ts';
import { addPools, createClient, POOL_ID } from './fixtures.ts';

describe('DeleteUserPoolClient', () => {
  const app = testApp();
  beforeAll(async () => {
    await addPools(app);
  });

  it('takes a client away from every operation, sign-in included', async () => {
    const { ClientId } = await createClient(app);
    const ids = { UserPoolId: POOL_ID, ClientId };
    const idOf = async () => (await withClient(callOf(app.deps), ClientId)).client.id;
    expect(await idOf()).toBe(ClientId);

    expect(await app.call('DeleteUserPoolClient', ids)).toBeUndefined();

    const gone = clientUnknown(ClientId);
    await expect(idOf()).rejects.toMatchObject(gone);
    await expect(app.call('DescribeUserPoolClient', ids)).rejects.toMatchObject(gone);
    await expect(app.call('UpdateUserPoolClient', ids)).rejects.toMatchObject(gone);
    await expect(app.call('DeleteUserPoolClient', ids)).rejects.toMatchObject(gone);
    expect(await app.call('ListUserPoolClients', { UserPoolId: POOL_ID })).toEqual({ UserPoolClients: [] });
  });

  it('lets one of two deletions at once succeed', async () => {
    const { ClientId } = await createClient(app);
    const ids = { UserPoolId: POOL_ID, ClientId };
    const outcomes = await Promise.allSettled([1, 2].map(() => app.call('DeleteUserPoolClient', ids)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'ResourceNotFoundException' },
    });
  });
});
