import type { PasswordPolicy, PoolSettings, VerificationMessageTemplate } from './pool.ts';
import type { SettingsRequest } from './settings-request.ts';

const TEMPORARY_PASSWORD_DAYS = 7;

const DEFAULT_PASSWORD_POLICY: PasswordPolicy = {
  minimumLength: 8,
  requireUppercase: true,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
  temporaryPasswordValidityDays: TEMPORARY_PASSWORD_DAYS,
};
/**
 * These values fill the gaps of a policy that is given in part. Cognito's service model has no default for the rules
 * but false.
 */
const UNMENTIONED: PasswordPolicy = {
  ...DEFAULT_PASSWORD_POLICY,
  requireUppercase: false,
  requireLowercase: false,
  requireNumbers: false,
  requireSymbols: false,
};
const DEFAULT_SIGN_IN_POLICY = { allowedFirstAuthFactors: ['PASSWORD'] } as const;

/**
 * Returns the settings that a request asks for. What the request omits takes its default, in an update too. `before`
 * has the settings of the pool that is updated: only its tags, its UserAttributeUpdateSettings and, if the request has
 * no Policies, its SignInPolicy are kept. Nothing is checked here; see checkedSettings.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html
 */
export function settingsFrom(request: SettingsRequest, before?: PoolSettings): PoolSettings {
  const { adminCreateUserConfig: admin, policies } = request;
  const days =
    policies?.passwordPolicy?.temporaryPasswordValidityDays ||
    admin?.unusedAccountValidityDays ||
    TEMPORARY_PASSWORD_DAYS;
  return {
    passwordPolicy: {
      ...(policies?.passwordPolicy ? UNMENTIONED : DEFAULT_PASSWORD_POLICY),
      ...policies?.passwordPolicy,
      temporaryPasswordValidityDays: days,
    },
    signInPolicy: policies
      ? { ...DEFAULT_SIGN_IN_POLICY, ...policies.signInPolicy }
      : (before?.signInPolicy ?? DEFAULT_SIGN_IN_POLICY),
    deletionProtection: request.deletionProtection ?? 'INACTIVE',
    autoVerifiedAttributes: [...new Set(request.autoVerifiedAttributes)],
    verificationMessageTemplate: messageTemplate(request),
    smsAuthenticationMessage: request.smsAuthenticationMessage,
    mfaConfiguration: request.mfaConfiguration ?? 'OFF',
    userAttributeUpdateSettings: updateSettings(request) ??
      before?.userAttributeUpdateSettings ?? { attributesRequireVerificationBeforeUpdate: [] },
    adminCreateUserConfig: { allowAdminCreateUserOnly: false, ...admin, unusedAccountValidityDays: days },
    emailConfiguration: { emailSendingAccount: 'COGNITO_DEFAULT', ...request.emailConfiguration },
    accountRecoverySetting: recoverySetting(request),
    userPoolTier: request.userPoolTier ?? 'ESSENTIALS',
    userPoolTags: request.userPoolTags ?? before?.userPoolTags,
    lambdaConfig: request.lambdaConfig ?? {},
    deviceConfiguration: request.deviceConfiguration,
    smsConfiguration: request.smsConfiguration,
    userPoolAddOns: request.userPoolAddOns,
    keyConfiguration: request.keyConfiguration,
    issuerConfiguration: request.issuerConfiguration,
  };
}

/** The older members and the template set the same texts. Where both are given, the template counts. */
function messageTemplate(request: SettingsRequest): VerificationMessageTemplate {
  return {
    smsMessage: request.smsVerificationMessage,
    emailMessage: request.emailVerificationMessage,
    emailSubject: request.emailVerificationSubject,
    defaultEmailOption: 'CONFIRM_WITH_CODE',
    ...request.verificationMessageTemplate,
  };
}

function updateSettings({
  userAttributeUpdateSettings: given,
}: SettingsRequest): PoolSettings['userAttributeUpdateSettings'] | undefined {
  return (
    given && {
      attributesRequireVerificationBeforeUpdate: [...new Set(given.attributesRequireVerificationBeforeUpdate)],
    }
  );
}

function recoverySetting({ accountRecoverySetting: given }: SettingsRequest): PoolSettings['accountRecoverySetting'] {
  if (!given?.recoveryMechanisms) return undefined;
  const recoveryMechanisms = given.recoveryMechanisms.flatMap(({ priority, name }) =>
    priority !== undefined && name !== undefined ? [{ priority, name }] : [],
  );
  return { recoveryMechanisms };
}
