import type { Clock } from '#ports/clock.ts';

/** A map that never has more than so many entries: when it is full it is emptied, and what it had is made anew. */
export type BoundedMap<V> = {
  readonly get: (key: string) => V | undefined;
  readonly set: (key: string, value: V) => void;
  readonly delete: (key: string) => void;
};

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

/** What is loaded by its id and kept for a while. */
export type LoadingCache<V> = {
  /** Loads what is not kept; undefined is never kept. `onHit` is told when the answer was kept. */
  readonly get: (id: string, onHit?: () => void) => Promise<V | undefined>;
  readonly forget: (id: string) => void;
};

/** Keeps at most `most` values, each for `ms` milliseconds from when its loading began. */
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
      // What was read before a write that has since been made known may already be old: it is answered, not kept.
      if (value !== undefined && before === forgotten) entries.set(id, { value, until: started + ms });
      return value;
    },
  };
}
