import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { spendUse, type UseLimit, usesRef } from '#core/guesses/limits.ts';
import { type Contact, type DeliveryDetails, deliveryDetails } from '#core/messages/delivery.ts';
import { notify, type Source } from '#core/messages/notify.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { findUser } from '#core/users/find.ts';
import { looksLikeSub } from '#core/users/names.ts';
import type { User } from '#core/users/user.ts';
import { type CodePurpose, newCode } from './code.ts';
import { imaginaryContact, namedContact } from './imaginary-contact.ts';

/** A kind of code that anybody may ask for in the name of a user. */
export type CodeRequest = {
  readonly purpose: CodePurpose;
  readonly source: Source;
  readonly limit: UseLimit;
  /** The attributes that codes go to, the first choice first. */
  readonly order: (pool: Pool) => readonly ContactAttribute[];
  /** Whether a code may go to the user's attribute, which has a value. */
  readonly mayGoTo: (user: User, attribute: ContactAttribute) => boolean;
  /** Why there is no code for this user; undefined for one who gets one. */
  readonly refusalOf: (user: User | undefined, target: Contact | undefined) => (() => never) | undefined;
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
  { purpose, source, limit, order, mayGoTo, refusalOf }: CodeRequest,
): Promise<DeliveryDetails> {
  const { pool, client } = call;
  const { sub, user, more } = await findUser(call, username, (sub) => ({
    uses: usesRef(limit, { poolId: pool.id, sub }),
  }));
  const hides = hidesUsers(client);
  const named = hides ? namedContact(pool, username, order(pool)) : undefined;
  const wanted = named ? [named.attribute, ...order(pool)] : order(pool);
  const own = contactsOf(user, wanted);
  const target = user && own.find(({ attribute }) => mayGoTo(user, attribute));
  const refusal = refusalOf(user, target);
  if (refusal && !hides) refusal();

  const imaginary = imaginaryContact(call, username, wanted);
  const owner = { poolId: pool.id, sub };
  const to = target ?? imaginary;
  const { code, record } = newCode(call, owner, purpose, to);
  await spendUse(call, limit, {
    who: owner,
    seen: more.uses,
    changes: [{ op: 'put', kind: 'code', value: record }],
  });
  const when = !hides ? 'now' : refusal ? 'never' : 'later';
  await notify(call, { source, user, to, code, when });
  if (!hides) return deliveryDetails(to);
  // A sub may be the one that was made up for a name.
  const shown = looksLikeSub(username) ? undefined : (named ?? target ?? own[0]);
  return deliveryDetails(shown ?? imaginary);
}

/** The user's contacts, the first choice first. */
function contactsOf(user: User | undefined, order: readonly ContactAttribute[]): readonly Contact[] {
  return order.flatMap((attribute) => {
    const value = user?.attributes[attribute];
    return value ? [{ attribute, value }] : [];
  });
}
