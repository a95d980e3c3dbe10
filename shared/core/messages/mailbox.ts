import { DeliveryError } from './delivery-error.ts';

/** An address with the name before it; the name is empty where there is none. */
export type Mailbox = { readonly name: string; readonly address: string };

// No list, group, comment, route, quoting, blank or invisible character: what a library or a server further on could
// read as something other than this one address (RFC 5322, 3.4).
const PLAIN_ADDRESS = /^[^\s\p{C}@<>()[\]\\,;:"]+@[^\s\p{C}@<>()[\]\\,;:"]+$/u;

/** The address as it is, if it is exactly one without any syntax around it; throws DeliveryError otherwise. */
export function plainAddress(address: string): string {
  if (!PLAIN_ADDRESS.test(address)) throw new DeliveryError('An e-mail needs exactly one plain address.');
  return address;
}

/** Reads `Name <address>`, the name with or without quotes, or the address alone; throws DeliveryError for others. */
export function parseMailbox(mailbox: string): Mailbox {
  const match = /^([^<>\p{Cc}]*)<([^<>]*)>$/u.exec(mailbox.trim());
  if (match === null) return { name: '', address: plainAddress(mailbox.trim()) };
  const [, name = '', address = ''] = match;
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address: plainAddress(address) };
}
