import { createHmac } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { canonicalAddress, networkOfIPv6 } from '#core/ip-address.ts';
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
    const plain = canonicalAddress(address);
    if (plain === undefined || form === 'whole') return plain;
    if (form === 'network') return networkOf(plain);
    const key = keys.derive('directory', 'audit-address');
    return createHmac('sha256', key).update(plain).digest('base64url').slice(0, HASH_LENGTH);
  };
}

function networkOf(address: string): string {
  return isIPv4(address) ? `${address.slice(0, address.lastIndexOf('.'))}.0/24` : networkOfIPv6(address, 3);
}
