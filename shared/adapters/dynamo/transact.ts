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
import { isCollision, wireError } from './errors.ts';
import type { Write } from './writes.ts';

const COLLISION_ATTEMPTS = 6;

/**
 * Carries out the writes, all or none, and returns the conflict of the first one whose condition did not hold. A
 * collision with another transaction is retried with jitter, and then becomes a TooManyRequestsException. When the
 * response of a request was lost, the SDK sends it again; if the writes are then found to be there already, that is no
 * conflict.
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
        // If the store was restarted in between, it has forgotten the ClientRequestToken. One write that is there
        // proves that all of them are.
        if (failed.some(({ one, there }) => isOwn(one, there))) return undefined;
        if (failed[0]) return failed[0].one.lost;
      }
      if (!isCollision(error) || attempt >= COLLISION_ATTEMPTS) throw wireError(error);
      await table.backOff(attempt);
    }
  }
}

/**
 * Sends the writes. If a single put is repeated, it recognises itself by its sealed content. A deletion leaves nothing
 * to recognise, so it is sent as a transaction: the SDK makes one ClientRequestToken for all attempts, which makes the
 * repetition harmless.
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
