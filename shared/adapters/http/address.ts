import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The addresses that begin with the same bits as the first member; the second is their number. */
export type AddressRange = readonly [Address, number];

/** Where an address is: on the internet, on this machine, in a network that an operator may allow, or nowhere to go. */
export type AddressKind = 'public' | 'loopback' | 'private' | 'special';

/** The addresses behind a NAT64 with its well-known prefix, which end with the IPv4 address that they lead to (RFC 6052). */
const NAT64 = range('64:ff9b::/96');

/** The only addresses of IPv6 that are given out for the internet (RFC 4291, section 2.4). */
const GLOBAL_UNICAST = range('2000::/3');

/** Where AWS serves the metadata of machines by IPv6, credentials among them. It is within the private addresses. */
const AWS_METADATA = range('fd00:ec2::/32');

/** The private networks (RFC 1918, RFC 4193), and those between a provider and its customers (RFC 6598). */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(range);

/**
 * Tells where an IP address is, in any spelling. An IPv6 address that stands for one of IPv4 is judged as that one.
 * `special` is all that no request may ever go to, such as link-local addresses, where machines find their metadata,
 * and multicast, and everything that is not an address.
 */
export function addressKind(text: string): AddressKind {
  const address = parse(text);
  if (!address) return 'special';
  if (address.range() === 'loopback') return 'loopback';
  if (isIn([AWS_METADATA], address)) return 'special';
  if (isIn(PRIVATE, address)) return 'private';
  const isGiven = address.kind() === 'ipv4' || isIn([GLOBAL_UNICAST], address);
  return isGiven && address.range() === 'unicast' ? 'public' : 'special';
}

/** Tells whether an IP address, in any spelling, is in one of the ranges. */
export function isWithin(ranges: readonly AddressRange[], text: string): boolean {
  const address = parse(text);
  return address !== undefined && isIn(ranges, address);
}

/**
 * Parses a private address, or a range of them such as `10.1.0.0/16`. Returns undefined for anything that is not wholly
 * in a private network: nobody can allow the rest.
 */
export function parsePrivateRange(text: string): AddressRange | undefined {
  const [address = '', bits = address.includes(':') ? '128' : '32', ...more] = text.split('/');
  const isPlain = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  if (!isPlain || !/^\d{1,3}$/.test(bits) || more.length > 0) return undefined;
  const parsed = ipaddr.parse(address);
  const length = Number(bits);
  if (length > 8 * parsed.toByteArray().length) return undefined;
  return PRIVATE.some((network) => isIn([network], parsed) && length >= network[1]) ? [parsed, length] : undefined;
}

/** The old form of IPv4 in IPv6, which leads nowhere (RFC 4291, section 2.5.5.1). The library takes it for the newer one. */
const COMPATIBLE = /^::\d+\./;

function parse(text: string): Address | undefined {
  if (!ipaddr.isValid(text) || COMPATIBLE.test(text)) return undefined;
  const address = ipaddr.process(text);
  const leadsOn = address.kind() === 'ipv6' && isIn([NAT64], address);
  return leadsOn ? ipaddr.fromByteArray(address.toByteArray().slice(-4)) : address;
}

function isIn(ranges: readonly AddressRange[], address: Address): boolean {
  return ranges.some(([first, bits]) => first.kind() === address.kind() && address.match(first, bits));
}

function range(cidr: string): AddressRange {
  return ipaddr.parseCIDR(cidr);
}
