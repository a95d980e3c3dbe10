import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import type { Attempts } from '#core/guesses/attempts.ts';
import { spendUse, type UseLimit, usesRef } from '#core/guesses/limits.ts';
import type { LinkMaker } from '#core/messages/confirmation-link.ts';
import { type Contact, type DeliveryDetails, deliveryDetails } from '#core/messages/delivery.ts';
import { notify } from '#core/messages/notify.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import type { MessageSource } from '#core/triggers/custom-message.ts';
import { findUser } from '#core/users/find.ts';
import { looksLikeSub } from '#core/users/names.ts';
import type { User } from '#core/users/user.ts';
import { type CodePurpose, newCode } from './code.ts';
import { imaginaryContact, namedContact } from './imaginary-contact.ts';

/** A kind of code that anybody may request for a user name. */
export type CodeRequest = {
  readonly purpose: CodePurpose;
  readonly source: MessageSource;
  readonly limit: UseLimit;
  /** Returns the attributes that codes may go to, in order of preference. */
  readonly order: (pool: Pool) => readonly ContactAttribute[];
  /** Returns whether a code may go to this attribute of the user, which has a value. */
  readonly mayGoTo: (pool: Pool, user: User, attribute: ContactAttribute) => boolean;
  /** Returns a function that throws the reason why a user gets no code, or undefined for a user who gets one. */
  readonly refusalOf: (user: User | undefined, target: Contact | undefined) => (() => never) | undefined;
  /**
   * Returns what makes the link of the message, or undefined where it has a code. It throws where it cannot, whether or
   * not there is a user.
   */
  readonly links?: (call: ClientCall, to: Contact) => Promise<LinkMaker | undefined>;
  /**
   * Creates the user of a name that leads to nobody, if that is possible, and returns whether there is one now. `sub`
   * stands for the name.
   */
  readonly admit?: (
    call: ClientCall,
    username: string,
    asked: { readonly sub: string; readonly uses: Attempts | undefined },
  ) => Promise<boolean>;
};

/**
 * Sends a new code, which replaces the previous one, and returns where it went. If the client prevents user existence
 * errors (PreventUserExistenceErrors), a caller can't tell unknown names, users who get no code, and other users apart.
 * The request takes the same round trips for all of them (a code is stored that is never sent), is subject to the same
 * limit, and is answered with a destination of the same form. It is also answered before the message is handed over:
 * only users who exist get a message, so the time and the outcome of the delivery would reveal them.
 * Throws LimitExceededException, CodeDeliveryFailureException and, unless the client prevents user existence errors,
 * the error of `refusalOf`. Also throws what `links` and `admit` throw.
 */
export async function requestCode(
  call: ClientCall,
  username: string,
  { purpose, source, limit, order, mayGoTo, refusalOf, links, admit }: CodeRequest,
): Promise<DeliveryDetails> {
  const { pool, client } = call;
  const find = () => findUser(call, username, (sub) => ({ uses: usesRef(limit, { poolId: pool.id, sub }) }));
  const asked = await find();
  const isAdmitted = !asked.user && (await admit?.(call, username, { sub: asked.sub, uses: asked.more.uses }));
  const { sub, user, more } = isAdmitted ? await find() : asked;
  const hides = hidesUsers(client);
  const named = hides ? namedContact(pool, username, order(pool)) : undefined;
  const wanted = named ? [named.attribute, ...order(pool)] : order(pool);
  const own = contactsOf(user, wanted);
  const target = user && own.find(({ attribute }) => mayGoTo(pool, user, attribute));
  const refusal = refusalOf(user, target);
  if (refusal && !hides) refusal();

  const imaginary = imaginaryContact(call, username, wanted);
  const owner = { poolId: pool.id, sub };
  const to = target ?? imaginary;
  const linkOf = await links?.(call, to);
  const { code, record } = newCode(call, owner, purpose, to);
  await spendUse(call, limit, {
    who: owner,
    seen: more.uses,
    changes: [{ op: 'put', kind: 'code', value: record }],
  });
  const when = !hides ? 'now' : refusal ? 'never' : 'later';
  await notify(call, { source, user, to, code, link: linkOf?.(user, code), when });
  if (!hides) return deliveryDetails(to);
  // A sub may be an imaginary one that was made up for a name.
  const shown = looksLikeSub(username) ? undefined : (named ?? target ?? own[0]);
  return deliveryDetails(shown ?? imaginary);
}

/** Returns the contacts that the user has, in order of preference. */
function contactsOf(user: User | undefined, order: readonly ContactAttribute[]): readonly Contact[] {
  return order.flatMap((attribute) => {
    const value = user?.attributes[attribute];
    return value ? [{ attribute, value }] : [];
  });
}
