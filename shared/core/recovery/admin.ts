import type { PoolCall } from '#core/call.ts';
import { newCode } from '#core/codes/code.ts';
import { sendCode } from '#core/codes/send.ts';
import { fail } from '#core/errors.ts';
import { changeUser } from '#core/users/change.ts';
import { findUserOrFail } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import { failNoTarget, RESET_IMPOSSIBLE, recoveryTarget } from './target.ts';

/**
 * Makes a user choose a new password, with a code that is sent to them: until then neither the password before nor a
 * refresh token is good (RESET_REQUIRED), and sign-ins in progress end. When the code can't be delivered the user stays
 * in that state, and can be reset again or ask for a code.
 * Throws UserNotFoundException, NotAuthorizedException (disabled, state), InvalidParameterException (nowhere to send to),
 * CodeDeliveryFailureException.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html
 */
export async function resetPassword(call: PoolCall, username: string): Promise<void> {
  const { deps, pool } = call;
  const { code } = await changeUser(call, await findUserOrFail(call, username), (user) => {
    checkMayBeReset(user);
    const code = newCode(call, user, 'FORGOT_PASSWORD', recoveryTarget(pool, user.attributes) ?? failNoTarget());
    const after: User = {
      ...user,
      status: 'RESET_REQUIRED',
      stamp: deps.random.uuid(),
      modifiedAt: deps.clock.now(),
    };
    return { after, more: [{ op: 'put', kind: 'code', value: code.record }], code };
  });
  await sendCode(call, code);
}

function checkMayBeReset({ enabled, status }: User): void {
  // Without the full stop that other operations have.
  if (!enabled) fail('NotAuthorizedException', 'User is disabled');
  if (status !== 'CONFIRMED' && status !== 'RESET_REQUIRED') fail('NotAuthorizedException', RESET_IMPOSSIBLE);
}
