import type { Call } from '#core/call.ts';
import type { Deps } from '#ports/deps.ts';
import type { Job } from './job.ts';

/** A slice that has not ended by then is somebody else's to repeat. Milliseconds. */
const LEASE_MS = 120_000;
/** Later than anything that began before the first sweep, and than every process's cache. Milliseconds. */
const SECOND_SWEEP_MS = 60_000;
const JOBS_AT_ONCE = 10;
const JOBS_LOOKED_AT = 100;
/** Users, or other items, that one slice erases. */
const SLICE = 100;

/**
 * Runs one slice of every job that is due, oldest first, up to ten. Answers how many it worked on: while that is more
 * than none, more may be due. A slice that fails is logged and comes up again when its lease is over.
 */
export async function runDueJobs(deps: Deps): Promise<number> {
  const due = await deps.records.dueJobs(deps.clock.now(), JOBS_AT_ONCE);
  let worked = 0;
  for (const job of due) {
    const call: Call = { deps, began: deps.clock.now(), requestId: job.id };
    const leased = await lease(call, job);
    if (!leased) continue;
    worked++;
    try {
      await settle(call, leased, await slice(call, leased));
    } catch (error) {
      deps.logger.error('job.failed', {
        poolId: job.poolId,
        ...(error instanceof Error && { error: error.name, stack: error.stack }),
      });
    }
  }
  return worked;
}

/**
 * How long ago the oldest job was made, in seconds; 0 when there is none. Also of jobs that wait for a lease to end or
 * for their second sweep: what fails again and again is leased most of the time.
 */
export async function oldestJobAge({ records, clock }: Pick<Deps, 'records' | 'clock'>): Promise<number> {
  const now = clock.now();
  const jobs = await records.dueJobs(now + Math.max(LEASE_MS, SECOND_SWEEP_MS), JOBS_LOOKED_AT);
  return Math.round((now - Math.min(now, ...jobs.map(({ createdAt }) => createdAt))) / 1000);
}

/** Puts the job off for the time of a slice; undefined when another runner was quicker. */
async function lease({ deps: { records, clock } }: Call, job: Job): Promise<Job | undefined> {
  const after = { ...job, dueAt: clock.now() + LEASE_MS };
  const lost = await records.commit([{ op: 'update', kind: 'job', before: job, after }]);
  return lost ? undefined : { ...after, version: job.version + 1 };
}

/** One bounded part of the work, which may have been done before; true when nothing is left to do. */
function slice({ deps: { records } }: Call, job: Job): Promise<boolean> {
  return job.kind === 'delete-user'
    ? records.eraseUser(job.poolId, job.sub ?? '', SLICE)
    : records.erasePool(job.poolId, SLICE);
}

/** What comes after a slice. A lost commit means that the lease ran out: the job is no longer this runner's. */
async function settle({ deps: { records, clock } }: Call, job: Job, done: boolean): Promise<void> {
  if (done && job.sweep === 2) {
    await records.commit([{ op: 'remove', kind: 'job', before: job }]);
    return;
  }
  const after: Job = done ? { ...job, sweep: 2, dueAt: clock.now() + SECOND_SWEEP_MS } : { ...job, dueAt: clock.now() };
  await records.commit([{ op: 'update', kind: 'job', before: job, after }]);
}
