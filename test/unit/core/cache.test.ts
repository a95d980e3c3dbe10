import { describe, expect, it } from 'vitest';
import { boundedMap, loadingCache } from '#core/cache.ts';

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
