import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { keyOf } from '#adapters/dynamo/keys.ts';
import type { User } from '#core/users/user.ts';
import {
  aClient,
  aCode,
  aFamily,
  aPool,
  aSigningKey,
  aUser,
  create,
  type Fixture,
  OTHER_POOL,
  openRecords,
  POOL,
  remove,
} from './fixture.ts';

async function keysInTable({ table }: Fixture): Promise<string[]> {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));
  return Items.map((item) => `${item.pk?.S} ${item.sk?.S}`).sort();
}

async function createWithSessions(store: Fixture, user: User, sessions: number): Promise<void> {
  await store.commit(create('user', user), create('code', aCode(user)));
  const families = Array.from({ length: sessions }, (_, n) =>
    create('family', aFamily({ poolId: user.poolId, sub: user.sub, eventId: `event-${n}` })),
  );
  await store.commit(...families);
}

describe('eraseUser', () => {
  it('leaves nothing of a removed user and everything of the others', async () => {
    const store = await openRecords();
    const kept = aUser();
    await createWithSessions(store, kept, 3);
    const before = await keysInTable(store);
    const user = aUser({ attributes: { email: 'a@example.com' } });
    await createWithSessions(store, user, 60);
    await store.commit(remove('user', user));
    // It is 26 items at once, because the user's own comes on top of the 25.
    expect(await store.records.eraseUser(POOL, user.sub, 25)).toEqual({ items: 26, over: false });
    while (!(await store.records.eraseUser(POOL, user.sub, 25)).over);
    expect(await keysInTable(store)).toStrictEqual(before);
    expect(await store.records.eraseUser(POOL, user.sub, 25)).toEqual({ items: 0, over: true });
    expect(await keysInTable(store)).toStrictEqual(before);
  });

  it('goes on with what the store had no time for', async () => {
    const store = await openRecords();
    const user = aUser();
    await createWithSessions(store, user, 5);
    await store.commit(remove('user', user));
    store.faults.inject(/BatchWrite/, 'unprocessed', 2);
    expect(await store.records.eraseUser(POOL, user.sub, 25)).toEqual({ items: 6, over: true });
    expect(await keysInTable(store)).toStrictEqual([]);
  });
});

describe('erasePool', () => {
  async function eraseAll({ records }: Fixture, limit: number): Promise<number> {
    for (let slice = 1; slice < 100; slice++) if ((await records.erasePool(POOL, limit)).over) return slice;
    throw new Error('The pool is never empty.');
  }

  async function createPool(store: Fixture, poolId: string): Promise<User[]> {
    const users = Array.from({ length: 5 }, (_, n) => aUser({ poolId, username: `user-${n}` }));
    await store.commit(
      create('pool', aPool({ id: poolId })),
      create('signingKey', aSigningKey({ poolId })),
      create('client', aClient({ id: `client-${poolId}`, poolId })),
    );
    for (const user of users) await createWithSessions(store, user, 2);
    await store.records.countUsers(poolId, 5);
    return users;
  }

  it('leaves nothing of the pool, in slices, and everything of another', async () => {
    const store = await openRecords();
    await createPool(store, OTHER_POOL);
    const before = await keysInTable(store);
    await createPool(store, POOL);
    expect(await eraseAll(store, 2)).toBeGreaterThan(2);
    expect(await keysInTable(store)).toStrictEqual(before);
  });

  it('ends although a user is not authentic', async () => {
    const store = await openRecords();
    const [user] = await createPool(store, POOL);
    const forged = {
      ...keyOf('user', user!),
      t: 'user',
      v: 9,
      d: Buffer.from('x'),
      gsi1pk: `P#${POOL}#U`,
      gsi1sk: '0',
    };
    await store.table.client.send(new PutCommand({ TableName: store.table.tableName, Item: forged }));
    await eraseAll(store, 10);
    // The forged content was all that led to its name.
    expect(await keysInTable(store)).toStrictEqual([`A#${POOL}#i#user-0 #`]);
  });
});
