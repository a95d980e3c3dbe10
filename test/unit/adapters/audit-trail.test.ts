import { describe, expect, it } from 'vitest';
import { type AddressForm, addressKeeper } from '#adapters/audit/address.ts';
import { auditTrail } from '#adapters/audit/trail.ts';
import { createKeyring } from '#core/keys/keyring.ts';

const keyring = (byte: number) =>
  createKeyring({ directory: new Map([[1, Buffer.alloc(32, byte)]]) }, { now: () => 0 });
const kept = (form: AddressForm, address: string) => addressKeeper(form, keyring(1))(address);

describe('an address', () => {
  it.each([
    ['192.0.2.77', '192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.77', '192.0.2.0/24'],
    ['::FFFF:c000:24d', '192.0.2.77', '192.0.2.0/24'],
    ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8:0:0::6', '2001:db8::6', '2001:db8::/48'],
    ['2001:db8::5:6', '2001:db8::5:6', '2001:db8::/48'],
    ['::1', '::1', '::/48'],
    ['1::2:3:4:5:6:7', '1:0:2:3:4:5:6:7', '1:0:2::/48'],
    ['fe80::1%eth0', 'fe80::1', 'fe80::/48'],
  ])('%s is kept as %s, or as %s', (address, whole, network) => {
    expect(kept('whole', address)).toBe(whole);
    expect(kept('network', address)).toBe(network);
  });

  it('has one hash in all its spellings, which depends on the keys of the deployment', () => {
    const hash = kept('hash', '192.0.2.77');
    expect(hash).toMatch(/^[\w-]{22}$/);
    expect(kept('hash', '::ffff:192.0.2.77')).toBe(hash);
    expect(kept('hash', '192.0.2.78')).not.toBe(hash);
    expect(addressKeeper('hash', keyring(2))('192.0.2.77')).not.toBe(hash);
  });

  it.each(['', 'localhost', '192.0.2', '1.2.3.4\n', '[::1]'])('is not %j', (text) => {
    for (const form of ['whole', 'network', 'hash'] as const) expect(kept(form, text)).toBeUndefined();
  });
});

describe('a line', () => {
  const event = {
    time: Date.parse('2026-03-01T12:00:00.123Z'),
    requestId: 'r-1',
    operation: 'InitiateAuth',
    result: 'NotAuthorizedException',
    address: '192.0.2.77',
  };

  it('has what is known, and the address in the form that the deployment keeps', async () => {
    const lines: string[] = [];
    const trail = auditTrail({ keys: keyring(1), addresses: 'network' }, async (line) => void lines.push(line));
    await trail.record({ ...event, poolId: 'us-east-1_a', sub: 's-1', outcome: 'wrong' });
    expect(lines).toEqual([
      '{"event":"audit","time":"2026-03-01T12:00:00.123Z","operation":"InitiateAuth","result":"NotAuthorizedException","outcome":"wrong","poolId":"us-east-1_a","sub":"s-1","source":"192.0.2.0/24","requestId":"r-1"}',
    ]);
  });

  it('is on one line, and has no member that the trail does not know', async () => {
    const lines: string[] = [];
    const trail = auditTrail({ keys: keyring(1), addresses: 'whole' }, async (line) => void lines.push(line));
    const more = { password: 'hunter2', edgeRequestId: 'a\nb' };
    await trail.record({ ...event, ...more });
    expect(lines[0]).not.toContain('hunter2');
    expect(lines[0]).not.toContain('\n');
    expect(JSON.parse(lines[0]!)).toHaveProperty('edgeRequestId', 'a\nb');
  });

  it('is recorded when it is written, not before', async () => {
    let written = () => {};
    const trail = auditTrail({ keys: keyring(1), addresses: 'whole' }, () => new Promise((done) => (written = done)));
    let isRecorded = false;
    const recording = trail.record(event).then(() => {
      isRecorded = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isRecorded).toBe(false);
    written();
    await recording;
    expect(isRecorded).toBe(true);
  });
});
