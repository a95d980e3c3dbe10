import { randomInt } from 'node:crypto';
import { SEARCH_ATTRIBUTES, searchValue } from '#core/user-filter/search-values.ts';
import type { KeyPurpose, Keys } from '#ports/keys.ts';
import type { RecordKind, RecordOf, Unversioned } from '#ports/records.ts';
import { facetKey, INDEX, type IndexKey, type Key, keyOf } from './keys.ts';

/** An item of the table: keys in the clear, the record itself sealed in `d`. */
export type Item = Key &
  Partial<IndexKey> & {
    /** Type of entity. */
    readonly t: string;
    /** Version; every update is conditional on it. */
    readonly v: number;
    /** Epoch seconds after which DynamoDB may delete the item. Clean-up only: readers compare expiresAt. */
    readonly ttl?: number;
    readonly d?: Uint8Array;
  };

type Mapping<K extends RecordKind> = {
  readonly purpose: KeyPurpose;
  /** The record may come anew after its expiry: its versions begin anywhere, so that none of them comes back. */
  readonly comesBack?: true;
  readonly index?: (value: Unversioned<K>) => IndexKey;
  readonly expiresAt?: (value: Unversioned<K>) => number | undefined;
  /** What the item has besides, in the clear. */
  readonly beside?: (value: Unversioned<K>) => Readonly<Record<string, string | number | Uint8Array>>;
};

const MAPPINGS: { readonly [K in RecordKind]: Mapping<K> } = {
  pool: { purpose: 'directory', index: (p) => ({ gsi1pk: INDEX.pools(), gsi1sk: `${p.name}#${p.id}` }) },
  client: { purpose: 'directory', index: (c) => ({ gsi1pk: INDEX.clients(c), gsi1sk: `${c.clientName}#${c.id}` }) },
  signingKey: { purpose: 'directory' },
  user: { purpose: 'directory', index: (u) => ({ gsi1pk: INDEX.users(u), gsi1sk: u.sub }) },
  name: { purpose: 'directory' },
  decoy: { purpose: 'directory', beside: besideDecoy },
  family: { purpose: 'directory', expiresAt: (f) => f.expiresAt },
  code: { purpose: 'directory', expiresAt: (c) => c.expiresAt },
  attempts: { purpose: 'directory', comesBack: true, expiresAt: (a) => a.expiresAt },
  authSession: { purpose: 'directory', expiresAt: (s) => s.expiresAt },
  accessKey: { purpose: 'admin', index: (k) => ({ gsi1pk: INDEX.accessKeys(), gsi1sk: k.id }) },
  job: {
    purpose: 'directory',
    index: (j) => ({ gsi1pk: INDEX.jobs({ finished: j.finished !== undefined }), gsi1sk: dueKey(j.dueAt) }),
    expiresAt: (j) => j.expiresAt,
  },
};

/**
 * A decoy stands for two items, the one that leads from a name to its user, and the user's; so it has as many attributes
 * as both, of the same sizes: each takes its time in the store and in the SDK.
 */
function besideDecoy({ poolId, sealedName }: Unversioned<'decoy'>) {
  const text = (length: number) => poolId.padEnd(length, '.');
  return {
    x1: text(22),
    x2: text(36),
    x3: text(40),
    x4: text(1),
    x5: text(4),
    x6: 1,
    x7: Buffer.from(sealedName, 'base64'),
  };
}

const ANY_VERSION = 2 ** 47;

/** A version that no record under the same key has had. */
export function freshVersion(): number {
  return randomInt(2, ANY_VERSION);
}

/** The version that a record of this kind begins with. */
export function firstVersion(kind: RecordKind): number {
  return MAPPINGS[kind].comesBack ? freshVersion() : 1;
}

/** Largest item that is written (DynamoDB's own bound is 400 KB, docs/table.md). */
const MAX_ITEM_BYTES = 350 * 1024;

/** Job order in the index: milliseconds with leading zeros. */
export function dueKey(time: number): string {
  return String(time).padStart(15, '0');
}

/** Thrown when a record would not fit into an item. */
export class RecordTooLarge extends Error {}

/**
 * The item of a record at the given version, in place of `before`. Throws RecordTooLarge; what does not enlarge the
 * record always fits, or whoever filled it could not be locked out any more.
 */
export function toItem<K extends RecordKind>(
  keys: Keys,
  kind: K,
  value: Unversioned<K>,
  version: number,
  before?: Unversioned<K>,
): Item {
  const mapping = MAPPINGS[kind] as Mapping<K>;
  const key = keyOf(kind, value as never);
  const plain = plainOf(value);
  if (plain.length > MAX_ITEM_BYTES && !(before && plain.length <= plainOf(before).length)) {
    throw new RecordTooLarge(`A ${kind} of ${plain.length} bytes does not fit.`);
  }
  const expiresAt = mapping.expiresAt?.(value);
  return {
    ...key,
    ...mapping.index?.(value),
    ...mapping.beside?.(value),
    t: kind,
    v: version,
    ...(expiresAt !== undefined && { ttl: Math.ceil(expiresAt / 1000) }),
    d: keys.seal(mapping.purpose, context(kind, key, version), plain),
  };
}

function plainOf(value: Unversioned<RecordKind> & { readonly version?: number }): Buffer {
  const { version: _, ...content } = value;
  return Buffer.from(JSON.stringify(content));
}

/** The record in an item; undefined when its content was not sealed for this key, type and version. */
export function fromItem<K extends RecordKind>(keys: Keys, kind: K, item: Item): RecordOf<K> | undefined {
  if (item.t !== kind || typeof item.v !== 'number' || !(item.d instanceof Uint8Array)) return undefined;
  const plain = keys.open(MAPPINGS[kind].purpose, context(kind, item, item.v), item.d);
  return plain && ({ ...JSON.parse(plain.toString()), version: item.v } as RecordOf<K>);
}

/** Whether the index has this record where it was found: an entry may be stale, or not its own. */
export function standsIn<K extends RecordKind>(kind: K, value: RecordOf<K>, gsi1pk: string): boolean {
  return (MAPPINGS[kind] as Mapping<K>).index?.(value as unknown as Unversioned<K>).gsi1pk === gsi1pk;
}

function context(kind: RecordKind, key: Key, version: number): string {
  return `${kind}|${key.pk}|${key.sk}|${version}`;
}

/** The search facets of a user: index entries only, the true value is always read from the user. */
export function facetItems(user: Unversioned<'user'>): readonly Item[] {
  return SEARCH_ATTRIBUTES.flatMap((attribute) => {
    // The users themselves stand in the index by sub.
    const value = attribute === 'sub' ? undefined : searchValue(user, attribute);
    return value === undefined ? [] : [{ ...facetKey(user.poolId, user.sub, attribute, value), t: 'facet', v: 1 }];
  });
}
