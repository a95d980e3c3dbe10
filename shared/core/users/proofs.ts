import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { User } from './user.ts';

const MINUTE_MS = 60_000;

/**
 * Returns what changes with a user whose password is set, or who loses or replaces a factor or passkey. Sign-ins in
 * progress end, and what earlier sign-ins have proved does not count towards a higher level any more.
 */
export function endedProofs(
  { deps }: Call,
  { proofEpoch = 0 }: Pick<User, 'proofEpoch'>,
): Pick<User, 'stamp' | 'proofEpoch'> {
  return { stamp: deps.random.uuid(), proofEpoch: proofEpoch + 1 };
}

/** A call by the user, whose tokens or SSO session come from a sign-in, or by an administrator. */
type Caller = Call & { readonly family?: { readonly authTime: number } | undefined };

/**
 * Throws NotAuthorizedException where a user changes factors with tokens of a sign-in that is longer ago than the
 * deployment allows. Otherwise a stolen access token would be enough for that.
 */
export function checkRecentSignIn({ deps, family }: Caller): void {
  const { removalMinutes } = deps.factorRules;
  if (removalMinutes === undefined || !family) return;
  if (deps.clock.now() - family.authTime > removalMinutes * MINUTE_MS) {
    fail('NotAuthorizedException', 'Sign in again to change factors.');
  }
}
