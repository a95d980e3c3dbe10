import { expect, it } from 'vitest';
import { OMITTED, SETTING_NAMES } from '#core/pools/omitted.ts';
import { createTestApp } from '#test/app.ts';

/** Every setting that can be set so far, with a value that is not its default. */
const SETTINGS = {
  Policies: {
    PasswordPolicy: {
      MinimumLength: 12,
      RequireUppercase: true,
      RequireLowercase: false,
      RequireNumbers: true,
      RequireSymbols: false,
      PasswordHistorySize: 4,
      TemporaryPasswordValidityDays: 3,
    },
    SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
  },
  DeletionProtection: 'ACTIVE',
  LambdaConfig: { KMSKeyID: 'arn:aws:kms:us-east-1:123456789012:key/x' },
  AutoVerifiedAttributes: ['email', 'phone_number'],
  VerificationMessageTemplate: {
    SmsMessage: 's {####}',
    EmailMessage: 'e {####}',
    EmailSubject: 'subject',
    EmailMessageByLink: '{##here##}',
    EmailSubjectByLink: 'link',
    DefaultEmailOption: 'CONFIRM_WITH_CODE',
  },
  SmsAuthenticationMessage: 'sign in {####}',
  MfaConfiguration: 'OFF',
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  EmailConfiguration: {
    EmailSendingAccount: 'DEVELOPER',
    SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/example.com',
    From: 'Ownpool <id@example.com>',
    ReplyToEmailAddress: 'help@example.com',
    ConfigurationSet: 'set',
  },
  SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'x', SnsRegion: 'us-east-1' },
  UserPoolTags: { Team: 'Blue' },
  AdminCreateUserConfig: {
    AllowAdminCreateUserOnly: true,
    InviteMessageTemplate: { SMSMessage: '{username} {####}', EmailMessage: '{username} {####}', EmailSubject: 'hi' },
  },
  UserPoolAddOns: { AdvancedSecurityMode: 'OFF' },
  AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: 'verified_email' }] },
  UserPoolTier: 'PLUS',
  KeyConfiguration: { KeyType: 'AWS_OWNED_KEY' },
  IssuerConfiguration: { Type: 'ORIGINAL' },
  DcrConfiguration: {
    EnableStatus: 'Enabled',
    OpenDcrEnabled: true,
    AuthenticatedGrantTypes: ['client_credentials'],
    OpenDcrGrantTypes: [],
    AllowedScopes: ['api/read'],
  },
};

/** Members of the response that show another member once more, by that member. */
const SHOWN_AGAIN: Readonly<Record<string, string>> = {
  SmsVerificationMessage: 'VerificationMessageTemplate',
  EmailVerificationMessage: 'VerificationMessageTemplate',
  EmailVerificationSubject: 'VerificationMessageTemplate',
};

it('an update with one member changes that member and what the table resets, and nothing else', async () => {
  const app = await createTestApp();
  const create = async (given: object) => (await app.call('CreateUserPool', { PoolName: 'all', ...given })).UserPool;
  const described = async (UserPoolId: string) => (await app.call('DescribeUserPool', { UserPoolId })).UserPool;

  const bare = await create({});
  const made = await create({
    ...SETTINGS,
    AliasAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
  });
  const UserPoolId = made.Id;
  await app.call('SetUserPoolMfaConfig', { UserPoolId, WebAuthnConfiguration: { RelyingPartyId: 'a.example' } });
  const before = await described(UserPoolId);
  expect(before).toMatchObject({
    ...SETTINGS,
    AdminCreateUserConfig: { ...SETTINGS.AdminCreateUserConfig, UnusedAccountValidityDays: 3 },
  });
  app.advance(1000);

  // The verified attributes are given because the kept UserAttributeUpdateSettings need them.
  await app.call('UpdateUserPool', { UserPoolId, AutoVerifiedAttributes: ['email'] });
  const after = await described(UserPoolId);

  const isReset = (member: string) => {
    const name = SHOWN_AGAIN[member] ?? member;
    return SETTING_NAMES.some(
      (setting) => OMITTED[setting].omitted === 'reset' && OMITTED[setting].members.includes(name),
    );
  };
  const expected = Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(bare)])].map((name) => [
      name,
      isReset(name) ? bare[name] : before[name],
    ]),
  );
  expect(after).toEqual({
    ...expected,
    AutoVerifiedAttributes: ['email'],
    LastModifiedDate: before.LastModifiedDate + 1,
    // The days are those of the policy, which is kept.
    AdminCreateUserConfig: { ...bare.AdminCreateUserConfig, UnusedAccountValidityDays: 3 },
  });
  const changed = Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  expect(changed.sort()).toEqual([
    'AccountRecoverySetting',
    'AdminCreateUserConfig',
    'AutoVerifiedAttributes',
    'DcrConfiguration',
    'EmailConfiguration',
    'EmailVerificationMessage',
    'EmailVerificationSubject',
    'IssuerConfiguration',
    'KeyConfiguration',
    'LambdaConfig',
    'LastModifiedDate',
    'SmsAuthenticationMessage',
    'SmsVerificationMessage',
    'UserPoolAddOns',
    'VerificationMessageTemplate',
  ]);
  expect(await app.call('GetUserPoolMfaConfig', { UserPoolId })).toMatchObject({
    WebAuthnConfiguration: { RelyingPartyId: 'a.example' },
  });
});
