import { parseEmail } from '#core/constraints/contacts.ts';
import { DeliveryError } from './delivery-error.ts';

/** An address with the name before it; the name is empty where there is none. */
export type Mailbox = { readonly name: string; readonly address: string };

// No list, group, comment, route, quoting, blank or invisible character: what a library or a server further on could
// read as something other than this one address (RFC 5322, 3.4).
const PLAIN_ADDRESS = /^[^\s\p{C}@<>()[\]\\,;:"]+@[^\s\p{C}@<>()[\]\\,;:"]+$/u;

/**
 * The address if it is exactly one without any syntax around it, its domain in ASCII: what is sent to must be what was
 * verified, whatever a library or a server further on makes of other characters. Throws DeliveryError otherwise.
 */
export function plainAddress(address: string): string {
  if (!PLAIN_ADDRESS.test(address)) throw new DeliveryError('An e-mail needs exactly one plain address.');
  const email = parseEmail(address);
  // A sender of this machine, such as `ownpool@localhost`, has no dot.
  if (!email && !/^[^@]+@[a-z0-9-]+$/i.test(address))
    throw new DeliveryError('An e-mail needs a domain of letters and digits.');
  return email ? `${email.local}@${email.domain}` : address;
}

/** Reads `Name <address>`, the name with or without quotes, or the address alone; throws DeliveryError for others. */
export function parseMailbox(mailbox: string): Mailbox {
  const match = /^([^<>\p{Cc}]*)<([^<>]*)>$/u.exec(mailbox.trim());
  if (match === null) return { name: '', address: plainAddress(mailbox.trim()) };
  const [, name = '', address = ''] = match;
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address: plainAddress(address) };
}
