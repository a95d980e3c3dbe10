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

/**
 * Reads items with strong consistency, in one round trip per 100 items. Returns them by `keyText`. Throws
 * TooManyRequestsException when the store is busy, and InternalErrorException when it fails.
 */
export async function getItems(
  { direct, tableName, backOff }: TableClient,
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
      const { Item } = await direct.send(
        new GetItemCommand({ TableName: tableName, Key: unique[0]!, ConsistentRead: true }),
      );
      if (Item) add(Item);
      return found;
    }
    for (let start = 0; start < unique.length; start += BATCH) {
      let pending = unique.slice(start, start + BATCH);
      for (let attempt = 1; ; attempt++) {
        const answer = await direct.send(
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

/** A query with plain values instead of DynamoDB's attribute values. */
type Query = Omit<QueryCommandInput, 'TableName' | 'ExpressionAttributeValues' | 'ExclusiveStartKey'> & {
  readonly ExpressionAttributeValues: Readonly<Record<string, unknown>>;
  readonly ExclusiveStartKey?: Readonly<Record<string, unknown>>;
};

/** Reads one page of a query on the table or on its index. Throws the same errors as `getItems`. */
export async function queryItems(
  { direct, tableName }: TableClient,
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
    } = await direct.send(
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
