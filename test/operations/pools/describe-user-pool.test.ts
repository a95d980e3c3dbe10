import { describe, expect, it } from 'vitest';
import { testApp } from '#test/app.ts';
import { poolUnknown } from '#test/errors.ts';

const app = testApp();

const attribute = (Name: string, more: object = {}) => ({
  Name,
  AttributeDataType: 'String',
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
  StringAttributeConstraints: { MinLength: '0', MaxLength: '2048' },
  ...more,
});
const plain = (Name: string, AttributeDataType: string, more: object = {}) => {
  const { StringAttributeConstraints: _, ...rest } = attribute(Name);
  return { ...rest, AttributeDataType, ...more };
};

describe('DescribeUserPool', () => {
  it('shows the defaults of a pool that has nothing but a name', async () => {
    const { Id } = (await app.call('CreateUserPool', { PoolName: 'defaults' })).UserPool;
    const { UserPool } = await app.call('DescribeUserPool', { UserPoolId: Id });
    expect(UserPool).toEqual({
      Id,
      Name: 'defaults',
      Arn: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${Id}`,
      CreationDate: Date.parse('2026-03-01T12:00:00Z') / 1000,
      LastModifiedDate: Date.parse('2026-03-01T12:00:00Z') / 1000,
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireUppercase: true,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          TemporaryPasswordValidityDays: 7,
        },
        SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
      },
      DeletionProtection: 'INACTIVE',
      LambdaConfig: {},
      SchemaAttributes: [
        attribute('sub', {
          Mutable: false,
          Required: true,
          StringAttributeConstraints: { MinLength: '1', MaxLength: '2048' },
        }),
        ...['name', 'given_name', 'family_name', 'middle_name', 'nickname'].map((name) => attribute(name)),
        ...['preferred_username', 'profile', 'picture', 'website', 'email'].map((name) => attribute(name)),
        plain('email_verified', 'Boolean'),
        attribute('gender'),
        attribute('birthdate', { StringAttributeConstraints: { MinLength: '10', MaxLength: '10' } }),
        ...['zoneinfo', 'locale', 'phone_number'].map((name) => attribute(name)),
        plain('phone_number_verified', 'Boolean'),
        attribute('address'),
        plain('updated_at', 'Number', { NumberAttributeConstraints: { MinValue: '0' } }),
      ],
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [] },
      MfaConfiguration: 'OFF',
      EstimatedNumberOfUsers: 0,
      EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
      UserPoolTier: 'ESSENTIALS',
    });
  });

  it('sums up the counters of users', async () => {
    const { Id } = (await app.call('CreateUserPool', { PoolName: 'counted' })).UserPool;
    await app.deps.records.countUsers(Id, 3);
    await app.deps.records.countUsers(Id, -1);
    expect((await app.call('DescribeUserPool', { UserPoolId: Id })).UserPool.EstimatedNumberOfUsers).toBe(2);
  });

  it('reads the table and not the cache', async () => {
    const { Id } = (await app.call('CreateUserPool', { PoolName: 'read' })).UserPool;
    app.roundTrips.reset();
    await app.call('DescribeUserPool', { UserPoolId: Id });
    await app.call('DescribeUserPool', { UserPoolId: Id });
    expect(app.roundTrips).toMatchObject({ reads: 4, writes: 0, staleReads: [] });
  });

  it.each(['us-east-1_000000000', 'eu-west-1_AbCdEfGhI'])('does not know the pool %s', async (UserPoolId) => {
    await expect(app.call('DescribeUserPool', { UserPoolId })).rejects.toMatchObject(poolUnknown(UserPoolId));
  });
});
