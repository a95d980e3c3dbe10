import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { AcrLevelType, AcrValueType, ARN_PATTERN, ArnType, OAuthFlowType, ScopeType, StringType } from './common.ts';
import {
  EmailInviteMessageType,
  EmailVerificationMessageByLinkType,
  EmailVerificationMessageType,
  EmailVerificationSubjectType,
  SmsInviteMessageType,
  SmsVerificationMessageType,
} from './messages.ts';
import { boolean, type Input, integer, list, map, oneOf, required, string, structure } from './shape.ts';

/* The settings of CreateUserPool and UpdateUserPool, with their structures in alphabetical order. */

const AccountRecoverySettingType = structure<api.AccountRecoverySettingType>({
  RecoveryMechanisms: list(
    structure<api.RecoveryOptionType>({
      Priority: required(integer({ min: 1, max: 2 })),
      Name: required(oneOf<api.RecoveryOptionNameType>('verified_email', 'verified_phone_number', 'admin_only')),
    }),
    { min: 1, max: 2 },
  ),
});
const AcrConfigurationType = map(structure<api.AcrLevelConfigType>({ AcrValue: required(AcrValueType) }), {
  min: 0,
  max: 4,
  key: AcrLevelType,
});
const AdminCreateUserConfigType = structure<api.AdminCreateUserConfigType>({
  AllowAdminCreateUserOnly: boolean(),
  UnusedAccountValidityDays: integer({ min: 0, max: 365 }),
  InviteMessageTemplate: structure<api.MessageTemplateType>({
    SMSMessage: SmsInviteMessageType,
    EmailMessage: EmailInviteMessageType,
    EmailSubject: EmailVerificationSubjectType,
  }),
});
/**
 * The bounds of these lists are not published. A client can have three flows and fifty scopes; four of the scopes are those of
 * OpenID Connect, which registered clients have anyway.
 */
const DcrGrantTypes = list(OAuthFlowType, { min: 0, max: 3 });
const DcrConfigurationType = structure<api.DcrConfigurationType>({
  EnableStatus: oneOf<api.StatusType>('Enabled', 'Disabled'),
  OpenDcrEnabled: boolean(),
  AuthenticatedGrantTypes: DcrGrantTypes,
  OpenDcrGrantTypes: DcrGrantTypes,
  AllowedScopes: list(ScopeType, { min: 0, max: 46 }),
});
const DeviceConfigurationType = structure<api.DeviceConfigurationType>({
  ChallengeRequiredOnNewDevice: boolean(),
  DeviceOnlyRememberedOnUserPrompt: boolean(),
});
const EmailConfigurationType = structure<api.EmailConfigurationType>({
  SourceArn: ArnType,
  // The expression tries only the first @ after the first character, so its time is linear in the length.
  ReplyToEmailAddress: string({
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+@[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+',
    expression:
      '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}](?:(?!@)[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}])*@[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+',
  }),
  EmailSendingAccount: oneOf<api.EmailSendingAccountType>('COGNITO_DEFAULT', 'DEVELOPER'),
  From: StringType,
  ConfigurationSet: string({ min: 1, max: 64, pattern: '^[a-zA-Z0-9_-]+$' }),
});
const KeyConfigurationType = structure<api.KeyConfigurationType>({
  KeyType: oneOf<api.EncryptionKeyType>('AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KEY'),
  KmsKeyArn: ArnType,
});
const LambdaConfigType = structure<api.LambdaConfigType>({
  PreSignUp: ArnType,
  CustomMessage: ArnType,
  PostConfirmation: ArnType,
  PreAuthentication: ArnType,
  PostAuthentication: ArnType,
  DefineAuthChallenge: ArnType,
  CreateAuthChallenge: ArnType,
  VerifyAuthChallengeResponse: ArnType,
  PreTokenGeneration: ArnType,
  UserMigration: ArnType,
  PreTokenGenerationConfig: structure<api.PreTokenGenerationVersionConfigType>({
    LambdaVersion: required(oneOf<api.PreTokenGenerationLambdaVersionType>('V1_0', 'V2_0', 'V3_0')),
    LambdaArn: required(ArnType),
  }),
  CustomSMSSender: structure<api.CustomSMSLambdaVersionConfigType>({
    LambdaVersion: required(oneOf<api.CustomSMSSenderLambdaVersionType>('V1_0')),
    LambdaArn: required(ArnType),
  }),
  CustomEmailSender: structure<api.CustomEmailLambdaVersionConfigType>({
    LambdaVersion: required(oneOf<api.CustomEmailSenderLambdaVersionType>('V1_0')),
    LambdaArn: required(ArnType),
  }),
  KMSKeyID: ArnType,
  InboundFederation: structure<api.InboundFederationLambdaType>({
    LambdaVersion: required(oneOf<api.InboundFederationLambdaVersionType>('V1_0')),
    LambdaArn: required(ArnType),
  }),
});
const RegionCodeType = string({ min: 5, max: 32 });
/** The numbers in the constraints are strings in the API. core/pools/attribute-bounds.ts checks them. */
export const SchemaAttributeType = structure<api.SchemaAttributeType>({
  Name: string({ min: 1, max: 20, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' }),
  AttributeDataType: oneOf<api.AttributeDataType>('String', 'Number', 'DateTime', 'Boolean'),
  DeveloperOnlyAttribute: boolean(),
  Mutable: boolean(),
  Required: boolean(),
  NumberAttributeConstraints: structure<api.NumberAttributeConstraintsType>({
    MinValue: StringType,
    MaxValue: StringType,
  }),
  StringAttributeConstraints: structure<api.StringAttributeConstraintsType>({
    MinLength: StringType,
    MaxLength: StringType,
  }),
});
export const SmsConfigurationType = structure<api.SmsConfigurationType>({
  SnsCallerArn: string({ min: 0, max: 2048, pattern: `(${ARN_PATTERN})?` }),
  ExternalId: StringType,
  SnsRegion: RegionCodeType,
  EumsSms: structure<api.EumsSmsConfigurationType>({
    CallerArn: required(ArnType),
    ExternalId: StringType,
    OriginationIdentity: StringType,
    ConfigurationSetName: StringType,
    InEntityId: StringType,
    InTemplateId: StringType,
    Region: RegionCodeType,
  }),
});
export const TagKeysType = string({ min: 1, max: 128 });
const VerifiedAttributeType = oneOf<api.VerifiedAttributeType>('phone_number', 'email');
const UserPoolAddOnsType = structure<api.UserPoolAddOnsType>({
  AdvancedSecurityMode: required(oneOf<api.AdvancedSecurityModeType>('OFF', 'AUDIT', 'ENFORCED')),
  AdvancedSecurityAdditionalFlows: structure<api.AdvancedSecurityAdditionalFlowsType>({
    CustomAuthMode: oneOf<api.AdvancedSecurityEnabledModeType>('AUDIT', 'ENFORCED'),
  }),
});
export const UserPoolMfaType = oneOf<api.UserPoolMfaType>('OFF', 'ON', 'OPTIONAL');
const UserPoolPolicyType = structure<api.UserPoolPolicyType>({
  PasswordPolicy: structure<api.PasswordPolicyType>({
    MinimumLength: integer({ min: 6, max: 99 }),
    RequireUppercase: boolean(),
    RequireLowercase: boolean(),
    RequireNumbers: boolean(),
    RequireSymbols: boolean(),
    PasswordHistorySize: integer({ min: 0, max: 24 }),
    TemporaryPasswordValidityDays: integer({ min: 0, max: 365 }),
  }),
  SignInPolicy: structure<api.SignInPolicyType>({
    AllowedFirstAuthFactors: list(
      oneOf<api.AuthFactorType>('PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN', 'SOFTWARE_TOKEN'),
      { min: 1, max: 5 },
    ),
  }),
});
export const UserPoolTagsType = map(string({ min: 0, max: 256 }), { key: TagKeysType });
const VerificationMessageTemplateType = structure<api.VerificationMessageTemplateType>({
  SmsMessage: SmsVerificationMessageType,
  EmailMessage: EmailVerificationMessageType,
  EmailSubject: EmailVerificationSubjectType,
  EmailMessageByLink: EmailVerificationMessageByLinkType,
  EmailSubjectByLink: EmailVerificationSubjectType,
  DefaultEmailOption: oneOf<api.DefaultEmailOptionType>('CONFIRM_WITH_LINK', 'CONFIRM_WITH_CODE'),
});

/**
 * The members of both CreateUserPool and UpdateUserPool. PoolName is not among them, because only CreateUserPool
 * requires it.
 */
export const poolSettings = {
  Policies: UserPoolPolicyType,
  DeletionProtection: oneOf<api.DeletionProtectionType>('ACTIVE', 'INACTIVE'),
  LambdaConfig: LambdaConfigType,
  AutoVerifiedAttributes: list(VerifiedAttributeType),
  SmsVerificationMessage: SmsVerificationMessageType,
  EmailVerificationMessage: EmailVerificationMessageType,
  EmailVerificationSubject: EmailVerificationSubjectType,
  VerificationMessageTemplate: VerificationMessageTemplateType,
  SmsAuthenticationMessage: SmsVerificationMessageType,
  MfaConfiguration: UserPoolMfaType,
  UserAttributeUpdateSettings: structure<api.UserAttributeUpdateSettingsType>({
    AttributesRequireVerificationBeforeUpdate: list(VerifiedAttributeType),
  }),
  DeviceConfiguration: DeviceConfigurationType,
  EmailConfiguration: EmailConfigurationType,
  SmsConfiguration: SmsConfigurationType,
  UserPoolTags: UserPoolTagsType,
  AdminCreateUserConfig: AdminCreateUserConfigType,
  UserPoolAddOns: UserPoolAddOnsType,
  DcrConfiguration: DcrConfigurationType,
  AccountRecoverySetting: AccountRecoverySettingType,
  UserPoolTier: oneOf<api.UserPoolTierType>('LITE', 'ESSENTIALS', 'PLUS'),
  KeyConfiguration: KeyConfigurationType,
  IssuerConfiguration: structure<api.IssuerConfigurationType>({
    Type: oneOf<api.IssuerType>('ORIGINAL', 'UPDATED'),
  }),
  AcrConfiguration: AcrConfigurationType,
} satisfies Input<Omit<api.UpdateUserPoolRequest, 'UserPoolId' | 'PoolName'>>;
