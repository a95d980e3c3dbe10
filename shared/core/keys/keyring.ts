import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { boundedMap } from '#core/cache.ts';
import type { Clock } from '#ports/clock.ts';
import type { KeyPurpose, Keyring, TokenUse } from '#ports/keys.ts';

/** The unwrapped data keys of this process by purpose and version. Versions begin at 1. */
export type DataKeys = Readonly<Partial<Record<KeyPurpose, ReadonlyMap<number, Buffer>>>>;

const IV_BYTES = 12;
const TAG_BYTES = 16;
const DAY_MS = 86_400_000;
const MAX_DAY_KEYS = 500;

/**
 * Seals and opens AES-256-GCM envelopes: key version (1 byte) | iv (12) | tag (16) | ciphertext. In a token, the day (4
 * bytes) follows the key version.
 *
 * Each context has its own key, HMAC-SHA-256(data key, context). One GCM key is good for 2^32 random ivs (NIST SP
 * 800-38D, section 8.3). An item is rewritten far fewer times than that, while one data key for all items could exceed
 * it.
 */
export function createKeyring(dataKeys: DataKeys, clock: Clock): Keyring {
  const dayKeys = boundedMap<Buffer>(MAX_DAY_KEYS);
  const derived = new Map<string, Buffer>();

  function keyOf(purpose: KeyPurpose, version: number): Buffer | undefined {
    return dataKeys[purpose]?.get(version);
  }

  function newest(purpose: KeyPurpose): { version: number; key: Buffer } {
    const versions = dataKeys[purpose];
    const version = Math.max(...(versions?.keys() ?? []));
    const key = versions?.get(version);
    if (!key) throw new Error(`This process has no data key for the purpose ${purpose}.`);
    return { version, key };
  }

  /** Derives the key of a day. A refresh token may name any day, which is why the number of cached keys is bounded. */
  function dayKey(version: number, use: TokenUse, day: number): Buffer | undefined {
    const id = `${version}/${use}/${day}`;
    const known = dayKeys.get(id);
    if (known) return known;
    const key = keyOf('sessions', version);
    if (!key) return undefined;
    const derived = Buffer.from(hkdfSync('sha256', key, '', id, 32));
    dayKeys.set(id, derived);
    return derived;
  }

  return {
    seal(purpose, context, data) {
      const { version, key } = newest(purpose);
      return Buffer.concat([Buffer.of(version), encrypt(contextKey(key, context), data)]);
    },

    open(purpose, context, envelope) {
      const key = envelope.length > 0 ? keyOf(purpose, envelope[0]!) : undefined;
      return key && decrypt(contextKey(key, context), envelope.subarray(1));
    },

    sealToken(use, context, data) {
      const { version } = newest('sessions');
      const day = Math.floor(clock.now() / DAY_MS);
      const head = Buffer.alloc(5);
      head.writeUInt8(version, 0);
      head.writeUInt32BE(day, 1);
      const sealed = encrypt(dayKey(version, use, day)!, data, context);
      return Buffer.concat([head, sealed]).toString('base64url');
    },

    openToken(use, context, token) {
      const bytes = Buffer.from(token, 'base64url');
      // Each token must have only one spelling, but Buffer ignores characters outside the alphabet and loose trailing
      // bits.
      if (bytes.length < 5 + IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== token) return undefined;
      const day = bytes.readUInt32BE(1);
      if (day > clock.now() / DAY_MS + 1) return undefined;
      const key = dayKey(bytes.readUInt8(0), use, day);
      return key && decrypt(key, bytes.subarray(5), context);
    },

    derive(purpose, label) {
      const key = keyOf(purpose, 1);
      if (!key) throw new Error(`This process has no data key for the purpose ${purpose}.`);
      const id = `${purpose}/${label}`;
      const known = derived.get(id);
      if (known) return known;
      const made = Buffer.from(hkdfSync('sha256', key, '', `derive/${label}`, 32));
      derived.set(id, made);
      return made;
    },
  };
}

function contextKey(key: Buffer, context: string): Buffer {
  return createHmac('sha256', key).update(context).digest();
}

function encrypt(key: Buffer, data: Buffer, additional = ''): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  if (additional !== '') cipher.setAAD(Buffer.from(additional));
  const body = Buffer.concat([cipher.update(data), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, sealed: Uint8Array, additional = ''): Buffer | undefined {
  if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  if (additional !== '') decipher.setAAD(Buffer.from(additional));
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    // GCM is a stream: all of the text is there before the tag is checked, and `final` adds nothing.
    const body = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
    decipher.final();
    return body;
  } catch {
    return undefined;
  }
}
