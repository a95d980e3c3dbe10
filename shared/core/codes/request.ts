import type { ClientCall, PoolCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { spendUse, type UseLimit, usesRef } from '#core/guesses/limits.ts';
import { type DeliveryDetails, deliveryDetails } from '#core/messages/delivery.ts';
import { sendLater } from '#core/messages/send.ts';
import type { Pool } from '#core/pools/pool.ts';
import { findUser } from '#core/users/find.ts';
import { looksLikeSub } from '#core/users/names.ts';
import type { User } from '#core/users/user.ts';
import { type CodePurpose, type CodeTarget, newCode } from './code.ts';
import { codeMessage, sendCode } from './send.ts';
import { asNamed } from './simulated-target.ts';

/** A kind of code that anybody may ask for in the name of a user. */
export type CodeRequest = {
  readonly purpose: CodePurpose;
  readonly limit: UseLimit;
  /** Where the user's code goes; undefined when there is nowhere. */
  readonly targetOf: (pool: Pool, user: User) => CodeTarget | undefined;
  /** Why there is no code for this user; undefined for one who gets one. */
  readonly refusalOf: (user: User | undefined, target: CodeTarget | undefined) => (() => never) | undefined;
  /** Where a code would go if the name led to somebody. */
  readonly simulatedTarget: (call: PoolCall, username: string) => CodeTarget;
};

/**
 * Sends a new code in place of the one before; answers where it went. A client that hides who exists is answered alike
 * for names that lead to nobody and for users who get no code: the same round trips (a code is stored that is never
 * sent), the same limit, a destination of the same form, and before the message is handed over: only users who exist
 * get one, and how long that takes, and whether it works, would tell.
 * Throws LimitExceededException; unless hidden what `refusalOf` says, and CodeDeliveryFailureException.
 */
export async function requestCode(
  call: ClientCall,
  username: string,
  { purpose, limit, targetOf, refusalOf, simulatedTarget }: CodeRequest,
): Promise<DeliveryDetails> {
  const { pool, client } = call;
  const { sub, user, more } = await findUser(call, username, (sub) => ({
    uses: usesRef(limit, { poolId: pool.id, sub }),
  }));
  const hides = hidesUsers(client);
  const target = user && targetOf(pool, user);
  const refusal = refusalOf(user, target);
  if (refusal && !hides) refusal();

  const simulated = simulatedTarget(call, username);
  const owner = { poolId: pool.id, sub };
  const code = newCode(call, owner, purpose, target ?? simulated);
  await spendUse(call, limit, {
    who: owner,
    seen: more.uses,
    changes: [{ op: 'put', kind: 'code', value: code.record }],
  });
  const shown = target && !(hides && looksLikeSub(username)) ? asNamed(pool, username, target) : simulated;
  if (hides) await sendLater(call, codeMessage(pool, code), !refusal);
  else await sendCode(call, code);
  return deliveryDetails(shown);
}
