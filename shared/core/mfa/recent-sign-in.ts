import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { UserMfa } from '#core/users/user.ts';

const MINUTE_MS = 60_000;

/** A call by the user, whose tokens come from a sign-in, or by an administrator. */
type Caller = Call & { readonly family?: { readonly authTime: number } | undefined };

/**
 * Throws NotAuthorizedException where a user takes a factor away, or replaces the software token, with tokens of a
 * sign-in that is longer ago than the deployment allows. Otherwise a stolen access token would be enough for that.
 */
export function checkRecent({ deps, family }: Caller, before: UserMfa = {}, after: UserMfa = {}): void {
  const { removalMinutes } = deps.factorRules;
  if (removalMinutes === undefined || !family) return;
  const isLess = before.enabled?.some((factor) => !after.enabled?.includes(factor));
  const isOtherToken = before.softwareToken !== undefined && after.softwareToken !== before.softwareToken;
  const isRecent = deps.clock.now() - family.authTime <= removalMinutes * MINUTE_MS;
  if ((isLess || isOtherToken) && !isRecent) {
    fail('NotAuthorizedException', 'Sign in again to remove a factor.');
  }
}
