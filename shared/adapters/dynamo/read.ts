import { BatchGetItemCommand, GetItemCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { fail } from '#core/errors.ts';
import { type Attributes, fromAttributes, toAttributes } from './attributes.ts';
import type { TableClient } from './client.ts';
import { wireError } from './errors.ts';
import type { Item } from './items.ts';
import { keyText } from './keys.ts';
import type { Key } from './kinds.ts';

const BATCH = 100;
const UNPROCESSED_ATTEMPTS = 5;

/** Reads items with strong consistency in one round trip (per 100); answers them by keyText. */
export async function getItems(
  { client, tableName, backOff }: TableClient,
  keys: readonly Key[],
): Promise<ReadonlyMap<string, Item>> {
  const found = new Map<string, Item>();
  const unique = [...new Map(keys.map((key) => [keyText(key), toAttributes({ pk: key.pk, sk: key.sk })])).values()];
  const add = (attributes: Attributes) => {
    const item = fromAttributes(attributes) as Item;
    found.set(keyText(item), item);
  };
  try {
    if (unique.length === 1) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: unique[0]!, ConsistentRead: true }),
      );
      if (Item) add(Item);
      return found;
    }
    for (let start = 0; start < unique.length; start += BATCH) {
      let pending = unique.slice(start, start + BATCH);
      for (let attempt = 1; ; attempt++) {
        const answer = await client.send(
          new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: pending, ConsistentRead: true } } }),
        );
        for (const item of answer.Responses?.[tableName] ?? []) add(item);
        pending = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
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

/** A query in plain values. */
type Query = Omit<QueryCommandInput, 'TableName' | 'ExpressionAttributeValues' | 'ExclusiveStartKey'> & {
  readonly ExpressionAttributeValues: Readonly<Record<string, unknown>>;
  readonly ExclusiveStartKey?: Readonly<Record<string, unknown>>;
};

/** One page of a query, on the table or on its index. */
export async function queryItems(
  { client, tableName }: TableClient,
  { ExpressionAttributeValues, ExclusiveStartKey, ...query }: Query,
): Promise<{
  readonly items: readonly Item[];
  /** The number of the items, also where they themselves were not asked for. */
  readonly count: number;
  readonly last?: Readonly<Record<string, unknown>>;
}> {
  try {
    const {
      Items = [],
      Count = 0,
      LastEvaluatedKey,
    } = await client.send(
      new QueryCommand({
        TableName: tableName,
        ...query,
        ExpressionAttributeValues: toAttributes(ExpressionAttributeValues),
        ...(ExclusiveStartKey && { ExclusiveStartKey: toAttributes(ExclusiveStartKey) }),
      }),
    );
    const items = Items.map((item) => fromAttributes(item) as Item);
    return { items, count: Count, ...(LastEvaluatedKey && { last: fromAttributes(LastEvaluatedKey) }) };
  } catch (error) {
    throw wireError(error);
  }
}
