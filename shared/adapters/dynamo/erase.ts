import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { fail } from '#core/errors.ts';
import type { Erased, RecordKind, Records } from '#ports/records.ts';
import type { TableClient } from './client.ts';
import { wireError } from './errors.ts';
import type { Decode } from './items.ts';
import { INDEX, INDEX_NAME, keyOf } from './keys.ts';
import { type Key, KINDS, poolPartition, userPartition } from './kinds.ts';
import { queryItems } from './read.ts';

const WRITE_BATCH = 25;
const DELETE_ATTEMPTS = 8;
const USERS_AT_ONCE = 8;
/**
 * The number of items below one user that one slice of a pool's erasure deletes. A user with more comes up again in the
 * next slice.
 */
const ITEMS_OF_USER = 200;

/** The kinds of records that stand outside the partitions of a pool and its users. */
const OF_POOL = Object.entries(KINDS).flatMap(([kind, { index, erasedWithPool }]) =>
  erasedWithPool ? [{ kind: kind as RecordKind, index, erasedWithPool }] : [],
);

/**
 * Creates the functions that erase the data of a deleted user or pool. They may stop at any point and be repeated. The
 * index finds a user by the user's own item, and only that item leads to the user's names, so the names are deleted
 * first and the item last. Counts of attempts and sessions of sign-ins expire by themselves. If a user has a form that
 * only a newer version knows, the erasure fails, and the newer version must repeat it.
 */
export function createErasure(table: TableClient, decode: Decode): Pick<Records, 'eraseUser' | 'erasePool'> {
  async function indexKeys(pk: string, limit: number): Promise<readonly Key[]> {
    const { items } = await queryItems(table, {
      IndexName: INDEX_NAME,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      Limit: limit,
    });
    return items;
  }

  async function firstOf(pk: string, limit: number) {
    return queryItems(table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
      Limit: limit,
    });
  }

  /** Deletes items and returns the number of keys, which includes those of items that were gone already. */
  async function deleteKeys(all: readonly Key[]): Promise<number> {
    for (let start = 0; start < all.length; start += WRITE_BATCH) {
      let requests = all
        .slice(start, start + WRITE_BATCH)
        .map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
      try {
        for (let attempt = 1; ; attempt++) {
          const answer = await table.client.send(
            new BatchWriteCommand({ RequestItems: { [table.tableName]: requests } }),
          );
          requests = (answer.UnprocessedItems?.[table.tableName] ?? []) as typeof requests;
          if (requests.length === 0) break;
          if (attempt >= DELETE_ATTEMPTS) fail('TooManyRequestsException');
          await table.backOff(attempt);
        }
      } catch (error) {
        throw wireError(error);
      }
    }
    return all.length;
  }

  /**
   * Erases one user. The user's own item has the least sort key, so it is on the first page, in addition to `limit`
   * others.
   */
  async function eraseUserPartition(pk: string, limit: number): Promise<Erased> {
    const { items, last } = await firstOf(pk, limit + 1);
    const self = items.filter(({ sk }) => sk === '#');
    const user = decode('user', self[0]);
    const names = (user?.names ?? []).map((name) => keyOf('name', { poolId: user!.poolId, name: name.value }));
    const gone = (await deleteKeys(names)) + (await deleteKeys(items.filter(({ sk }) => sk !== '#')));
    if (last) return { items: gone, over: false };
    return { items: gone + (await deleteKeys(self)), over: true };
  }

  return {
    eraseUser: (poolId, sub, limit) => eraseUserPartition(userPartition({ poolId, sub }), limit),

    async erasePool(poolId, limit) {
      const users = await indexKeys(INDEX.users({ poolId }), limit);
      const listed = await Promise.all(
        OF_POOL.map(({ index, erasedWithPool }) =>
          index && erasedWithPool === 'listed' ? indexKeys(index.partition({ poolId } as never), limit) : [],
        ),
      );
      const others = listed.flat();
      let gone = 0;
      for (let start = 0; start < users.length; start += USERS_AT_ONCE) {
        const some = users.slice(start, start + USERS_AT_ONCE);
        const erased = await Promise.all(some.map(({ pk }) => eraseUserPartition(pk, ITEMS_OF_USER)));
        for (const { items } of erased) gone += items;
      }
      gone += await deleteKeys(others);
      if (users.length > 0 || others.length > 0) return { items: gone, over: false };
      // These items are deleted without a look whether they exist, because the result is the same.
      await deleteKeys(
        OF_POOL.flatMap(({ kind, erasedWithPool }) =>
          erasedWithPool === 'listed' ? [] : erasedWithPool(poolId).map((id) => keyOf(kind, id as never)),
        ),
      );
      const { items, last } = await firstOf(poolPartition(poolId), limit);
      return { items: await deleteKeys(items), over: !last };
    },
  };
}
