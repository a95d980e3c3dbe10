import { describe, expect, it } from 'vitest';
import { batchCache, boundedMap, loadingCache } from '#core/cache.ts';

describe('a bounded map', () => {
  it('is emptied when one more would be too many, and not by a key that it has', () => {
    const map = boundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('b', 3);
    expect([map.get('a'), map.get('b')]).toStrictEqual([1, 3]);
    map.set('c', 4);
    expect([map.get('a'), map.get('b'), map.get('c')]).toStrictEqual([undefined, undefined, 4]);
    map.delete('c');
    expect(map.get('c')).toBeUndefined();
  });
});

describe('a loading cache', () => {
  it('keeps no more than its bound', async () => {
    const loaded: string[] = [];
    const cache = loadingCache({ now: () => 0 }, { most: 2, ms: 10 }, async (id) => {
      loaded.push(id);
      return id;
    });
    for (const id of ['a', 'b', 'a', 'c', 'a', 'c']) expect(await cache.get(id)).toBe(id);
    expect(loaded).toStrictEqual(['a', 'b', 'c', 'a']);
  });
});

describe('a batch cache', () => {
  function setUp(most = 10) {
    let now = 0;
    let value = 'old';
    const loaded: (readonly string[])[] = [];
    let gate: Promise<void> | undefined;
    const cache = batchCache(
      { now: () => now },
      { most, ms: 10 },
      (key: { readonly id: string }) => key.id,
      async (keys): Promise<readonly (string | undefined)[]> => {
        loaded.push(keys.map(({ id }) => id));
        const values = keys.map(({ id }) => (id === 'absent' ? undefined : `${id} ${value}`));
        await gate;
        return values;
      },
    );
    return {
      loaded,
      get: (...ids: readonly string[]) => cache.get(ids.map((id) => ({ id }))),
      forget: cache.forget,
      advance: (milliseconds: number) => {
        now += milliseconds;
      },
      change: () => {
        value = 'new';
      },
      hold() {
        let release = () => {};
        gate = new Promise((resolve) => {
          release = resolve;
        });
        return release;
      },
    };
  }

  it('loads at once what it lacks, and answers in the order of the keys', async () => {
    const { get, loaded } = setUp();
    expect(await get()).toStrictEqual([]);
    expect(await get('a', 'c')).toStrictEqual(['a old', 'c old']);
    expect(await get('d', 'c', 'b', 'a')).toStrictEqual(['d old', 'c old', 'b old', 'a old']);
    expect(loaded).toStrictEqual([
      ['a', 'c'],
      ['d', 'b'],
    ]);
  });

  it('keeps what is absent like any value, for its time', async () => {
    const { get, loaded, advance } = setUp();
    for (let n = 0; n < 2; n++) expect(await get('absent', 'a')).toStrictEqual([undefined, 'a old']);
    expect(loaded).toHaveLength(1);
    advance(10);
    await get('absent');
    expect(loaded).toHaveLength(2);
  });

  it('answers more values than it keeps', async () => {
    const { get } = setUp(2);
    expect(await get('a', 'b', 'c', 'd', 'e')).toStrictEqual(['a old', 'b old', 'c old', 'd old', 'e old']);
  });

  it('forgets a value, also one that is just being loaded', async () => {
    const { get, forget, change, hold } = setUp();
    await get('a');
    const release = hold();
    const loading = get('b');
    change();
    forget('a');
    release();
    expect(await loading).toStrictEqual(['b old']);
    expect(await get('a', 'b')).toStrictEqual(['a new', 'b new']);
  });
});
