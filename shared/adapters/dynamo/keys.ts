import type { ChildKind, Listing, RecordId, RecordKind, RecordParent, Unversioned } from '#ports/records.ts';
import { type IndexKey, type Key, KINDS } from './kinds.ts';

export { keyringKey } from './kinds.ts';

/** The key of a record. */
export function keyOf<K extends RecordKind>(kind: K, id: RecordId<K>): Key {
  const { pk, sk, own } = KINDS[kind];
  return { pk: pk(id as never), sk: own ? sk + own(id) : sk };
}

/** Where the records of a kind stand below something: in one partition, with sort keys that begin with `prefix`. */
export function stretchOf<K extends ChildKind>(kind: K, parent: RecordParent<K>) {
  const { pk, sk: prefix } = KINDS[kind];
  return { pk: pk(parent as never), prefix };
}

/** Returns one text for a key, which differs for different keys. */
export const keyText = (key: Key): string => `${key.pk}\u0000${key.sk}`;

export const INDEX_NAME = 'gsi1';

/** Where a record stands in the index; undefined for a kind that is not found by it. */
export function indexKeyOf<K extends RecordKind>(kind: K, value: Unversioned<K>): IndexKey | undefined {
  const { index } = KINDS[kind];
  return index && { gsi1pk: index.partition(value), gsi1sk: index.at(value) };
}

const LISTED = Object.entries(KINDS).flatMap(([kind, { index }]) =>
  index?.listing ? [{ kind, listing: index.listing, partition: index.partition }] : [],
);

/** The kind of record that a listing lists. */
export const LISTED_KIND = Object.fromEntries(LISTED.map(({ listing, kind }) => [listing, kind])) as {
  readonly [L in keyof Listing]: Listing[L]['kind'];
};

type ScopeOf<L extends keyof Listing> = keyof Listing[L]['scope'] extends never ? [] : [Listing[L]['scope']];

/** The partition of the index that a listing reads. */
export const INDEX = Object.fromEntries(LISTED.map(({ listing, partition }) => [listing, partition])) as unknown as {
  readonly [L in keyof Listing]: (...scope: ScopeOf<L>) => string;
};
