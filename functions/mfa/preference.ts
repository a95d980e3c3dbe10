import type { FactorPreference, MfaPreference } from '#core/mfa/preference.ts';
import type { RequestOf } from '#protocol/api.ts';

type Request = Pick<
  RequestOf<'SetUserMFAPreference'>,
  'EmailMfaSettings' | 'SMSMfaSettings' | 'SoftwareTokenMfaSettings' | 'WebAuthnMfaSettings'
>;

/** Returns what a request asks for. */
export function preferenceOf(request: Request): MfaPreference {
  return {
    factors: {
      SMS_MFA: factorOf(request.SMSMfaSettings),
      SOFTWARE_TOKEN_MFA: factorOf(request.SoftwareTokenMfaSettings),
      EMAIL_OTP: factorOf(request.EmailMfaSettings),
    },
    passkeys: request.WebAuthnMfaSettings?.Enabled,
  };
}

function factorOf(settings: Request['SMSMfaSettings']): FactorPreference | undefined {
  return settings && { enabled: settings.Enabled, preferred: settings.PreferredMfa };
}
