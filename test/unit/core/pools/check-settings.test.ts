import { describe, expect, it } from 'vitest';
import { checkedSettings } from '#core/pools/check-settings.ts';
import { settingsFrom } from '#core/pools/settings.ts';
import type { SettingsRequest } from '#core/pools/settings-request.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:f';
const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/x';
const SMS = { smsConfiguration: { snsCallerArn: 'arn:aws:iam::123456789012:role/sms' } };
const recovery = (...recoveryMechanisms: { priority: number; name: string }[]): SettingsRequest => ({
  accountRecoverySetting: { recoveryMechanisms },
});
const invitation = (inviteMessageTemplate: { emailMessage?: string; smsMessage?: string }): SettingsRequest => ({
  adminCreateUserConfig: { inviteMessageTemplate },
});
const factors = (...allowedFirstAuthFactors: string[]): SettingsRequest => ({
  policies: { signInPolicy: { allowedFirstAuthFactors } },
});

const REFUSED: readonly (readonly [string, SettingsRequest, string])[] = [
  [
    'both validities of temporary passwords',
    {
      policies: { passwordPolicy: { temporaryPasswordValidityDays: 7 } },
      adminCreateUserConfig: { unusedAccountValidityDays: 7 },
    },
    'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
  ],
  [
    'a sign-in policy without PASSWORD',
    factors('EMAIL_OTP'),
    'Password should be configured as one of the allowed first auth factors.',
  ],
  [
    'phone verification without SMS',
    { autoVerifiedAttributes: ['phone_number'] },
    'SMS configuration is required when phone_number is selected for auto verification',
  ],
  [
    'phone verification with an empty SMS configuration',
    { autoVerifiedAttributes: ['phone_number'], smsConfiguration: {} },
    'SMS configuration is required when phone_number is selected for auto verification',
  ],
  [
    'update settings beyond the verified attributes',
    { userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['email'] } },
    'All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes',
  ],
  [
    'both ways of sending SMS',
    { smsConfiguration: { snsCallerArn: ARN, eumsSms: { callerArn: ARN } } },
    'SnsCallerArn and EumsSms of SmsConfiguration cannot both be set.',
  ],
  [
    'DEVELOPER without a source',
    { emailConfiguration: { emailSendingAccount: 'DEVELOPER' } },
    'Source ARN is required to use DEVELOPER email sending owner',
  ],
  [
    'an invitation by e-mail without a code',
    invitation({ emailMessage: 'Welcome aboard.' }),
    "1 validation error detected: Value 'Welcome aboard.' at 'adminCreateUserConfig.inviteMessage.emailMessage' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{####\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*",
  ],
  [
    'an invitation by e-mail without a name',
    invitation({ emailMessage: 'Your code is {####}' }),
    'Email message body should have {username} which will be replaced by code',
  ],
  [
    'an invitation by SMS without a name',
    invitation({ smsMessage: 'Your code is {####}' }),
    'SMS message should have {username} which will be replaced by code',
  ],
  [
    'an invitation by SMS without a code',
    invitation({ smsMessage: 'Hello {username}' }),
    'SMS message should have {####} which will be replaced by code',
  ],
  ['a bad sender', { emailConfiguration: { from: 'nobody' } }, 'Provided From email address is invalid'],
  [
    'a sender with a line break',
    { emailConfiguration: { from: 'A\r\nBcc: b@c.example <a@b.example>' } },
    'Provided From email address is invalid',
  ],
  ...['a@b.example,c@d.example', 'a@b_c.example', 'a;b@c.example'].map(
    (replyToEmailAddress) =>
      [
        `answers to ${replyToEmailAddress}`,
        { emailConfiguration: { replyToEmailAddress } },
        'Provided ReplyTo email address is invalid',
      ] as const,
  ),
  [
    'admin_only among others',
    recovery({ priority: 1, name: 'admin_only' }, { priority: 2, name: 'verified_email' }),
    'Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.',
  ],
  [
    'a repeated priority',
    recovery({ priority: 1, name: 'verified_phone_number' }, { priority: 1, name: 'verified_email' }),
    'Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.',
  ],
  [
    'a repeated mechanism',
    recovery({ priority: 1, name: 'verified_email' }, { priority: 2, name: 'verified_email' }),
    'Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.',
  ],
  [
    'a custom sender without a key',
    { lambdaConfig: { customEmailSender: { lambdaVersion: 'V1_0', lambdaArn: ARN } } },
    'KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.',
  ],
  [
    'two functions for one trigger',
    {
      lambdaConfig: {
        preTokenGeneration: ARN,
        preTokenGenerationConfig: { lambdaVersion: 'V1_0', lambdaArn: `${ARN}2` },
      },
    },
    "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
  ],
  [
    'MFA without SMS',
    { mfaConfiguration: 'OPTIONAL', autoVerifiedAttributes: ['email'] },
    'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
  ],
  [
    'MFA beside codes as a first factor',
    { ...SMS, mfaConfiguration: 'ON', ...factors('PASSWORD', 'SMS_OTP') },
    'Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled',
  ],
  [
    'MFA beside passkeys that are a single factor',
    { ...SMS, mfaConfiguration: 'ON', ...factors('PASSWORD', 'WEB_AUTHN') },
    'WEB_AUTHN cannot be used as an auth factor when MFA is enabled if not configured for MFA.',
  ],
];

const CLIENT = '0123456789abcdefghijklmnop';
const TAGS: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  [
    '51 tags',
    Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`t${n}`, ''])),
    'A user pool can have at most 50 tags.',
  ],
  ['a reserved tag', { 'AWS:x': '' }, 'Tag keys cannot begin with aws:'],
  [
    'a tag with other characters',
    { team: 'blue!' },
    'Tag keys and values can only have letters, digits, spaces and the characters _ . : / = + - @',
  ],
  [
    'a tag that is meant to be a setting',
    { 'Ownpool:require-pcke': 'all' },
    'Tag keys that begin with ownpool: are settings. The settings are ownpool:require-pkce and ownpool:send-issuer.',
  ],
  ...['', 'ALL', 'all public', 'web', `${CLIENT} `, `${CLIENT},${CLIENT}`].map(
    (value): [string, Readonly<Record<string, string>>, string] => [
      `a setting with the value '${value}'`,
      { 'ownpool:require-pkce': value },
      value.includes(',')
        ? 'Tag keys and values can only have letters, digits, spaces and the characters _ . : / = + - @'
        : 'The value of ownpool:require-pkce must be all, public, or ids of app clients with blanks between.',
    ],
  ),
];

const IN_TIER: readonly (readonly [string, SettingsRequest, string])[] = [
  ['threat protection', { userPoolAddOns: { advancedSecurityMode: 'ENFORCED' } }, 'ESSENTIALS|Threat Protection'],
  ['one-time codes', { userPoolTier: 'LITE', ...factors('PASSWORD', 'EMAIL_OTP') }, 'LITE|Passwordless Sign-In'],
  [
    'password history',
    { userPoolTier: 'LITE', policies: { passwordPolicy: { passwordHistorySize: 1 } } },
    'LITE|Password History',
  ],
  [
    'access token customisation',
    {
      userPoolTier: 'LITE',
      lambdaConfig: { preTokenGenerationConfig: { lambdaVersion: 'V2_0', lambdaArn: ARN } },
    },
    'LITE|Token Customization with Pre-Token Generation Lambda V2_0',
  ],
  ['registration', { userPoolTier: 'LITE', dcrConfiguration: {} }, 'LITE|Dynamic Client Registration'],
];

const NOT_BUILT: readonly (readonly [string, SettingsRequest])[] = [
  [
    'LambdaConfig.InboundFederation',
    { lambdaConfig: { inboundFederation: { lambdaVersion: 'V1_0', lambdaArn: ARN } } },
  ],
  [
    'UserPoolAddOns.AdvancedSecurityMode other than OFF',
    { userPoolTier: 'PLUS', userPoolAddOns: { advancedSecurityMode: 'AUDIT' } },
  ],
  ['KeyConfiguration.KeyType CUSTOMER_MANAGED_KEY', { keyConfiguration: { keyType: 'CUSTOMER_MANAGED_KEY' } }],
  ['KeyConfiguration.KmsKeyArn', { keyConfiguration: { kmsKeyArn: KEY_ARN } }],
  ['KeyConfiguration.KmsKeyArn', { keyConfiguration: { keyType: 'AWS_OWNED_KEY', kmsKeyArn: KEY_ARN } }],
];

const byLink = (emailMessageByLink?: string): SettingsRequest => ({
  verificationMessageTemplate: { defaultEmailOption: 'CONFIRM_WITH_LINK', emailMessageByLink },
});

const GOOD: readonly (readonly [string, SettingsRequest])[] = [
  [
    'the triggers of a sign-in',
    { lambdaConfig: { preAuthentication: ARN, postAuthentication: ARN, userMigration: ARN, preTokenGeneration: ARN } },
  ],
  ['required MFA', { ...SMS, autoVerifiedAttributes: ['phone_number'], mfaConfiguration: 'ON' }],
  ['devices', { deviceConfiguration: { challengeRequiredOnNewDevice: true } }],
  ['the other issuer', { issuerConfiguration: { type: 'UPDATED' } }],
  ['links', byLink('Press {##here##}')],
  ['links in the default text', byLink()],
  [
    'a text without a link that is not used',
    { verificationMessageTemplate: { defaultEmailOption: 'CONFIRM_WITH_CODE', emailMessageByLink: '{####}' } },
  ],
  ['devices, with nothing said of them', { deviceConfiguration: {} }],
  ['optional MFA', { ...SMS, mfaConfiguration: 'OPTIONAL' }],
  ['passkeys as a first factor', factors('PASSWORD', 'WEB_AUTHN')],
  ['SMS with phone verification', { ...SMS, autoVerifiedAttributes: ['phone_number'] }],
  ['a sender with a name', { emailConfiguration: { from: 'Ownpool <id@example.com>' } }],
  ['an e-mail of its own without SES', { emailVerificationMessage: 'Hello {####}', emailVerificationSubject: 'Hi' }],
  [
    'recovery in two ways',
    recovery({ priority: 1, name: 'verified_email' }, { priority: 2, name: 'verified_phone_number' }),
  ],
  ['admin_only alone', recovery({ priority: 1, name: 'admin_only' })],
  [
    'the functions of CUSTOM_AUTH',
    {
      lambdaConfig: { defineAuthChallenge: ARN, createAuthChallenge: ARN, verifyAuthChallengeResponse: ARN },
    },
  ],
  [
    'everything off',
    {
      userPoolAddOns: { advancedSecurityMode: 'OFF' },
      keyConfiguration: { keyType: 'AWS_OWNED_KEY' },
      issuerConfiguration: { type: 'ORIGINAL' },
      dcrConfiguration: { enableStatus: 'Disabled' },
      acrConfiguration: {},
      lambdaConfig: {},
    },
  ],
  ['registration off on LITE', { userPoolTier: 'LITE', dcrConfiguration: { enableStatus: 'Disabled' } }],
  ['registration', { dcrConfiguration: { openDcrEnabled: true, allowedScopes: ['api/read'] } }],
  [
    'settings in tags',
    { userPoolTags: { 'ownpool:require-pkce': `${CLIENT} ${CLIENT}`, 'ownpool:send-issuer': 'all' } },
  ],
  ['a password history', { policies: { passwordPolicy: { passwordHistorySize: 5 } } }],
  ['no password history on LITE', { userPoolTier: 'LITE', policies: { passwordPolicy: { passwordHistorySize: 0 } } }],
  [
    'an invitation in several lines',
    invitation({ emailMessage: 'Code {####}\nfor {username}', smsMessage: '{####}\n{username}' }),
  ],
  [
    'UnusedAccountValidityDays 0 beside the newer member',
    {
      policies: { passwordPolicy: { temporaryPasswordValidityDays: 5 } },
      adminCreateUserConfig: { unusedAccountValidityDays: 0 },
    },
  ],
];

const check = (request: SettingsRequest) => () => checkedSettings(request);
const error = (name: string, message: string) => expect.objectContaining({ name, message });

describe('checkedSettings', () => {
  it.each(REFUSED)('refuses %s', (_, request, message) => {
    expect(check(request)).toThrow(error('InvalidParameterException', message));
  });

  it.each(['{####}', 'Code {####}', '{##a{b##}', '{##', 'x'.repeat(20_000)])(
    'refuses the e-mail %s without a link',
    (text) => {
      expect(check(byLink(text))).toThrow(error('InvalidParameterException', 'The message is invalid.'));
    },
  );

  it.each(TAGS)('refuses %s', (_, userPoolTags, message) => {
    expect(check({ userPoolTags })).toThrow(error('UserPoolTaggingException', message));
  });

  it('asks for SMS with MFA only while the pool has no other factor', () => {
    const on = { ...settingsFrom({}), mfaConfiguration: 'ON' } as const;
    expect(() => checkedSettings({}, on)).toThrow(
      'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
    );
    for (const factor of [
      { softwareTokenMfaConfiguration: { enabled: true } },
      { emailMfaConfiguration: {} },
    ] as const) {
      expect(() => checkedSettings({}, { ...on, ...factor })).not.toThrow();
    }
  });

  it.each(IN_TIER)('refuses %s in a tier without it', (_, request, expected) => {
    const [tier, feature] = expected.split('|');
    const text = `The following features need to be disabled for the ${tier} pricing tier configured: ${feature}`;
    expect(check(request)).toThrow(error('FeatureUnavailableInTierException', text));
  });

  it.each(NOT_BUILT)('refuses what is not built: %s', (setting, request) => {
    const text = `${setting} is not supported by this version of Ownpool.`;
    expect(check(request)).toThrow(error('InvalidParameterException', text));
  });

  it.each(GOOD)('accepts %s', (_, request) => {
    expect(check(request)).not.toThrow();
  });
});
