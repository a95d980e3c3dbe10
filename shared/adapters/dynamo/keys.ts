import { createHash } from 'node:crypto';
import { foldCase } from '#core/fold-case.ts';
import type { UserFilter } from '#core/user-filter/filter.ts';
import type { RecordId, RecordKind } from '#ports/records.ts';

/** The primary key of an item; the only file in which one is put together. */
export type Key = { readonly pk: string; readonly sk: string };
export type IndexKey = { readonly gsi1pk: string; readonly gsi1sk: string };

/** DynamoDB allows 1,024 bytes in a sort key; of a longer value so much goes in, and its hash (docs/table.md). */
const VALUE_BYTES = 256;

/**
 * The value itself while it is short, otherwise its beginning, by which prefixes still find it, and its hash. No two
 * values come out the same: a shortened one is longer than any whole one.
 */
function boundedValue(value: string): string {
  const bytes = utf8(value);
  if (bytes.length <= VALUE_BYTES) return value;
  return `${head(value)}\u0000${createHash('sha256').update(bytes).digest('base64url')}`;
}

/** Lone surrogates have no UTF-8 form, and all would become the same character. Core lets none come here. */
function utf8(value: string): Buffer {
  if (!value.isWellFormed()) throw new Error('A text with a lone surrogate can be no part of a key.');
  return Buffer.from(value);
}

/** The first bytes of a value, whole characters only. */
function head(value: string): string {
  const bytes = utf8(value);
  let end = Math.min(VALUE_BYTES, bytes.length);
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

const KEYS: { readonly [K in RecordKind]: (id: RecordId<K>) => Key } = {
  pool: ({ id }) => ({ pk: `P#${id}`, sk: '#' }),
  client: ({ id }) => ({ pk: `C#${id}`, sk: '#' }),
  signingKey: ({ poolId, kid }) => ({ pk: `P#${poolId}`, sk: `KEY#${kid}` }),
  user: ({ poolId, sub }) => ({ pk: userPartition(poolId, sub), sk: '#' }),
  name: ({ poolId, name }) => ({ pk: `A#${poolId}#i#${boundedValue(name)}`, sk: '#' }),
  decoy: ({ poolId, slot }) => ({ pk: `D#${poolId}#${slot}`, sk: '#' }),
  family: ({ poolId, sub, eventId }) => ({ pk: userPartition(poolId, sub), sk: `R#${eventId}` }),
  code: ({ poolId, sub, purpose }) => ({ pk: userPartition(poolId, sub), sk: `K#${purpose}` }),
  attempts: ({ poolId, subject, window }) => ({ pk: `T#${poolId}#${subject}`, sk: window }),
  authSession: ({ sessionId }) => ({ pk: `S#${sessionId}`, sk: '#' }),
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
    gsi1sk: `${boundedValue(foldCase(value))}#${sub}`,
  };
}

/** A stretch of the index: one partition, or what begins with a text there. */
export type IndexRange = { readonly gsi1pk: string; readonly prefix: string };

/** Where the users stand that match a filter, and some that don't: what is found has to be compared again. */
export function searchRange(poolId: string, { attribute, operator, value }: UserFilter): IndexRange {
  if (attribute === 'sub') return { gsi1pk: INDEX.users({ poolId }), prefix: head(value) };
  const folded = foldCase(value);
  return {
    gsi1pk: facetPartition(poolId, attribute),
    prefix: operator === '=' ? `${boundedValue(folded)}#` : head(folded),
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
  jobs: (scope: { readonly finished: boolean }) => (scope.finished ? 'JOBS#FINISHED' : 'JOBS'),
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
