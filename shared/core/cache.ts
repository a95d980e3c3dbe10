import type { Clock } from '#ports/clock.ts';

/**
 * A map with a largest number of entries. A new key empties a map that is full, so callers must be able to make its
 * values again.
 */
export type BoundedMap<V> = {
  readonly get: (key: string) => V | undefined;
  readonly set: (key: string, value: V) => void;
  readonly delete: (key: string) => void;
};

/** Makes a map of at most `most` entries. */
export function boundedMap<V>(most: number): BoundedMap<V> {
  const entries = new Map<string, V>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      if (entries.size >= most && !entries.has(key)) entries.clear();
      entries.set(key, value);
    },
    delete: (key) => void entries.delete(key),
  };
}

/** A cache that loads values by their id and keeps them for a limited time. */
export type LoadingCache<V> = {
  /**
   * Returns the cached value, or loads it. An absent value (undefined) is never cached. `onHit` is called when the
   * value came from the cache.
   */
  readonly get: (id: string, onHit?: () => void) => Promise<V | undefined>;
  readonly forget: (id: string) => void;
};

/**
 * Makes a cache of at most `most` values. Each value is kept for `ms` milliseconds, counted from the start of its
 * loading.
 */
export function loadingCache<V>(
  clock: Clock,
  { most, ms }: { readonly most: number; readonly ms: number },
  load: (id: string) => Promise<V | undefined>,
): LoadingCache<V> {
  const entries = boundedMap<{ readonly value: V; readonly until: number }>(most);
  let forgotten = 0;
  return {
    forget(id) {
      forgotten++;
      entries.delete(id);
    },
    async get(id, onHit) {
      const known = entries.get(id);
      if (known && clock.now() < known.until) {
        onHit?.();
        return known.value;
      }
      const started = clock.now();
      const before = forgotten;
      const value = await load(id);
      // A value that was being loaded when `forget` announced a write may be stale, so it is returned but not cached.
      if (value !== undefined && before === forgotten) entries.set(id, { value, until: started + ms });
      return value;
    },
  };
}
