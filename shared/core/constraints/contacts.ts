import { domainToASCII } from 'node:url';

/** Of RFC 5321: what is in front of the @, and behind it in ASCII. */
const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 255;

// No control or format character (NUL, marks that turn the direction of writing) and no lone surrogate: \p{C}.
const LOCAL = /^[^\s\p{C}@<>,;:"\\()[\]]+$/u;
// Labels of letters, marks and digits, a letter in the last: what a URL parser could read as less, or as a number, is none.
const DOMAIN = /^(?:[\p{L}\p{M}\p{N}-]+\.)+(?=[^.]*\p{L})[\p{L}\p{M}\p{N}-]+$/u;
const PHONE = /^\+[0-9]{1,15}$/;

/** An e-mail address in its two halves, the domain in ASCII as mail servers have it; undefined for anything else. */
export function parseEmail(value: string): { readonly local: string; readonly domain: string } | undefined {
  if (value.length > 2 * (LONGEST_LOCAL + LONGEST_DOMAIN)) return undefined;
  const at = value.lastIndexOf('@');
  const [local, given] = [value.slice(0, at).normalize('NFC'), value.slice(at + 1)];
  if (at < 1 || local.length > LONGEST_LOCAL || !LOCAL.test(local) || !DOMAIN.test(given)) return undefined;
  const domain = domainToASCII(given);
  // What is ASCII already must be as it was: of `0x7f.1` comes an address of this machine.
  const isAscii = !/[^\p{ASCII}]/u.test(given);
  const isRight = isAscii ? domain === given.toLowerCase() : domain !== '' && DOMAIN.test(domain);
  return isRight && domain.length <= LONGEST_DOMAIN ? { local, domain } : undefined;
}

export const isEmail = (value: string): boolean => parseEmail(value) !== undefined;
/** E.164. */
export const isPhoneNumber = (value: string): boolean => PHONE.test(value);
