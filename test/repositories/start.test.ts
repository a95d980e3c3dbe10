import { randomUUID } from 'node:crypto';
import { DescribeTimeToLiveCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createTableClient, type TableClient } from '#adapters/dynamo/client.ts';
import { ensureTable } from '#adapters/dynamo/create-table.ts';
import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { INDEX, keyringKey } from '#adapters/dynamo/keys.ts';
import { keyWrapper } from '#adapters/local/master-key.ts';
import { PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { guardedRelease } from '#core/guesses/guarded.ts';
import type { DataKeys } from '#core/keys/keyring.ts';
import { callOf } from '#test/call.ts';
import { ATTEMPTS_EXCEEDED, INCORRECT } from '#test/errors.ts';
import { faultyClient } from '#test/faulty-client.ts';
import { storeEndpoint } from '#test/store.ts';
import { aFamily, create, type Fixture, openRecords, POOL, START } from './fixture.ts';

const wrapper = keyWrapper(Buffer.alloc(32, 7), 'test key');
const PURPOSES = ['directory', 'signing'] as const;

function newTable() {
  return createTableClient({ tableName: `test-${randomUUID()}`, endpoint: storeEndpoint(), region: 'us-east-1' });
}

describe('the first start', () => {
  it('of several processes at once makes one table, with time to live', async () => {
    const table = newTable();
    await Promise.all([ensureTable(table), ensureTable(table), ensureTable(table)]);
    const { TimeToLiveDescription } = await table.client.send(
      new DescribeTimeToLiveCommand({ TableName: table.tableName }),
    );
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' });
  });

  it('of several processes at once makes one data key per purpose, the same on every later start', async () => {
    const table = newTable();
    await ensureTable(table);
    const all = await Promise.all(Array.from({ length: 5 }, () => loadDataKeys(table, wrapper, PURPOSES)));
    const later = await loadDataKeys(table, wrapper, PURPOSES);
    for (const one of all) expect(one).toStrictEqual(later);
    expect(later.directory?.get(1)).toHaveLength(32);
    expect(later.directory?.get(1)).not.toStrictEqual(later.signing?.get(1));
  });

  it('keeps the data key that was written although its answer was lost', async () => {
    const plain = newTable();
    await ensureTable(plain);
    const { table, faults } = faultyClient(plain);
    faults.inject(/Put/, 'lostAnswer');
    const made = await loadDataKeys(table, wrapper, ['admin']);
    expect(await loadDataKeys(table, wrapper, ['admin'])).toStrictEqual(made);
  });

  it('takes the data keys of another process that was faster, even when that has stored records since', async () => {
    const table = newTable();
    await ensureTable(table);
    let faster: Promise<DataKeys> | undefined;
    // The slower one has just found no key and now looks whether there are records.
    const slower: TableClient = {
      ...table,
      direct: {
        send: async (command: unknown) => {
          if (command instanceof QueryCommand) {
            faster ??= firstRecord();
            await faster;
          }
          return table.direct.send(command as never);
        },
      } as never,
    };
    const firstRecord = async () => {
      const keys = await loadDataKeys(table, wrapper, ['admin']);
      const Item = { pk: 'AK#x', sk: '#', gsi1pk: INDEX.accessKeys(), gsi1sk: 'x' };
      await table.client.send(new PutCommand({ TableName: table.tableName, Item }));
      return keys;
    };
    expect(await loadDataKeys(slower, wrapper, ['admin'])).toStrictEqual(await faster);
    expect(faster).toBeDefined();
    await expect(loadDataKeys(table, wrapper, ['signing'])).rejects.toThrow('signing#1 is missing');
  });
});

describe('a later start', () => {
  it('is refused with another master key, and when keys were exchanged', async () => {
    const table = newTable();
    await ensureTable(table);
    await loadDataKeys(table, wrapper, PURPOSES);
    const refusal = /is not the master key of this data/;
    await expect(loadDataKeys(table, keyWrapper(Buffer.alloc(32, 8), 'x'), PURPOSES)).rejects.toThrow(refusal);
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.tableName, Key: keyringKey('signing#1') }),
    );
    await table.client.send(
      new PutCommand({ TableName: table.tableName, Item: { ...Item, ...keyringKey('directory#1') } }),
    );
    await expect(loadDataKeys(table, wrapper, PURPOSES)).rejects.toThrow(refusal);
  });
});

describe('60 guesses at the same time, on the table', () => {
  const guesser = { poolId: POOL, sub: 'sub-1' };
  const guessAt = (store: Fixture) => async (right: boolean) => {
    const guess = {
      guesser,
      windows: [{ rules: PASSWORD_GUESSES, seen: undefined }],
      judge: () => (right ? {} : undefined),
    } as const;
    const put = async () => ({ lost: await store.records.commit([create('family', aFamily())]), held: undefined });
    try {
      await guardedRelease(callOf(store, { began: START }), guess, put);
      return 'in';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('give at most five wrong answers, and the right one does not get in', async () => {
    const store = await openRecords();
    const guess = guessAt(store);
    for (let n = 0; n < 5; n++) await guess(false);
    store.faults.inject(/Put|TransactWrite/, 'conflict', 20);
    const answers = await Promise.all(Array.from({ length: 55 }, (_, n) => guess(n === 54)));
    expect(new Set(answers)).toStrictEqual(new Set([ATTEMPTS_EXCEEDED.message]));
  });

  it('that are all wrong are counted five times', async () => {
    const store = await openRecords();
    const guess = guessAt(store);
    const answers = await Promise.all(Array.from({ length: 60 }, () => guess(false)));
    expect(answers.filter((answer) => answer === INCORRECT.message)).toHaveLength(5);
    expect(answers.filter((answer) => answer === ATTEMPTS_EXCEEDED.message)).toHaveLength(55);
    const attempts = await store.read('attempts', { poolId: POOL, subject: 'sub-1', window: 'PASSWORD' });
    expect(attempts?.count).toBe(5);
  });
});
