import {
  ConditionalCheckFailedException,
  PutItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Conflict } from '#ports/records.ts';
import { toAttributes } from './attributes.ts';
import type { TableClient } from './client.ts';
import { isConflict, wireError } from './errors.ts';
import type { Write } from './writes.ts';

const CONFLICT_ATTEMPTS = 6;

/**
 * Carries out the writes, all or none; answers the first that lost. A conflict with another transaction is tried again
 * with jitter, then it is a TooManyRequestsException. The SDK sends a request again when its answer is lost; that it
 * then finds its own write there is no loss.
 */
export async function write(table: TableClient, writes: readonly Write[]): Promise<Conflict | undefined> {
  if (writes.length === 0) return undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      await send(table, writes);
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return isOwn(writes[0]!, error.Item?.d?.B) ? undefined : writes[0]!.lost;
      }
      if (error instanceof TransactionCanceledException) {
        const reasons = error.CancellationReasons ?? [];
        const failed = writes.flatMap((one, index) => {
          const { Code, Item } = reasons[index] ?? {};
          return Code === 'ConditionalCheckFailed' ? [{ one, there: Item?.d?.B }] : [];
        });
        // A store that was restarted in between has forgotten the token of the request. All or nothing was written.
        if (failed.some(({ one, there }) => isOwn(one, there))) return undefined;
        if (failed[0]) return failed[0].one.lost;
      }
      if (!isConflict(error) || attempt >= CONFLICT_ATTEMPTS) throw wireError(error);
      await table.backOff(attempt);
    }
  }
}

/**
 * A single put knows itself by its sealed content. A deletion leaves nothing to be known by, so it goes as a
 * transaction: its ClientRequestToken, made by the SDK once for all attempts, makes the repetition harmless.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
async function send({ direct, tableName }: TableClient, writes: readonly Write[]): Promise<void> {
  const single = writes.length === 1 ? writes[0]! : undefined;
  if (single?.item) {
    await direct.send(
      new PutItemCommand({ TableName: tableName, Item: toAttributes(single.item), ...expression(single) }),
    );
    return;
  }
  await direct.send(
    new TransactWriteItemsCommand({ TransactItems: writes.map((one) => transactItem(tableName, one)) }),
  );
}

function isOwn(write: Write, there: Uint8Array | undefined): boolean {
  return write.item?.d !== undefined && there !== undefined && Buffer.from(write.item.d).equals(there);
}

function transactItem(tableName: string, one: Write): TransactWriteItem {
  const common = { TableName: tableName, ...expression(one) };
  if (one.item) return { Put: { ...common, Item: toAttributes(one.item) } };
  const keyed = { ...common, Key: toAttributes({ pk: one.key.pk, sk: one.key.sk }) };
  return one.check ? { ConditionCheck: { ConditionExpression: '', ...keyed } } : { Delete: keyed };
}

function expression({ condition }: Write) {
  if (!condition) return {};
  const returned = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
  if ('absent' in condition) return { ConditionExpression: 'attribute_not_exists(pk)', ...returned };
  return {
    ConditionExpression: 'v = :v',
    ExpressionAttributeValues: toAttributes({ ':v': condition.version }),
    ...returned,
  };
}
