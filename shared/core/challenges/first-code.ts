import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { imaginaryContact, namedContact } from '#core/codes/imaginary-contact.ts';
import { type Contact, deliveryDetails } from '#core/messages/delivery.ts';
import type { ContactAttribute } from '#core/pools/pool.ts';
import { looksLikeSub } from '#core/users/names.ts';
import type { Chooser } from './choices.ts';
import { sendCode } from './message-code.ts';

/**
 * Sends the code with which a sign-in begins; see sendCode. If the client prevents user existence errors, a caller learns
 * as little from it as from the request of a code for a new password (codes/request.ts): the destination that is shown is
 * the name itself, where it is one, and the message is sent after the answer, and only to a user who exists.
 */
export function sendFirstCode(
  call: ClientCall,
  { signIn, found: { user }, name }: Chooser,
  attribute: ContactAttribute,
): ReturnType<typeof sendCode> {
  const imaginary = imaginaryContact(call, name || signIn.sub, [attribute]);
  const value = user?.attributes[attribute];
  const own: Contact | undefined = value ? { attribute, value } : undefined;
  const isSent = own !== undefined && user?.enabled === true;
  const to = own ?? imaginary;
  if (!hidesUsers(call.client)) return sendCode(call, { signIn, user, to, when: isSent ? 'now' : 'never' });
  // A sub may be an imaginary one that was made up for a name.
  const shown = looksLikeSub(name) ? imaginary : (namedContact(call.pool, name, [attribute]) ?? to);
  return showing(shown, sendCode(call, { signIn, user, to, when: isSent ? 'later' : 'never' }));
}

async function showing(shown: Contact, sending: ReturnType<typeof sendCode>): ReturnType<typeof sendCode> {
  const { sent, parameters } = await sending;
  return { sent, parameters: { ...parameters, CODE_DELIVERY_DESTINATION: deliveryDetails(shown).destination } };
}
