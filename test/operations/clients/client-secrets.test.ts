import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CognitoError } from '#core/errors.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { ABSENT_CLIENT_ID, type Answer, addPools, createClient, OTHER_POOL_ID, POOL_ID } from './fixtures.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const SECRET = 'given0secret0given0secret0given0';
const PASSWORD = 'Passw0rd!example';

let app: TestApp;
let client: Answer;
let ids: { readonly UserPoolId: string; readonly ClientId: string };
beforeEach(async () => {
  app = await createTestApp();
  await addPools(app);
  client = await createClient(app, { GenerateSecret: true, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] });
  ids = { UserPoolId: POOL_ID, ClientId: client.ClientId };
});

const add = async (ClientSecret?: string) =>
  (await app.call('AddUserPoolClientSecret', { ...ids, ClientSecret })).ClientSecretDescriptor;
const list = async () => (await app.call('ListUserPoolClientSecrets', ids)).ClientSecrets;
const remove = (ClientSecretId: string) => app.call('DeleteUserPoolClientSecret', { ...ids, ClientSecretId });
const describeClient = async () => (await app.call('DescribeUserPoolClient', ids)).UserPoolClient;

/** Signs up with a hash of this secret, and returns the name of the error, if there is one. */
async function signUpWith(secret: string, Username: string): Promise<string | undefined> {
  const SecretHash = createHmac('sha256', secret).update(`${Username}${client.ClientId}`).digest('base64');
  const request = { ClientId: client.ClientId, Username, Password: PASSWORD, SecretHash };
  return app.call('SignUp', request).then(
    () => undefined,
    (error: CognitoError) => error.name,
  );
}

describe('AddUserPoolClientSecret', () => {
  it('makes a second secret, and shows it once', async () => {
    app.advance(5000);
    const added = await add();
    expect(added).toEqual({
      ClientSecretId: `${client.ClientId}--${NOW + 5000}`,
      ClientSecretCreateDate: NOW / 1000 + 5,
      ClientSecretValue: expect.stringMatching(/^[0-9a-v]{52}$/),
    });
    expect(added.ClientSecretValue).not.toBe(client.ClientSecret);
    expect(await list()).toEqual([
      { ClientSecretId: `${client.ClientId}--${NOW}`, ClientSecretCreateDate: NOW / 1000 },
      { ClientSecretId: added.ClientSecretId, ClientSecretCreateDate: added.ClientSecretCreateDate },
    ]);
  });

  it('takes a secret of its caller, and does not repeat it', async () => {
    expect(await add(SECRET)).not.toHaveProperty('ClientSecretValue');
    expect(await signUpWith(SECRET, 'ada')).toBeUndefined();
  });

  it('leaves both secrets in force, and no other', async () => {
    const { ClientSecretValue } = await add();
    expect(await signUpWith(client.ClientSecret!, 'ada')).toBeUndefined();
    expect(await signUpWith(ClientSecretValue, 'bob')).toBeUndefined();
    expect(await signUpWith(SECRET, 'eve')).toBe('NotAuthorizedException');
  });

  it('leaves both in force where the secret itself is sent', async () => {
    const { ClientSecretValue } = await add();
    const revoke = (ClientSecret?: string) =>
      app.call('RevokeToken', { ClientId: client.ClientId, ClientSecret, Token: 'no-token' });
    const refusals = await Promise.all(
      [client.ClientSecret, ClientSecretValue, SECRET, undefined].map((secret) =>
        revoke(secret).then(
          () => 'accepted',
          (error: CognitoError) => error.message,
        ),
      ),
    );
    // The first two are told what is wrong with the token, and the others that their secret is.
    expect(refusals[0]).toBe(refusals[1]);
    expect(refusals[2]).toBe(refusals[3]);
    expect(refusals[2]).not.toBe(refusals[0]);
  });

  it('keeps the older one in what is described, and other settings as they are', async () => {
    app.advance(5000);
    await add();
    const LastModifiedDate = NOW / 1000 + 5;
    expect(await describeClient()).toEqual({ ...client, LastModifiedDate });
  });

  it('refuses a third secret', async () => {
    await add();
    await expect(add()).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: `Client ${client.ClientId} already has 2 secrets.`,
    });
  });

  it('adds one secret when three are asked for at once', async () => {
    const outcomes = await Promise.allSettled([add(), add(), add()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'LimitExceededException' });
    }
    expect(await list()).toHaveLength(2);
  });

  it('loses nothing of an update at the same time, nor does the update lose the secret', async () => {
    const [added] = await Promise.all([
      add(),
      app.call('UpdateUserPoolClient', { ...ids, AuthSessionValidity: 9 }),
      app.call('UpdateUserPoolClient', { ...ids, AuthSessionValidity: 9 }),
    ]);
    expect(await describeClient()).toMatchObject({ AuthSessionValidity: 9, ClientSecret: client.ClientSecret });
    expect(await signUpWith(added.ClientSecretValue, 'ada')).toBeUndefined();
  });

  it('refuses a secret that the client has already', async () => {
    await expect(add(client.ClientSecret)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Client ${client.ClientId} already has this secret.`,
    });
  });

  it('makes no confidential client of a public one', async () => {
    const { ClientId } = await createClient(app);
    await expect(app.call('AddUserPoolClientSecret', { UserPoolId: POOL_ID, ClientId })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Client ${ClientId} is not configured for secret.`,
    });
    expect(await app.call('ListUserPoolClientSecrets', { UserPoolId: POOL_ID, ClientId })).toEqual({
      ClientSecrets: [],
    });
  });

  it.each(['short', 'x'.repeat(65), 'with-hyphens-with-hyphens-'])('refuses the secret %s', async (secret) => {
    await expect(add(secret)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await list()).toHaveLength(1);
  });
});

describe('DeleteUserPoolClientSecret', () => {
  it('ends the older secret, so that the newer one is the only one', async () => {
    const { ClientSecretValue } = await add();
    expect(await remove(`${client.ClientId}--${NOW}`)).toEqual({});
    expect(await signUpWith(client.ClientSecret!, 'ada')).toBe('NotAuthorizedException');
    expect(await signUpWith(ClientSecretValue, 'ada')).toBeUndefined();
    expect(await describeClient()).toMatchObject({ ClientSecret: ClientSecretValue });
    expect(await list()).toEqual([{ ClientSecretId: expect.any(String), ClientSecretCreateDate: expect.any(Number) }]);
  });

  it('gives every secret an id of its own, also within one millisecond', async () => {
    const seen = new Set([`${client.ClientId}--${NOW}`]);
    for (let turn = 0; turn < 3; turn++) {
      const { ClientSecretId } = await add();
      seen.add(ClientSecretId);
      const [{ ClientSecretId: oldest }] = await list();
      await remove(oldest);
    }
    expect(seen.size).toBe(4);
  });

  it('refuses the last one', async () => {
    const last = {
      name: 'InvalidParameterException',
      message: 'The last secret of an app client cannot be deleted.',
    };
    await expect(remove(`${client.ClientId}--${NOW}`)).rejects.toMatchObject(last);
    expect(await signUpWith(client.ClientSecret!, 'ada')).toBeUndefined();
  });

  it('leaves one of two that are deleted at once', async () => {
    const { ClientSecretId } = await add();
    const outcomes = await Promise.allSettled([remove(ClientSecretId), remove(`${client.ClientId}--${NOW}`)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await list()).toHaveLength(1);
  });

  it('does not know a secret that is not there', async () => {
    await expect(remove(`${client.ClientId}--1`)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Client secret ${client.ClientId}--1 does not exist.`,
    });
  });
});

describe('ListUserPoolClientSecrets', () => {
  it('has one page, and takes no token for another', async () => {
    await expect(app.call('ListUserPoolClientSecrets', { ...ids, NextToken: 'x' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid pagination token given.',
    });
  });

  it('shows no value, whoever made it', async () => {
    await add(SECRET);
    expect(JSON.stringify(await list())).not.toContain(SECRET);
    expect(JSON.stringify(await list())).not.toContain(client.ClientSecret);
  });
});

describe('the operations on secrets', () => {
  const operations = ['AddUserPoolClientSecret', 'ListUserPoolClientSecrets', 'DeleteUserPoolClientSecret'];

  it.each(operations)("%s knows neither an unknown pool or client, nor another pool's", async (operation) => {
    const request = operation === 'DeleteUserPoolClientSecret' ? { ClientSecretId: `${client.ClientId}--${NOW}` } : {};
    for (const wrong of [
      { UserPoolId: 'us-east-1_Nobody123', ClientId: client.ClientId },
      { UserPoolId: POOL_ID, ClientId: ABSENT_CLIENT_ID },
      { UserPoolId: OTHER_POOL_ID, ClientId: client.ClientId },
    ]) {
      await expect(app.call(operation, { ...wrong, ...request })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    }
    expect(await list()).toHaveLength(1);
  });
});

describe('an internal error', () => {
  it.each<[string, object, string]>([
    ['AddUserPoolClientSecret', {}, 'InternalServerException'],
    ['DeleteUserPoolClientSecret', { ClientSecretId: 'x--1' }, 'InternalServerException'],
    ['ListUserPoolClientSecrets', {}, 'InternalServerException'],
    ['DescribeUserPoolClient', {}, 'InternalErrorException'],
  ])('of %s has the name that its page declares', async (operation, input, name) => {
    const { records } = app.deps;
    Object.assign(records, { read: () => Promise.reject(new Error('The store is down.')) });
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    await expect(app.call(operation, { ...ids, ...input })).rejects.toMatchObject({
      name,
      status: 500,
      message: 'An internal error occurred.',
    });
    logged.mockRestore();
    expect(app.audit.at(-1)).toMatchObject({ operation, result: name });
  });
});
