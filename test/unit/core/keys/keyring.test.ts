import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKeyring } from '#core/keys/keyring.ts';
import type { KeyPurpose, TokenUse } from '#ports/keys.ts';

const DAY_MS = 86_400_000;
const NOON = Date.parse('2026-03-01T12:00:00Z');
const PURPOSES: readonly KeyPurpose[] = ['signing', 'credentials', 'directory', 'sessions', 'admin'];
const USES: readonly TokenUse[] = ['session', 'page', 'refresh'];

function keyring(versions = 1) {
  let now = NOON;
  const made = PURPOSES.map(
    (purpose) => [purpose, new Map(Array.from({ length: versions }, (_, n) => [n + 1, randomBytes(32)]))] as const,
  );
  const data = Object.fromEntries(made);
  const at = (time: number) => {
    now = time;
  };
  return { data, at, keys: createKeyring(data, { now: () => now }) };
}

const plain = Buffer.from('something to keep');

describe('an envelope', () => {
  it.each(PURPOSES)('opens for the purpose and context it was sealed for, and for no other (%s)', (purpose) => {
    const { keys } = keyring();
    const sealed = keys.seal(purpose, 'user|1', plain);
    expect(keys.open(purpose, 'user|1', sealed)).toStrictEqual(plain);
    for (const context of ['user|2', '', 'user|1 ', 'USER|1'])
      expect(keys.open(purpose, context, sealed)).toBeUndefined();
    for (const other of PURPOSES.filter((one) => one !== purpose)) {
      expect(keys.open(other, 'user|1', sealed)).toBeUndefined();
    }
  });

  it.each([0, 1, 100_000])('takes %i bytes', (length) => {
    const { keys } = keyring();
    const data = randomBytes(length);
    expect(keys.open('directory', 'c', keys.seal('directory', 'c', data))).toStrictEqual(data);
  });

  it('is never the same twice and shows nothing of its content', () => {
    const { keys } = keyring();
    const sealed = keys.seal('directory', 'c', plain);
    expect(keys.seal('directory', 'c', plain)).not.toStrictEqual(sealed);
    expect(sealed.includes(plain)).toBe(false);
  });

  it('does not open once any byte was changed, cut off or added', () => {
    const { keys } = keyring();
    const sealed = keys.seal('directory', 'c', plain);
    for (let index = 0; index < sealed.length; index++) {
      for (const bit of [1, 128]) {
        const flipped = Buffer.from(sealed);
        flipped[index]! ^= bit;
        expect(keys.open('directory', 'c', flipped)).toBeUndefined();
      }
      expect(keys.open('directory', 'c', sealed.subarray(0, index))).toBeUndefined();
    }
    expect(keys.open('directory', 'c', Buffer.concat([sealed, Buffer.of(0)]))).toBeUndefined();
  });

  it('is sealed with the newest version of the key and opened with its own', () => {
    const { data, keys } = keyring(2);
    const before = createKeyring({ directory: new Map([[1, data.directory!.get(1)!]]) }, { now: () => NOON });
    const old = before.seal('directory', 'c', plain);
    const current = keys.seal('directory', 'c', plain);
    expect([old[0], current[0]]).toStrictEqual([1, 2]);
    expect(keys.open('directory', 'c', old)).toStrictEqual(plain);
    expect(before.open('directory', 'c', current)).toBeUndefined();
    // The number of the version alone does not make it one.
    expect(keys.open('directory', 'c', Buffer.concat([Buffer.of(1), current.subarray(1)]))).toBeUndefined();
  });

  it('neither opens nor is sealed without the data key of its purpose', () => {
    const { data, keys } = keyring();
    const few = createKeyring({ directory: data.directory! }, { now: () => NOON });
    expect(() => few.seal('admin', 'c', plain)).toThrow('no data key for the purpose admin');
    expect(() => few.sealToken('page', 'c', plain)).toThrow('no data key for the purpose sessions');
    expect(() => few.derive('credentials', 'l')).toThrow('no data key for the purpose credentials');
    expect(few.open('admin', 'c', keys.seal('admin', 'c', plain))).toBeUndefined();
    expect(few.openToken('page', 'c', keys.sealToken('page', 'c', plain))).toBeUndefined();
  });
});

describe('a sealed token', () => {
  it.each(USES)('opens for the use and context it was sealed for, and for no other (%s)', (use) => {
    const { keys } = keyring();
    const token = keys.sealToken(use, 'pool', plain);
    expect(token).toMatch(/^[\w-]+$/);
    expect(keys.openToken(use, 'pool', token)).toStrictEqual(plain);
    expect(keys.openToken(use, 'other', token)).toBeUndefined();
    for (const other of USES.filter((one) => one !== use)) expect(keys.openToken(other, 'pool', token)).toBeUndefined();
  });

  it('opens on any later day, and in a process whose clock is up to a day behind', () => {
    const { keys, at } = keyring();
    const token = keys.sealToken('refresh', 'c', plain);
    for (const days of [0, 1, 30, 3650, -1]) {
      at(NOON + days * DAY_MS);
      expect(keys.openToken('refresh', 'c', token), `${days} days later`).toStrictEqual(plain);
    }
    at(NOON - 3 * DAY_MS);
    expect(keys.openToken('refresh', 'c', token)).toBeUndefined();
  });

  it('does not open under the name of another day or key version', () => {
    const { keys } = keyring(2);
    const bytes = Buffer.from(keys.sealToken('session', 'c', plain), 'base64url');
    const day = bytes.readUInt32BE(1);
    for (const other of [day - 1, day + 1, 0]) {
      const moved = Buffer.from(bytes);
      moved.writeUInt32BE(other, 1);
      expect(keys.openToken('session', 'c', moved.toString('base64url'))).toBeUndefined();
    }
    for (const version of [0, 1, 3, 255]) {
      const moved = Buffer.from(bytes);
      moved.writeUInt8(version, 0);
      expect(keys.openToken('session', 'c', moved.toString('base64url'))).toBeUndefined();
    }
  });

  it('does not open once any byte was changed, nor any part of it', () => {
    const { keys } = keyring();
    const bytes = Buffer.from(keys.sealToken('page', 'c', plain), 'base64url');
    for (let index = 0; index < bytes.length; index++) {
      const flipped = Buffer.from(bytes);
      flipped[index]! ^= 1;
      expect(keys.openToken('page', 'c', flipped.toString('base64url'))).toBeUndefined();
      expect(keys.openToken('page', 'c', bytes.toString('base64url', 0, index))).toBeUndefined();
    }
  });

  it('has one spelling only', () => {
    const { keys } = keyring();
    // Lengths that leave loose bits in the last character.
    for (const length of [17, 18, 19]) {
      const token = keys.sealToken('page', 'c', randomBytes(length));
      const others = [
        `${token}=`,
        `${token}==`,
        ` ${token}`,
        `${token}\n`,
        `${token}.`,
        `${token.slice(0, 9)}!${token.slice(9)}`,
      ];
      const loose = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
        .map((last) => token.slice(0, -1) + last)
        .filter((spelling) => spelling !== token);
      for (const other of [...others, ...loose]) expect(keys.openToken('page', 'c', other)).toBeUndefined();
    }
    const standard = (token: string) => token.replaceAll('-', '+').replaceAll('_', '/');
    const mixed = Array.from({ length: 20 }, () => keys.sealToken('page', 'c', plain)).find((one) => /[-_]/.test(one))!;
    expect(keys.openToken('page', 'c', mixed)).toStrictEqual(plain);
    expect(keys.openToken('page', 'c', standard(mixed))).toBeUndefined();
  });

  it('of many invented days neither opens nor spoils the good ones', () => {
    const { keys } = keyring();
    const token = keys.sealToken('page', 'c', plain);
    const bytes = Buffer.from(token, 'base64url');
    for (let day = 0; day < 1200; day++) {
      const invented = Buffer.from(bytes);
      invented.writeUInt32BE(day, 1);
      expect(keys.openToken('page', 'c', invented.toString('base64url'))).toBeUndefined();
    }
    expect(keys.openToken('page', 'c', token)).toStrictEqual(plain);
  });
});

describe('derived bytes', () => {
  it('are the same for ever, and others for another label, purpose or key', () => {
    const { data, keys, at } = keyring();
    const bytes = keys.derive('directory', 'salt');
    expect(bytes).toHaveLength(32);
    at(NOON + 400 * DAY_MS);
    expect(keys.derive('directory', 'salt')).toStrictEqual(bytes);
    const rotated = createKeyring(
      { directory: new Map([...data.directory!, [2, randomBytes(32)]]) },
      { now: () => NOON },
    );
    expect(rotated.derive('directory', 'salt')).toStrictEqual(bytes);
    expect(keys.derive('directory', 'other')).not.toStrictEqual(bytes);
    expect(keys.derive('admin', 'salt')).not.toStrictEqual(bytes);
    expect(keyring().keys.derive('directory', 'salt')).not.toStrictEqual(bytes);
  });
});
