import { describe, expect, it } from 'vitest';
import { canonicalAddress, networkOfIPv6 } from '#core/ip-address.ts';

describe('addresses', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['localhost', undefined],
    ['', undefined],
    ['1.2.3', undefined],
  ])('%s is %s', (given, expected) => {
    expect(canonicalAddress(given)).toBe(expected);
  });

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8::/64', '2001:db8::/48'],
    ['::1', '::/64', '::/48'],
    ['1::2:3:4:5:6:7', '1:0:2:3::/64', '1:0:2::/48'],
  ])('%s is in %s and in %s', (address, of64, of48) => {
    expect(networkOfIPv6(address, 4)).toBe(of64);
    expect(networkOfIPv6(address, 3)).toBe(of48);
  });
});
