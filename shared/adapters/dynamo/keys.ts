import type { ChildKind, Listing, RecordId, RecordKind, RecordParent, Unversioned } from '#ports/records.ts';
import { type IndexKey, type Key, KINDS } from './kinds.ts';

export { keyringKey } from './kinds.ts';

/** Returns the key of a record. */
export function keyOf<K extends RecordKind>(kind: K, id: RecordId<K>): Key {
  const { pk, sk, own } = KINDS[kind];
  return { pk: pk(id as never), sk: own ? sk + own(id) : sk };
}

/**
 * Returns the place of the records of a kind below a parent: one partition, with sort keys that begin with `prefix`.
 */
export function rangeBelow<K extends ChildKind>(kind: K, parent: RecordParent<K>) {
  const { pk, sk: prefix } = KINDS[kind];
  return { pk: pk(parent as never), prefix };
}

/** Returns a text for a key. Different keys have different texts. */
export const keyText = (key: Key): string => `${key.pk}\u0000${key.sk}`;

/** The name of the table's only index. */
export const INDEX_NAME = 'gsi1';

/** Returns the place of a record in the index, or undefined for a kind that is not in the index. */
export function indexKeyOf<K extends RecordKind>(kind: K, value: Unversioned<K>): IndexKey | undefined {
  const { index } = KINDS[kind];
  return index && { gsi1pk: index.partition(value), gsi1sk: index.at(value) };
}

const LISTED = Object.entries(KINDS).flatMap(([kind, { index }]) =>
  index?.listing ? [{ kind, listing: index.listing, partition: index.partition }] : [],
);

/** The kind of record that each listing returns. */
export const LISTED_KIND = Object.fromEntries(LISTED.map(({ listing, kind }) => [listing, kind])) as {
  readonly [L in keyof Listing]: Listing[L]['kind'];
};

type ScopeOf<L extends keyof Listing> = keyof Listing[L]['scope'] extends never ? [] : [Listing[L]['scope']];

/** The partition of the index that each listing reads. */
export const INDEX = Object.fromEntries(LISTED.map(({ listing, partition }) => [listing, partition])) as unknown as {
  readonly [L in keyof Listing]: (...scope: ScopeOf<L>) => string;
};
