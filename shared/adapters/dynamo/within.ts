import type { Clock } from '#ports/clock.ts';
import type { Keyring } from '#ports/keys.ts';
import type { RecordOf, Records } from '#ports/records.ts';
import type { TableClient } from './client.ts';
import type { Decode } from './items.ts';
import { rangeBelow } from './keys.ts';
import { MAX_PAGE_BYTES, type Start, startKey } from './listing.ts';
import { openPageToken, sealPageToken } from './page-token.ts';
import { queryItems } from './read.ts';

/** Creates the function that lists the records of a kind in one partition of the table, with strong consistency. */
export function createWithin(table: TableClient, keys: Keyring, clock: Clock, decode: Decode): Records['within'] {
  return async (kind, parent, page) => {
    const { pk, prefix } = rangeBelow(kind, parent);
    const context = `within|${kind}|${JSON.stringify([pk, ...(page?.boundTo ?? [])])}`;
    const values: RecordOf<typeof kind>[] = [];
    let start: Start = page?.token === undefined ? undefined : openPageToken(keys, clock, context, page.token);
    let bytes = 0;
    do {
      const { items, last } = await queryItems(table, {
        // DynamoDB refuses an empty string in a condition on a key.
        KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :sk)' : 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk, ...(prefix && { ':sk': prefix }) },
        ConsistentRead: true,
        // One item more than the limit tells whether there is a next page.
        ...(page && { Limit: page.limit + 1 }),
        ...startKey(start),
      });
      for (const [index, item] of items.entries()) {
        const value = decode(kind, item);
        if (value) values.push(value);
        bytes += item.d?.length ?? 0;
        if (!page || (values.length < page.limit && bytes < MAX_PAGE_BYTES)) continue;
        const hasMore = last !== undefined || index + 1 < items.length;
        const nextToken = () => sealPageToken(keys, clock, context, { pk: item.pk, sk: item.sk });
        return { values, ...(hasMore && { nextToken: nextToken() }) };
      }
      start = last;
    } while (start);
    return { values };
  };
}
