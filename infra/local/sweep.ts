import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { TableClient } from '#adapters/dynamo/client.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';

const EVERY_MS = 10 * 60_000;
/** As DynamoDB does, an expired item stays for a while: nobody relies on its going. */
const GRACE_SECONDS = 60;

/**
 * Deletes what has expired, since the embedded store keeps a TTL and does nothing about it. It is the only place where
 * the table is scanned: the store is a local file, and nothing else finds an item that only has its time in common.
 * @internal
 */
export async function sweepExpired({ client, tableName }: TableClient, clock: Clock): Promise<number> {
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
      // It may have been written anew meanwhile.
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

/** Sweeps at once and then every ten minutes, until stopped. */
export function startSweep(table: TableClient, clock: Clock, logger: Logger): { readonly stop: () => Promise<void> } {
  let going: Promise<void> = Promise.resolve();
  const sweep = () => {
    going = sweepExpired(table, clock).then(
      () => {},
      (error: unknown) => logger.warn('sweep.failed', { error: error instanceof Error ? error.name : 'unknown' }),
    );
  };
  sweep();
  const timer = setInterval(sweep, EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await going;
    },
  };
}
