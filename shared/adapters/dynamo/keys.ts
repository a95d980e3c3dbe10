import { createHash } from 'node:crypto';
import type { UserFilter } from '#core/user-filter/filter.ts';
import { foldSearchValue } from '#core/user-filter/search-values.ts';
import type { RecordId, RecordKind } from '#ports/records.ts';

/** The primary key of an item; the only file in which one is put together. */
export type Key = { readonly pk: string; readonly sk: string };
export type IndexKey = { readonly gsi1pk: string; readonly gsi1sk: string };

/** DynamoDB allows 1,024 bytes in a sort key; a value beyond 256 bytes goes in as its hash (docs/table.md). */
const VALUE_BYTES = 256;

/** Of a value beyond that: as much as stands in front of the hash. */
const HEAD_BYTES = 128;

/** The value itself while it is short, otherwise a prefix and its hash, so that prefixes still find it. */
function boundedValue(value: string): string {
  const bytes = Buffer.from(value);
  // Not `value`: a lone surrogate, which has no UTF-8 form, must not reach the store.
  if (bytes.length <= VALUE_BYTES) return bytes.toString();
  return `${head(bytes)}\u0000${createHash('sha256').update(bytes).digest('base64url')}`;
}

/** The first bytes of a value, whole characters only. */
function head(bytes: Buffer): string {
  let end = Math.min(HEAD_BYTES, bytes.length);
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

const KEYS: { readonly [K in RecordKind]: (id: RecordId<K>) => Key } = {
  pool: ({ id }) => ({ pk: `P#${id}`, sk: '#' }),
  client: ({ id }) => ({ pk: `C#${id}`, sk: '#' }),
  signingKey: ({ poolId, kid }) => ({ pk: `P#${poolId}`, sk: `KEY#${kid}` }),
  user: ({ poolId, sub }) => ({ pk: userPartition(poolId, sub), sk: '#' }),
  name: ({ poolId, name }) => ({ pk: `A#${poolId}#i#${boundedValue(name)}`, sk: '#' }),
  family: ({ poolId, sub, eventId }) => ({ pk: userPartition(poolId, sub), sk: `R#${eventId}` }),
  code: ({ poolId, sub, purpose }) => ({ pk: userPartition(poolId, sub), sk: `K#${purpose}` }),
  attempts: ({ poolId, subject, window }) => ({ pk: `T#${poolId}#${subject}`, sk: window }),
  flow: ({ flowId }) => ({ pk: `S#${flowId}`, sk: '#' }),
  accessKey: ({ id }) => ({ pk: `AK#${id}`, sk: '#' }),
  job: ({ id, poolId }) => ({ pk: `J#${poolId}`, sk: id }),
};

export function keyOf<K extends RecordKind>(kind: K, id: RecordId<K>): Key {
  return KEYS[kind](id);
}

export function userPartition(poolId: string, sub: string): string {
  return `U#${poolId}#${sub}`;
}

/** A search facet of a user: the item below the user and its place in the index. */
export function facetKey(poolId: string, sub: string, attribute: string, value: string): Key & IndexKey {
  return {
    pk: userPartition(poolId, sub),
    sk: `F#${attribute}`,
    gsi1pk: facetPartition(poolId, attribute),
    gsi1sk: `${boundedValue(foldSearchValue(value))}#${sub}`,
  };
}

/** A stretch of the index: one partition, or what begins with a text there. */
export type IndexRange = { readonly gsi1pk: string; readonly prefix: string };

/** Where the users stand that match a filter, and some that don't: what is found has to be compared again. */
export function searchRange(poolId: string, { attribute, operator, value }: UserFilter): IndexRange {
  if (attribute === 'sub') return { gsi1pk: INDEX.users({ poolId }), prefix: head(Buffer.from(value)) };
  const folded = foldSearchValue(value);
  return {
    gsi1pk: facetPartition(poolId, attribute),
    prefix: operator === '=' ? `${boundedValue(folded)}#` : head(Buffer.from(folded)),
  };
}

function facetPartition(poolId: string, attribute: string): string {
  return `P#${poolId}#F#${attribute}`;
}

export const INDEX_NAME = 'gsi1';

/** Where a record stands in the index, for the kinds that are listed. */
export const INDEX = {
  pools: () => 'POOLS',
  clients: (scope: { readonly poolId: string }) => `P#${scope.poolId}#C`,
  users: (scope: { readonly poolId: string }) => `P#${scope.poolId}#U`,
  accessKeys: () => 'AKS',
  jobs: () => 'JOBS',
} as const;

const COUNTER_SHARDS = 8;

export function counterKeys(poolId: string): readonly Key[] {
  return Array.from({ length: COUNTER_SHARDS }, (_, shard) => ({ pk: `P#${poolId}`, sk: `N#${shard}` }));
}

export const poolPartition = (poolId: string): string => `P#${poolId}`;
export const keyringKey = (id: string): Key => ({ pk: 'KEYRING', sk: id });
/** The user that a search facet belongs to. */
export const facetOwner = ({ pk }: Key): Key => ({ pk, sk: '#' });
export const keyText = (key: Key): string => `${key.pk}\u0000${key.sk}`;
