import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { fail } from '#core/errors.ts';
import type { Job } from '#core/jobs/job.ts';
import type { SigningKey } from '#core/keys/signing-key.ts';
import type { Keys } from '#ports/keys.ts';
import type { Logger } from '#ports/logger.ts';
import type { Change, RecordKind, RecordOf, Records, Ref } from '#ports/records.ts';
import type { TableClient } from './client.ts';
import { createErasure } from './erase.ts';
import { dueKey, fromItem, type Item, RecordTooLarge } from './items.ts';
import { counterKeys, INDEX, INDEX_NAME, type Key, keyOf, keyText, poolPartition } from './keys.ts';
import { createListing } from './listing.ts';
import { getItems, queryItems } from './read.ts';
import { write } from './transact.ts';
import { writesOf } from './writes.ts';

/** The records in one DynamoDB table (docs/table.md). */
export function createRecords(
  table: TableClient,
  keys: Keys,
  clock: { readonly now: () => number },
  logger: Logger,
): Records {
  /** A record that does not open was tampered with or belongs elsewhere: it is reported and counts as absent. */
  function decode<K extends RecordKind>(kind: K, item: Item | undefined): RecordOf<K> | undefined {
    if (!item) return undefined;
    const value = fromItem(keys, kind, item);
    // The key of a name holds what a person signs in with: it does not belong in a log.
    if (!value)
      logger.error('record.not-authentic', { error: kind === 'name' ? kind : `${kind} ${item.pk} ${item.sk}` });
    return value;
  }

  async function readAll<K extends RecordKind>(kind: K, found: readonly Key[]): Promise<RecordOf<K>[]> {
    if (found.length === 0) return [];
    const items = await getItems(table, found);
    return found.flatMap((key) => decode(kind, items.get(keyText(key))) ?? []);
  }

  async function* partition(pk: string, prefix = '') {
    let start: Readonly<Record<string, unknown>> | undefined;
    do {
      const { items, last } = await queryItems(table, {
        KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :sk)' : 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk, ...(prefix && { ':sk': prefix }) },
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      });
      yield* items;
      start = last;
    } while (start);
  }

  return {
    async read(refs) {
      const entries = Object.entries(refs).flatMap(([name, ref]) => (ref ? [[name, ref as Ref] as const] : []));
      const items = await getItems(
        table,
        entries.map(([, ref]) => keyOf(ref.kind as RecordKind, ref.id as never)),
      );
      return Object.fromEntries(
        entries.map(([name, ref]) => [
          name,
          decode(ref.kind, items.get(keyText(keyOf(ref.kind as RecordKind, ref.id as never)))),
        ]),
      ) as never;
    },

    async commit(changes: readonly Change[]) {
      try {
        return await write(table, writesOf(keys, changes));
      } catch (error) {
        if (error instanceof RecordTooLarge)
          fail('InvalidParameterException', 'The request makes the resource too large.');
        throw error;
      }
    },

    list: createListing(table, keys, clock, decode),

    async signingKeys(poolId) {
      const found: SigningKey[] = [];
      for await (const item of partition(poolPartition(poolId), 'KEY#')) {
        const key = decode('signingKey', item);
        if (key) found.push(key);
      }
      return found;
    },

    async countUsers(poolId, delta) {
      const shards = counterKeys(poolId);
      const key = shards[Math.floor(Math.random() * shards.length)]!;
      try {
        await table.client.send(
          new UpdateCommand({
            TableName: table.tableName,
            Key: { pk: key.pk, sk: key.sk },
            UpdateExpression: 'ADD n :delta SET t = :t',
            ExpressionAttributeValues: { ':delta': delta, ':t': 'counter' },
          }),
        );
      } catch (error) {
        // What is counted has been committed: its request must not fail for an estimate.
        logger.warn('counter.lost', { poolId, error: (error as Error).name });
      }
    },

    async estimatedUsers(poolId) {
      const items = await getItems(table, counterKeys(poolId));
      let sum = 0;
      for (const item of items.values()) sum += Number((item as unknown as { n?: number }).n ?? 0);
      return Math.max(0, sum);
    },

    async dueJobs(now, limit, wanted = () => true) {
      const due: Job[] = [];
      let start: Readonly<Record<string, unknown>> | undefined;
      do {
        const { items, last } = await queryItems(table, {
          IndexName: INDEX_NAME,
          KeyConditionExpression: 'gsi1pk = :pk AND gsi1sk <= :now',
          ExpressionAttributeValues: { ':pk': INDEX.jobs({ finished: false }), ':now': dueKey(now) },
          Limit: limit,
          ...(start && { ExclusiveStartKey: start }),
        });
        const jobs: readonly Job[] = await readAll('job', items);
        due.push(...jobs.filter((job) => !job.finished && job.dueAt <= now && wanted(job)));
        start = last;
      } while (start && due.length < limit);
      return due.slice(0, limit);
    },

    ...createErasure(table, (item) => decode('user', item)),
  };
}
