import type { Next } from '#core/jobs/handler.ts';
import type { Job } from '#core/jobs/job.ts';
import type { Erased } from '#ports/records.ts';

/** Later than anything that began before the first sweep, and than every process's cache. Milliseconds. */
const SECOND_SWEEP_MS = 60_000;

/**
 * What comes after a slice of a deletion. Whatever was read before the deletion may still be written while the first sweep
 * runs, so that there is a second one a minute later.
 */
export function afterErasing(
  { cursor: { sweep } = { sweep: 1 }, items: before = 0 }: Job,
  { items, over }: Erased,
): Next {
  if (!over) return { over: false, items, cursor: { sweep } };
  if (sweep === 1) return { over: false, items, cursor: { sweep: 2 }, waitMs: SECOND_SWEEP_MS };
  return { over: true, items, result: { erased: before + items } };
}
