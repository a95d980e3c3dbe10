import type { Pool } from '#core/pools/pool.ts';
import type { MfaFactor } from '#core/users/user.ts';
import { destinationOf, type MfaUser, mfaDecision, poolFactors, usableFactors } from './decision.ts';

/**
 * Returns the factors with which a user can follow a password when a client asks for a higher level: those that MFA asks
 * for, those that the user has turned on and, where MFA is optional, those that the user has without having turned them
 * on: a software token that is registered, and contacts that are verified.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
 */
export function secondFactors(pool: Pool, user: MfaUser): readonly MfaFactor[] {
  const decision = mfaDecision(pool, user);
  const asked = decision.asks === 'choice' ? decision.factors : decision.asks === 'factor' ? [decision.factor] : [];
  const atHand = pool.mfaConfiguration === 'OPTIONAL' ? poolFactors(pool).filter((one) => isAtHand(user, one)) : [];
  return [...new Set([...asked, ...usableFactors(pool, user), ...atHand])];
}

function isAtHand({ attributes, mfa }: MfaUser, factor: MfaFactor): boolean {
  const destination = destinationOf(factor);
  if (destination === undefined) return mfa?.softwareToken !== undefined;
  return Boolean(attributes[destination]) && attributes[`${destination}_verified`] === 'true';
}
