import { createHmac } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import type { Keyring } from '#ports/keys.ts';

/**
 * How much of an address the audit trail keeps: all of it; the network, which is a /24 of IPv4 or a /48 of IPv6; or a
 * keyed hash, by which equal addresses are found and no address is read.
 */
export const ADDRESS_FORMS = ['whole', 'network', 'hash'] as const;
export type AddressForm = (typeof ADDRESS_FORMS)[number];

const HASH_LENGTH = 22;

/**
 * Returns a function that brings addresses into the form that is kept. Different spellings of one address give the same
 * text. The result is undefined for a text that is no address.
 */
export function addressKeeper(form: AddressForm, keys: Keyring): (address: string) => string | undefined {
  return (address) => {
    const plain = canonical(address);
    if (plain === undefined || form === 'whole') return plain;
    if (form === 'network') return networkOf(plain);
    const key = keys.derive('directory', 'audit-address');
    return createHmac('sha256', key).update(plain).digest('base64url').slice(0, HASH_LENGTH);
  };
}

/** Returns an IPv4 address as it is, also where IPv6 wraps it, and an IPv6 address as RFC 5952 spells it. */
function canonical(address: string): string | undefined {
  if (isIPv4(address)) return address;
  const plain = address.replace(/%.*$/, '');
  if (!isIPv6(plain)) return undefined;
  const spelled = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const wrapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(spelled);
  if (!wrapped) return spelled;
  const bytes = wrapped.slice(1).flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 0xff];
  });
  return bytes.join('.');
}

function networkOf(address: string): string {
  if (isIPv4(address)) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  // The groups after `::` count from the end, so they are among the first three only when `::` is short.
  const last = tail ? tail.split(':') : [];
  const all = [...groups, ...Array<string>(Math.max(0, 8 - groups.length - last.length)).fill('0'), ...last];
  const [a, b, c] = all;
  return `${new URL(`http://[${a}:${b}:${c}::]/`).hostname.slice(1, -1)}/48`;
}
