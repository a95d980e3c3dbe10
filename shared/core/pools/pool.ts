import type { AcrConfiguration } from './acr.ts';
import type { DcrConfiguration } from './dcr.ts';
import type { IssuerType } from './issuer.ts';
import type { LambdaConfig } from './lambda-config.ts';

/**
 * This file defines a user pool. Its settings have the names of the API in camelCase, and times are in epoch
 * milliseconds.
 */

export type PasswordPolicy = {
  readonly minimumLength: number;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly requireNumbers: boolean;
  readonly requireSymbols: boolean;
  readonly passwordHistorySize?: number;
  readonly temporaryPasswordValidityDays: number;
};

export type AttributeDataType = 'String' | 'Number' | 'DateTime' | 'Boolean';

/** One attribute of the schema under its full name, such as `email`, `custom:team` or `dev:custom:flag`. */
export type SchemaAttribute = {
  readonly name: string;
  readonly attributeDataType: AttributeDataType;
  readonly developerOnlyAttribute: boolean;
  readonly mutable: boolean;
  readonly required: boolean;
  /** The bounds are decimal strings, as on the wire. */
  readonly stringAttributeConstraints?: { readonly minLength?: string; readonly maxLength?: string };
  readonly numberAttributeConstraints?: { readonly minValue?: string; readonly maxValue?: string };
};

export type ContactAttribute = 'email' | 'phone_number';
type AliasAttribute = ContactAttribute | 'preferred_username';

export type VerificationMessageTemplate = {
  readonly smsMessage?: string;
  readonly emailMessage?: string;
  readonly emailSubject?: string;
  readonly emailMessageByLink?: string;
  readonly emailSubjectByLink?: string;
  readonly defaultEmailOption: 'CONFIRM_WITH_CODE' | 'CONFIRM_WITH_LINK';
};

export type AdminCreateUserConfig = {
  readonly allowAdminCreateUserOnly: boolean;
  readonly unusedAccountValidityDays: number;
  readonly inviteMessageTemplate?: {
    readonly smsMessage?: string;
    readonly emailMessage?: string;
    readonly emailSubject?: string;
  };
};

export type EmailConfiguration = {
  readonly emailSendingAccount: 'COGNITO_DEFAULT' | 'DEVELOPER';
  readonly sourceArn?: string;
  readonly from?: string;
  readonly replyToEmailAddress?: string;
  readonly configurationSet?: string;
};

export type SmsConfiguration = EchoedSetting & { readonly snsCallerArn?: string; readonly eumsSms?: EchoedSetting };

/** A setting that is stored and returned but has no effect yet; docs/unknowns.md lists these settings. */
type EchoedSetting = Readonly<Record<string, unknown>>;

/**
 * How a pool tracks devices. It does so when it has this setting at all, even if both members are false.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceConfigurationType.html
 */
export type DeviceConfiguration = {
  /** A remembered device proves itself in place of MFA. Otherwise it does so after MFA. */
  readonly challengeRequiredOnNewDevice?: boolean;
  /** A device that is confirmed is remembered only when the user says so. */
  readonly deviceOnlyRememberedOnUserPrompt?: boolean;
};

/** The settings of CreateUserPool and UpdateUserPool; omitted.ts says what an update does with those it omits. */
export type PoolSettings = {
  readonly passwordPolicy: PasswordPolicy;
  readonly signInPolicy: { readonly allowedFirstAuthFactors: readonly string[] };
  readonly deletionProtection: 'ACTIVE' | 'INACTIVE';
  readonly autoVerifiedAttributes: readonly ContactAttribute[];
  readonly verificationMessageTemplate: VerificationMessageTemplate;
  readonly smsAuthenticationMessage?: string;
  readonly mfaConfiguration: 'OFF' | 'ON' | 'OPTIONAL';
  readonly userAttributeUpdateSettings: {
    readonly attributesRequireVerificationBeforeUpdate: readonly ContactAttribute[];
  };
  readonly adminCreateUserConfig: AdminCreateUserConfig;
  readonly emailConfiguration: EmailConfiguration;
  readonly accountRecoverySetting?: {
    readonly recoveryMechanisms: readonly { readonly priority: number; readonly name: string }[];
  };
  readonly userPoolTier: 'LITE' | 'ESSENTIALS' | 'PLUS';
  readonly userPoolTags?: Readonly<Record<string, string>>;
  readonly lambdaConfig: LambdaConfig;
  readonly deviceConfiguration?: DeviceConfiguration;
  readonly smsConfiguration?: SmsConfiguration;
  readonly userPoolAddOns?: EchoedSetting;
  readonly keyConfiguration?: EchoedSetting;
  readonly issuerConfiguration?: { readonly type?: IssuerType };
  readonly acrConfiguration?: AcrConfiguration;
  readonly dcrConfiguration?: DcrConfiguration;
};

/** The settings that only SetUserPoolMfaConfig sets. An e-mail factor or software tokens are on when they are here. */
export type MfaFactors = {
  readonly softwareTokenMfaConfiguration?: { readonly enabled: true };
  readonly emailMfaConfiguration?: { readonly message?: string; readonly subject?: string };
  readonly webAuthnConfiguration?: {
    readonly relyingPartyId?: string;
    readonly userVerification?: 'required' | 'preferred';
    readonly factorConfiguration?: 'SINGLE_FACTOR' | 'MULTI_FACTOR_WITH_USER_VERIFICATION';
  };
};

/** The settings that only SetUserPoolSessionConfiguration sets. */
export type SessionConfiguration = {
  readonly userSessionTracking: 'ENABLED' | 'DISABLED';
  readonly tokenSession: { readonly maxPerUser: number };
};

export type Pool = PoolSettings &
  MfaFactors & {
    readonly id: string;
    readonly name: string;
    readonly arn: string;
    /** The `iss` claim of new tokens. Its base is fixed when the pool is created, and its path follows the settings. */
    readonly issuer: string;
    readonly createdAt: number;
    readonly modifiedAt: number;
    /** The standard attributes in Cognito's order, followed by the custom ones. */
    readonly schema: readonly SchemaAttribute[];
    readonly usernameAttributes: readonly ContactAttribute[];
    readonly aliasAttributes: readonly AliasAttribute[];
    /** This is undefined when UsernameConfiguration was never given. Names are then compared case-sensitively. */
    readonly usernameConfiguration?: { readonly caseSensitive: boolean };
    /** This is undefined when SetUserPoolSessionConfiguration was never called. */
    readonly sessionConfiguration?: SessionConfiguration;
    /** The log group that gets a record of every message that could not be delivered. */
    readonly notificationLogGroupArn?: string;
    /** The prefix of the pool's prefix domain. The record of the domain is a `Domain` (core/domains). */
    readonly domain?: string;
    /** The host name of the pool's custom domain. */
    readonly customDomain?: string;
    readonly version: number;
  };

/** Tells whether a text has the form of a pool id. Any other text leads to no pool, and may not fit into a key. */
export function isPoolId(text: string): boolean {
  return text.length <= 55 && /^[\w-]+_[0-9a-zA-Z]+$/.test(text);
}

/** Returns the part of the pool id after `_`, which SRP hashes. */
export function poolSuffix(poolId: string): string {
  return poolId.slice(poolId.indexOf('_') + 1);
}

/** Tells whether names that differ only in case are different names in this pool. */
export function isCaseSensitive(pool: Pool): boolean {
  return pool.usernameConfiguration?.caseSensitive ?? true;
}
