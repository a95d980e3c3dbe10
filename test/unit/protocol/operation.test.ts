import { describe, expect, it } from 'vitest';
import { defineOperation, OPERATIONS } from '#functions/operations.ts';
import type { Deps } from '#ports/deps.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';
import { groupHandler } from '#protocol/group-handler.ts';
import type { Operation } from '#protocol/operation.ts';
import { devicesRequests } from '#protocol/schema/devices.ts';
import { mfaRequests } from '#protocol/schema/mfa.ts';
import { usersRequests } from '#protocol/schema/users.ts';
import { ACCESS_TOKEN_INVALID } from '#test/errors.ts';

describe('an operation by its name', () => {
  it('has the request and the response of that name', () => {
    const operation = defineOperation('AdminGetUser', {
      async handle(_call, { Username, UserPoolId }) {
        const text: string = Username + UserPoolId;
        return { Username: text, UserCreateDate: epochSeconds(1_500), UserAttributes: [{ Name: 'a' }] };
      },
    });
    expect(operation.name).toBe('AdminGetUser');
  });

  it('has what is required in structures of lists, too', () => {
    defineOperation('UpdateUserAttributes', {
      async handle(_call, { UserAttributes, ClientMetadata }) {
        const names: string[] = UserAttributes.map(({ Name }) => Name);
        // @ts-expect-error ClientMetadata is not required
        Object.keys(ClientMetadata);
        // @ts-expect-error neither is Value
        const values: string[] = UserAttributes.map(({ Value }) => Value);
        return { CodeDeliveryDetailsList: [...names, ...values].map((AttributeName) => ({ AttributeName })) };
      },
    });
  });

  it('does not compile with another name, member, answer or context', () => {
    // @ts-expect-error no such operation
    defineOperation('AdminGetUsers', { handle: async () => ({}) });
    // @ts-expect-error no such member
    defineOperation('AdminGetUser', { handle: async (_call, { Name }) => ({ Username: Name }) });
    // @ts-expect-error Username is required in the response
    defineOperation('AdminGetUser', { handle: async () => ({}) });
    // @ts-expect-error a Date is not what JSON has
    defineOperation('AdminGetUser', { handle: async () => ({ Username: 'x', UserCreateDate: new Date() }) });
    // @ts-expect-error neither are milliseconds
    defineOperation('AdminGetUser', { handle: async () => ({ Username: 'x', UserCreateDate: 1 }) });
    defineOperation('AdminGetUser', {
      // @ts-expect-error a signed operation has no user with an access token
      handle: async ({ user }) => ({ Username: user.username }),
    });
    defineOperation('AssociateSoftwareToken', {
      // @ts-expect-error there may be a session instead
      handle: async ({ user }) => ({ SecretCode: user.sub }),
    });
    defineOperation('AssociateSoftwareToken', {
      handle: async (call) => ({ SecretCode: 'user' in call ? call.user.sub : call.requestId }),
    });
    defineOperation('GetUser', {
      handle: async ({ user }) => ({ Username: user.username, UserAttributes: [] }),
    });
  });

  it('answers nothing where the API has no response, and an empty document where it has no members', () => {
    defineOperation('DeleteUser', { handle: async () => {} });
    defineOperation('AdminDisableUser', { handle: async () => ({}) });
    // @ts-expect-error
    defineOperation('DeleteUser', { handle: async () => ({}) });
    // @ts-expect-error
    defineOperation('AdminDisableUser', { handle: async () => {} });
  });
});

describe('groupHandler', () => {
  const deps = {
    clock: { now: () => 0 },
    limiter: { admit() {} },
    logger: { info() {}, error() {} },
    audit: { record: async () => {} },
  } as unknown as Deps;
  const seen: unknown[] = [];
  const echo = (name: string): Operation => ({
    name,
    handle: async (...given: unknown[]) => {
      seen.push(given);
      return {};
    },
  });
  const groupOf = (name: string, operations: readonly Operation[], requests: object) =>
    groupHandler({
      name,
      operations,
      rows: OPERATIONS,
      requests: requests as typeof usersRequests,
      deps: async () => deps,
    });

  it('refuses to start with an operation of another group, or one that could not be validated', () => {
    expect(() => groupOf('users', [echo('GetUser')], usersRequests)).toThrow(
      'GetUser is not an operation of the group users.',
    );
    expect(() => groupOf('users', [echo('NoSuch')], usersRequests)).toThrow(
      'NoSuch is not an operation of the group users.',
    );
    expect(() => groupOf('users', [echo('AdminGetUser')], mfaRequests)).toThrow(
      'The group users does not describe the request of AdminGetUser',
    );
  });

  const call = async (group: 'mfa' | 'devices', operation: string, body: object) => {
    const handler = groupOf(group, [echo(operation)], group === 'mfa' ? mfaRequests : devicesRequests);
    const { body: answer } = await handler({
      rawPath: '/',
      rawQueryString: '',
      headers: { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
      body: JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: { requestId: 'r', timeEpoch: 0, http: { method: 'POST', sourceIp: '::1' } },
    });
    return JSON.parse(answer) as { readonly __type?: string; readonly message?: string };
  };
  const Session = 's'.repeat(20);

  it.each(['AssociateSoftwareToken', 'VerifySoftwareToken'])(
    'takes either an access token or a session for %s',
    async (name) => {
      const code = name === 'VerifySoftwareToken' ? { UserCode: '123456' } : {};
      const refusal = {
        __type: 'InvalidParameterException',
        message: 'Exactly one of AccessToken and Session must be specified.',
      };
      expect(await call('mfa', name, code)).toEqual(refusal);
      expect(await call('mfa', name, { ...code, Session, AccessToken: 'a.b.c' })).toEqual(refusal);
      seen.length = 0;
      expect(await call('mfa', name, { ...code, AccessToken: 'a.b.c' })).toEqual({
        __type: 'NotAuthorizedException',
        message: ACCESS_TOKEN_INVALID.message,
      });
      expect(seen).toEqual([]);
      expect(await call('mfa', name, { ...code, Session })).toEqual({});
      expect(seen).toHaveLength(1);
    },
  );

  it.each(['GetDevice', 'ForgetDevice'])('lets nobody call %s without an access token', async (name) => {
    seen.length = 0;
    for (const token of [{}, { AccessToken: null }, { AccessToken: 'a.b.c' }]) {
      expect(await call('devices', name, { DeviceKey: 'us-east-1_0a', ...token })).toEqual({
        __type: 'NotAuthorizedException',
        message: ACCESS_TOKEN_INVALID.message,
      });
    }
    expect(seen).toEqual([]);
  });
});
