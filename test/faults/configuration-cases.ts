import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { World } from './world.ts';

/** A request that changes something. */
export type WriteCase = {
  readonly operation: string;
  /** What sets this case apart from another one of the operation. */
  readonly what?: string;
  /** Makes what the request is about; answers the request, and what must be so once it has succeeded. */
  readonly arrange: (world: World) => Promise<{ readonly input: object; readonly holds?: () => Promise<unknown> }>;
  /** What the request may be told when it has been carried out before; absent when it may be repeated at any time. */
  readonly twice?: readonly string[];
};

const newPool = async ({ app }: World): Promise<string> =>
  (await app.call('CreateUserPool', { PoolName: 'another' })).UserPool.Id;

async function newClient({ app, pool }: World) {
  const ids = { UserPoolId: pool.id, ClientName: 'another' };
  return { ...ids, ClientId: (await app.call('CreateUserPoolClient', ids)).UserPoolClient.ClientId as string };
}

async function newGroup({ app, pool }: World) {
  const ids = { UserPoolId: pool.id, GroupName: `group-${groups++}` };
  await app.call('CreateGroup', ids);
  return ids;
}

let groups = 0;

/** A client with a secret. */
async function newSecretClient({ app, pool }: World) {
  const request = { UserPoolId: pool.id, ClientName: 'confidential', GenerateSecret: true };
  const { ClientId } = (await app.call('CreateUserPoolClient', request)).UserPoolClient;
  return { UserPoolId: pool.id, ClientId: ClientId as string };
}

const secretsOf = async ({ app }: World, { UserPoolId, ClientId }: Awaited<ReturnType<typeof newSecretClient>>) =>
  (await app.call('ListUserPoolClientSecrets', { UserPoolId, ClientId })).ClientSecrets;

const API = { Identifier: 'api', Name: 'Our API' };

async function newResourceServer(world: World) {
  const request = { UserPoolId: await newPool(world), ...API };
  await world.app.call('CreateResourceServer', request);
  return request;
}

const SESSIONS = { UserSessionTracking: 'DISABLED', TokenSession: { MaxPerUser: 1 } };

const NOTIFICATION_LOG = {
  EventSource: 'userNotification',
  LogLevel: 'ERROR',
  CloudWatchLogsConfiguration: { LogGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:errors' },
};

/** A rate that no test reaches. */
const PROVISIONED = {
  LimitDefinition: { LimitClass: 'API_CATEGORY', Attributes: { Category: 'UserFederation' } },
  RequestedLimitValue: 1_000,
};

const newPrefix = () => `prefix-${randomUUID()}`;

async function newDomain(world: World) {
  const request = { UserPoolId: await newPool(world), Domain: newPrefix() };
  await world.app.call('CreateUserPoolDomain', request);
  return request;
}

const described = async ({ app }: World, { Domain }: { readonly Domain: string }) =>
  (await app.call('DescribeUserPoolDomain', { Domain })).DomainDescription;

/** Requests that change pools, their clients, groups, resource servers and domains. */
export const CONFIGURATION: readonly WriteCase[] = [
  { operation: 'CreateUserPool', arrange: async () => ({ input: { PoolName: 'pool' } }) },
  {
    operation: 'UpdateUserPool',
    async arrange(world) {
      const UserPoolId = await newPool(world);
      const holds = async () => {
        const { UserPool } = await world.app.call('DescribeUserPool', { UserPoolId });
        expect(UserPool.AutoVerifiedAttributes).toEqual(['email']);
      };
      return { input: { UserPoolId, AutoVerifiedAttributes: ['email'] }, holds };
    },
  },
  {
    operation: 'SetUserPoolMfaConfig',
    async arrange({ app, pool }) {
      const WebAuthnConfiguration = { RelyingPartyId: 'login.example.org', UserVerification: 'required' };
      const holds = async () => {
        const config = await app.call('GetUserPoolMfaConfig', { UserPoolId: pool.id });
        expect(config.WebAuthnConfiguration).toMatchObject(WebAuthnConfiguration);
      };
      return { input: { UserPoolId: pool.id, MfaConfiguration: 'OFF', WebAuthnConfiguration }, holds };
    },
  },
  {
    operation: 'SetUserPoolSessionConfiguration',
    async arrange(world) {
      const ids = { UserPoolId: await newPool(world) };
      const holds = () => expect(world.app.call('GetUserPoolSessionConfiguration', ids)).resolves.toBeDefined();
      return { input: { ...ids, ...SESSIONS }, holds };
    },
  },
  {
    operation: 'SetUserPoolClientSessionConfiguration',
    async arrange(world) {
      const { app } = world;
      const UserPoolId = await newPool(world);
      await app.call('SetUserPoolSessionConfiguration', { UserPoolId, ...SESSIONS, UserSessionTracking: 'ENABLED' });
      const { UserPoolClient } = await app.call('CreateUserPoolClient', { UserPoolId, ClientName: 'another' });
      const ids = { UserPoolId, ClientId: UserPoolClient.ClientId };
      const SSOSession = { MaxValidityMinutes: 7 };
      const holds = async () =>
        expect(await app.call('GetUserPoolClientSessionConfiguration', ids)).toEqual({ ...ids, SSOSession });
      return { input: { ...ids, SSOSession }, holds };
    },
  },
  {
    operation: 'SetLogDeliveryConfiguration',
    async arrange(world) {
      const ids = { UserPoolId: await newPool(world) };
      const LogConfigurations = [NOTIFICATION_LOG];
      const holds = async () => {
        const { LogDeliveryConfiguration } = await world.app.call('GetLogDeliveryConfiguration', ids);
        expect(LogDeliveryConfiguration.LogConfigurations).toEqual(LogConfigurations);
      };
      return { input: { ...ids, LogConfigurations }, holds };
    },
  },
  {
    operation: 'TagResource',
    async arrange({ app, pool }) {
      const ResourceArn = pool.arn;
      const tag = `tag-${randomUUID()}`;
      const holds = async () => expect((await app.call('ListTagsForResource', { ResourceArn })).Tags[tag]).toBe('one');
      return { input: { ResourceArn, Tags: { [tag]: 'one' } }, holds };
    },
  },
  {
    operation: 'UntagResource',
    async arrange({ app, pool }) {
      const ResourceArn = pool.arn;
      const tag = `tag-${randomUUID()}`;
      await app.call('TagResource', { ResourceArn, Tags: { [tag]: 'one' } });
      const holds = async () =>
        expect((await app.call('ListTagsForResource', { ResourceArn })).Tags[tag]).toBeUndefined();
      return { input: { ResourceArn, TagKeys: [tag] }, holds };
    },
  },
  {
    operation: 'UpdateProvisionedLimit',
    arrange: async () => ({ input: PROVISIONED }),
  },
  {
    operation: 'AddCustomAttributes',
    twice: ['InvalidParameterException'],
    async arrange(world) {
      const CustomAttributes = [{ Name: 'colour', AttributeDataType: 'String' }];
      return { input: { UserPoolId: await newPool(world), CustomAttributes } };
    },
  },
  {
    operation: 'DeleteUserPool',
    twice: ['ResourceNotFoundException'],
    arrange: async (world) => ({ input: { UserPoolId: await newPool(world) } }),
  },
  {
    operation: 'CreateUserPoolClient',
    arrange: async ({ pool }) => ({ input: { UserPoolId: pool.id, ClientName: 'client', GenerateSecret: true } }),
  },
  {
    operation: 'UpdateUserPoolClient',
    async arrange(world) {
      const { ClientName: _, ...ids } = await newClient(world);
      const holds = async () =>
        expect((await world.app.call('DescribeUserPoolClient', ids)).UserPoolClient.ClientName).toBe('renamed');
      return { input: { ...ids, ClientName: 'renamed' }, holds };
    },
  },
  {
    operation: 'CreateGroup',
    twice: ['GroupExistsException'],
    async arrange({ app, pool }) {
      const ids = { UserPoolId: pool.id, GroupName: `group-${groups++}` };
      const holds = async () => expect((await app.call('GetGroup', ids)).Group.Precedence).toBe(1);
      return { input: { ...ids, Precedence: 1 }, holds };
    },
  },
  {
    operation: 'UpdateGroup',
    async arrange(world) {
      const ids = await newGroup(world);
      const holds = async () => expect((await world.app.call('GetGroup', ids)).Group.Precedence).toBe(2);
      return { input: { ...ids, Precedence: 2 }, holds };
    },
  },
  {
    operation: 'DeleteGroup',
    twice: ['ResourceNotFoundException'],
    async arrange(world) {
      const ids = await newGroup(world);
      const { username: Username } = await world.someone();
      await world.app.call('AdminAddUserToGroup', { ...ids, Username });
      const holds = async () => {
        const user = { UserPoolId: ids.UserPoolId, Username };
        expect((await world.app.call('AdminListGroupsForUser', user)).Groups).toEqual([]);
      };
      return { input: ids, holds };
    },
  },
  {
    operation: 'AdminAddUserToGroup',
    async arrange(world) {
      const ids = await newGroup(world);
      const { username: Username } = await world.someone();
      const holds = async () => expect((await world.app.call('ListUsersInGroup', ids)).Users).toHaveLength(1);
      return { input: { ...ids, Username }, holds };
    },
  },
  {
    operation: 'AdminRemoveUserFromGroup',
    async arrange(world) {
      const ids = await newGroup(world);
      const { username: Username } = await world.someone();
      await world.app.call('AdminAddUserToGroup', { ...ids, Username });
      const holds = async () => expect((await world.app.call('ListUsersInGroup', ids)).Users).toEqual([]);
      return { input: { ...ids, Username }, holds };
    },
  },
  {
    operation: 'DeleteUserPoolClient',
    twice: ['ResourceNotFoundException'],
    async arrange(world) {
      const { ClientName: _, ...input } = await newClient(world);
      return { input };
    },
  },
  {
    operation: 'AddUserPoolClientSecret',
    twice: ['LimitExceededException'],
    async arrange(world) {
      const input = await newSecretClient(world);
      return { input, holds: async () => expect(await secretsOf(world, input)).toHaveLength(2) };
    },
  },
  {
    operation: 'DeleteUserPoolClientSecret',
    twice: ['ResourceNotFoundException'],
    async arrange(world) {
      const ids = await newSecretClient(world);
      await world.app.call('AddUserPoolClientSecret', ids);
      const [{ ClientSecretId }] = await secretsOf(world, ids);
      return {
        input: { ...ids, ClientSecretId },
        holds: async () => expect(await secretsOf(world, ids)).toHaveLength(1),
      };
    },
  },
  {
    operation: 'CreateResourceServer',
    twice: ['InvalidParameterException'],
    arrange: async (world) => ({ input: { UserPoolId: await newPool(world), ...API } }),
  },
  {
    operation: 'UpdateResourceServer',
    async arrange(world) {
      const { Name: _, ...ids } = await newResourceServer(world);
      const holds = async () =>
        expect((await world.app.call('DescribeResourceServer', ids)).ResourceServer.Name).toBe('renamed');
      return { input: { ...ids, Name: 'renamed' }, holds };
    },
  },
  {
    operation: 'DeleteResourceServer',
    twice: ['ResourceNotFoundException'],
    async arrange(world) {
      const { Name: _, ...input } = await newResourceServer(world);
      return { input };
    },
  },
  {
    operation: 'CreateUserPoolDomain',
    twice: ['InvalidParameterException'],
    async arrange(world) {
      const input = { UserPoolId: await newPool(world), Domain: newPrefix() };
      return { input, holds: async () => expect(await described(world, input)).toMatchObject(input) };
    },
  },
  {
    operation: 'UpdateUserPoolDomain',
    async arrange(world) {
      const input = { ...(await newDomain(world)), ManagedLoginVersion: 2 };
      return { input, holds: async () => expect(await described(world, input)).toMatchObject(input) };
    },
  },
  {
    operation: 'DeleteUserPoolDomain',
    twice: ['InvalidParameterException'],
    async arrange(world) {
      const input = await newDomain(world);
      return { input, holds: async () => expect(await described(world, input)).toEqual({}) };
    },
  },
];
