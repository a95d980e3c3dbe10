import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import type { Records, Unversioned } from '#ports/records.ts';
import type { AccessPolicy } from './access-key.ts';

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Tells whether a text has the form of the ids that newAccessKey makes. */
export function isKeyId(text: string): boolean {
  return /^OWNK[A-Z2-7]{16}$/.test(text);
}

/**
 * Makes a new access key and does not store it. Its id has 20 characters and begins with OWNK; its secret has 40
 * characters of base64.
 */
export function newAccessKey(
  deps: { readonly random: Random; readonly clock: Clock },
  policy: AccessPolicy,
  description?: string,
): Unversioned<'accessKey'> {
  const suffix = [...deps.random.bytes(16)].map((byte) => ID_ALPHABET[byte % 32]).join('');
  return {
    id: `OWNK${suffix}`,
    secret: deps.random.bytes(30).toString('base64'),
    enabled: true,
    policy,
    description,
    createdAt: deps.clock.now(),
  };
}

/** Stores a new access key, which is accepted from then on. Throws an Error when its id is taken. */
export async function storeAccessKey(records: Records, key: Unversioned<'accessKey'>): Promise<void> {
  const lost = await records.commit([{ op: 'create', kind: 'accessKey', value: key }]);
  if (lost) throw new Error('The id of the new access key is taken.');
}
