import type { AcrConfiguration } from './acr.ts';
import type { DcrConfiguration } from './dcr.ts';
import type { LambdaConfig } from './lambda-config.ts';
import type {
  AdminCreateUserConfig,
  ContactAttribute,
  DeviceConfiguration,
  EmailConfiguration,
  PasswordPolicy,
  PoolSettings,
  SmsConfiguration,
  VerificationMessageTemplate,
} from './pool.ts';

/** The settings of a pool in a CreateUserPool or UpdateUserPool request, in camelCase. */
export type SettingsRequest = {
  readonly policies?: {
    readonly passwordPolicy?: Partial<PasswordPolicy>;
    readonly signInPolicy?: { readonly allowedFirstAuthFactors?: readonly string[] };
  };
  readonly deletionProtection?: PoolSettings['deletionProtection'];
  readonly lambdaConfig?: LambdaConfig;
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
  readonly dcrConfiguration?: Partial<DcrConfiguration>;
  readonly accountRecoverySetting?: {
    readonly recoveryMechanisms?: readonly { readonly priority?: number; readonly name?: string }[];
  };
  readonly userPoolTier?: PoolSettings['userPoolTier'];
  readonly keyConfiguration?: { readonly keyType?: string; readonly kmsKeyArn?: string };
  readonly issuerConfiguration?: PoolSettings['issuerConfiguration'];
  readonly acrConfiguration?: AcrConfiguration;
};
