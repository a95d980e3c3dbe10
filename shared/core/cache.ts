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

/** The bounds of a cache: its largest number of values, and the time in milliseconds for which each is kept. */
type Bounds = { readonly most: number; readonly ms: number };

/** Makes a cache of single values. The time of a value is counted from the start of its loading. */
export function loadingCache<V>(
  clock: Clock,
  bounds: Bounds,
  load: (id: string) => Promise<V | undefined>,
): LoadingCache<V> {
  const entries = timedEntries<V>(clock, bounds);
  return {
    forget: entries.forget,
    async get(id, onHit) {
      const known = entries.get(id);
      if (known) {
        onHit?.();
        return known.value;
      }
      const keep = entries.loading();
      const value = await load(id);
      if (value !== undefined) keep(id, value);
      return value;
    },
  };
}

/** A cache that loads all missing ones of several values at once. */
export type BatchCache<K, V> = {
  /** Returns one value for each key. */
  readonly get: (keys: readonly K[]) => Promise<readonly V[]>;
  readonly forget: (id: string) => void;
};

/** Makes a cache of several values at once. `load` returns one value for each key, and each is cached. */
export function batchCache<K, V>(
  clock: Clock,
  bounds: Bounds,
  idOf: (key: K) => string,
  load: (keys: readonly K[]) => Promise<readonly V[]>,
): BatchCache<K, V> {
  const entries = timedEntries<V>(clock, bounds);
  return {
    forget: entries.forget,
    async get(keys) {
      const known = keys.map((key) => entries.get(idOf(key)));
      const missing = keys.filter((_, index) => !known[index]);
      if (missing.length === 0) return known.map((entry) => entry!.value);
      const keep = entries.loading();
      const loaded = await load(missing);
      for (const [index, key] of missing.entries()) keep(idOf(key), loaded[index]!);
      let next = 0;
      return known.map((entry) => (entry ? entry.value : loaded[next++]!));
    },
  };
}

/** Values that are kept for a limited time. */
function timedEntries<V>(clock: Clock, { most, ms }: Bounds) {
  const entries = boundedMap<{ readonly value: V; readonly until: number }>(most);
  let forgotten = 0;
  return {
    get(id: string): { readonly value: V } | undefined {
      const known = entries.get(id);
      return known && clock.now() < known.until ? known : undefined;
    },
    forget(id: string): void {
      forgotten++;
      entries.delete(id);
    },
    /** Begins to load values. The result keeps what was loaded. */
    loading(): (id: string, value: V) => void {
      const until = clock.now() + ms;
      const before = forgotten;
      return (id, value) => {
        // A value that was being loaded when `forget` announced a write may be stale, so it is not cached.
        if (before === forgotten) entries.set(id, { value, until });
      };
    },
  };
}
