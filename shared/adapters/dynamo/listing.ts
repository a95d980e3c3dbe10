import { isMember } from '#core/groups/group.ts';
import { matchesFilter } from '#core/user-filter/filter.ts';
import type { Clock } from '#ports/clock.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Listing, RecordKind, RecordOf, Records } from '#ports/records.ts';
import type { TableClient } from './client.ts';
import { type Decode, type Item, isInPartition } from './items.ts';
import { INDEX, INDEX_NAME, keyText, LISTED_KIND } from './keys.ts';
import { type IndexRange, type Key, membersRange, ownerOf, searchRange } from './kinds.ts';
import { openPageToken, sealPageToken } from './page-token.ts';
import { getItems, queryItems } from './read.ts';

/** The place after which a query continues. */
export type Start = Readonly<Record<string, unknown>> | undefined;

/** The way in which a listing is read from the index. */
type Source<K extends RecordKind> = {
  readonly kind: K;
  /** The partition of the index that has every record of the listing. */
  readonly home: string;
  readonly range: IndexRange;
  /** Returns the key of the record that an index entry leads to. */
  readonly keyOf: (entry: Key) => Key;
  readonly matches: (value: RecordOf<K>) => boolean;
};

/**
 * The number of pages of the index that are read to fill one page of the result, because entries may drop out. The
 * first page has the size that was asked for, and the others have INDEX_PAGE_SIZE.
 */
const MAX_INDEX_PAGES = 5;
const INDEX_PAGE_SIZE = 60;

/**
 * The number of bytes of records at which a page ends. A function's response has at most 6 MB, in which a record may
 * take twice as many bytes as here. Without this bound, users who have filled their attributes would break the list.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_PAGE_BYTES = 1_000_000;

/**
 * Creates the function that lists records from the index. It reads each record that an entry leads to from the table,
 * with strong consistency, and checks it there.
 */
export function createListing(table: TableClient, keys: Keyring, clock: Clock, decode: Decode): Records['list'] {
  async function values<K extends RecordKind>(source: Source<K>, entries: readonly Item[]) {
    if (entries.length === 0) return [];
    const items = await getItems(table, entries.map(source.keyOf));
    return entries.map((entry) => {
      const item = items.get(keyText(source.keyOf(entry)));
      const value = decode(source.kind, item);
      const listed = value !== undefined && isInPartition(source.kind, value, source.home) && source.matches(value);
      return listed ? { value, bytes: item?.d?.length ?? 0 } : undefined;
    });
  }

  return async (listing, scope, { limit, token, boundTo = [] }) => {
    const source = sourceOf(listing, scope);
    const context = `${listing}|${JSON.stringify([scope, ...boundTo])}`;
    const seal = (start: Start) => start && sealPageToken(keys, clock, context, start);
    let start: Start = token === undefined ? undefined : openPageToken(keys, clock, context, token);
    // The map has one entry per record, because the index may have a record in two places while it is updated.
    const page = new Map<string, unknown>();
    let bytes = 0;
    for (let pages = 0; pages < MAX_INDEX_PAGES; pages++) {
      const size = pages === 0 ? limit : INDEX_PAGE_SIZE;
      // One entry more than the size tells whether there is a next page.
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
  return { ...plain, kind, ...(kind === 'user' && (usersOf(scope as Listing['users']['scope']) as object)) };
}

/** Where the users of a group, or of a search, stand in the index; nothing of its own for all users of a pool. */
function usersOf({ poolId, filter, gid }: Listing['users']['scope']): Partial<Source<'user'>> {
  if (gid !== undefined) {
    return { range: membersRange(poolId, gid), keyOf: ownerOf, matches: (user) => isMember(user, { gid }) };
  }
  if (!filter) return {};
  return {
    range: searchRange(poolId, filter),
    ...(filter.attribute !== 'sub' && { keyOf: ownerOf }),
    matches: (user) => matchesFilter(filter, user),
  };
}

/**
 * The last character of Unicode, which is also the last one in DynamoDB's order. A range that ends with it has the same
 * entries as a prefix; `begins_with` is not used, because the local store would walk the whole partition for it.
 */
const LAST_CHARACTER = '\u{10ffff}';

function query({ gsi1pk, prefix }: IndexRange) {
  return {
    IndexName: INDEX_NAME,
    // DynamoDB refuses an empty string in a condition on a key.
    KeyConditionExpression: prefix ? 'gsi1pk = :pk AND gsi1sk BETWEEN :from AND :to' : 'gsi1pk = :pk',
    ExpressionAttributeValues: { ':pk': gsi1pk, ...(prefix && { ':from': prefix, ':to': prefix + LAST_CHARACTER }) },
  };
}

/** Returns the parameter of a query that tells where it continues. */
export function startKey(start: Start) {
  return start && { ExclusiveStartKey: start };
}

function placeOf({ pk, sk, gsi1pk, gsi1sk }: Item) {
  return { pk, sk, gsi1pk, gsi1sk };
}
