import { randomUUID } from 'node:crypto';
import {
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTableClient, type TableClient } from '#adapters/dynamo/client.ts';
import { ensureTable } from '#adapters/dynamo/create-table.ts';
import { OPERATION_NAMES, type Operation, readMeasured } from '#infra/cost/measured.ts';
import { storeEndpoint } from '#test/store.ts';
import { measureUnits, type Units } from '../../bench/cost/measure.ts';
import { type Meter, meterTable } from '../../bench/cost/meter.ts';

const opened = () => {
  const tableName = `test-${randomUUID()}`;
  return () => createTableClient({ tableName, endpoint: storeEndpoint(), region: 'us-east-1' });
};

describe('the meter', () => {
  let table: TableClient;
  let meter: Meter;
  let TableName: string;
  const item = (pk: string, size = 10, gsi1pk?: string) => ({
    pk: { S: pk },
    sk: { S: '#' },
    ...(gsi1pk && { gsi1pk: { S: gsi1pk }, gsi1sk: { S: pk } }),
    d: { B: new Uint8Array(size) },
  });
  const key = (pk: string) => ({ pk: { S: pk }, sk: { S: '#' } });
  const put = (one: ReturnType<typeof item>) => table.client.send(new PutItemCommand({ TableName, Item: one }));
  const writes = () =>
    meter.take().touches.flatMap(({ side, pk, write }) => (write > 0 ? [`${side} ${pk} ${write}`] : []));

  beforeAll(async () => {
    const open = opened();
    const past = open();
    await ensureTable(past);
    table = open();
    TableName = table.tableName;
    meter = meterTable(table, past);
  });

  it('charges a put by the larger of what was and what is, and the index only when its keys change', async () => {
    await put(item('a', 10, 'A'));
    expect(writes()).toEqual(['table a 1', 'index A 1']);
    await put(item('a', 2000, 'A'));
    expect(writes()).toEqual(['table a 2']);
    await put(item('a', 10, 'B'));
    expect(writes()).toEqual(['table a 2', 'index A 1', 'index B 1']);
  });

  it('doubles the table in a transaction, conditions and deletions by what is there, and not the index', async () => {
    await put(item('big', 3000, 'A'));
    await put(item('gone', 1500, 'A'));
    meter.take();
    await table.client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: item('new', 10, 'A') } },
          { ConditionCheck: { TableName, Key: key('big'), ConditionExpression: 'attribute_exists(pk)' } },
          { Delete: { TableName, Key: key('gone') } },
        ],
      }),
    );
    const reading = meter.take();
    expect(reading.touches.map(({ side, pk, write }) => `${side} ${pk} ${write}`)).toEqual([
      'table new 2',
      'index A 1',
      'table big 6',
      'table gone 4',
      'index A 1',
    ]);
    expect(reading.billedByStore).toBe(14);
    expect(reading.roundTrips).toBe(1);
  });

  it('charges what failed by what is there, and counts nothing as stored', async () => {
    await put(item('there', 2000));
    meter.take();
    const failing = { ConditionExpression: 'attribute_not_exists(pk)' };
    await expect(
      table.client.send(new PutItemCommand({ TableName, Item: item('there', 10, 'A'), ...failing })),
    ).rejects.toThrow('conditional request failed');
    const reading = meter.take();
    expect(reading.touches).toEqual([{ side: 'table', pk: 'there', read: 0, write: 2 }]);
    expect([reading.tableBytes, reading.indexBytes]).toEqual([0, 0]);
  });

  it('charges reads by consistency and size, each item of a batch alone, and what is missing as well', async () => {
    await put(item('r1', 5000, 'R'));
    await put(item('r2', 10, 'R'));
    meter.take();
    await table.client.send(new GetItemCommand({ TableName, Key: key('r1'), ConsistentRead: true }));
    await table.client.send(new GetItemCommand({ TableName, Key: key('r1') }));
    const Keys = ['r1', 'r2', 'missing'].map(key);
    await table.client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }));
    await table.client.send(
      new QueryCommand({
        TableName,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'R' } },
      }),
    );
    const { touches, billedByStore } = meter.take();
    expect(touches.map(({ side, pk, read }) => `${side} ${pk} ${read}`)).toEqual([
      'table r1 2',
      'table r1 1',
      'table r1 2',
      'table r2 1',
      'table missing 1',
      'index R 0.5',
    ]);
    expect(billedByStore).toBe(7.5);
  });

  it('sees through the document client, and what an update made', async () => {
    await table.client.send(new PutCommand({ TableName, Item: { pk: 'n', sk: '#', n: 1 } }));
    const update = { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } };
    await table.client.send(new UpdateCommand({ TableName, Key: { pk: 'n', sk: '#' }, ...update }));
    await table.client.send(new UpdateCommand({ TableName, Key: { pk: 'n2', sk: '#' }, ...update }));
    const reading = meter.take();
    expect(reading.touches.map(({ pk, write }) => `${pk} ${write}`)).toEqual(['n 1', 'n 1', 'n2 1']);
    // Names, values and 100 bytes for each item.
    expect(reading.tableBytes).toBe(2 + 1 + 2 + 1 + 1 + 2 + 100 + (2 + 2 + 2 + 1 + 1 + 2 + 100));
  });

  it('tells what is stored, and what of it expires', async () => {
    await put({ ...item('e', 10), ttl: { N: '1800000000' } } as never);
    const { tableBytes, indexBytes, expiringBytes } = meter.take();
    expect([tableBytes, indexBytes]).toEqual([expiringBytes, 0]);
    expect(expiringBytes).toBe(2 + 1 + 2 + 1 + 1 + 10 + 3 + 2 + 100);
  });

  it('refuses to guess at other requests', async () => {
    await expect(table.client.send(new DeleteCommand({ TableName, Key: { pk: 'n', sk: '#' } }))).rejects.toThrow(
      'The meter does not know what DeleteItem costs.',
    );
  });
});

describe('infra/cost/measured.json', () => {
  let now: Readonly<Record<string, Units>>;
  const { operations } = readMeasured();

  beforeAll(async () => {
    now = await measureUnits(opened());
  });

  it.each(OPERATION_NAMES)('%s still costs what it says (npm run measure)', (name) => {
    const exact = (one: Units | Operation) => ({
      roundTrips: one.roundTrips,
      readUnits: one.readUnits,
      tableWriteUnits: one.tableWriteUnits,
      indexWriteUnits: one.indexWriteUnits,
      uncachedRoundTrips: one.uncachedRoundTrips,
      uncachedReadUnits: one.uncachedReadUnits,
      sharedWrites: one.sharedWrites,
      sharedReads: one.sharedReads,
    });
    expect(exact(operations[name])).toEqual(exact(now[name]!));
    // Random numbers and times make a few bytes of difference.
    for (const size of [
      'requestBytes',
      'responseBytes',
      'logBytes',
      'tableBytes',
      'indexBytes',
      'expiringBytes',
    ] as const) {
      const [written, found] = [operations[name][size], now[name]![size]];
      expect(Math.abs(written - found), size).toBeLessThanOrEqual(20 + 0.02 * Math.abs(found));
    }
  });

  it('knows the time that every operation takes', () => {
    for (const name of OPERATION_NAMES) expect(operations[name].cpuMs, name).toBeGreaterThan(0);
  });
});
