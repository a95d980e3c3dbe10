import { HANDLERS } from '#core/job-handlers/handlers.ts';
import { runDueJobs } from '#core/jobs/run.ts';
import { stalledSeconds } from '#core/jobs/stalled.ts';
import { container } from '#runtime/container.ts';

/** A slice that begins with less time than this, in milliseconds, may not end. */
const SLICE_MS = 20_000;

/**
 * Works on the jobs that are due until none is, or time runs out. It is called every minute, and when there is a new job.
 * Two calls may run at once, and leases part them.
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
