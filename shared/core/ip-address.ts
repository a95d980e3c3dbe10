import { isIPv4, isIPv6 } from 'node:net';

/**
 * Returns an IPv4 address as it is, also where IPv6 wraps it, and an IPv6 address as RFC 5952 spells it. Different
 * spellings of one address give the same text. The result is undefined for a text that is no address.
 */
export function canonicalAddress(address: string): string | undefined {
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

/** Returns the network of an IPv6 address in canonical form: its first `groups` groups, as RFC 5952 spells them. */
export function networkOfIPv6(address: string, groups: 3 | 4): string {
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  // The groups after `::` count from the end, so they are among the first ones only when `::` is short.
  const last = tail ? tail.split(':') : [];
  const all = [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last];
  const network = all.slice(0, groups).join(':');
  return `${new URL(`http://[${network}::]/`).hostname.slice(1, -1)}/${groups * 16}`;
}
