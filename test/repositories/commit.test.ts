import { beforeAll, describe, expect, it } from 'vitest';
import type { RecordKind, RecordOf } from '#ports/records.ts';
import {
  aCode,
  aFamily,
  aPool,
  aStep,
  aUser,
  check,
  create,
  EVERY_KIND,
  type Fixture,
  KINDS,
  openRecords,
  POOL,
  put,
  remove,
  update,
} from './fixture.ts';

let store: Fixture;
beforeAll(async () => {
  store = await openRecords();
});

describe('every kind of record', () => {
  it.each(KINDS)('%s: comes back as it was created, at its first version, and only then exists', async (kind) => {
    const { read, records } = await openRecords();
    const value = EVERY_KIND[kind];
    expect(await read(kind, value as never)).toBeUndefined();
    expect(await records.commit([create(kind, value as never)])).toBeUndefined();
    const version = kind === 'attempts' ? expect.any(Number) : 1;
    expect(await read(kind, value as never)).toStrictEqual({ ...value, version });
  });

  it.each(KINDS)('%s: is updated and removed only at the version that was read', async (kind) => {
    const { read, records, commit } = await openRecords();
    await commit(create(kind, EVERY_KIND[kind] as never));
    const first = (await read(kind, EVERY_KIND[kind] as never)) as RecordOf<RecordKind>;
    await commit(update(kind, first as never, first as never));
    const second = await read(kind, first as never);
    expect(second).toStrictEqual({ ...first, version: first.version + 1 });

    const stale = update(kind, first as never, first as never);
    expect(await records.commit([stale])).toStrictEqual({ change: stale });
    const staleRemoval = remove(kind, first as never);
    expect(await records.commit([staleRemoval])).toStrictEqual({ change: staleRemoval });
    expect(await read(kind, first as never)).toStrictEqual({ ...first, version: first.version + 1 });

    await commit(remove(kind, second as never));
    expect(await read(kind, first as never)).toBeUndefined();
  });
});

describe('a commit of one step', () => {
  it('creates only where nothing is', async () => {
    const first = aStep({ sessionId: 'create' });
    await store.commit(create('authSession', first));
    const second = create('authSession', { ...first, step: 9 });
    expect(await store.records.commit([second])).toStrictEqual({ change: second });
    expect(await store.read('authSession', first)).toStrictEqual(first);
  });

  it('does not update or remove what is not there', async () => {
    const absent = aStep({ sessionId: 'absent' });
    for (const step of [update('authSession', absent, absent), remove('authSession', absent)]) {
      expect(await store.records.commit([step])).toStrictEqual({ change: step });
    }
    expect(await store.read('authSession', absent)).toBeUndefined();
  });

  it('checks that nothing, or the version that was read, is there', async () => {
    const here = aStep({ sessionId: 'check' });
    expect(await store.records.commit([check('authSession', here, undefined)])).toBeUndefined();
    await store.commit(create('authSession', here));
    const absent = check('authSession', here, undefined);
    expect(await store.records.commit([absent])).toStrictEqual({ change: absent });
    expect(await store.records.commit([check('authSession', here, here)])).toBeUndefined();
    await store.commit(update('authSession', here, here));
    const stale = check('authSession', here, here);
    expect(await store.records.commit([stale])).toStrictEqual({ change: stale });
  });

  it('puts over whatever is there, and what was decided on the one before does not hold for it', async () => {
    const ref = { sub: 'put' };
    await store.commit(put('code', aCode({ ...ref, hash: 'first' })));
    const first = (await store.read('code', aCode(ref)))!;
    await store.commit(put('code', aCode({ ...ref, hash: 'second' })));
    const stale = remove('code', first);
    expect(await store.records.commit([stale])).toStrictEqual({ change: stale });
    const second = (await store.read('code', aCode(ref)))!;
    expect(second.hash).toBe('second');
    await store.commit(remove('code', second));
    expect(await store.read('code', aCode(ref))).toBeUndefined();
  });

  it('uses a single Put, and a transaction where a repetition could not be told from a loss', async () => {
    const { commit, faults } = await openRecords();
    faults.clear();
    await commit(create('authSession', aStep()));
    await commit(update('authSession', aStep(), aStep()));
    await commit(remove('authSession', aStep({ version: 2 })));
    await commit(create('family', aFamily()), create('authSession', aStep()));
    expect(faults.attempts).toStrictEqual(['Put', 'Put', 'TransactWrite', 'TransactWrite']);
  });
});

describe('a commit of several steps', () => {
  it('writes nothing when one step loses, and says which', async () => {
    const [a, b] = [aStep({ sessionId: 'several-a' }), aStep({ sessionId: 'several-b' })];
    const family = aFamily({ sub: 'several' });
    await store.commit(create('authSession', b));
    const losing = [
      create('authSession', { ...b, step: 7 }),
      update('authSession', { ...b, version: 4 }, { ...b, step: 7 }),
      remove('authSession', { ...b, version: 4 }),
      check('authSession', b, undefined),
      check('authSession', b, { ...b, version: 4 }),
    ];
    for (const step of losing) {
      expect(await store.records.commit([create('authSession', a), step, create('family', family)])).toStrictEqual({
        change: step,
      });
      expect(await store.read('authSession', a)).toBeUndefined();
      expect(await store.read('family', family)).toBeUndefined();
      expect(await store.read('authSession', b)).toStrictEqual(b);
    }
  });

  it('names the first of several that lose', async () => {
    const here = aStep({ sessionId: 'first-lost' });
    const family = aFamily({ sub: 'first-lost' });
    await store.commit(create('authSession', here), create('family', family));
    const steps = [create('family', family), create('authSession', here)];
    expect(await store.records.commit(steps)).toStrictEqual({ change: steps[0] });
  });

  it('replaces a record on the condition of its removal', async () => {
    const before = aFamily({ sub: 'replace' });
    const after = aFamily({ sub: 'replace', generation: 7 });
    await store.commit(create('family', before));
    await store.commit(update('family', before, { ...before, generation: 1 }));
    const stale = [remove('family', before), create('family', after)];
    expect(await store.records.commit(stale)).toMatchObject({ change: { kind: 'family' } });
    expect((await store.read('family', before))?.generation).toBe(1);
    await store.commit(remove('family', { ...before, version: 2 }), create('family', after));
    expect((await store.read('family', before))?.generation).toBe(7);
  });

  it('refuses two steps that write the same record', async () => {
    const family = aFamily({ sub: 'twice' });
    await expect(store.records.commit([create('family', family), put('family', family)])).rejects.toThrow(/same item/);
  });

  it('without any step is no commit', async () => {
    store.faults.clear();
    expect(await store.records.commit([])).toBeUndefined();
    expect(store.faults.attempts).toStrictEqual([]);
  });

  it('lets exactly one of many racing creations win', async () => {
    const { records, read } = await openRecords();
    const users = Array.from({ length: 12 }, (_, n) =>
      aUser({ username: `racer-${n}`, names: [{ kind: 'email', value: 'same@example.com' }] }),
    );
    const losses = await Promise.all(users.map((user) => records.commit([create('user', user)])));
    const winner = losses.indexOf(undefined);
    expect(losses.filter((lost) => lost === undefined)).toHaveLength(1);
    const owner = await read('name', { poolId: POOL, name: 'same@example.com' });
    expect(owner?.sub).toBe(users[winner]!.sub);
    for (const [n, user] of users.entries()) expect(Boolean(await read('user', user))).toBe(n === winner);
  });
});

describe('sizes', () => {
  it('takes a record of 300 KB and refuses one over 350 KB as the client sees it', async () => {
    const big = aUser({ attributes: { 'custom:x': 'x'.repeat(300 * 1024) } });
    await store.commit(create('user', big));
    expect((await store.read('user', big))?.attributes).toStrictEqual(big.attributes);
    const after = { ...big, attributes: { 'custom:x': 'x'.repeat(360 * 1024) } };
    await expect(store.records.commit([update('user', big, after)])).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    expect((await store.read('user', big))?.version).toBe(1);
  });

  it('keeps keys in bounds for the longest names and attribute values', async () => {
    const long = '\u{1F600}'.repeat(512);
    const user = aUser({
      username: long,
      attributes: { email: `${'e'.repeat(2000)}@example.com`, name: long, preferred_username: long },
      names: [
        { kind: 'username', value: long },
        { kind: 'email', value: `${'e'.repeat(2000)}@example.com` },
      ],
    });
    await store.commit(create('user', user), create('pool', aPool({ id: 'us-east-1_Long', name: long.slice(0, 256) })));
    expect((await store.read('name', { poolId: POOL, name: long }))?.sub).toBe(user.sub);
    // A name with the same beginning and another end is another name.
    expect(await store.read('name', { poolId: POOL, name: `${long.slice(0, -2)}\u{1F601}` })).toBeUndefined();
  });
});
