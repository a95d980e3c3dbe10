import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { TableClient } from '#adapters/dynamo/client.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';

const EVERY_MS = 10 * 60_000;
/** The time for which an expired item stays, in seconds. In DynamoDB expired items stay for a while as well. */
const GRACE_SECONDS = 60;

/**
 * Deletes expired items, because the embedded store does not. This is the only place where the table is scanned: the
 * store is a local file, and nothing else finds items by their expiry alone. Returns the number of deleted items.
 * @internal
 */
export async function deleteExpired({ client, tableName }: TableClient, clock: Clock): Promise<number> {
  const limit = Math.floor(clock.now() / 1000) - GRACE_SECONDS;
  let deleted = 0;
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tableName,
        FilterExpression: 'attribute_exists(#ttl) AND #ttl < :limit',
        ProjectionExpression: 'pk, sk',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':limit': limit },
        Limit: 500,
        ExclusiveStartKey: start,
      }),
    );
    for (const { pk, sk } of page.Items ?? []) {
      // Another process may have written the item again in the meantime.
      const condition = {
        ConditionExpression: '#ttl < :limit',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':limit': limit },
      };
      try {
        await client.send(new DeleteCommand({ TableName: tableName, Key: { pk, sk }, ...condition }));
        deleted++;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return deleted;
}

/** Deletes expired items at once and then every ten minutes, until `stop`. */
export function startExpiry(table: TableClient, clock: Clock, logger: Logger): { readonly stop: () => Promise<void> } {
  let going: Promise<void> = Promise.resolve();
  const round = () => {
    going = deleteExpired(table, clock).then(
      () => {},
      (error: unknown) => logger.warn('expiry.failed', { error: error instanceof Error ? error.name : 'unknown' }),
    );
  };
  round();
  const timer = setInterval(round, EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await going;
    },
  };
}
