import type { PoolCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { changeUser } from '#core/users/change.ts';
import type { User } from '#core/users/user.ts';
import { softwareTokenRef, tokenChange } from './software-token.ts';
import { withMfa, withoutFactors } from './user-mfa.ts';

/**
 * Deletes the software token of a user, with the setting and the preference for it. Other factors stay. Sign-ins in
 * progress end. Throws ResourceNotFoundException for a user without one, and UserNotFoundException.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html
 */
export async function deleteSoftwareToken(call: PoolCall, user: User): Promise<void> {
  await changeUser(call, user, async (before) => {
    const { mfa } = before;
    if (!mfa?.softwareToken) return fail('ResourceNotFoundException', 'The user has no software token.');
    const { token } = await call.deps.records.read({ token: softwareTokenRef(before) });
    const { softwareToken: _, ...rest } = withoutFactors(mfa, ['SOFTWARE_TOKEN_MFA']);
    const { poolId, sub } = before;
    return { after: withMfa(call, before, rest), more: [tokenChange(token, { poolId, sub })] };
  });
}
