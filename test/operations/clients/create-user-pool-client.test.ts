import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { testApp } from '#test/app.ts';
import { invalid, poolUnknown } from '#test/errors.ts';
import { addPools, clientRecord, createClient, POOL_ID, testPool } from './fixtures.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z') / 1000;
const FULL_POOL_ID = 'us-east-1_Clients03';
const SECRET = 'given0secret0given0secret0given0';

/** Every member of the request, with values other than the defaults. */
const FULL = {
  ClientName: 'My app @ home',
  GenerateSecret: false,
  ClientSecret: SECRET,
  RefreshTokenValidity: 7200,
  AccessTokenValidity: 20,
  IdTokenValidity: 1,
  TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'hours', RefreshToken: 'seconds' },
  ReadAttributes: ['email', 'email_verified', 'custom:team'],
  WriteAttributes: ['email', 'custom:team'],
  ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH'],
  SupportedIdentityProviders: ['COGNITO'],
  CallbackURLs: ['https://example.com/cb', 'http://localhost:3000/cb', 'myapp://signed-in'],
  LogoutURLs: ['https://example.com/#/bye'],
  DefaultRedirectURI: 'https://example.com/cb',
  AllowedOAuthFlows: ['code', 'implicit'],
  AllowedOAuthScopes: ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'],
  AllowedOAuthFlowsUserPoolClient: true,
  AnalyticsConfiguration: {
    ApplicationId: 'd70b2ba36a8c4dc5a04a0451a31a1e12',
    RoleArn: 'arn:aws:iam::123456789012:role/pinpoint',
    ExternalId: 'external',
    UserDataShared: true,
  },
  PreventUserExistenceErrors: 'ENABLED',
  EnableTokenRevocation: false,
  EnablePropagateAdditionalUserContextData: true,
  AuthSessionValidity: 15,
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
};

describe('CreateUserPoolClient', () => {
  const app = testApp();
  beforeAll(async () => {
    await addPools(app);
  });

  it('answers the defaults of a client of which only the name is known', async () => {
    const client = await createClient(app);
    expect(client).toEqual({
      UserPoolId: POOL_ID,
      ClientId: expect.stringMatching(/^[0-9a-v]{26}$/),
      ClientName: 'app',
      CreationDate: NOW,
      LastModifiedDate: NOW,
      ClientType: 'REGULAR',
      RefreshTokenValidity: 30,
      TokenValidityUnits: {},
      AllowedOAuthFlowsUserPoolClient: false,
      EnableTokenRevocation: true,
      EnablePropagateAdditionalUserContextData: false,
      AuthSessionValidity: 3,
    });
    expect(await app.call('DescribeUserPoolClient', { UserPoolId: POOL_ID, ClientId: client.ClientId })).toEqual({
      UserPoolClient: client,
    });
  });

  it('keeps and answers every member', async () => {
    const client = await createClient(app, FULL);
    const { GenerateSecret: _, ...echoed } = FULL;
    expect(client).toEqual({
      ...echoed,
      UserPoolId: POOL_ID,
      ClientId: expect.any(String),
      ClientType: 'REGULAR',
      CreationDate: NOW,
      LastModifiedDate: NOW,
    });
    const described = await app.call('DescribeUserPoolClient', { UserPoolId: POOL_ID, ClientId: client.ClientId });
    expect(described.UserPoolClient).toEqual(client);
  });

  it('takes 0 days for the default of 30', async () => {
    expect(await createClient(app, { RefreshTokenValidity: 0 })).toMatchObject({ RefreshTokenValidity: 30 });
  });

  it('shows a disabled rotation without a grace period, and an enabled one with 0 by default', async () => {
    const disabled = { Feature: 'DISABLED', RetryGracePeriodSeconds: 30 };
    expect(await createClient(app, { RefreshTokenRotation: disabled })).toMatchObject({
      RefreshTokenRotation: { Feature: 'DISABLED', RetryGracePeriodSeconds: 0 },
    });
    expect(await createClient(app, { RefreshTokenRotation: { Feature: 'ENABLED' } })).toMatchObject({
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    });
  });

  it('takes an empty list for none and repeated entries for one', async () => {
    const client = await createClient(app, {
      WriteAttributes: [],
      ExplicitAuthFlows: [],
      LogoutURLs: [],
      CallbackURLs: ['https://a.example', 'https://a.example'],
    });
    expect(client).not.toHaveProperty('WriteAttributes');
    expect(client).not.toHaveProperty('ExplicitAuthFlows');
    expect(client).not.toHaveProperty('LogoutURLs');
    expect(client.CallbackURLs).toEqual(['https://a.example']);
  });

  it('makes a new secret for every client that asks for one', async () => {
    const first = await createClient(app, { GenerateSecret: true });
    const second = await createClient(app, { GenerateSecret: true });
    expect(first.ClientSecret).toMatch(/^[0-9a-v]{52}$/);
    expect(second.ClientSecret).toMatch(/^[0-9a-v]{52}$/);
    expect(first.ClientSecret).not.toBe(second.ClientSecret);
    expect(first.ClientId).not.toBe(second.ClientId);
  });

  it('makes no secret unless asked', async () => {
    expect(await createClient(app, { GenerateSecret: false })).not.toHaveProperty('ClientSecret');
  });

  it('takes either a secret or the order to make one', async () => {
    await expect(createClient(app, { GenerateSecret: true, ClientSecret: SECRET })).rejects.toMatchObject(
      invalid('Only one of GenerateSecret and ClientSecret can be specified.'),
    );
  });

  it('keeps no secret in the clear', async () => {
    const { ClientId } = await createClient(app, { ClientSecret: SECRET });
    const { client } = await app.deps.records.read({ client: { kind: 'client', id: { id: ClientId } } });
    const [secret] = client!.secrets;
    expect(JSON.stringify(client)).not.toContain(SECRET);
    expect(Buffer.from(secret!.sealed, 'base64').toString('latin1')).not.toContain(SECRET);
    const Key = { pk: `C#${ClientId}`, sk: '#' };
    const { Item: item } = await app.table.client.send(new GetCommand({ TableName: app.table.tableName, Key }));
    expect(item?.d).toBeInstanceOf(Uint8Array);
    const raw = JSON.stringify(item, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(raw).not.toContain(SECRET);
    expect(raw).not.toContain(secret!.sealed);
  });

  it('refuses an unknown pool', async () => {
    await expect(createClient(app, { UserPoolId: 'us-east-1_Nobody123' })).rejects.toMatchObject(
      poolUnknown('us-east-1_Nobody123'),
    );
  });

  it('counts the clients of the pool, reads the pool from the table and writes once', async () => {
    app.roundTrips.reset();
    await createClient(app);
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
  });

  it('refuses the 1,001st client of a pool, and no client of another', async () => {
    const { records } = app.deps;
    const made = (index: number) => ({
      op: 'create' as const,
      kind: 'client' as const,
      value: clientRecord(`full${index}`, FULL_POOL_ID),
    });
    await addPools(app, testPool({ id: FULL_POOL_ID }));
    for (let start = 0; start < 999; start += 37) {
      await records.commit(Array.from({ length: 37 }, (_, index) => made(start + index)));
    }
    await expect(createClient(app, { UserPoolId: FULL_POOL_ID })).resolves.toBeDefined();
    await expect(createClient(app, { UserPoolId: FULL_POOL_ID })).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: `User pool ${FULL_POOL_ID} already has 1000 app clients.`,
    });
    await expect(createClient(app)).resolves.toBeDefined();
  });

  it('refuses more than 100 callbacks', async () => {
    const CallbackURLs = Array.from({ length: 101 }, (_, index) => `https://example.com/${index}`);
    await expect(createClient(app, { CallbackURLs })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('Member must have length less than or equal to 100'),
    });
  });
});
