import type { Deps } from '#ports/deps.ts';
import type { Job } from './job.ts';
import { LONGEST_PAUSE_MS } from './run.ts';

/** The time without progress after which a job is stalled and an operator should look at it, in seconds. */
export const STALLED_SECONDS = 900;
/** The number of failures in a row after which a job counts as stalled. A busy store does not cause that many. */
const REPEATED_FAILURES = 5;
const JOBS_LOOKED_AT = 1_000;

/**
 * Returns the longest time for which any job has made no progress, in seconds; 0 when there is no job. A job that makes
 * progress may take any time. Jobs that wait for the end of a lease or after a failure count as well, because a job that
 * keeps failing waits most of the time.
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
