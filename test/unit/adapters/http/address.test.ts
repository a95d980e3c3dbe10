import { describe, expect, it } from 'vitest';
import { addressKind, isWithin, parsePrivateRange } from '#adapters/http/address.ts';

describe('an address', () => {
  it.each([
    // IPv4 in decimal, octal, hexadecimal, and with fewer numbers.
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['2130706433', 'loopback'],
    ['017700000001', 'loopback'],
    ['0177.0.0.1', 'loopback'],
    ['0x7f000001', 'loopback'],
    ['0x7f.0x0.0x0.0x1', 'loopback'],
    ['127.1', 'loopback'],
    ['10.0.0.1', 'private'],
    ['012.0.0.1', 'private'],
    ['10.255.255.255', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['0xc0a80001', 'private'],
    ['100.64.0.1', 'private'],
    ['100.127.255.255', 'private'],
    ['0.0.0.0', 'special'],
    ['0', 'special'],
    ['0.1.2.3', 'special'],
    ['169.254.169.254', 'special'],
    ['2852039166', 'special'],
    ['0xa9fea9fe', 'special'],
    ['169.254.170.2', 'special'],
    ['192.0.0.192', 'special'],
    ['192.0.2.1', 'special'],
    ['198.18.0.1', 'special'],
    ['198.51.100.1', 'special'],
    ['203.0.113.1', 'special'],
    ['224.0.0.1', 'special'],
    ['239.255.255.250', 'special'],
    ['240.0.0.1', 'special'],
    ['255.255.255.255', 'special'],
    ['1.1.1.1', 'public'],
    ['9.255.255.255', 'public'],
    ['11.0.0.0', 'public'],
    ['100.63.255.255', 'public'],
    ['100.128.0.0', 'public'],
    ['169.253.255.255', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.0', 'public'],
    ['223.255.255.255', 'public'],
    // IPv6.
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::1%lo', 'loopback'],
    ['fc00::1', 'private'],
    ['fdff:ffff::1', 'private'],
    ['fd00:ec2::254', 'special'],
    ['fd00:ec2::23', 'special'],
    ['::', 'special'],
    ['fe80::1', 'special'],
    ['fe80::1%eth0', 'special'],
    ['febf::1', 'special'],
    ['fec0::1', 'special'],
    ['ff02::1', 'special'],
    ['100::1', 'special'],
    ['2001:db8::1', 'special'],
    ['3fff::1', 'special'],
    ['2001::1', 'special'],
    ['2002:7f00:1::', 'special'],
    ['2002:101:101::', 'special'],
    ['4000::1', 'special'],
    ['5f00::1', 'special'],
    ['2606:4700:4700::1111', 'public'],
    ['2a00:1450::1', 'public'],
    // IPv6 that stands for IPv4.
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['0:0:0:0:0:ffff:10.0.0.1', 'private'],
    ['::ffff:a9fe:a9fe', 'special'],
    ['::ffff:1.1.1.1', 'public'],
    ['::ffff:0:10.0.0.1', 'special'],
    ['::127.0.0.1', 'special'],
    ['::1.1.1.1', 'special'],
    ['::101:101', 'special'],
    ['::7f00:1', 'special'],
    ['64:ff9b::127.0.0.1', 'loopback'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['64:ff9b::a00:1', 'private'],
    ['64:ff9b::a9fe:a9fe', 'special'],
    ['64:ff9b::101:101', 'public'],
    ['64:ff9b:1::101:101', 'special'],
    // No addresses at all.
    ['', 'special'],
    ['localhost', 'special'],
    ['1.1.1.1.', 'special'],
    ['1.1.1.256', 'special'],
    ['1.1.1.1/32', 'special'],
    ['[::1]', 'special'],
    ['1.1.1.1 ', 'special'],
    ['\uff11.1.1.1', 'special'],
  ])('%s is %s', (text, kind) => {
    expect(addressKind(text)).toBe(kind);
  });
});

describe('a network that an operator allows', () => {
  it.each(['10.0.0.0/8', '10.1.2.3', '172.16.0.0/12', '192.168.7.0/24', '100.64.0.0/10', 'fc00::/7', 'fd12::1'])(
    'may be %s',
    (text) => {
      expect(parsePrivateRange(text)).toBeDefined();
    },
  );

  it.each([
    '0.0.0.0/0',
    '10.0.0.0/7',
    '172.16.0.0/11',
    '127.0.0.1',
    '169.254.169.254/32',
    '1.1.1.1',
    '::/0',
    'fc00::/6',
    '::ffff:10.0.0.1',
    '::ffff:10.0.0.0/104',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.1',
    '012.0.0.1',
    '0x0a000001',
    'localhost',
    '',
  ])('may not be %s', (text) => {
    expect(parsePrivateRange(text)).toBeUndefined();
  });

  it('has the addresses that begin with its bits, in every spelling', () => {
    const networks = ['10.1.0.0/16', 'fd12::/32'].map((text) => parsePrivateRange(text)!);
    for (const inside of ['10.1.2.3', '::ffff:10.1.2.3', '64:ff9b::a01:203', '167838211', 'fd12::1']) {
      expect([inside, isWithin(networks, inside)]).toEqual([inside, true]);
    }
    for (const outside of ['10.2.0.1', 'fd13::1', '::ffff:10.2.0.1', '1.1.1.1', 'localhost']) {
      expect([outside, isWithin(networks, outside)]).toEqual([outside, false]);
    }
  });
});
