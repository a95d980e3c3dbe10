import type { Call, PoolCall, UserCall } from '#core/call.ts';
import type { Pool } from '#core/pools/pool.ts';
import { checkRecentSignIn } from '#core/users/proofs.ts';
import type { User } from '#core/users/user.ts';
import { destinationOf, mfaDecision } from './decision.ts';
import { passkeysAreMfa } from './passkeys.ts';

type MfaUser = Pick<User, 'attributes' | 'mfa'>;
/** A call by the user, whose tokens or SSO session come from a sign-in, or by an administrator. */
type Caller<C extends Call> = C & { readonly family?: { readonly authTime: number } | undefined };

/**
 * Throws NotAuthorizedException where a user who has a factor removes or replaces it, or adds or prefers another, with
 * tokens of a sign-in that is longer ago than the deployment allows. Otherwise a stolen access token would be enough for
 * that. `before` and `after` are the user before and after the change.
 */
export function checkRecent(call: Caller<PoolCall>, before: MfaUser, after: MfaUser): void {
  const isLess = before.mfa?.enabled?.some((factor) => !after.mfa?.enabled?.includes(factor));
  const isOtherToken = before.mfa?.softwareToken !== undefined && after.mfa?.softwareToken !== before.mfa.softwareToken;
  const ways = waysOf(call.pool, before);
  const isOtherWay = ways.length > 0 && waysOf(call.pool, after).join() !== ways.join();
  if (isLess || isOtherToken || isOtherWay) checkRecentSignIn(call);
}

/** Throws NotAuthorizedException like checkRecent, where a user who passes MFA confirms a device that may replace it. */
export function checkRecentForDevice(call: UserCall): void {
  const { pool, user } = call;
  const replacesMfa = pool.deviceConfiguration?.challengeRequiredOnNewDevice === true;
  if (replacesMfa && waysOf(pool, user).length > 0) checkRecentSignIn(call);
}

/** Throws NotAuthorizedException like checkRecent, where a user who passes MFA adds a passkey that counts as MFA. */
export function checkRecentForPasskey(call: Caller<PoolCall> & { readonly user: User }): void {
  const { pool, user } = call;
  if (passkeysAreMfa(pool, user) && waysOf(pool, user).length > 0) checkRecentSignIn(call);
}

/** Returns the ways in which the user passes MFA, each with where its codes go. There are none if nothing is asked. */
function waysOf(pool: Pool, user: MfaUser): readonly string[] {
  const decision = mfaDecision(pool, user);
  const asked = decision.asks === 'choice' ? decision.factors : decision.asks === 'factor' ? [decision.factor] : [];
  const ways = asked.map((factor) => `${factor} ${user.attributes[destinationOf(factor) ?? ''] ?? ''}`);
  return ways.length > 0 && passkeysAreMfa(pool, user) ? [...ways, 'WEB_AUTHN'] : ways;
}
