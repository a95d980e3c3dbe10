import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { fail } from '#core/errors.ts';
import type { Job } from '#core/jobs/job.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Logger } from '#ports/logger.ts';
import type { Change, RecordKind, Records, Ref } from '#ports/records.ts';
import type { TableClient } from './client.ts';
import { createErasure } from './erase.ts';
import { type Decode, fromItem, type Item, RecordTooLarge } from './items.ts';
import { INDEX, INDEX_NAME, keyOf, keyText } from './keys.ts';
import { counterKeys, dueKey } from './kinds.ts';
import { createCount, createListing } from './listing.ts';
import { createMembersToClear } from './members.ts';
import { getItems, queryItems } from './read.ts';
import { write } from './transact.ts';
import { createWithin } from './within.ts';
import { writesOf } from './writes.ts';

/** Creates the records in one DynamoDB table (docs/table.md). `logger` gets what cannot be opened or read. */
export function createRecords(
  table: TableClient,
  keys: Keyring,
  clock: { readonly now: () => number },
  logger: Logger,
): Records {
  /**
   * Opens a record. If that fails, somebody tampered with the record or moved it, so it is logged and counts as absent.
   * A record that opens but has the form of a newer version is logged too, but the request fails. If it counted as
   * absent, a user could not sign in and might sign up anew, a lock after wrong guesses would be gone, and a program
   * that compares lists would delete what it misses.
   */
  const decode: Decode = (kind, item) => {
    if (!item) return undefined;
    try {
      const value = fromItem(keys, kind, item);
      if (!value) report('record.not-authentic', kind, item);
      return value;
    } catch (error) {
      report('record.not-readable', kind, item);
      throw error;
    }
  };

  /**
   * Logs a record without its content. The key of a name holds what a person signs in with, so it must not appear in a
   * log.
   */
  function report(event: string, kind: RecordKind, { pk, sk }: Item): void {
    logger.error(event, { error: kind === 'name' ? kind : `${kind} ${pk} ${sk}` });
  }

  /**
   * Opens a job, or returns undefined for one that only a newer version can read. Such a job waits for that version,
   * and the others are done meanwhile.
   */
  function readableJob(item: Item | undefined): Job | undefined {
    try {
      return decode('job', item);
    } catch {
      return undefined;
    }
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

    count: createCount(table),

    within: createWithin(table, keys, clock, decode),

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
        // The user that is counted has been committed already, so the request must not fail for an estimate.
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
        const found = await getItems(table, items);
        const jobs = items.flatMap((entry) => readableJob(found.get(keyText(entry))) ?? []);
        due.push(...jobs.filter((job) => !job.finished && job.dueAt <= now && wanted(job)));
        start = last;
      } while (start && due.length < limit);
      return due.slice(0, limit);
    },

    membersToClear: createMembersToClear(table, decode),

    ...createErasure(table, decode),
  };
}
