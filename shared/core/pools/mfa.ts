import { fail } from '#core/errors.ts';
import { checkBuilt } from './not-built.ts';
import type { MfaFactors, Pool, PoolSettings, SmsConfiguration } from './pool.ts';
import { checkSmsConfiguration, sendsSms } from './sms.ts';
import { requireMoreThanLite } from './tier.ts';

/** A SetUserPoolMfaConfig request in camelCase, without the pool. */
export type MfaRequest = {
  readonly mfaConfiguration?: PoolSettings['mfaConfiguration'];
  readonly smsMfaConfiguration?: {
    readonly smsAuthenticationMessage?: string;
    readonly smsConfiguration?: SmsConfiguration;
  };
  readonly softwareTokenMfaConfiguration?: { readonly enabled?: boolean };
  readonly emailMfaConfiguration?: MfaFactors['emailMfaConfiguration'];
  readonly webAuthnConfiguration?: MfaFactors['webAuthnConfiguration'];
};

function refuse(message: string): never {
  return fail('InvalidParameterException', message);
}

/**
 * Returns the pool with the MFA and passkey settings of a request, which replaces all of them: what it omits is off.
 * Without MfaConfiguration, MFA is off whatever factors the request has. Only the SMS configuration stays, because it
 * also sends other messages and cannot be removed. Throws InvalidParameterException and
 * FeatureUnavailableInTierException.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html
 */
export function withMfa(pool: Pool, request: MfaRequest): Pool {
  const { mfaConfiguration = 'OFF', webAuthnConfiguration } = request;
  const asked = mfaConfiguration === 'OFF' ? {} : factorsOf(request);
  if (request.mfaConfiguration === 'OFF' && Object.keys(factorsOf(request)).length > 0) {
    refuse("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.");
  }
  const { smsMfaConfiguration: sms, softwareTokenMfaConfiguration, emailMfaConfiguration } = asked;
  const after: Pool = {
    ...pool,
    mfaConfiguration,
    smsConfiguration: sms?.smsConfiguration ?? pool.smsConfiguration,
    smsAuthenticationMessage: sms ? sms.smsAuthenticationMessage : pool.smsAuthenticationMessage,
    softwareTokenMfaConfiguration: softwareTokenMfaConfiguration && { enabled: true },
    emailMfaConfiguration,
    webAuthnConfiguration,
  };
  checkSmsConfiguration(after.smsConfiguration);
  checkRelyingParty(webAuthnConfiguration?.relyingPartyId);
  checkFactors(after, sms !== undefined && sendsSms(after));
  checkTier(after);
  checkBuilt({}, after);
  return after;
}

/** Returns the factors that the request turns on. A software token that is not enabled is none. */
function factorsOf({ smsMfaConfiguration, softwareTokenMfaConfiguration, emailMfaConfiguration }: MfaRequest) {
  return {
    ...(smsMfaConfiguration && { smsMfaConfiguration }),
    ...(softwareTokenMfaConfiguration?.enabled && { softwareTokenMfaConfiguration }),
    ...(emailMfaConfiguration && { emailMfaConfiguration }),
  };
}

/** Checks factors against each other and against how users of the pool sign in and recover their accounts. */
function checkFactors(pool: Pool, sms: boolean): void {
  if (pool.mfaConfiguration === 'OFF') return;
  const email = pool.emailMfaConfiguration !== undefined;
  if (!sms && !email && !pool.softwareTokenMfaConfiguration) {
    refuse('Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.');
  }
  if (email && pool.emailConfiguration.emailSendingAccount === 'COGNITO_DEFAULT') {
    refuse(
      'Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.',
    );
  }
  checkRecovery(pool, { sms, email });
  checkFirstFactors(pool);
  if (pool.mfaConfiguration === 'ON' && usesPasskeys(pool) && !isMultiFactor(pool)) {
    refuse(
      'Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor',
    );
  }
}

/**
 * One channel cannot be a factor and the only way to recover an account. Throws InvalidParameterException.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
function checkRecovery(
  { accountRecoverySetting }: PoolSettings,
  { sms, email }: { readonly sms: boolean; readonly email: boolean },
): void {
  const [first, ...others] = accountRecoverySetting?.recoveryMechanisms ?? [];
  const only = others.length === 0 ? first?.name : undefined;
  const factor = only === 'verified_phone_number' && sms ? 'SMS' : only === 'verified_email' && email && 'Email';
  if (factor) {
    refuse(
      `Invalid account recovery setting parameter. Account Recovery Setting cannot use ${only} as a recovery mechanism when ${factor} MFA is configured.`,
    );
  }
}

/**
 * Checks the settings of CreateUserPool and UpdateUserPool against MFA. `factors` has what SetUserPoolMfaConfig has set
 * before. Throws InvalidParameterException.
 */
export function checkMfa(settings: PoolSettings, factors: MfaFactors): void {
  if (settings.mfaConfiguration === 'OFF') return;
  const hasOther = factors.softwareTokenMfaConfiguration ?? factors.emailMfaConfiguration;
  if (!hasOther && !sendsSms(settings)) {
    refuse('SMS configuration and Auto verification for phone_number are required when MFA is required/optional');
  }
  checkRecovery(settings, { sms: sendsSms(settings), email: factors.emailMfaConfiguration !== undefined });
  checkFirstFactors(settings);
  if (settings.mfaConfiguration === 'ON' && usesPasskeys(settings) && !isMultiFactor(factors)) {
    refuse('WEB_AUTHN cannot be used as an auth factor when MFA is enabled if not configured for MFA.');
  }
}

function checkFirstFactors({ mfaConfiguration, signInPolicy }: PoolSettings): void {
  const codes = signInPolicy.allowedFirstAuthFactors.filter((factor) => factor === 'EMAIL_OTP' || factor === 'SMS_OTP');
  if (mfaConfiguration === 'ON' && codes.length > 0) {
    refuse('Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled');
  }
}

const usesPasskeys = ({ signInPolicy }: PoolSettings): boolean =>
  signInPolicy.allowedFirstAuthFactors.includes('WEB_AUTHN');

/** Tells whether a passkey with user verification may count as MFA in this pool (FactorConfiguration). */
export const isMultiFactor = ({ webAuthnConfiguration }: MfaFactors): boolean =>
  webAuthnConfiguration?.factorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION';

function checkTier(pool: Pool): void {
  if (pool.emailMfaConfiguration) requireMoreThanLite(pool, 'Email MFA');
  if (pool.webAuthnConfiguration) requireMoreThanLite(pool, 'Passwordless Sign-In');
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+(?=[^.]*[a-z])${LABEL}$|^localhost$`);

/**
 * A relying party id is a domain in ASCII. Browsers compare it with their list of public suffixes; here only a domain
 * with a single label counts as one.
 * https://www.w3.org/TR/webauthn-2/#relying-party-identifier
 */
function checkRelyingParty(id: string | undefined): void {
  if (id !== undefined && !DOMAIN.test(id)) refuse('RelyingPartyId must be a domain name that is no public suffix.');
}
