import { domainToASCII } from 'node:url';

/** These limits come from RFC 5321. The first is for the part before the @, the second for the domain in ASCII. */
const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 255;

// `\p{C}` excludes control and format characters (NUL, marks that change the direction of writing) and lone surrogates.
const LOCAL = /^[^\s\p{C}@<>,;:"\\()[\]]+$/u;
// A URL parser would cut a domain at other characters than these. The last label needs a letter, because the parser
// reads a number there as an IPv4 address.
const DOMAIN = /^(?:[\p{L}\p{M}\p{N}-]+\.)+(?=[^.]*\p{L})[\p{L}\p{M}\p{N}-]+$/u;
const PHONE = /^\+[0-9]{1,15}$/;

/**
 * Splits an e-mail address into its two halves, with the domain in ASCII as mail servers use it. Returns undefined for
 * any text that is not an e-mail address.
 */
export function parseEmail(value: string): { readonly local: string; readonly domain: string } | undefined {
  if (value.length > 2 * (LONGEST_LOCAL + LONGEST_DOMAIN)) return undefined;
  const at = value.lastIndexOf('@');
  const [local, given] = [value.slice(0, at).normalize('NFC'), value.slice(at + 1)];
  if (at < 1 || local.length > LONGEST_LOCAL || !LOCAL.test(local) || !DOMAIN.test(given)) return undefined;
  const domain = domainToASCII(given);
  // A domain that is ASCII already must not change, because domainToASCII turns `127.0x1` into an address of this
  // machine.
  const isAscii = !/[^\p{ASCII}]/u.test(given);
  const isRight = isAscii ? domain === given.toLowerCase() : domain !== '' && DOMAIN.test(domain);
  return isRight && domain.length <= LONGEST_DOMAIN ? { local, domain } : undefined;
}

/** Tells whether a value is an e-mail address. */
export const isEmail = (value: string): boolean => parseEmail(value) !== undefined;
/** Tells whether a value is a phone number in E.164 form. */
export const isPhoneNumber = (value: string): boolean => PHONE.test(value);
