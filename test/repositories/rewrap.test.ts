import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { loadDataKeys, readDataKeys } from '#adapters/dynamo/data-keys.ts';
import { keyringKey } from '#adapters/dynamo/keys.ts';
import { rewrapDataKeys } from '#adapters/dynamo/rewrap.ts';
import { keyWrapper } from '#adapters/local/master-key.ts';
import { KEY_PURPOSES, type KeyWrapper } from '#ports/keys.ts';
import { faultyClient } from '#test/faulty-client.ts';
import { newTable } from '#test/store.ts';

const from = keyWrapper(Buffer.alloc(32, 1), 'the old key');
const to = keyWrapper(Buffer.alloc(32, 2), 'the new key');

let table: TableClient;
beforeEach(async () => {
  table = await newTable();
});

const keys = (wrapper: KeyWrapper) => readDataKeys(table, wrapper, KEY_PURPOSES);
/** Everything that stands with the data keys. */
const items = async () => {
  const { Items } = await table.client.send(
    new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': 'KEYRING' },
    }),
  );
  return Items;
};
const item = async (id: string) =>
  (await table.client.send(new GetCommand({ TableName: table.tableName, Key: keyringKey(id) }))).Item;
const put = (values: object) =>
  table.client.send(new PutCommand({ TableName: table.tableName, Item: values as Record<string, unknown> }));

describe('wrapping data keys anew', () => {
  it('keeps the keys, and only the new master key opens them', async () => {
    const before = await loadDataKeys(table, from, KEY_PURPOSES);
    expect(await rewrapDataKeys(table, from, to)).toBe(KEY_PURPOSES.length);
    expect(await keys(to)).toStrictEqual(before);
    await expect(keys(from)).rejects.toThrow('the old key is not the master key');
  });

  it('changes nothing a second time, also when the old master key is gone', async () => {
    await loadDataKeys(table, from, KEY_PURPOSES);
    await rewrapDataKeys(table, from, to);
    const after = await items();
    const gone: KeyWrapper = { ...from, unwrap: () => Promise.reject(new Error('gone')) };
    expect(await rewrapDataKeys(table, gone, to)).toBe(0);
    expect(await items()).toStrictEqual(after);
  });

  it('leaves alone what the new master key has wrapped before', async () => {
    await loadDataKeys(table, from, ['signing', 'directory']);
    await loadDataKeys(table, to, ['admin']);
    const admin = await item('admin#1');
    expect(await rewrapDataKeys(table, from, to)).toBe(2);
    expect(await item('admin#1')).toStrictEqual(admin);
    expect(Object.keys(await readDataKeys(table, to, ['signing', 'directory', 'admin']))).toHaveLength(3);
  });

  it('takes every version of a data key along', async () => {
    await loadDataKeys(table, from, KEY_PURPOSES);
    const second = Buffer.alloc(32, 7);
    await put({ ...keyringKey('signing#2'), t: 'dataKey', v: 1, d: await from.wrap('signing', second) });
    expect(await rewrapDataKeys(table, from, to)).toBe(KEY_PURPOSES.length + 1);
    expect(await to.unwrap('signing', (await item('signing#2'))?.d)).toStrictEqual(second);
  });

  it('comes to its end by another run when an answer was lost', async () => {
    const before = await loadDataKeys(table, from, KEY_PURPOSES);
    const { table: unlucky, faults } = faultyClient(table);
    faults.inject(/TransactWrite/, 'lostAnswer', 3);
    await expect(rewrapDataKeys(unlucky, from, to)).rejects.toThrow();
    expect(await rewrapDataKeys(table, from, to)).toBe(0);
    expect(await keys(to)).toStrictEqual(before);
  });
});

describe('nothing is written', () => {
  beforeEach(() => loadDataKeys(table, from, KEY_PURPOSES));

  const refuses = async (old: KeyWrapper, next: KeyWrapper, reason: RegExp, on = table) => {
    const before = await items();
    await expect(rewrapDataKeys(on, old, next)).rejects.toThrow(reason);
    expect(await items()).toStrictEqual(before);
  };

  it('when neither key opens one of them', async () => {
    const foreign = keyWrapper(Buffer.alloc(32, 3), 'x');
    await put({ ...(await item('admin#1')), d: await foreign.wrap('admin', Buffer.alloc(32)) });
    await refuses(from, to, /the old key is not the master key/);
  });

  it('when the new key wraps and does not open', async () => {
    await refuses(from, { ...to, unwrap: () => Promise.reject(new Error('may not')) }, /may not/);
  });

  it('when the new key gives back something else', async () => {
    const careless: KeyWrapper = { ...to, wrap: (purpose) => to.wrap(purpose, Buffer.alloc(32)) };
    await refuses(from, careless, /does not open the data key \w+#1 that it wrapped/);
  });

  it('when there is what this version does not know', async () => {
    await put({ ...keyringKey('future#1'), t: 'dataKey', v: 1, d: Buffer.alloc(8) });
    await refuses(from, to, /has future#1, which is not a data key/);
  });

  it('when the store is busy with them', async () => {
    const { table: busy, faults } = faultyClient(table);
    faults.inject(/TransactWrite/, 'conflict', 9);
    await refuses(from, to, /Somebody else changed the data keys .* Nothing was written: run this again/, busy);
  });

  it('to the others when one was changed meanwhile', async () => {
    const rival = await from.wrap('admin', Buffer.alloc(32, 5));
    const late: KeyWrapper = {
      ...to,
      wrap: async (purpose, key) => {
        if (purpose === 'admin') await put({ ...(await item('admin#1')), d: rival });
        return to.wrap(purpose, key);
      },
    };
    await expect(rewrapDataKeys(table, from, late)).rejects.toThrow(/Nothing was written/);
    expect(Buffer.from((await item('admin#1'))?.d)).toStrictEqual(rival);
    await expect(keys(from)).resolves.toBeDefined();
  });
});

it('is refused for a table without data keys', async () => {
  await expect(rewrapDataKeys(table, from, to)).rejects.toThrow(`The table ${table.tableName} has no data keys.`);
});

it('notices that a data key is gone, or another one, as soon as it has written', async () => {
  await loadDataKeys(table, from, KEY_PURPOSES);
  const afterwards = (change: () => Promise<unknown>): TableClient => ({
    ...table,
    client: {
      send: async (command: never) => {
        const answer = await table.client.send(command);
        if ('TransactItems' in (command as { input: object }).input) await change();
        return answer;
      },
    } as never,
  });
  const drop = () => table.client.send(new DeleteCommand({ TableName: table.tableName, Key: keyringKey('admin#1') }));
  await expect(rewrapDataKeys(afterwards(drop), from, to)).rejects.toThrow(/not those that were wrapped/);
  const other = async () => put({ ...(await item('signing#1')), d: await from.wrap('signing', Buffer.alloc(32, 6)) });
  await expect(rewrapDataKeys(afterwards(other), to, from)).rejects.toThrow(/not those that were wrapped/);
});
