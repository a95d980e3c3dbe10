import { describe, expect, it } from 'vitest';
import { changePool } from '#core/pools/change.ts';
import { testApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';

const app = testApp();

const create = async (more: object = {}) => (await app.call('CreateUserPool', { PoolName: 'pool', ...more })).UserPool;
const read = async (UserPoolId: string) => (await app.call('DescribeUserPool', { UserPoolId })).UserPool;

describe('UpdateUserPool', () => {
  it('puts what is omitted back to its default, but for what the table keeps', async () => {
    const bare = await create();
    const pool = await create({
      Policies: { PasswordPolicy: { MinimumLength: 20 } },
      AutoVerifiedAttributes: ['email'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      EmailVerificationMessage: 'x {####}',
      SmsAuthenticationMessage: 'y {####}',
      UserPoolTags: { Team: 'Blue' },
      UserPoolTier: 'PLUS',
      AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: 'admin_only' }] },
      UsernameAttributes: ['email'],
      Schema: [{ Name: 'team', AttributeDataType: 'String' }],
    });
    app.advance(5000);
    expect(await app.call('UpdateUserPool', { UserPoolId: pool.Id, DeletionProtection: 'ACTIVE' })).toEqual({});
    expect(await read(pool.Id)).toEqual({
      ...bare,
      Id: pool.Id,
      Arn: pool.Arn,
      Policies: pool.Policies,
      UserPoolTier: 'PLUS',
      UserPoolTags: { Team: 'Blue' },
      UsernameAttributes: ['email'],
      SchemaAttributes: pool.SchemaAttributes,
      DeletionProtection: 'ACTIVE',
      CreationDate: pool.CreationDate,
      LastModifiedDate: pool.LastModifiedDate + 5,
    });
  });

  it('keeps update settings that are omitted and clears them for an empty list', async () => {
    const verified = { AutoVerifiedAttributes: ['email'] };
    const settings = { AttributesRequireVerificationBeforeUpdate: ['email'] };
    const { Id: UserPoolId } = await create({ ...verified, UserAttributeUpdateSettings: settings });
    await app.call('UpdateUserPool', { UserPoolId, ...verified });
    expect((await read(UserPoolId)).UserAttributeUpdateSettings).toEqual(settings);
    await expect(app.call('UpdateUserPool', { UserPoolId })).rejects.toMatchObject({
      message: 'All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes',
    });
    const cleared = { AttributesRequireVerificationBeforeUpdate: [] };
    await app.call('UpdateUserPool', { UserPoolId, UserAttributeUpdateSettings: cleared });
    expect((await read(UserPoolId)).UserAttributeUpdateSettings).toEqual(cleared);
  });

  it('replaces DcrConfiguration, and turns registration off when it is omitted', async () => {
    const { Id } = (await app.call('CreateUserPool', { PoolName: 'dcr', DcrConfiguration: {} })).UserPool;
    const shown = async () => (await app.call('DescribeUserPool', { UserPoolId: Id })).UserPool.DcrConfiguration;
    expect(await shown()).toEqual({ EnableStatus: 'Enabled', OpenDcrEnabled: false });
    const open = {
      EnableStatus: 'Enabled',
      OpenDcrEnabled: true,
      AuthenticatedGrantTypes: ['implicit', 'client_credentials'],
      OpenDcrGrantTypes: [],
      AllowedScopes: ['api/read', 'aws.cognito.signin.user.admin'],
    };
    await app.call('UpdateUserPool', { UserPoolId: Id, DcrConfiguration: open });
    expect(await shown()).toEqual(open);
    await app.call('UpdateUserPool', { UserPoolId: Id, DcrConfiguration: { EnableStatus: 'Disabled' } });
    expect(await shown()).toEqual({ EnableStatus: 'Disabled', OpenDcrEnabled: false });
    await app.call('UpdateUserPool', { UserPoolId: Id });
    expect(await shown()).toBeUndefined();
  });

  it.each([
    [{ EnableStatus: 'On' }, 'dcrConfiguration.enableStatus'],
    [{ AuthenticatedGrantTypes: ['password'] }, 'dcrConfiguration.authenticatedGrantTypes'],
    [{ OpenDcrGrantTypes: ['code', 'code', 'code', 'code'] }, 'dcrConfiguration.openDcrGrantTypes'],
    [{ AllowedScopes: Array.from({ length: 47 }, (_, n) => `api/${n}`) }, 'dcrConfiguration.allowedScopes'],
    [{ AllowedScopes: ['with blank'] }, 'dcrConfiguration.allowedScopes'],
  ])('refuses DcrConfiguration %j', async (DcrConfiguration, member) => {
    await expect(app.call('CreateUserPool', { PoolName: 'dcr', DcrConfiguration })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(member),
    });
  });

  it('renames, and is in force at once', async () => {
    const { Id: UserPoolId } = await create();
    await app.deps.configuration.pool(UserPoolId);
    await app.call('UpdateUserPool', { UserPoolId, PoolName: 'renamed', UserPoolTags: {} });
    expect((await app.deps.configuration.pool(UserPoolId))?.name).toBe('renamed');
    expect((await read(UserPoolId)).Name).toBe('renamed');
    const { UserPools } = await app.call('ListUserPools', { MaxResults: 60 });
    expect(UserPools.filter(({ Id }: { Id: string }) => Id === UserPoolId)).toHaveLength(1);
  });

  it('takes one read and one write', async () => {
    const { Id: UserPoolId } = await create();
    app.roundTrips.reset();
    await app.call('UpdateUserPool', { UserPoolId });
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 1, staleReads: [] });
  });

  it('loses nothing when two updates meet', async () => {
    const { Id: UserPoolId } = await create({ UserPoolTags: { old: '1' } });
    await Promise.all([
      app.call('UpdateUserPool', { UserPoolId, UserPoolTags: { new: '2' } }),
      app.call('AddCustomAttributes', {
        UserPoolId,
        CustomAttributes: [{ Name: 'a', AttributeDataType: 'String' }],
      }),
      app.call('UpdateUserPool', { UserPoolId, PoolName: 'met' }),
    ]);
    const pool = await read(UserPoolId);
    expect(pool).toMatchObject({ Name: 'met', UserPoolTags: { new: '2' } });
    expect(pool.SchemaAttributes.at(-1).Name).toBe('custom:a');
  });

  it('gives up with ConcurrentModificationException when others are always faster', async () => {
    const { Id: UserPoolId } = await create();
    const { commit } = app.deps.records;
    const records = { ...app.deps.records };
    const losing: typeof commit = async ([change]) => ({ change: change! });
    await expect(
      changePool(
        callOf({ ...app.deps, records: { ...records, commit: losing } }),
        UserPoolId,
        (after) => ({ after }),
        'ConcurrentModificationException',
      ),
    ).rejects.toMatchObject({ name: 'ConcurrentModificationException' });
  });

  it('changes nothing when it refuses', async () => {
    const pool = await create();
    const request = { UserPoolId: pool.Id, PoolName: 'other', AutoVerifiedAttributes: ['phone_number'] };
    await expect(app.call('UpdateUserPool', request)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await read(pool.Id)).toEqual(pool);
  });

  it('does not know a pool that is not there', async () => {
    await expect(app.call('UpdateUserPool', { UserPoolId: 'us-east-1_000000000' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
