import { createHash } from 'node:crypto';
import type { RecordId, RecordKind } from '#ports/records.ts';

/** The primary key of an item; the only file in which one is put together. */
export type Key = { readonly pk: string; readonly sk: string };
export type IndexKey = { readonly gsi1pk: string; readonly gsi1sk: string };

/** DynamoDB allows 1,024 bytes in a sort key; a value beyond 256 bytes goes in as its hash (design: "Sizes"). */
const VALUE_BYTES = 256;

/** The value itself while it is short, otherwise a prefix and its hash, so that prefixes still find it. */
function boundedValue(value: string): string {
  const bytes = Buffer.from(value);
  if (bytes.length <= VALUE_BYTES) return value;
  const head = bytes
    .subarray(0, 128)
    .toString()
    .replace(/\uFFFD+$/u, '');
  return `${head}\u0000${createHash('sha256').update(bytes).digest('base64url')}`;
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
    gsi1pk: `P#${poolId}#F#${attribute}`,
    gsi1sk: `${boundedValue(value.toLowerCase())}#${sub}`,
  };
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
export const keyText = (key: Key): string => `${key.pk}\u0000${key.sk}`;
