import type { PoolCall } from '#core/call.ts';
import { contactOf, newCode } from '#core/codes/code.ts';
import { fail } from '#core/errors.ts';
import { notify } from '#core/messages/notify.ts';
import { changeUser } from '#core/users/change.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { endedProofs } from '#core/users/proofs.ts';
import type { User } from '#core/users/user.ts';
import { failNoTarget, RESET_IMPOSSIBLE, recoveryTarget } from './target.ts';

/**
 * Resets the password of a user, who must choose a new one with a code that is sent to them. Until then neither the
 * previous password (but for CUSTOM_AUTH, which asks for a new one at once) nor a refresh token is accepted
 * (RESET_REQUIRED), and sign-ins in progress end. If the code can't be delivered, the user stays in that state and can be reset again or request a code.
 * Throws UserNotFoundException, NotAuthorizedException (disabled, state), InvalidParameterException (no verified
 * contact), CodeDeliveryFailureException.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html
 */
export async function resetPassword(call: PoolCall, username: string): Promise<void> {
  const { deps, pool } = call;
  const changed = await changeUser(call, await findUserOrFail(call, username), (before) => {
    checkMayBeReset(before);
    const code = newCode(call, before, 'FORGOT_PASSWORD', recoveryTarget(pool, before) ?? failNoTarget());
    const after: User = {
      ...before,
      status: 'RESET_REQUIRED',
      ...endedProofs(call, before),
      modifiedAt: deps.clock.now(),
    };
    return { after, more: [{ op: 'put', kind: 'code', value: code.record }], code };
  });
  const { code, record } = changed.code;
  await notify(call, {
    source: 'CustomMessage_ForgotPassword',
    user: changed.after,
    to: contactOf(record),
    code,
    when: 'now',
  });
}

function checkMayBeReset({ enabled, status }: User): void {
  // This text has no full stop, unlike that of other operations.
  if (!enabled) fail('NotAuthorizedException', 'User is disabled');
  if (status !== 'CONFIRMED' && status !== 'RESET_REQUIRED') fail('NotAuthorizedException', RESET_IMPOSSIBLE);
}
