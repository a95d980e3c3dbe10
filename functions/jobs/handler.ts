import { HANDLERS } from '#core/job-handlers/handlers.ts';
import { runDueJobs } from '#core/jobs/run.ts';
import { stalledSeconds } from '#core/jobs/stalled.ts';
import { container } from '#runtime/container.ts';

/** A slice that begins with less time than this may not end. Milliseconds. */
const SLICE_MS = 20_000;

/** Called every minute, and when there is a new job: works on what is due until nothing is, or time runs out. Two may run at once; leases part them. */
export async function handler(
  _event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<void> {
  const deps = await container();
  deps.logger.info('jobs.round', { seconds: await stalledSeconds(deps) });
  while ((await runDueJobs(deps, HANDLERS)) > 0 && context.getRemainingTimeInMillis() > SLICE_MS);
}
