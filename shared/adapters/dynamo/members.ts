import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Membership } from '#core/groups/group.ts';
import type { Records } from '#ports/records.ts';
import type { TableClient } from './client.ts';
import { wireError } from './errors.ts';
import { type Decode, type Item, isInPartition } from './items.ts';
import { INDEX_NAME, keyText } from './keys.ts';
import { membersRange } from './kinds.ts';
import { getItems, queryItems } from './read.ts';

/**
 * Creates the function that finds what is left of a deleted group. It reads on where a page of the index has nothing of the
 * group, such as entries whose items are gone, so that the work comes to an end.
 */
export function createMembersToClear(table: TableClient, decode: Decode): Records['membersToClear'] {
  return async (poolId, gid, limit) => {
    const { gsi1pk } = membersRange(poolId, gid);
    const values: Membership[] = [];
    let dropped = 0;
    let start: Readonly<Record<string, unknown>> | undefined;
    do {
      const { items, last } = await queryItems(table, {
        IndexName: INDEX_NAME,
        KeyConditionExpression: 'gsi1pk = :pk',
        ExpressionAttributeValues: { ':pk': gsi1pk },
        Limit: limit,
        ...(start && { ExclusiveStartKey: start }),
      });
      const found = items.length > 0 ? await getItems(table, items) : new Map<string, Item>();
      for (const entry of items) {
        const item = found.get(keyText(entry));
        const membership = decode('membership', item);
        if (membership && isInPartition('membership', membership, gsi1pk)) values.push(membership);
        if (item && !membership && (await drop(table, item, gsi1pk))) dropped++;
      }
      start = last;
    } while (start && values.length + dropped === 0);
    return { values, dropped, over: values.length + dropped === 0 };
  };
}

/** Deletes an item as it was read. Returns false if another one has taken its place, or another group's partition has it. */
async function drop({ client, tableName }: TableClient, { pk, sk, v }: Item, gsi1pk: string): Promise<boolean> {
  try {
    await client.send(
      new DeleteCommand({
        TableName: tableName,
        Key: { pk, sk },
        ConditionExpression: 'v = :v AND gsi1pk = :pk',
        ExpressionAttributeValues: { ':v': v, ':pk': gsi1pk },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw wireError(error);
  }
}
