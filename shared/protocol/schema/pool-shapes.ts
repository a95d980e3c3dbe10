import type {
  AccountRecoverySettingType,
  AcrLevelConfigType,
  AdminCreateUserConfigType,
  AdvancedSecurityAdditionalFlowsType,
  AdvancedSecurityEnabledModeType,
  AdvancedSecurityModeType,
  AliasAttributeType,
  AttributeDataType,
  AuthFactorType,
  CreateUserPoolRequest,
  CustomEmailLambdaVersionConfigType,
  CustomEmailSenderLambdaVersionType,
  CustomSMSLambdaVersionConfigType,
  CustomSMSSenderLambdaVersionType,
  DcrConfigurationType,
  DefaultEmailOptionType,
  DeletionProtectionType,
  DeviceConfigurationType,
  EmailConfigurationType,
  EmailSendingAccountType,
  EncryptionKeyType,
  EumsSmsConfigurationType,
  InboundFederationLambdaType,
  InboundFederationLambdaVersionType,
  IssuerConfigurationType,
  IssuerType,
  KeyConfigurationType,
  LambdaConfigType,
  MessageTemplateType,
  NumberAttributeConstraintsType,
  PasswordPolicyType,
  PreTokenGenerationLambdaVersionType,
  PreTokenGenerationVersionConfigType,
  RecoveryOptionNameType,
  RecoveryOptionType,
  SchemaAttributeType,
  SignInPolicyType,
  SmsConfigurationType,
  StatusType,
  StringAttributeConstraintsType,
  UpdateUserPoolRequest,
  UserAttributeUpdateSettingsType,
  UsernameAttributeType,
  UsernameConfigurationType,
  UserPoolAddOnsType,
  UserPoolMfaType,
  UserPoolPolicyType,
  UserPoolTierType,
  VerificationMessageTemplateType,
  VerifiedAttributeType,
} from '@aws-sdk/client-cognito-identity-provider';
import { EMAIL_MESSAGE_FORM, MESSAGE_CHARACTERS } from '#core/pools/message-forms.ts';
import { oauthFlow, oauthScope } from './client-shapes.ts';
import { type Input, integer, list, map, oneOf, required, string, structure } from './shape.ts';
import { ARN_PATTERN, arn, flag, text, userPoolId } from './shapes.ts';

/*
 * What CreateUserPool and UpdateUserPool are told. Bounds and patterns are the service model's, as printed in
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
 */

const smsMessage = string({ min: 6, max: 140, pattern: '.*\\{####\\}.*' });
const emailMessage = string(EMAIL_MESSAGE_FORM);
const emailSubject = string({ min: 1, max: 140, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s]+' });
const verificationMessageTemplate = structure<VerificationMessageTemplateType>({
  SmsMessage: smsMessage,
  EmailMessage: emailMessage,
  EmailSubject: emailSubject,
  EmailMessageByLink: string({
    min: 6,
    max: 20_000,
    pattern: `${MESSAGE_CHARACTERS}\\{##${MESSAGE_CHARACTERS}##\\}${MESSAGE_CHARACTERS}`,
  }),
  EmailSubjectByLink: emailSubject,
  DefaultEmailOption: oneOf<DefaultEmailOptionType>('CONFIRM_WITH_LINK', 'CONFIRM_WITH_CODE'),
});

const adminCreateUserConfig = structure<AdminCreateUserConfigType>({
  AllowAdminCreateUserOnly: flag,
  UnusedAccountValidityDays: integer({ min: 0, max: 365 }),
  /** The placeholders of invitations are judged with the other settings, as Cognito does. */
  InviteMessageTemplate: structure<MessageTemplateType>({
    SMSMessage: string({ min: 6, max: 140, pattern: '(?s).*' }),
    EmailMessage: string({ min: 6, max: 20_000, pattern: MESSAGE_CHARACTERS }),
    EmailSubject: emailSubject,
  }),
});

const passwordPolicy = structure<PasswordPolicyType>({
  MinimumLength: integer({ min: 6, max: 99 }),
  RequireUppercase: flag,
  RequireLowercase: flag,
  RequireNumbers: flag,
  RequireSymbols: flag,
  PasswordHistorySize: integer({ min: 0, max: 24 }),
  TemporaryPasswordValidityDays: integer({ min: 0, max: 365 }),
});
const signInPolicy = structure<SignInPolicyType>({
  AllowedFirstAuthFactors: list(
    oneOf<AuthFactorType>('PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN', 'SOFTWARE_TOKEN'),
    { min: 1, max: 5 },
  ),
});

const lambdaConfig = structure<LambdaConfigType>({
  PreSignUp: arn,
  CustomMessage: arn,
  PostConfirmation: arn,
  PreAuthentication: arn,
  PostAuthentication: arn,
  DefineAuthChallenge: arn,
  CreateAuthChallenge: arn,
  VerifyAuthChallengeResponse: arn,
  PreTokenGeneration: arn,
  UserMigration: arn,
  PreTokenGenerationConfig: structure<PreTokenGenerationVersionConfigType>({
    LambdaVersion: required(oneOf<PreTokenGenerationLambdaVersionType>('V1_0', 'V2_0', 'V3_0')),
    LambdaArn: required(arn),
  }),
  CustomSMSSender: structure<CustomSMSLambdaVersionConfigType>({
    LambdaVersion: required(oneOf<CustomSMSSenderLambdaVersionType>('V1_0')),
    LambdaArn: required(arn),
  }),
  CustomEmailSender: structure<CustomEmailLambdaVersionConfigType>({
    LambdaVersion: required(oneOf<CustomEmailSenderLambdaVersionType>('V1_0')),
    LambdaArn: required(arn),
  }),
  KMSKeyID: arn,
  InboundFederation: structure<InboundFederationLambdaType>({
    LambdaVersion: required(oneOf<InboundFederationLambdaVersionType>('V1_0')),
    LambdaArn: required(arn),
  }),
});

const regionCode = string({ min: 5, max: 32 });
const emailConfiguration = structure<EmailConfigurationType>({
  SourceArn: arn,
  ReplyToEmailAddress: string({ pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+@[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' }),
  EmailSendingAccount: oneOf<EmailSendingAccountType>('COGNITO_DEFAULT', 'DEVELOPER'),
  From: text,
  ConfigurationSet: string({ min: 1, max: 64, pattern: '^[a-zA-Z0-9_-]+$' }),
});
const smsConfiguration = structure<SmsConfigurationType>({
  SnsCallerArn: string({ min: 0, max: 2048, pattern: `(${ARN_PATTERN})?` }),
  ExternalId: text,
  SnsRegion: regionCode,
  EumsSms: structure<EumsSmsConfigurationType>({
    CallerArn: required(arn),
    ExternalId: text,
    OriginationIdentity: text,
    ConfigurationSetName: text,
    InEntityId: text,
    InTemplateId: text,
    Region: regionCode,
  }),
});

const verifiedAttributes = list(oneOf<VerifiedAttributeType>('phone_number', 'email'));

/** The constraints' numbers are strings on the wire; pools/schema judges them. */
const schemaAttribute = structure<SchemaAttributeType>({
  Name: string({ min: 1, max: 20, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' }),
  AttributeDataType: oneOf<AttributeDataType>('String', 'Number', 'DateTime', 'Boolean'),
  DeveloperOnlyAttribute: flag,
  Mutable: flag,
  Required: flag,
  NumberAttributeConstraints: structure<NumberAttributeConstraintsType>({ MinValue: text, MaxValue: text }),
  StringAttributeConstraints: structure<StringAttributeConstraintsType>({ MinLength: text, MaxLength: text }),
});
/** AddCustomAttributes: CustomAttributes. */
export const customAttributes = list(schemaAttribute, { min: 1, max: 25 });

const poolName = string({ min: 1, max: 128, pattern: '[\\w\\s+=,.@-]+' });
const poolTags = map(string({ min: 0, max: 256 }), { key: string({ min: 1, max: 128 }) });

/** Members of both CreateUserPool and UpdateUserPool, but for PoolName, which only Create requires. */
type PoolSettings = Omit<UpdateUserPoolRequest, 'UserPoolId' | 'PoolName'>;

const poolSettings = {
  Policies: structure<UserPoolPolicyType>({ PasswordPolicy: passwordPolicy, SignInPolicy: signInPolicy }),
  DeletionProtection: oneOf<DeletionProtectionType>('ACTIVE', 'INACTIVE'),
  LambdaConfig: lambdaConfig,
  AutoVerifiedAttributes: verifiedAttributes,
  SmsVerificationMessage: smsMessage,
  EmailVerificationMessage: emailMessage,
  EmailVerificationSubject: emailSubject,
  VerificationMessageTemplate: verificationMessageTemplate,
  SmsAuthenticationMessage: smsMessage,
  UserAttributeUpdateSettings: structure<UserAttributeUpdateSettingsType>({
    AttributesRequireVerificationBeforeUpdate: verifiedAttributes,
  }),
  MfaConfiguration: oneOf<UserPoolMfaType>('OFF', 'ON', 'OPTIONAL'),
  DeviceConfiguration: structure<DeviceConfigurationType>({
    ChallengeRequiredOnNewDevice: flag,
    DeviceOnlyRememberedOnUserPrompt: flag,
  }),
  EmailConfiguration: emailConfiguration,
  SmsConfiguration: smsConfiguration,
  UserPoolTags: poolTags,
  AdminCreateUserConfig: adminCreateUserConfig,
  UserPoolAddOns: structure<UserPoolAddOnsType>({
    AdvancedSecurityMode: required(oneOf<AdvancedSecurityModeType>('OFF', 'AUDIT', 'ENFORCED')),
    AdvancedSecurityAdditionalFlows: structure<AdvancedSecurityAdditionalFlowsType>({
      CustomAuthMode: oneOf<AdvancedSecurityEnabledModeType>('AUDIT', 'ENFORCED'),
    }),
  }),
  DcrConfiguration: structure<DcrConfigurationType>({
    EnableStatus: oneOf<StatusType>('Enabled', 'Disabled'),
    OpenDcrEnabled: flag,
    AuthenticatedGrantTypes: list(oauthFlow),
    OpenDcrGrantTypes: list(oauthFlow),
    AllowedScopes: list(oauthScope),
  }),
  AccountRecoverySetting: structure<AccountRecoverySettingType>({
    RecoveryMechanisms: list(
      structure<RecoveryOptionType>({
        Priority: required(integer({ min: 1, max: 2 })),
        Name: required(oneOf<RecoveryOptionNameType>('verified_email', 'verified_phone_number', 'admin_only')),
      }),
      { min: 1, max: 2 },
    ),
  }),
  UserPoolTier: oneOf<UserPoolTierType>('LITE', 'ESSENTIALS', 'PLUS'),
  KeyConfiguration: structure<KeyConfigurationType>({
    KeyType: oneOf<EncryptionKeyType>('AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KEY'),
    KmsKeyArn: arn,
  }),
  IssuerConfiguration: structure<IssuerConfigurationType>({ Type: oneOf<IssuerType>('ORIGINAL', 'UPDATED') }),
  AcrConfiguration: map(structure<AcrLevelConfigType>({ AcrValue: required(text) }), { key: text }),
} satisfies Input<PoolSettings>;

export const createUserPoolInput: Input<CreateUserPoolRequest> = {
  PoolName: required(poolName),
  ...poolSettings,
  AliasAttributes: list(oneOf<AliasAttributeType>('phone_number', 'email', 'preferred_username')),
  UsernameAttributes: list(oneOf<UsernameAttributeType>('phone_number', 'email')),
  Schema: list(schemaAttribute, { min: 1, max: 50 }),
  UsernameConfiguration: structure<UsernameConfigurationType>({ CaseSensitive: required(flag) }),
};

export const updateUserPoolInput: Input<UpdateUserPoolRequest> = {
  UserPoolId: required(userPoolId),
  ...poolSettings,
  PoolName: poolName,
};
