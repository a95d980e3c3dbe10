import { beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createPool } from '#test/fixtures.ts';

let app: TestApp;
let UserPoolId: string;
beforeAll(async () => {
  app = await createTestApp();
  UserPoolId = (await createPool(app)).id;
});

const CALLS = [
  ['CreateUserPoolReplica', {}],
  ['UpdateUserPoolReplica', { Status: 'ACTIVE' }],
  ['DeleteUserPoolReplica', {}],
] as const;
const refused = (name: string, message: string) => expect.objectContaining({ name, message });

describe.each(CALLS)('%s', (operation, more) => {
  const attempt = (RegionName: string, given: object = {}) =>
    app.call(operation, { UserPoolId, RegionName, ...more, ...given });

  it('is never enabled, and writes nothing', async () => {
    app.roundTrips.reset();
    await expect(attempt('eu-west-1')).rejects.toEqual(
      refused('OperationNotEnabledException', 'Replicas of user pools are not supported by this version of Ownpool.'),
    );
    expect(app.roundTrips.writes).toBe(0);
  });

  it('checks the request first', async () => {
    await expect(attempt('eu-west-1', { UserPoolId: 'us-east-1_000000000' })).rejects.toEqual(
      refused('ResourceNotFoundException', 'User pool us-east-1_000000000 does not exist.'),
    );
    await expect(attempt('us-east-1')).rejects.toEqual(
      refused('InvalidParameterException', 'us-east-1 is the region of the primary user pool.'),
    );
    await expect(attempt('Atlantis')).rejects.toEqual(
      refused('InvalidParameterException', 'Atlantis is not the name of a region.'),
    );
  });
});

describe('CreateUserPoolReplica', () => {
  it('checks tags and tier', async () => {
    const request = { UserPoolId, RegionName: 'eu-west-1' };
    await expect(app.call('CreateUserPoolReplica', { ...request, UserPoolTags: { 'aws:a': '' } })).rejects.toEqual(
      refused('UserPoolTaggingException', 'Tag keys cannot begin with aws:'),
    );
    const { id } = await createPool(app, { userPoolTier: 'LITE' });
    await expect(app.call('CreateUserPoolReplica', { ...request, UserPoolId: id })).rejects.toMatchObject({
      name: 'FeatureUnavailableInTierException',
    });
  });
});

describe('ListUserPoolReplicas', () => {
  it('shows the pool itself as the primary, and no other', async () => {
    expect(await app.call('ListUserPoolReplicas', { UserPoolId })).toEqual({
      UserPoolReplicas: [
        {
          RegionName: 'us-east-1',
          UserPoolArn: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${UserPoolId}`,
          Status: 'ACTIVE',
          Role: 'PRIMARY',
        },
      ],
    });
  });

  it('knows no unknown pool and no other page', async () => {
    await expect(app.call('ListUserPoolReplicas', { UserPoolId: 'us-east-1_000000000' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(app.call('ListUserPoolReplicas', { UserPoolId, NextToken: 'x' })).rejects.toEqual(
      refused('InvalidParameterException', 'Invalid pagination token given.'),
    );
  });
});
