import { hidesUsers } from '#core/clients/client.ts';
import type { ClientCall } from '#core/clients/client-call.ts';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import { newCode } from './codes.ts';
import { findUser } from './find.ts';
import { deliverHidden } from './hidden-delivery.ts';
import { FORGOT_PASSWORD_LIMIT, spendUse, usesRef } from './limits.ts';
import { failNoTarget, recoveryRefusal, recoveryTarget, simulatedRecoveryTarget } from './recovery-target.ts';

/**
 * Sends a code for a new password in place of the one before; answers where it went. A client that hides who exists is
 * answered alike for names that lead to nobody and for users who get no code: the same round trips (a code is stored
 * that is never sent), the same limit, a destination of the same form, and no word of a delivery that failed.
 * Throws LimitExceededException; unless hidden UserNotFoundException, NotAuthorizedException (disabled, state),
 * InvalidParameterException (nowhere to send to), CodeDeliveryFailureException.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html
 */
export async function requestNewPassword(
  { deps, pool, client }: ClientCall,
  username: string,
): Promise<DeliveryDetails> {
  const { sub, user, more } = await findUser(deps, pool, username, (sub) => ({
    uses: usesRef(FORGOT_PASSWORD_LIMIT, { poolId: pool.id, sub }),
  }));
  const target = user && recoveryTarget(pool, user.attributes);
  const refusal = recoveryRefusal(user) ?? (target ? undefined : failNoTarget);
  if (refusal && !hidesUsers(client)) refusal();

  const simulated = simulatedRecoveryTarget(deps.keys, pool, username);
  const owner = { poolId: pool.id, sub };
  const code = newCode(deps, owner, 'FORGOT_PASSWORD', target ?? simulated);
  await spendUse(deps, FORGOT_PASSWORD_LIMIT, {
    who: owner,
    seen: more.uses,
    changes: [{ op: 'put', kind: 'code', value: code.record }],
  });
  const isRefused = refusal !== undefined;
  return deliverHidden(deps, { pool, client }, { username, code, isRefused, target, simulated });
}
