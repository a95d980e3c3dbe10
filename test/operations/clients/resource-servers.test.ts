import { beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { addPools, createClient, OTHER_POOL_ID, POOL_ID } from './fixtures.ts';

let app: TestApp;
beforeEach(async () => {
  app = await createTestApp();
  await addPools(app);
});

const scope = (ScopeName: string) => ({ ScopeName, ScopeDescription: `May ${ScopeName}` });
const create = async (Identifier: string, input: object = {}) =>
  (await app.call('CreateResourceServer', { UserPoolId: POOL_ID, Identifier, Name: 'Our API', ...input }))
    .ResourceServer;
const show = async (Identifier: string) =>
  (await app.call('DescribeResourceServer', { UserPoolId: POOL_ID, Identifier })).ResourceServer;
const update = async (Identifier: string, input: object = {}) =>
  (await app.call('UpdateResourceServer', { UserPoolId: POOL_ID, Identifier, Name: 'Our API', ...input }))
    .ResourceServer;
const remove = (Identifier: string) => app.call('DeleteResourceServer', { UserPoolId: POOL_ID, Identifier });
const list = (input: object = {}) => app.call('ListResourceServers', { UserPoolId: POOL_ID, ...input });
const missing = (Identifier: string) => ({
  name: 'ResourceNotFoundException',
  message: `Resource server ${Identifier} does not exist.`,
});

describe('CreateResourceServer', () => {
  it('stores a resource server with its scopes', async () => {
    const Identifier = 'https://api.example.com/v1';
    const given = { Name: 'API, v1', Scopes: [scope('write'), scope('read')] };
    const server = await create(Identifier, given);
    expect(server).toEqual({ UserPoolId: POOL_ID, Identifier, ...given });
    expect(await show(Identifier)).toEqual(server);
  });

  it('needs no scopes', async () => {
    expect(await create('api')).toMatchObject({ Scopes: [] });
  });

  it('takes an identifier once per pool, also when several ask at once', async () => {
    const outcomes = await Promise.allSettled([create('api'), create('api'), create('api')]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const taken = { name: 'InvalidParameterException', message: `api already exists in user pool ${POOL_ID}.` };
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(taken);
    await expect(create('api', { UserPoolId: OTHER_POOL_ID })).resolves.toMatchObject({ UserPoolId: OTHER_POOL_ID });
  });

  it('refuses the 26th of a pool, however many ask for the last place at once', async () => {
    for (let index = 0; index < 23; index++) await create(`api-${index}`);
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((name) => create(name)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const full = { name: 'LimitExceededException', message: `User pool ${POOL_ID} already has 25 resource servers.` };
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(full);
    await expect(create('api', { UserPoolId: OTHER_POOL_ID })).resolves.toBeDefined();
    await remove('api-0');
    await expect(create('e')).resolves.toBeDefined();
  });

  it('leaves the pool as it was', async () => {
    const pool = async () => (await app.call('DescribeUserPool', { UserPoolId: POOL_ID })).UserPool;
    const before = await pool();
    app.advance(1000);
    await create('api');
    expect(await pool()).toEqual(before);
  });

  it('does not outlive a pool that is deleted at the same time', async () => {
    const [created] = await Promise.allSettled([create('api'), app.call('DeleteUserPool', { UserPoolId: POOL_ID })]);
    if (created.status === 'rejected') expect(created.reason).toMatchObject({ name: 'ResourceNotFoundException' });
    while (!(await app.deps.records.erasePool(POOL_ID, 25)).over);
    expect((await app.deps.records.within('resourceServer', { poolId: POOL_ID })).values).toEqual([]);
  });

  it('refuses a scope that is given twice, and more than 100', async () => {
    await expect(create('api', { Scopes: [scope('read'), scope('read')] })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Scope read is given more than once.',
    });
    const Scopes = Array.from({ length: 101 }, (_, index) => scope(`s${index}`));
    await expect(create('api', { Scopes })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('Member must have length less than or equal to 100'),
    });
    await expect(show('api')).rejects.toMatchObject(missing('api'));
    await expect(create('api', { Scopes: Scopes.slice(1) })).resolves.toBeDefined();
  });

  it('has room for 100 scopes of the greatest length', async () => {
    const long = (index: number) => ({
      ScopeName: String(index).padEnd(256, 'x'),
      ScopeDescription: '\u20ac'.repeat(256),
    });
    const Scopes = Array.from({ length: 100 }, (_, index) => long(index));
    expect(await create('x'.repeat(256), { Scopes })).toMatchObject({ Scopes });
    expect((await list()).ResourceServers).toHaveLength(1);
  });

  it.each(['aws.cognito', 'aws.cognito/dcr'])('reserves the identifier %s', async (Identifier) => {
    await expect(create(Identifier)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `${Identifier} is a reserved identifier.`,
    });
  });

  it.each([
    ['an identifier with a blank', { Identifier: 'our api' }],
    ['an identifier that is too long', { Identifier: 'x'.repeat(257) }],
    ['a name with a character of its own', { Name: 'a/b' }],
    ['no name', { Name: undefined }],
    ['a scope with a slash', { Scopes: [scope('read/all')] }],
    ['a scope without a description', { Scopes: [{ ScopeName: 'read' }] }],
  ])('refuses %s', async (_, input) => {
    await expect(create('api', input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('refuses an unknown pool', async () => {
    await expect(create('api', { UserPoolId: 'us-east-1_Nobody123' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool us-east-1_Nobody123 does not exist.',
    });
  });
});

describe('UpdateResourceServer', () => {
  it('replaces name and scopes', async () => {
    await create('api', { Scopes: [scope('read'), scope('write')] });
    const given = { Name: 'Other', Scopes: [scope('write'), scope('delete')] };
    expect(await update('api', given)).toEqual({ UserPoolId: POOL_ID, Identifier: 'api', ...given });
    expect(await show('api')).toMatchObject(given);
    expect(await update('api')).toMatchObject({ Name: 'Our API', Scopes: [] });
  });

  it('needs a name', async () => {
    await create('api');
    await expect(update('api', { Name: undefined })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('lets each of several at once succeed, the last one entirely', async () => {
    await create('api');
    const inputs = ['a', 'b', 'c'].map((name) => ({ Name: name, Scopes: [scope(name)] }));
    await Promise.all(inputs.map((input) => update('api', input)));
    const { Name, Scopes } = await show('api');
    expect(inputs).toContainEqual({ Name, Scopes });
  });

  it('brings back none that is deleted at the same time', async () => {
    await create('api');
    const [, deleted] = await Promise.allSettled([update('api'), remove('api')]);
    expect(deleted.status).toBe('fulfilled');
    await expect(show('api')).rejects.toMatchObject(missing('api'));
  });
});

describe('DescribeResourceServer, UpdateResourceServer and DeleteResourceServer', () => {
  it("do not know a resource server that is not there, nor another pool's", async () => {
    await create('other', { UserPoolId: OTHER_POOL_ID });
    for (const Identifier of ['api', 'other', '__proto__']) {
      for (const call of [show, update, remove])
        await expect(call(Identifier)).rejects.toMatchObject(missing(Identifier));
    }
    const server = await app.call('DescribeResourceServer', { UserPoolId: OTHER_POOL_ID, Identifier: 'other' });
    expect(server).toMatchObject({ ResourceServer: { Name: 'Our API' } });
  });

  it('do not know a pool that is not there', async () => {
    const request = { UserPoolId: 'us-east-1_Nobody123', Identifier: 'api' };
    const message = 'User pool us-east-1_Nobody123 does not exist.';
    for (const operation of ['DescribeResourceServer', 'UpdateResourceServer', 'DeleteResourceServer']) {
      await expect(
        app.call(operation, { ...request, ...(operation.startsWith('U') && { Name: 'a' }) }),
      ).rejects.toMatchObject({ name: 'ResourceNotFoundException', message });
    }
  });
});

describe('DeleteResourceServer', () => {
  it('removes a resource server, once', async () => {
    await create('api');
    expect(await remove('api')).toBeUndefined();
    await expect(remove('api')).rejects.toMatchObject(missing('api'));
    expect(await list()).toEqual({ ResourceServers: [] });
  });
});

describe('ListResourceServers', () => {
  it('lists page by page in the order of the identifiers', async () => {
    const names = ['b', 'a', 'C', 'https://a.example', 'a/b', '__proto__', 'd'];
    for (const name of names) await create(name, { Scopes: [scope('read')] });
    await create('zzz', { UserPoolId: OTHER_POOL_ID });
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await list({ MaxResults: 3, NextToken });
      expect(page.ResourceServers.length).toBeLessThanOrEqual(3);
      seen.push(...page.ResourceServers.map(({ Identifier }: { Identifier: string }) => Identifier));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen).toEqual(names.toSorted());
    expect(await list()).toEqual({
      ResourceServers: names.toSorted().map((Identifier) => ({
        UserPoolId: POOL_ID,
        Identifier,
        Name: 'Our API',
        Scopes: [scope('read')],
      })),
    });
  });

  it("takes no token of another pool's list, and none that is made up", async () => {
    for (const name of ['a', 'b']) await create(name);
    const { NextToken } = await list({ MaxResults: 1 });
    expect(NextToken).toBeTruthy();
    const refused = { name: 'InvalidParameterException', message: 'Invalid pagination token given.' };
    await expect(list({ UserPoolId: OTHER_POOL_ID, NextToken })).rejects.toMatchObject(refused);
    await expect(list({ NextToken: 'made-up' })).rejects.toMatchObject(refused);
  });

  it.each([0, 51])('refuses a page of %i', async (MaxResults) => {
    await expect(list({ MaxResults })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('does not know a pool that is not there', async () => {
    await expect(list({ UserPoolId: 'us-east-1_Nobody123' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('the scopes of resource servers', () => {
  const M2M = {
    GenerateSecret: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthFlowsUserPoolClient: true,
  };
  const unknown = (name: string) => ({
    name: 'ScopeDoesNotExistException',
    message: `Invalid scope requested: ${name}`,
  });

  beforeEach(async () => {
    await create('api', { Scopes: [scope('read'), scope('write')] });
    await create('https://a.example/b', { Scopes: [scope('c')] });
  });

  it('can be given to clients, old and new', async () => {
    const AllowedOAuthScopes = ['api/read', 'https://a.example/b/c'];
    const { ClientId } = await createClient(app, { ...M2M, AllowedOAuthScopes });
    const request = { UserPoolId: POOL_ID, ClientId, AllowedOAuthScopes: ['openid', 'api/write'] };
    const { UserPoolClient } = await app.call('UpdateUserPoolClient', request);
    expect(UserPoolClient).toMatchObject({ AllowedOAuthScopes: ['openid', 'api/write'] });
  });

  it('are read in one round trip, and only when a client names one', async () => {
    app.roundTrips.reset();
    await createClient(app, { AllowedOAuthScopes: ['api/read', 'api/write', 'https://a.example/b/c'] });
    expect(app.roundTrips).toMatchObject({ reads: 3, writes: 1, staleReads: [] });
    app.roundTrips.reset();
    await createClient(app, { AllowedOAuthScopes: ['openid'] });
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1 });
  });

  it.each([
    'api/delete',
    'api',
    'api/',
    '/read',
    'read',
    'none/read',
    '__proto__/read',
    'https://a.example/b',
    'API/read',
  ])('that do not exist are refused: %s', async (name) => {
    const refused = unknown(name);
    await expect(createClient(app, { AllowedOAuthScopes: ['api/read', name] })).rejects.toMatchObject(refused);
    const { ClientId } = await createClient(app);
    const request = { UserPoolId: POOL_ID, ClientId, AllowedOAuthScopes: [name] };
    await expect(app.call('UpdateUserPoolClient', request)).rejects.toMatchObject(refused);
  });

  it('are those of the own pool', async () => {
    await create('others', { UserPoolId: OTHER_POOL_ID, Scopes: [scope('read')] });
    await expect(createClient(app, { AllowedOAuthScopes: ['others/read'] })).rejects.toMatchObject(
      unknown('others/read'),
    );
  });

  it('stay with a client when they are deleted, and cannot be given anew', async () => {
    const { ClientId } = await createClient(app, { AllowedOAuthScopes: ['api/read'] });
    const ids = { UserPoolId: POOL_ID, ClientId };
    await remove('api');
    const { UserPoolClient } = await app.call('DescribeUserPoolClient', ids);
    expect(UserPoolClient).toMatchObject({ AllowedOAuthScopes: ['api/read'] });
    await expect(app.call('UpdateUserPoolClient', { ...ids, AllowedOAuthScopes: ['api/read'] })).rejects.toMatchObject(
      unknown('api/read'),
    );
  });
});
