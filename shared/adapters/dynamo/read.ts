import { BatchGetCommand, GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { fail } from '#core/errors.ts';
import type { TableClient } from './client.ts';
import { wireError } from './errors.ts';
import type { Item } from './items.ts';
import { type Key, keyText } from './keys.ts';

const BATCH = 100;
const UNPROCESSED_ATTEMPTS = 5;

/** Reads items with strong consistency in one round trip (per 100); answers them by keyText. */
export async function getItems(
  { client, tableName, backOff }: TableClient,
  keys: readonly Key[],
): Promise<ReadonlyMap<string, Item>> {
  const found = new Map<string, Item>();
  const unique = [...new Map(keys.map((key) => [keyText(key), { pk: key.pk, sk: key.sk }])).values()];
  try {
    if (unique.length === 1) {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: unique[0]!, ConsistentRead: true }),
      );
      if (Item) found.set(keyText(Item as Item), Item as Item);
      return found;
    }
    for (let start = 0; start < unique.length; start += BATCH) {
      let pending: readonly Key[] = unique.slice(start, start + BATCH);
      for (let attempt = 1; ; attempt++) {
        const answer = await client.send(
          new BatchGetCommand({ RequestItems: { [tableName]: { Keys: [...pending], ConsistentRead: true } } }),
        );
        for (const item of (answer.Responses?.[tableName] ?? []) as Item[]) found.set(keyText(item), item);
        pending = (answer.UnprocessedKeys?.[tableName]?.Keys ?? []) as Key[];
        if (pending.length === 0) break;
        if (attempt >= UNPROCESSED_ATTEMPTS) fail('TooManyRequestsException');
        await backOff(attempt);
      }
    }
    return found;
  } catch (error) {
    throw wireError(error);
  }
}

/** One page of a query, on the table or on its index. */
export async function queryItems(
  { client, tableName }: TableClient,
  query: Omit<QueryCommandInput, 'TableName'>,
): Promise<{ readonly items: readonly Item[]; readonly last?: Readonly<Record<string, unknown>> }> {
  try {
    const { Items, LastEvaluatedKey } = await client.send(new QueryCommand({ TableName: tableName, ...query }));
    return { items: (Items ?? []) as Item[], ...(LastEvaluatedKey && { last: LastEvaluatedKey }) };
  } catch (error) {
    throw wireError(error);
  }
}
