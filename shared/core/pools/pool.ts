/** A user pool: its settings in the domain's spelling (camelCase of the API's). Times are epoch milliseconds. */

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

/** One attribute of the schema under its full name: `email`, `custom:team`, `dev:custom:flag`. */
export type SchemaAttribute = {
  readonly name: string;
  readonly attributeDataType: AttributeDataType;
  readonly developerOnlyAttribute: boolean;
  readonly mutable: boolean;
  readonly required: boolean;
  /** Bounds are decimal strings, as on the wire. */
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

/** Settings that are kept and returned but that nothing acts on yet; docs/unknowns.md lists them. */
export type EchoedSetting = Readonly<Record<string, unknown>>;

/** What UpdateUserPool replaces as a whole. */
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
  readonly lambdaConfig: EchoedSetting;
  readonly deviceConfiguration?: EchoedSetting;
  readonly smsConfiguration?: EchoedSetting;
  readonly userPoolAddOns?: EchoedSetting;
  readonly keyConfiguration?: EchoedSetting;
  readonly issuerConfiguration?: EchoedSetting;
};

export type Pool = PoolSettings & {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** `iss` of the tokens, fixed when the pool is created. */
  readonly issuer: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Standard attributes first, in Cognito's order, then the custom ones. */
  readonly schema: readonly SchemaAttribute[];
  readonly usernameAttributes: readonly ContactAttribute[];
  readonly aliasAttributes: readonly AliasAttribute[];
  /** undefined: UsernameConfiguration was never given; names are then compared case-sensitively. */
  readonly usernameConfiguration?: { readonly caseSensitive: boolean };
  readonly version: number;
};

/** Whether a text has the form of a pool id: what has not leads to no pool, and may not fit into a key. */
export function isPoolId(text: string): boolean {
  return text.length <= 55 && /^[\w-]+_[0-9a-zA-Z]+$/.test(text);
}

/** The part of the pool id behind `_`, which SRP hashes. */
export function poolSuffix(poolId: string): string {
  return poolId.slice(poolId.indexOf('_') + 1);
}

/** Whether names that differ only in case are different names in this pool. */
export function isCaseSensitive(pool: Pool): boolean {
  return pool.usernameConfiguration?.caseSensitive ?? true;
}
