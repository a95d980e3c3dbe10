import { randomInt } from 'node:crypto';
import { fromForm, inForm } from '#core/keys/forms.ts';
import { SEARCH_ATTRIBUTES, searchValue } from '#core/user-filter/search-values.ts';
import type { Keyring } from '#ports/keys.ts';
import type { RecordKind, RecordOf, Unversioned } from '#ports/records.ts';
import { indexKeyOf, keyOf } from './keys.ts';
import { facetKey, type IndexKey, type Key, KINDS } from './kinds.ts';

/** An item of the table. Its keys are in the clear, and the record itself is sealed in `d`. */
export type Item = Key &
  Partial<IndexKey> & {
    /** The kind of the record, or `facet`, `counter` or `dataKey`. */
    readonly t: string;
    /** The version, on which every update is conditional. */
    readonly v: number;
    /**
     * The time after which DynamoDB may delete the item, in epoch seconds. It only cleans up: readers compare
     * `expiresAt`.
     */
    readonly ttl?: number;
    readonly d?: Uint8Array;
  };

/** Opens the record of an item. Logs an item that cannot be opened or read (see records.ts). */
export type Decode = <K extends RecordKind>(kind: K, item: Item | undefined) => RecordOf<K> | undefined;

const ANY_VERSION = 2 ** 47;

/** Returns a random version, which no record under the same key has had. */
export function freshVersion(): number {
  return randomInt(2, ANY_VERSION);
}

/** Returns the version that a record of this kind begins with. */
export function firstVersion(kind: RecordKind): number {
  return KINDS[kind].comesBack ? freshVersion() : 1;
}

/** The size of the largest item that is written, in bytes. DynamoDB's own bound is 400 KB (docs/table.md). */
const MAX_ITEM_BYTES = 350 * 1024;

/** The error for a record that does not fit into an item. */
export class RecordTooLarge extends Error {}

/**
 * Makes the item of a record at the given version, which replaces `before`. Throws RecordTooLarge. A change that does
 * not enlarge the record always fits, because otherwise a user who has filled the record could not be disabled any
 * more.
 */
export function toItem<K extends RecordKind>(
  keys: Keyring,
  kind: K,
  value: Unversioned<K>,
  version: number,
  before?: Unversioned<K>,
): Item {
  const { purpose, expiresAt, beside } = KINDS[kind];
  const key = keyOf(kind, value as never);
  const plain = plainOf(kind, value);
  if (plain.length > MAX_ITEM_BYTES && !(before && plain.length <= plainOf(kind, before).length)) {
    throw new RecordTooLarge(`A ${kind} of ${plain.length} bytes does not fit.`);
  }
  const expiry = expiresAt?.(value);
  return {
    ...key,
    ...indexKeyOf(kind, value),
    ...beside?.(value),
    t: kind,
    v: version,
    ...(expiry !== undefined && { ttl: Math.ceil(expiry / 1000) }),
    d: keys.seal(purpose, context(kind, key, version), plain),
  };
}

function plainOf(kind: RecordKind, value: Unversioned<RecordKind> & { readonly version?: number }): Buffer {
  const { version: _, ...content } = value;
  return inForm(KINDS[kind], JSON.stringify(content));
}

/**
 * Returns the record of an item in the current form, or undefined when the content was not sealed for this key, kind
 * and version. Throws InternalErrorException for a form that this version does not know.
 */
export function fromItem<K extends RecordKind>(keys: Keyring, kind: K, item: Item): RecordOf<K> | undefined {
  if (item.t !== kind || typeof item.v !== 'number' || !(item.d instanceof Uint8Array)) return undefined;
  const plain = keys.open(KINDS[kind].purpose, context(kind, item, item.v), item.d);
  return plain && ({ ...fromForm<Unversioned<K>>(KINDS[kind], plain), version: item.v } as unknown as RecordOf<K>);
}

/**
 * Tells whether the index has this record in the partition in which it was found. An entry may be stale, or belong to
 * another record.
 */
export function isInPartition<K extends RecordKind>(kind: K, value: RecordOf<K>, gsi1pk: string): boolean {
  return KINDS[kind].index?.partition(value as never) === gsi1pk;
}

function context(kind: RecordKind, key: Key, version: number): string {
  return `${kind}|${key.pk}|${key.sk}|${version}`;
}

/**
 * Makes the search facets of a user. They are only entries in the index: the true value is always read from the user.
 */
export function facetItems(user: Unversioned<'user'>): readonly Item[] {
  return SEARCH_ATTRIBUTES.flatMap((attribute) => {
    // The users themselves are in the index by sub.
    const value = attribute === 'sub' ? undefined : searchValue(user, attribute);
    return value === undefined ? [] : [{ ...facetKey(user.poolId, user.sub, attribute, value), t: 'facet', v: 1 }];
  });
}
