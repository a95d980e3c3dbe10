import type { PoolCall } from '#core/call.ts';
import { firstFactors, passkeyParty } from '#core/mfa/first-factors.ts';
import { shownUser } from '#core/users/shown.ts';
import type { User } from '#core/users/user.ts';
import type { ResponseOf } from '#protocol/api.ts';
import { mfaOutput } from '#protocol/user-output.ts';

/**
 * Returns the ways in which a user may begin a sign-in by choice, the software token that may follow, and what the user
 * has turned on for MFA.
 */
export async function authFactorsOutput(call: PoolCall, user: User): Promise<ResponseOf<'GetUserAuthFactors'>> {
  const { UserMFASettingList, PreferredMfaSetting } = mfaOutput(user);
  return {
    Username: shownUser(call.pool, user).username,
    PreferredMfaSetting,
    UserMFASettingList,
    ConfiguredUserAuthFactors: [
      ...firstFactors(call.pool, user, await passkeyParty(call)),
      ...(user.mfa?.softwareToken ? (['SOFTWARE_TOKEN'] as const) : []),
    ],
  };
}
