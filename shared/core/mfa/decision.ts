import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { sendsSms } from '#core/pools/sms.ts';
import type { MfaFactor, User } from '#core/users/user.ts';

/** What MFA asks of a user whose password was right. The factors are in the order in which clients are told of them. */
export type MfaDecision =
  | { readonly asks: 'nothing' }
  | { readonly asks: 'factor'; readonly factor: MfaFactor }
  | { readonly asks: 'choice'; readonly factors: readonly MfaFactor[] }
  | { readonly asks: 'set-up'; readonly factors: readonly MfaFactor[] }
  /** MFA is required, and the user has no factor and cannot set one up. */
  | { readonly asks: 'the impossible' };

export type MfaUser = Pick<User, 'attributes' | 'mfa'>;

const FACTORS: readonly MfaFactor[] = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'];
const DESTINATIONS = { SMS_MFA: 'phone_number', EMAIL_OTP: 'email' } as const;

/** Returns the attribute that the codes of a factor are sent to, or undefined for a factor that needs no message. */
export function destinationOf(factor: MfaFactor): ContactAttribute | undefined {
  return factor === 'SOFTWARE_TOKEN_MFA' ? undefined : DESTINATIONS[factor];
}

/** Returns the factors that a pool offers, in the order in which clients are told of them. */
export function poolFactors(pool: Pool): readonly MfaFactor[] {
  if (pool.mfaConfiguration === 'OFF') return [];
  const isOn = {
    SMS_MFA: sendsSms(pool),
    SOFTWARE_TOKEN_MFA: pool.softwareTokenMfaConfiguration !== undefined,
    EMAIL_OTP: pool.emailMfaConfiguration !== undefined,
  };
  return FACTORS.filter((factor) => isOn[factor]);
}

/**
 * Returns the factors that a user has turned on and can use. A software token that the user prefers stays usable when
 * the pool no longer offers software tokens; otherwise it would cost the user the protection unnoticed.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
 */
export function usableFactors(pool: Pool, { attributes, mfa = {} }: MfaUser): readonly MfaFactor[] {
  if (pool.mfaConfiguration === 'OFF') return [];
  const offered = poolFactors(pool);
  return FACTORS.filter((factor) => {
    if (!mfa.enabled?.includes(factor)) return false;
    if (factor === 'SOFTWARE_TOKEN_MFA') {
      return mfa.softwareToken !== undefined && (offered.includes(factor) || mfa.preferred === factor);
    }
    return offered.includes(factor) && Boolean(attributes[DESTINATIONS[factor]]);
  });
}

/**
 * Decides what MFA asks of a user after a right password.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export function mfaDecision(pool: Pool, user: MfaUser): MfaDecision {
  const usable = usableFactors(pool, user);
  const { preferred } = user.mfa ?? {};
  if (preferred && usable.includes(preferred)) return { asks: 'factor', factor: preferred };
  if (pool.mfaConfiguration !== 'ON') return oneOf(usable) ?? { asks: 'nothing' };
  return requiredFactor(pool, user);
}

/** Tells whether MFA asks the user to set up a factor, and this one is possible. */
export function maySetUp(pool: Pool, user: MfaUser, factor: MfaFactor): boolean {
  const decision = mfaDecision(pool, user);
  return decision.asks === 'set-up' && decision.factors.includes(factor);
}

/**
 * Decides for a pool that requires MFA, where every factor counts that the user has. An attribute that is the first way
 * to recover the account is no factor, because whoever holds it would pass both.
 */
function requiredFactor(pool: Pool, { attributes, mfa }: MfaUser): MfaDecision {
  const offered = poolFactors(pool);
  const recovery = primaryRecovery(pool);
  const isCandidate = (factor: 'SMS_MFA' | 'EMAIL_OTP') =>
    offered.includes(factor) && DESTINATIONS[factor] !== recovery && Boolean(attributes[DESTINATIONS[factor]]);
  const hasToken = mfa?.softwareToken !== undefined && offered.includes('SOFTWARE_TOKEN_MFA');
  const found = oneOf(FACTORS.filter((factor) => (factor === 'SOFTWARE_TOKEN_MFA' ? hasToken : isCandidate(factor))));
  if (found) return found;
  const hasContact = Boolean(attributes.email || attributes.phone_number);
  const missing = offered.filter((factor) => {
    const destination = destinationOf(factor);
    return destination === undefined || (!hasContact && destination !== recovery);
  });
  // A phone number cannot be set up while signing in, so it is no way out on its own.
  const isPossible = missing.some((factor) => factor !== 'SMS_MFA');
  return isPossible ? { asks: 'set-up', factors: missing } : { asks: 'the impossible' };
}

function oneOf(factors: readonly MfaFactor[]): MfaDecision | undefined {
  const [factor, ...others] = factors;
  if (!factor) return undefined;
  return others.length > 0 ? { asks: 'choice', factors } : { asks: 'factor', factor };
}

/** Returns the attribute that codes for a new password go to first, where AccountRecoverySetting says so. */
function primaryRecovery({ accountRecoverySetting }: Pool): ContactAttribute | undefined {
  const mechanisms = accountRecoverySetting?.recoveryMechanisms ?? [];
  const [first] = mechanisms.toSorted((a, b) => a.priority - b.priority);
  if (first?.name === 'verified_email') return 'email';
  return first?.name === 'verified_phone_number' ? 'phone_number' : undefined;
}
