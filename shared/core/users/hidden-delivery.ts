import { type Client, hidesUsers } from '#core/clients/client.ts';
import { type DeliveryDetails, deliveryDetails } from '#core/messages/delivery.ts';
import type { Pool } from '#core/pools/pool.ts';
import { asNamed } from '#core/sign-up/simulated-target.ts';
import type { Deps } from '#ports/deps.ts';
import { type CodeTarget, type NewCode, sendCode } from './codes.ts';
import { looksLikeSub } from './names.ts';

/**
 * Sends a code to its user, if there is one who gets it; answers where it went. For a client that hides who exists the
 * answer is alike for everybody, and comes before the message is handed over: only users who exist get one, and how
 * long that takes, and whether it works, would tell. Throws CodeDeliveryFailureException unless hidden.
 */
export async function deliverHidden(
  deps: Pick<Deps, 'messages' | 'logger' | 'background'>,
  { pool, client }: { readonly pool: Pool; readonly client: Client },
  delivery: {
    readonly username: string;
    readonly code: NewCode;
    readonly isRefused: boolean;
    /** Where the user's code goes; `simulated` is what stands in for it. */
    readonly target: CodeTarget | undefined;
    readonly simulated: CodeTarget;
  },
): Promise<DeliveryDetails> {
  const { username, code, isRefused, target, simulated } = delivery;
  const hides = hidesUsers(client);
  const shown = target && !(hides && looksLikeSub(username)) ? asNamed(pool, username, target) : simulated;
  const sending = () => sendCode(deps, pool, code);
  if (!isRefused) await (hides ? deps.background('code.not-delivered', sending) : sending());
  return deliveryDetails(shown);
}
