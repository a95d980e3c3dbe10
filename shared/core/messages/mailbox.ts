import { parseEmail } from '#core/constraints/contacts.ts';
import { DeliveryError } from './delivery-error.ts';

/** An address with the name before it. The name is empty when there is none. */
export type Mailbox = { readonly name: string; readonly address: string };

// This excludes lists, groups, comments, routes, quoted strings, blanks and invisible characters: a library or a server
// further on could read them as something other than this one address (RFC 5322, section 3.4).
const PLAIN_ADDRESS = /^[^\s\p{C}@<>()[\]\\,;:"]+@[^\s\p{C}@<>()[\]\\,;:"]+$/u;

/**
 * Returns the address, with its domain in ASCII, if it is exactly one address without any syntax around it. A message
 * must go to the address that was verified, whatever a library or a server further on makes of other characters. Throws
 * DeliveryError for any other text.
 */
export function plainAddress(address: string): string {
  if (!PLAIN_ADDRESS.test(address)) throw new DeliveryError('An e-mail needs exactly one plain address.');
  const email = parseEmail(address);
  // The domain of a sender on this machine, such as `ownpool@localhost`, has no dot.
  if (!email && !/^[^@]+@[a-z0-9-]+$/i.test(address))
    throw new DeliveryError('An e-mail needs a domain of letters and digits.');
  return email ? `${email.local}@${email.domain}` : address;
}

/**
 * Parses `Name <address>`, whose name may be in quotes, or an address alone. Throws DeliveryError for any other text.
 */
export function parseMailbox(mailbox: string): Mailbox {
  const match = /^([^<>\p{Cc}]*)<([^<>]*)>$/u.exec(mailbox.trim());
  if (match === null) return { name: '', address: plainAddress(mailbox.trim()) };
  const [, name = '', address = ''] = match;
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address: plainAddress(address) };
}
