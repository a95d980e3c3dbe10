import type { Deps } from '#ports/deps.ts';
import type { Job } from './job.ts';
import { LONGEST_PAUSE_MS } from './run.ts';

/** A job that has not got on for so long is stalled, which is for an operator to look at. Seconds. */
export const STALLED_SECONDS = 900;
/** So many failures in a row are more than a busy store: the job counts as stalled, however quickly they came. */
const REPEATED_FAILURES = 5;
const JOBS_LOOKED_AT = 1_000;

/**
 * How long the job that is worst off has not got on, in seconds; 0 when there is none. A job that gets on may take as
 * long as it takes. Jobs that wait for a lease to end, or after a failure, are looked at, too: what fails again and
 * again waits most of the time.
 */
export async function stalledSeconds({ records, clock }: Pick<Deps, 'records' | 'clock'>): Promise<number> {
  const now = clock.now();
  const jobs = await records.dueJobs(now + LONGEST_PAUSE_MS, JOBS_LOOKED_AT);
  return Math.max(0, ...jobs.map((job) => secondsOf(job, now)));
}

function secondsOf({ createdAt, expectedAt = createdAt, failures }: Job, now: number): number {
  const seconds = Math.max(0, Math.round((now - expectedAt) / 1000));
  return failures && failures.inARow >= REPEATED_FAILURES ? Math.max(seconds, STALLED_SECONDS + 1) : seconds;
}
