import { HANDLERS } from '#core/job-handlers/handlers.ts';
import { runDueJobs } from '#core/jobs/run.ts';
import { stalledSeconds } from '#core/jobs/stalled.ts';
import { container } from '#runtime/container.ts';

/** A slice is begun only if at least this much time is left, in milliseconds. With less it might not end. */
const SLICE_MS = 20_000;

/**
 * Works on jobs that are due until there are none or the time runs out. It is called every minute, and when a job is
 * created. Two calls may run at the same time; leases keep them apart.
 */
export async function handler(
  _event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<void> {
  const deps = await container();
  deps.logger.info('jobs.round', { seconds: await stalledSeconds(deps) });
  const hasTime = () => context.getRemainingTimeInMillis() > SLICE_MS;
  while ((await runDueJobs(deps, HANDLERS, hasTime)) > 0);
}
