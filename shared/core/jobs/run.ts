import { cut } from '#core/bounded-text.ts';
import type { Call } from '#core/call.ts';
import type { Deps } from '#ports/deps.ts';
import type { JobHandler, JobHandlers, Next } from './handler.ts';
import type { Job, JobKind } from './job.ts';

/** The time after which another runner may repeat a slice that has not ended, in milliseconds. */
const LEASE_MS = 120_000;
/** The pause after a failure, in milliseconds. It doubles with every further failure in a row. */
const FIRST_PAUSE_MS = 15_000;
/** The longest pause, in milliseconds. Within this time a job notices that the cause of its failures is gone. */
export const LONGEST_PAUSE_MS = 15 * 60_000;
const JOBS_AT_ONCE = 10;
/** The time for which a finished job is kept, in milliseconds. It is longer than an operator is away. */
const KEPT_MS = 24 * 3600_000;
const ERROR_LENGTH = 300;
const BROKEN_OFF = 'The slice was interrupted: its lease expired.';

/**
 * Runs one slice of up to ten due jobs, oldest first, as long as `mayBegin` allows another slice. Returns the number of jobs
 * that it worked on. As long as that is not zero, more jobs may be due. A slice that fails is logged and counted, and is
 * repeated after a pause. A job of a kind that has no handler was created by a newer version, and is left as it is.
 */
export async function runDueJobs(deps: Deps, handlers: JobHandlers, mayBegin = () => true): Promise<number> {
  const unknown = new Set<string>();
  const due = await deps.records.dueJobs(deps.clock.now(), JOBS_AT_ONCE, ({ kind }) => {
    if (Object.hasOwn(handlers, kind)) return true;
    unknown.add(kind);
    return false;
  });
  for (const job of unknown) deps.logger.warn('job.unknown-kind', { job });
  let worked = 0;
  for (const job of due) {
    if (!mayBegin()) break;
    const call: Call = { deps, began: deps.clock.now(), requestId: job.id, audit: {} };
    const leased = await lease(call, job);
    if (!leased) continue;
    worked++;
    try {
      await recordOutcome(call, leased, await handlerOf(handlers, job.kind)(call, leased));
    } catch (error) {
      await fail(call, leased, error);
    }
  }
  return worked;
}

/** Each handler takes the jobs of its own kind. TypeScript cannot derive this from the table. */
function handlerOf(handlers: JobHandlers, kind: JobKind): JobHandler<JobKind> {
  return handlers[kind] as JobHandler<JobKind>;
}

/**
 * Leases the job for the time of a slice. Returns undefined when another runner has leased it first, or when the lease
 * cannot be written, which is logged and keeps no other job from being done.
 */
async function lease({ deps: { records, clock, logger } }: Call, job: Job): Promise<Job | undefined> {
  const now = clock.now();
  const before = job.leased ? failed(job, now, BROKEN_OFF) : job;
  const after: Job = { ...before, leased: true, dueAt: now + LEASE_MS };
  try {
    const lost = await records.commit([{ op: 'update', kind: 'job', before: job, after }]);
    return lost ? undefined : { ...after, version: job.version + 1 };
  } catch (error) {
    logger.error('job.not-leased', { job: job.kind, poolId: job.poolId, error: reasonOf(error) });
    return undefined;
  }
}

/** Writes what follows after a slice. If the commit is lost, the lease has expired and another runner has the job. */
async function recordOutcome({ deps: { records, clock } }: Call, job: Job, next: Next): Promise<void> {
  const now = clock.now();
  const { leased: _, ...free } = job;
  const items = (job.items ?? 0) + next.items;
  if (next.over) {
    const finished = { at: now, result: next.result };
    const after: Job = { ...free, items, dueAt: now, finished, expiresAt: now + KEPT_MS };
    await records.commit([{ op: 'update', kind: 'job', before: job, after }]);
    return;
  }
  const dueAt = now + (next.waitMs ?? 0);
  // A slice that changed nothing and would do the same again has not failed, but the job has made no progress either.
  const gotOn = next.items > 0 || JSON.stringify(next.cursor) !== JSON.stringify(job.cursor);
  const after: Job = {
    ...free,
    items,
    dueAt,
    cursor: next.cursor,
    ...(gotOn && { expectedAt: dueAt }),
    ...(job.failures && { failures: { ...job.failures, inARow: 0 } }),
  };
  await records.commit([{ op: 'update', kind: 'job', before: job, after }]);
}

/** Counts a failed slice. If the count cannot be written, the job is repeated when its lease expires. */
async function fail({ deps: { records, clock, logger } }: Call, job: Job, error: unknown): Promise<void> {
  logger.error('job.failed', {
    job: job.kind,
    poolId: job.poolId,
    ...(error instanceof Error && { error: error.name, stack: error.stack }),
  });
  const now = clock.now();
  const { leased: _, ...free } = failed(job, now, reasonOf(error));
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (free.failures!.inARow - 1));
  const after: Job = { ...free, dueAt: now + pause };
  try {
    await records.commit([{ op: 'update', kind: 'job', before: job, after }]);
  } catch (cause) {
    logger.warn('job.failure-not-counted', { job: job.kind, poolId: job.poolId, error: (cause as Error).name });
  }
}

function failed(job: Job, at: number, error: string): Job {
  const { count = 0, inARow = 0 } = job.failures ?? {};
  return { ...job, failures: { count: count + 1, inARow: inARow + 1, at, error: cut(error, ERROR_LENGTH) } };
}

/** The causes are for the operator: the error itself only has the text for clients. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const own = `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own} (${reasonOf(error.cause)})`;
}
