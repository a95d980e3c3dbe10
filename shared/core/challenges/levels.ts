import type { Level } from '#core/pools/acr.ts';
import type { SignIn } from './auth-session.ts';

/**
 * A proof of who the user is. Its name is that of the challenge that asks for it, except that PASSWORD is proved in
 * several ways, and that CUSTOM is the word of the pool's functions (CUSTOM_AUTH).
 */
export type Factor =
  | 'PASSWORD'
  | 'SMS_OTP'
  | 'EMAIL_OTP'
  | 'WEB_AUTHN'
  | 'SMS_MFA'
  | 'SOFTWARE_TOKEN_MFA'
  | 'DEVICE'
  | 'CUSTOM';

/** A factor that was passed. A passkey is of the platform that the user is on, or of a roaming authenticator. */
export type PassedFactor = { readonly factor: Factor; readonly isRoaming?: boolean };

/**
 * Returns the highest level that these factors reach.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html
 */
export function levelOf(passed: readonly PassedFactor[]): Level {
  const has = (factor: Factor) => passed.some((proof) => proof.factor === factor);
  if (has('PASSWORD') && has('SOFTWARE_TOKEN_MFA')) return 4;
  if (has('WEB_AUTHN') || (has('PASSWORD') && (has('SMS_MFA') || has('EMAIL_OTP')))) return 3;
  return has('SMS_OTP') || has('EMAIL_OTP') ? 2 : 1;
}

/** Returns the level that the sign-in aims at, as long as it has not reached it. */
export function missingLevel({ passed, target }: Pick<SignIn, 'passed' | 'target'>): Level | undefined {
  return target !== undefined && levelOf(passed) < target ? target : undefined;
}

/**
 * Returns the `amr` claim: the methods of the factors in their order and, for several factors, `mfa` (RFC 8176, with the
 * names that Cognito adds).
 */
export function methodsOf(passed: readonly PassedFactor[]): readonly string[] {
  const methods = [...new Set(passed.flatMap(methodOf))];
  return methods.length > 1 ? [...methods, 'mfa'] : methods;
}

function methodOf({ factor, isRoaming }: PassedFactor): string | readonly string[] {
  // A remembered device spares the user a factor, and is none itself. By which method a function knows a user is its own
  // secret.
  if (factor === 'DEVICE' || factor === 'CUSTOM') return [];
  if (factor === 'WEB_AUTHN') return isRoaming ? 'hwk' : 'swk';
  return { PASSWORD: 'pwd', SOFTWARE_TOKEN_MFA: 'otp', EMAIL_OTP: 'email_otp', SMS_MFA: 'sms', SMS_OTP: 'sms' }[factor];
}
