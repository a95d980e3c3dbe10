import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTableClient } from '#adapters/dynamo/client.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import type { Change } from '#ports/records.ts';
import { INTERNAL } from '#test/errors.ts';
import { type Fault, faultyClient } from '#test/faulty-client.ts';
import { enforceLimits } from '#test/limits.ts';
import {
  aFamily,
  aStep,
  aUser,
  check,
  create,
  type Fixture,
  openRecords,
  POOL,
  put,
  remove,
  update,
} from './fixture.ts';

let store: Fixture;
beforeEach(async () => {
  store = await openRecords();
});

const BUSY = { name: 'TooManyRequestsException' };
const here = aStep({ sessionId: 'here' });

/** Every way a commit is sent, each with what it does to the records. */
const COMMITS: readonly { readonly name: string; readonly steps: readonly Change[]; readonly done: object }[] = [
  { name: 'create', steps: [create('authSession', aStep())], done: { new: 1, here: 1 } },
  { name: 'update', steps: [update('authSession', here, { ...here, step: 2 })], done: { here: 2 } },
  { name: 'put', steps: [put('authSession', aStep({ step: 3 }))], done: { new: 3, here: 1 } },
  { name: 'remove', steps: [remove('authSession', here)], done: {} },
  { name: 'check', steps: [check('authSession', here, here)], done: { here: 1 } },
  {
    name: 'several steps',
    steps: [create('authSession', aStep()), remove('authSession', here), create('family', aFamily())],
    done: { new: 1, family: 0 },
  },
];

async function state(): Promise<object> {
  const found = await store.records.read({
    new: { kind: 'authSession', id: aStep() },
    here: { kind: 'authSession', id: here },
    family: { kind: 'family', id: aFamily() },
  });
  return JSON.parse(JSON.stringify({ new: found.new?.step, here: found.here?.step, family: found.family?.generation }));
}

describe.each(COMMITS)('commit: $name', ({ steps, done }) => {
  beforeEach(async () => {
    await store.commit(create('authSession', here));
    store.faults.clear();
  });

  it.each<[Fault, number]>([
    ['conflict', 5],
    ['throttled', 2],
    ['throttlingException', 2],
    ['lostRequest', 2],
  ])('gets through after %s, %i times', async (fault, times) => {
    store.faults.inject(/Put|TransactWrite/, fault, times);
    expect(await store.records.commit(steps)).toBeUndefined();
    expect(store.faults.attempts).toHaveLength(times + 1);
    expect(await state()).toStrictEqual(done);
  });

  it.each<[Fault, object]>([
    ['conflict', BUSY],
    ['throttled', BUSY],
    ['throttlingException', BUSY],
    ['lostRequest', INTERNAL],
  ])('gives up after %s without end, and nothing is written', async (fault, expected) => {
    store.faults.inject(/Put|TransactWrite/, fault, 1000);
    await expect(store.records.commit(steps)).rejects.toMatchObject(expected);
    expect(store.faults.attempts.length).toBeLessThanOrEqual(6);
    expect(await state()).toStrictEqual({ here: 1 });
  });

  it('is done once and not lost when its answer does not arrive', async () => {
    store.faults.inject(/Put|TransactWrite/, 'lostAnswer', 1);
    expect(await store.records.commit(steps)).toBeUndefined();
    expect(store.faults.attempts).toHaveLength(2);
    expect(await state()).toStrictEqual(done);
  });
});

it('a commit whose answer never arrives is not repeated for ever, and is an internal error', async () => {
  store.faults.inject(/TransactWrite/, 'lostAnswer', 1000);
  await expect(store.records.commit([create('authSession', here), create('family', aFamily())])).rejects.toMatchObject(
    INTERNAL,
  );
  expect(store.faults.attempts).toHaveLength(3);
});

describe('races', () => {
  it('a removal whose answer was lost still happens for one of two only', async () => {
    await store.commit(create('authSession', here));
    store.faults.clear();
    store.faults.inject(/TransactWrite/, 'lostAnswer', 2);
    const results = await Promise.all(
      [remove('authSession', here), remove('authSession', here)].map((step) => store.records.commit([step])),
    );
    expect(results.filter((lost) => lost === undefined)).toHaveLength(1);
  });

  it('what another wrote after a slow answer is not overwritten', async () => {
    await store.commit(create('authSession', here));
    store.faults.clear();
    store.faults.inject(/Put/, 'slow');
    const slow = store.records.commit([update('authSession', here, { ...here, step: 2 })]);
    await store.faults.slowArrived();
    await store.commit(update('authSession', { ...here, version: 2 }, { ...here, step: 3 }));
    store.faults.release();
    expect(await slow).toBeUndefined();
    expect(await store.read('authSession', here)).toStrictEqual({ ...here, step: 3, version: 3 });
  });

  it('a user and its names are there together or not at all, whatever fails', async () => {
    for (const fault of ['conflict', 'throttled', 'lostRequest'] as const) {
      const user = aUser({ username: `half-${fault}` });
      store.faults.inject(/TransactWrite/, fault, 1000);
      await expect(store.records.commit([create('user', user)])).rejects.toThrow();
      store.faults.clear();
      expect(await store.read('user', user)).toBeUndefined();
      expect(await store.read('name', { poolId: POOL, name: user.username })).toBeUndefined();
    }
  });
});

describe('reads', () => {
  const refs = Object.fromEntries(
    Array.from({ length: 4 }, (_, n) => [`r${n}`, { kind: 'authSession', id: aStep({ sessionId: `${n}` }) } as const]),
  );

  beforeEach(async () => {
    await store.commit(...Object.values(refs).map(({ id }) => create('authSession', id)));
    store.faults.clear();
  });

  it('ask again for what was left unprocessed', async () => {
    store.faults.inject(/BatchGet/, 'unprocessed', 3);
    const found = await store.records.read(refs);
    expect(Object.values(found).map((one) => one?.sessionId)).toStrictEqual(['0', '1', '2', '3']);
    expect(store.faults.attempts).toHaveLength(4);
  });

  it.each<[Fault, object]>([
    ['throttled', BUSY],
    ['throttlingException', BUSY],
    ['lostRequest', INTERNAL],
  ])('give up after %s without end, and get through once it is over', async (fault, expected) => {
    const all = [
      () => store.records.read(refs),
      () => store.records.read({ one: refs.r0 }),
      () => store.records.list('users', { poolId: POOL }, { limit: 1 }),
      () => store.records.within('signingKey', { poolId: POOL }),
    ];
    for (const read of all) {
      store.faults.inject(/Get|Query/, fault, 1000);
      await expect(read()).rejects.toMatchObject(expected);
      store.faults.clear();
      store.faults.inject(/Get|Query/, fault, 2);
      await expect(read()).resolves.toBeDefined();
    }
  });

  it('never take an unreachable store for an absent record', async () => {
    store.faults.inject(/BatchGet/, 'unprocessed', 1000);
    const endless = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${n}`, refs.r0]));
    await expect(
      store.records.read({
        ...endless,
        ...Object.fromEntries(
          Array.from({ length: 9 }, (_, n) => [
            `x${n}`,
            { kind: 'authSession', id: aStep({ sessionId: `x${n}` }) } as const,
          ]),
        ),
      }),
    ).rejects.toMatchObject(BUSY);
  });
});

describe('counters', () => {
  it('never fail the request whose user they count', async () => {
    store.faults.inject(/Update/, 'throttled', 1000);
    await store.records.countUsers(POOL, 1);
    expect(store.logged).toStrictEqual([
      { event: 'counter.lost', fields: { poolId: POOL, error: 'ProvisionedThroughputExceededException' } },
    ]);
    store.faults.clear();
    expect(await store.records.estimatedUsers(POOL)).toBe(0);
  });
});

describe('a store that does not answer', () => {
  async function records(endpoint: string) {
    const client = createTableClient({ tableName: 'none', endpoint, region: 'us-east-1', timeoutMs: 20 });
    const { table, faults } = faultyClient(client);
    const log = () => {};
    return { faults, ...createRecords(table, store.keys, store.clock, { info: log, warn: log, error: log }) };
  }

  const listen = async (server: Server): Promise<string> => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it('is given up after the time-out', async () => {
    const server = createServer(() => {});
    const { commit, read, faults } = await records(await listen(server));
    await expect(commit([create('authSession', here)])).rejects.toMatchObject(INTERNAL);
    await expect(read({ one: { kind: 'authSession', id: here } })).rejects.toMatchObject(INTERNAL);
    expect(faults.attempts).toHaveLength(6);
    server.closeAllConnections();
    server.close();
  });

  it('that refuses connections is an internal error', async () => {
    const server = createServer();
    const endpoint = await listen(server);
    await new Promise((done) => server.close(done));
    await expect((await records(endpoint)).commit([create('authSession', here)])).rejects.toMatchObject(INTERNAL);
  });
});

describe('the limits of the test client', () => {
  const table = () => enforceLimits(store.table);
  const send = (item: object) => table().client.send(new PutCommand({ TableName: store.table.tableName, Item: item }));

  it.each([
    ['an empty key', { pk: '', sk: 'a' }],
    ['a long partition key', { pk: 'p'.repeat(2049), sk: 'a' }],
    ['a long sort key', { pk: 'a', sk: 's'.repeat(1025) }],
    ['a long sort key of the index', { pk: 'a', sk: 'a', gsi1pk: 'a', gsi1sk: 'ä'.repeat(513) }],
    ['a big item', { pk: 'a', sk: 'a', d: Buffer.alloc(400 * 1024) }],
  ])('refuse %s', async (_, item) => {
    await expect(send(item)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuse over 100 writes in a transaction, and the records answer an internal error', async () => {
    const many = Array.from({ length: 101 }, (_, n) => create('authSession', aStep({ sessionId: `n-${n}` })));
    await expect(store.records.commit(many)).rejects.toMatchObject(INTERNAL);
    expect(await store.records.commit(many.slice(1))).toBeUndefined();
  });
});
