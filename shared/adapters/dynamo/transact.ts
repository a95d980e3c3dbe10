import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Lost } from '#ports/records.ts';
import type { TableClient } from './client.ts';
import { wireError } from './errors.ts';
import type { Write } from './writes.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const CONFLICT_ATTEMPTS = 6;

/**
 * Carries out the writes, all or none; answers the first that lost. A conflict with another transaction is tried again
 * with jitter, then it is a TooManyRequestsException. A repeated request (the SDK retries when an answer is lost) finds
 * its own item there: that is no loss.
 */
export async function write({ client, tableName }: TableClient, writes: readonly Write[]): Promise<Lost | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      const single = writes.length === 1 ? writes[0] : undefined;
      if (single?.item)
        await client.send(new PutCommand({ TableName: tableName, Item: single.item, ...expression(single) }));
      else if (single && !single.check)
        await client.send(new DeleteCommand({ TableName: tableName, Key: keyOnly(single), ...expression(single) }));
      else
        await client.send(
          new TransactWriteCommand({ TransactItems: writes.map((one) => transactItem(tableName, one)) }),
        );
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return isOwn(writes[0]!, error.Item?.d?.B) ? undefined : writes[0]!.lost;
      }
      if (error instanceof TransactionCanceledException) {
        const reasons = error.CancellationReasons ?? [];
        const lost = writes.find((_, index) => reasons[index]?.Code === 'ConditionalCheckFailed');
        if (lost) return lost.lost;
        if (attempt < CONFLICT_ATTEMPTS) {
          await jitter(attempt);
          continue;
        }
      }
      throw wireError(error);
    }
  }
}

function isOwn(write: Write, there: Uint8Array | undefined): boolean {
  return write.item?.d !== undefined && there !== undefined && Buffer.from(write.item.d).equals(there);
}

function jitter(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** attempt));
}

function transactItem(tableName: string, one: Write): TransactItem {
  const common = { TableName: tableName, ...expression(one) };
  if (one.item) return { Put: { ...common, Item: one.item } };
  const keyed = { ...common, Key: keyOnly(one) };
  return one.check ? { ConditionCheck: { ConditionExpression: '', ...keyed } } : { Delete: keyed };
}

function keyOnly({ key }: Write): { pk: string; sk: string } {
  return { pk: key.pk, sk: key.sk };
}

function expression({ condition }: Write) {
  if (!condition) return {};
  const returned = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
  if ('absent' in condition) return { ConditionExpression: 'attribute_not_exists(pk)', ...returned };
  if ('present' in condition) return { ConditionExpression: 'attribute_exists(pk)', ...returned };
  return { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': condition.version }, ...returned };
}
