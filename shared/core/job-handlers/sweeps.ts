import type { Next } from '#core/jobs/handler.ts';
import type { Job } from '#core/jobs/job.ts';
import type { Erased } from '#ports/records.ts';

/** The wait before the second sweep, in milliseconds. Until then, earlier requests have ended and caches have expired. */
const SECOND_SWEEP_MS = 60_000;

/**
 * Returns what follows after a slice of a deletion. A request that read the data before the deletion may still write during
 * the first sweep, so a second sweep follows a minute later.
 */
export function afterErasing(
  { cursor: { sweep } = { sweep: 1 }, items: before = 0 }: Job,
  { items, over }: Erased,
): Next {
  if (!over) return { over: false, items, cursor: { sweep } };
  if (sweep === 1) return { over: false, items, cursor: { sweep: 2 }, waitMs: SECOND_SWEEP_MS };
  return { over: true, items, result: { erased: before + items } };
}
