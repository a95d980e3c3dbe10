import { dcrConfiguration } from './dcr.ts';
import { withBothTokenSettings } from './lambda-config.ts';
import { keptSettings } from './omitted.ts';
import type { PasswordPolicy, PoolSettings, VerificationMessageTemplate } from './pool.ts';
import type { SettingsRequest } from './settings-request.ts';

const TEMPORARY_PASSWORD_DAYS = 7;

type Every<Settings> = { readonly [Name in keyof Required<Settings>]: Settings[Name] };

/**
 * The settings of a pool that is created with nothing but a name. They name those that the pool does not have as well,
 * because an update replaces what the pool had before.
 */
const DEFAULTS: Every<PoolSettings> = {
  passwordPolicy: {
    minimumLength: 8,
    requireUppercase: true,
    requireLowercase: true,
    requireNumbers: true,
    requireSymbols: true,
    temporaryPasswordValidityDays: TEMPORARY_PASSWORD_DAYS,
  },
  signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] },
  deletionProtection: 'INACTIVE',
  autoVerifiedAttributes: [],
  verificationMessageTemplate: { defaultEmailOption: 'CONFIRM_WITH_CODE' },
  mfaConfiguration: 'OFF',
  userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: [] },
  adminCreateUserConfig: { allowAdminCreateUserOnly: false, unusedAccountValidityDays: TEMPORARY_PASSWORD_DAYS },
  emailConfiguration: { emailSendingAccount: 'COGNITO_DEFAULT' },
  userPoolTier: 'ESSENTIALS',
  lambdaConfig: {},
  smsAuthenticationMessage: undefined,
  accountRecoverySetting: undefined,
  userPoolTags: undefined,
  deviceConfiguration: undefined,
  smsConfiguration: undefined,
  userPoolAddOns: undefined,
  keyConfiguration: undefined,
  issuerConfiguration: undefined,
  acrConfiguration: undefined,
  dcrConfiguration: undefined,
};

/**
 * These values fill the gaps of a policy that is given in part. Cognito's service model has no default for the rules
 * but false.
 */
const UNMENTIONED: PasswordPolicy = {
  ...DEFAULTS.passwordPolicy,
  requireUppercase: false,
  requireLowercase: false,
  requireNumbers: false,
  requireSymbols: false,
};

/**
 * Returns the settings that a request asks for. What the request omits takes its default. In an update, `before` has
 * the settings of the pool, and the table in omitted.ts says which of them are kept instead. Nothing is checked here;
 * see checkedSettings.
 */
export function settingsFrom(request: SettingsRequest, before?: PoolSettings): PoolSettings {
  const given = Object.entries(givenSettings(request)).filter(([, value]) => value !== undefined);
  const settings: PoolSettings = { ...DEFAULTS, ...(before && keptSettings(before)), ...Object.fromEntries(given) };
  // The older member and the newer one set the same number of days, and each shows what the other has set.
  const days =
    request.policies?.passwordPolicy?.temporaryPasswordValidityDays ||
    request.adminCreateUserConfig?.unusedAccountValidityDays ||
    settings.passwordPolicy.temporaryPasswordValidityDays ||
    TEMPORARY_PASSWORD_DAYS;
  return {
    ...settings,
    passwordPolicy: { ...settings.passwordPolicy, temporaryPasswordValidityDays: days },
    adminCreateUserConfig: { ...settings.adminCreateUserConfig, unusedAccountValidityDays: days },
  };
}

/** Returns the settings for which the request has a member. The others are undefined. */
function givenSettings(request: SettingsRequest): Partial<PoolSettings> {
  const { passwordPolicy, signInPolicy } = request.policies ?? {};
  const { adminCreateUserConfig, autoVerifiedAttributes, userAttributeUpdateSettings } = request;
  return {
    passwordPolicy: passwordPolicy && { ...UNMENTIONED, ...passwordPolicy },
    signInPolicy: signInPolicy && { ...DEFAULTS.signInPolicy, ...signInPolicy },
    deletionProtection: request.deletionProtection,
    autoVerifiedAttributes: autoVerifiedAttributes && [...new Set(autoVerifiedAttributes)],
    verificationMessageTemplate: messageTemplate(request),
    smsAuthenticationMessage: request.smsAuthenticationMessage,
    mfaConfiguration: request.mfaConfiguration,
    userAttributeUpdateSettings: userAttributeUpdateSettings && {
      attributesRequireVerificationBeforeUpdate: [
        ...new Set(userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdate),
      ],
    },
    adminCreateUserConfig: adminCreateUserConfig && { ...DEFAULTS.adminCreateUserConfig, ...adminCreateUserConfig },
    emailConfiguration: request.emailConfiguration && {
      ...DEFAULTS.emailConfiguration,
      ...request.emailConfiguration,
    },
    accountRecoverySetting: recoverySetting(request),
    userPoolTier: request.userPoolTier,
    userPoolTags: request.userPoolTags,
    lambdaConfig: request.lambdaConfig && withBothTokenSettings(request.lambdaConfig),
    deviceConfiguration: deviceConfiguration(request),
    smsConfiguration: request.smsConfiguration,
    userPoolAddOns: request.userPoolAddOns,
    keyConfiguration: request.keyConfiguration,
    issuerConfiguration: request.issuerConfiguration,
    acrConfiguration: request.acrConfiguration,
    dcrConfiguration: request.dcrConfiguration && dcrConfiguration(request.dcrConfiguration),
  };
}

/** The older members and the template set the same texts. Where both are given, the template counts. */
function messageTemplate(request: SettingsRequest): VerificationMessageTemplate | undefined {
  const { verificationMessageTemplate: template, smsVerificationMessage: smsMessage } = request;
  const { emailVerificationMessage: emailMessage, emailVerificationSubject: emailSubject } = request;
  const older = { smsMessage, emailMessage, emailSubject };
  const isGiven = template !== undefined || Object.values(older).some((text) => text !== undefined);
  return isGiven ? { ...DEFAULTS.verificationMessageTemplate, ...older, ...template } : undefined;
}

/** Devices are tracked as soon as one member is given, whatever its value, so an empty structure is as good as none. */
function deviceConfiguration({
  deviceConfiguration: given = {},
}: SettingsRequest): PoolSettings['deviceConfiguration'] {
  return Object.values(given).some((value) => value !== undefined) ? given : undefined;
}

function recoverySetting({ accountRecoverySetting: given }: SettingsRequest): PoolSettings['accountRecoverySetting'] {
  if (!given?.recoveryMechanisms) return undefined;
  const recoveryMechanisms = given.recoveryMechanisms.flatMap(({ priority, name }) =>
    priority !== undefined && name !== undefined ? [{ priority, name }] : [],
  );
  return { recoveryMechanisms };
}
