import { isEmail } from '#core/constraints/contacts.ts';
import { fail } from '#core/errors.ts';
import { checkAcr } from './acr.ts';
import { registersClients } from './dcr.ts';
import type { LambdaConfig } from './lambda-config.ts';
import { checkInvitation, hasLink } from './message-forms.ts';
import { checkMfa } from './mfa.ts';
import { checkBuilt } from './not-built.ts';
import type { MfaFactors, PoolSettings } from './pool.ts';
import { settingsFrom } from './settings.ts';
import type { SettingsRequest } from './settings-request.ts';
import { checkSmsConfiguration, sendsSms } from './sms.ts';
import { checkTags } from './tags.ts';

/**
 * Returns the settings that a request asks for (see settingsFrom) once they are checked. Like Cognito, it throws
 * InvalidParameterException, FeatureUnavailableInTierException or UserPoolTaggingException where they break a rule.
 * `before` is the pool that is updated. After that it throws InvalidParameterException for settings that are not built yet. The texts are Cognito's where one is known;
 * docs/unknowns.md lists the others.
 */
export function checkedSettings(request: SettingsRequest, before?: PoolSettings & MfaFactors): PoolSettings {
  const settings = settingsFrom(request, before);
  checkPasswords(request);
  checkMessages(request, settings);
  checkVerification(settings);
  checkEmail(settings);
  checkRecovery(settings);
  checkTriggers(request.lambdaConfig ?? {});
  checkTags(request.userPoolTags ?? {}, 'UserPoolTaggingException');
  checkAcr(settings);
  checkTier(request, settings);
  checkMfa(settings, before ?? {});
  checkBuilt(request, settings);
  return settings;
}

function refuse(message: string): never {
  return fail('InvalidParameterException', message);
}

function checkPasswords({ policies, adminCreateUserConfig }: SettingsRequest): void {
  // Zero days is how the SDK for Go says that it has no value.
  if (policies?.passwordPolicy?.temporaryPasswordValidityDays && adminCreateUserConfig?.unusedAccountValidityDays) {
    refuse('Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays');
  }
  const factors = policies?.signInPolicy?.allowedFirstAuthFactors;
  if (factors && !factors.includes('PASSWORD')) {
    refuse('Password should be configured as one of the allowed first auth factors.');
  }
}

function checkMessages(request: SettingsRequest, { verificationMessageTemplate }: PoolSettings): void {
  checkSmsConfiguration(request.smsConfiguration);
  checkInvitation(request.adminCreateUserConfig?.inviteMessageTemplate ?? {});
  const { defaultEmailOption, emailMessageByLink } = verificationMessageTemplate;
  // Cognito's text is known, but not what exactly it is for (github.com/hashicorp/terraform-provider-aws/pull/6309).
  if (defaultEmailOption === 'CONFIRM_WITH_LINK' && emailMessageByLink !== undefined && !hasLink(emailMessageByLink)) {
    refuse('The message is invalid.');
  }
}

function checkVerification(settings: PoolSettings): void {
  const { autoVerifiedAttributes } = settings;
  if (autoVerifiedAttributes.includes('phone_number') && !sendsSms(settings)) {
    refuse('SMS configuration is required when phone_number is selected for auto verification');
  }
  const verified = settings.userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdate;
  if (!verified.every((attribute) => autoVerifiedAttributes.includes(attribute))) {
    refuse('All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes');
  }
}

function checkEmail({ emailConfiguration }: PoolSettings): void {
  const { emailSendingAccount, sourceArn, from, replyToEmailAddress: replyTo } = emailConfiguration;
  if (emailSendingAccount === 'DEVELOPER' && !sourceArn) {
    refuse('Source ARN is required to use DEVELOPER email sending owner');
  }
  if (from && !isMailbox(from)) refuse('Provided From email address is invalid');
  // The pattern of the request takes lists and half addresses, with which no message could be sent.
  if (replyTo && !isMailbox(replyTo)) refuse('Provided ReplyTo email address is invalid');
}

/** Tells whether the text is `address` or `Name <address>`, on one line. */
function isMailbox(text: string): boolean {
  const address = /^[^<>]*<([^<>]+)>$/u.exec(text)?.[1] ?? text;
  return isEmail(address) && !/\p{Cc}/u.test(text);
}

function checkRecovery({ accountRecoverySetting }: PoolSettings): void {
  const mechanisms = accountRecoverySetting?.recoveryMechanisms ?? [];
  const [names, priorities] = [mechanisms.map(({ name }) => name), mechanisms.map(({ priority }) => priority)];
  if (new Set(names).size < names.length || new Set(priorities).size < priorities.length) {
    refuse('Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.');
  }
  if (names.includes('admin_only') && names.length > 1) {
    refuse('Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.');
  }
}

function checkTriggers(triggers: LambdaConfig): void {
  if ((triggers.customSMSSender || triggers.customEmailSender) && !triggers.kMSKeyID) {
    refuse('KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.');
  }
  const { preTokenGeneration: older, preTokenGenerationConfig: newer } = triggers;
  if (older && newer && older !== newer.lambdaArn) {
    refuse("Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's");
  }
}

/**
 * Throws FeatureUnavailableInTierException for features that the tier does not have.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
 */
function checkTier(request: SettingsRequest, settings: PoolSettings): void {
  const { userPoolTier: tier, signInPolicy, passwordPolicy, acrConfiguration = {} } = settings;
  const version = request.lambdaConfig?.preTokenGenerationConfig?.lambdaVersion;
  const mode = request.userPoolAddOns?.advancedSecurityMode ?? 'OFF';
  const missing = [
    tier !== 'PLUS' && mode !== 'OFF' && 'Threat Protection',
    tier === 'LITE' && signInPolicy.allowedFirstAuthFactors.some((f) => f !== 'PASSWORD') && 'Passwordless Sign-In',
    tier === 'LITE' && Object.keys(acrConfiguration).length > 0 && 'Step-Up Authentication',
    tier === 'LITE' && registersClients(settings) && 'Dynamic Client Registration',
    tier === 'LITE' && Boolean(passwordPolicy.passwordHistorySize) && 'Password History',
    tier === 'LITE' &&
      (version === 'V2_0' || version === 'V3_0') &&
      `Token Customization with Pre-Token Generation Lambda ${version}`,
  ].filter((feature) => feature !== false);
  if (missing.length > 0) {
    const features = missing.join(', ');
    const text = `The following features need to be disabled for the ${tier} pricing tier configured: ${features}`;
    fail('FeatureUnavailableInTierException', text);
  }
}
