import { matchesFilter } from '#core/user-filter/filter.ts';
import type { Clock } from '#ports/clock.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Listing, RecordKind, RecordOf, Records } from '#ports/records.ts';
import type { TableClient } from './client.ts';
import { type Decode, type Item, standsIn } from './items.ts';
import { INDEX, INDEX_NAME, keyText, LISTED_KIND } from './keys.ts';
import { facetOwner, type IndexRange, type Key, searchRange } from './kinds.ts';
import { openPageToken, sealPageToken } from './page-token.ts';
import { getItems, queryItems } from './read.ts';

/** Where a query goes on. */
export type Start = Readonly<Record<string, unknown>> | undefined;

/** How a listing is read from the index. */
type Source<K extends RecordKind> = {
  readonly kind: K;
  /** The partition in which every record of the listing itself stands. */
  readonly home: string;
  readonly range: IndexRange;
  /** The record that an index entry leads to. */
  readonly keyOf: (entry: Key) => Key;
  readonly matches: (value: RecordOf<K>) => boolean;
};

/** A page on which entries drop out is filled up from so many pages of the index, of this size after the first. */
const MAX_ROUNDS = 5;
const ROUND_SIZE = 60;

/**
 * A page ends with the record that makes it so large, in bytes. A function's answer has at most 6 MB, in which a
 * record may take twice as much as here: users who have filled their attributes must not break the list.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_PAGE_BYTES = 1_000_000;

/** Lists records from the index; what it leads to is read from the table, with strong consistency, and judged there. */
export function createListing(table: TableClient, keys: Keyring, clock: Clock, decode: Decode): Records['list'] {
  async function values<K extends RecordKind>(source: Source<K>, entries: readonly Item[]) {
    if (entries.length === 0) return [];
    const items = await getItems(table, entries.map(source.keyOf));
    return entries.map((entry) => {
      const item = items.get(keyText(source.keyOf(entry)));
      const value = decode(source.kind, item);
      const listed = value !== undefined && standsIn(source.kind, value, source.home) && source.matches(value);
      return listed ? { value, bytes: item?.d?.length ?? 0 } : undefined;
    });
  }

  return async (listing, scope, { limit, token, boundTo = [] }) => {
    const source = sourceOf(listing, scope);
    const context = `${listing}|${JSON.stringify([scope, ...boundTo])}`;
    const seal = (start: Start) => start && sealPageToken(keys, clock, context, start);
    let start: Start = token === undefined ? undefined : openPageToken(keys, clock, context, token);
    // By key: while the index is behind, it may have a record in two places.
    const page = new Map<string, unknown>();
    let bytes = 0;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const size = round === 0 ? limit : ROUND_SIZE;
      // One more than is wanted tells whether there is a next page.
      const { items, last } = await queryItems(table, { ...query(source.range), Limit: size + 1, ...startKey(start) });
      const entries = items.slice(0, size);
      const found = await values(source, entries);
      for (const [index, entry] of entries.entries()) {
        const one = found[index];
        if (one) page.set(keyText(source.keyOf(entry)), one.value);
        bytes += one?.bytes ?? 0;
        start = placeOf(entry);
        if (page.size < limit && bytes < MAX_PAGE_BYTES) continue;
        const more = last !== undefined || index + 1 < items.length;
        return { values: [...page.values()], ...(more && { nextToken: seal(start) }) } as never;
      }
      if (last === undefined && items.length <= size) return { values: [...page.values()] } as never;
    }
    return { values: [...page.values()], nextToken: seal(start) } as never;
  };
}

/** Counts the entries of a listing, which the index has a moment after they are written. */
export function createCount(table: TableClient): Records['count'] {
  return async (listing, scope, most) => {
    const pk = INDEX[listing](...([scope] as never));
    let total = 0;
    let start: Start;
    do {
      const { count, last } = await queryItems(table, {
        ...query({ gsi1pk: pk, prefix: '' }),
        Select: 'COUNT',
        Limit: most - total,
        ...startKey(start),
      });
      total += count;
      start = last;
    } while (start && total < most);
    return total;
  };
}

function sourceOf<L extends keyof Listing>(listing: L, scope: Listing[L]['scope']): Source<Listing[L]['kind']> {
  const home = INDEX[listing](...([scope] as never));
  const plain = { home, range: { gsi1pk: home, prefix: '' }, keyOf: (entry: Key) => entry, matches: () => true };
  const kind = LISTED_KIND[listing] as Listing[L]['kind'];
  const { poolId, filter } = scope as Listing['users']['scope'];
  if (kind !== 'user' || !filter) return { ...plain, kind };
  const users: Source<'user'> = {
    kind,
    home,
    range: searchRange(poolId, filter),
    keyOf: filter.attribute === 'sub' ? plain.keyOf : facetOwner,
    matches: (user) => matchesFilter(filter, user),
  };
  return users as unknown as Source<Listing[L]['kind']>;
}

/** Of Unicode, and of DynamoDB's order of UTF-8. A range it ends is a prefix; begins_with walks the whole partition locally. */
const LAST_CHARACTER = '\u{10ffff}';

function query({ gsi1pk, prefix }: IndexRange) {
  return {
    IndexName: INDEX_NAME,
    // DynamoDB refuses an empty text in a condition on a key.
    KeyConditionExpression: prefix ? 'gsi1pk = :pk AND gsi1sk BETWEEN :from AND :to' : 'gsi1pk = :pk',
    ExpressionAttributeValues: { ':pk': gsi1pk, ...(prefix && { ':from': prefix, ':to': prefix + LAST_CHARACTER }) },
  };
}

/** The part of a query that says where it goes on. */
export function startKey(start: Start) {
  return start && { ExclusiveStartKey: start };
}

function placeOf({ pk, sk, gsi1pk, gsi1sk }: Item) {
  return { pk, sk, gsi1pk, gsi1sk };
}
