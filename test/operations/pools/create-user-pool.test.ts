import { describe, expect, it } from 'vitest';
import { testApp } from '#test/app.ts';

const app = testApp();

const refused = (message: string) => expect.objectContaining({ name: 'InvalidParameterException', message });
const create = async (more: object = {}) => (await app.call('CreateUserPool', { PoolName: 'pool', ...more })).UserPool;

describe('CreateUserPool', () => {
  it('answers what DescribeUserPool answers', async () => {
    const pool = await create();
    expect((await app.call('DescribeUserPool', { UserPoolId: pool.Id })).UserPool).toEqual(pool);
    expect(pool.Id).toMatch(/^us-east-1_[0-9A-Za-z]{9}$/);
    expect(pool.Arn).toBe(`arn:aws:cognito-idp:us-east-1:123456789012:userpool/${pool.Id}`);
  });

  it('stores the pool and one signing key for each kind of token in one write', async () => {
    app.roundTrips.reset();
    const { Id } = await create();
    expect(app.roundTrips).toMatchObject({ reads: 0, writes: 1 });
    const { values: keys } = await app.deps.records.within('signingKey', { poolId: Id });
    expect(keys.map(({ use, status }) => `${use} ${status}`).sort()).toEqual(['access active', 'id active']);
    expect(keys[0]!.kid).not.toBe(keys[1]!.kid);
    expect((await app.deps.configuration.pool(Id))?.issuer).toBe(`https://id.example.com/${Id}`);
  });

  it('keeps what it is told', async () => {
    const given = {
      Policies: {
        PasswordPolicy: {
          MinimumLength: 10,
          RequireUppercase: false,
          RequireLowercase: true,
          RequireNumbers: false,
          RequireSymbols: false,
          PasswordHistorySize: 3,
          TemporaryPasswordValidityDays: 2,
        },
        SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
      },
      DeletionProtection: 'ACTIVE',
      AutoVerifiedAttributes: ['email', 'phone_number'],
      AliasAttributes: ['email', 'preferred_username'],
      SmsAuthenticationMessage: 'Sign in: {####}',
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      SmsConfiguration: {
        SnsCallerArn: 'arn:aws:iam::123456789012:role/sms',
        ExternalId: 'x',
        SnsRegion: 'us-east-1',
      },
      EmailConfiguration: {
        EmailSendingAccount: 'DEVELOPER',
        SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/example.com',
        From: 'Ownpool <id@example.com>',
        ReplyToEmailAddress: 'help@example.com',
        ConfigurationSet: 'set',
      },
      UserPoolTags: { Team: 'Blue', cost: '' },
      UsernameConfiguration: { CaseSensitive: true },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: 'verified_email' }] },
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'OFF' },
      LambdaConfig: { KMSKeyID: 'arn:aws:kms:us-east-1:123456789012:key/x' },
    };
    const invite = {
      SMSMessage: '{username} {####}',
      EmailMessage: '<b>{username}</b> {####}',
      EmailSubject: 'Welcome',
    };
    const pool = await create({
      ...given,
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true, InviteMessageTemplate: invite },
    });
    expect(pool).toMatchObject(given);
    expect(pool.AdminCreateUserConfig).toEqual({
      AllowAdminCreateUserOnly: true,
      UnusedAccountValidityDays: 2,
      InviteMessageTemplate: invite,
    });
  });

  it('shows the older message members and the template alike, whichever was set', async () => {
    const texts = { SmsMessage: 's {####}', EmailMessage: 'e {####}', EmailSubject: 'subject' };
    const older = {
      SmsVerificationMessage: 's {####}',
      EmailVerificationMessage: 'e {####}',
      EmailVerificationSubject: 'subject',
    };
    const expected = { ...older, VerificationMessageTemplate: { ...texts, DefaultEmailOption: 'CONFIRM_WITH_CODE' } };
    expect(await create(older)).toMatchObject(expected);
    expect(await create({ VerificationMessageTemplate: texts })).toMatchObject(expected);
  });

  it('takes custom attributes into the schema', async () => {
    const { SchemaAttributes } = await create({
      Schema: [
        { Name: 'team', AttributeDataType: 'String', StringAttributeConstraints: { MinLength: '1', MaxLength: '9' } },
        { Name: 'flag', AttributeDataType: 'Boolean', DeveloperOnlyAttribute: true, Mutable: false },
        { Name: 'email', Required: true },
      ],
    });
    expect(SchemaAttributes).toHaveLength(22);
    expect(SchemaAttributes[10]).toMatchObject({ Name: 'email', Required: true, Mutable: true });
    expect(SchemaAttributes.slice(-2)).toEqual([
      {
        Name: 'custom:team',
        AttributeDataType: 'String',
        DeveloperOnlyAttribute: false,
        Mutable: true,
        Required: false,
        StringAttributeConstraints: { MinLength: '1', MaxLength: '9' },
      },
      {
        Name: 'dev:custom:flag',
        AttributeDataType: 'Boolean',
        DeveloperOnlyAttribute: true,
        Mutable: false,
        Required: false,
      },
    ]);
  });

  it('refuses aliases beside e-mail as user name', async () => {
    const message = 'Only one of the aliasAttributes or usernameAttributes can be set in a User pool.';
    const both = { AliasAttributes: ['email'], UsernameAttributes: ['email'] };
    await expect(create(both)).rejects.toEqual(refused(message));
    await expect(create({ AliasAttributes: [], UsernameAttributes: ['email'] })).resolves.toBeDefined();
  });

  it('refuses preferred_username as both alias and required', async () => {
    const Schema = [{ Name: 'preferred_username', AttributeDataType: 'String', Required: true }];
    const message = 'preferred_username can be either a required attribute or an alias attribute, not both.';
    await expect(create({ AliasAttributes: ['preferred_username'], Schema })).rejects.toEqual(refused(message));
    await expect(create({ AliasAttributes: ['email'], Schema })).resolves.toBeDefined();
  });

  it('writes nothing for a request that it refuses', async () => {
    app.roundTrips.reset();
    const KmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/x';
    await expect(create({ KeyConfiguration: { KmsKeyArn } })).rejects.toEqual(
      refused('KeyConfiguration.KmsKeyArn is not supported by this version of Ownpool.'),
    );
    await expect(create({ Schema: [{ Name: 'a', AttributeDataType: 'String', Required: true }] })).rejects.toEqual(
      refused('Required custom attributes are not supported currently.'),
    );
    expect(app.roundTrips.writes).toBe(0);
  });
});
