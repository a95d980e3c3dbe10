import type { AcrConfiguration } from './acr.ts';
import type {
  AdminCreateUserConfig,
  ContactAttribute,
  DeviceConfiguration,
  EchoedSetting,
  EmailConfiguration,
  PasswordPolicy,
  PoolSettings,
  SmsConfiguration,
  VerificationMessageTemplate,
} from './pool.ts';

export type LambdaConfigRequest = {
  /** This is the name on the wire with only its first letter changed. */
  readonly kMSKeyID?: string;
  readonly preTokenGeneration?: string;
  readonly preTokenGenerationConfig?: { readonly lambdaVersion?: string; readonly lambdaArn?: string };
  readonly customSMSSender?: EchoedSetting;
  readonly customEmailSender?: EchoedSetting;
};

/** The settings of a pool in a CreateUserPool or UpdateUserPool request, in camelCase. */
export type SettingsRequest = {
  readonly policies?: {
    readonly passwordPolicy?: Partial<PasswordPolicy>;
    readonly signInPolicy?: { readonly allowedFirstAuthFactors?: readonly string[] };
  };
  readonly deletionProtection?: PoolSettings['deletionProtection'];
  readonly lambdaConfig?: LambdaConfigRequest;
  readonly autoVerifiedAttributes?: readonly ContactAttribute[];
  /** These three older members stand for members of verificationMessageTemplate. */
  readonly smsVerificationMessage?: string;
  readonly emailVerificationMessage?: string;
  readonly emailVerificationSubject?: string;
  readonly verificationMessageTemplate?: Partial<VerificationMessageTemplate>;
  readonly smsAuthenticationMessage?: string;
  readonly userAttributeUpdateSettings?: {
    readonly attributesRequireVerificationBeforeUpdate?: readonly ContactAttribute[];
  };
  readonly mfaConfiguration?: PoolSettings['mfaConfiguration'];
  readonly deviceConfiguration?: DeviceConfiguration;
  readonly emailConfiguration?: Partial<EmailConfiguration>;
  readonly smsConfiguration?: SmsConfiguration;
  readonly userPoolTags?: Readonly<Record<string, string>>;
  readonly adminCreateUserConfig?: Partial<AdminCreateUserConfig>;
  readonly userPoolAddOns?: { readonly advancedSecurityMode?: string };
  readonly dcrConfiguration?: { readonly enableStatus?: string };
  readonly accountRecoverySetting?: {
    readonly recoveryMechanisms?: readonly { readonly priority?: number; readonly name?: string }[];
  };
  readonly userPoolTier?: PoolSettings['userPoolTier'];
  readonly keyConfiguration?: { readonly keyType?: string; readonly kmsKeyArn?: string };
  readonly issuerConfiguration?: { readonly type?: string };
  readonly acrConfiguration?: AcrConfiguration;
};
