import type { PoolCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import { destinationOf, mfaDecision } from './decision.ts';
import { checkRecent } from './recent-sign-in.ts';
import { withMfa, withoutFactors } from './user-mfa.ts';

/**
 * Returns a user whose attributes have changed, without the factors that have lost the attribute that their codes go to.
 * A factor that stayed on without it would look like protection and give none. Throws what checkRecent throws, and
 * InvalidParameterException where the pool requires MFA and the user would be left without a factor: whoever has the
 * password could then set one up.
 */
export function withoutLostFactors(call: PoolCall, before: User, after: User): User {
  if (hasFactor(call.pool, before) && !hasFactor(call.pool, after)) {
    fail('InvalidParameterException', 'An attribute cannot be removed while the required MFA depends on it.');
  }
  const lost = after.mfa?.enabled?.filter((factor) => {
    const destination = destinationOf(factor);
    return destination !== undefined && !after.attributes[destination];
  });
  const left = after.mfa && lost?.length ? withMfa(call, after, withoutFactors(after.mfa, lost)) : after;
  checkRecent(call, before, left);
  return left;
}

/** Returns whether the pool requires MFA and the user can pass it. */
function hasFactor(pool: Pool, user: User): boolean {
  if (pool.mfaConfiguration !== 'ON') return false;
  const { asks } = mfaDecision(pool, user);
  return asks === 'factor' || asks === 'choice';
}
