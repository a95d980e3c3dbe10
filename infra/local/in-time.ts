import { setTimeout as sleep } from 'node:timers/promises';

const MOST_MS = 2_000;

/** Resolves as the work does, or to `late` when that takes more than two seconds. */
export async function inTime<T>(work: Promise<T>, late: T): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([work, sleep(MOST_MS, late, { signal: over.signal, ref: false })]);
  } finally {
    over.abort();
  }
}
