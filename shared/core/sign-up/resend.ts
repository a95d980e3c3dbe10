import { hidesUsers } from '#core/clients/client.ts';
import type { ClientCall } from '#core/clients/client-call.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import { type CodeTarget, newCode, verificationTarget } from '#core/users/codes.ts';
import { findUser } from '#core/users/find.ts';
import { deliverHidden } from '#core/users/hidden-delivery.ts';
import { RESEND_LIMIT, spendUse, usesRef } from '#core/users/limits.ts';
import type { User } from '#core/users/user.ts';
import { simulatedTarget } from './simulated-target.ts';

/** As Cognito words it for a pool that verifies nothing. */
export const NOTHING_TO_VERIFY = 'Cannot resend codes. Auto verification not turned on.';

/**
 * Sends a new sign-up code in place of the one before; answers where it went. A client that hides who exists is
 * answered alike for names that lead to nobody and for users who get no code: the same round trips (a code is stored
 * that is never sent), the same limit, a destination of the same form.
 * Throws LimitExceededException, CodeDeliveryFailureException; unless hidden UserNotFoundException,
 * NotAuthorizedException (disabled), InvalidParameterException (confirmed already, nowhere to send to).
 */
export async function resendSignUpCode({ deps, pool, client }: ClientCall, username: string): Promise<DeliveryDetails> {
  const { sub, user, more } = await findUser(deps, pool, username, (sub) => ({
    uses: usesRef(RESEND_LIMIT, { poolId: pool.id, sub }),
  }));
  const target = user && verificationTarget(pool, user.attributes);
  const refusal = refusalOf(user, target);
  if (refusal && !hidesUsers(client)) refusal();

  const simulated = simulatedTarget(deps.keys, pool, username);
  const owner = { poolId: pool.id, sub };
  const code = newCode(deps, owner, 'SIGN_UP', target ?? simulated);
  await spendUse(deps, RESEND_LIMIT, {
    who: owner,
    seen: more.uses,
    changes: [{ op: 'put', kind: 'code', value: code.record }],
  });
  const isRefused = refusal !== undefined;
  return deliverHidden(deps, { pool, client }, { username, code, isRefused, target, simulated });
}

/** Why there is no code for this user; undefined for one who gets one. */
function refusalOf(user: User | undefined, target: CodeTarget | undefined): (() => never) | undefined {
  if (!user) return () => fail('UserNotFoundException', TEXT.usernameClientNotFound);
  if (!user.enabled) return () => fail('NotAuthorizedException', TEXT.userDisabled);
  if (user.status !== 'UNCONFIRMED') {
    return () => fail('InvalidParameterException', 'User is already confirmed.');
  }
  return target ? undefined : () => fail('NotAuthorizedException', NOTHING_TO_VERIFY);
}
