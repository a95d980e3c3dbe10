import { firstFactors } from '#core/mfa/first-factors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import type { ResponseOf } from '#protocol/api.ts';
import { mfaOutput } from '#protocol/user-output.ts';

/**
 * Returns the ways in which a user may begin a sign-in by choice, the software token that may follow, and what the user
 * has turned on for MFA.
 */
export function authFactorsOutput(pool: Pool, user: User): ResponseOf<'GetUserAuthFactors'> {
  const { UserMFASettingList, PreferredMfaSetting } = mfaOutput(user);
  return {
    Username: user.username,
    PreferredMfaSetting,
    UserMFASettingList,
    ConfiguredUserAuthFactors: [
      ...firstFactors(pool, user),
      ...(user.mfa?.softwareToken ? (['SOFTWARE_TOKEN'] as const) : []),
    ],
  };
}
