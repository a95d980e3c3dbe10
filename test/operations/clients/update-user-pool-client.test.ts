import { beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '#core/call.ts';
import { testApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { clientUnknown } from '#test/errors.ts';
import { ABSENT_CLIENT_ID, addPools, createClient, OTHER_POOL_ID, POOL_ID } from './fixtures.ts';

describe('UpdateUserPoolClient', () => {
  const app = testApp();
  beforeAll(async () => {
    await addPools(app);
  });

  const update = async (ClientId: string, input: object = {}) =>
    (await app.call('UpdateUserPoolClient', { UserPoolId: POOL_ID, ClientId, ...input })).UserPoolClient;

  it('resets what is not mentioned and keeps name, secret and creation date', async () => {
    const { ClientId, ClientSecret, CreationDate } = await createClient(app, {
      ClientName: 'kept',
      GenerateSecret: true,
      RefreshTokenValidity: 5,
      AccessTokenValidity: 2,
      IdTokenValidity: 2,
      TokenValidityUnits: { AccessToken: 'hours' },
      ReadAttributes: ['email'],
      WriteAttributes: ['email'],
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      SupportedIdentityProviders: ['COGNITO'],
      CallbackURLs: ['https://a.example'],
      LogoutURLs: ['https://a.example'],
      DefaultRedirectURI: 'https://a.example',
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid'],
      AllowedOAuthFlowsUserPoolClient: true,
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: false,
      EnablePropagateAdditionalUserContextData: true,
      AuthSessionValidity: 10,
    });
    app.advance(1500);
    const answer = await update(ClientId);
    expect(answer).toEqual({
      UserPoolId: POOL_ID,
      ClientId,
      ClientName: 'kept',
      ClientSecret,
      ClientType: 'REGULAR',
      CreationDate,
      LastModifiedDate: Number(CreationDate) + 1.5,
      RefreshTokenValidity: 30,
      TokenValidityUnits: {},
      AllowedOAuthFlowsUserPoolClient: false,
      EnableTokenRevocation: true,
      EnablePropagateAdditionalUserContextData: false,
      AuthSessionValidity: 3,
    });
    expect(await app.call('DescribeUserPoolClient', { UserPoolId: POOL_ID, ClientId })).toEqual({
      UserPoolClient: answer,
    });
  });

  it('renames a client, also in the list', async () => {
    const { ClientId } = await createClient(app, { ClientName: 'old name' });
    expect(await update(ClientId, { ClientName: 'new name' })).toMatchObject({ ClientName: 'new name' });
    const { UserPoolClients } = await app.call('ListUserPoolClients', { UserPoolId: POOL_ID });
    expect(UserPoolClients).toContainEqual({ UserPoolId: POOL_ID, ClientId, ClientName: 'new name' });
    expect(UserPoolClients).not.toContainEqual(expect.objectContaining({ ClientName: 'old name' }));
  });

  it('shows a rotation that is not mentioned any more as disabled', async () => {
    const { ClientId } = await createClient(app, {
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 20 },
    });
    const RefreshTokenRotation = { Feature: 'DISABLED', RetryGracePeriodSeconds: 0 };
    expect(await update(ClientId)).toMatchObject({ RefreshTokenRotation });
    expect(await update(ClientId)).toMatchObject({ RefreshTokenRotation });
  });

  it('is in force for sign-in at once', async () => {
    const { ClientId } = await createClient(app);
    const validity = async () => (await withClient(callOf(app.deps), ClientId)).client.authSessionValidity;
    expect(await validity()).toBe(3);
    await update(ClientId, { AuthSessionValidity: 7 });
    expect(await validity()).toBe(7);
  });

  it('lets each of several updates at once succeed, the last one entirely', async () => {
    const { ClientId } = await createClient(app);
    const inputs = [
      { AuthSessionValidity: 5, ClientName: 'five' },
      { AuthSessionValidity: 6, ClientName: 'six' },
      { AuthSessionValidity: 7, ClientName: 'seven' },
    ];
    await Promise.all(inputs.map((input) => update(ClientId, input)));
    const { UserPoolClient } = await app.call('DescribeUserPoolClient', { UserPoolId: POOL_ID, ClientId });
    const { AuthSessionValidity, ClientName } = UserPoolClient;
    expect(inputs).toContainEqual({ AuthSessionValidity, ClientName });
  });

  it('does not bring back a client that is being deleted', async () => {
    const { ClientId } = await createClient(app);
    const ids = { UserPoolId: POOL_ID, ClientId };
    const [, deleted] = await Promise.allSettled([update(ClientId), app.call('DeleteUserPoolClient', ids)]);
    expect(deleted.status).toBe('fulfilled');
    await expect(app.call('DescribeUserPoolClient', ids)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([
    ['an unknown pool', 'us-east-1_Nobody123', 'User pool us-east-1_Nobody123 does not exist.'],
    ['an unknown client', POOL_ID, `User pool client ${ABSENT_CLIENT_ID} does not exist.`],
  ])('refuses %s', async (_, UserPoolId, message) => {
    for (const operation of ['UpdateUserPoolClient', 'DescribeUserPoolClient', 'DeleteUserPoolClient']) {
      await expect(app.call(operation, { UserPoolId, ClientId: ABSENT_CLIENT_ID })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message,
      });
    }
  });

  it("refuses another pool's client and leaves it alone", async () => {
    const { ClientId } = await createClient(app, { GenerateSecret: true });
    for (const operation of ['UpdateUserPoolClient', 'DescribeUserPoolClient', 'DeleteUserPoolClient']) {
      await expect(app.call(operation, { UserPoolId: OTHER_POOL_ID, ClientId })).rejects.toMatchObject(
        clientUnknown(ClientId),
      );
    }
    expect(await app.call('DescribeUserPoolClient', { UserPoolId: POOL_ID, ClientId })).toMatchObject({
      UserPoolClient: { ClientId },
    });
  });

  it('gives up when others are faster time and again', async () => {
    const { ClientId } = await createClient(app);
    const { records } = app.deps;
    const commit = records.commit;
    const lose: typeof commit = async ([change]) => ({ change: change! });
    Object.assign(records, { commit: lose });
    try {
      await expect(update(ClientId)).rejects.toMatchObject({ name: 'ConcurrentModificationException' });
    } finally {
      Object.assign(records, { commit });
    }
  });
});
