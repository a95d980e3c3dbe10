import { cut } from '#core/bounded-text.ts';
import type { Call } from '#core/call.ts';
import type { Deps } from '#ports/deps.ts';
import type { JobHandler, JobHandlers, Next } from './handler.ts';
import type { Job, JobKind } from './job.ts';

/** A slice that has not ended by then is somebody else's to repeat. Milliseconds. */
const LEASE_MS = 120_000;
/** The pause after a failure, which doubles with every further one in a row. Milliseconds. */
const FIRST_PAUSE_MS = 15_000;
/** A failure that is repaired is noticed within so much. Milliseconds. */
export const LONGEST_PAUSE_MS = 15 * 60_000;
const JOBS_AT_ONCE = 10;
/** How long a job that is over can still be read: longer than an operator is away. Milliseconds. */
const KEPT_MS = 24 * 3600_000;
const ERROR_LENGTH = 300;
const BROKEN_OFF = 'The slice broke off: its lease ran out.';

/**
 * Runs one slice of every job that is due, oldest first, up to ten. Answers how many it worked on: while that is more
 * than none, more may be due. A slice that fails is logged and counted, and comes up again after a pause. Jobs of a kind
 * without a handler are those of a newer version: they are left for it as they are.
 */
export async function runDueJobs(deps: Deps, handlers: JobHandlers): Promise<number> {
  const unknown = new Set<string>();
  const due = await deps.records.dueJobs(deps.clock.now(), JOBS_AT_ONCE, ({ kind }) => {
    if (Object.hasOwn(handlers, kind)) return true;
    unknown.add(kind);
    return false;
  });
  for (const job of unknown) deps.logger.warn('job.unknown-kind', { job });
  let worked = 0;
  for (const job of due) {
    const call: Call = { deps, began: deps.clock.now(), requestId: job.id };
    const leased = await lease(call, job);
    if (!leased) continue;
    worked++;
    try {
      await settle(call, leased, await handlerOf(handlers, job.kind)(call, leased));
    } catch (error) {
      await fail(call, leased, error);
    }
  }
  return worked;
}

/** A handler takes the jobs of its own kind, which TypeScript can't follow through the table. */
function handlerOf(handlers: JobHandlers, kind: JobKind): JobHandler<JobKind> {
  return handlers[kind] as JobHandler<JobKind>;
}

/** Puts the job off for the time of a slice; undefined when another runner was quicker. */
async function lease({ deps: { records, clock } }: Call, job: Job): Promise<Job | undefined> {
  const now = clock.now();
  const before = job.leased ? failed(job, now, BROKEN_OFF) : job;
  const after: Job = { ...before, leased: true, dueAt: now + LEASE_MS };
  const lost = await records.commit([{ op: 'update', kind: 'job', before: job, after }]);
  return lost ? undefined : { ...after, version: job.version + 1 };
}

/** What comes after a slice. A lost commit means that the lease ran out: the job is no longer this runner's. */
async function settle({ deps: { records, clock } }: Call, job: Job, next: Next): Promise<void> {
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
  // A slice that did nothing and would do the same again is no failure, but the job does not get on by it.
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

/** Counts a slice that failed. When even that can't be written, the lease ends it. */
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

/** For the operator: what the store answered is only the cause of the error that it becomes for clients. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const own = `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own} (${reasonOf(error.cause)})`;
}
