import { beforeAll, describe, expect, it } from 'vitest';
import { keyOf } from '#adapters/dynamo/keys.ts';
import { countingClient } from '#test/counting-client.ts';
import { aFamily, aStep, aUser, create, EVERY_KIND, type Fixture, KINDS, openRecords, POOL } from './fixture.ts';

let store: Fixture;
beforeAll(async () => {
  store = await openRecords();
});

describe('read', () => {
  it('answers many kinds under the names that were asked for, in one consistent round trip', async () => {
    const { records, commit, table } = await openRecords();
    await commit(...KINDS.map((kind) => create(kind, EVERY_KIND[kind] as never)));
    const { roundTrips } = countingClient(table);
    const refs = Object.fromEntries(KINDS.map((kind) => [kind, { kind, id: EVERY_KIND[kind] } as never]));
    expect(await records.read(refs)).toStrictEqual({
      ...EVERY_KIND,
      attempts: { ...EVERY_KIND.attempts, version: expect.any(Number) },
    });
    expect(roundTrips).toMatchObject({ reads: 1, writes: 0, staleReads: [] });
  });

  it('answers undefined for what is absent and for what was not asked', async () => {
    const family = aFamily({ sub: 'present' });
    await store.commit(create('family', family));
    const answer = await store.records.read({
      here: { kind: 'family', id: family },
      gone: { kind: 'family', id: { ...family, eventId: 'other' } },
      none: undefined,
    });
    expect(answer.here).toStrictEqual(family);
    expect(answer.gone).toBeUndefined();
    expect(answer.none).toBeUndefined();
  });

  it('answers the same record under several names', async () => {
    const family = aFamily({ sub: 'double' });
    await store.commit(create('family', family));
    const ref = { kind: 'family', id: family } as const;
    expect(await store.records.read({ a: ref, b: ref })).toStrictEqual({ a: family, b: family });
  });

  it('reads without a reference without a round trip', async () => {
    store.faults.clear();
    expect(await store.records.read({})).toStrictEqual({});
    expect(store.faults.attempts).toStrictEqual([]);
  });

  it('reads more than 100 records in as many requests as DynamoDB needs', async () => {
    const { records, commit, faults } = await openRecords();
    const all = Array.from({ length: 130 }, (_, n) => aStep({ sessionId: `many-${n}`, step: n }));
    for (const half of [all.slice(0, 65), all.slice(65)]) {
      await commit(...half.map((value) => create('authSession', value)));
    }
    faults.clear();
    const refs = Object.fromEntries(all.map((value) => [value.sessionId, { kind: 'authSession', id: value } as const]));
    const found = await records.read(refs);
    expect(Object.values(found).map((one) => one?.step)).toStrictEqual(all.map(({ step }) => step));
    expect(faults.attempts).toStrictEqual(['BatchGet', 'BatchGet']);
  });

  it('serves expired records, whose time is the caller to judge', async () => {
    const { commit, read, advance } = await openRecords();
    await commit(create('authSession', aStep()));
    advance(10 * 86_400_000);
    expect(await read('authSession', aStep())).toStrictEqual(aStep());
  });
});

describe('keys', () => {
  it('keeps records of different kinds, pools and users apart', () => {
    const user = aUser({ sub: 'x' });
    const keys = [
      keyOf('user', user),
      keyOf('user', { ...user, poolId: 'us-east-1_Pool00009' }),
      keyOf('name', { poolId: POOL, name: 'x' }),
      keyOf('pool', { id: POOL }),
      keyOf('client', { id: POOL }),
      keyOf('signingKey', { poolId: POOL, kid: '#' }),
      keyOf('family', { poolId: POOL, sub: 'x', eventId: '#' }),
      keyOf('attempts', { poolId: POOL, subject: 'x', window: '#' }),
    ].map(({ pk, sk }) => `${pk} ${sk}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
